"""A month as finance sees it: the checklist of its close, who did what, and what was kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.close_locking import figures_of, hash_of
from activities.finance.month_holds import holds_of
from activities.finance.month_record import own_month
from desk.actors import Actor
from desk.people import names_of
from models.finance.closing import CloseSnapshot, FinanceEvent, Period
from models.finance.month_amounts import StepAmount, amounts_of
from models.finance.month_counts import asked_of, open_month_before
from rules.finance.closing import STEPS, Hold, holds
from rules.finance.closing_refusals import UnknownMonth
from rules.finance.money_words import CloseStep, PeriodState
from rules.local_month import month_before
from runtime.database import Database

MONTHS_SHOWN: Final = 24
#: People's names by the handles that the record knows them by.
Names: TypeAlias = Mapping[str, str]


class Mark(StrEnum):
    """How far a line of the checklist has come."""

    DONE = "done"
    HELD = "held"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistLine:
    """One step: how far it is, what holds it up and how many of each, and the money it is about."""

    step: CloseStep
    mark: Mark
    held: Mapping[Hold, int]
    amounts: tuple[StepAmount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthEvent:
    """Who did what to the month, and why."""

    at: datetime
    word: str
    by: str
    because: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What one close of the month kept."""

    close: int
    sha256: str
    made_at: datetime
    closed_by: str
    approved_by: str
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage:
    """A month: how it stands, its checklist, its story and its snapshots, newest first.

    `reopening` is who asked to re-open it, while nobody has confirmed.
    """

    month: str
    timezone: str
    state: PeriodState
    step: CloseStep
    close: int
    asked_by: str
    approved_by: str
    closed_by: str
    reopening: str
    because: str
    checklist: tuple[ChecklistLine, ...]
    story: tuple[MonthEvent, ...]
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLine:
    """A month in the list."""

    month: str
    state: PeriodState
    step: CloseStep
    close: int
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthList:
    """Months of the books, newest first, and the one that is due to be closed."""

    items: tuple[MonthLine, ...]
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """A closed month counted again: the hash that was kept, and the one of today's count."""

    month: str
    kept: str
    again: str

    @property
    def same(self) -> bool:
        """Whether nothing of it has changed since."""
        return self.kept == self.again


def list_months(database: Database, actor: Actor, now: datetime) -> MonthList:
    """The months of the books, newest first (NotAllowed)."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.scalars(select(Period).order_by(Period.month.desc()).limit(MONTHS_SHOWN))
        items = tuple(
            MonthLine(
                month=f"{one.month:%Y-%m}",
                state=one.state,
                step=one.step,
                close=one.close,
                closed_at=one.closed_at,
            )
            for one in rows
        )
        return MonthList(items=items, due=f"{due_month(session, actor, now):%Y-%m}")


def due_month(session: Session, actor: Actor, now: datetime) -> date:
    """The earliest month of the books that is open, else the one that ended last."""
    month = month_before(now.date().replace(day=1))
    own = own_month(session, actor.tenant_id, now.date())
    if now < own.begin:  # west of Greenwich the month before is not over yet
        month = month_before(month)
    return open_month_before(session, month) or month


def month_view(database: Database, actor: Actor, month: date, now: datetime) -> MonthPage:
    """The month as it stands now; one that nobody began is shown as open (NotAllowed)."""
    actor.require("see finance")
    first, names = month.replace(day=1), names_of(database, actor.tenant_id)
    with database.as_tenant(actor.tenant_id) as session:
        own = own_month(session, actor.tenant_id, first)
        known = session.scalars(select(Period).where(Period.month == first)).one_or_none()
        period = known or not_begun(actor, first)
        asker = period.reopen_asked_by if period.reopened_at is None else ""
        return MonthPage(
            month=f"{first:%Y-%m}",
            timezone=own.timezone,
            state=period.state,
            step=period.step,
            close=period.close,
            asked_by=names.get(period.asked_by, period.asked_by),
            approved_by=names.get(period.approved_by, period.approved_by),
            closed_by=names.get(period.closed_by, period.closed_by),
            reopening=names.get(asker, asker),
            because=period.reopen_because,
            checklist=checklist(session, period, now),
            story=story_of(session, period, names),
            kept=kept_of(session, period, names),
        )


def not_begun(actor: Actor, first: date) -> Period:
    """A month that is not on record, as a value."""
    return Period(
        tenant_id=actor.tenant_id,
        month=first,
        state=PeriodState.OPEN,
        step=CloseStep.FREEZE,
        close=1,
        asked_by="",
        approved_by="",
        closed_by="",
        reopen_asked_by="",
        reopen_because="",
    )


def checklist(session: Session, period: Period, now: datetime) -> tuple[ChecklistLine, ...]:
    """The steps with what holds each up; a closed month has nothing left to hold it."""
    closed = period.state is PeriodState.CLOSED
    counts = {} if closed else holds_of(session, period, now)
    amounts = amounts_of(session, asked_of(period, now))
    return tuple(
        ChecklistLine(
            step=step,
            mark=mark_of(period, step, held=bool(holds(step, counts))),
            held={hold: counts[hold] for hold in holds(step, counts)},
            amounts=tuple(one for one in amounts if one.step is step),
        )
        for step in STEPS[:-1]
    )


def mark_of(period: Period, step: CloseStep, *, held: bool) -> Mark:
    """Done, due now, held up, or ahead."""
    here, there = STEPS.index(step), STEPS.index(period.step)
    if here < there:
        return Mark.DONE
    if here > there or period.state is not PeriodState.SOFT_CLOSED:
        return Mark.AHEAD
    return Mark.HELD if held else Mark.NOW


def story_of(session: Session, period: Period, names: Names) -> tuple[MonthEvent, ...]:
    """Who did what, oldest first."""
    rows = session.scalars(
        select(FinanceEvent)
        .where(FinanceEvent.about_id == period.id)
        .order_by(FinanceEvent.at, FinanceEvent.key)
    )
    return tuple(
        MonthEvent(
            at=one.at,
            word=one.word,
            by=names.get(one.by, one.by),
            because=one.because,
            before=one.before,
            after=one.after,
        )
        for one in rows
    )


def kept_of(session: Session, period: Period, names: Names) -> tuple[Kept, ...]:
    """Every snapshot of the month, newest first."""
    return tuple(
        Kept(
            close=one.close,
            sha256=one.sha256,
            made_at=one.made_at,
            closed_by=names.get(one.closed_by, one.closed_by),
            approved_by=names.get(one.approved_by, one.approved_by),
            figures=one.figures,
        )
        for one in snapshots(session, period)
    )


def snapshots(session: Session, period: Period) -> Sequence[CloseSnapshot]:
    """The rows, newest first."""
    return session.scalars(
        select(CloseSnapshot)
        .where(CloseSnapshot.period_id == period.id)
        .order_by(CloseSnapshot.close.desc())
    ).all()


def recount(database: Database, actor: Actor, month: date) -> Recount:
    """The last close's figures counted once more from the record (NotAllowed, UnknownMonth)."""
    actor.require("see finance")
    first = month.replace(day=1)
    with database.as_tenant(actor.tenant_id) as session:
        period = session.scalars(select(Period).where(Period.month == first)).one_or_none()
        newest = next(iter(snapshots(session, period)), None) if period else None
        if period is None or newest is None:
            raise UnknownMonth(first)
        again = hash_of(figures_of(session, period, newest.made_at))
        return Recount(month=f"{first:%Y-%m}", kept=newest.sha256, again=again)
