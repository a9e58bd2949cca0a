"""Due times and elapsed working time from one table of UTC spans: the two cannot disagree."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import ClassVar, TypeAlias

from rules.errors import DeskError, Kind
from rules.windows import open_spans
from rules.working_calendar import Calendar, CountNotPositive, NoWorkingTime

_HORIZON_YEARS = 100
#: Year tables kept, about 60 kB each; when there are more, all are forgotten.
_MOST_TABLES = 512
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


_NOTHING, _SHORTEST = timedelta(0), timedelta(microseconds=1)
_Span: TypeAlias = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Year:
    """Open spans of a UTC year, and the work done before and by the end of each.

    Instants and amounts stay datetimes and timedeltas: converting them costs more than comparing.
    """

    opens: tuple[datetime, ...]
    closes: tuple[datetime, ...]
    before: tuple[timedelta, ...]
    by_close: tuple[timedelta, ...]
    total: timedelta

    def work_before(self, moment: datetime) -> timedelta:
        """Working time of the year before that UTC instant."""
        at = bisect_right(self.opens, moment) - 1
        if at < 0:
            return _NOTHING
        if moment >= self.closes[at]:
            return self.by_close[at]
        return self.before[at] + (moment - self.opens[at])


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
    must_be_aware(start)
    if work <= _NOTHING:
        raise CountNotPositive(work)
    begin = start.astimezone(UTC)
    first = begin.year
    target = _year(calendar, first).work_before(begin) + work
    for year in range(first, min(first + _HORIZON_YEARS, date.max.year)):
        table = _year(calendar, year)
        found = _place(table, target, boundary)
        if found is not None:
            return found
        target -= table.total
        if not table.total and year > calendar.last_override().year:
            break
    raise NoWorkingTime(calendar, start.date())


def elapsed(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Working time between two moments; raises NaiveMoment, EndBeforeStart, HolidaysNotFrozen."""
    must_be_aware(start)
    must_be_aware(end)
    begin, finish = start.astimezone(UTC), end.astimezone(UTC)
    if finish < begin:
        raise EndBeforeStart(start, end)
    work = _year(calendar, finish.year).work_before(finish)
    work -= _year(calendar, begin.year).work_before(begin)
    for year in range(begin.year, finish.year):
        work += _year(calendar, year).total
    return work


def is_open(calendar: Calendar, moment: datetime) -> bool:
    """True when the moment is inside a working window; the closing instant is not."""
    must_be_aware(moment)
    instant = moment.astimezone(UTC)
    table = _year(calendar, instant.year)
    at = bisect_right(table.opens, instant) - 1
    return at >= 0 and instant < table.closes[at]


def next_opening(calendar: Calendar, moment: datetime) -> datetime:
    """The moment itself in UTC when open, else the next opening; raises as `due` does."""
    if is_open(calendar, moment):
        return moment.astimezone(UTC)
    return due(calendar, moment, _SHORTEST) - _SHORTEST


def closing_after(calendar: Calendar, moment: datetime) -> datetime | None:
    """When the open stretch around the moment ends, in UTC; None when a whole year has no end.

    A moment at which the calendar is closed is its own answer. Raises as `is_open` does.
    """
    end = moment.astimezone(UTC)
    if not is_open(calendar, moment):
        return end
    for year in (end.year, end.year + 1):
        table = _year(calendar, year)
        first = max(bisect_right(table.opens, end) - 1, 0)
        for opens, closes in zip(table.opens[first:], table.closes[first:], strict=True):
            if opens > end:
                return end
            end = closes
        if end < datetime(year + 1, 1, 1, tzinfo=UTC):
            return end
    return None


def closing_of(calendar: Calendar, day: date) -> datetime:
    """The UTC instant at which the last window of that working day closes, also in `also`.

    Raises NoWorkingTime when no window starts on that day, and HolidaysNotFrozen.
    """
    spans = open_spans([(day, calendar.hours_of(day))], calendar.zone)
    if not spans:
        raise NoWorkingTime(calendar, day)
    begin, end = spans[0][0], spans[-1][1]
    work = elapsed(calendar, begin, end)
    return due(calendar, begin, work) if work else end


def must_be_aware(moment: datetime) -> None:
    """Raise NaiveMoment when the moment has no time zone."""
    if moment.tzinfo is None:
        raise NaiveMoment(moment)


def _place(table: _Year, target: timedelta, boundary: Boundary) -> datetime | None:
    """The instant of the year at which its work reaches the target, or None when it does not."""
    search = bisect_left if boundary is Boundary.CLOSING else bisect_right
    at = search(table.by_close, target)
    if at == len(table.opens):
        return None
    return table.opens[at] + (target - table.before[at])


_tables: dict[tuple[str, int], _Year] = {}


def _year(calendar: Calendar, year: int) -> _Year:
    """The table of that year; kept by the calendar's hash, whose own hash Python remembers."""
    key = calendar.hash, year
    table = _tables.get(key)
    if table is None:
        table = _year_table(calendar, year)
        if len(_tables) >= _MOST_TABLES:
            _tables.clear()
        _tables[key] = table
    return table


def _year_table(calendar: Calendar, year: int) -> _Year:
    spans = _spans_of_year(calendar, year)
    for other in calendar.also:
        spans = _common(spans, _spans_with_parts(other, year))
    return _tabulate(spans)


def _spans_with_parts(calendar: Calendar, year: int) -> list[_Span]:
    table = _year(calendar, year)
    return list(zip(table.opens, table.closes, strict=True))


def _tabulate(spans: list[_Span]) -> _Year:
    by_close = tuple(accumulate((closes - opens for opens, closes in spans), initial=_NOTHING))[1:]
    return _Year(
        opens=tuple(opens for opens, _ in spans),
        closes=tuple(closes for _, closes in spans),
        before=(_NOTHING, *by_close[:-1]),
        by_close=by_close,
        total=by_close[-1] if by_close else _NOTHING,
    )


def _spans_of_year(calendar: Calendar, year: int) -> list[_Span]:
    """The calendar's own spans, cut at the UTC edges of the year."""
    first, last = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    start, end = (first - _MARGIN).date(), (last + _MARGIN).date()
    days = [start + timedelta(days=step) for step in range((end - start).days)]
    spans = open_spans([(day, calendar.hours_of(day)) for day in days], calendar.zone)
    return [(max(a, first), min(b, last)) for a, b in spans if a < last and b > first]


def _common(one: list[_Span], two: list[_Span]) -> list[_Span]:
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
