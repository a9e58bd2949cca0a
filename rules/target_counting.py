"""How a target's time is counted: which hours run, how many there are, and where they end."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from rules.business_time import Boundary, closing_of, due, elapsed, must_be_aware, next_opening
from rules.calendar_variants import whole_days, without_gaps
from rules.errors import DeskError, Kind
from rules.programme import find_calendar
from rules.readings import DayReading, Hours, Lunch, Readings
from rules.service_terms import Target
from rules.service_words import Unit
from rules.working_calendar import Calendar

NOTHING = timedelta(0)


class TargetUncountable(DeskError):
    """A guaranteed target needs an amount, a unit and a calendar."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, target: Target) -> None:
        super().__init__(
            f"The {target.metric.value} target ({target.source}) cannot be counted. "
            "Give it amount, unit and calendar, or another commitment.",
            metric=target.metric.value,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """A guaranteed target's own way of counting.

    `stated` is its calendar, `office` the same with midday open where lunch is counted, and
    `running` the calendar whose hours count; None when all hours do. Readings are the target's.

    A target in working days ends on a date: at the same local time or at the last closing. Its
    time is counted in clock hours of working days (24 a day, 23 or 25 when the clock changes) or
    in working hours, and its amount is what lies between its start and that end.
    """

    amount: int
    unit: Unit
    readings: Readings
    stated: Calendar
    office: Calendar
    running: Calendar | None

    def begin(self, start: datetime) -> datetime:
        """The UTC instant from which time runs: days at the same time begin at an opening (A6)."""
        must_be_aware(start)
        return next_opening(self.office, start) if self._ends_at_same_time else _utc(start)

    def used(self, start: datetime, end: datetime) -> timedelta:
        """The time that counts between two moments; none when the end comes first."""
        begin, finish = self.begin(start), _utc(end)
        if finish <= begin:
            return NOTHING
        return elapsed(self.running, begin, finish) if self.running else finish - begin

    def after(self, start: datetime, work: timedelta, boundary: Boundary) -> datetime:
        """The UTC instant at which so much time has counted; nothing more is due at once."""
        if work <= NOTHING:
            return _utc(start)
        begin = self.begin(start)
        return due(self.running, begin, work, boundary) if self.running else begin + work

    def allowed(self, start: datetime) -> timedelta:
        """How much time the target gives to what started then."""
        if self.unit is Unit.HOUR:
            return timedelta(hours=self.amount)
        return self.used(start, self.last_day_ends(start))

    def last_day_ends(self, start: datetime) -> datetime:
        """The end of a target in working days, as an UTC instant (A6)."""
        local = self.begin(start).astimezone(self.stated.tz)
        day = self.office.next_working_day(local.date(), self.amount)
        if self._ends_at_same_time:
            return datetime.combine(day, local.time(), tzinfo=self.stated.tz).astimezone(UTC)
        return closing_of(self.office, day)

    def end(self, start: datetime) -> datetime:
        """When a target that started then and never stood still is due, as an UTC instant."""
        if self.unit is Unit.WORKING_DAY:
            return self.last_day_ends(start)
        return self.after(start, self.allowed(start), self.readings.boundary)

    @property
    def _ends_at_same_time(self) -> bool:
        same = self.readings.day_reading is DayReading.SAME_TIME
        return self.unit is Unit.WORKING_DAY and same


def counting_of(target: Target, readings: Readings, calendars: Mapping[str, Calendar]) -> Counting:
    """The target's way of counting; raises TargetUncountable and CalendarUnknown."""
    if target.amount is None or target.unit is None or target.calendar is None:
        raise TargetUncountable(target)
    own = readings_of(target, readings)
    stated = find_calendar(calendars, target.calendar)
    office = without_gaps(stated) if own.lunch is Lunch.COUNTED else stated
    return Counting(
        amount=target.amount,
        unit=target.unit,
        readings=own,
        stated=stated,
        office=office,
        running=_running(target.unit, own, office),
    )


def readings_of(target: Target, readings: Readings) -> Readings:
    """The readings with those that the target sets itself."""
    return replace(
        readings,
        hours=target.hours or readings.hours,
        day_reading=target.day_reading or readings.day_reading,
        boundary=target.boundary or readings.boundary,
        lunch=target.lunch or readings.lunch,
        met=target.met or readings.met,
    )


def _running(unit: Unit, readings: Readings, office: Calendar) -> Calendar | None:
    if unit is Unit.WORKING_DAY:
        same = readings.day_reading is DayReading.SAME_TIME
        return whole_days(office) if same else office
    if readings.hours is Hours.ELAPSED:
        return None
    return whole_days(office) if readings.hours is Hours.WORKING_DAYS else office


def _utc(moment: datetime) -> datetime:
    must_be_aware(moment)
    return moment.astimezone(UTC)
