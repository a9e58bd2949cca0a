import json
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.business_time import NaiveMoment
from rules.fields import FieldInvalid
from rules.fulfilment import SwapTerms
from rules.programme import CalendarUnknown
from rules.promises import Promise, PromiseKind, promise_delivery, promise_dispatch
from rules.reasons import ReasonCode
from rules.working_calendar import NonBusinessDay
from tests.rules.calendars import (
    BUCHAREST,
    advance_terms,
    calendar,
    every_day,
    holidays,
    local,
    romanian_calendar,
    swap_terms,
    swedish_calendar,
    utc,
)

MOMENTS = st.integers(0, 700 * 24 * 3600).map(
    lambda seconds: utc("2025-01-01 00:00") + timedelta(seconds=seconds)
)
CALENDARS = {
    "se": swedish_calendar(),
    "ro": romanian_calendar(),
    "fi": calendar(
        id="fi",
        zone="Europe/Helsinki",
        holidays=holidays({"2026-12-07": "Bridge day", "2026-12-08": "Bridge day"}),
    ),
}


def delivery(registered: datetime, terms: SwapTerms | None = None) -> Promise:
    return promise_delivery(
        registered_at=registered, swap=terms or swap_terms(), calendars=CALENDARS
    )


def dispatch(identified: str, **changes: object) -> Promise:
    return promise_dispatch(
        identified_at=local(identified, BUCHAREST),
        advance=advance_terms(**changes),
        calendars=CALENDARS,
    )


@pytest.mark.parametrize(
    ("registered", "counted_from", "due_day", "due_at"),
    [
        # before, at and after the cutoff on a plain Wednesday and Thursday
        ("2026-11-25 13:52", "2026-11-25", "2026-11-26", "2026-11-26 23:00"),
        ("2026-11-25 13:59:59.999999", "2026-11-25", "2026-11-26", "2026-11-26 23:00"),
        ("2026-11-25 14:00:00", "2026-11-26", "2026-11-27", "2026-11-27 23:00"),
        ("2026-11-25 23:59", "2026-11-26", "2026-11-27", "2026-11-27 23:00"),
        ("2026-11-26 00:00", "2026-11-26", "2026-11-27", "2026-11-27 23:00"),
        # a weekend
        ("2026-11-27 13:59", "2026-11-27", "2026-11-30", "2026-11-30 23:00"),
        ("2026-11-27 14:00", "2026-11-30", "2026-12-01", "2026-12-01 23:00"),
        ("2026-11-28 10:00", "2026-11-30", "2026-12-01", "2026-12-01 23:00"),
        ("2026-11-28 15:00", "2026-11-30", "2026-12-01", "2026-12-01 23:00"),
        ("2026-11-29 23:59", "2026-11-30", "2026-12-01", "2026-12-01 23:00"),
        # the national day before a weekend; Christmas with its eve
        ("2025-06-05 13:52", "2025-06-05", "2025-06-09", "2025-06-09 22:00"),
        ("2025-06-06 10:00", "2025-06-09", "2025-06-10", "2025-06-10 22:00"),
        ("2026-12-23 13:59", "2026-12-23", "2026-12-28", "2026-12-28 23:00"),
        ("2026-12-23 14:00", "2026-12-28", "2026-12-29", "2026-12-29 23:00"),
        ("2026-12-24 09:00", "2026-12-28", "2026-12-29", "2026-12-29 23:00"),
        ("2026-12-30 13:59", "2026-12-30", "2027-01-04", "2027-01-04 23:00"),
        ("2027-01-05 14:00", "2027-01-07", "2027-01-08", "2027-01-08 23:00"),
        # the weekends on which the clock changes: the day ends an hour earlier or later in UTC
        ("2026-03-27 13:59", "2026-03-27", "2026-03-30", "2026-03-30 22:00"),
        ("2026-03-29 03:30", "2026-03-30", "2026-03-31", "2026-03-31 22:00"),
        ("2026-10-23 13:59", "2026-10-23", "2026-10-26", "2026-10-26 23:00"),
        ("2026-10-25 02:30", "2026-10-26", "2026-10-27", "2026-10-27 23:00"),
    ],
)
def test_deliveries_match_the_hand_computed_table(
    registered: str, counted_from: str, due_day: str, due_at: str
) -> None:
    promise = delivery(local(registered))
    assert promise.kind is PromiseKind.DELIVERY
    assert promise.counted_from == date.fromisoformat(counted_from)
    assert promise.due_day == date.fromisoformat(due_day)
    assert promise.due_at == utc(due_at)


def test_the_cutoff_is_wall_time_in_summer_and_in_winter() -> None:
    assert delivery(utc("2026-10-23 11:59")).due_day == date(2026, 10, 26)
    assert delivery(utc("2026-10-23 12:00")).due_day == date(2026, 10, 27)
    assert delivery(utc("2026-10-26 12:59")).due_day == date(2026, 10, 27)
    assert delivery(utc("2026-10-26 13:00")).due_day == date(2026, 10, 28)


def test_a_registration_belongs_to_the_local_day_not_the_utc_day() -> None:
    assert delivery(utc("2026-11-25 23:30")).counted_from == date(2026, 11, 26)


