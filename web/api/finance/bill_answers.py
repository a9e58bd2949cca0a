"""Carriers' files, bills and profiles as the API answers and takes them."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import Query
from pydantic import Field

from rules.finance.freight_words import (
    BillKind,
    BillState,
    ChargeClass,
    FileState,
    MatchKey,
    Verdict,
)
from web.api.answers import Answer
from web.api.words import Body, BusinessTime, Code, Prose

Narrowed = Annotated[str, Query(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
Money = Annotated[Decimal, Field(max_digits=14, decimal_places=2)]


class TakeBody(Body):
    """What is said beside a file; `net_total` where the file of one bill has no total itself."""

    carrier: Code
    profile: Code
    net_total: Money | None = None
    at: BusinessTime | None = None


class SettleBody(Body):
    """Release what is held back, or discard it, and why."""

    release: bool
    because: Annotated[Prose, Field(min_length=1)]


class ProfileBody(Body):
    """A mapping of one's own, as YAML."""

    text: Annotated[str, Field(min_length=1, max_length=100_000)]


class FileTaken(Answer):
    """What came of a file; `already`: this very content was loaded before."""

    file_id: uuid.UUID
    name: str
    state: FileState
    because: str
    already: bool
    rows: int
    refused: int
    loaded: int
    quarantined: int
    known: int
    charges: int


class BillFileLine(Answer):
    """A file in the list; `rows` is how far it has come while it is staged."""

    id: uuid.UUID
    name: str
    carrier: str
    profile: str
    profile_version: str
    sha256: str
    size: int
    state: FileState
    because: str
    rows: int
    refused: int
    taken_at: datetime


class BillFiles(Answer):
    """Files, those that wait for somebody first."""

    items: tuple[BillFileLine, ...]


class BillLine(Answer):
    """A bill in the list; amounts in its currency."""

    id: uuid.UUID
    carrier: str
    account: str
    number: str
    kind: BillKind
    issued_on: date
    due_on: date | None
    currency: str
    net: Decimal
    vat: Decimal
    gross: Decimal
    charges: int
    state: BillState
    because: str
    taken_at: datetime


class Bills(Answer):
    """Bills, newest first, and the id the next page begins after."""

    items: tuple[BillLine, ...]
    next: uuid.UUID | None


class RowProblem(Answer):
    """A row that was refused, and what to do about it."""

    row: int
    problem: str
    detail: str
    raw: str


class WholeFile(Answer):
    """A file with its bills and the first rows that were refused."""

    file: BillFileLine
    bills: tuple[BillLine, ...]
    problems: tuple[RowProblem, ...]


class FileSettled(Answer):
    """How a file stands after it was released or discarded; how many bills were loaded."""

    file_id: uuid.UUID
    state: FileState
    because: str
    loaded: int


class VerdictSummed(Answer):
    """How many charges have a verdict, their money, and how many have nothing agreed yet."""

    verdict: Verdict
    charges: int
    billed: Decimal
    expected: Decimal
    agreed: Decimal
    open: int


class ChargeLineAnswer(Answer):
    """One charge with its current verdict; null before the bill is matched."""

    id: int
    line: int
    tracking: str
    reference: str
    customer_reference: str
    charge_class: ChargeClass
    code: str
    text: str
    billed_g: int | None
    net: Decimal
    vat_percent: Decimal | None
    currency: str
    shipped_on: date | None
    verdict: Verdict | None
    matched_by: MatchKey | None
    expected: Decimal | None
    agreed: Decimal | None
    because: str


class BillCharges(Answer):
    """Charges by their line, and the line the next page begins after."""

    items: tuple[ChargeLineAnswer, ...]
    next: int | None


class WholeBill(Answer):
    """A bill, its verdicts summed, and a page of its charges."""

    bill: BillLine
    credits_number: str
    file_id: uuid.UUID
    file_name: str
    matched_at: datetime | None
    approved_at: datetime | None
    posted_at: datetime | None
    undecided: int
    verdicts: tuple[VerdictSummed, ...]
    charges: BillCharges


class BillApproved(Answer):
    """An approved bill, and what is agreed to be paid of it, without VAT."""

    id: uuid.UUID
    number: str
    state: BillState
    agreed: Decimal


class ProfileLine(Answer):
    """A profile that files may be taken with."""

    id: str
    version: str
    title: str


class Profiles(Answer):
    """The house's profiles, then one's own."""

    items: tuple[ProfileLine, ...]


class ProfileTaken(Answer):
    """One's own profile, as it was taken."""

    profile: str
    version: str
    title: str
