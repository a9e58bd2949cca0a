from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.cost_lines import UntrueProposal
from documents.language import Language
from documents.printable import TextTooLong, UnprintableText
from documents.purchase_order import PurchaseOrderPaper, draw_purchase_order, words_in
from tests.documents.builders import a_cost_line
from tests.documents.reading import all_words_of, letters_of, pages_in, size_in_mm, words_of


def an_order(**said: Any) -> PurchaseOrderPaper:
    usual: dict[str, Any] = {
        "number": "PO-2026-00001",
        "revision": 1,
        "issuer": "Acme Support Center",
        "supplier": "Trey Wholesale AB",
        "dated": date(2026, 11, 23),
        "wanted_by": date(2026, 12, 5),
        "reference": "Ref 4711",
        "deliver_to": ("Swapdesk Depå", "Lagervägen 4", "195 61 Arlandastad", "SE"),
        "lines": (a_cost_line("Phone X2 (PHONE-X2)", "8", "4990"),),
        "currency": "SEK",
        "locale": "sv",
    }
    return PurchaseOrderPaper(**{**usual, **said})


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", ("Purchase order", "5 December 2026", "8 4,990.00 39,920.00", "39,920.00 SEK")),
        ("sv", ("Beställning", "5 december 2026", "8 4 990,00 39 920,00", "39 920,00 SEK")),
        ("fr", ("Bon de commande", "5 décembre 2026", "8 4 990,00 39 920,00", "hors TVA")),
        ("ro", ("Comandă de achiziție", "5 decembrie 2026", "8 4.990,00 39.920,00", "fără TVA")),
    ],
)
def test_the_order_says_everything_in_the_suppliers_language(
    locale: str, said: tuple[str, ...]
) -> None:
    pdf = draw_purchase_order(an_order(locale=locale))
    assert size_in_mm(pdf) == (210, 297)
    words = words_of(pdf)
    facts = ("PO-2026-00001", "Acme Support Center", "Trey Wholesale AB", "Ref 4711")
    for phrase in (*said, *facts, "Lagervägen 4", "195 61 Arlandastad", "Phone X2 (PHONE-X2)"):
        assert phrase in words


def test_a_changed_order_says_that_it_replaces_the_one_before() -> None:
    assert "replaces everything" not in words_of(draw_purchase_order(an_order(locale="en")))
    changed = words_of(draw_purchase_order(an_order(locale="en", revision=2)))
    assert "PO-2026-00001 (revision 2)" in changed
    assert "replaces everything" in changed


def test_an_order_without_the_customers_reference_is_referred_to_by_its_own_number() -> None:
    words = words_of(draw_purchase_order(an_order(locale="en", reference="")))
    assert "Reference PO-2026-00001" in words


def test_the_total_is_the_sum_of_the_lines() -> None:
    lines = (a_cost_line("A", "3", "0.115"), a_cost_line("B", "2", "10"))
    assert an_order(lines=lines).total == Decimal("20.35")


def test_an_order_of_nothing_cannot_exist() -> None:
    with pytest.raises(UntrueProposal, match="lines are missing"):
        an_order(lines=())


@settings(max_examples=20, deadline=None)
@given(count=st.integers(min_value=1, max_value=45))
def test_no_line_is_lost_whatever_their_number(count: int) -> None:
    lines = tuple(a_cost_line(f"Part {number:02}", "2", "10") for number in range(count))
    pdf = draw_purchase_order(an_order(lines=lines, locale="en"))
    words = all_words_of(pdf)
    assert [words.count(f"Part {number:02} 2") for number in range(count)] == [1] * count
    assert words.count("Total, VAT excluded") == 1
    assert pages_in(pdf) <= 2


@pytest.mark.parametrize("locale", list(Language))
def test_the_fullest_order_still_fits_in_every_language(locale: Language) -> None:
    fullest = an_order(
        locale=locale,
        number="W" * 14,
        revision=99,
        issuer="W" * 60,
        supplier="Ș" * 60,
        reference="M" * 80,
        deliver_to=("W" * 60, "M" * 60, "W" * 60, "SE"),
        lines=(a_cost_line("W" * 300, "10000", "9999999.9999"),),
    )
    letters = letters_of(draw_purchase_order(fullest))
    for text in ("Ș" * 60, "M" * 80, "W" * 300):
        assert text in letters


@pytest.mark.parametrize("field", ["supplier", "issuer", "reference"])
def test_what_cannot_be_printed_or_is_endless_is_refused(field: str) -> None:
    with pytest.raises(UnprintableText):
        draw_purchase_order(an_order(**{field: "Șță東"}))
    with pytest.raises(TextTooLong):
        draw_purchase_order(an_order(**{field: "a" * 5000}))


def test_equal_orders_are_equal_bytes() -> None:
    assert draw_purchase_order(an_order()) == draw_purchase_order(an_order())
    assert draw_purchase_order(an_order()) != draw_purchase_order(an_order(revision=2))


def test_every_language_has_the_same_words() -> None:
    english = set(words_in(Language.ENGLISH))
    assert all(set(words_in(language)) == english for language in Language)
