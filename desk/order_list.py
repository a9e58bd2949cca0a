"""Orders to suppliers in a list, newest first, a page at a time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ScalarSelect, Select, func, select

from desk.actors import Actor
from models.orders import DeliveredUnit, OrderLine, StockOrder, Supplier
from models.parties import Customer
from models.pools import Pool
from rules.pool_words import COMING, OrderState
from runtime.database import Database

LARGEST_PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """What the list is narrowed to, by codes; `before` is the number a page ends with."""

    pool: str = ""
    supplier: str = ""
    coming_only: bool = False
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One order in a list; `late` when its expected day has passed and something is missing."""

    number: str
    state: OrderState
    supplier: str
    supplier_name: str
    customer: str
    pool: str
    ordered: int
    received: int
    missing: int
    expected_on: date
    late: bool
    placed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """Orders, newest first, and the number the next page begins after; None on the last."""

    items: tuple[OrderRow, ...]
    next: str | None


def list_orders(
    database: Database,
    actor: Actor,
    now: datetime,
    *,
    wanted: OrderFilter | None = None,
    limit: int = 50,
) -> OrderPage:
    """Orders, newest first (NotAllowed)."""
    actor.require("see orders")
    size = min(max(limit, 1), LARGEST_PAGE)
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.execute(listed(wanted or OrderFilter()).limit(size + 1)).all()
    shown = rows[:size]
    return OrderPage(
        items=tuple(
            OrderRow(
                number=order.number,
                state=order.state,
                supplier=supplier,
                supplier_name=supplier_name,
                customer=customer,
                pool=pool,
                ordered=ordered,
                received=received,
                missing=max(ordered - received, 0) if order.state in COMING else 0,
                expected_on=order.expected_on,
                late=order.state in COMING and order.expected_on < now.date(),
                placed_at=order.placed_at,
            )
            for order, supplier, supplier_name, customer, pool, ordered, received in shown
        ),
        next=shown[-1][0].number if len(rows) > size else None,
    )


def listed(wanted: OrderFilter) -> Select[StockOrder, str, str, str, str, int, int]:
    """The orders of a list with what was wanted and what came."""
    own = StockOrder.tenant_id
    query = (
        select(
            StockOrder,
            Supplier.code,
            Supplier.name,
            Customer.name,
            Pool.code,
            func.coalesce(wanted_of(), 0),
            func.coalesce(received_of(), 0),
        )
        .join(Supplier, (Supplier.tenant_id == own) & (Supplier.id == StockOrder.supplier_id))
        .join(Customer, (Customer.tenant_id == own) & (Customer.id == StockOrder.customer_id))
        .join(Pool, (Pool.tenant_id == own) & (Pool.id == StockOrder.pool_id))
        .order_by(StockOrder.number.desc())
    )
    if wanted.pool:
        query = query.where(Pool.code == wanted.pool)
    if wanted.supplier:
        query = query.where(Supplier.code == wanted.supplier)
    if wanted.coming_only:
        query = query.where(StockOrder.state.in_(COMING))
    if wanted.before:
        query = query.where(StockOrder.number < wanted.before)
    return query


def wanted_of() -> ScalarSelect[Any]:
    """How many devices an order is for, without those given up."""
    return (
        select(func.sum(OrderLine.quantity - OrderLine.given_up))
        .where(OrderLine.tenant_id == StockOrder.tenant_id, OrderLine.order_id == StockOrder.id)
        .scalar_subquery()
    )


def received_of() -> ScalarSelect[Any]:
    """How many units came for an order."""
    line = (OrderLine.tenant_id == DeliveredUnit.tenant_id) & (
        OrderLine.id == DeliveredUnit.line_id
    )
    return (
        select(func.count(DeliveredUnit.id))
        .join(OrderLine, line)
        .where(OrderLine.tenant_id == StockOrder.tenant_id, OrderLine.order_id == StockOrder.id)
        .scalar_subquery()
    )
