import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.business_time import NaiveMoment
from rules.fields import FieldInvalid
from rules.readings import DayReading, Hours, Lunch, Met, Readings
from rules.reasons import ReasonCode
from rules.service_terms import Target
from rules.service_words import ClockStart, Commitment, Metric, Need, Unit
from rules.target_counting import TargetUncountable
from rules.targets import TargetDue, target_for
from rules.terms import Terms, terms_under
from tests.rules.calendars import local, programme, utc
from tests.rules.targets import (
    CALENDARS,
    PARIS,
    counted,
    days,
    due_at,
    met,
    stopped,
    target,
    used,
)

FRIDAY_1610 = local("2026-07-10 16:10", PARIS)
NO_TIME = [Commitment.BEST_EFFORT, Commitment.QUEUE_ORDER, Commitment.NONE]


def hours(amount: float) -> timedelta:
    return timedelta(hours=amount)


def tier_with(*targets: Target) -> Terms:
    sold = programme()
    tier = replace(sold.tiers["plain"], targets=targets)
    return terms_under(replace(sold, tiers={"plain": tier}), "plain")


def test_the_first_row_that_fits_is_the_target() -> None:
    urgent, hardware = target(2, "se", severities=("1",)), target(4, "se", needs=(Need.HARDWARE,))
    rest, fix = target(8, "se"), target(72, "se", metric=Metric.RESOLUTION)
    terms = tier_with(urgent, hardware, rest, fix)
    for severity, need, expected in [
        ("1", Need.HARDWARE, urgent),
        ("2", Need.HARDWARE, hardware),
        ("2", Need.INCIDENT, rest),
        ("", Need.ADVICE, rest),
    ]:
        assert target_for(terms, Metric.RESPONSE, severity=severity, need=need) == expected
    assert target_for(terms, Metric.RESOLUTION, severity="1", need=Need.HARDWARE) == fix


def test_a_tier_without_a_fitting_row_has_no_target() -> None:
    terms = tier_with(target(2, "se", severities=("1",)))
    assert target_for(terms, Metric.RESPONSE, severity="4", need=Need.INCIDENT) is None
    assert target_for(terms, Metric.RESOLUTION, severity="1", need=Need.INCIDENT) is None


def test_a_target_names_its_calendar_and_its_hash() -> None:
    found = counted(target(), FRIDAY_1610)
    assert (found.calendar, found.timezone) == ("lunch", PARIS)
    assert found.calendar_hash == CALENDARS["lunch"].hash
    lunch_counted = counted(target(lunch=Lunch.COUNTED), FRIDAY_1610)
    assert lunch_counted.calendar_hash == CALENDARS["lunch"].hash


def test_the_board_warns_when_three_quarters_are_used() -> None:
    found = counted(target(8, "office"), local("2026-11-23 09:00"))
    assert found.warn_at == local("2026-11-23 15:00")
    assert found.due_at == local("2026-11-23 17:00")


def test_the_warning_follows_the_readings_percentage_in_the_same_hours() -> None:
    half = counted(target(16, "office"), local("2026-11-27 13:00"), Readings(warn_at_percent=50))
    assert half.warn_at == local("2026-11-30 13:00")
    last = counted(target(8, "office"), local("2026-11-23 09:00"), Readings(warn_at_percent=150))
    assert last.warn_at == last.due_at


@pytest.mark.parametrize("commitment", NO_TIME)
def test_what_is_not_guaranteed_has_no_instant_and_cannot_be_missed(
    commitment: Commitment,
) -> None:
    soft = target(None, None, unit=None, commitment=commitment)
    found = counted(soft, FRIDAY_1610)
    assert (found.due_at, found.warn_at) == (None, None)
    assert found.commitment is commitment
    assert found.reasons[-1].facts["value"] == commitment
    assert met(soft, FRIDAY_1610, FRIDAY_1610 + hours(1000)) == (True, hours(1000))


@pytest.mark.parametrize("missing", ["amount", "unit", "calendar"])
def test_a_guaranteed_target_that_cannot_be_counted_is_refused(missing: str) -> None:
    with pytest.raises(TargetUncountable, match="a printed table"):
        counted(target(**{missing: None}), FRIDAY_1610)


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 23, 9)  # noqa: DTZ001 - the fault under test
    for wanted in (target(), target(None, None, commitment=Commitment.NONE)):
        with pytest.raises(NaiveMoment):
            counted(wanted, naive)


def test_after_a_pause_the_rest_is_counted() -> None:
    """9 to 11 used, then four hours of waiting for the customer."""
    start, again = local("2026-11-23 09:00"), local("2026-11-23 15:00")
    found = counted(target(4, "office"), start, used=hours(2), counted_from=again)
    assert found.due_at == local("2026-11-23 17:00")
    assert found.warn_at == local("2026-11-23 16:00")
    assert (found.started_at, found.counted_from) == (start, again)


def test_time_that_is_used_up_is_due_where_counting_is_taken_up() -> None:
    """The severity was raised after five hours: a target of four has been missed by then."""
    start, changed = local("2026-11-23 09:00"), local("2026-11-23 14:00")
    wanted = target(4, "office")
    found = counted(wanted, start, used=hours(5), counted_from=changed)
    assert (found.due_at, found.warn_at) == (changed, changed)
    assert stopped(found, wanted, changed, used_before=hours(5)) == (False, hours(5))


def test_a_pause_does_not_make_an_answer_late() -> None:
    start, again = local("2026-11-23 09:00"), local("2026-11-23 15:00")
    wanted = target(4, "office")
    found = counted(wanted, start, used=hours(2), counted_from=again)
    answered = stopped(found, wanted, local("2026-11-23 16:30"), used_before=hours(2))
    assert answered == (True, hours(3.5))
    missed = stopped(found, wanted, local("2026-11-24 09:01"), used_before=hours(2))
    assert missed == (False, hours(4) + timedelta(minutes=1))


