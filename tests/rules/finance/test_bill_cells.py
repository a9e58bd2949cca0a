from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.finance.bill_cells import (
    CellWrong,
    amount_of,
    currency_of,
    day_of,
    grams_of,
    label_of,
    number_of,
    percent_of,
    tracking_of,
)
from rules.finance.tracking_keys import tracking_key


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("1234.50", ".", "1234.50"),
        ("-1234.5", ".", "-1234.50"),
        ("12.00-", ".", "-12.00"),
        (".5", ".", "0.50"),
        ("12.500000", ".", "12.50"),
        ("1 234,50", ",", "1234.50"),
        ("1.234,50", ",", "1234.50"),
        ("1\u00a0234,50", ",", "1234.50"),
        ("0", ".", "0.00"),
    ],
)
def test_an_amount_is_read_to_the_cent(text: str, mark: str, amount: str) -> None:
    assert str(amount_of(text, mark)) == amount


@pytest.mark.parametrize(
    "text",
    ["", "eight", "NaN", "Infinity", "1e5", "12.345", "1,234.50", "9" * 13, "-5-", "٣.٠٠", "=1+1"],
)
def test_what_is_no_amount_in_cents_is_refused_with_advice(text: str) -> None:
    with pytest.raises(CellWrong) as wrong:
        amount_of(text)
    assert wrong.value.what_to_do.endswith(".")


@given(cents=st.integers(min_value=-(10**14) + 1, max_value=10**14 - 1))
def test_every_amount_of_the_record_comes_back(cents: int) -> None:
    amount = Decimal(cents) / 100
    assert amount_of(f"{amount:.2f}") == amount
    assert amount_of(f"{amount:.2f}".replace(".", ","), ",") == amount


@given(text=st.text(max_size=30), mark=st.sampled_from(".,"))
def test_any_text_is_an_amount_or_refused(text: str, mark: str) -> None:
    try:
        amount = amount_of(text, mark)
    except CellWrong:
        return
    assert amount.as_tuple().exponent == -2


@given(text=st.text(max_size=300), most=st.integers(min_value=1, max_value=200))
def test_no_text_leaves_its_line(text: str, most: int) -> None:
    label = label_of(text, most)
    assert len(label) <= most
    assert label.isprintable()
    try:
        number = number_of(text, most)
    except CellWrong:
        return
    assert number.isprintable()
    assert not number.startswith(("=", "@"))


@given(text=st.text(alphabet="ab0Z- åß_", max_size=70))
def test_a_tracking_number_stands_beside_its_key(text: str) -> None:
    try:
        number, _, key = tracking_of(text).partition("\t")
    except CellWrong:
        assert len(text.strip()) > 64
        return
    assert key == tracking_key(number) == tracking_key(text)


def test_a_day_is_read_in_the_forms_of_its_profile() -> None:
    assert day_of("20261031", ("%Y-%m-%d", "%Y%m%d")) == "2026-10-31"
    for wrong in ("31.02.2026", "1999-01-01", "2026-13-01", ""):
        with pytest.raises(CellWrong):
            day_of(wrong, ("%Y-%m-%d", "%d.%m.%Y"))


def test_weights_are_whole_grams() -> None:
    assert grams_of("2,35", "kg", ",") == "2350"
    assert grams_of("2.5", "LB") == "1134"
    assert grams_of("850", "G") == "850"
    assert grams_of(" ", "kg") == ""
    for text, unit in (("-1", "kg"), ("1", "stone"), ("9" * 9, "kg"), ("much", "kg")):
        with pytest.raises(CellWrong):
            grams_of(text, unit)


def test_a_share_and_a_currency_are_checked() -> None:
    assert percent_of("25%") == Decimal(25)
    assert currency_of(" sek ") == "SEK"
    for text in ("101", "-1", "all"):
        with pytest.raises(CellWrong):
            percent_of(text)
    for text in ("kr", "SEKK", "ÅÄÖ", "S3K"):
        with pytest.raises(CellWrong):
            currency_of(text)
