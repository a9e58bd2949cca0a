"""Calendars read otherwise: shifts divided by date, whole days, no gap at midday."""

from datetime import date, timedelta

from rules.business_time import due, elapsed
from rules.calendar_variants import whole_days, without_gaps
from rules.half_days import HalfDay
from rules.working_calendar import Overnight, intersect
from tests.rules.calendars import (
    calendar,
    every_day,
    local,
    swedish_calendar,
    weekdays,
    windows,
)

LUNCH = calendar(zone="Europe/Paris", weekly=weekdays("09:00-12:30", "14:00-18:00"))
NIGHTS = calendar(weekly=every_day("22:00-06:00"))
OFFICE = swedish_calendar()


def hours(amount: float) -> timedelta:
    return timedelta(hours=amount)


def test_an_overnight_shift_may_be_divided_between_its_dates() -> None:
    """Wednesday 23, Christmas Eve, Christmas Day, then Saturday 26 December."""
    shifts = swedish_calendar(weekly=weekdays("22:00-06:00"), overnight=Overnight.CALENDAR_DAY)
    # until midnight on the 23rd; the morning of the 24th is lost to the holiday
    assert elapsed(shifts, local("2026-12-23 12:00"), local("2026-12-25 12:00")) == hours(2)
    # what would have started on the 25th keeps its part on the 26th, which is no holiday
    assert elapsed(shifts, local("2026-12-25 12:00"), local("2026-12-28 12:00")) == hours(6)
    assert due(shifts, local("2026-12-23 22:00"), hours(3)) == local("2026-12-26 01:00")


def test_a_divided_shift_loses_its_part_on_an_overridden_date() -> None:
    nights = {"weekly": weekdays("22:00-06:00"), "overnight": Overnight.CALENDAR_DAY}
    closed = calendar(overrides={date(2026, 11, 25): ()}, **nights)
    start, end = local("2026-11-24 12:00"), local("2026-11-26 12:00")
    assert elapsed(closed, start, end) == hours(2)
    noon = calendar(overrides={date(2026, 11, 25): windows("12:00-13:00")}, **nights)
    assert elapsed(noon, start, end) == hours(2 + 1)


def test_a_half_day_sends_the_night_shift_home() -> None:
    half = (HalfDay(day="11-25", close=13 * 60),)
    week = weekdays("09:00-17:00", "22:00-06:00")
    start, end = local("2026-11-25 07:00"), local("2026-11-26 07:00")
    assert elapsed(calendar(weekly=week, half_days=half), start, end) == hours(4)
    divided = calendar(weekly=week, half_days=half, overnight=Overnight.CALENDAR_DAY)
    assert elapsed(divided, start, end) == hours(4 + 6)


def test_a_half_day_also_ends_what_the_night_before_left_of_a_shift() -> None:
    divided = calendar(
        weekly=every_day("04:30-12:00", "22:00-06:00"),
        half_days=(HalfDay(day="11-25", close=5 * 60),),
        overnight=Overnight.CALENDAR_DAY,
    )
    assert elapsed(divided, local("2026-11-25 00:00"), local("2026-11-26 00:00")) == hours(5)


def test_a_calendar_of_whole_days_keeps_the_working_days() -> None:
    whole = whole_days(OFFICE)
    assert elapsed(whole, local("2026-12-18 00:00"), local("2026-12-28 00:00")) == hours(4 * 24)
    assert due(whole, local("2026-11-27 15:00"), hours(24)) == local("2026-11-30 15:00")
    half = swedish_calendar(half_days=(HalfDay(day="04-30", close=13 * 60),))
    assert elapsed(whole_days(half), local("2026-04-30 00:00"), local("2026-05-02 00:00")) == hours(
        24
    )


def test_whole_days_of_two_calendars_are_days_on_which_both_work() -> None:
    both = whole_days(intersect(OFFICE, calendar(id="fi", zone="Europe/Helsinki")))
    assert elapsed(both, local("2026-11-23 00:00"), local("2026-11-24 00:00")) == hours(24)
    closed = calendar(id="fi", zone="Europe/Helsinki", overrides={date(2026, 11, 23): ()})
    one_off = whole_days(intersect(OFFICE, closed))
    assert elapsed(one_off, local("2026-11-23 00:00"), local("2026-11-25 00:00")) == hours(24)


def test_a_calendar_without_gaps_is_open_over_lunch_and_closed_at_night() -> None:
    open_at_noon = without_gaps(LUNCH)
    start, end = local("2026-11-23 00:00", LUNCH.zone), local("2026-11-25 00:00", LUNCH.zone)
    assert elapsed(open_at_noon, start, end) == hours(18)
    assert open_at_noon.hash != LUNCH.hash
    assert without_gaps(OFFICE) == OFFICE


def test_a_calendar_without_gaps_keeps_its_night_shift() -> None:
    early_and_night = calendar(weekly=every_day("00:00-05:00", "22:00-24:00"))
    start, end = local("2026-11-23 00:00"), local("2026-11-24 00:00")
    assert elapsed(without_gaps(early_and_night), start, end) == hours(24)
    assert elapsed(without_gaps(NIGHTS), start, end) == hours(8)