def test_a_day_ends_later_by_the_pause_in_it() -> None:
    start, again = local("2026-11-23 15:00"), local("2026-11-24 12:00")
    for reading, expected in [
        # 24 hours less the 3 before the pause
        (DayReading.SAME_TIME, "2026-11-25 09:00"),
        # the 2 working hours of Monday and the 8 of Tuesday, less 2
        (DayReading.END_OF_DAY, "2026-11-25 12:00"),
    ]:
        one_day = days(1, "office", day_reading=reading)
        before = used(one_day, start, local("2026-11-23 18:00"))
        found = counted(one_day, start, used=before, counted_from=again)
        assert found.due_at == local(expected)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (target(4, "office"), hours(2 + 1)),
        (target(4, "office", hours=Hours.WORKING_DAYS), hours(9 + 10)),
        (target(4, "office", hours=Hours.ELAPSED), hours(3 * 24 - 5)),
        (days(1, "office"), hours(9 + 10)),
        (days(1, "office", day_reading=DayReading.END_OF_DAY), hours(2 + 1)),
        (target(None, None, commitment=Commitment.NONE), hours(3 * 24 - 5)),
    ],
)
def test_time_is_used_in_the_targets_own_hours(wanted: Target, expected: timedelta) -> None:
    start, end = local("2026-11-27 15:00"), local("2026-11-30 10:00")
    assert used(wanted, start, end) == expected
    assert used(wanted, end, start) == hours(0)


def test_one_working_day_over_a_clock_change_ends_at_the_same_time_of_day() -> None:
    """Saturday to Sunday 29 March 2026 has 23 hours, and so has that working day."""
    start = local("2026-03-28 15:00")
    one_day = days(1, "daily")
    assert due_at(one_day, start) == local("2026-03-29 15:00")
    assert met(one_day, start, local("2026-03-29 15:00")) == (True, hours(23))
    assert met(one_day, start, local("2026-03-29 15:01"))[0] is False


def test_a_target_survives_being_stored() -> None:
    stored = [
        counted(target(), FRIDAY_1610),
        counted(target(), FRIDAY_1610, used=hours(1), counted_from=FRIDAY_1610 + hours(1)),
        counted(days(2, "office"), local("2026-12-23 15:00")),
        counted(target(None, None, commitment=Commitment.BEST_EFFORT), FRIDAY_1610),
    ]
    for due in stored:
        assert TargetDue.from_json(json.loads(json.dumps(due.to_json()))) == due


def test_a_stored_target_says_where_it_is_wrong() -> None:
    data = counted(target(), FRIDAY_1610).to_json()
    with pytest.raises(FieldInvalid) as refused:
        TargetDue.from_json(data | {"due_at": "soon"})
    assert refused.value.facts["path"] == "target.due_at"


def test_the_reasons_carry_what_a_program_needs() -> None:
    found = counted(target(starts_at=ClockStart.DEFECT_IDENTIFIED), FRIDAY_1610)
    codes = [reason.code for reason in found.reasons]
    assert codes[0] is ReasonCode.DEFECT_IDENTIFIED
    skipped = [reason.facts for reason in found.reasons if reason.code is ReasonCode.DAY_SKIPPED]
    assert [facts["day"] for facts in skipped] == ["2026-07-11", "2026-07-12", "2026-07-14"]
    stretches = [int(one.facts["seconds"]) for one in found.reasons if "seconds" in one.facts]
    assert sum(stretches) == 12 * 3600
    assert {one.facts["name"] for one in found.reasons if "name" in one.facts} >= {
        "hours",
        "boundary",
        "met",
        "lunch",
    }


WANTED = st.builds(
    target,
    amount=st.integers(1, 80),
    calendar=st.sampled_from(sorted(CALENDARS)),
    unit=st.just(Unit.HOUR),
    hours=st.sampled_from(Hours),
    lunch=st.sampled_from(Lunch),
)
DAYS_WANTED = st.builds(
    days,
    amount=st.integers(1, 5),
    calendar=st.sampled_from(sorted(CALENDARS)),
    day_reading=st.sampled_from(DayReading),
)
MOMENTS = st.integers(0, 500 * 24 * 3600).map(
    lambda seconds: utc("2025-06-01 00:00") + timedelta(seconds=seconds)
)


@settings(max_examples=60)
@given(wanted=st.one_of(WANTED, DAYS_WANTED), start=MOMENTS, late=st.integers(1, 72 * 3600))
def test_an_answer_is_in_time_up_to_the_due_instant_and_after_it_by_the_time_used(
    wanted: Target, start: datetime, late: int
) -> None:
    found = counted(wanted, start)
    assert found.due_at is not None
    assert found.warn_at is not None
    assert start <= found.warn_at <= found.due_at
    assert met(wanted, start, found.due_at)[0]
    after = found.due_at + timedelta(seconds=late)
    more, allowed = used(wanted, start, after), used(wanted, start, found.due_at)
    assert met(wanted, start, after) == (more <= allowed, more)
    assert met(replace(wanted, met=Met.DUE_INSTANT), start, after)[0] is False


@settings(max_examples=60)
@given(wanted=WANTED, start=MOMENTS, share=st.integers(1, 99))
def test_a_pause_of_no_length_changes_nothing(wanted: Target, start: datetime, share: int) -> None:
    whole = counted(wanted, start).due_at
    assert whole is not None
    pause = start + (whole - start) * share / 100
    before = used(wanted, start, pause)
    found = counted(wanted, start, used=before, counted_from=pause)
    if before < timedelta(hours=wanted.amount or 0):
        assert found.due_at == whole
