"""Disputes and claim rules as the API answers and takes them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from desk.finance.claim_rules import ClaimRuleForm
from rules.finance.dispute_words import DisputeWord
from rules.finance.freight_words import ChargeClass, DisputeState, PayMode, Verdict
from web.api.answers import Answer
from web.api.words import Body, BusinessTime, Code, Email, Line

Amount = Annotated[Decimal, Field(gt=0, lt=1_000_000_000_000, decimal_places=2)]
Reference = Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
Charge = Annotated[int, Field(ge=1, lt=2**63)]


class DisputeLine(Answer):
    """A dispute in a list; `alert` says that it waits for a person before it is too late."""

    number: str
    state: DisputeState
    carrier: str
    bill: str
    verdict: Verdict
    claimed: Decimal
    accepted: Decimal | None
    credited: Decimal
    currency: str
    deadline: datetime
    next_at: datetime | None
    opened_at: datetime
    alert: bool


class DisputeList(Answer):
    """Disputes, newest first; `expiring` are those of all that nobody has answered in time.

    `next` is the `before` of the next page; null on the last.
    """

    items: tuple[DisputeLine, ...]
    expiring: tuple[DisputeLine, ...]
    next: str | None


class ChargeOfDispute(Answer):
    """One disputed charge; amounts without VAT."""

    line: int
    tracking: str
    charge_class: ChargeClass
    code: str
    text: str
    shipped_on: date | None
    verdict: Verdict
    billed: Decimal
    expected: Decimal | None
    claimed: Decimal
    credited: Decimal


class DisputeStory(Answer):
    """One sentence of the dispute's story."""

    at: datetime
    actor: str
    word: DisputeWord
    sentence: str


class Dispute(Answer):
    """One dispute with its charges and its story."""

    number: str
    state: DisputeState
    carrier: str
    bill: str
    bill_id: str
    issued_on: date
    verdict: Verdict
    pay_mode: PayMode
    currency: str
    claimed: Decimal
    accepted: Decimal | None
    credited: Decimal
    deadline: datetime
    next_at: datetime | None
    opened_at: datetime
    sent_at: datetime | None
    alerted_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    carrier_reference: str
    because: str
    claims_address: str
    packed: bool
    lines: tuple[ChargeOfDispute, ...]
    story: tuple[DisputeStory, ...]


class DisputeStands(Answer):
    """How a dispute stands after what was asked."""

    number: str
    state: DisputeState
    claimed: Decimal
    accepted: Decimal | None
    credited: Decimal
    currency: str
    deadline: datetime


class OpenBody(Body):
    """Charges of one bill, named by its id or number; without charges all that can be claimed."""

    bill: Line
    charges: Annotated[tuple[Charge, ...], Field(max_length=500)] = ()
    because: Line
    pay_mode: PayMode = PayMode.PAY_AND_CLAIM
    at: BusinessTime | None = None


class AnswerBody(Body):
    """The carrier's answer: accepted, partial with an amount without VAT, or rejected with why."""

    answer: Code
    amount: Amount | None = None
    reference: Reference = ""
    because: Line = ""
    at: BusinessTime | None = None


class HandInBody(Body):
    """A person has handed the claim in, perhaps under a reference of the carrier."""

    reference: Reference = ""
    at: BusinessTime | None = None


class WithdrawBody(Body):
    """Why the claim is taken back."""

    because: Line
    at: BusinessTime | None = None


class ClaimRuleOfList(Answer):
    """A claim rule; `exclusions` say for what nothing is guaranteed."""

    carrier: str
    verdict: Verdict | None
    valid_from: date
    days: int
    calendar: str
    from_delivery: bool
    remind_days: int
    pay_mode: PayMode
    email: str
    locale: str
    exclusions: tuple[str, ...]


class ClaimRules(Answer):
    """Every claim rule by carrier and verdict, the newest first."""

    items: tuple[ClaimRuleOfList, ...]


class ClaimRuleSet(Answer):
    """The rule that was set."""

    carrier: str
    valid_from: date


class ExclusionBody(Body):
    """For what nothing is guaranteed, and why: codes, services or days of shipment."""

    why: Line
    codes: tuple[Code, ...] = Field(default=(), max_length=100)
    services: tuple[Code, ...] = Field(default=(), max_length=100)
    first: date | None = None
    last: date | None = None

    def told(self) -> dict[str, Any]:
        """The exclusion as plain data."""
        said = self.model_dump(mode="json", exclude_none=True)
        return {name: value for name, value in said.items() if value}


class ClaimRuleBody(Body):
    """How a carrier takes claims; `calendar` is PROGRAMME/CALENDAR, empty for calendar days."""

    carrier: Code
    days: int = Field(ge=1, le=730)
    valid_from: date
    verdict: Verdict | None = None
    calendar: Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    from_delivery: bool = False
    remind_days: int = Field(default=5, ge=0, le=730)
    pay_mode: PayMode = PayMode.PAY_AND_CLAIM
    email: Email | None = None
    locale: Annotated[str, Field(pattern="^(en|sv|fr|ro)$")] = "en"
    exclusions: tuple[ExclusionBody, ...] = Field(default=(), max_length=100)

    def form(self) -> ClaimRuleForm:
        """The desk's form."""
        said = self.model_dump(exclude={"email", "exclusions"})
        exclusions = tuple(one.told() for one in self.exclusions)
        return ClaimRuleForm(**said, email=self.email or "", exclusions=exclusions)
