from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.coverage_days import add_months
from rules.coverage_terms import Expired, Sale
from rules.figures import Figures
from rules.fulfilment import LabelPlace, Payer, ReturnTerms
from rules.programme import Tier
from rules.readings import Expiry
from rules.renewals import (
    NotRenewable,
    SurchargeNotSet,
    TermNotSold,
    first_term,
    is_over,
    renewal_months,
    renewed,
    surcharge_for,
    term_months,
    whole_months,
)

DAYS = st.dates(date(1990, 1, 1), date(2080, 12, 31))
TERMS = st.lists(st.integers(1, 36), min_size=1, max_size=8)
LEAP_DAY = date(2024, 2, 29)
RETURNS = ReturnTerms(label=LabelPlace.ON_REQUEST, slip_required=False, paid_by=Payer.CUSTOMER)
CARE = Tier(
    id="care",
    label="Care",
    returns=RETURNS,
    sale=Sale(source="1, 3, 5 or 7 years", term_years=(1, 3, 5, 7)),
)
STANDARD = replace(CARE, sale=Sale(source="a 1 year term", renewal_months=12))
STRICT = Expired(tiers=(), require=(), source="a surcharge", surcharge=True)


@given(start=DAYS, terms=TERMS)
def test_renewals_without_a_gap_end_on_the_total_added_once(start: date, terms: list[int]) -> None:
    term = first_term(start, add_months(start, terms[0]))
    for months in terms[1:]:
        term = renewed(term, months, term.ends_on)
    assert term.ends_on == add_months(start, sum(terms))
    assert term.counted_from == start


@given(start=DAYS, months=st.integers(1, 400))
def test_the_months_between_two_days_add_up_again(start: date, months: int) -> None:
    assert whole_months(start, add_months(start, months)) == months


def test_a_term_of_the_leap_day_finds_its_leap_day_again() -> None:
    term = first_term(LEAP_DAY, add_months(LEAP_DAY, 12))
    assert term.ends_on == date(2025, 2, 28)
    for _ in range(3):
        term = renewed(term, 12, term.ends_on - timedelta(days=40))
    assert term.ends_on == date(2028, 2, 29)
    assert term.starts_on == date(2027, 2, 28)


def test_an_expiry_date_in_mid_month_is_where_renewals_are_counted_from() -> None:
    odd = first_term(date(2026, 1, 15), date(2026, 12, 31))
    once = renewed(odd, 2, date(2026, 12, 1))
    twice = renewed(once, 2, date(2027, 2, 1))
    assert (once.ends_on, twice.ends_on) == (date(2027, 2, 28), date(2027, 4, 30))


def test_after_a_gap_the_new_term_runs_from_its_purchase() -> None:
    last = first_term(date(2026, 1, 31), date(2027, 1, 31))
    late = renewed(last, 1, date(2027, 3, 31))
    assert (late.starts_on, late.ends_on) == (date(2027, 3, 31), date(2027, 4, 30))
    on_the_day = renewed(last, 1, date(2027, 1, 31))
    assert (on_the_day.starts_on, on_the_day.ends_on) == (date(2027, 1, 31), date(2027, 2, 28))


@pytest.mark.parametrize(
    ("expiry", "over"), [(Expiry.BEFORE_DATE, True), (Expiry.THROUGH_DATE, False)]
)
def test_the_expiry_date_itself_is_read_in_two_ways(expiry: Expiry, *, over: bool) -> None:
    ends_on = date(2027, 1, 31)
    assert is_over(ends_on, ends_on, expiry) is over
    assert is_over(ends_on, ends_on + timedelta(days=1), expiry)
    assert not is_over(ends_on, ends_on - timedelta(days=1), expiry)


@pytest.mark.parametrize("years", [1, 3, 5, 7])
def test_the_sold_terms_are_months(years: int) -> None:
    assert term_months(CARE, years) == 12 * years


def test_a_term_that_is_not_sold_is_refused_with_those_that_are() -> None:
    with pytest.raises(TermNotSold) as refused:
        renewal_months(CARE, 2, None)
    assert "1, 3, 5, 7" in refused.value.detail


def test_a_renewal_takes_the_chosen_term_then_the_programme_s_then_the_signed_one() -> None:
    assert renewal_months(CARE, 5, 3) == 60
    assert renewal_months(STANDARD, None, 3) == 12
    assert renewal_months(CARE, None, 3) == 36


@pytest.mark.parametrize("tier", [CARE, replace(CARE, sale=None)])
def test_a_renewal_of_no_stated_length_is_refused(tier: Tier) -> None:
    with pytest.raises(NotRenewable):
        renewal_months(tier, None, None)


def test_only_an_expired_contract_of_a_tier_that_asks_for_it_pays_the_surcharge() -> None:
    last = first_term(date(2026, 1, 1), date(2027, 1, 1))
    tier, figures = replace(STANDARD, expired=STRICT), Figures(surcharge=Decimal(150))
    assert surcharge_for(tier, figures, last, expired=True) == 150
    assert surcharge_for(tier, figures, last, expired=False) is None
    assert surcharge_for(STANDARD, figures, last, expired=True) is None
    mild = replace(tier, expired=replace(STRICT, surcharge=False))
    assert surcharge_for(mild, figures, last, expired=True) is None


def test_a_surcharge_that_no_document_gives_has_to_be_set() -> None:
    last = first_term(date(2026, 1, 1), date(2027, 1, 1))
    with pytest.raises(SurchargeNotSet) as refused:
        surcharge_for(replace(STANDARD, expired=STRICT), Figures(), last, expired=True)
    assert refused.value.facts["ended_on"] == "2027-01-01"
