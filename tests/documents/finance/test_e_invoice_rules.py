"""Done-when 3: what we emit breaks no rule, and what is broken on purpose breaks the one it should.

Each profile's documents are checked by one process, whose findings all tests share.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from documents.finance.cii import write_cii
from documents.finance.item_list import write_item_list
from documents.finance.rule_check import Finding, check, fatal
from documents.finance.rule_sets import Profile
from documents.finance.ubl import write_ubl
from rules.finance.invoices import Invoice, InvoiceHasNoLines
from rules.finance.money_words import VatCategory
from tests.invoices import (
    a_buyer,
    a_credit_note,
    a_french_party,
    a_line,
    a_seller,
    an_invoice,
    an_item,
    month_lines,
    reverse_charged,
)

THOUSAND: Final = tuple(a_line(number, "3", "10.15") for number in range(1, 1001))
MIXED: Final = tuple(
    a_line(number, "3", "33.33", vat_category=category, vat_percent=Decimal(percent))
    for number, (category, percent) in enumerate(
        [
            (VatCategory.STANDARD, "25"),
            (VatCategory.STANDARD, "12"),
            (VatCategory.STANDARD, "6"),
            (VatCategory.ZERO, "0"),
            (VatCategory.EXEMPT, "0"),
        ],
        start=1,
    )
)


def untaxed(category: VatCategory, **said: object) -> Invoice:
    lines = month_lines(vat_category=category, vat_percent=Decimal(0))
    return reverse_charged(lines=lines, **said)


NORWEGIAN: Final = a_buyer(
    country="NO", registration="923609016", vat_number="", endpoint_scheme="0192"
)
#: Everything a statement may be.
GOOD: Final[dict[str, Invoice]] = {
    "a month in Sweden at 25 %": an_invoice(),
    "every rate at once": an_invoice(lines=MIXED),
    "reverse charge to France": reverse_charged(),
    "goods to France": untaxed(VatCategory.INTRA_COMMUNITY),
    "an export": untaxed(
        VatCategory.EXPORT, buyer=replace(NORWEGIAN, endpoint=NORWEGIAN.registration)
    ),
    "outside the scope of VAT": an_invoice(lines=untaxed(VatCategory.OUTSIDE).lines),
    "one line": an_invoice(lines=(a_line(),)),
    "one line of nought": an_invoice(lines=(a_line(1, "1", "0"),)),
    "1,000 lines": an_invoice(lines=THOUSAND),
    "a credit of part": a_credit_note(),
    "a credit in euro": a_credit_note(currency="EUR", own_vat=Decimal("11472.30")),
    "a line that takes back": an_invoice(
        lines=(a_line(), a_line(2, "-1", "30"), a_line(3, "1", "-20"))
    ),
    "more taken back than billed": an_invoice(lines=(a_line(1, "-1", "30"),)),
    "an invoice in euro": an_invoice(currency="EUR", own_vat=Decimal("113525.81")),
    "names with every kind of sign": an_invoice(
        buyer=a_buyer(legal_name='Șoimul <&> "Țară" \u0007AB'), buyer_reference="]]>"
    ),
}
FRENCH: Final[dict[str, Invoice]] = {
    "at home at 20 %": an_invoice(
        seller=a_french_party(iban="FR14 2004 1010 0505 0001 3M02 606", bic="PSSTFRPP"),
        buyer=a_french_party(registration="44306184100047"),
        currency="EUR",
        own_currency="EUR",
        lines=month_lines(vat_percent=Decimal(20)),
        locale="fr",
    ),
}
FRENCH["a credit at home"] = a_credit_note(
    **{
        name: getattr(FRENCH["at home at 20 %"], name)
        for name in ("seller", "buyer", "currency", "own_currency", "lines", "locale")
    }
)
ITEMS: Final = [an_item(), an_item(3, '=HYPERLINK("http://x.example")')]


def changed(old: str, new: str) -> Callable[[Invoice], bytes]:
    """The invoice as UBL, with one text in it replaced where it stands first."""

    def write(invoice: Invoice) -> bytes:
        text = write_ubl(invoice).decode()
        assert old in text
        return text.replace(old, new, 1).encode()

    return write


ORDINARY: Final = an_invoice(lines=(a_line(),))
#: What is broken in one way, and the rule it breaks.
BROKEN: Final[dict[str, tuple[str, bytes]]] = {
    "one cent too much": (
        "BR-CO-16",
        changed('PayableAmount currencyID="SEK">125.00', 'PayableAmount currencyID="SEK">125.01')(
            ORDINARY
        ),
    ),
    "no buyer reference": (
        "PEPPOL-EN16931-R003",
        write_ubl(replace(ORDINARY, buyer_reference=" ")),
    ),
    "no address of the buyer": (
        "PEPPOL-EN16931-R010",
        write_ubl(replace(ORDINARY, buyer=a_buyer(endpoint=""))),
    ),
    "no address of the seller": (
        "PEPPOL-EN16931-R020",
        write_ubl(replace(ORDINARY, seller=a_seller(endpoint=""))),
    ),
    "a rate that Sweden has not": (
        "SE-R-006",
        write_ubl(replace(ORDINARY, lines=(a_line(vat_percent=Decimal(20)),))),
    ),
    "a line that is not its quantity times its price": (
        "PEPPOL-EN16931-R120",
        write_ubl(replace(ORDINARY, lines=(a_line(net=Decimal("100.03")),))),
    ),
    "VAT rounded on another base": (
        "BR-CO-17",
        changed('TaxableAmount currencyID="SEK">100.00', 'TaxableAmount currencyID="SEK">200.00')(
            ORDINARY
        ),
    ),
    "an unknown unit": ("BR-CL-23", write_ubl(replace(ORDINARY, lines=(a_line(unit="QQQ"),)))),
    "an unknown currency": ("BR-CL-04", write_ubl(replace(ORDINARY, currency="QQQ"))),
    "reverse charge without a VAT number": (
        "BR-AE-02",
        write_ubl(reverse_charged(buyer=a_french_party(vat_number="", registration=""))),
    ),
    "the accounting currency is that of the invoice": (
        "PEPPOL-EN16931-R005",
        changed("TaxCurrencyCode>SEK<", "TaxCurrencyCode>EUR<")(
            an_invoice(currency="EUR", own_vat=Decimal("113525.81"))
        ),
    ),
    "a day outside the period": (
        "PEPPOL-EN16931-R110",
        changed("StartDate>2026-10-01", "StartDate>2026-10-02")(ORDINARY),
    ),
    "a Swedish VAT number that is none": (
        "SE-R-001",
        write_ubl(replace(ORDINARY, seller=a_seller(vat_number="SE12"))),
    ),
    "an element out of its place": (
        "XSD",
        changed("<cbc:BuyerReference>", "<cbc:Note>x</cbc:Note><cbc:BuyerReference>")(ORDINARY),
    ),
    "what is no XML": ("XML", b"<not xml"),
    "another kind of document": ("XSD", b"<Order xmlns='urn:x'/>"),
}


def by_name(names: list[str], documents: list[bytes], profile: Profile) -> dict[str, list[Finding]]:
    found = check(documents, profile)
    return {
        name: [one for one in found if one.document == number] for number, name in enumerate(names)
    }


@pytest.fixture(scope="module")
def peppol() -> dict[str, list[Finding]]:
    good = [write_ubl(one, write_item_list(one, ITEMS)) for one in GOOD.values()]
    broken = [content for _, content in BROKEN.values()]
    return by_name([*GOOD, *BROKEN], [*good, *broken], Profile.PEPPOL)


@pytest.fixture(scope="module")
def factur_x() -> dict[str, list[Finding]]:
    return by_name(list(GOOD), [write_cii(one) for one in GOOD.values()], Profile.FACTUR_X)


@pytest.fixture(scope="module")
def french() -> dict[str, list[Finding]]:
    without = {
        code: write_cii(one).replace(f">{code}<".encode(), b">REG<")
        for one in [FRENCH["at home at 20 %"]]
        for code in ("PMT", "PMD", "AAB")
    }
    good = {name: write_cii(one) for name, one in FRENCH.items()}
    return by_name([*good, *without], [*good.values(), *without.values()], Profile.FACTUR_X_FRANCE)


@pytest.mark.parametrize("name", GOOD)
def test_item_10_no_statement_breaks_a_rule_of_peppol(
    peppol: dict[str, list[Finding]], name: str
) -> None:
    assert fatal(peppol[name]) == ()


@pytest.mark.parametrize("name", GOOD)
def test_item_10_no_statement_breaks_a_rule_of_factur_x(
    factur_x: dict[str, list[Finding]], name: str
) -> None:
    assert factur_x[name] == []


@pytest.mark.parametrize("name", FRENCH)
def test_item_10_no_french_statement_breaks_a_french_rule(
    french: dict[str, list[Finding]], name: str
) -> None:
    assert french[name] == []


@pytest.mark.parametrize("code", ["PMT", "PMD", "AAB"])
def test_item_10_a_french_note_that_is_missing_is_found(
    french: dict[str, list[Finding]], code: str
) -> None:
    assert [one.rule for one in fatal(french[code])] == [f"BR-FR-05_BT-22_{code}"]


@pytest.mark.parametrize("name", BROKEN)
def test_item_10_what_is_broken_on_purpose_breaks_the_rule_it_should(
    peppol: dict[str, list[Finding]], name: str
) -> None:
    rule, _ = BROKEN[name]
    assert rule in {one.rule for one in peppol[name]}


@pytest.mark.parametrize("write", [write_ubl, write_cii])
def test_item_10_a_statement_without_lines_is_refused_by_name(
    write: Callable[[Invoice], bytes],
) -> None:
    with pytest.raises(InvoiceHasNoLines, match=r"K-2026-00042 has no line.*BR-16"):
        write(an_invoice(lines=()))


def test_one_broken_document_says_nothing_against_the_others() -> None:
    good, broken = write_ubl(ORDINARY), BROKEN["one cent too much"][1]
    found = check([good, broken, good], Profile.PEPPOL)
    assert {one.document for one in found} == {1}
    assert [one.severity for one in found] == sorted(one.severity for one in found)
    assert found[0].text.startswith("[BR-CO-16]")
    assert "LegalMonetaryTotal" in found[0].place


def test_a_day_before_the_first_line_is_in_the_period() -> None:
    early = a_line(2, served_from=date(2026, 9, 1))
    assert b"StartDate>2026-09-01" in write_ubl(an_invoice(lines=(a_line(), early)))
