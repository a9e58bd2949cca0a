"""Rated events that are to be billed, and on which kind of statement each belongs."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from models.finance.statements import RatedEvent, Statement, StatementItem
from rules.finance.money_words import Billable, StatementKind, StatementState
from rules.finance.statement_lines import ToBill, given_back
from rules.local_month import next_month

ISSUED: Final = (StatementState.FINAL, StatementState.SENT)
CREDITED: Final = "It was credited by hand already."


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Whose statement, in which currency; a credit note names the invoice it credits."""

    customer_id: uuid.UUID
    currency: str
    credits_id: uuid.UUID | None = None

    @property
    def kind(self) -> StatementKind:
        """An invoice, unless it credits one."""
        return StatementKind.CREDIT_NOTE if self.credits_id else StatementKind.INVOICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """Where the charge that a reversal gives back is billed."""

    rated: RatedEvent
    item: StatementItem | None
    statement: Statement | None

    @property
    def is_issued(self) -> bool:
        """True when the customer has its invoice."""
        return self.statement is not None and self.statement.state in ISSUED


Grouped = dict[Heading, list[ToBill]]


def events_to_bill(session: Session, tenant_id: uuid.UUID, month: date) -> Grouped:
    """Everything billable until the month's end that is on no statement, by its statement.

    What gives an issued charge back is credited on its invoice. A reversal whose charge is on a
    draft of another month waits until that is issued.
    """
    grouped: Grouped = defaultdict(list)
    charges = charges_to_reverse(session, tenant_id, month)
    rows = unbilled(session, tenant_id, month)
    now = {row.id for row in rows}
    for row in rows:
        for heading, event in placed(row, charges.get(row.id), now):
            grouped[heading].append(event)
    return negative_turned(session, grouped)


def unbilled(session: Session, tenant_id: uuid.UUID, month: date) -> list[RatedEvent]:
    """The billable rows on no statement, in a stable order; a month in grace keeps its own."""
    on_statement = exists().where(
        StatementItem.tenant_id == RatedEvent.tenant_id,
        or_(
            and_(StatementItem.rated_id == RatedEvent.id, ~StatementItem.credit),
            StatementItem.reversal_id == RatedEvent.id,
        ),
    )
    draft = aliased(Statement)
    still_joins = exists().where(
        draft.tenant_id == RatedEvent.tenant_id,
        draft.customer_id == RatedEvent.customer_id,
        draft.currency == RatedEvent.currency,
        draft.state.not_in(ISSUED),
        draft.month < month,
        draft.month >= func.date_trunc("month", RatedEvent.billable_on),
    )
    return [
        *session.scalars(
            select(RatedEvent)
            .where(
                RatedEvent.tenant_id == tenant_id,
                RatedEvent.outcome == Billable.BILLABLE,
                RatedEvent.billable_on < next_month(month),
                ~on_statement,
                ~still_joins,
            )
            .order_by(RatedEvent.customer_id, RatedEvent.billable_on, RatedEvent.event_id)
            .execution_options(populate_existing=True)
        )
    ]


def charges_to_reverse(
    session: Session, tenant_id: uuid.UUID, month: date
) -> Mapping[uuid.UUID, Charged]:
    """The charges of the reversals until the month's end, by the reversal's rated id."""
    charge = aliased(RatedEvent)
    rows = session.execute(
        select(RatedEvent.id, charge, StatementItem, Statement)
        .join(
            charge,
            (charge.tenant_id == RatedEvent.tenant_id)
            & (charge.event_id == RatedEvent.reverses_event_id),
        )
        .outerjoin(
            StatementItem,
            (StatementItem.tenant_id == charge.tenant_id)
            & (StatementItem.rated_id == charge.id)
            & ~StatementItem.credit,
        )
        .outerjoin(
            Statement,
            (Statement.tenant_id == StatementItem.tenant_id)
            & (Statement.id == StatementItem.statement_id),
        )
        .where(
            RatedEvent.tenant_id == tenant_id,
            RatedEvent.reverses_event_id.is_not(None),
            RatedEvent.billable_on < next_month(month),
        )
    )
    return {
        one: Charged(rated=rated, item=item, statement=statement)
        for one, rated, item, statement in rows
    }


def placed(
    row: RatedEvent, charge: Charged | None, now: set[uuid.UUID]
) -> Iterator[tuple[Heading, ToBill]]:
    """Where the row goes; nowhere while its charge is on a draft of another month."""
    invoice = Heading(customer_id=row.customer_id, currency=row.currency)
    if charge is None:
        yield invoice, value_of(row)
        return
    event = replace(value_of(row), rated_id=charge.rated.id, reversal_id=row.id, credit=True)
    if charge.rated.id in now:
        yield invoice, event
    elif charge.is_issued and charge.item is not None and charge.statement is not None:
        credited = replace(invoice, credits_id=charge.statement.id)
        yield credited, replace(given_back(event), credits_line_id=charge.item.line_id)


def value_of(row: RatedEvent) -> ToBill:
    """The row as it goes on a statement; a billable one has a price (the database says so)."""
    if row.unit_price is None or row.net is None:
        raise LookupError(row.event_id)
    return ToBill(
        rated_id=row.id,
        item=row.item,
        about=row.about,
        unit=row.unit,
        quantity=row.quantity,
        unit_price=row.unit_price,
        net=row.net,
        served_on=row.served_on,
        served_until=row.served_until,
    )


def negative_turned(session: Session, grouped: Grouped) -> Grouped:
    """Invoices under nought become credit notes to the customer's newest invoice.

    Without an invoice to name there is nothing to give back: they wait for charges to come.
    """
    turned: Grouped = defaultdict(list)
    for heading, events in grouped.items():
        if heading.credits_id is None and sum(one.net for one in events) < 0:
            newest = newest_invoice(session, heading)
            if newest is not None:
                note = replace(heading, credits_id=newest)
                turned[note] += [given_back(one) for one in events]
        else:
            turned[heading] += events
    return dict(turned)


def newest_invoice(session: Session, heading: Heading) -> uuid.UUID | None:
    """The customer's invoice in that currency that was issued last."""
    return session.scalars(
        select(Statement.id)
        .where(
            Statement.customer_id == heading.customer_id,
            Statement.currency == heading.currency,
            Statement.kind == StatementKind.INVOICE,
            Statement.state.in_(ISSUED),
        )
        .order_by(Statement.issued_on.desc(), Statement.number.desc())
        .limit(1)
    ).one_or_none()


def drop_credited(session: Session, tenant_id: uuid.UUID) -> None:
    """A reversal whose charge a person has credited meanwhile is not given back again."""
    charge = aliased(RatedEvent)
    credited = (
        select(charge.event_id)
        .join(
            StatementItem,
            (StatementItem.tenant_id == charge.tenant_id)
            & (StatementItem.rated_id == charge.id)
            & StatementItem.credit
            & StatementItem.reversal_id.is_(None),
        )
        .where(charge.tenant_id == tenant_id)
    )
    session.execute(
        update(RatedEvent)
        .where(
            RatedEvent.tenant_id == tenant_id,
            RatedEvent.outcome == Billable.BILLABLE,
            RatedEvent.reverses_event_id.in_(credited),
        )
        .values(outcome=Billable.NOT_BILLABLE, because=CREDITED)
    )
