from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.finance.einvoice_codes import statement_words
from documents.finance.flowing import Block, Room, on_pages
from documents.finance.french_notes import FRENCH_NOTES
from documents.finance.statement_paper import draw_statement
from documents.language import Language
from rules.finance.invoices import InvoiceHasNoLines
from rules.finance.items import Item
from rules.finance.money_words import StatementKind, VatCategory
from tests.documents.reading import all_words_of, page_of, pages_in, size_in_mm
from tests.invoices import (
    a_buyer,
    a_credit_note,
    a_line,
    a_seller,
    an_invoice,
    an_item,
    reverse_charged,
)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", ("Invoice", "3 December 2026", "412 months 39.00 25 % 16,068.00", "49,618.11 SEK")),
        ("sv", ("Faktura", "3 december 2026", "412 mån 39,00 25 % 16 068,00", "49 618,11 SEK")),
        ("fr", ("Facture", "3 décembre 2026", "412 mois 39,00 25 % 16 068,00", "hors TVA")),
        ("ro", ("Factură", "3 decembrie 2026", "412 luni 39,00 25 % 16.068,00", "fără TVA")),
    ],
)
def test_item_10_the_paper_says_everything_in_the_buyers_language(
    locale: str, said: tuple[str, ...]
) -> None:
    pdf = draw_statement(an_invoice(locale=locale))
    assert size_in_mm(pdf) == (210, 297)
    words = all_words_of(pdf)
    facts = ("K-2026-00042", "Acme Support Center AB", "Contoso Åkeri & Logistik AB", "Ref 4711")
    numbers = ("556677-8899", "SE559012345001", "SE35 5000 0000 0549 1000 0003", "ESSESESS")
    for phrase in (*said, *facts, *numbers, "Repair outside the warranty, SE-2026-000123"):
        assert phrase in words


def test_a_credit_note_says_what_it_credits_why_and_that_it_is_set_off() -> None:
    words = all_words_of(draw_statement(a_credit_note(locale="en")))
    for phrase in (
        "Credit note",
        "K-2026-00042 of 3 November 2026",
        "The phone came back on 9 November.",
        "To your credit 4,990.00 SEK",
        "This amount is deducted from what you owe us.",
    ):
        assert phrase in words
    assert "IBAN" not in words


def test_reverse_charge_is_said_with_the_vat_in_the_sellers_currency() -> None:
    words = all_words_of(draw_statement(reverse_charged()))
    assert "AE: Autoliquidation 0 % 39 694,49 0,00" in words
    assert "TVA en SEK 0,00 SEK" in words
    assert "Indemnité forfaitaire" in words
    assert "Pas d’escompte" in words


def test_every_rate_has_its_row() -> None:
    rates = [("25", "S"), ("6", "S"), ("0", "O")]
    lines = tuple(
        a_line(n, vat_percent=Decimal(rate), vat_category=VatCategory(category))
        for n, (rate, category) in enumerate(rates, start=1)
    )
    words = all_words_of(draw_statement(an_invoice(lines=lines, locale="en")))
    for row in ("25 % 100.00 25.00", "6 % 100.00 6.00", "O: Outside the scope of VAT 100.00 0.00"):
        assert row in words


def test_nothing_to_pay_is_said() -> None:
    nought = an_invoice(lines=(a_line(1, "1", "0"),), locale="en")
    assert "There is nothing to pay." in all_words_of(draw_statement(nought))


def test_a_line_about_other_days_says_them() -> None:
    lines = (a_line(), a_line(2, served_from=date(2026, 9, 28), served_until=date(2026, 9, 28)))
    words = all_words_of(draw_statement(an_invoice(lines=lines, locale="en")))
    assert "28 September 2026 to 31 October 2026" in words
    assert "2026-09-28" in words
    assert "2026-10-01 – 2026-10-31" in words


def test_item_10_the_items_follow_on_pages_of_their_own() -> None:
    items = [an_item(1 + n % 8, f"SE-2026-{n:06}") for n in range(120)]
    pdf = draw_statement(an_invoice(locale="en"), items)
    words = all_words_of(pdf)
    assert pages_in(pdf) == 4
    assert "What each line bills" in words
    assert words.count("SE-2026-0") == 120 + 1  # one stands in the text of a line
    assert words.count("Case or parcel") == 3


def test_item_10_a_thousand_lines_take_as_many_pages_as_they_need() -> None:
    lines = tuple(a_line(n, text=f"Freight {n:04}") for n in range(1, 1001))
    pdf = draw_statement(an_invoice(lines=lines, locale="en"))
    words = all_words_of(pdf)
    assert all(f"Freight {n:04} 1 pcs" in words for n in range(1, 1001))
    assert f"Page {pages_in(pdf)} of {pages_in(pdf)}" in words
    assert words.count("Amount (SEK)") == pages_in(pdf)