def test_a_cutoff_in_the_repeated_hour_knows_the_two_hours_apart_by_wall_time_only() -> None:
    nights = {"se": calendar(id="se", weekly=every_day("00:00-24:00"))}
    terms = swap_terms(cutoff=time(2, 30))
    for fold, moment in enumerate(["2026-10-25 00:29", "2026-10-25 01:29"]):
        promise = promise_delivery(registered_at=utc(moment), swap=terms, calendars=nights)
        zone = ["CEST", "CET"][fold]
        assert promise.counted_from == date(2026, 10, 25)
        assert f"02:29 {zone} in Stockholm, before 02:30" in promise.explanation


def test_an_inclusive_cutoff_still_takes_exactly_1400() -> None:
    inclusive = swap_terms(cutoff_inclusive=True)
    assert delivery(local("2026-11-25 14:00:00"), inclusive).due_day == date(2026, 11, 26)
    assert delivery(local("2026-11-25 14:00:00.000001"), inclusive).due_day == date(2026, 11, 27)
    assert "exactly 14:00:00 is still in time" in (
        delivery(local("2026-11-25 14:00:00"), inclusive).explanation
    )


def test_a_saturday_read_literally_is_delivered_on_monday() -> None:
    literal = swap_terms(non_business_day=NonBusinessDay.COUNT_AFTER)
    assert delivery(local("2026-11-28 10:00"), literal).due_day == date(2026, 11, 30)
    assert delivery(local("2026-11-28 15:00"), literal).due_day == date(2026, 12, 1)


def test_a_delivery_needs_a_working_day_of_depot_and_recipient() -> None:
    promise = delivery(local("2026-12-04 13:00"), swap_terms(recipient_calendar="fi"))
    assert promise.due_day == date(2026, 12, 9)
    assert promise.due_at == utc("2026-12-09 23:00"), "the day ends in the depot's zone"
    assert promise.calendar == "se+fi"
    assert "7 and 8 December are holidays (Bridge day) in calendar fi" in promise.explanation
    assert "working days of calendar se and fi" in promise.explanation


def test_the_recipients_holiday_does_not_delay_the_registration() -> None:
    promise = delivery(local("2026-12-07 13:00"), swap_terms(recipient_calendar="fi"))
    assert promise.counted_from == date(2026, 12, 7)
    assert promise.due_day == date(2026, 12, 9)


def test_a_promise_names_its_calendar_by_content() -> None:
    assert delivery(local("2026-11-25 13:52")).calendar_hash == swedish_calendar().hash


def test_the_explanation_reads_as_the_desk_would_say_it() -> None:
    assert delivery(local("2025-06-05 13:52")).explanation == (
        "Registered Thu 5 June 2025 13:52 in Stockholm, before 14:00; "
        "6 June is a holiday (National Day), then a weekend; delivered Mon 9 June. "
        "Readings: exactly 14:00:00 is late; a day off counts as the next working day; "
        "working days of calendar se."
    )


def test_the_explanation_of_a_late_registration_shows_the_seconds_and_the_day_it_counts_as() -> (
    None
):
    assert delivery(local("2026-12-23 14:00")).explanation.startswith(
        "Registered Wed 23 December 2026 14:00:00 in Stockholm, not before 14:00; "
        "24 and 25 December are holidays (Christmas Eve, Christmas Day), then a weekend; "
        "counted as Mon 28 December; delivered Tue 29 December."
    )


def test_the_explanation_names_the_year_when_it_turns() -> None:
    assert delivery(local("2026-12-30 13:59")).explanation.startswith(
        "Registered Wed 30 December 2026 13:59 in Stockholm, before 14:00; "
        "31 December and 1 January are holidays (New Year's Eve, New Year's Day), "
        "then a weekend; delivered Mon 4 January 2027."
    )


def test_the_explanation_of_a_saturday_says_what_it_counts_as() -> None:
    assert delivery(local("2026-11-28 10:00")).explanation.startswith(
        "Registered Sat 28 November 2026 10:00 in Stockholm, before 14:00; a weekend; "
        "counted as Mon 30 November; delivered Tue 1 December."
    )


def test_the_explanation_names_days_the_depot_is_closed() -> None:
    closed = {"se": swedish_calendar(overrides={date(2026, 11, 26): ()})}
    promise = promise_delivery(
        registered_at=local("2026-11-25 13:52"), swap=swap_terms(), calendars=closed
    )
    assert "; 26 November is closed; delivered Fri 27 November." in promise.explanation


def test_the_reasons_are_codes_with_facts() -> None:
    reasons = delivery(local("2025-06-05 13:52")).reasons
    assert [reason.code for reason in reasons] == [
        ReasonCode.REGISTERED,
        ReasonCode.BEFORE_CUTOFF,
        ReasonCode.DAY_SKIPPED,
        ReasonCode.DAY_SKIPPED,
        ReasonCode.DAY_SKIPPED,
        ReasonCode.DELIVERED_BY,
        ReasonCode.READING,
        ReasonCode.READING,
        ReasonCode.READING,
    ]
    assert reasons[0].facts == {"at": "2025-06-05T11:52:00+00:00"}
    assert reasons[2].facts == {"day": "2025-06-06", "why": "holiday", "name": "National Day"}


