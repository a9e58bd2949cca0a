"""Part (d): the calendar engine by CPU second, warm, against a plain walk over the days."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from programmes.loader import load_programme
from rules.business_time import due, elapsed
from rules.promises import promise_delivery
from rules.readings import Readings
from rules.service_terms import Target
from rules.service_words import Metric, Unit
from rules.targets import count_target
from rules.terms import terms_under
from rules.working_calendar import Calendar
from tests.bench.report import BenchStuck, Report, number, verdict
from tests.rules.calendars import swedish_calendar, weekdays

ROUNDS, OPERATIONS = 3, 5000
TWELVE_HOURS, YEAR, DAY = timedelta(hours=12), timedelta(days=365), timedelta(days=1)
#: Minutes between two starts: they fall on every hour, weekday and season.
STEP = 101
FIRST = datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Stockholm"))
STARTS = tuple(FIRST + timedelta(minutes=STEP * n) for n in range(OPERATIONS))
#: A walk over a year takes milliseconds: a few starts are enough.
FEW = STARTS[:: OPERATIONS // 100]

DUE, ELAPSED = "due(12 working hours)", "elapsed(one year)"
WALKED_DUE, WALKED_ELAPSED = "due, by a plain day walk", "elapsed, by a plain day walk"
LEAST = {DUE: 100_000.0, ELAPSED: 50_000.0}
REFERENCES = {DUE: WALKED_DUE, ELAPSED: WALKED_ELAPSED}
Operation = Callable[[datetime], object]


def measure_calendar() -> Report:
    rates = {name: best_rate(one, starts) for name, (one, starts) in operations().items()}
    return Report(
        title=f"calendar engine: warm, best of {ROUNDS} rounds of {OPERATIONS:,} starts in a year",
        head=["(d) one operation", "a CPU second", "target", "times the day walk"],
        rows=[row(name, rates) for name in rates],
        notes=[
            "calendar: Mon-Fri 09:00-12:00 and 14:00-18:00 in Stockholm, with holidays",
            "day walk: from one local day to the next over the same windows, without a table",
            "target: 12 working hours of that calendar, with warning instant and reasons",
            "promise: Atea Smartservice PROF, with its reasons; registered at each start",
        ],
        facts={"per_cpu_second": rates, "references": REFERENCES, "least": LEAST},
    )


def row(name: str, rates: Mapping[str, float]) -> list[str]:
    rate, reference = rates[name], REFERENCES.get(name)
    ratio = number(rate / rates[reference]) if reference else ""
    return [name, number(rate), verdict(rate, least=LEAST.get(name)), ratio]


def operations() -> Mapping[str, tuple[Operation, Sequence[datetime]]]:
    """What is measured: one operation on one start, by name, and on which starts."""
    calendar = swedish_calendar(weekly=weekdays("09:00-12:00", "14:00-18:00"))
    programme = load_programme("atea_smartservice")
    swap = terms_under(programme, "prof", {}).swap
    if swap is None:
        raise BenchStuck("the programme has no swap")
    check_walk(calendar)
    return {
        DUE: (lambda start: due(calendar, start, TWELVE_HOURS), STARTS),
        WALKED_DUE: (lambda start: walked_due(calendar, start, TWELVE_HOURS), STARTS),
        ELAPSED: (lambda start: elapsed(calendar, start, start + YEAR), STARTS),
        WALKED_ELAPSED: (lambda start: walked_elapsed(calendar, start, start + YEAR), FEW),
        "target with its reasons": (counting(calendar), STARTS),
        "promise with its reasons": (
            lambda start: promise_delivery(
                registered_at=start, swap=swap, calendars=programme.calendars
            ),
            STARTS,
        ),
    }


def counting(calendar: Calendar) -> Operation:
    twelve = Target(
        metric=Metric.RESPONSE, source="", amount=12, unit=Unit.HOUR, calendar=calendar.id
    )
    readings, calendars = Readings(), {calendar.id: calendar}
    return lambda start: count_target(
        twelve, readings=readings, calendars=calendars, started_at=start
    )


def walked_due(calendar: Calendar, start: datetime, work: timedelta) -> datetime:
    """The reference: day by day, window by window, as one would write it first."""
    begin, day = start.astimezone(UTC), start.astimezone(calendar.tz).date()
    while True:
        for opens, closes in windows_of(calendar, day):
            opened = max(opens, begin)
            if closes > opened:
                if work <= closes - opened:
                    return opened + work
                work -= closes - opened
        day += DAY


def walked_elapsed(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    begin, finish = start.astimezone(UTC), end.astimezone(UTC)
    day, last = start.astimezone(calendar.tz).date(), end.astimezone(calendar.tz).date()
    work = timedelta(0)
    while day <= last:
        for opens, closes in windows_of(calendar, day):
            work += max(min(closes, finish) - max(opens, begin), timedelta(0))
        day += DAY
    return work


def windows_of(calendar: Calendar, day: date) -> Iterator[tuple[datetime, datetime]]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.tz)
    for window in calendar.own_windows(day):
        yield (
            (midnight + timedelta(minutes=window.opens)).astimezone(UTC),
            (midnight + timedelta(minutes=window.closes)).astimezone(UTC),
        )


def check_walk(calendar: Calendar) -> None:
    """Two ways to the same instants, or the comparison means nothing."""
    for start in FEW:
        end = start + YEAR
        if walked_due(calendar, start, TWELVE_HOURS) != due(calendar, start, TWELVE_HOURS):
            raise BenchStuck(f"the walk from {start} ends elsewhere")
        if walked_elapsed(calendar, start, end) != elapsed(calendar, start, end):
            raise BenchStuck(f"the walk over the year from {start} counts otherwise")


def best_rate(operation: Operation, starts: Sequence[datetime]) -> float:
    """Operations a CPU second; the first, cold round does not count."""
    return max([rate_of(operation, starts) for _ in range(ROUNDS + 1)][1:])


def rate_of(operation: Operation, starts: Sequence[datetime]) -> float:
    begun = time.process_time()
    for start in starts:
        operation(start)
    return len(starts) / (time.process_time() - begun)
