"""Customers' statements as finance sees them: the list, and one with its items."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from activities.finance.invoicing import invoice_of
from desk.actors import Actor
from desk.finance.statement_finding import statement_named
from models.cases import Case
from models.contracts import Contract
from models.finance.closing import FinanceEvent
from models.finance.statements import RatedEvent, Statement, StatementItem, StatementLine
from models.money import BillableEvent
from models.parties import Customer
from rules.finance.invoices import Invoice
from rules.finance.money_words import StatementKind, StatementState
from runtime.database import Database

MOST_LISTED: Final = 200
#: As many items as a page shows; the item list of the statement has them all.
MOST_ITEMS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFilter:
    """Which statements are listed."""

    month: date | None = None
    customer: str = ""
    state: StatementState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An item with the event, case and contract it comes from; `given_back` once it was."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did to the statement."""

    word: str
    at: datetime
    by: str
    because: str
    after: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage:
    """One statement with its invoice, items, and what was done to it."""

    row: StatementRow
    invoice: Invoice
    items: tuple[ItemRow, ...]
    item_count: int
    credit_notes: tuple[StatementRow, ...]
    deeds: tuple[Deed, ...]


def list_statements(
    database: Database, actor: Actor, wanted: StatementFilter
) -> tuple[StatementRow, ...]:
    """The newest statements first, at most 200 (NotAllowed)."""
    actor.require("see finance")
    query = rows_query().order_by(
        Statement.month.desc(), Customer.code, Statement.currency, Statement.number
    )
    if wanted.month is not None:
        query = query.where(Statement.month == wanted.month.replace(day=1))
    if wanted.customer:
        query = query.where(Customer.code == wanted.customer)
    if wanted.state is not None:
        query = query.where(Statement.state == wanted.state)
    with database.as_tenant(actor.tenant_id) as session:
        return told(session, query.limit(MOST_LISTED))


def statement_page(database: Database, actor: Actor, name: str) -> StatementPage:
    """One statement by its number or id (NotAllowed, UnknownStatement)."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        found = statement_named(session, name)
        [row] = told(session, rows_query().where(Statement.id == found.id))
        notes = rows_query().where(Statement.credits_id == found.id).order_by(Statement.number)
        return StatementPage(
            row=row,
            invoice=invoice_of(session, found.id),
            items=items_told(session, found.id),
            item_count=session.scalars(
                select(func.count())
                .select_from(StatementItem)
                .where(StatementItem.statement_id == found.id)
            ).one(),
            credit_notes=told(session, notes),
            deeds=deeds_of(session, found.id),
        )


def rows_query() -> Select[Statement, str, str, str | None]:
    """Statements with their customers and the numbers of what they credit."""
    credited = aliased(Statement)
    return (
        select(Statement, Customer.code, Customer.name, credited.number)
        .join(
            Customer,
            (Customer.tenant_id == Statement.tenant_id) & (Customer.id == Statement.customer_id),
        )
        .outerjoin(
            credited,
            (credited.tenant_id == Statement.tenant_id) & (credited.id == Statement.credits_id),
        )
    )


def told(
    session: Session, query: Select[Statement, str, str, str | None]
) -> tuple[StatementRow, ...]:
    """The rows of a query, for a list."""
    return tuple(
        StatementRow(
            name=row.number or str(row.id),
            kind=row.kind,
            state=row.state,
            customer=code,
            customer_name=name,
            month=row.month,
            currency=row.currency,
            net=row.net,
            vat=row.vat,
            gross=row.gross,
            credits=credited or "",
            grace_until=row.grace_until if row.number is None else None,
            issued_on=row.issued_on,
            due_on=row.due_on,
        )
        for row, code, name, credited in session.execute(query)
    )


def items_told(session: Session, statement_id: uuid.UUID) -> tuple[ItemRow, ...]:
    """The items in the order of their lines, with where each comes from."""
    back = aliased(StatementItem)
    given_back = exists().where(
        back.tenant_id == StatementItem.tenant_id,
        back.rated_id == StatementItem.rated_id,
        back.credit,
    )
    event = func.coalesce(StatementItem.reversal_id, StatementItem.rated_id)
    rows = session.execute(
        select(
            StatementItem,
            StatementLine,
            RatedEvent,
            BillableEvent.kind,
            Case.number,
            Contract.number,
            given_back,
        )
        .join(StatementLine, StatementLine.id == StatementItem.line_id)
        .join(RatedEvent, RatedEvent.id == event)
        .join(BillableEvent, BillableEvent.id == RatedEvent.event_id)
        .outerjoin(Case, Case.id == BillableEvent.case_id)
        .outerjoin(Contract, Contract.id == BillableEvent.contract_id)
        .where(StatementItem.statement_id == statement_id)
        .order_by(StatementLine.line, RatedEvent.served_on, StatementItem.id)
        .limit(MOST_ITEMS)
    )
    return tuple(item_told(*row) for row in rows)


def item_told(
    item: StatementItem,
    line: StatementLine,
    rated: RatedEvent,
    kind: str,
    case: str | None,
    contract: str | None,
    given_back: bool,  # noqa: FBT001 - a column of the row
) -> ItemRow:
    """One row of the items."""
    return ItemRow(
        item_id=item.id,
        line=line.line,
        item=line.item,
        about=rated.about,
        event=kind,
        case=case or "",
        contract=contract or "",
        served_on=rated.served_on,
        served_until=rated.served_until,
        quantity=abs(rated.quantity) if item.net >= 0 else -abs(rated.quantity),
        net=item.net,
        credit=item.credit,
        given_back=given_back and not item.credit,
    )


def deeds_of(session: Session, statement_id: uuid.UUID) -> tuple[Deed, ...]:
    """What was done to it, oldest first."""
    rows: Sequence[FinanceEvent] = session.scalars(
        select(FinanceEvent)
        .where(FinanceEvent.about_id == statement_id)
        .order_by(FinanceEvent.at, FinanceEvent.key)
    ).all()
    return tuple(
        Deed(word=row.word, at=row.at, by=row.by, because=row.because, after=row.after)
        for row in rows
    )
