"""Builders of targets and their calendars, each with hand-written holidays."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from rules.readings import Readings
from rules.service_terms import Target
from rules.service_words import Metric, Unit
from rules.targets import TargetDue, count_target, is_met, time_used
from rules.working_calendar import Calendar
from tests.rules.calendars import (
    BUCHAREST,
    calendar,
    every_day,
    holidays,
    romanian_calendar,
    swedish_calendar,
    weekdays,
)

PARIS, NEW_YORK = "Europe/Paris", "America/New_York"
FRANCE = {"2026-05-01": "Labour Day", "2026-05-14": "Ascension Day", "2026-07-14": "National Day"}
CALENDARS: dict[str, Calendar] = {
    "office": swedish_calendar(id="office"),
    "lunch": calendar(
        id="lunch",
        zone=PARIS,
        weekly=weekdays("09:00-12:30", "14:00-18:00"),
        holidays=holidays(FRANCE),
    ),
    "nine_to_five": calendar(id="nine_to_five", zone=NEW_YORK),
    "seven_to_seven": calendar(id="seven_to_seven", zone=NEW_YORK, weekly=weekdays("07:00-19:00")),
    "twelve_hours": romanian_calendar(id="twelve_hours", weekly=weekdays("08:00-20:00")),
    "weekdays": romanian_calendar(id="weekdays", weekly=weekdays("00:00-24:00")),
    "always": calendar(id="always", zone=BUCHAREST, weekly=(), always_open=True),
    "daily": calendar(id="daily", weekly=every_day("09:00-17:00")),
}


def target(amount: int | None = 12, calendar: str | None = "lunch", **changes: Any) -> Target:
    """A response in so many hours of that calendar, unless told otherwise."""
    usual = Target(
        metric=Metric.RESPONSE,
        source="a printed table",
        amount=amount,
        unit=Unit.HOUR,
        calendar=calendar,
    )
    return replace(usual, **changes)


def days(amount: int, calendar: str, **changes: Any) -> Target:
    return target(amount, calendar, unit=Unit.WORKING_DAY, **changes)


def counted(
    wanted: Target, started_at: datetime, readings: Readings | None = None, **more: Any
) -> TargetDue:
    return count_target(
        wanted, readings=readings or Readings(), calendars=CALENDARS, started_at=started_at, **more
    )


def due_at(wanted: Target, started_at: datetime, readings: Readings | None = None) -> datetime:
    found = counted(wanted, started_at, readings).due_at
    assert found is not None
    return found


def used(wanted: Target, start: datetime, end: datetime) -> timedelta:
    return time_used(wanted, readings=Readings(), calendars=CALENDARS, start=start, end=end)


def met(
    wanted: Target, started_at: datetime, stopped_at: datetime, readings: Readings | None = None
) -> tuple[bool, timedelta]:
    return stopped(counted(wanted, started_at, readings), wanted, stopped_at, readings)


def stopped(
    due: TargetDue,
    wanted: Target,
    stopped_at: datetime,
    readings: Readings | None = None,
    used_before: timedelta = timedelta(0),
) -> tuple[bool, timedelta]:
    return is_met(
        due,
        wanted,
        readings=readings or Readings(),
        calendars=CALENDARS,
        stopped_at=stopped_at,
        used_before=used_before,
    )
