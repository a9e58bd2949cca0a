from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.business_time import (
    Boundary,
    EndBeforeStart,
    NaiveMoment,
    due,
    elapsed,
    is_open,
)
from rules.frozen_holidays import HolidaysNotFrozen
from rules.windows import DAY_MINUTES, EdgeInClockChange, Window, WindowsOverlap
from rules.working_calendar import Calendar, CountNotPositive, NoWorkingTime, intersect
from tests.rules.calendars import (
    calendar,
    every_day,
    local,
    swedish_calendar,
    utc,
    weekdays,
    windows,
)

ALWAYS = calendar(id="always", weekly=every_day("00:00-24:00"))
LUNCH = calendar(zone="Europe/Paris", weekly=weekdays("09:00-12:30", "14:00-18:00"))
NIGHTS = calendar(weekly=every_day("22:00-06:00"))
OFFICE = swedish_calendar()


def hours(amount: float) -> timedelta:
    return timedelta(hours=amount)


@pytest.mark.parametrize(
    ("which", "start", "work", "expected"),
    [
        # Monday 23 to Friday 27 November 2026
        (LUNCH, "2026-11-23 09:00", 2, "2026-11-23 11:00"),
        (LUNCH, "2026-11-23 09:00", 4, "2026-11-23 14:30"),
        (LUNCH, "2026-11-23 09:00", 8, "2026-11-24 09:30"),
        (LUNCH, "2026-11-23 13:00", 1, "2026-11-23 15:00"),
        (LUNCH, "2026-11-27 17:00", 12, "2026-12-01 12:30"),
        (LUNCH, "2026-11-28 03:00", 7.5, "2026-11-30 18:00"),
        # 18 December over eves, Christmas, New Year: nine 8-hour days
        (OFFICE, "2026-12-18 09:00", 72, "2027-01-05 17:00"),
        (OFFICE, "2026-12-23 16:00", 2, "2026-12-28 10:00"),
        # a night shift belongs to the day it starts on
        (NIGHTS, "2026-11-23 05:00", 2, "2026-11-23 23:00"),
        (NIGHTS, "2026-11-23 22:00", 8, "2026-11-24 06:00"),
    ],
)
def test_due_times_match_the_hand_computed_table(
    which: Calendar, start: str, work: float, expected: str
) -> None:
    found = due(which, local(start, which.zone), hours(work))
    assert found == local(expected, which.zone)


def test_a_budget_that_ends_at_lunch_is_due_at_closing_or_at_the_next_opening() -> None:
    start = local("2026-11-23 09:00", "Europe/Paris")
    assert due(LUNCH, start, hours(3.5)) == local("2026-11-23 12:30", "Europe/Paris")
    assert due(LUNCH, start, hours(3.5), Boundary.NEXT_OPENING) == local(
        "2026-11-23 14:00", "Europe/Paris"
    )


def test_a_budget_that_ends_on_friday_evening_may_be_due_on_monday() -> None:
    start = local("2026-11-27 17:00", "Europe/Paris")
    assert due(LUNCH, start, hours(1), Boundary.NEXT_OPENING) == local(
        "2026-11-30 09:00", "Europe/Paris"
    )


def test_a_budget_that_ends_on_new_years_eve_opens_in_the_new_year() -> None:
    start = local("2026-12-30 09:00")
    assert due(OFFICE, start, hours(8), Boundary.NEXT_OPENING) == local("2027-01-04 09:00")


def test_the_night_the_clock_springs_forward_has_seven_hours() -> None:
    start, end = local("2026-03-28 22:00"), local("2026-03-29 06:00")
    assert elapsed(NIGHTS, start, end) == hours(7)
    assert due(NIGHTS, start, hours(7)) == utc("2026-03-29 04:00")
    assert due(NIGHTS, start, hours(8)) == local("2026-03-29 23:00")


def test_the_night_the_clock_falls_back_has_nine_hours() -> None:
    start, end = local("2026-10-24 22:00"), local("2026-10-25 06:00")
    assert elapsed(NIGHTS, start, end) == hours(9)
    assert due(NIGHTS, start, hours(9)) == utc("2026-10-25 05:00")
    assert due(NIGHTS, start, hours(8)) == utc("2026-10-25 04:00")


def test_the_two_half_past_twos_are_an_hour_apart() -> None:
    first = local("2026-10-25 02:30", fold=0)
    second = local("2026-10-25 02:30", fold=1)
    assert elapsed(ALWAYS, first, second) == hours(1)
    assert due(ALWAYS, first, hours(1)) == utc("2026-10-25 01:30")


