"""What the customer was asked about a pool, and what was ordered for it, newest first."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.orders import OrderLine, StockOrder, Supplier
from models.pools import Pool
from models.prompts import RefillPrompt
from rules.pool_words import OrderState, PromptKind, PromptState

#: Prompts, orders and counts of the fleet that a page shows, newest first.
MOST_SHOWN = 50

Codes = Mapping[uuid.UUID, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """A question to the customer; money without VAT."""

    model: str
    number: int
    kind: PromptKind
    state: PromptState
    quantity: int
    unit_price: Decimal | None
    currency: str
    opened_at: datetime
    ended_at: datetime | None
    ended_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """An order for the pool: how many units, of which how many were given up."""

    number: str
    supplier: str
    state: OrderState
    quantity: int
    given_up: int
    placed_at: datetime
    expected_on: date


def prompts_of(session: Session, pool: Pool, codes: Codes) -> tuple[AskedLine, ...]:
    """The newest questions about the pool."""
    rows = session.scalars(
        select(RefillPrompt)
        .where(RefillPrompt.pool_id == pool.id)
        .order_by(RefillPrompt.opened_at.desc(), RefillPrompt.number.desc())
        .limit(MOST_SHOWN)
    )
    return tuple(
        AskedLine(
            model=codes.get(row.model_id, ""),
            number=row.number,
            kind=row.kind,
            state=row.state,
            quantity=row.quantity,
            unit_price=row.unit_price,
            currency=row.currency,
            opened_at=row.opened_at,
            ended_at=row.ended_at,
            ended_by=row.ended_by,
        )
        for row in rows
    )


def orders_of(session: Session, pool: Pool) -> tuple[OrderedLine, ...]:
    """The newest orders for the pool, each with all its lines added up."""
    of_supplier = (Supplier.tenant_id == StockOrder.tenant_id) & (
        Supplier.id == StockOrder.supplier_id
    )
    rows = session.execute(
        select(StockOrder, Supplier.name)
        .join(Supplier, of_supplier)
        .where(StockOrder.pool_id == pool.id)
        .order_by(StockOrder.placed_at.desc(), StockOrder.number.desc())
        .limit(MOST_SHOWN)
    ).all()
    wanted = [order.id for order, _ in rows]
    lines = session.scalars(select(OrderLine).where(OrderLine.order_id.in_(wanted))).all()
    return tuple(
        OrderedLine(
            number=order.number,
            supplier=supplier,
            state=order.state,
            quantity=sum(one.quantity for one in lines if one.order_id == order.id),
            given_up=sum(one.given_up for one in lines if one.order_id == order.id),
            placed_at=order.placed_at,
            expected_on=order.expected_on,
        )
        for order, supplier in rows
    )
