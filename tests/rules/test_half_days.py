from dataclasses import replace
from datetime import date

import pytest

from rules.calendar_reading import read_calendar
from rules.fields import FieldInvalid, MissingKey
from rules.half_days import BEFORE_HOLIDAY, HalfDay, HalfDayNeverOpens
from rules.working_calendar import Overnight
from tests.rules.calendars import (
    SWEDEN,
    calendar,
    every_day,
    holidays,
    swedish_calendar,
    weekdays,
    windows,
)


def test_a_calendar_with_half_days_and_divided_shifts_survives_being_stored() -> None:
    special = swedish_calendar(
        half_days=(HalfDay(day="04-30", close=13 * 60), HalfDay(day=BEFORE_HOLIDAY, close=12 * 60)),
        overnight=Overnight.CALENDAR_DAY,
    )
    assert read_calendar(special.to_json()).hash == special.hash
    always = calendar(always_open=True)
    assert read_calendar(always.to_json()).hash == always.hash


def test_always_open_needs_no_windows_and_knows_no_holidays() -> None:
    always = read_calendar({"id": "a", "timezone": "Europe/Stockholm", "always_open": True})
    assert always.weekly == every_day("00:00-24:00")
    listed = replace(always, holidays=holidays(SWEDEN))
    assert listed.is_working_day(date(2026, 12, 25))
    assert listed.is_working_day(date(2099, 1, 1))


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"weekly": {"mon": [["09:00", "17:00"]]}}, "calendar.weekly"),
        ({"half_days": [{"day": "04-30", "close": "13:00"}]}, "calendar.half_days"),
        ({"holidays": holidays(SWEDEN).to_json()}, "calendar.holidays"),
    ],
)
def test_nothing_may_close_what_is_always_open(given: dict[str, object], place: str) -> None:
    always = {"id": "a", "timezone": "Europe/Stockholm", "always_open": True}
    with pytest.raises(FieldInvalid, match="always open") as refused:
        read_calendar(always | given)
    assert refused.value.facts["path"] == place


@pytest.mark.parametrize("said", [{}, {"always_open": False}])
def test_a_calendar_without_windows_says_that_it_is_always_open(said: dict[str, bool]) -> None:
    with pytest.raises(MissingKey, match="weekly"):
        read_calendar({"id": "a", "timezone": "Europe/Stockholm"} | said)


@pytest.mark.parametrize("day", ["4-30", "02-30", "13-01", "walpurgis", "0430"])
def test_a_half_day_that_is_no_day_of_the_year_is_refused(day: str) -> None:
    with pytest.raises(FieldInvalid, match="no day of the year") as refused:
        read_calendar(calendar().to_json() | {"half_days": [{"day": day, "close": "13:00"}]})
    assert refused.value.facts["path"] == "calendar.half_days.0.day"


def test_a_half_day_on_the_leap_day_can_be_written() -> None:
    half = [{"day": "02-29", "close": "13:00"}]
    leap = read_calendar(calendar(weekly=every_day("09:00-17:00")).to_json() | {"half_days": half})
    assert leap.own_windows(date(2028, 2, 29)) == windows("09:00-13:00")


def test_a_half_day_shortens_its_day_every_year_and_leaves_it_a_working_day() -> None:
    short = swedish_calendar(half_days=(HalfDay(day="04-30", close=13 * 60),))
    assert short.own_windows(date(2025, 4, 30)) == windows("09:00-13:00")
    assert short.own_windows(date(2026, 4, 30)) == windows("09:00-13:00")
    assert short.own_windows(date(2026, 4, 29)) == windows("09:00-17:00")
    assert short.is_working_day(date(2026, 4, 30))


def test_the_day_before_every_holiday_may_be_a_half_day() -> None:
    short = swedish_calendar(half_days=(HalfDay(day=BEFORE_HOLIDAY, close=12 * 60),))
    assert short.own_windows(date(2026, 5, 13)) == windows("09:00-12:00")
    assert short.own_windows(date(2026, 5, 15)) == windows("09:00-17:00")
    # 24 December is a holiday itself, 26 December a Saturday
    assert not short.is_working_day(date(2026, 12, 24))


def test_the_earliest_of_two_half_day_rules_counts_and_a_dated_override_beats_both() -> None:
    rules = (HalfDay(day="04-30", close=13 * 60), HalfDay(day=BEFORE_HOLIDAY, close=12 * 60))
    short = swedish_calendar(half_days=rules)
    assert short.own_windows(date(2026, 4, 30)) == windows("09:00-12:00")
    dated = replace(short, overrides={date(2026, 4, 30): windows("09:00-16:00")})
    assert dated.own_windows(date(2026, 4, 30)) == windows("09:00-16:00")


def test_a_window_that_opens_after_a_half_day_closes_is_gone() -> None:
    half = (HalfDay(day="04-30", close=13 * 60),)
    lunch = calendar(weekly=weekdays("09:00-12:30", "14:00-18:00"), half_days=half)
    assert lunch.own_windows(date(2026, 4, 30)) == windows("09:00-12:30")


def test_a_half_day_that_would_never_open_is_refused() -> None:
    with pytest.raises(HalfDayNeverOpens, match="closes at 09:00"):
        calendar(half_days=(HalfDay(day="04-30", close=9 * 60),))
