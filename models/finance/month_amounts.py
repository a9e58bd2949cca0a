"""What of a month is how much money, by the step of its close that deals with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import and_, func, literal, select
from sqlalchemy.orm import Session

from models.finance.bills import CarrierBill
from models.finance.book_figures import Query, in_journal, money
from models.finance.ledger import AccountUse, JournalEntry, JournalLine
from models.finance.month_counts import MonthAsked, of_month
from models.finance.shipments import ExpectedCharge
from models.finance.statements import RatedEvent, Statement
from models.finance.verdicts import ChargeVerdict
from rules.finance.freight_words import UNCOUNTED, ExpectedState
from rules.finance.money_words import Billable, CloseStep, Use

#: Of what the books say: they are in the tenant's own currency.
OWN: Final = literal("")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAmount:
    """How many of one thing a step deals with, and what they come to together.

    `currency` is empty where it is the tenant's own; `word` says what is counted.
    """

    step: CloseStep
    word: str
    count: int
    amount: Decimal
    currency: str


def amounts_of(session: Session, asked: MonthAsked) -> tuple[StepAmount, ...]:
    """Every amount of the month that is not nought, in the order of the steps."""
    return tuple(
        StepAmount(step=step, word=word, count=count, amount=amount, currency=currency)
        for (step, word), query in WHAT.items()
        for count, amount, currency in session.execute(query(asked))
        if count
    )


def carried(asked: MonthAsked) -> Query:
    """Expected charges of parcels that the carrier had by the month's end, not yet billed."""
    return (
        select(func.count(), money(ExpectedCharge.amount, "amount"), ExpectedCharge.currency)
        .where(
            ExpectedCharge.state == ExpectedState.ACCRUED,
            ExpectedCharge.accrued_on <= asked.last,
        )
        .group_by(ExpectedCharge.currency)
        .order_by(ExpectedCharge.currency)
    )


def rated(asked: MonthAsked) -> Query:
    """What customers owe for what happened in the month."""
    return events(asked, Billable.BILLABLE)


def waiting(asked: MonthAsked) -> Query:
    """What waits for something before it can be billed."""
    return events(asked, Billable.WAITS)


def events(asked: MonthAsked, outcome: Billable) -> Query:
    """Rated events of the month with that outcome."""
    return (
        select(func.count(), money(RatedEvent.net, "amount"), RatedEvent.currency)
        .where(RatedEvent.served_on.between(asked.first, asked.last), RatedEvent.outcome == outcome)
        .group_by(RatedEvent.currency)
        .order_by(RatedEvent.currency)
    )


def billed(asked: MonthAsked) -> Query:
    """The carriers' bills issued in the month."""
    return (
        select(func.count(), money(CarrierBill.net, "amount"), CarrierBill.currency)
        .where(
            of_month(asked),
            CarrierBill.issued_on >= asked.first,
            CarrierBill.state.not_in(UNCOUNTED),
        )
        .group_by(CarrierBill.currency)
        .order_by(CarrierBill.currency)
    )


def undecided(asked: MonthAsked) -> Query:
    """Charges that somebody has to look at."""
    return (
        select(func.count(), money(ChargeVerdict.billed, "amount"), CarrierBill.currency)
        .join(
            CarrierBill,
            and_(
                CarrierBill.tenant_id == ChargeVerdict.tenant_id,
                CarrierBill.id == ChargeVerdict.bill_id,
            ),
        )
        .where(
            of_month(asked), ChargeVerdict.superseded_at.is_(None), ChargeVerdict.agreed.is_(None)
        )
        .group_by(CarrierBill.currency)
        .order_by(CarrierBill.currency)
    )


def stated(asked: MonthAsked) -> Query:
    """The customers' statements of the month, drafts too."""
    return (
        select(func.count(), money(Statement.gross, "amount"), Statement.currency)
        .where(Statement.month == asked.first)
        .group_by(Statement.currency)
        .order_by(Statement.currency)
    )


def posted(asked: MonthAsked) -> Query:
    """The month's vouchers, and all that was debited by them."""
    return in_journal(
        select(
            func.count(JournalEntry.id.distinct()),
            money(func.greatest(JournalLine.amount, 0), "amount"),
            OWN,
        )
    ).where(JournalEntry.month == asked.first)


def accrued(asked: MonthAsked) -> Query:
    """What is owed to carriers at the month's end by the books."""
    accounts = select(AccountUse.account).where(AccountUse.use == Use.ACCRUED_FREIGHT)
    return in_journal(select(func.count(), money(-JournalLine.amount, "amount"), OWN)).where(
        JournalEntry.month <= asked.first, JournalLine.account.in_(accounts)
    )


WHAT: Final[Mapping[tuple[CloseStep, str], Callable[[MonthAsked], Query]]] = {
    (CloseStep.RATE, "expected charges not billed"): carried,
    (CloseStep.RATE, "events to bill"): rated,
    (CloseStep.RATE, "events that wait"): waiting,
    (CloseStep.MATCH, "bills of the month"): billed,
    (CloseStep.EXCEPTIONS, "charges to decide"): undecided,
    (CloseStep.ISSUE, "statements"): stated,
    (CloseStep.POST, "vouchers"): posted,
    (CloseStep.LOCK, "lines on accrued freight"): accrued,
}
