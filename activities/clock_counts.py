"""Counting a case's clock: target, stretches without the pauses, and the row that says so."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from activities.entries import Page
from models.service import ServiceClock, counts_of
from rules.case_facts import Told
from rules.case_words import ClockState
from rules.readings import SeverityChange
from rules.service_terms import Target
from rules.service_words import Commitment, Metric, Need
from rules.targets import TargetDue, count_target, target_for, time_used

NOTHING = timedelta()
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an entry says of a clock: for what, how bad, whether it stands still, and when."""

    need: Need
    severity: str
    paused: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A clock as it has just been counted; `due` is None where no target applies at all."""

    metric: Metric
    because: str
    state: ClockState
    started_at: datetime
    counted_from: datetime
    due: TargetDue | None
    used: timedelta


def wanted(page: Page, metric: Metric, asked: Asked) -> Target | None:
    """The target the terms have for what is asked."""
    return target_for(page.terms, metric, severity=asked.severity, need=asked.need)


def first_count(page: Page, target: Target, started_at: datetime) -> Count:
    """The clock at its start."""
    due = due_of(page, target, started_at)
    return Count(
        metric=target.metric,
        because="opening",
        state=state_of(due),
        started_at=started_at,
        counted_from=started_at,
        due=due,
        used=NOTHING,
    )


def count_again(page: Page, row: ServiceClock, asked: Asked) -> Count:
    """The clock under its new severity or after its pause, from the start the readings say."""
    severity = row.severity != asked.severity
    restart = severity and page.terms.readings.severity_change is SeverityChange.RESTART
    started_at = asked.at if restart else row.started_at
    target = wanted(page, row.metric, asked)
    stretches = running(counts_of(page.session, page.case.id, row.metric), started_at, asked.at)
    whole = len(stretches) == 1 and not asked.paused
    used = NOTHING if whole or target is None else time_in(page, target, stretches)
    since = started_at if whole else asked.at
    due = due_of(page, target, started_at, used=used, counted_from=since) if target else None
    return Count(
        metric=row.metric,
        because=reason_for(severity=severity, paused=asked.paused),
        state=state_of(due, paused=asked.paused),
        started_at=started_at,
        counted_from=since,
        due=due,
        used=used,
    )


def running(
    counts: Iterable[ServiceClock], started_at: datetime, at: datetime
) -> list[tuple[datetime, datetime]]:
    """The stretches from the start until now in which the clock did not stand still."""
    stretches, since = [], started_at
    for row in counts:
        if row.state is ClockState.PAUSED and row.started_at == started_at:
            stretches.append((since, row.counted_from))
            since = row.superseded_at or at
    return [*stretches, (since, at)]


def time_in(
    page: Page, target: Target, stretches: Iterable[tuple[datetime, datetime]]
) -> timedelta:
    """The time of the stretches in the target's own way of counting."""
    spans = (
        time_used(
            target, readings=page.terms.readings, calendars=page.calendars, start=start, end=end
        )
        for start, end in stretches
    )
    return sum(spans, NOTHING)


def due_of(
    page: Page,
    target: Target,
    started_at: datetime,
    *,
    used: timedelta = NOTHING,
    counted_from: datetime | None = None,
) -> TargetDue:
    """When the target is due on the case's own calendars."""
    return count_target(
        target,
        readings=page.terms.readings,
        calendars=page.calendars,
        started_at=started_at,
        used=used,
        counted_from=counted_from,
        zone=page.terms.timezone,
    )


def state_of(due: TargetDue | None, *, paused: bool = False) -> ClockState:
    """Only a guaranteed target has an instant to run to, and can stand still before it."""
    if due is None or due.due_at is None:
        return ClockState.UNTIMED
    return ClockState.PAUSED if paused else ClockState.RUNNING


def reason_for(*, severity: bool, paused: bool) -> str:
    """Why a clock is counted again, in a word."""
    if severity:
        return "severity"
    return "pause" if paused else "resume"


def keep(page: Page, made: Count, asked: Asked, before: ServiceClock | None = None) -> None:
    """Write the count as the one that holds, after the one before; the case hears of it."""
    if before is not None:
        before.superseded_at = asked.at
        page.session.flush()
    row = row_of(page, made, asked, before)
    page.session.add(row)
    page.session.flush()
    tell(page, Told.CLOCK_SET, row, asked.at)


def row_of(page: Page, made: Count, asked: Asked, before: ServiceClock | None) -> ServiceClock:
    """The count as a row; one that was overdue stays so while no time is left."""
    due, timed = made.due, made.state is ClockState.RUNNING
    due_at = due.due_at if due else None
    late = before is not None and before.overdue and due_at is not None and due_at <= asked.at
    return ServiceClock(
        tenant_id=page.case.tenant_id,
        id=uuid.uuid4(),
        case_id=page.case.id,
        metric=made.metric,
        number=before.number + 1 if before else 1,
        because=made.because,
        tier=page.terms.tier,
        severity=asked.severity,
        need=asked.need.value,
        commitment=due.commitment if due else Commitment.NONE,
        calendar=due.calendar if due else "",
        calendar_hash=due.calendar_hash if due else "",
        state=made.state,
        started_at=made.started_at,
        counted_from=made.counted_from,
        due_at=due_at if timed else None,
        warn_at=due.warn_at if due and timed else None,
        overdue=late,
        used_seconds=seconds(made.used),
        explanation=due.explain() if due else "",
        counted=due.to_json() if due else {},
    )


def close(page: Page, row: ServiceClock, state: ClockState, used: timedelta, at: datetime) -> None:
    """The clock has stopped for good."""
    row.state, row.stopped_at, row.used_seconds = state, at, seconds(used)
    page.session.flush()
    tell(page, Told.CLOCK_STOPPED, row, at)


def tell(page: Page, told: Told, row: ServiceClock, at: datetime) -> None:
    """What came of the counting, for the case machine."""
    page.result(
        told,
        at,
        part=f"{row.metric}/{row.number}",
        by="clock",
        metric=row.metric.value,
        state=row.state.value,
        commitment=row.commitment.value,
        started_at=utc(row.started_at),
        counted_from=utc(row.counted_from),
        due_at=utc(row.due_at),
        warn_at=utc(row.warn_at),
        used=str(row.used_seconds),
        overdue="yes" if row.overdue else "no",
        stopped_at=utc(row.stopped_at),
        why=row.because,
    )


def used_of(row: ServiceClock) -> timedelta:
    """The working time before the row's present stretch."""
    return int(row.used_seconds * 1_000_000) * MICROSECOND


def seconds(used: timedelta) -> Decimal:
    """A duration as exact seconds."""
    return Decimal(used // MICROSECOND) / 1_000_000


def utc(moment: datetime | None) -> str:
    """The moment in UTC, or nothing."""
    return moment.astimezone(UTC).isoformat() if moment else ""
