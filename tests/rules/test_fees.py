from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.coverage_terms import Price
from rules.fees import FeeNotPositive, NotPricedPerUser, monthly_fee

PRICES = st.decimals(min_value=0, max_value=10_000, places=2)
SEATS = st.integers(0, 100_000)


def a_price(amount: str | Decimal = "19", per: str = "user_month", **more: bool) -> Price:
    return Price(amount=Decimal(amount), per=per, source="c:a 19:-", **more)


def test_a_published_price_stays_approximate_and_an_agreed_one_is_exact() -> None:
    published = monthly_fee(a_price(approximate=True), 400)
    assert (published.amount, published.approximate) == (Decimal(7600), True)
    agreed = monthly_fee(a_price(approximate=True), 400, Decimal("17.50"))
    assert (agreed.amount, agreed.approximate) == (Decimal("7000.00"), False)
    assert agreed.price_per_user == Decimal("17.50")


@given(PRICES, SEATS, SEATS)
def test_the_fee_of_two_groups_is_the_sum_of_their_fees(
    amount: Decimal, some: int, others: int
) -> None:
    price = a_price(amount)
    apart = monthly_fee(price, some).amount + monthly_fee(price, others).amount
    assert monthly_fee(price, some + others).amount == apart


@given(PRICES, PRICES, SEATS)
def test_the_customer_s_own_price_decides_alone(
    published: Decimal, own: Decimal, seats: int
) -> None:
    assert monthly_fee(a_price(published), seats, own).amount == own * seats


@given(PRICES)
def test_without_users_nothing_is_due(amount: Decimal) -> None:
    assert monthly_fee(a_price(amount), 0).amount == 0


def test_a_price_for_the_whole_contract_is_not_multiplied_by_seats() -> None:
    with pytest.raises(NotPricedPerUser, match="paid per contract"):
        monthly_fee(a_price(per="contract"), 10)


@pytest.mark.parametrize(("seats", "own"), [(-1, None), (1, Decimal(-1))])
def test_a_negative_number_is_refused(seats: int, own: Decimal | None) -> None:
    with pytest.raises(FeeNotPositive):
        monthly_fee(a_price(), seats, own)
