"""Decisions on a case: checked against the record first, then taken by the case's workflow."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

import anyio.to_thread
from sqlalchemy import select

from desk.actors import Actor, verb_of
from desk.bench_facts import told_to_bench
from desk.parts import check_part
from desk.refusals import KeyMissing, KeyReused, UnknownCase, WorkflowsUnavailable
from desk.request_keys import LONGEST_KEY, body_hash, database_clock, hold_key
from desk.safety import check_safety
from desk.session_time import pay_for_session
from desk.site_stock import require_spare
from desk.workflow_door import EndedMeanwhile, WorkflowDoor
from models.cases import Case
from models.exchange import RequestKey
from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_orders import CaseRef, DecisionAnswer
from rules.case_refusals import CaseEnded
from rules.case_state import CaseState, Fact
from rules.case_waiting import waits_for
from runtime.database import Database
from runtime.payloads import from_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionForm:
    """What is decided: the word, its answers, and its business time in demo and test mode."""

    decision: Told
    answers: dict[str, str] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A decision that the record allows, ready for the workflow."""

    story: str
    ref: CaseRef
    fact: Fact
    update_id: str


async def decide(
    database: Database, door: WorkflowDoor, actor: Actor, number: str, form: DecisionForm, key: str
) -> DecisionAnswer:
    """Take the decision once per key; the answer is the case after it.

    Raises UnknownCase, CaseEnded, WrongStage, DecisionIncomplete, NoPrepaidTimeLeft, KeyReused; a
    WorkflowsUnavailable means unknown: repeat with the same key.
    """
    actor.require(verb_of(form.decision))
    prepared = await anyio.to_thread.run_sync(prepare, database, actor, number, form, key)
    if isinstance(prepared, DecisionAnswer):
        return prepared
    try:
        return await door.decide(prepared.story, prepared.ref, prepared.fact, prepared.update_id)
    except EndedMeanwhile:
        return await anyio.to_thread.run_sync(after_the_end, database, actor, prepared)


def prepare(
    database: Database, actor: Actor, number: str, form: DecisionForm, key: str
) -> Prepared | DecisionAnswer:
    """Check against the record, or answer a repeat; the workflow checks again under its lock."""
    if not 1 <= len(key) <= LONGEST_KEY:
        raise KeyMissing
    with database.as_tenant(actor.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number, actor.sees)).one_or_none()
        if case is None:
            raise UnknownCase(number)
        hold_key(session, actor, f"decide:{key}")
        at = form.at or database_clock(session)
        update_id = hashlib.sha256(f"{actor.tenant_id}/{actor.name}/{key}".encode()).hexdigest()
        fact = Fact(
            told=form.decision,
            key=f"decision/{update_id[:32]}",
            at=at,
            by=actor.name,
            details=told_to_bench(session, case, form.decision, form.answers),
        )
        digest = body_hash([number, form.decision, form.answers])
        known = session.scalars(
            select(RequestKey).where(
                RequestKey.actor == actor.name, RequestKey.key == f"decide:{key}"
            )
        ).one_or_none()
        if known is not None and known.body_sha256 != digest:
            raise KeyReused(key)
        state = from_plain(CaseState, case.snapshot)
        if fact.key in state.seen:
            return answer_of(state)
        check_decision(state, fact)
        check_safety(session, case, fact)
        pay_for_session(session, case, fact)
        require_spare(session, case, fact)
        check_part(session, fact)
        if known is None:
            session.add(
                RequestKey(
                    tenant_id=actor.tenant_id,
                    actor=actor.name,
                    key=f"decide:{key}",
                    body_sha256=digest,
                    answer={},
                    at=at,
                )
            )
        ref = CaseRef(
            tenant_id=str(actor.tenant_id),
            tenant=actor.tenant,
            case_id=str(case.id),
            number=number,
        )
        return Prepared(story=case.remedy.value, ref=ref, fact=fact, update_id=update_id)


def answer_of(state: CaseState) -> DecisionAnswer:
    """Where the case stands, for a decision that was taken before."""
    return DecisionAnswer(
        number=state.number,
        stage=state.stage,
        outbound=state.outbound,
        inbound=state.inbound,
        waiting_for=waits_for(state).what,
        version=state.version,
    )


def after_the_end(database: Database, actor: Actor, prepared: Prepared) -> DecisionAnswer:
    """The case as this very decision left it: a workflow that ends may lose its last answer.

    Raises CaseEnded for a case that had ended without it, else WorkflowsUnavailable.
    """
    with database.as_tenant(actor.tenant_id) as session:
        known = select(Case.snapshot).where(Case.number == prepared.ref.number)
        state = from_plain(CaseState, session.scalars(known).one())
    if prepared.fact.key in state.seen:
        return answer_of(state)
    if state.ended:
        raise CaseEnded(state, prepared.fact.told)
    raise WorkflowsUnavailable
