"""The ledger and the accruals as the API answers and takes them."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import Path, Query
from pydantic import Field

from rules.finance.freight_words import ChargeClass, Way
from rules.finance.money_words import AccountKind, Posting
from web.api.answers import Answer
from web.api.words import Body, Line, Prose

OfVoucher = Annotated[
    str, Path(pattern="^[A-Z]-2[0-9]{3}-[1-9][0-9]{0,8}$", description="Such as L-2026-17.")
]
OfAccount = Annotated[
    str, Path(pattern="^[0-9A-Za-z.-]{1,20}$", description="The account's number, such as 5710.")
]
InMonth = Annotated[
    str, Query(pattern="^(20[0-9]{2}-(0[1-9]|1[0-2]))?$", description="Such as 2026-10.")
]
AMonth = Annotated[
    str, Query(pattern="^20[0-9]{2}-(0[1-9]|1[0-2])$", description="Such as 2026-10.")
]
AYear = Annotated[int, Query(ge=2000, le=2999)]
After = Annotated[int, Query(ge=0, lt=2**63)]
Carrier = Annotated[str, Query(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]
Limit = Annotated[int, Query(ge=1, le=500)]


class Account(Answer):
    """An account in a year: its opening, twelve movements and closing; debit is positive."""

    number: str
    name: str
    kind: AccountKind
    opening: Decimal
    months: tuple[Decimal, ...]
    closing: Decimal


class Accounts(Answer):
    """Every account of the chart; `total` of all closings is nought."""

    year: int
    items: tuple[Account, ...]
    total: Decimal


class AccountLine(Answer):
    """A line of an account, with its voucher."""

    line_id: int
    voucher: str
    posted_on: date
    posting: Posting
    text: str
    amount: Decimal
    foreign_amount: Decimal | None
    foreign_currency: str
    service_month: date | None


class AccountLines(Answer):
    """Lines of an account, the oldest first, and the `after` of the next page."""

    number: str
    name: str
    kind: AccountKind
    month: date | None
    total: Decimal
    items: tuple[AccountLine, ...]
    next: int | None


class Voucher(Answer):
    """A voucher in a list; `amount` is the sum of its debits."""

    voucher: str
    posted_on: date
    posting: Posting
    text: str
    lines: int
    amount: Decimal


class Vouchers(Answer):
    """Vouchers of a month, the newest first; `more` were left out."""

    month: date
    items: tuple[Voucher, ...]
    more: int


class VoucherLine(Answer):
    """A line, and what it is about."""

    line: int
    account: str
    account_name: str
    amount: Decimal
    foreign_amount: Decimal | None
    foreign_currency: str
    rate: Decimal | None
    text: str
    service_month: date | None
    case: str
    carrier: str
    tracking: str
    scanned_at: datetime | None
    bill_id: uuid.UUID | None
    bill: str
    bill_line: int | None
    statement_id: uuid.UUID | None
    statement: str


class WholeVoucher(Answer):
    """One voucher, and the `after` of the next page of its lines."""

    voucher: str
    posting: Posting
    posted_on: date
    month: date
    text: str
    posted_at: datetime
    posted_by: str
    reverses: str
    reversed_by: str
    line_count: int
    lines: tuple[VoucherLine, ...]
    next: int | None


class Owed(Answer):
    """What is owed to one carrier for what it carried in one month."""

    carrier: str
    month: date
    charges: int
    amount: Decimal


class Report(Answer):
    """Expected charges that are owed, beside what the ledger says; they tie to the cent."""

    as_of: date
    charges: int
    expected: Decimal
    ledger: Decimal
    difference: Decimal
    ties: bool
    groups: tuple[Owed, ...]


class OwedCharge(Answer):
    """One expected charge; `own` is it in the tenant's own currency."""

    expected_id: int
    carrier: str
    tracking: str
    shipment_id: int
    way: Way
    charge_class: ChargeClass
    code: str
    accrued_on: date
    amount: Decimal
    currency: str
    own: Decimal


class Accruals(Answer):
    """The report in `currency`, and the charges it was narrowed to."""

    report: Report
    currency: str
    charges: tuple[OwedCharge, ...]
    next: int | None


class ReversalBody(Body):
    """Why a voucher is taken back, and on which day; an open month is chosen by the desk."""

    on: date
    because: Prose


class ReversalStands(Answer):
    """The voucher that takes it back."""

    voucher: str


class RateBody(Body):
    """What one unit of a currency was worth in the tenant's own on a day, and who says so."""

    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    day: date
    rate: Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=8)]
    source: Annotated[Line, Field(min_length=1, max_length=80)]


class RateRecorded(Answer):
    """The rate as it stands."""

    currency: str
    day: date
    rate: str
    source: str


class ChartBody(Body):
    """A chart of accounts as YAML."""

    yaml: Annotated[str, Field(min_length=1, max_length=200_000)]


class ChartLoaded(Answer):
    """How many accounts and uses were new."""

    chart: str
    added: int
