"""One billable event after the other: which price it has, and which days it is for."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.billing_about import subjects_of
from activities.finance.billing_events import EventRow, Reversed, charges_reversed
from activities.finance.contract_billing import BilledContract, BilledContracts
from activities.finance.sell_prices import price_events
from models.proposals import CostProposal
from rules.case_values import ChargeKind, ProposalState
from rules.coverage_dates import FeeDate, day_of
from rules.finance.billing_rules import (
    FEE,
    KINDS,
    NOT_ACCEPTED,
    NOT_AGREED,
    NOT_OVER,
    NOT_REVERSED,
    UNKNOWN_CHARGE,
    Event,
    Judged,
    PricedBy,
    by_seat_days,
    judge,
    not_billed,
    priced,
    waits,
)
from rules.finance.money_words import Billable
from rules.finance.seat_days import days_of
from rules.finance.selling import NotPriced, Priced
from rules.finance.statement_lines import lane_of
from rules.finance.unpriced_words import WHY

RENEWAL = "contract_renewal"
BACK = "freight_return"
#: A case and the name of a proposal that its customer accepted.
Accepted = set[tuple[uuid.UUID | None, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A rating run: of whom, until which day, when, and what it has to know."""

    session: Session
    tenant_id: uuid.UUID
    through: date
    at: datetime
    zone: str
    contracts: BilledContracts

    def day_of(self, row: EventRow) -> date:
        """The event's day: in the zone of its case or contract, else in the tenant's own."""
        contract = self.contract_of(row)
        return day_of(row.at, row.zone or (contract.zone if contract else self.zone))

    def contract_of(self, row: EventRow) -> BilledContract | None:
        """The contract that the event names."""
        if row.contract_id is None:
            return None
        return self.contracts.of(row.contract_id, self.tenant_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An event with what it comes to, the days it is for, and where its price is from."""

    row: EventRow
    judged: Judged
    billable_on: date
    about: str = ""
    served: tuple[date, date] | None = None  # of a term; else it is for its own day
    card_id: uuid.UUID | None = None
    reverses_event_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was read of all events of a go at once."""

    prices: dict[uuid.UUID, Priced | NotPriced]
    subjects: dict[str, str]
    charges: dict[str, Reversed]
    accepted: Accepted


def answers(run: Rating, rows: Sequence[EventRow]) -> Iterator[Answer]:
    """What each of the rows comes to, in their order."""
    carded = [row.event_id for row in rows if is_priced_by_card(row)]
    known = Known(
        prices=price_events(run.session, carded) if carded else {},
        subjects=subjects_of(run.session, rows),
        charges=charges_reversed(run.session, rows),
        accepted=accepted_proposals(run.session, rows),
    )
    return (answer(run, row, known) for row in rows)


def is_priced_by_card(row: EventRow) -> bool:
    """True when nothing but a sell card says what it costs."""
    how = KINDS.get(row.kind)
    return how is not None and how.priced_by is PricedBy.CARD and judge(row.event) is None


def answer(run: Rating, row: EventRow, known: Known) -> Answer:
    """What one event comes to."""
    contract = run.contract_of(row)
    if row.event_id in known.prices:
        return by_card(run, row, known.prices[row.event_id])
    if row.reverses:
        return by_charge(run, row, known.charges.get(row.reverses))
    if contract is not None and (row.kind.startswith(FEE) or row.kind == RENEWAL):
        return by_term(run, row, contract)
    number = contract.row.number if contract else ""
    about = known.subjects.get(row.key, "") or row.case_number or number
    judged = judge(row.event) or waits(KINDS[row.kind], NOT_AGREED)
    if is_unaccepted(row, judged, known.accepted):
        judged = waits(KINDS[row.kind], NOT_ACCEPTED)
    return Answer(row=row, judged=judged, billable_on=run.day_of(row), about=about)


def is_unaccepted(row: EventRow, judged: Judged, accepted: Accepted) -> bool:
    """True for a repair that nobody agreed to pay (fact 65)."""
    billed = judged.outcome is Billable.BILLABLE and row.kind == ChargeKind.REPAIR
    return billed and (row.case_id, row.purpose) not in accepted


def by_card(run: Rating, row: EventRow, price: Priced | NotPriced) -> Answer:
    """Freight and packaging by the sell card of the shipment's day; without one it waits."""
    how, day = KINDS[row.kind], run.day_of(row)
    if isinstance(price, NotPriced):
        return Answer(row=row, judged=waits(how, WHY[price.why]), billable_on=day)
    return Answer(
        row=row,
        judged=priced(how, row.event.quantity, price.net, price.currency),
        billable_on=day,
        about=lane_of(price.about, back=row.kind == BACK),
        card_id=price.card_id,
    )


def by_charge(run: Rating, row: EventRow, charge: Reversed | None) -> Answer:
    """What gives a charge back is billed only as the charge itself was."""
    how = KINDS[row.kind]
    judged = judge(row.event) or waits(how, UNKNOWN_CHARGE)
    if charge is None:
        judged = waits(how, UNKNOWN_CHARGE)
    elif charge.outcome is not Billable.BILLABLE:
        judged = not_billed(how, NOT_REVERSED)
    return Answer(
        row=row,
        judged=judged,
        billable_on=run.day_of(row),
        about=row.case_number,
        reverses_event_id=charge.event_id if charge else None,
    )


def by_term(run: Rating, row: EventRow, contract: BilledContract) -> Answer:
    """A fee for its term; seats by the days of each, once the month is over."""
    how, day = KINDS[row.kind], run.day_of(row)
    fee, term = contract.fee_of(row.key), contract.term_of(row.key)
    event = priced_since(row.event, fee, contract.currency)
    judged = judge(event) or waits(how, NOT_AGREED)
    if how.priced_by is PricedBy.SEATS and fee is not None and term is not None:
        day = max(day, term[1])
        judged = judge(event) or by_seats(run, event, fee, contract)
    return Answer(row=row, judged=judged, billable_on=day, about=contract.row.number, served=term)


def priced_since(event: Event, fee: FeeDate | None, currency: str) -> Event:
    """The event, with the fee that was set only after it was written."""
    if event.amount is not None or fee is None or fee.amount is None:
        return event
    return replace(event, amount=fee.amount * event.quantity, currency=currency)


def by_seats(run: Rating, event: Event, fee: FeeDate, contract: BilledContract) -> Judged:
    """The days of every seat in the fee's month, at the price the month began with."""
    how, last = KINDS[event.kind], contract.last_of(fee)
    if last > run.through:
        return waits(how, NOT_OVER.format(day=last))
    price = price_of_a_month(event, fee)
    if price is None:
        return waits(how, NOT_AGREED)
    currency = event.currency or contract.currency
    days = days_of(fee.due_on, fee.until)
    return by_seat_days(how, contract.seat_days(fee), days, price, currency)


def price_of_a_month(event: Event, fee: FeeDate) -> Decimal | None:
    """What one seat costs a month: as the event has it or, of no users, as the contract says."""
    if event.amount is not None and event.quantity:
        return event.amount / event.quantity
    return fee.amount


def accepted_proposals(session: Session, rows: Sequence[EventRow]) -> Accepted:
    """The cases with the names of the proposals that were accepted there."""
    cases = {row.case_id for row in rows if row.kind == ChargeKind.REPAIR}
    if not cases:
        return set()
    found = session.execute(
        select(CostProposal.case_id, CostProposal.number).where(
            CostProposal.case_id.in_(cases), CostProposal.state == ProposalState.ACCEPTED
        )
    )
    return {(case_id, f"P{number}") for case_id, number in found}
