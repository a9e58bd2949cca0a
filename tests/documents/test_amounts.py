from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.amounts import amount_in, money_in, quantity_in
from documents.language import Language

NO_BREAK = "\u00a0"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        (Language.ENGLISH, "1,234,567.50 SEK"),
        (Language.SWEDISH, "1 234 567,50 SEK"),
        (Language.FRENCH, "1 234 567,50 SEK"),
        (Language.ROMANIAN, "1.234.567,50 SEK"),
    ],
)
def test_money_is_written_as_the_language_writes_it(language: Language, written: str) -> None:
    money = money_in(language, Decimal("1234567.5"), "SEK")
    assert money.replace(NO_BREAK, " ") == written
    assert " " not in money, "an amount must not be torn at the end of a line"


def test_money_has_two_decimals_at_least_and_is_never_rounded() -> None:
    assert amount_in(Language.ENGLISH, Decimal(7)) == "7.00"
    assert amount_in(Language.ENGLISH, Decimal("1E+3")) == "1,000.00"
    assert amount_in(Language.ENGLISH, Decimal("0.12500")) == "0.125"
    assert amount_in(Language.SWEDISH, Decimal("-99.90")) == "-99,90"


def test_a_quantity_has_no_more_decimals_than_it_needs() -> None:
    assert quantity_in(Language.FRENCH, Decimal("1.50")) == "1,5"
    assert quantity_in(Language.ENGLISH, Decimal("10.00")) == "10"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9)))
def test_what_is_written_is_what_was_meant(amount: Decimal) -> None:
    for language, marks in {Language.ENGLISH: (",", "."), Language.ROMANIAN: (".", ",")}.items():
        plain = amount_in(language, amount).replace(marks[0], "").replace(marks[1], ".")
        assert Decimal(plain) == amount