@pytest.mark.parametrize(
    ("identified", "due_day", "due_at"),
    [
        ("2025-12-31 10:00", "2026-01-08", "2026-01-08 22:00"),
        ("2025-12-31 23:59", "2026-01-08", "2026-01-08 22:00"),
        ("2026-11-18 10:00", "2026-11-20", "2026-11-20 22:00"),
        ("2026-11-20 16:00", "2026-11-24", "2026-11-24 22:00"),
        ("2026-11-21 16:00", "2026-11-24", "2026-11-24 22:00"),
        ("2026-11-27 10:00", "2026-12-03", "2026-12-03 22:00"),
        # across the nights on which the clock changes
        ("2026-03-27 10:00", "2026-03-31", "2026-03-31 21:00"),
        ("2026-10-23 10:00", "2026-10-27", "2026-10-27 22:00"),
    ],
)
def test_dispatches_match_the_hand_computed_table(
    identified: str, due_day: str, due_at: str
) -> None:
    promise = dispatch(identified)
    assert promise.kind is PromiseKind.DISPATCH
    assert promise.due_day == date.fromisoformat(due_day)
    assert promise.due_at == utc(due_at)


def test_a_saturday_diagnosis_may_count_as_monday() -> None:
    rolled = dispatch("2026-11-21 16:00", non_business_day=NonBusinessDay.ROLL_FORWARD)
    assert rolled.counted_from == date(2026, 11, 23)
    assert rolled.due_day == date(2026, 11, 25)


def test_the_explanation_of_a_dispatch_counts_the_days_off() -> None:
    assert dispatch("2025-12-31 10:00").explanation == (
        "Defect identified Wed 31 December 2025 10:00 in Bucharest; "
        "1 and 2 January are holidays (New Year's Day), then a weekend, "
        "then 6 and 7 January are holidays (Epiphany, Saint John the Baptist); "
        "shipped by the end of Thu 8 January 2026, 2 working days later. "
        "Readings: counting starts after the day itself, also on a day off; "
        "working days of calendar ro."
    )


def test_the_day_of_a_diagnosis_is_that_of_the_depot() -> None:
    promise = promise_dispatch(
        identified_at=utc("2026-11-17 22:30"), advance=advance_terms(), calendars=CALENDARS
    )
    assert promise.counted_from == date(2026, 11, 18)


def test_a_promise_survives_being_stored() -> None:
    for promise in (delivery(local("2026-12-23 14:00")), dispatch("2025-12-31 10:00")):
        assert Promise.from_json(json.loads(json.dumps(promise.to_json()))) == promise


def test_a_stored_promise_says_where_it_is_wrong() -> None:
    stored = delivery(local("2026-12-23 14:00")).to_json() | {"due_at": "2026-12-29T23:00:00"}
    with pytest.raises(FieldInvalid, match=r"promise\.due_at.*offset"):
        Promise.from_json(stored)


def test_a_calendar_that_is_not_there_is_named() -> None:
    with pytest.raises(CalendarUnknown, match=r"'dk'.*se, ro, fi"):
        delivery(local("2026-12-23 14:00"), swap_terms(recipient_calendar="dk"))


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 25, 13)  # noqa: DTZ001 - the fault under test
    with pytest.raises(NaiveMoment):
        delivery(naive)


@given(
    moment=MOMENTS,
    later=st.timedeltas(timedelta(0), timedelta(days=4)),
)
def test_registering_later_is_never_delivered_earlier(moment: datetime, later: timedelta) -> None:
    terms = swap_terms(recipient_calendar="fi")
    first, second = delivery(moment, terms), delivery(moment + later, terms)
    assert first.due_at <= second.due_at
    assert first.due_at > moment
    assert CALENDARS["se"].is_working_day(first.due_day)
    assert CALENDARS["fi"].is_working_day(first.due_day)


@pytest.mark.parametrize(
    ("identified", "due"),
    [
        # Thursday before and at the depot's cut-off, then Saturday whatever the hour.
        ("2026-11-26 15:59", "2026-12-02"),
        ("2026-11-26 16:00", "2026-12-03"),
        ("2026-11-28 10:00", "2026-12-03"),
        ("2026-11-28 17:00", "2026-12-04"),
    ],
)
def test_a_defect_found_after_the_depots_cutoff_counts_as_the_next_working_days(
    identified: str, due: str
) -> None:
    assert dispatch(identified, cutoff=time(16)).due_day == date.fromisoformat(due)


def test_the_depots_cutoff_is_part_of_the_reason() -> None:
    early, late = (dispatch(f"2026-11-26 {clock}", cutoff=time(16)) for clock in ("15:59", "16:00"))
    assert early.explanation.startswith(
        "Defect identified Thu 26 November 2026 15:59 in Bucharest, before 16:00"
    )
    assert "not before 16:00" in late.explanation
    assert "16:00" not in dispatch("2026-11-26 15:59").explanation
