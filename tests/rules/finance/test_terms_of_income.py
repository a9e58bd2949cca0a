from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.finance.terms_of_income import TermEndsBeforeItBegins, income_by_month, kept_for_later

OCTOBER = date(2026, 10, 1)


def test_a_year_from_the_middle_of_a_month_is_split_by_days() -> None:
    months = income_by_month(Decimal("365.00"), date(2026, 10, 15), date(2027, 10, 14))
    assert list(months.values()) == [17, 30, 31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 14]


def test_a_term_of_one_day_is_one_month_and_none_is_refused() -> None:
    assert income_by_month(Decimal("5.00"), OCTOBER, OCTOBER) == {OCTOBER: Decimal("5.00")}
    with pytest.raises(TermEndsBeforeItBegins):
        income_by_month(Decimal("5.00"), OCTOBER, date(2026, 9, 30))


@given(
    st.decimals("-99999.99", "99999.99", places=2),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 2600),
)
def test_the_months_sum_to_the_amount_and_what_is_given_back_cancels_out(
    amount: Decimal, begins: date, days: int
) -> None:
    ends = begins + timedelta(days)
    months = income_by_month(amount, begins, ends)
    assert sum(months.values()) == amount
    back = income_by_month(-amount, begins, ends)
    assert all(back[month] == -part for month, part in months.items())
    later = kept_for_later(months, begins.replace(day=1))
    assert begins.replace(day=1) not in later
