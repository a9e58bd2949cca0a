import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar_reading import read_calendar
from rules.fields import FieldInvalid, UnknownKey
from rules.frozen_holidays import FrozenHolidays, HolidayListAltered, HolidaysNotFrozen
from rules.half_days import HalfDay
from rules.windows import BadWindow, EdgeInClockChange, UnknownZone, Window, WindowsOverlap
from rules.working_calendar import (
    Calendar,
    Closure,
    CountNotPositive,
    NonBusinessDay,
    NoWorkingTime,
    Overnight,
    intersect,
)
from tests.rules.calendars import (
    calendar,
    every_day,
    holidays,
    romanian_calendar,
    swedish_calendar,
    weekdays,
    windows,
)

DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 30))


def test_a_weekday_works_and_a_sunday_rests() -> None:
    assert calendar().is_working_day(date(2026, 11, 23))
    assert not calendar().is_working_day(date(2026, 11, 22))


def test_a_holiday_is_no_working_day_and_says_its_name() -> None:
    off = swedish_calendar().day_off(date(2026, 5, 14))
    assert off is not None
    assert (off.why, off.name, off.calendar) == (Closure.HOLIDAY, "Ascension Day", "se")


def test_a_day_between_a_holiday_and_a_weekend_is_a_working_day() -> None:
    assert swedish_calendar().is_working_day(date(2026, 5, 15))


def test_a_short_day_is_still_a_working_day() -> None:
    short = swedish_calendar(overrides={date(2026, 12, 23): windows("09:00-12:00")})
    assert short.is_working_day(date(2026, 12, 23))


def test_a_dated_override_closes_a_working_day() -> None:
    closed = calendar(overrides={date(2026, 11, 23): ()})
    off = closed.day_off(date(2026, 11, 23))
    assert off is not None
    assert off.why is Closure.CLOSED


def test_a_dated_override_opens_a_holiday() -> None:
    opened = swedish_calendar(overrides={date(2026, 12, 24): windows("09:00-12:00")})
    assert opened.is_working_day(date(2026, 12, 24))


@pytest.mark.parametrize(
    ("day", "n", "how", "expected"),
    [
        ("2026-12-23", 1, NonBusinessDay.COUNT_AFTER, "2026-12-28"),
        ("2026-12-23", 2, NonBusinessDay.COUNT_AFTER, "2026-12-29"),
        ("2026-12-26", 1, NonBusinessDay.COUNT_AFTER, "2026-12-28"),
        ("2026-12-26", 1, NonBusinessDay.ROLL_FORWARD, "2026-12-29"),
        ("2026-12-30", 1, NonBusinessDay.ROLL_FORWARD, "2027-01-04"),
        ("2026-04-02", 1, NonBusinessDay.COUNT_AFTER, "2026-04-07"),
    ],
)
def test_working_days_are_counted_as_on_a_wall_calendar(
    day: str, n: int, how: NonBusinessDay, expected: str
) -> None:
    found = swedish_calendar().next_working_day(date.fromisoformat(day), n, non_business_day=how)
    assert found.isoformat() == expected


def test_counting_nothing_is_refused() -> None:
    with pytest.raises(CountNotPositive):
        calendar().next_working_day(date(2026, 11, 23), 0)


def test_a_calendar_that_never_opens_fails_by_name() -> None:
    with pytest.raises(NoWorkingTime, match="never"):
        calendar(id="never", weekly=((),) * 7).next_working_day(date(2026, 11, 23))


def test_two_calendars_without_a_common_day_fail_by_name() -> None:
    monday = calendar(id="mondays", weekly=(windows("09:00-17:00"),) + ((),) * 6)
    tuesday = calendar(id="tuesdays", weekly=((), windows("09:00-17:00"), *((),) * 5))
    with pytest.raises(NoWorkingTime, match=r"mondays\+tuesdays"):
        intersect(monday, tuesday).next_working_day(date(2026, 11, 23))


def test_a_calendar_open_only_on_a_far_dated_day_finds_it() -> None:
    once = calendar(weekly=((),) * 7, overrides={date(2031, 5, 7): windows("09:00-10:00")})
    assert once.next_working_day(date(2026, 11, 23)) == date(2031, 5, 7)


def test_a_year_whose_holidays_are_unknown_is_refused() -> None:
    with pytest.raises(HolidaysNotFrozen, match="2024 to 2028"):
        swedish_calendar().is_working_day(date(2029, 1, 2))


def test_both_depot_and_recipient_must_work() -> None:
    both = intersect(romanian_calendar(), swedish_calendar())
    assert not both.is_working_day(date(2026, 12, 1))
    assert not both.is_working_day(date(2026, 12, 31))
    assert both.is_working_day(date(2026, 12, 2))
    off = both.day_off(date(2026, 12, 31))
    assert off is not None
    assert off.calendar == "se"


@pytest.mark.parametrize(
    ("opens", "closes"),
    [("9:00", "17:00"), ("09:00", "09:00"), ("24:00", "06:00"), ("09:00", "25:00"), ("", "")],
)
def test_a_window_that_cannot_be_read_is_refused(opens: str, closes: str) -> None:
    with pytest.raises(BadWindow):
        Window.between(opens, closes)


def test_overlapping_windows_of_a_day_are_refused() -> None:
    with pytest.raises(WindowsOverlap, match="09:00-13:00"):
        calendar(weekly=weekdays("12:00-17:00", "09:00-13:00"))


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(UnknownZone):
        calendar(zone="Europe/Atlantis")


