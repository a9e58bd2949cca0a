"""Each sentence about time that can be read two ways, with both readings and their instants.

The numbers are those of docs/readings.md. Monday to Friday are 23 to 27 November 2026.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from rules.business_time import Boundary
from rules.readings import DayReading, Hours, Lunch, Met, Readings
from rules.service_terms import Target
from rules.service_words import Metric, Need
from rules.targets import count_target, target_for
from rules.terms import calendars_under, terms_under
from rules.working_calendar import NonBusinessDay, Overnight
from tests.rules.calendars import (
    BUCHAREST,
    SWEDEN,
    advance_terms,
    holidays,
    local,
    programme,
    romanian_calendar,
    swap_terms,
    swedish_calendar,
    weekdays,
    windows,
)
from tests.rules.targets import CALENDARS, NEW_YORK, PARIS, days, due_at, met, target

EVES = {"2026-06-19", "2026-12-24", "2026-12-31"}


def hours(amount: float) -> timedelta:
    return timedelta(hours=amount)


def due_both_ways(wanted: Target, start: datetime, name: str, value: Any) -> datetime:
    """The due instant with the reading set on the target, which is that of the programme's."""
    on_target = due_at(replace(wanted, **{name: value}), start)
    assert due_at(wanted, start, Readings(**{name: value})) == on_target
    return on_target


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "2026-12-28T09:30:00+01:00"),
        ({"holidays": "legal"}, "2026-12-24T09:30:00+01:00"),
        ({"zone": NEW_YORK}, "2026-12-23T11:30:00-05:00"),
    ],
)
def test_a1_whose_business_hours_is_configuration(settings: dict[str, str], expected: str) -> None:
    """The calendar of the file, or a contract's own zone or holidays."""
    sold = programme()
    tier = replace(sold.tiers["plain"], targets=(target(1, "business_hours"),))
    legal = holidays({day: name for day, name in SWEDEN.items() if day not in EVES})
    sold = replace(
        sold,
        calendars={"business_hours": swedish_calendar(id="business_hours")},
        tiers={"plain": tier},
        holiday_lists={"legal": legal},
    )
    terms = terms_under(sold, "plain", settings)
    wanted = target_for(terms, Metric.RESPONSE, severity="", need=Need.INCIDENT)
    assert wanted is not None
    found = count_target(
        wanted,
        readings=terms.readings,
        calendars=calendars_under(sold, terms.figures),
        started_at=local("2026-12-23 16:30"),
    )
    assert found.due_at == datetime.fromisoformat(expected)
    assert found.calendar_hash == terms.calendar_hashes["business_hours"]


@pytest.mark.parametrize(
    ("amount", "reading", "expected"),
    [
        (24, Hours.WORKING, "2026-11-25 17:00"),  # three 8-hour days
        (72, Hours.WORKING, "2026-12-03 17:00"),  # nine
        (24, Hours.WORKING_DAYS, "2026-11-24 09:00"),
        (72, Hours.WORKING_DAYS, "2026-11-26 09:00"),
    ],
)
def test_a2_business_hours_are_hours_of_the_office_or_of_the_clock(
    amount: int, reading: Hours, expected: str
) -> None:
    start = local("2026-11-23 09:00")
    assert due_both_ways(target(amount, "office"), start, "hours", reading) == local(expected)


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (Hours.WORKING_DAYS, "2026-11-30 15:00"),  # same time next working day
        (Hours.ELAPSED, "2026-11-28 15:00"),
        (Hours.WORKING, "2026-12-02 15:00"),  # 24 hours by the phone
    ],
)
def test_a3_a_24_hour_response_on_weekdays(reading: Hours, expected: str) -> None:
    start = local("2026-11-27 15:00", NEW_YORK)
    found = due_both_ways(target(24, "nine_to_five"), start, "hours", reading)
    assert found == local(expected, NEW_YORK)


