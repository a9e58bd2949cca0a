from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.fields import FieldInvalid
from rules.finance.claims import (
    ALL_OF_IT,
    EXCESS,
    ClaimTerms,
    Exclusion,
    ExclusionUnclear,
    NothingToClaim,
    ShortPayRefused,
    agreed_meanwhile,
    claimed_of,
    exclusions_from,
    may_claim,
    pay_mode_for,
)
from rules.finance.freight_words import EXCEPTIONS, PayMode, Verdict
from tests.rules.calendars import STOCKHOLM, swedish_calendar

DAY = timedelta(days=1)
MONEY = st.decimals(min_value=-5000, max_value=5000, places=2)
DAYS = st.dates(min_value=date(2025, 1, 1), max_value=date(2026, 6, 30))
SWEDISH = swedish_calendar()


def terms(days: int, *, working: bool, remind_days: int = 5) -> ClaimTerms:
    calendar = SWEDISH if working else None
    return ClaimTerms(days=days, timezone=STOCKHOLM, remind_days=remind_days, calendar=calendar)


def test_eight_calendar_days_end_at_midnight_of_the_eighth() -> None:
    eight = terms(8, working=False)
    assert eight.last_day(date(2025, 12, 19)) == date(2025, 12, 27)
    assert eight.deadline(date(2025, 12, 19)) == datetime(2025, 12, 27, 23, 0, tzinfo=UTC)


def test_eight_working_days_leave_out_weekends_and_the_carriers_holidays() -> None:
    # 22, 23, 29 and 30 December, then 2, 5, 7 and 8 January: eves and Epiphany are holidays.
    assert terms(8, working=True).last_day(date(2025, 12, 19)) == date(2026, 1, 8)


def test_the_night_the_clock_changes_is_part_of_the_last_day() -> None:
    on_the_night = terms(1, working=False)
    assert on_the_night.deadline(date(2026, 3, 28)) == datetime(2026, 3, 29, 22, 0, tzinfo=UTC)
    assert on_the_night.deadline(date(2026, 10, 24)) == datetime(2026, 10, 25, 23, 0, tzinfo=UTC)


@given(start=DAYS, days=st.integers(min_value=1, max_value=60))
def test_working_days_are_counted_as_one_by_one_on_a_printed_calendar(
    start: date, days: int
) -> None:
    last, counted, day = terms(days, working=True).last_day(start), 0, start
    while day < last:
        day += DAY
        counted += SWEDISH.day_off(day) is None
    assert counted == days
    assert SWEDISH.day_off(last) is None


@given(start=DAYS, days=st.integers(min_value=1, max_value=90))
def test_working_days_never_end_sooner_than_calendar_days(start: date, days: int) -> None:
    assert terms(days, working=True).last_day(start) >= terms(days, working=False).last_day(start)


@given(start=DAYS, days=st.integers(min_value=1, max_value=90), working=st.booleans())
def test_a_deadline_is_the_midnight_after_the_last_day_in_the_desks_zone(
    start: date, days: int, *, working: bool
) -> None:
    known = terms(days, working=working)
    local = known.deadline(start).astimezone(ZoneInfo(STOCKHOLM))
    assert (local.hour, local.minute) == (0, 0)
    assert local.date() == known.last_day(start) + DAY


@given(last=DAYS, remind_days=st.integers(min_value=0, max_value=30))
def test_the_alert_comes_so_many_local_days_before_the_end(last: date, remind_days: int) -> None:
    known = terms(1, working=False, remind_days=remind_days)
    ends = known.deadline(last - DAY).astimezone(ZoneInfo(STOCKHOLM))
    told = known.alert_at(last).astimezone(ZoneInfo(STOCKHOLM))
    assert ends.date() - told.date() == remind_days * DAY
    assert (told.hour, told.minute) == (0, 0)