@pytest.mark.parametrize("edge", ["02:30-10:00", "00:00-02:30", "02:00-10:00"])
def test_an_edge_in_the_hour_the_clock_changes_is_refused(edge: str) -> None:
    with pytest.raises(EdgeInClockChange):
        calendar(weekly=every_day(edge))


def test_an_edge_in_that_hour_is_fine_on_days_the_clock_does_not_change() -> None:
    assert calendar(weekly=weekdays("02:30-10:00")).is_working_day(date(2026, 11, 23))


def test_a_calendar_that_never_closes_is_fine_where_midnight_happens_twice() -> None:
    always = calendar(zone="America/Havana", weekly=every_day("00:00-24:00"))
    assert always.is_working_day(date(2026, 11, 1))


def test_calendars_of_the_same_content_are_equal_and_keep_their_hash() -> None:
    assert swedish_calendar() == swedish_calendar()
    assert hash(swedish_calendar()) == hash(swedish_calendar())


def test_the_hash_is_that_of_the_canonical_json_so_that_stored_ones_stay_valid() -> None:
    week = ",".join(
        f'"{name}":[["09:00","17:00"]]' if name not in {"sat", "sun"} else f'"{name}":[]'
        for name in ("fri", "mon", "sat", "sun", "thu", "tue", "wed")
    )
    canonical = (
        '{"also":[],"holidays":null,"id":"plain","overrides":{},'
        f'"timezone":"Europe/Stockholm","weekly":{{{week}}}}}'
    )
    assert calendar().hash == hashlib.sha256(canonical.encode()).hexdigest()


@pytest.mark.parametrize(
    "other",
    [
        calendar(id="other"),
        calendar(zone="Europe/Oslo"),
        calendar(weekly=weekdays("09:00-17:30")),
        calendar(overrides={date(2026, 12, 23): ()}),
        calendar(half_days=(HalfDay(day="04-30", close=13 * 60),)),
        calendar(overnight=Overnight.CALENDAR_DAY),
        calendar(always_open=True),
        calendar(holidays=holidays({})),
        calendar(holidays=holidays({"2026-06-06": "National Day"})),
        intersect(calendar(), swedish_calendar()),
    ],
)
def test_any_change_of_content_changes_the_hash(other: Calendar) -> None:
    assert other.hash != calendar().hash
    assert other != calendar()


def test_the_order_of_windows_does_not_change_the_hash() -> None:
    first = calendar(weekly=weekdays("09:00-12:00", "13:00-17:00"))
    second = calendar(weekly=weekdays("13:00-17:00", "09:00-12:00"))
    assert first.hash == second.hash


def test_another_library_version_with_the_same_days_keeps_the_hash() -> None:
    newer = replace(holidays({"2026-06-06": "National Day"}), version="2")
    assert newer.sha256 == holidays({"2026-06-06": "National Day"}).sha256


def test_a_calendar_survives_being_stored() -> None:
    both = intersect(
        swedish_calendar(overrides={date(2026, 12, 23): windows("22:00-06:00", "09:00-12:00")}),
        romanian_calendar(weekly=every_day("00:00-24:00")),
    )
    assert read_calendar(both.to_json()).hash == both.hash


def test_an_altered_holiday_list_is_refused() -> None:
    stored = holidays({"2026-06-06": "National Day"}).to_json()
    stored["days"]["2026-06-05"] = "A long weekend"
    with pytest.raises(HolidayListAltered):
        FrozenHolidays.from_json(stored)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"weekly": {"mon": [["09:00"]]}}, "calendar.weekly.mon.0"),
        ({"weekly": {"mon": [["09:00", "9:30"]]}}, "calendar.weekly.mon.0"),
        ({"overrides": {"23/12": []}}, "calendar.overrides.23/12"),
        ({"timezone": "Nowhere"}, "calendar"),
    ],
)
def test_a_stored_calendar_says_where_it_is_wrong(change: dict[str, object], place: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        read_calendar(calendar().to_json() | change)
    assert refused.value.facts["path"] == place


def test_an_unknown_weekday_names_the_known_ones() -> None:
    with pytest.raises(UnknownKey, match=r"fri, mon, sat.*Did you mean mon\?"):
        read_calendar(calendar().to_json() | {"weekly": {"mond": []}})


@given(day=DAYS, n=st.integers(1, 12))
def test_the_nth_working_day_has_n_working_days_up_to_it(day: date, n: int) -> None:
    se = swedish_calendar()
    found = se.next_working_day(day, n)
    between = [day + timedelta(days=step) for step in range(1, (found - day).days + 1)]
    assert se.is_working_day(found)
    assert sum(se.is_working_day(each) for each in between) == n


@given(day=DAYS, n=st.integers(1, 5), how=st.sampled_from(NonBusinessDay))
def test_a_later_day_never_counts_to_an_earlier_one(day: date, n: int, how: NonBusinessDay) -> None:
    se = swedish_calendar()
    following = day + timedelta(days=1)
    assert se.next_working_day(day, n, non_business_day=how) <= se.next_working_day(
        following, n, non_business_day=how
    )


@given(day=DAYS)
def test_a_common_working_day_is_one_of_each(day: date) -> None:
    se, ro = swedish_calendar(), romanian_calendar()
    common = se.is_working_day(day) and ro.is_working_day(day)
    assert intersect(se, ro).is_working_day(day) is common
    assert (intersect(se, ro).day_off(day) is None) is common