@pytest.mark.parametrize(
    ("reading", "expected"),
    [(Hours.WORKING, "2026-11-30 09:00"), (Hours.ELAPSED, "2026-11-27 21:00")],
)
def test_a4_four_hours_within_seven_to_seven_or_by_the_clock(reading: Hours, expected: str) -> None:
    start = local("2026-11-27 17:00", NEW_YORK)
    found = due_both_ways(target(4, "seven_to_seven"), start, "hours", reading)
    assert found == local(expected, NEW_YORK)


def test_a4_around_the_clock_both_readings_are_two_hours() -> None:
    start = local("2026-11-28 23:00", BUCHAREST)
    for reading in (Hours.WORKING, Hours.ELAPSED):
        found = due_both_ways(target(2, "always"), start, "hours", reading)
        assert found == start + hours(2)


@pytest.mark.parametrize(
    ("channel", "reading", "expected"),
    [
        ("twelve_hours", Hours.WORKING, "2026-11-23 10:00"),
        ("weekdays", Hours.WORKING, "2026-11-20 22:00"),
        ("always", Hours.WORKING, "2026-11-20 22:00"),
        ("twelve_hours", Hours.ELAPSED, "2026-11-20 22:00"),
    ],
)
def test_a5_plain_hours_are_those_of_the_channel_or_of_the_clock(
    channel: str, reading: Hours, expected: str
) -> None:
    start = local("2026-11-20 18:00", BUCHAREST)
    found = due_both_ways(target(4, channel), start, "hours", reading)
    assert found == local(expected, BUCHAREST)


@pytest.mark.parametrize(
    ("start", "reading", "expected"),
    [
        ("2026-11-24 10:30", DayReading.SAME_TIME, "2026-11-25 10:30"),
        ("2026-11-21 10:30", DayReading.SAME_TIME, "2026-11-24 08:00"),  # starts on Monday
        ("2026-11-20 21:00", DayReading.SAME_TIME, "2026-11-24 08:00"),
        ("2026-11-27 10:30", DayReading.SAME_TIME, "2026-12-02 10:30"),  # two holidays
        ("2026-11-24 10:30", DayReading.END_OF_DAY, "2026-11-25 20:00"),
        ("2026-11-21 10:30", DayReading.END_OF_DAY, "2026-11-23 20:00"),
        ("2026-11-27 10:30", DayReading.END_OF_DAY, "2026-12-02 20:00"),
    ],
)
def test_a6_one_working_day_ends_at_the_same_time_or_with_the_day(
    start: str, reading: DayReading, expected: str
) -> None:
    begun = local(start, BUCHAREST)
    found = due_both_ways(days(1, "twelve_hours"), begun, "day_reading", reading)
    assert found == local(expected, BUCHAREST)


def test_a6_an_answer_in_the_evening_of_the_last_day_is_in_time() -> None:
    start = local("2026-11-24 10:30", BUCHAREST)
    to_the_end = days(1, "twelve_hours", day_reading=DayReading.END_OF_DAY)
    assert met(to_the_end, start, local("2026-11-25 22:00", BUCHAREST))[0]
    assert not met(to_the_end, start, local("2026-11-26 08:01", BUCHAREST))[0]
    assert not met(days(1, "twelve_hours"), start, local("2026-11-25 10:31", BUCHAREST))[0]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("08:00-20:00", "2026-11-23 11:00"),
        ("07:00-20:00", "2026-11-23 10:00"),
        ("00:00-24:00", "2026-11-20 23:00"),
    ],
)
def test_a7_twelve_thirteen_and_24_hours_are_what_the_calendar_says(
    written: str, expected: str
) -> None:
    case_hours = romanian_calendar(id="case", weekly=weekdays(written))
    found = count_target(
        target(4, "case"),
        readings=Readings(),
        calendars={"case": case_hours},
        started_at=local("2026-11-20 19:00", BUCHAREST),
    )
    assert found.due_at == local(expected, BUCHAREST)


