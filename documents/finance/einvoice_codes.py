"""What UBL and CII say alike: their codes, numbers as text, and who is registered where."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from documents.language import Language, language_of, phrases_written
from rules.finance.invoices import Invoice, InvoiceHasNoLines, InvoiceLine, Party
from rules.finance.money_words import StatementKind, VatCategory

#: UNTDID 1001: a commercial invoice, and a credit note.
TYPE_CODES: Final[Mapping[StatementKind, str]] = MappingProxyType(
    {StatementKind.INVOICE: "380", StatementKind.CREDIT_NOTE: "381"}
)
#: The code list VATEX of EN 16931: why no VAT is charged. An exemption is told in words.
REASON_CODES: Final[Mapping[VatCategory, str]] = MappingProxyType(
    {
        VatCategory.REVERSE_CHARGE: "VATEX-EU-AE",
        VatCategory.INTRA_COMMUNITY: "VATEX-EU-IC",
        VatCategory.EXPORT: "VATEX-EU-G",
        VatCategory.OUTSIDE: "VATEX-EU-O",
    }
)
#: UNTDID 4461: a credit transfer, and one within SEPA.
TRANSFER: Final = "30"
SEPA_TRANSFER: Final = "58"
#: ISO 6523: whose numbers a country's companies are registered under, and their digits.
_REGISTERS: Final[Mapping[str, tuple[str, int]]] = MappingProxyType(
    {"SE": ("0007", 10), "FR": ("0002", 9), "NO": ("0192", 9), "DK": ("0184", 8)}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A company's number, and the register it stands in where that has a code (ISO 6523)."""

    number: str
    scheme: Mapping[str, str]


def registration_of(party: Party) -> Registration:
    """The party's number as its register writes it; as given where the register has no code.

    A French establishment's number (SIRET) begins with that of its company (SIREN).
    """
    code, digits = _REGISTERS.get(party.country, ("", 0))
    number = re.sub(r"\D", "", party.registration)[:digits]
    if not code or len(number) < digits:
        return Registration(number=party.registration, scheme={})
    return Registration(number=number, scheme={"schemeID": code})


def lines_of(invoice: Invoice) -> tuple[InvoiceLine, ...]:
    """The invoice's lines; raises InvoiceHasNoLines."""
    if not invoice.lines:
        raise InvoiceHasNoLines(invoice.number)
    return invoice.lines


def priced(line: InvoiceLine) -> tuple[Decimal, Decimal]:
    """Quantity and price of a line; what is taken back has a quantity below nought (BR-27)."""
    if line.unit_price < 0:
        return -line.quantity, -line.unit_price
    return line.quantity, line.unit_price


def amount(value: Decimal) -> str:
    """An amount with its two decimals."""
    return f"{value:.2f}"


def plain(value: Decimal) -> str:
    """A quantity, price or rate with no more decimals than it needs."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rate_of(category: VatCategory, percent: Decimal) -> str | None:
    """The rate as a category states it: what is outside the scope of VAT has none (BR-O-05)."""
    return None if category is VatCategory.OUTSIDE else plain(percent)


def names_vat_numbers(invoice: Invoice) -> bool:
    """Whether VAT numbers may be named: not where all is outside the scope of VAT (BR-O-02)."""
    return all(line.vat_category is not VatCategory.OUTSIDE for line in invoice.lines)


def goes_abroad(invoice: Invoice) -> bool:
    """Whether any line is taxed where the buyer is, so that its country is named."""
    abroad = {VatCategory.REVERSE_CHARGE, VatCategory.INTRA_COMMUNITY, VatCategory.EXPORT}
    return any(line.vat_category in abroad for line in invoice.lines)


def own_vat_of(invoice: Invoice) -> Decimal | None:
    """The VAT in the seller's currency, where that is another (BT-111)."""
    return invoice.own_vat if invoice.own_currency not in {"", invoice.currency} else None


def transfer_code(invoice: Invoice) -> str:
    """How it is paid."""
    return SEPA_TRANSFER if invoice.currency == "EUR" else TRANSFER


def statement_words(locale: str) -> Mapping[str, Any]:
    """The words of statements in the language of a locale."""
    return _words_in(language_of(locale))


@cache
def _words_in(language: Language) -> Mapping[str, Any]:
    words: Mapping[str, Any] = phrases_written(language, "statements_paper")
    return words


def reason_of(category: VatCategory, locale: str) -> str:
    """Why no VAT is charged, in words; empty where VAT is, if only at nought."""
    return str(statement_words(locale)["reasons"].get(str(category), ""))
