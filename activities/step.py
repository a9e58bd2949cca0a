"""Write one step of a case: its state, its story and all its consequences, in one transaction."""

import uuid
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from temporalio import activity

from activities.clerks import CLERKS
from activities.entries import Page
from models.cases import AuditEvent, Case
from models.exchange import Effect, EffectState, InboxFact, Placement
from rules.case_orders import CaseRef, LoadedCase, StepOrder, StepResult
from rules.case_state import CaseState, Fact, Step
from rules.case_waiting import waits_for
from rules.errors import DeskError
from runtime.announce import announce
from runtime.database import Database
from runtime.killpoints import killpoint
from runtime.payloads import from_plain, to_plain


class StepOutOfTurn(DeskError):
    """The step does not follow the one the record holds."""

    retryable: ClassVar[bool] = False

    def __init__(self, case: Case, step: Step) -> None:
        super().__init__(
            f"Case {case.number} is at version {case.version}; a step to version "
            f"{step.state.version} cannot follow. Restart its workflow with `swapdesk reconcile`.",
            case=case.number,
        )


class CaseRecord:
    """The activities that read and write a case's head."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @activity.defn(name="load_case")
    def load_case(self, ref: CaseRef) -> LoadedCase:
        """The case as the record has it, to begin or to begin again."""
        with self.database.as_tenant(uuid.UUID(ref.tenant_id)) as session:
            case = head(session, ref)
            state = from_plain(CaseState, case.snapshot)
            return LoadedCase(state=state, unheard=results_of(session, ref, state.version))

    @activity.defn(name="write_step")
    def write_step(self, order: StepOrder) -> StepResult:
        """Write the step once; a repeat returns what the first writing brought to light."""
        with self.database.as_tenant(uuid.UUID(order.case.tenant_id)) as session:
            case = head(session, order.case, lock=True)
            version = order.step.state.version
            if case.version >= version:
                return already_written(session, case, order)
            if case.version != version - 1:
                raise StepOutOfTurn(case, order.step)
            facts = write(session, case, order)
        killpoint("step.after_commit")
        return StepResult(facts=facts)


def head(session: Session, ref: CaseRef, *, lock: bool = False) -> Case:
    """The case's head, locked when it is about to change."""
    query = select(Case).where(
        Case.tenant_id == uuid.UUID(ref.tenant_id), Case.id == uuid.UUID(ref.case_id)
    )
    # Others may go on naming the case: who gives it a unit writes it a fact, holding the shelf
    # that this case may be waiting for.
    return session.scalars(query.with_for_update(key_share=True) if lock else query).one()


def step_key(number: str, version: int) -> str:
    """The business key of a case's step."""
    return f"{number}/step/{version}"


def effect_of(session: Session, ref: CaseRef, version: int) -> Effect | None:
    """What is remembered of a written step."""
    return session.scalars(
        select(Effect).where(Effect.key == step_key(ref.number, version))
    ).one_or_none()


def results_of(session: Session, ref: CaseRef, version: int) -> tuple[Fact, ...]:
    """What a written step brought to light; nothing for one that was never written."""
    effect = effect_of(session, ref, version)
    return from_plain(tuple[Fact, ...], effect.result["facts"]) if effect else ()


def already_written(session: Session, case: Case, order: StepOrder) -> StepResult:
    """The same step again, or the record's state where a lost attempt took other facts.

    A workflow task that is repeated after a crash may have heard one fact more than the first
    attempt: its step has the same version but is not the step that was written.
    """
    effect = effect_of(session, order.case, order.step.state.version)
    if effect is not None and effect.result["heard"] == list(order.facts):
        return StepResult(facts=from_plain(tuple[Fact, ...], effect.result["facts"]))
    state = from_plain(CaseState, case.snapshot)
    return StepResult(facts=results_of(session, order.case, state.version), instead=state)


def write(session: Session, case: Case, order: StepOrder) -> tuple[Fact, ...]:
    """Every consequence of the step, its results, its story and the new head."""
    page = Page(session=session, case=case, state=order.step.state)
    for entry in order.step.entries:
        CLERKS[entry.enter](page, entry)
    turn_head(case, order.step)
    tell_story(session, case, order.step)
    mark_applied(session, case, order.facts)
    facts = tuple(page.results)
    session.add(
        Effect(
            tenant_id=case.tenant_id,
            key=step_key(case.number, case.version),
            state=EffectState.DONE,
            result={"heard": list(order.facts), "facts": to_plain(facts)},
            at=case.changed_at,
        )
    )
    announce(session, "board", f"{case.tenant_id}")
    return facts


def turn_head(case: Case, step: Step) -> None:
    """What the board shows and a rebuilt workflow restarts from."""
    state, waiting = step.state, waits_for(step.state)
    case.version = state.version
    case.stage, case.outbound, case.inbound = state.stage, state.outbound, state.inbound
    case.waiting_for, case.mover, case.wake_at = waiting.what, waiting.mover, waiting.until
    case.promised_for = state.promise_due
    case.snapshot = to_plain(state)
    case.changed_at = last_instant(step, case.changed_at)
    # A late unit opens an ended case again.
    case.ended_at = (case.ended_at or case.changed_at) if state.ended else None


def last_instant(step: Step, otherwise: datetime) -> datetime:
    """The business time of the step's last story line."""
    return max((line.at for line in step.story), default=otherwise)


def tell_story(session: Session, case: Case, step: Step) -> None:
    """Append the step's lines to the case's story."""
    session.add_all(
        AuditEvent(
            tenant_id=case.tenant_id,
            case_id=case.id,
            version=step.state.version,
            line=number,
            word=line.word,
            at=line.at,
            actor=line.by,
            details=dict(line.details),
        )
        for number, line in enumerate(step.story)
    )


def mark_applied(session: Session, case: Case, facts: tuple[str, ...]) -> None:
    """Inbox facts worked out in this step need no more routing."""
    session.execute(
        update(InboxFact)
        .where(InboxFact.key.in_(facts), InboxFact.tenant_id == case.tenant_id)
        .values(placement=Placement.APPLIED, outcome=f"version {case.version}")
        .execution_options(synchronize_session=False)
    )