@pytest.mark.parametrize(
    ("reading", "expected"),
    [(Lunch.EXCLUDED, "2026-11-24 09:30"), (Lunch.COUNTED, "2026-11-23 17:00")],
)
def test_a8_eight_working_hours_without_and_with_lunch(reading: Lunch, expected: str) -> None:
    start = local("2026-11-23 09:00", PARIS)
    found = due_both_ways(target(8, "lunch"), start, "lunch", reading)
    assert found == local(expected, PARIS)


def test_a8_a_calendar_without_a_gap_has_no_lunch_to_count() -> None:
    start = local("2026-11-23 09:00")
    for reading in Lunch:
        found = due_both_ways(target(4, "office"), start, "lunch", reading)
        assert found == local("2026-11-23 13:00")


@pytest.mark.parametrize(
    ("start", "amount", "reading", "expected"),
    [
        ("2026-11-23 10:30", 2, Boundary.CLOSING, "2026-11-23 12:30"),
        ("2026-11-23 10:30", 2, Boundary.NEXT_OPENING, "2026-11-23 14:00"),
        ("2026-11-27 16:00", 2, Boundary.CLOSING, "2026-11-27 18:00"),
        ("2026-11-27 16:00", 2, Boundary.NEXT_OPENING, "2026-11-30 09:00"),
    ],
)
def test_a9_a_budget_that_ends_at_lunch_or_closing(
    start: str, amount: int, reading: Boundary, expected: str
) -> None:
    begun = local(start, PARIS)
    found = due_both_ways(target(amount, "lunch"), begun, "boundary", reading)
    assert found == local(expected, PARIS)


@pytest.mark.parametrize(
    ("reading", "answered", "in_time"),
    [
        (Met.TIME_USED, "2026-11-27 20:00", True),  # no working time since 18:00
        (Met.TIME_USED, "2026-11-30 09:00", True),
        (Met.TIME_USED, "2026-11-30 09:01", False),
        (Met.DUE_INSTANT, "2026-11-27 18:00", True),
        (Met.DUE_INSTANT, "2026-11-27 20:00", False),
    ],
)
def test_a9_an_answer_after_closing_is_met_by_the_time_used(
    reading: Met, answered: str, *, in_time: bool
) -> None:
    start, stop = local("2026-11-27 16:00", PARIS), local(answered, PARIS)
    assert met(target(2, "lunch", met=reading), start, stop)[0] is in_time
    verdict, used = met(target(2, "lunch"), start, stop, Readings(met=reading))
    assert verdict is in_time
    assert used == hours(2) + (stop.minute * timedelta(minutes=1))


@pytest.mark.parametrize(
    ("whose", "expected"),
    [
        (Overnight.START_DAY, "2026-12-24 02:00"),  # the shift of the 23rd, into Christmas Eve
        (Overnight.CALENDAR_DAY, "2026-12-26 02:00"),  # the hours of the 26th, a Saturday
    ],
)
def test_a32_an_overnight_shift_into_a_holiday(whose: Overnight, expected: str) -> None:
    nights = swedish_calendar(id="nights", weekly=weekdays("22:00-06:00"), overnight=whose)
    found = count_target(
        target(4, "nights"),
        readings=Readings(),
        calendars={"nights": nights},
        started_at=local("2026-12-23 22:00"),
    )
    assert found.due_at == local(expected)


def test_the_default_readings_are_the_recommended_ones() -> None:
    assert Readings() == Readings(
        boundary=Boundary.CLOSING,
        met=Met.TIME_USED,
        hours=Hours.WORKING,
        day_reading=DayReading.SAME_TIME,
        lunch=Lunch.EXCLUDED,
    )
    usual = swap_terms()
    assert usual.non_business_day is NonBusinessDay.ROLL_FORWARD
    assert advance_terms().non_business_day is NonBusinessDay.COUNT_AFTER
    assert CALENDARS["office"].overnight is Overnight.START_DAY
    assert windows("09:00-17:00") == CALENDARS["office"].weekly[0]
