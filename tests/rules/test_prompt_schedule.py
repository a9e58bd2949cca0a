"""When a refill prompt is sent, reminded of, escalated and over; computed by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.business_time import NaiveMoment
from rules.prompt_schedule import (
    Due,
    LetterDays,
    Schedule,
    ask_again_at,
    due_by,
    kind_of,
    last_pause_day,
    next_reminder,
    schedule_opened,
    schedule_paused,
    schedule_sent,
    without_due,
)
from rules.refill_terms import RefillTerms
from tests.rules.calendars import STOCKHOLM, local, romanian_calendar, swedish_calendar, utc

SWEDISH = LetterDays(terms=RefillTerms(), calendar=swedish_calendar())
#: A Friday before Christmas, ten in the morning in Stockholm.
SENT = local("2026-12-18 10:00")


def with_terms(**changes: Any) -> LetterDays:
    return replace(SWEDISH, terms=RefillTerms(**changes))


def in_stockholm(schedule: Schedule) -> dict[str, str]:
    zone = SWEDISH.calendar.tz
    return {name: f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for name, at in schedule.items()}


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        # Monday 23 November 2026: the first minute belongs to the hours, the last does not
        ("2026-11-23 07:59", "2026-11-23 08:00"),
        ("2026-11-23 08:00", "2026-11-23 08:00"),
        ("2026-11-23 16:59", "2026-11-23 16:59"),
        ("2026-11-23 17:00", "2026-11-24 08:00"),
        ("2026-11-23 00:00", "2026-11-23 08:00"),
        ("2026-11-23 23:59", "2026-11-24 08:00"),
        # Friday evening, Saturday, Sunday
        ("2026-11-27 17:00", "2026-11-30 08:00"),
        ("2026-11-28 10:00", "2026-11-30 08:00"),
        ("2026-11-29 10:00", "2026-11-30 08:00"),
        # Christmas and New Year, their eves, and Epiphany
        ("2026-12-23 17:00", "2026-12-28 08:00"),
        ("2026-12-24 09:00", "2026-12-28 08:00"),
        ("2026-12-31 09:00", "2027-01-04 08:00"),
        ("2027-01-05 18:00", "2027-01-07 08:00"),
    ],
)
def test_a_letter_leaves_in_the_letter_hours_of_a_working_day(at: str, expected: str) -> None:
    assert in_stockholm({"": SWEDISH.letter_moment(local(at))}) == {"": expected}


@pytest.mark.parametrize(
    ("friday", "monday"),
    [
        # the clock goes forward on 29 March 2026 and back on 25 October 2026
        ("2026-03-27 17:00", "2026-03-30 06:00"),
        ("2026-10-23 17:00", "2026-10-26 07:00"),
    ],
)
def test_eight_in_the_morning_stays_eight_when_the_clock_changes(friday: str, monday: str) -> None:
    assert SWEDISH.letter_moment(local(friday)) == utc(monday)


def test_the_hours_are_those_of_the_contract() -> None:
    days = with_terms(letters_from=time(9, 30), letters_until=time(11))
    assert days.letter_moment(local("2026-11-23 11:00")) == local("2026-11-24 09:30")
    assert days.letter_moment(local("2026-11-23 10:59")) == local("2026-11-23 10:59")


def test_hours_that_end_before_they_begin_last_to_midnight() -> None:
    days = with_terms(letters_from=time(12), letters_until=time(8))
    assert days.letter_moment(local("2026-11-23 23:30")) == local("2026-11-23 23:30")
    assert days.letter_moment(local("2026-11-23 09:00")) == local("2026-11-23 12:00")


def test_another_country_has_other_holidays_and_another_zone() -> None:
    romanian = replace(SWEDISH, calendar=romanian_calendar())
    # Saint Andrew and the National Day in Bucharest, two hours before UTC
    assert romanian.letter_moment(utc("2026-11-29 12:00")) == utc("2026-12-02 06:00")


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveMoment):
        SWEDISH.letter_moment(datetime(2026, 11, 23, 9, 0))  # noqa: DTZ001 - that is the point


@given(at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_letter_moment_is_its_own_and_never_in_the_past(at: datetime) -> None:
    moment = SWEDISH.letter_moment(at)
    assert moment >= at
    assert SWEDISH.letter_moment(moment) == moment
    assert time(8) <= moment.astimezone(SWEDISH.calendar.tz).time() < time(17)


def test_a_prompt_of_friday_evening_is_sent_on_monday_morning() -> None:
    found = schedule_opened(SWEDISH, local("2026-11-27 18:30"))
    assert in_stockholm(found) == {"send": "2026-11-30 08:00"}


def test_waiting_over_christmas_counts_working_days_only() -> None:
    # 21 22 23 | 28 29 30 | 4 5 | 7 8 | 11 12: twelve working days after Friday the 18th
    assert in_stockholm(schedule_sent(SWEDISH, SENT)) == {
        "remind:1": "2026-12-23 08:00",
        "remind:2": "2026-12-30 08:00",
        "escalate": "2027-01-05 08:00",
        "expire": "2027-01-12 08:00",
    }


def test_a_silence_is_broken_after_twenty_working_days() -> None:
    assert ask_again_at(SWEDISH, SENT) == local("2027-01-22 08:00")


def test_what_would_follow_the_expiry_is_left_out() -> None:
    days = with_terms(remind_after_days=(3, 5), escalate_after_days=6, expire_after_days=5)
    assert list(schedule_sent(days, SENT)) == ["remind:1", "expire"]


def test_a_contract_may_do_without_escalation_and_reminders() -> None:
    days = with_terms(remind_after_days=(), escalate_after_days=None, expire_after_days=2)
    assert in_stockholm(schedule_sent(days, SENT)) == {"expire": "2026-12-22 08:00"}


def test_ask_later_moves_reminders_and_expiry_behind_the_day_that_was_asked_for() -> None:
    left = without_due(schedule_sent(SWEDISH, SENT), local("2026-12-23 08:00"))
    found = schedule_paused(SWEDISH, left, date(2027, 1, 6))
    # Epiphany becomes the 7th; 8 11 12 13 14 15 | 18 19 | 20 21 22 25
    assert in_stockholm(found) == {
        "pause_until": "2027-01-07 08:00",
        "remind:2": "2027-01-15 08:00",
        "escalate": "2027-01-19 08:00",
        "expire": "2027-01-25 08:00",
    }


def test_a_pause_does_not_hold_the_letter_to_somebody_with_a_higher_limit() -> None:
    left = {"above_limit:7": SENT, "amend": SENT, "expire": SENT + timedelta(days=9)}
    found = schedule_paused(SWEDISH, left, date(2026, 12, 21))
    assert sorted(found) == ["above_limit:7", "expire", "pause_until"]


def test_nobody_may_ask_to_wait_for_more_than_thirty_days_in_all() -> None:
    assert last_pause_day(SWEDISH, SENT) == date(2027, 1, 17)
    # 23:30 UTC on the 18th is the 19th in Stockholm
    assert last_pause_day(SWEDISH, utc("2026-12-18 23:30")) == date(2027, 1, 18)


def test_after_a_standstill_people_are_reminded_once() -> None:
    schedule = schedule_sent(SWEDISH, SENT)
    assert due_by(schedule, local("2026-12-22 23:00")) == ()
    assert due_by(schedule, local("2026-12-23 08:00")) == ("remind:1",)
    assert due_by(schedule, local("2027-01-04 08:00")) == ("remind:2",)
    assert due_by(schedule, local("2027-01-05 08:00")) == ("remind:2", "escalate")
    assert due_by(schedule, local("2027-02-01 08:00")) == ("expire",)


def test_a_change_due_with_a_reminder_is_told_by_the_reminder() -> None:
    schedule = {"amend": SENT, "remind:1": SENT + timedelta(minutes=1)}
    assert due_by(schedule, SENT + timedelta(hours=1)) == ("remind:1",)


def test_the_next_reminder_is_the_earliest_that_will_be_told() -> None:
    tomorrow, later = SENT + timedelta(days=1), SENT + timedelta(days=2)
    schedule = {"expire": SENT, "remind:2": later, "pause_until": tomorrow}
    assert next_reminder(schedule) == tomorrow
    assert next_reminder({"expire": SENT}) is None


def test_every_name_is_of_one_kind() -> None:
    assert kind_of("remind:2") is Due.REMIND
    assert kind_of("above_limit:3f") is Due.ABOVE_LIMIT
    with pytest.raises(ValueError, match="nothing"):
        kind_of("nothing")


def test_the_days_are_counted_in_the_zone_of_the_calendar() -> None:
    assert SWEDISH.calendar.zone == STOCKHOLM
    assert SWEDISH.day_of(utc("2026-11-23 23:30")) == date(2026, 11, 24)
