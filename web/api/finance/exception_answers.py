"""Charges that wait, decisions on them, and tolerance rules as the API answers and takes them."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import Path
from pydantic import Field

from desk.finance.tolerances import ToleranceForm
from rules.finance.freight_words import ChargeClass, MatchKey, Needs, Verdict
from web.api.answers import Answer
from web.api.words import Body, BusinessTime, Code

MOST = 2**63
Number = Annotated[int, Field(ge=1, lt=MOST)]
OfCharge = Annotated[int, Path(ge=1, lt=MOST)]
Why = Annotated[str, Field(min_length=1, max_length=2000)]
Limit = Annotated[Decimal, Field(ge=0, lt=1_000_000_000, decimal_places=4)]
Account = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[^\x00-\x1f\x7f]*$")]
Word = Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]


class SuggestedShipment(Answer):
    """A shipment that the charge may be for, and how sure that is in percent."""

    shipment: int
    tracking: str
    booked_on: date
    certainty: int
    because: str


class WaitingCharge(Answer):
    """One charge that waits for a person; amounts without VAT."""

    charge: int
    bill_id: uuid.UUID
    bill: str
    line: int
    carrier: str
    issued_on: date
    tracking: str
    reference: str
    charge_class: ChargeClass
    code: str
    text: str
    verdict: Verdict
    billed: Decimal
    expected: Decimal | None
    currency: str
    claimable: bool
    mine: bool
    suggestions: tuple[SuggestedShipment, ...]


class WaitingVerdict(Answer):
    """How many wait under one verdict, and their money."""

    verdict: Verdict
    charges: int
    money: Decimal


class Exceptions(Answer):
    """Charges that wait, in the order in which they were taken; `next` is the next page's after."""

    items: tuple[WaitingCharge, ...]
    waiting: tuple[WaitingVerdict, ...]
    next: int | None


class DecideBody(Body):
    """What is agreed of a charge: "billed", "expected" or an amount without VAT, and why."""

    agreed: Annotated[str, Field(pattern=r"^(billed|expected|-?[0-9]{1,12}(\.[0-9]{1,2})?)$")]
    because: Why
    verdict: Verdict | None = None
    at: BusinessTime | None = None


class ConfirmBody(Body):
    """Which shipment a charge is for, and why that is so."""

    shipment: Number
    because: Why
    at: BusinessTime | None = None


class ChargeStands(Answer):
    """How a charge stands after a decision."""

    charge: int
    bill: str
    verdict: Verdict
    matched_by: MatchKey
    billed: Decimal
    expected: Decimal | None
    agreed: Decimal | None
    shipment: int | None


class Tolerance(Answer):
    """A tolerance rule; an empty carrier or service and no class mean any."""

    sequence: int
    carrier: str
    service: str
    charge_class: ChargeClass | None
    currency: str
    up_amount: Decimal
    up_percent: Decimal
    down_amount: Decimal
    down_percent: Decimal
    needs: Needs
    document_cap: Decimal | None
    reason_over: str
    reason_under: str
    account_over: str
    account_under: str
    valid_from: date
    valid_until: date | None


class Tolerances(Answer):
    """Every rule in the order in which they are asked, the newest version first."""

    items: tuple[Tolerance, ...]


class ToleranceBody(Body):
    """A tolerance rule to be set from a day on."""

    sequence: Annotated[int, Field(ge=1, le=1_000_000)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    valid_from: date
    up_amount: Limit
    up_percent: Limit
    down_amount: Limit
    down_percent: Limit
    reason_over: Code
    reason_under: Code
    account_over: Account
    account_under: Account
    needs: Needs = Needs.ALL
    carrier: Word = ""
    service: Word = ""
    charge_class: ChargeClass | None = None
    document_cap: Limit | None = None
    valid_until: date | None = None

    def form(self) -> ToleranceForm:
        """What the desk is asked."""
        return ToleranceForm(**self.model_dump())


class ToleranceSet(Answer):
    """How many rules were put on record."""

    rules: int
