"""A ticket as its requester follows it: where it stands, its clocks, and the story as facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.asked import RequestForm
from desk.board import CaseView, view_case
from desk.judging import count_targets
from desk.own_decisions import OWN_DECISIONS
from desk.programme_versions import programme_for
from desk.refusals import UnknownCase
from models.cases import AuditEvent, Case
from models.service import ServiceClock
from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_words import (
    Awaited,
    ClockState,
)
from rules.service_terms import Severity
from rules.service_words import Commitment, Metric, Need
from rules.targets import TargetDue
from rules.terms import Terms, calendars_under
from runtime.database import Database
from runtime.payloads import from_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClock:
    """One clock as it is counted now; `due` says why it is due when it is, in any language."""

    metric: Metric
    state: ClockState
    commitment: Commitment
    due_at: datetime | None
    stopped_at: datetime | None
    overdue: bool
    due: TargetDue


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLine:
    """One thing that happened, as a word and its details."""

    word: str
    at: datetime
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """A ticket with everything that is meant for its requester; `question` waits for an answer."""

    case: CaseView
    severity: Severity | None
    clocks: tuple[TicketClock, ...]
    #: What will be timed, until the clocks of a new ticket are on record.
    targets: tuple[TargetDue, ...]
    story: tuple[TicketLine, ...]
    question: str
    awaiting: tuple[Awaited, ...]
    decisions: tuple[Told, ...]


def own_ticket(database: Database, actor: Actor, number: str) -> TicketView:
    """The ticket, if the actor may know of it (UnknownCase)."""
    view = view_case(database, actor, number)
    with database.as_tenant(actor.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number, actor.sees)).one_or_none()
        if case is None:
            raise UnknownCase(number)
        state = from_plain(CaseState, case.snapshot)
        terms, story = Terms.from_json(case.terms), story_of(session, case)
        clocks = clocks_of(session, case)
        return TicketView(
            case=view,
            severity=terms.ground.severities.get(state.severity),
            clocks=clocks,
            targets=() if clocks else targets_of(session, case, terms, state),
            story=story,
            question=open_question(state, story),
            awaiting=state.awaiting,
            decisions=tuple(told for told in view.decisions if told in OWN_DECISIONS),
        )


def story_of(session: Session, case: Case) -> tuple[TicketLine, ...]:
    """Everything that happened, in order."""
    rows = session.scalars(
        select(AuditEvent).where(AuditEvent.case_id == case.id).order_by(AuditEvent.seq)
    )
    return tuple(
        TicketLine(
            word=row.word,
            at=row.at,
            details={name: str(value) for name, value in row.details.items()},
        )
        for row in rows
    )


def clocks_of(session: Session, case: Case) -> tuple[TicketClock, ...]:
    """The clocks as they are counted now, the response first."""
    rows = session.scalars(
        select(ServiceClock).where(
            ServiceClock.case_id == case.id, ServiceClock.superseded_at.is_(None)
        )
    )
    clocks = [
        TicketClock(
            metric=row.metric,
            state=row.state,
            commitment=row.commitment,
            due_at=row.due_at,
            stopped_at=row.stopped_at,
            overdue=row.overdue,
            due=TargetDue.from_json(row.counted),
        )
        for row in rows
    ]
    return tuple(sorted(clocks, key=lambda clock: list(Metric).index(clock.metric)))


def targets_of(
    session: Session, case: Case, terms: Terms, state: CaseState
) -> tuple[TargetDue, ...]:
    """What a ticket that has just been registered will be timed by."""
    if state.ended or not state.need:
        return ()
    programme = programme_for(session, case.tenant_id, terms.programme, terms.version)
    calendars = calendars_under(programme, terms.figures)
    asked = RequestForm(need=Need(state.need), severity=state.severity)
    return count_targets(terms, calendars, asked, state.opened_at)


def open_question(state: CaseState, story: tuple[TicketLine, ...]) -> str:
    """The last thing the requester was asked, while its answer is awaited."""
    if Awaited.CUSTOMER not in state.awaiting:
        return ""
    asked = [line.details.get("text", "") for line in story if line.word == "customer_asked"]
    return asked[-1] if asked else ""
