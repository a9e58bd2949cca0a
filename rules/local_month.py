"""A calendar month in a zone: the instants between which it lies."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

DECEMBER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalMonth:
    """The month that `first` begins, in an IANA zone."""

    first: date
    timezone: str

    @property
    def begin(self) -> datetime:
        """Its first instant, in UTC."""
        return midnight(self.first, self.timezone)

    @property
    def end(self) -> datetime:
        """The first instant after it, in UTC."""
        return midnight(next_month(self.first), self.timezone)


def next_month(first: date) -> date:
    """The first day of the month after."""
    if first.month == DECEMBER:
        return date(first.year + 1, 1, 1)
    return first.replace(month=first.month + 1)


def month_before(first: date) -> date:
    """The first day of the month before."""
    if first.month == 1:
        return date(first.year - 1, DECEMBER, 1)
    return first.replace(month=first.month - 1)


def midnight(day: date, timezone: str) -> datetime:
    """The instant at which that day begins in the zone, in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(timezone)).astimezone(UTC)
