"""A fee paid ahead is income of the months of its term, by days, and sums to itself exactly."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.finance.rounding import spread
from rules.local_month import next_month

DAY = timedelta(days=1)


class TermEndsBeforeItBegins(DeskError):
    """A term cannot end before it begins."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, begins: date, ends: date) -> None:
        super().__init__(f"The term from {begins} until {ends} is none. Correct its days.")


def days_by_month(begins: date, ends: date) -> dict[date, int]:
    """How many days of the term lie in each month; both days are of the term.

    Raises TermEndsBeforeItBegins.
    """
    if ends < begins:
        raise TermEndsBeforeItBegins(begins, ends)
    days: dict[date, int] = {}
    first = begins.replace(day=1)
    while first <= ends:
        after = next_month(first)
        days[first] = (min(ends + DAY, after) - max(begins, first)).days
        first = after
    return days


def income_by_month(amount: Decimal, begins: date, ends: date) -> dict[date, Decimal]:
    """The amount over the months of the term, by days and largest remainder, in their order.

    An amount given back is spread as the one that was asked for, so that both cancel out month by
    month. Raises TermEndsBeforeItBegins.
    """
    days = days_by_month(begins, ends)
    shares = [Decimal(count) for count in days.values()]
    sign = -1 if amount < 0 else 1
    return dict(zip(days, (sign * part for part in spread(abs(amount), shares)), strict=True))


def kept_for_later(months: Mapping[date, Decimal], month: date) -> dict[date, Decimal]:
    """What is income only after this month, where it is anything."""
    return {later: part for later, part in months.items() if later > month and part}
