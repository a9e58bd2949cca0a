"""What a profile reads from a carrier's file, bill by bill and charge by charge."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from rules.finance.freight_words import BillKind, ChargeClass


@dataclass(frozen=True, slots=True, kw_only=True)
class BillRead:
    """A bill as its file says it; the totals are the carrier's, not ours.

    `net` is without VAT; a credit note's totals are negative. None: the file does not say it.
    """

    account: str
    number: str
    issued_on: date
    currency: str
    net: Decimal | None
    vat: Decimal | None
    gross: Decimal | None = None
    kind: BillKind = BillKind.INVOICE
    due_on: date | None = None
    credits_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRead:
    """One charge of a bill; `row` is where it stands in the file, from 1."""

    row: int
    charge_class: ChargeClass
    net: Decimal
    tracking: str = ""
    reference: str = ""
    customer_reference: str = ""
    code: str = ""
    text: str = ""
    billed_g: int | None = None
    vat: Decimal | None = None
    vat_percent: Decimal | None = None
    shipped_on: date | None = None
    currency: str = ""  # empty: the bill's


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRefused:
    """A row that could not be read: which, why, and what to do about it."""

    row: int
    problem: str
    detail: str
    raw: str = field(repr=False)
