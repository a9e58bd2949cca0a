"""A voucher as a value: what is posted, line by line, before it has its number."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.finance.money_words import Posting, Series, Use


class VoucherUnbalanced(DeskError):
    """The lines of a voucher do not sum to nought."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, key: str, off: Decimal) -> None:
        super().__init__(
            f"Voucher {key} is off by {off}. Every amount posted needs its counterpart.",
            key=key,
            off=str(off),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """The amount as it was billed, in its currency, and the rate it was converted at."""

    amount: Decimal
    currency: str
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherLine:
    """One line: debit is positive, in the tenant's own currency.

    The account follows from the use, unless `account` names one. What it is about is for the
    drill-down from an amount to the case and the scan.
    """

    use: Use | None
    amount: Decimal
    text: str = ""
    account: str = ""
    foreign: Foreign | None = None
    customer_id: uuid.UUID | None = None
    case_id: uuid.UUID | None = None
    shipment_id: int | None = None
    expected_id: int | None = None
    charge_id: int | None = None
    statement_line_id: uuid.UUID | None = None
    service_month: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """What is to be posted once under `key`, on a day of an open month.

    Raises VoucherUnbalanced.
    """

    key: str
    series: Series
    posting: Posting
    on: date
    text: str
    lines: tuple[VoucherLine, ...]
    source_id: uuid.UUID | None = None
    reverses_id: uuid.UUID | None = None

    def __post_init__(self) -> None:
        off = sum((line.amount for line in self.lines), Decimal(0))
        if off or len(self.lines) < 2:  # noqa: PLR2004 - debit and credit
            raise VoucherUnbalanced(self.key, off)
