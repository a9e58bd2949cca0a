"""Part (d): the calendar engine by CPU second, warm, against plain arithmetic on datetimes."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from programmes.loader import load_programme
from rules.business_time import due, elapsed
from rules.promises import promise_delivery
from rules.terms import terms_under
from tests.bench.report import BenchStuck, Report, number
from tests.rules.calendars import swedish_calendar, weekdays

ROUNDS, OPERATIONS = 3, 5000
TWELVE_HOURS, YEAR = timedelta(hours=12), timedelta(days=365)
#: Minutes between two starts: they fall on every hour, weekday and season.
STEP = 101
FIRST = datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Stockholm"))
STARTS = tuple(FIRST + timedelta(minutes=STEP * n) for n in range(OPERATIONS))


PLAIN = "a time to UTC, plus 12 hours (reference)"
Operation = Callable[[datetime], object]


def measure_calendar() -> Report:
    rates = {name: best_rate(one) for name, one in operations().items()}
    reference = rates[PLAIN]
    rows = [[name, number(rate), number(reference / rate)] for name, rate in rates.items()]
    return Report(
        title=f"calendar engine: warm, best of {ROUNDS} rounds of {OPERATIONS:,} starts in a year",
        head=["(d) one operation", "a CPU second", "costs as many plain ones"],
        rows=rows,
        notes=[
            "calendar: Mon-Fri 09:00-12:00 and 14:00-18:00 in Stockholm, with holidays",
            "promise: Atea Smartservice PROF, with its reasons; registered at each start",
        ],
        facts={"per_cpu_second": rates, "reference": PLAIN},
    )


def operations() -> Mapping[str, Operation]:
    """What is measured: one operation on one start, by name."""
    calendar = swedish_calendar(weekly=weekdays("09:00-12:00", "14:00-18:00"))
    programme = load_programme("atea_smartservice")
    swap = terms_under(programme, "prof", {}).swap
    if swap is None:
        raise BenchStuck("the programme has no swap")
    return {
        PLAIN: lambda start: start.astimezone(UTC) + TWELVE_HOURS,
        "due(12 working hours)": lambda start: due(calendar, start, TWELVE_HOURS),
        "elapsed(one year)": lambda start: elapsed(calendar, start, start + YEAR),
        "promise with its reasons": lambda start: promise_delivery(
            registered_at=start, swap=swap, calendars=programme.calendars
        ),
    }


def best_rate(operation: Operation) -> float:
    """Operations a CPU second; the first, cold round does not count."""
    return max([rate_of(operation) for _ in range(ROUNDS + 1)][1:])


def rate_of(operation: Operation) -> float:
    begun = time.process_time()
    for start in STARTS:
        operation(start)
    return len(STARTS) / (time.process_time() - begun)