def test_a_calendar_that_never_closes_counts_every_hour_of_the_year() -> None:
    start, end = utc("2026-01-01 00:00"), utc("2027-01-01 00:00")
    assert elapsed(ALWAYS, start, end) == timedelta(days=365)
    assert due(ALWAYS, start, timedelta(days=365)) == end
    assert due(ALWAYS, start, timedelta(days=365), Boundary.NEXT_OPENING) == end


def test_an_overnight_shift_into_a_holiday_belongs_to_the_day_it_starts_on() -> None:
    shifts = swedish_calendar(weekly=weekdays("22:00-06:00"))
    start, end = local("2026-12-23 12:00"), local("2026-12-28 12:00")
    assert elapsed(shifts, start, end) == hours(8)
    assert elapsed(shifts, local("2026-12-24 00:00"), end) == hours(6)


def test_a_window_inside_last_nights_shift_counts_once() -> None:
    shifts = calendar(weekly=every_day("22:00-06:00", "04:00-05:00"))
    start, end = local("2026-11-23 12:00"), local("2026-11-24 12:00")
    assert elapsed(shifts, start, end) == hours(8)


def test_a_half_day_closes_early() -> None:
    short = swedish_calendar(overrides={date(2026, 12, 23): windows("09:00-12:00")})
    assert due(short, local("2026-12-23 11:00"), hours(2)) == local("2026-12-28 10:00")


def test_the_closing_instant_is_no_longer_open() -> None:
    assert is_open(LUNCH, local("2026-11-23 12:29:59", "Europe/Paris"))
    assert not is_open(LUNCH, local("2026-11-23 12:30", "Europe/Paris"))
    assert not is_open(LUNCH, utc("2026-01-01 00:00"))


def test_work_is_counted_to_the_microsecond() -> None:
    start = local("2026-11-23 09:00:00.000001")
    assert due(OFFICE, start, hours(8)) == local("2026-11-24 09:00:00.000001")


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 23, 9)  # noqa: DTZ001 - the fault under test
    with pytest.raises(NaiveMoment):
        due(OFFICE, naive, hours(1))
    with pytest.raises(NaiveMoment):
        elapsed(OFFICE, utc("2026-11-23 08:00"), naive)


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(EndBeforeStart):
        elapsed(OFFICE, utc("2026-11-23 08:00"), utc("2026-11-23 07:00"))


def test_counting_no_work_is_refused() -> None:
    with pytest.raises(CountNotPositive):
        due(OFFICE, utc("2026-11-23 08:00"), hours(0))


def test_a_calendar_without_future_working_time_fails_by_name() -> None:
    ended = calendar(
        id="ended", weekly=((),) * 7, overrides={date(2026, 11, 20): windows("09:00-17:00")}
    )
    with pytest.raises(NoWorkingTime, match="ended"):
        due(ended, utc("2026-11-23 08:00"), hours(1))


def test_windows_that_never_meet_fail_by_name() -> None:
    mornings = calendar(id="mornings", weekly=weekdays("08:00-12:00"))
    evenings = calendar(id="evenings", weekly=weekdays("16:00-20:00"))
    with pytest.raises(NoWorkingTime, match=r"mornings\+evenings"):
        due(intersect(mornings, evenings), utc("2026-11-23 08:00"), hours(1))


def test_a_budget_of_centuries_fails_instead_of_counting_for_ever() -> None:
    with pytest.raises(NoWorkingTime):
        due(calendar(weekly=weekdays("09:00-09:01")), utc("2026-11-23 08:00"), hours(10_000))


def test_a_budget_past_the_frozen_holidays_is_refused() -> None:
    with pytest.raises(HolidaysNotFrozen):
        due(OFFICE, utc("2026-11-23 08:00"), timedelta(days=800))


# The oracle walks minute by minute in wall time and shares nothing with the engine but the value.


def is_open_minute(which: Calendar, minute: datetime) -> bool:
    wall = minute.astimezone(ZoneInfo(which.zone)).replace(tzinfo=None)
    past_midnight = wall.hour * 60 + wall.minute
    today = which.overrides.get(wall.date(), which.weekly[wall.weekday()])
    before = wall.date() - timedelta(days=1)
    yesterday = which.overrides.get(before, which.weekly[before.weekday()])
    return any(each.opens <= past_midnight < each.closes for each in today) or any(
        each.opens <= past_midnight + DAY_MINUTES < each.closes for each in yesterday
    )


def minutes_open(which: list[Calendar], start: datetime, end: datetime) -> int:
    count = (end - start) // timedelta(minutes=1)
    stamps = (start + timedelta(minutes=step) for step in range(count))
    return sum(all(is_open_minute(each, stamp) for each in which) for stamp in stamps)


