from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.finance.freight_words import ChargeClass, Needs
from rules.finance.tolerances import (
    Differing,
    Limits,
    Tolerance,
    in_force,
    is_within,
    let_off,
    rule_for,
)

LIMITS = Limits(
    up_amount=Decimal("2.00"),
    up_percent=Decimal(5),
    down_amount=Decimal("10.00"),
    down_percent=Decimal(50),
    needs=Needs.ALL,
)
RULE = Tolerance(sequence=10, currency="SEK", limits=LIMITS, valid_from=date(2026, 1, 1))
CHARGE = Differing(
    carrier="practice",
    service="express",
    charge_class=ChargeClass.FREIGHT,
    currency="SEK",
    billed=Decimal("102.00"),
    expected=Decimal("100.00"),
)
MONEY = st.decimals(min_value=0, max_value=50, places=2)


@pytest.mark.parametrize(
    ("billed", "within"),
    [("102.00", True), ("102.01", False), ("90.00", True), ("89.99", False), ("100.00", True)],
)
def test_item_6_a_value_on_its_limit_is_within_it(billed: str, within: bool) -> None:  # noqa: FBT001 - a column
    assert is_within(LIMITS, replace(CHARGE, billed=Decimal(billed))) is within


def test_item_6_all_needs_both_limits_and_any_one_of_them() -> None:
    small = replace(CHARGE, billed=Decimal("21.50"), expected=Decimal("20.00"))  # 7.5 %
    assert not is_within(LIMITS, small)
    assert is_within(replace(LIMITS, needs=Needs.ANY), small)
    large = replace(CHARGE, billed=Decimal("1040.00"), expected=Decimal("1000.00"))  # 4 %
    assert not is_within(LIMITS, large)
    assert is_within(replace(LIMITS, needs=Needs.ANY), large)


def test_item_6_the_first_rule_that_fits_judges_alone() -> None:
    fuel = replace(RULE, sequence=5, charge_class=ChargeClass.FUEL)
    other = replace(RULE, sequence=6, carrier="other")
    rules = in_force([RULE, other, fuel, replace(RULE, sequence=7, currency="EUR")], date.max)
    assert rule_for(rules, CHARGE) == RULE
    assert rule_for(rules, replace(CHARGE, charge_class=ChargeClass.FUEL)) == fuel
    assert rule_for(rules, replace(CHARGE, carrier="other")) == other
    assert rule_for([replace(RULE, service="parcel")], CHARGE) is None


def test_the_newest_version_of_a_sequence_holds_also_when_it_is_over() -> None:
    newer = replace(RULE, valid_from=date(2026, 6, 1), valid_until=date(2026, 6, 30))
    assert in_force([RULE, newer], date(2026, 5, 31)) == (RULE,)
    assert in_force([RULE, newer], date(2026, 6, 30)) == (newer,)
    assert in_force([RULE, newer], date(2026, 7, 1)) == ()
    assert in_force([RULE, newer], date(2025, 1, 1)) == ()


def test_item_6_a_bill_is_let_off_up_to_its_cap_line_by_line() -> None:
    one, cap = Decimal("1.00"), Decimal("2.00")
    assert let_off([(one, cap), (-one, cap), (one, cap), (one, cap)], Decimal(0)) == (
        *(True, True, True),
        False,
    )
    assert let_off([(one, cap)], Decimal("1.01")) == (False,)
    assert let_off([(one, None)], Decimal(1000)) == (True,)


@given(charges=st.lists(MONEY), cap=MONEY, before=MONEY)
def test_item_6_no_more_than_the_cap_ever_passes(
    charges: list[Decimal], cap: Decimal, before: Decimal
) -> None:
    passed = let_off([(more, cap) for more in charges], before)
    sums = sum(more for more, passes in zip(charges, passed, strict=True) if passes)
    assert sums == 0 or before + sums <= cap
