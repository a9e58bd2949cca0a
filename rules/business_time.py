"""Due times and elapsed working time from one table of UTC spans: the two cannot disagree."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.windows import microseconds, moment_at, open_spans
from rules.working_calendar import Calendar, CountNotPositive, NoWorkingTime

_HORIZON_YEARS = 100
# A local day starts at most 14 hours from its UTC day, and an overnight window lasts one day more.
_MARGIN = timedelta(days=3)


class Boundary(StrEnum):
    """Where a budget ends that runs out just at closing: then, or at the next opening (A9)."""

    CLOSING = "closing"
    NEXT_OPENING = "next_opening"


class EndBeforeStart(DeskError):
    """Working time cannot be counted backwards."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, start: datetime, end: datetime) -> None:
        super().__init__(f"{end.isoformat()} is before {start.isoformat()}. Exchange the two.")


class NaiveMoment(DeskError):
    """A moment without a time zone says nothing."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, moment: datetime) -> None:
        super().__init__(f"{moment.isoformat()} has no time zone. Send it with an offset.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Year:
    """Open spans of a UTC year in microseconds, and the work done before and by each end."""

    opens: tuple[int, ...]
    closes: tuple[int, ...]
    before: tuple[int, ...]
    by_close: tuple[int, ...]
    total: int

    def work_before(self, stamp: int) -> int:
        """Working microseconds of the year before that instant."""
        at = bisect_right(self.opens, stamp) - 1
        if at < 0:
            return 0
        return self.before[at] + min(stamp, self.closes[at]) - self.opens[at]


def due(
    calendar: Calendar,
    start: datetime,
    work: timedelta,
    boundary: Boundary = Boundary.CLOSING,
) -> datetime:
    """The UTC instant at which that much working time has passed since start.

    Raises NaiveMoment, CountNotPositive, HolidaysNotFrozen and, beyond 100 years too,
    NoWorkingTime.
    """
    _must_be_aware(start)
    if work <= timedelta(0):
        raise CountNotPositive(work)
    stamp, first = microseconds(start), start.astimezone(UTC).year
    target = _year(calendar, first).work_before(stamp) + work // timedelta(microseconds=1)
    for year in range(first, min(first + _HORIZON_YEARS, date.max.year)):
        table = _year(calendar, year)
        found = _place(table, target, boundary)
        if found is not None:
            return moment_at(found)
        target -= table.total
        if not table.total and year > calendar.last_override().year:
            break
    raise NoWorkingTime(calendar, start.date())


def elapsed(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Working time between two moments; raises NaiveMoment, EndBeforeStart, HolidaysNotFrozen."""
    _must_be_aware(start)
    _must_be_aware(end)
    begin, finish = microseconds(start), microseconds(end)
    if finish < begin:
        raise EndBeforeStart(start, end)
    first, last = moment_at(begin).year, moment_at(finish).year
    whole_years = sum(_year(calendar, year).total for year in range(first, last))
    work = _year(calendar, last).work_before(finish) - _year(calendar, first).work_before(begin)
    return timedelta(microseconds=whole_years + work)


def is_open(calendar: Calendar, moment: datetime) -> bool:
    """True when the moment is inside a working window; the closing instant is not."""
    _must_be_aware(moment)
    stamp = microseconds(moment)
    table = _year(calendar, moment_at(stamp).year)
    at = bisect_right(table.opens, stamp) - 1
    return at >= 0 and stamp < table.closes[at]


def _must_be_aware(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise NaiveMoment(moment)


def _place(table: _Year, target: int, boundary: Boundary) -> int | None:
    """The instant of the year at which its work reaches the target, or None when it does not."""
    search = bisect_left if boundary is Boundary.CLOSING else bisect_right
    at = search(table.by_close, target)
    if at == len(table.opens):
        return None
    return table.opens[at] + target - table.before[at]


@lru_cache(maxsize=256)
def _year(calendar: Calendar, year: int) -> _Year:
    spans = _spans_of_year(calendar, year)
    for other in calendar.also:
        spans = _common(spans, _spans_with_parts(other, year))
    return _tabulate(spans)


def _spans_with_parts(calendar: Calendar, year: int) -> list[tuple[int, int]]:
    table = _year(calendar, year)
    return list(zip(table.opens, table.closes, strict=True))


def _tabulate(spans: list[tuple[int, int]]) -> _Year:
    by_close = tuple(accumulate(closes - opens for opens, closes in spans))
    return _Year(
        opens=tuple(opens for opens, _ in spans),
        closes=tuple(closes for _, closes in spans),
        before=(0, *by_close[:-1]),
        by_close=by_close,
        total=by_close[-1] if by_close else 0,
    )


def _spans_of_year(calendar: Calendar, year: int) -> list[tuple[int, int]]:
    """The calendar's own spans, cut at the UTC edges of the year."""
    first, last = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    start, end = (first - _MARGIN).date(), (last + _MARGIN).date()
    days = [start + timedelta(days=step) for step in range((end - start).days)]
    spans = open_spans([(day, calendar.own_windows(day)) for day in days], calendar.zone)
    low, high = microseconds(first), microseconds(last)
    return [(max(a, low), min(b, high)) for a, b in spans if a < high and b > low]


def _common(one: list[tuple[int, int]], two: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches that lie in both lists of ordered, separate spans."""
    shared, i, j = [], 0, 0
    while i < len(one) and j < len(two):
        start, end = max(one[i][0], two[j][0]), min(one[i][1], two[j][1])
        if start < end:
            shared.append((start, end))
        if one[i][1] < two[j][1]:
            i += 1
        else:
            j += 1
    return shared