def due_by_walking(which: Calendar, start: datetime, minutes: int) -> datetime | None:
    stamp = start
    for _ in range(12 * DAY_MINUTES):
        minutes -= is_open_minute(which, stamp)
        stamp += timedelta(minutes=1)
        if minutes == 0:
            return stamp
    return None


# Around the nights the clock changes in each zone, and around New Year.
ZONES = {
    "Europe/Stockholm": ("2026-03-28", "2026-10-24", "2026-12-30"),
    "America/New_York": ("2026-03-07", "2026-10-31", "2026-12-30"),
    "Australia/Lord_Howe": ("2026-04-04", "2026-10-03"),
    "America/Havana": ("2026-03-07", "2026-10-31"),
    "Asia/Kolkata": ("2026-12-30",),
    "Pacific/Auckland": ("2026-04-04", "2026-09-26"),
}
# Edges stay clear of the hours in which clocks change, which is refused and tested elsewhere.
QUARTERS = st.sets(st.integers(13, 96), min_size=2, max_size=6)
OVERNIGHT = st.one_of(st.none(), st.integers(109, 120))


def separate_windows(quarters: set[int], overnight: int | None) -> tuple[Window, ...]:
    edges = [quarter * 15 for quarter in sorted(quarters)]
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    if overnight and pairs:
        pairs[-1] = (pairs[-1][0], min(overnight * 15, pairs[-1][0] + DAY_MINUTES))
    return tuple(Window(opens=opens, closes=closes) for opens, closes in pairs)


DAYS = st.one_of(
    st.builds(separate_windows, QUARTERS, OVERNIGHT),
    st.sampled_from([(), windows("00:00-24:00")]),
)


@st.composite
def calendars(draw: st.DrawFn, zone: str) -> Calendar:
    week = draw(st.lists(DAYS, min_size=7, max_size=7).map(tuple))
    first = date.fromisoformat(ZONES[zone][0])
    dated = draw(st.dictionaries(st.dates(first, first + timedelta(days=4)), DAYS, max_size=2))
    try:
        return calendar(zone=zone, weekly=week, overrides=dated)
    except (EdgeInClockChange, WindowsOverlap):
        assume(False)
        raise


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    zone = draw(st.sampled_from(sorted(ZONES)))
    day = datetime.fromisoformat(draw(st.sampled_from(ZONES[zone]))).replace(tzinfo=UTC)
    start = day + timedelta(minutes=draw(st.integers(-DAY_MINUTES, 2 * DAY_MINUTES)))
    return draw(calendars(zone)), start


@settings(max_examples=60)
@given(scene=scenes(), span=st.integers(0, 3 * DAY_MINUTES))
def test_elapsed_time_agrees_with_a_minute_by_minute_walk(
    scene: tuple[Calendar, datetime], span: int
) -> None:
    which, start = scene
    end = start + timedelta(minutes=span)
    assert elapsed(which, start, end) == timedelta(minutes=minutes_open([which], start, end))


@settings(max_examples=60)
@given(scene=scenes(), minutes=st.integers(1, 2 * DAY_MINUTES))
def test_due_times_agree_with_a_minute_by_minute_walk(
    scene: tuple[Calendar, datetime], minutes: int
) -> None:
    which, start = scene
    walked = due_by_walking(which, start, minutes)
    assume(walked is not None)
    assert due(which, start, timedelta(minutes=minutes)) == walked


@settings(max_examples=60)
@given(scene=scenes(), minutes=st.integers(1, 5 * DAY_MINUTES), where=st.sampled_from(Boundary))
def test_the_work_up_to_the_due_time_is_the_budget(
    scene: tuple[Calendar, datetime], minutes: int, where: Boundary
) -> None:
    which, start = scene
    assume(any(which.weekly))
    budget = timedelta(minutes=minutes)
    found = due(which, start, budget, where)
    assert elapsed(which, start, found) == budget
    assert where is Boundary.CLOSING or is_open(which, found)


@settings(max_examples=40)
@given(data=st.data(), span=st.integers(0, 2 * DAY_MINUTES))
def test_two_calendars_together_are_open_when_both_are(data: st.DataObject, span: int) -> None:
    first, start = data.draw(scenes())
    second = data.draw(calendars("Europe/Stockholm"))
    end = start + timedelta(minutes=span)
    shared = elapsed(intersect(first, second), start, end)
    assert shared == timedelta(minutes=minutes_open([first, second], start, end))
