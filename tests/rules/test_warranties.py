from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.case_warranty import is_for_good
from rules.case_words import Bench, Remedy
from rules.readings import Expiry
from rules.warranties import Rest, longest, rest_of_contract, warranted_until
from rules.way_back_terms import WarrantyRule, WarrantyTerms
from tests.rules.cases import a_case

TODAY = date(2026, 11, 24)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1))
RESTS = st.builds(Rest, last_day=st.none() | DAYS)


def until(rule: WarrantyRule, last_day: date | None, days: int = 90) -> date | None:
    return warranted_until(WarrantyTerms(rule=rule, days=days), TODAY, Rest(last_day=last_day))


def test_the_rest_is_what_was_left_of_the_original() -> None:
    assert until(WarrantyRule.REST, date(2027, 5, 1)) == date(2027, 5, 1)


def test_a_rest_that_is_over_is_not_made_longer() -> None:
    assert until(WarrantyRule.REST, date(2026, 11, 20)) == date(2026, 11, 20)


def test_fresh_days_begin_after_the_hand_over_whatever_was_left() -> None:
    assert until(WarrantyRule.FRESH, date(2030, 1, 1), days=30) == date(2026, 12, 24)


def test_the_longer_of_both_is_never_shorter_than_either() -> None:
    assert until(WarrantyRule.LONGER, date(2026, 12, 1)) == date(2027, 2, 22)
    assert until(WarrantyRule.LONGER, date(2028, 1, 1)) == date(2028, 1, 1)


def test_a_warranty_without_an_end_stays_without_one() -> None:
    assert until(WarrantyRule.REST, None) is None
    assert until(WarrantyRule.LONGER, None) is None
    assert until(WarrantyRule.FRESH, None) is not None


def test_the_day_of_expiry_is_read_as_the_terms_read_it() -> None:
    ends = date(2026, 12, 1)
    assert rest_of_contract(ends, Expiry.BEFORE_DATE).last_day == date(2026, 11, 30)
    assert rest_of_contract(ends, Expiry.THROUGH_DATE).last_day == ends
    assert rest_of_contract(None, Expiry.BEFORE_DATE).last_day is None


@given(st.lists(RESTS, min_size=1, max_size=5))
def test_the_longest_rest_outlasts_every_other(rests: list[Rest]) -> None:
    found = longest(rests).last_day
    assert found is None or all(one.last_day and one.last_day <= found for one in rests)
    assert found is not None or any(one.last_day is None for one in rests)


@given(DAYS, RESTS, st.integers(min_value=1, max_value=2000))
def test_longer_is_at_least_rest_and_fresh(day: date, rest: Rest, days: int) -> None:
    longer = warranted_until(WarrantyTerms(rule=WarrantyRule.LONGER, days=days), day, rest)
    assert longer is None or longer >= day + timedelta(days=days)
    assert longer is None or (rest.last_day is not None and longer >= rest.last_day)


def test_only_what_the_customer_keeps_is_warranted() -> None:
    sent = a_case(replacement_unit="new")
    assert is_for_good(sent)
    assert not is_for_good(a_case(replacement_unit="new", cancel_wanted=True))
    assert not is_for_good(a_case(replacement_unit="new", part="PSU"))
    repair = {"remedy": Remedy.REPAIR, "replacement_unit": "broken"}
    assert is_for_good(a_case(**repair, bench=Bench.REPAIRED))
    assert not is_for_good(a_case(**repair, bench=Bench.NOT_COVERED))
