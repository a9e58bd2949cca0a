"""Why a target is due when it is: the facts a person can check against a wall calendar."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from rules.readings import Hours, Lunch
from rules.reasons import Reason, ReasonCode, because
from rules.service_terms import Target
from rules.service_words import ClockStart, Unit
from rules.target_counting import Counting
from rules.working_calendar import Overnight

_EVENTS = {
    ClockStart.TICKET_RECEIVED: ReasonCode.REGISTERED,
    ClockStart.DEFECT_IDENTIFIED: ReasonCode.DEFECT_IDENTIFIED,
}
_INSTANT = timedelta(microseconds=1)


def reasons_of_no_instant(target: Target, started_at: datetime) -> tuple[Reason, ...]:
    """The start, and that no time is promised (A13, A26)."""
    value = target.commitment.value
    return (
        _event(target, started_at),
        because(ReasonCode.READING, name="commitment", value=value, source=target.source),
    )


def reasons_of(
    target: Target,
    counting: Counting,
    started_at: datetime,
    used: timedelta,
    since: datetime,
    due_at: datetime,
) -> tuple[Reason, ...]:
    """The start, the amount, days worked and days off in order, and the readings that were used.

    Facts: an amount is a reading with `amount` and `calendar`; `counted_from` has `at` and the
    seconds used before, or the days of a stretch and the seconds that count in it.
    """
    return (
        _event(target, started_at),
        _amount(target, counting),
        *_taken_up(counting, started_at, used, since),
        *_days(counting, since, due_at),
        *_readings(counting),
    )


def _event(target: Target, started_at: datetime) -> Reason:
    return because(_EVENTS[target.starts_at], at=started_at.astimezone(UTC).isoformat())


def _amount(target: Target, counting: Counting) -> Reason:
    readings = counting.readings
    in_hours = counting.unit is Unit.HOUR
    return because(
        ReasonCode.READING,
        name="hours" if in_hours else "day_reading",
        value=readings.hours.value if in_hours else readings.day_reading.value,
        amount=str(counting.amount),
        calendar=counting.stated.id,
        source=target.source,
    )


def _taken_up(
    counting: Counting, started_at: datetime, used: timedelta, since: datetime
) -> Iterator[Reason]:
    """Where counting was taken up, when that was not at the start."""
    begin = counting.begin(since)
    if used or begin != started_at:
        seconds = str(int(used.total_seconds())) if used else ""
        yield because(ReasonCode.COUNTED_FROM, at=begin.isoformat(), used=seconds)


def _days(counting: Counting, since: datetime, due_at: datetime) -> Iterator[Reason]:
    """Stretches of working days with the time that counts in them, and the days off between."""
    if counting.running is None or due_at <= since:
        return
    zone = counting.stated.tz
    first, last = since.astimezone(zone).date(), (due_at - _INSTANT).astimezone(zone).date()
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    runs = groupby(days, key=counting.office.is_working_day)
    for working, run in runs:
        stretch = list(run)
        if not working:
            yield from _skipped(counting, stretch)
        if counting.unit is Unit.HOUR and len(days) > 1:
            yield from _worked(counting, stretch, since, due_at)


def _skipped(counting: Counting, days: list[date]) -> Iterator[Reason]:
    for day in days:
        if off := counting.office.day_off(day):
            yield because(
                ReasonCode.DAY_SKIPPED,
                day=off.day.isoformat(),
                why=off.why.value,
                name=off.name,
                calendar=off.calendar if off.calendar != counting.stated.id else "",
            )


def _worked(
    counting: Counting, days: list[date], since: datetime, due_at: datetime
) -> Iterator[Reason]:
    opens = datetime.combine(days[0], time.min, tzinfo=counting.stated.tz).astimezone(UTC)
    closes = counting.stated.end_of(days[-1]).astimezone(UTC)
    seconds = int(counting.used(max(since, opens), min(due_at, closes)).total_seconds())
    if seconds:
        yield because(
            ReasonCode.COUNTED_FROM,
            day=days[0].isoformat(),
            until=days[-1].isoformat() if len(days) > 1 else "",
            seconds=str(seconds),
        )


def _readings(counting: Counting) -> Iterator[Reason]:
    readings = counting.readings
    shown = {"met": readings.met.value}
    in_windows = counting.unit is Unit.HOUR and readings.hours is Hours.WORKING
    if in_windows:
        shown["boundary"] = readings.boundary.value
    if in_windows and (readings.lunch is Lunch.COUNTED or _has_gaps(counting)):
        shown["lunch"] = readings.lunch.value
    if counting.stated.overnight is Overnight.CALENDAR_DAY:
        shown["overnight"] = counting.stated.overnight.value
    for name, value in shown.items():
        yield because(ReasonCode.READING, name=name, value=value)


def _has_gaps(counting: Counting) -> bool:
    return any(len(windows) > 1 for windows in counting.stated.weekly)