@pytest.mark.parametrize("verdict", sorted(ALL_OF_IT))
def test_what_is_not_owed_at_all_is_claimed_whole(verdict: Verdict) -> None:
    assert claimed_of(verdict, Decimal("120.50"), Decimal("100.00")) == Decimal("120.50")


@pytest.mark.parametrize("verdict", sorted(EXCESS))
def test_of_what_is_too_much_the_excess_is_claimed(verdict: Verdict) -> None:
    assert claimed_of(verdict, Decimal("120.50"), Decimal("100.00")) == Decimal("20.50")
    assert claimed_of(verdict, Decimal("120.50"), None) == Decimal("120.50")


@given(verdict=st.sampled_from(list(Verdict)), billed=MONEY, expected=st.one_of(st.none(), MONEY))
def test_more_than_is_billed_is_never_claimed_and_never_nothing(
    verdict: Verdict, billed: Decimal, expected: Decimal | None
) -> None:
    if may_claim(verdict, billed, expected):
        assert 0 < claimed_of(verdict, billed, expected) <= billed
    else:
        with pytest.raises(NothingToClaim):
            claimed_of(verdict, billed, expected)


@pytest.mark.parametrize("verdict", sorted(set(Verdict) - ALL_OF_IT - EXCESS))
def test_what_is_right_or_in_our_favour_is_not_claimed(verdict: Verdict) -> None:
    assert not may_claim(verdict, Decimal("120.50"), Decimal("100.00"))


def test_every_exception_but_an_underpayment_can_be_claimed() -> None:
    assert EXCEPTIONS - {Verdict.UNDER} == ALL_OF_IT | EXCESS


def test_less_is_paid_only_where_every_rule_allows_it() -> None:
    full, short = PayMode.PAY_AND_CLAIM, PayMode.SHORT_PAY
    assert pay_mode_for(full, [short], "practice") is full
    assert pay_mode_for(short, [short, short], "practice") is short
    for allowed in ([full], [short, full], []):
        with pytest.raises(ShortPayRefused):
            pay_mode_for(short, allowed, "practice")


@given(billed=MONEY, claimed=MONEY)
def test_meanwhile_all_is_paid_or_all_but_what_is_claimed(
    billed: Decimal, claimed: Decimal
) -> None:
    assert agreed_meanwhile(PayMode.PAY_AND_CLAIM, billed, claimed) == billed
    assert agreed_meanwhile(PayMode.SHORT_PAY, billed, claimed) + claimed == billed


PEAK = {
    "why": "No guarantee in the weeks before Christmas.",
    "services": ["express"],
    "first": "2026-12-14",
    "last": "2026-12-26",
}


@pytest.mark.parametrize(
    ("service", "shipped_on", "excluded"),
    [
        ("express", date(2026, 12, 13), False),
        ("express", date(2026, 12, 14), True),
        ("express", date(2026, 12, 26), True),
        ("express", date(2026, 12, 27), False),
        ("express", None, False),
        ("standard", date(2026, 12, 20), False),
    ],
)
def test_a_guarantee_is_suspended_for_a_service_between_two_days(
    service: str, shipped_on: date | None, *, excluded: bool
) -> None:
    [peak] = exclusions_from([PEAK])
    assert peak.covers("ANY", service, shipped_on) is excluded


def test_a_code_is_excluded_on_every_day() -> None:
    [corrected] = exclusions_from([{"why": "Address corrections.", "codes": ["ADC"]}])
    assert corrected.covers("ADC", "express", None)
    assert not corrected.covers("FRT", "express", date(2026, 12, 1))


def test_an_exclusion_of_everything_is_a_slip_of_the_pen() -> None:
    with pytest.raises(ExclusionUnclear):
        exclusions_from([{"why": "All."}])
    with pytest.raises(FieldInvalid, match=r"exclusions\.0\.codes"):
        exclusions_from([{"why": "All.", "codes": "ADC"}])
    assert Exclusion(why="Open end.", first=date(2026, 1, 1)).covers("X", "y", date(2030, 1, 1))
