"""Working days after an instant, to the end of the last of them; standstills are left out."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from rules.case_values import Standstill
from rules.working_calendar import Calendar


def after_working_days(
    since: datetime, days: int, calendar: Calendar, stood: Sequence[Standstill] = ()
) -> datetime:
    """The end of the n-th working day after the instant's local date; n is one or more.

    A working day during any part of which the clock stood still is not counted.
    Raises CountNotPositive, NoWorkingTime and HolidaysNotFrozen.
    """
    day = since.astimezone(calendar.tz).date()
    if not stood:
        return calendar.end_of(calendar.next_working_day(day, days))
    for _ in range(days):
        day = calendar.next_working_day(day)
        while any(stands_still(one, day, calendar) for one in stood):
            day = calendar.next_working_day(day)
    return calendar.end_of(day)


def stands_still(one: Standstill, day: date, calendar: Calendar) -> bool:
    """True when any part of that local day belongs to the standstill."""
    begins = calendar.end_of(day - timedelta(days=1))
    return one.began_at < calendar.end_of(day) and begins < one.ended_at
