"""One order to a supplier as the desk sees it: its lines, its story, and its paper."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.order_events import order_key
from activities.order_state import LineStanding, lines_of
from activities.pool_counts import terms_of
from desk.actors import Actor
from desk.orders import order_named
from desk.pool_story import PoolEntry, tell_of_pool
from desk.unit_history import names_in
from models.devices import DeviceModel
from models.orders import StockOrder, Supplier
from models.papers import Document
from models.parties import Customer
from models.pools import Pool, PoolEvent
from models.prompts import RefillPrompt
from rules.coverage_dates import day_of
from rules.errors import DeskError, Kind
from rules.pool_words import COMING, OrderState
from runtime.database import Database


class NotPrintedYet(DeskError):
    """The order is not printed yet."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Order {number} is printed as soon as its workflow runs. Look again in a minute.",
            order=number,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLineView:
    """A line: what was ordered, given up, received, and what is still to come."""

    line: int
    model: str
    model_name: str
    instead_of: str
    ordered: int
    given_up: int
    received: int
    missing: int
    unit_price: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """One order with its lines and story; `total` is what is wanted of it, without VAT."""

    number: str
    state: OrderState
    supplier: str
    supplier_name: str
    customer: str
    pool: str
    owner: str
    prompt: int | None
    customer_reference: str
    supplier_reference: str
    placed_at: datetime
    sent_at: datetime | None
    confirmed_at: datetime | None
    expected_on: date
    late: bool
    late_told_for: date | None
    next_at: datetime | None
    cancelled_because: str
    currency: str
    total: Decimal
    timezone: str
    lines: tuple[OrderLineView, ...]
    story: tuple[PoolEntry, ...]

    @property
    def coming(self) -> bool:
        """Whether something may still be changed."""
        return self.state in COMING

    @property
    def received(self) -> int:
        """How many units came."""
        return sum(line.received for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaper:
    """The order as it was sent last."""

    file_name: str
    content: bytes


def order_page(database: Database, actor: Actor, number: str, now: datetime) -> OrderView:
    """One order with everything the desk knows of it (NotAllowed, UnknownOrder)."""
    actor.require("see orders")
    with database.as_tenant(actor.tenant_id) as session:
        return view_of(session, order_named(session, number), now)


def view_of(session: Session, order: StockOrder, now: datetime) -> OrderView:
    """The order as a value."""
    pool = session.get_one(Pool, (order.tenant_id, order.pool_id))
    supplier = session.get_one(Supplier, (order.tenant_id, order.supplier_id))
    zone = terms_of(session, pool).timezone
    lines = tuple(line_view(session, line) for line in lines_of(session, order))
    return OrderView(
        number=order.number,
        state=order.state,
        supplier=supplier.code,
        supplier_name=supplier.name,
        customer=session.get_one(Customer, (order.tenant_id, order.customer_id)).name,
        pool=pool.code,
        owner=order.owner.value,
        prompt=prompt_number(session, order.prompt_id),
        customer_reference=order.customer_reference,
        supplier_reference=order.supplier_reference,
        placed_at=order.placed_at,
        sent_at=order.sent_at,
        confirmed_at=order.confirmed_at,
        expected_on=order.expected_on,
        late=order.state in COMING and order.expected_on < day_of(now, zone),
        late_told_for=order.late_told_for,
        next_at=order.next_at,
        cancelled_because=order.cancelled_because,
        currency=order.currency,
        total=sum((line.amount for line in lines), Decimal(0)),
        timezone=zone,
        lines=lines,
        story=story_of_order(session, order, zone),
    )


def line_view(session: Session, line: LineStanding) -> OrderLineView:
    """A line as a value."""
    row = line.row
    first = (
        session.get_one(DeviceModel, (row.tenant_id, row.instead_of_id)).code
        if row.instead_of_id
        else ""
    )
    return OrderLineView(
        line=row.line,
        model=line.model.code,
        model_name=line.model.name,
        instead_of=first,
        ordered=row.quantity,
        given_up=row.given_up,
        received=line.came,
        missing=line.missing,
        unit_price=row.unit_price,
        amount=line.wanted * row.unit_price,
    )


def prompt_number(session: Session, prompt_id: uuid.UUID | None) -> int | None:
    """The number of the prompt that was approved for the order, within its pool and model."""
    if prompt_id is None:
        return None
    return session.scalars(select(RefillPrompt.number).where(RefillPrompt.id == prompt_id)).one()


def story_of_order(session: Session, order: StockOrder, zone: str) -> tuple[PoolEntry, ...]:
    """What happened to the order, newest first."""
    rows: Sequence[PoolEvent] = session.scalars(
        select(PoolEvent).where(PoolEvent.order_id == order.id).order_by(PoolEvent.seq.desc())
    ).all()
    names = names_in(session)
    return tuple(
        PoolEntry(
            at=row.at,
            actor=names.get(row.actor, row.actor),
            word=row.word,
            sentence=tell_of_pool(row.word, without_order(row.details), zone),
        )
        for row in rows
    )


def without_order(details: dict[str, object]) -> dict[str, object]:
    """The details without the order's own number, which stands above them all."""
    return {name: said for name, said in details.items() if name != "order"}


def order_paper(database: Database, actor: Actor, number: str) -> OrderPaper:
    """The newest revision as it was printed (NotAllowed, UnknownOrder, NotPrintedYet)."""
    actor.require("see orders")
    with database.as_tenant(actor.tenant_id) as session:
        order = order_named(session, number)
        newest = session.scalars(
            select(Document)
            .where(Document.key.startswith(order_key(order, "paper/"), autoescape=True))
            .order_by(func.length(Document.key).desc(), Document.key.desc())
        ).first()
        if newest is None:
            raise NotPrintedYet(number)
        return OrderPaper(file_name=f"{number}.pdf", content=newest.content)
