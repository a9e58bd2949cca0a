"""Statements and billing parties as the API answers and takes them."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import Field

from rules.finance.money_words import StatementKind, StatementState, VatCategory
from web.api.answers import Answer
from web.api.words import Body, BusinessTime, Code, Line, Prose

OfStatement = Annotated[
    str,
    Path(
        max_length=40,
        pattern=r"^[0-9A-Za-z-]+$",
        description="Its number, such as 2026-000012; a draft's id.",
    ),
]
InMonth = Annotated[
    str, Query(pattern="^(20[0-9]{2}-(0[1-9]|1[0-2]))?$", description="Such as 2026-10.")
]
OfCustomer = Annotated[str, Query(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]
Short = Annotated[str, Field(max_length=16, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Statement(Answer):
    """A statement in a list; its name is its number or, before it has one, its id."""

    name: str
    kind: StatementKind
    state: StatementState
    customer: str
    customer_name: str
    month: date
    currency: str
    net: Decimal
    vat: Decimal
    gross: Decimal
    credits: str
    grace_until: datetime | None
    issued_on: date | None
    due_on: date | None


class Waiting(Answer):
    """Events that are billed to nobody yet, alike in why; without a reason it is the party."""

    customer: str
    item: str
    because: str
    events: int
    oldest: date
    net: Decimal | None
    currency: str


class Statements(Answer):
    """The newest statements first, and what waits."""

    items: tuple[Statement, ...]
    waiting: tuple[Waiting, ...]


class BilledLine(Answer):
    """A line of an invoice."""

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


class VatOfGroup(Answer):
    """The VAT of one category, once on its summed base."""

    category: VatCategory
    percent: Decimal
    base: Decimal
    vat: Decimal


class OfInvoice(Answer):
    """What the invoice or credit note says."""

    number: str
    issued_on: date
    due_on: date | None
    currency: str
    buyer_reference: str
    credits_number: str
    because: str
    own_currency: str
    own_vat: Decimal | None
    lines: tuple[BilledLine, ...]
    groups: tuple[VatOfGroup, ...]
    net: Decimal
    vat: Decimal
    gross: Decimal


class StatementItem(Answer):
    """An item with the event, case and contract it comes from."""

    item_id: uuid.UUID
    line: int
    item: str
    about: str
    event: str
    case: str
    contract: str
    served_on: date
    served_until: date | None
    quantity: Decimal
    net: Decimal
    credit: bool
    given_back: bool


class Deed(Answer):
    """What somebody did to it."""

    word: str
    at: datetime
    by: str
    because: str
    after: dict[str, Any]


class WholeStatement(Answer):
    """One statement with its lines, its items (at most 500) and what was done to it."""

    row: Statement
    invoice: OfInvoice
    items: tuple[StatementItem, ...]
    item_count: int
    credit_notes: tuple[Statement, ...]
    deeds: tuple[Deed, ...]


class CreditBody(Body):
    """What is given back: lines and items named, or all when none is."""

    because: Prose
    lines: Annotated[tuple[int, ...], Field(max_length=500)] = ()
    items: Annotated[tuple[uuid.UUID, ...], Field(max_length=500)] = ()
    at: BusinessTime | None = None


class Credited(Answer):
    """The credit note that was issued."""

    statement: str
    credit_note: str
    net: Decimal
    gross: Decimal
    currency: str


class PartyBody(Body):
    """A party as it is named from a day on; without a customer it is the tenant itself."""

    customer: Code = ""
    valid_from: date
    legal_name: Line
    registration: Code
    vat_number: Code = ""
    endpoint_scheme: Annotated[str, Field(max_length=4)]
    endpoint: Annotated[str, Field(max_length=80)]
    street: Line
    postcode: Short
    city: Line
    country: Annotated[str, Field(max_length=2)]
    buyer_reference: Annotated[str, Field(max_length=80)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    locale: Annotated[str, Field(max_length=8)] = "en"
    currency: Annotated[str, Field(max_length=3)] = "SEK"
    payment_days: Annotated[int, Field(ge=0, le=365)] = 30
    grace_days: Annotated[int, Field(ge=0, le=365)] = 3
    vat_category: VatCategory = VatCategory.STANDARD
    vat_percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(25)
    iban: Code = ""
    bic: Short = ""
    because: Prose = ""
    at: BusinessTime | None = None


class PartySet(Answer):
    """The version that was written down."""

    customer: str
    valid_from: date


class Party(Answer):
    """One version of a billing party."""

    customer: str
    valid_from: date
    email: str
    set_at: datetime
    set_by: str
    said: dict[str, Any]


class Parties(Answer):
    """Every version, the newest first."""

    items: tuple[Party, ...]
