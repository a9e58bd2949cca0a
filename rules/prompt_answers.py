"""What an approver may answer to a refill prompt, and which answers are not taken, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, TypeAlias

from rules.errors import DeskError, Kind
from rules.pool_words import PromptState

#: More characters than any answer needs; the column of a reference holds 80.
LONGEST_REASON = 500
LONGEST_REFERENCE = 80
#: More digits than any quantity has.
_LONGEST_NUMBER = 9
#: More than so many times what is asked, and more than the whole fleet, is a slip of the finger.
_SLIP = 10
#: What one line of an order takes at most.
_MOST_UNITS = 10_000


class Answer(StrEnum):
    """What an approver says: yes, yes but otherwise, no, or not now."""

    APPROVE = "approve"
    CHANGE = "change"
    DECLINE = "decline"
    LATER = "later"


class NotTaken(StrEnum):
    """Why an answer was not taken; nothing was changed by it."""

    ALREADY_APPROVED = "already_approved"
    ALREADY_DECLINED = "already_declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    ABOVE_LIMIT = "above_limit"
    CHANGED_MEANWHILE = "changed_meanwhile"
    NOT_INVITED = "not_invited"
    NOT_THEIRS = "not_theirs"
    NO_PRICE = "no_price"
    NO_QUANTITY = "no_quantity"
    TOO_MANY = "too_many"
    NO_SUCH_MODEL = "no_such_model"
    NO_REASON = "no_reason"
    NO_SUCH_DAY = "no_such_day"
    TOO_LATE_A_DAY = "too_late_a_day"


#: What somebody is told who answers a prompt that has ended.
ENDED_AS = {
    PromptState.APPROVED: NotTaken.ALREADY_APPROVED,
    PromptState.DECLINED: NotTaken.ALREADY_DECLINED,
    PromptState.EXPIRED: NotTaken.EXPIRED,
    PromptState.WITHDRAWN: NotTaken.WITHDRAWN,
}
#: What may be said besides each answer.
DETAILS = {
    Answer.APPROVE: {"seen", "reference"},
    Answer.CHANGE: {"quantity", "model", "seen", "reference"},
    Answer.DECLINE: {"reason"},
    Answer.LATER: {"until"},
}


class AnswerUnclear(DeskError):
    """This is no answer to a refill prompt."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What one device of a model would cost, without VAT."""

    model: str
    unit_price: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedNow:
    """What is asked at the moment of the answer, and what this approver may.

    `offers` are the models that can be ordered, by code; `limit` is in `limit_currency`, None
    without one. `today` and `last_pause_day` are days of the prompt's calendar.
    """

    state: PromptState
    quantity: int
    model: str
    unit_price: Decimal | None
    currency: str
    fleet: int
    today: date
    last_pause_day: date
    offers: Mapping[str, Offered] = field(default_factory=dict)
    limit: Decimal | None = None
    limit_currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """So many of this model at this price: what is frozen and ordered."""

    quantity: int
    model: str
    unit_price: Decimal
    currency: str
    reference: str = ""

    @property
    def amount(self) -> Decimal:
        """The whole sum without VAT."""
        return self.quantity * self.unit_price


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """No refill now, and why."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Ask again on that day."""

    until: date


Judged: TypeAlias = Approval | Refusal | Pause | NotTaken


def check_answer(answer: str, details: Mapping[str, str]) -> Answer:
    """The answer, when its words are known and short enough to look at; raises AnswerUnclear."""
    if answer not in set(Answer):
        raise AnswerUnclear(f"'{answer[:40]}' is no answer.", f"Say one of: {', '.join(Answer)}.")
    said = Answer(answer)
    if strange := sorted(set(details) - DETAILS[said]):
        known = ", ".join(sorted(DETAILS[said]))
        raise AnswerUnclear(f"'{strange[0][:40]}' is not part of it.", f"Give only: {known}.")
    for name, text in details.items():
        most = LONGEST_REFERENCE if name == "reference" else LONGEST_REASON
        if len(text) > most:
            raise AnswerUnclear(f"The {name} is too long.", f"Say it in {most} characters.")
    return said


def seen_as(quantity: int, unit_price: Decimal | None) -> str:
    """What is asked, as an answer says which question it saw: 8x4990.00, or 8x without a price."""
    return f"{quantity}x" + ("" if unit_price is None else f"{unit_price:.2f}")


def judge_answer(answer: Answer, details: Mapping[str, str], asked: AskedNow) -> Judged:
    """What the answer comes to, or why it is not taken; the prompt's end comes before all else."""
    if asked.state in ENDED_AS:
        return ENDED_AS[asked.state]
    if answer is Answer.DECLINE:
        reason = " ".join(details.get("reason", "").split())
        return Refusal(reason=reason) if reason else NotTaken.NO_REASON
    if answer is Answer.LATER:
        return judge_pause(details.get("until", ""), asked)
    seen = details.get("seen", "").strip()
    if seen and seen != seen_as(asked.quantity, asked.unit_price):
        return NotTaken.CHANGED_MEANWHILE
    return judge_wish(details if answer is Answer.CHANGE else {}, details, asked)


def judge_wish(
    wish: Mapping[str, str], details: Mapping[str, str], asked: AskedNow
) -> Approval | NotTaken:
    """A quantity and a model that can be ordered and that this approver may approve."""
    quantity = judge_quantity(wish.get("quantity", "").strip() or str(asked.quantity), asked)
    if isinstance(quantity, NotTaken):
        return quantity
    offer = judge_model(wish.get("model", "").strip() or asked.model, asked)
    if isinstance(offer, NotTaken):
        return offer
    approval = Approval(
        quantity=quantity,
        model=offer.model,
        unit_price=offer.unit_price,
        currency=offer.currency,
        reference=" ".join(details.get("reference", "").split()),
    )
    return approval if within_limit(approval, asked) else NotTaken.ABOVE_LIMIT


def judge_quantity(written: str, asked: AskedNow) -> int | NotTaken:
    """A whole number from 1 on, no slip of the finger."""
    if not (written.isascii() and written.isdigit() and len(written) <= _LONGEST_NUMBER):
        huge = written.isascii() and written.isdigit()
        return NotTaken.TOO_MANY if huge else NotTaken.NO_QUANTITY
    quantity = int(written)
    if quantity == 0:
        return NotTaken.NO_QUANTITY
    most = min(max(_SLIP * asked.quantity, asked.fleet), _MOST_UNITS)
    return NotTaken.TOO_MANY if quantity > most else quantity


def judge_model(code: str, asked: AskedNow) -> Offered | NotTaken:
    """What is offered at the price that was shown; another model at the price of its own."""
    if code != asked.model:
        return asked.offers.get(code, NotTaken.NO_SUCH_MODEL)
    if asked.unit_price is None:
        return NotTaken.NO_PRICE
    return Offered(model=code, unit_price=asked.unit_price, currency=asked.currency)


def within_limit(approval: Approval, asked: AskedNow) -> bool:
    """Whether the approver may spend so much; a sum in another currency is not within a limit."""
    if asked.limit is None:
        return True
    return approval.currency == asked.limit_currency and approval.amount <= asked.limit


def judge_pause(written: str, asked: AskedNow) -> Pause | NotTaken:
    """A day after today, and not later than anybody may ask to wait."""
    try:
        until = date.fromisoformat(written.strip())
    except ValueError:
        return NotTaken.NO_SUCH_DAY
    if until <= asked.today:
        return NotTaken.NO_SUCH_DAY
    return NotTaken.TOO_LATE_A_DAY if until > asked.last_pause_day else Pause(until=until)
