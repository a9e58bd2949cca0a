"""A statement on record as the invoice it is, and the items that its lines are made of."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from activities.finance.own_zone import own_zone
from activities.finance.parties import party_of
from models.cases import Case
from models.contracts import Contract
from models.finance.statements import (
    BillingParty,
    RatedEvent,
    Statement,
    StatementItem,
    StatementLine,
)
from models.money import BillableEvent
from rules.coverage_dates import day_of
from rules.finance.invoices import BilledItem, Invoice, InvoiceLine

#: The event an item tells of: the reversal where it gives one back.
TOLD_OF = func.coalesce(StatementItem.reversal_id, StatementItem.rated_id)


def invoice_of(session: Session, statement_id: uuid.UUID) -> Invoice:
    """The statement as an invoice or credit note; a draft has no number and is dated as drafted."""
    row = session.scalars(select(Statement).where(Statement.id == statement_id)).one()
    seller = session.get_one(BillingParty, (row.tenant_id, row.seller_id))
    buyer = session.get_one(BillingParty, (row.tenant_id, row.buyer_id))
    credited = session.get(Statement, (row.tenant_id, row.credits_id)) if row.credits_id else None
    return Invoice(
        kind=row.kind,
        number=row.number or "",
        issued_on=row.issued_on or day_of(row.drafted_at, own_zone(session, row.tenant_id)),
        due_on=row.due_on,
        currency=row.currency,
        buyer_reference=buyer.buyer_reference,
        seller=party_of(session, seller),
        buyer=party_of(session, buyer),
        lines=tuple(line_value(line) for line in lines_of(session, statement_id)),
        own_currency=seller.currency if row.currency != seller.currency else "",
        own_vat=row.vat_own,
        credits_number=(credited.number or "") if credited else "",
        credits_on=credited.issued_on if credited else None,
        because=row.because,
        locale=buyer.locale,
    )


def lines_of(session: Session, statement_id: uuid.UUID) -> Sequence[StatementLine]:
    """The statement's lines in their order."""
    return session.scalars(
        select(StatementLine)
        .where(StatementLine.statement_id == statement_id)
        .order_by(StatementLine.line)
    ).all()


def line_value(line: StatementLine) -> InvoiceLine:
    """The row as an invoice's line."""
    return InvoiceLine(
        number=line.line,
        item=line.item,
        text=line.text,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        net=line.net,
        vat_category=line.vat_category,
        vat_percent=line.vat_percent,
        served_from=line.served_from,
        served_until=line.served_until,
    )


def items_of(session: Session, statement_id: uuid.UUID) -> tuple[BilledItem, ...]:
    """Everything its lines bill, line by line and day by day; the nets sum to those of the lines.

    What a reversal gives back is told with the reversal's day.
    """
    told = aliased(RatedEvent)
    rows = session.execute(
        select(StatementItem, StatementLine, told, Case.number, Contract.number)
        .join(StatementLine, is_named(StatementLine, StatementItem.line_id))
        .join(told, is_named(told, TOLD_OF))
        .join(BillableEvent, is_named(BillableEvent, told.event_id))
        .outerjoin(Case, is_named(Case, BillableEvent.case_id))
        .outerjoin(Contract, is_named(Contract, BillableEvent.contract_id))
        .where(StatementItem.statement_id == statement_id)
    )
    found = [
        item_value(item, line, rated, case or contract or "")
        for item, line, rated, case, contract in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.line, one.served_on, one.about, one.net)))


def is_named(row: Any, by: Any) -> ColumnElement[bool]:  # noqa: ANN401 - any table and column
    """The row of the item's own tenant that the column names."""
    found: ColumnElement[bool] = (row.tenant_id == StatementItem.tenant_id) & (row.id == by)
    return found


def item_value(
    item: StatementItem, line: StatementLine, rated: RatedEvent, about: str
) -> BilledItem:
    """One item as the item list names it."""
    quantity = abs(rated.quantity)
    return BilledItem(
        line=line.line,
        item=line.item,
        about=about,
        served_on=rated.served_on,
        quantity=quantity if item.net >= 0 else -quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        net=item.net,
        served_until=rated.served_until,
    )
