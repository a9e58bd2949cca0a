"""Days and moments in plain English, the same on every machine whatever its locale."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def month_day(day: date) -> str:
    """Such as 6 June."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def weekday_date(day: date, *, seen_from: date | None = None) -> str:
    """Such as Mon 9 June 2025; the year is left out when it is that of `seen_from`."""
    year = "" if seen_from and seen_from.year == day.year else f" {day.year}"
    return f"{_WEEKDAYS[day.weekday()]} {month_day(day)}{year}"


def clock_time(local: datetime, *, with_seconds: bool = False) -> str:
    """Such as 13:52 or 14:00:00, with the zone's letters when that wall time happens twice."""
    shown = local.strftime("%H:%M:%S" if with_seconds else "%H:%M")
    return f"{shown} {local.tzname()}" if _happens_twice(local) else shown


def place_of(zone: str) -> str:
    """The town an IANA zone is named after."""
    return zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")


def listed(items: Sequence[str]) -> str:
    """The items as a, b and c."""
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def days_listed(days: Sequence[date]) -> str:
    """Such as 24 and 25 December, or 31 December and 1 January."""
    if len({day.month for day in days}) == 1:
        return f"{listed([str(day.day) for day in days])} {_MONTHS[days[0].month - 1]}"
    return listed([month_day(day) for day in days])


def _happens_twice(local: datetime) -> bool:
    offsets = [local.replace(fold=fold).utcoffset() or timedelta(0) for fold in (0, 1)]
    return offsets[0] > offsets[1]