@settings(max_examples=20, deadline=None)
@given(count=st.integers(min_value=20, max_value=75))
def test_no_line_and_no_total_is_lost_whatever_their_number(count: int) -> None:
    lines = tuple(a_line(n, text=f"Freight {n:02}") for n in range(1, count + 1))
    words = all_words_of(draw_statement(an_invoice(lines=lines, locale="en")))
    assert [words.count(f"Freight {n:02} 1 pcs") for n in range(1, count + 1)] == [1] * count
    assert words.count("To be paid by") == words.count("How to pay") == 1


LONG: dict[str, Any] = {
    "legal_name": "W" * 200,
    "street": "Ș" * 150,
    "city": "W" * 150,
    "registration": "M" * 40,
    "vat_number": "M" * 20,
    "email": "m" * 254,
}


@pytest.mark.parametrize("locale", list(Language))
@pytest.mark.parametrize("kind", list(StatementKind))
def test_item_10_the_fullest_statement_stays_on_its_paper(
    locale: Language, kind: StatementKind
) -> None:
    dear = Decimal("999999999999.99")
    lines = (
        a_line(1, "9999999999.999999", "9999999999.9999", text="W" * 200, net=dear, unit="XYZ"),
        a_line(2, text="Ж" * 200, net=dear, vat_percent=Decimal("99.99")),
    )
    fullest = an_invoice(
        kind=kind,
        number="9" * 35,
        credits_number="9" * 35,
        credits_on=date(2026, 9, 30),
        because="W" * 600,
        buyer_reference="M" * 80,
        seller=a_seller(**LONG, iban="M" * 34, bic="M" * 11),
        buyer=a_buyer(**LONG, country="FR"),
        lines=lines,
        currency="EUR",
        own_vat=dear,
        locale=locale,
    )
    items = [an_item(1, "W" * 200, item=item, net=dear, quantity=dear) for item in Item]
    pdf = draw_statement(fullest, items)
    assert pages_in(pdf) >= 3
    assert nothing_hangs_over(pdf)


def nothing_hangs_over(pdf: bytes) -> bool:
    """Whether every letter stands between the margins of its page."""
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        for number in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(number)
            inside = left > 50 and right < 546 and bottom > 15 and top < 800
            if right > left and not inside:
                return False
    return True


@pytest.mark.parametrize("name", ["手机 AB", "Tab\tAB", "שלום"])
def test_a_name_that_cannot_be_printed_does_not_stop_the_paper(name: str) -> None:
    pdf = draw_statement(an_invoice(buyer=a_buyer(legal_name=name)))
    assert "?" in all_words_of(pdf)


def test_a_statement_without_lines_has_no_paper() -> None:
    with pytest.raises(InvoiceHasNoLines):
        draw_statement(an_invoice(lines=()))


def test_equal_statements_are_equal_bytes() -> None:
    assert draw_statement(an_invoice()) == draw_statement(an_invoice())
    other = replace(an_invoice(), number="K-2026-00044")
    assert draw_statement(an_invoice()) != draw_statement(other)


def shape(words: Mapping[str, Any]) -> dict[str, set[str]]:
    return {
        name: set(value) if isinstance(value, dict) else {"said"} for name, value in words.items()
    }


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_the_same_words(language: Language) -> None:
    words = statement_words(language)
    assert shape(words) == shape(statement_words("en"))
    assert set(words["items"]) == {str(item) for item in Item}
    assert set(words["categories"]) == {str(one) for one in VatCategory}
    assert set(words["law"]) == set(FRENCH_NOTES)
    assert set(words["title"]) == {str(one) for one in StatementKind}
    assert all(isinstance(value, str | dict) for value in words.values())


def test_a_block_that_does_not_fit_goes_to_the_next_page_with_its_captions() -> None:
    def block(height: float, above: Block | None = None, *, fresh: bool = False) -> Block:
        return Block(height=height, draw=lambda _sheet, _top: None, above=above, fresh=fresh)

    captions = block(5)
    rows = [block(30, captions), block(30, captions), block(90, captions), block(1, fresh=True)]
    pages = on_pages([block(10), *rows], Room(first=50, later=20, end=100))
    assert [[one.height for one in page] for page in pages] == [[10, 30], [5, 30], [5, 90], [1]]


def test_a_short_statement_is_one_page() -> None:
    assert page_of(draw_statement(an_invoice()))
