"""The engine against the oracle: ten years, four zones, and the days in which clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.business_time import Boundary, due, elapsed
from rules.calendar_variants import whole_days, without_gaps
from rules.half_days import BEFORE_HOLIDAY, HalfDay
from rules.windows import DAY_MINUTES, Window, clock_changes
from rules.working_calendar import Calendar, Overnight, intersect
from tests.rules.calendars import calendar, holidays
from tests.rules.minute_oracle import DAY, MINUTE, walk

ZONES = ("Europe/Stockholm", "Europe/Paris", "Europe/Bucharest", "America/New_York")
FIRST_YEAR, LAST_YEAR = 2020, 2030
DAYS = 6
QUARTER = 15
# Edges stay clear of the hours in which the four zones change their clocks.
FIRST_EDGE, LAST_EDGE = 16, 96
TOUCHING_MIDNIGHT = ((Window(opens=0, closes=DAY_MINUTES),), ())
EDGES = st.sets(st.integers(FIRST_EDGE, LAST_EDGE), min_size=2, max_size=6)
OVERNIGHT = st.one_of(st.none(), st.integers(112, 124))


def separate_windows(quarters: set[int], overnight: int | None) -> tuple[Window, ...]:
    edges = [quarter * QUARTER for quarter in sorted(quarters)]
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    if overnight:
        pairs[-1] = (pairs[-1][0], min(overnight * QUARTER, pairs[-1][0] + DAY_MINUTES))
    return tuple(Window(opens=opens, closes=closes) for opens, closes in pairs)


DAY_WINDOWS = st.one_of(
    st.builds(separate_windows, EDGES, OVERNIGHT), st.sampled_from(TOUCHING_MIDNIGHT)
)


@st.composite
def weeks(draw: st.DrawFn, zone: str) -> date:
    """The first day of a stretch: before a clock change of those years, or anywhere."""
    changes = clock_changes(zone, FIRST_YEAR, LAST_YEAR)
    anywhere = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
    turn = st.sampled_from([date(year, 12, 30) for year in range(FIRST_YEAR, LAST_YEAR + 1)])
    day = draw(st.one_of(st.sampled_from(changes), st.sampled_from(changes), turn, anywhere))
    return day - draw(st.integers(1, 4)) * DAY


@st.composite
def calendars(draw: st.DrawFn, zone: str, first: date) -> Calendar:
    if draw(st.integers(0, 9)) == 0:
        return calendar(id="always", zone=zone, weekly=(), always_open=True)
    near = st.dates(first - DAY, first + DAYS * DAY)
    weekly = draw(st.lists(DAY_WINDOWS, min_size=7, max_size=7).map(tuple))
    opens = max((windows[0].opens for windows in weekly if windows), default=0) + QUARTER
    rule = st.one_of(st.just(BEFORE_HOLIDAY), near.map(lambda day: f"{day:%m-%d}"))
    half_day = st.builds(HalfDay, day=rule, close=st.integers(opens, max(opens, 20 * 60)))
    off = draw(st.sets(near, max_size=3))
    return calendar(
        id=draw(st.sampled_from(["one", "two"])),
        zone=zone,
        weekly=weekly,
        holidays=holidays({f"{day}": "Fair" for day in off}, 2018, 2032),
        overrides=draw(st.dictionaries(near, DAY_WINDOWS, max_size=2)),
        half_days=tuple(draw(st.lists(half_day, max_size=2))),
        overnight=draw(st.sampled_from(Overnight)),
    )


@st.composite
def scenes(draw: st.DrawFn, zone: str) -> tuple[Calendar, datetime]:
    """A calendar, as it is or read otherwise, or two of them; and where the walk begins."""
    first = draw(weeks(zone))
    one = draw(calendars(zone, first))
    other = draw(calendars(draw(st.sampled_from(ZONES)), first))
    told = draw(st.sampled_from(["plain", "plain", "without gaps", "whole days", "both"]))
    which = {
        "plain": lambda: one,
        "without gaps": lambda: without_gaps(one),
        "whole days": lambda: whole_days(one),
        "both": lambda: intersect(one, other),
    }[told]()
    return which, datetime.combine(first, time.min, tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=20)
@given(data=st.data())
def test_due_and_elapsed_agree_with_a_walk_minute_by_minute(zone: str, data: st.DataObject) -> None:
    which, start = data.draw(scenes(zone))
    walked = walk(which, start, DAYS)
    spots = st.integers(0, walked.last)
    for _ in range(8):
        first, last = sorted((data.draw(spots), data.draw(spots)))
        work = walked.elapsed(first, last)
        assert elapsed(which, walked.at(first), walked.at(last)) == work
        if not work:
            continue
        ends = walked.due(first, work // MINUTE)
        assert ends is not None
        assert due(which, walked.at(first), work) == walked.at(ends)
        opens = walked.opening(ends)
        if opens is not None:
            found = due(which, walked.at(first), work, Boundary.NEXT_OPENING)
            assert found == walked.at(opens)


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=25)
@given(
    data=st.data(),
    seconds=st.integers(1, 5 * DAY_MINUTES * 60),
    later=st.integers(0, 3 * DAY_MINUTES * 60),
    where=st.sampled_from(Boundary),
)
def test_due_and_elapsed_undo_each_other_and_never_run_backwards(
    zone: str, data: st.DataObject, seconds: int, later: int, where: Boundary
) -> None:
    first = data.draw(weeks(zone))
    which = data.draw(calendars(zone, first))
    if not any(which.weekly):
        return
    start = datetime.combine(first, time(11, 7, 5), tzinfo=UTC)
    work, after = timedelta(seconds=seconds), start + timedelta(seconds=later)
    ends = due(which, start, work, where)
    assert elapsed(which, start, ends) == work
    assert due(which, start, work + timedelta(seconds=1), where) >= ends
    assert due(which, after, work, where) >= ends
    passed = elapsed(which, start, after)
    assert elapsed(which, start, ends + timedelta(seconds=later)) >= work
    assert not passed or due(which, start, passed) <= after
