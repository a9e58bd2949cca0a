from datetime import UTC, datetime
from decimal import Decimal

import pytest

from carriers import answers
from carriers.errors import AnswerMalformed, CountryMalformed, ParcelImpossible
from carriers.port import Address, Parcel, Price
from tests.carriers.builders import RECIPIENT, an_order


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"1", b"null", b'"x"', b"\xff\xfe", b"[" * 200_000, b"{}{}"]
)
def test_a_body_that_is_no_json_object_is_malformed(body: bytes) -> None:
    with pytest.raises(AnswerMalformed):
        answers.document(body)


@pytest.mark.parametrize(
    "value", [None, 1, 340434310428091700, 1.5, True, [], {}, "", "a\x00b", "\ud800", "x" * 501]
)
def test_what_is_no_storable_text_is_malformed(value: object) -> None:
    with pytest.raises(AnswerMalformed):
        answers.text({"tracking_no": value}, "tracking_no")


def test_zeros_in_front_of_a_number_are_kept() -> None:
    assert answers.text({"sscc": "00952"}, "sscc") == "00952"


def test_a_price_is_exact_and_has_a_currency() -> None:
    price = answers.price_or_none({"price": {"amount": "79.10", "currency": "SEK"}}, "price")
    assert price == Price(amount=Decimal("79.10"), currency="SEK")
    assert answers.price_or_none({}, "price") is None


@pytest.mark.parametrize(
    "price",
    [
        79.1,
        "79.10",
        {"amount": 79.1, "currency": "SEK"},
        {"amount": "-1", "currency": "SEK"},
        {"amount": "NaN", "currency": "SEK"},
        {"amount": "1e9", "currency": "SEK"},
        {"amount": "٣", "currency": "SEK"},
        {"amount": "79.10", "currency": "kr"},
        {"amount": "79.10"},
    ],
)
def test_an_inexact_price_is_malformed(price: object) -> None:
    with pytest.raises(AnswerMalformed):
        answers.price_or_none({"price": price}, "price")


@pytest.mark.parametrize("label", [1, "", "JVBERi0", "not base64!", "PGh0bWw+", ["JVBERi0="]])
def test_a_label_that_is_no_pdf_is_malformed(label: object) -> None:
    with pytest.raises(AnswerMalformed):
        answers.pdf_or_none({"label": label}, "label")


def test_an_instant_needs_its_offset_and_is_given_in_utc() -> None:
    found = answers.instant({"at": "2026-03-29T02:30:00+01:00"}, "at")
    assert found == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    for written in ("2026-03-29T02:30:00", "yesterday", "2026-13-01T00:00:00Z"):
        with pytest.raises(AnswerMalformed):
            answers.instant({"at": written}, "at")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": " 120 "}, 120.0),
        ({"retry-after": "86400"}, 3600.0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
        (
            {
                "date": "Thu, 05 Mar 2026 12:00:00 GMT",
                "retry-after": "Thu, 05 Mar 2026 12:00:30 GMT",
            },
            30.0,
        ),
        (
            {
                "date": "Thu, 05 Mar 2026 12:00:00 GMT",
                "retry-after": "Thu, 05 Mar 2026 11:00:00 GMT",
            },
            0.0,
        ),
        ({"retry-after": "Thu, 05 Mar 2026 12:00:30 GMT"}, None),
    ],
)
def test_retry_after_is_read_in_both_its_forms_and_capped_at_an_hour(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert answers.patience(headers) == seconds


@pytest.mark.parametrize("country", ["se", "SWE", "", "S1", "ÅÄ"])
def test_a_country_is_two_capital_letters(country: str) -> None:
    with pytest.raises(CountryMalformed):
        Address(name="A", street="B", postcode="1", city="C", country=country)


def test_a_parcel_weighs_something() -> None:
    with pytest.raises(ParcelImpossible):
        Parcel(
            weight_g=0,
            length_mm=1,
            width_mm=1,
            height_mm=1,
            contents="Phone",
            battery_mark=False,
        )


def test_an_order_shows_no_name_and_no_address() -> None:
    shown = repr(an_order())
    for word in RECIPIENT.private_words():
        assert word not in shown
    assert "SE" in shown
