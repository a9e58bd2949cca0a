"""An invoice or credit note as a value: what documents, e-invoices and the ledger are made from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.finance.money_words import StatementKind, VatCategory
from rules.finance.rounding import cents


class InvoiceHasNoLines(DeskError):
    """An invoice must have a line."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, number: str) -> None:
        super().__init__(
            f"The statement {number or 'without a number'} has no line, and an invoice needs one "
            "(EN 16931, BR-16). Bill something on it, or do not issue it: a line of 0.00 will do.",
            number=number,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A seller or buyer as the law wants it named; the country is ISO 3166 alpha-2."""

    legal_name: str
    registration: str
    vat_number: str
    endpoint_scheme: str
    endpoint: str
    street: str
    postcode: str
    city: str
    country: str
    email: str = ""
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """One line: quantity in a unit of UN/ECE recommendation 20, price and net without VAT.

    `net` is quantity times unit price, rounded half up to the cent. On a credit note quantities
    and nets are positive: its kind says that they are given back.
    """

    number: int
    item: str
    text: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net: Decimal
    vat_category: VatCategory
    vat_percent: Decimal
    served_from: date
    served_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledItem:
    """One thing that a line bills, as the item list names it; `about` is its case or parcel."""

    line: int
    item: str
    about: str
    served_on: date
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net: Decimal
    served_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VatGroup:
    """The VAT of one category and rate, counted once on its summed base."""

    category: VatCategory
    percent: Decimal
    base: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """Everything an invoice says. Amounts in `currency`; `own_vat` is the VAT in the seller's."""

    kind: StatementKind
    number: str
    issued_on: date
    due_on: date | None
    currency: str
    buyer_reference: str
    seller: Party
    buyer: Party
    lines: tuple[InvoiceLine, ...]
    own_currency: str = ""
    own_vat: Decimal | None = None
    credits_number: str = ""
    credits_on: date | None = None
    because: str = ""
    locale: str = "en"

    @property
    def groups(self) -> tuple[VatGroup, ...]:
        """VAT once per category and rate on the summed base, ordered by category and rate."""
        return vat_groups(self.lines)

    @property
    def net(self) -> Decimal:
        """The sum of the lines' rounded nets."""
        return sum((line.net for line in self.lines), Decimal("0.00"))

    @property
    def vat(self) -> Decimal:
        """The sum of the groups' rounded VAT."""
        return sum((group.vat for group in self.groups), Decimal("0.00"))

    @property
    def gross(self) -> Decimal:
        """What is to be paid, or given back."""
        return self.net + self.vat

    @property
    def served(self) -> tuple[date, date]:
        """The first and the last day that any line is about; raises InvoiceHasNoLines."""
        if not self.lines:
            raise InvoiceHasNoLines(self.number)
        return (
            min(line.served_from for line in self.lines),
            max(line.served_until for line in self.lines),
        )

    @property
    def is_french(self) -> bool:
        """Whether the seller or the buyer is in France, whose law wants notes of its own."""
        return "FR" in {self.seller.country, self.buyer.country}


def vat_groups(lines: tuple[InvoiceLine, ...]) -> tuple[VatGroup, ...]:
    """Bases summed by category and rate, each with its VAT rounded once (EN 16931, BR-CO-17)."""
    bases: dict[tuple[VatCategory, Decimal], Decimal] = {}
    for line in lines:
        key = (line.vat_category, line.vat_percent)
        bases[key] = bases.get(key, Decimal("0.00")) + line.net
    return tuple(
        VatGroup(category=category, percent=percent, base=base, vat=cents(base * percent / 100))
        for (category, percent), base in sorted(bases.items())
    )
