"""Service clocks as people read them: where each stands, when it is due, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    select,
    true,
)
from sqlalchemy.sql.selectable import LateralFromClause

from desk.case_parcels import instant
from models.cases import Case
from models.service import ServiceClock
from rules.case_words import ClockState
from rules.service_words import Commitment, Metric


class Standing(StrEnum):
    """Where a clock stands at a moment, in one word a board can show and be filtered by."""

    OVERDUE = "overdue"
    WARNING = "warning"
    DUE = "due"
    PAUSED = "paused"
    QUEUE_ORDER = "queue_order"
    BEST_EFFORT = "best_effort"
    NO_COMMITMENT = "no_commitment"
    MET = "met"
    BREACHED = "breached"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


#: What is said of a clock that has no instant (A13, A26).
UNTIMED = {
    Commitment.QUEUE_ORDER: Standing.QUEUE_ORDER,
    Commitment.BEST_EFFORT: Standing.BEST_EFFORT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """A clock on a line of the board; one without an instant is never overdue."""

    metric: Metric
    state: ClockState
    commitment: Commitment
    due_at: datetime | None
    warn_at: datetime | None
    overdue: bool

    def standing(self, now: datetime) -> Standing:
        """Where it stands then; past its instant it is overdue until it stops."""
        if self.state is ClockState.UNTIMED:
            return UNTIMED.get(self.commitment, Standing.NO_COMMITMENT)
        if self.state is not ClockState.RUNNING or self.due_at is None:
            return Standing(self.state.value)
        if self.overdue or self.due_at <= now:
            return Standing.OVERDUE
        warned = self.warn_at is not None and self.warn_at <= now
        return Standing.WARNING if warned else Standing.DUE


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView(ClockLine):
    """One count of a clock with its reason; a superseded one has a later count.

    `used` is working time in the target's own way of counting, up to `counted_from` while the
    clock is open and up to `stopped_at` once it has stopped.
    """

    number: int
    because: str
    severity: str
    started_at: datetime
    counted_from: datetime
    stopped_at: datetime | None
    used: timedelta
    explanation: str
    calendar: str
    calendar_hash: str
    superseded_at: datetime | None


def is_open() -> ColumnElement[bool]:
    """The count holds now, and what it measures has not happened; the words of its index."""
    return and_(ServiceClock.superseded_at.is_(None), ServiceClock.stopped_at.is_(None))


def is_overdue(now: datetime | ColumnElement[Any]) -> ColumnElement[bool]:
    """An open clock whose instant has passed."""
    return and_(ServiceClock.state == ClockState.RUNNING, ServiceClock.due_at <= now)


def is_warned(now: datetime | ColumnElement[Any]) -> ColumnElement[bool]:
    """An open clock whose early warning has come, and its instant has not."""
    running = ServiceClock.state == ClockState.RUNNING
    return and_(running, ServiceClock.due_at > now, ServiceClock.warn_at <= now)


def cases_whose_clock(condition: ColumnElement[bool]) -> Select[Any]:
    """The ids of the cases with an open clock like that."""
    return select(ServiceClock.case_id).where(is_open(), condition)


def soonest_clocks() -> Subquery:
    """The earliest due instant of each case with a running clock."""
    return (
        select(
            ServiceClock.tenant_id,
            ServiceClock.case_id,
            func.min(ServiceClock.due_at).label("due_at"),
        )
        .where(is_open(), ServiceClock.due_at.is_not(None))
        .group_by(ServiceClock.tenant_id, ServiceClock.case_id)
        .subquery("soonest")
    )


def counted_clocks(now: datetime) -> Subquery:
    """For each case with an open clock: whether one is overdue, and whether one is warned of."""
    return (
        select(
            ServiceClock.tenant_id,
            ServiceClock.case_id,
            func.bool_or(is_overdue(now)).label("overdue"),
            func.bool_or(is_warned(now)).label("warning"),
        )
        .where(is_open())
        .group_by(ServiceClock.tenant_id, ServiceClock.case_id)
        .subquery("counted")
    )


def most_urgent_clock() -> LateralFromClause:
    """A case's open clock that is due first; one that stands still before one without a time."""
    order = case((ServiceClock.state == ClockState.PAUSED, 1), else_=2)
    return (
        select(
            ServiceClock.metric,
            ServiceClock.state,
            ServiceClock.commitment,
            ServiceClock.due_at,
            ServiceClock.warn_at,
            ServiceClock.overdue,
        )
        .where(ServiceClock.tenant_id == Case.tenant_id, ServiceClock.case_id == Case.id, is_open())
        .order_by(ServiceClock.due_at.asc().nulls_last(), order, ServiceClock.metric)
        .limit(1)
        .lateral("clock")
    )


#: Joined to a line's case, on nothing more: the sub-query itself names the case.
ALWAYS = true()
LINE = ("metric", "state", "commitment", "due_at", "warn_at", "overdue")


def clock_columns(clock: LateralFromClause) -> tuple[ColumnElement[Any], ...]:
    """The clock's columns under names of their own."""
    return tuple(clock.c[name].label(f"clock_{name}") for name in LINE)


def line_of(row: Row[Any]) -> ClockLine | None:
    """The line's clock, if its case has an open one."""
    values = {name: getattr(row, f"clock_{name}") for name in LINE}
    return ClockLine(**values) if values["metric"] is not None else None


def clocks_query(case_id: ColumnElement[Any]) -> Select[Any]:
    """Every count of a case's clocks, the newest of each first."""
    return (
        select(
            *(getattr(ServiceClock, name) for name in LINE),
            ServiceClock.number,
            ServiceClock.because,
            ServiceClock.severity,
            ServiceClock.started_at,
            ServiceClock.counted_from,
            ServiceClock.stopped_at,
            cast(ServiceClock.used_seconds, Text).label("used_seconds"),
            ServiceClock.explanation,
            ServiceClock.calendar,
            ServiceClock.calendar_hash,
            ServiceClock.superseded_at,
        )
        .where(ServiceClock.case_id == case_id)
        .order_by(ServiceClock.metric.desc(), ServiceClock.number.desc())
    )


MOMENTS = ("due_at", "warn_at", "started_at", "counted_from", "stopped_at", "superseded_at")


def clock_view(part: Mapping[str, Any]) -> ClockView:
    """One count, from its JSON."""
    values = {**part, **{name: instant(part[name]) for name in MOMENTS}}
    seconds = float(values.pop("used_seconds"))
    return ClockView(
        **{
            **values,
            "metric": Metric(part["metric"]),
            "state": ClockState(part["state"]),
            "commitment": Commitment(part["commitment"]),
            "used": timedelta(seconds=seconds),
        }
    )
