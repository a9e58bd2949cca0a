"""How many days users had a seat within a month of a contract."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatSpan:
    """A user's seat from one day through another, both included; None is still open."""

    user: str
    since: date
    until: date | None = None


def seat_days(spans: Iterable[SeatSpan], first: date, last: date) -> int:
    """The days from `first` through `last`, counted once for each user who had a seat on them."""
    held = {
        (span.user, day)
        for span in spans
        for day in range(
            max(span.since, first).toordinal(), min(span.until or last, last).toordinal() + 1
        )
    }
    return len(held)


def days_of(first: date, until: date) -> int:
    """How many days there are from the first to before `until`."""
    return (until - first) // timedelta(days=1)
