"""What is received of an order is billed to its customer apart from the fee (facts 62, 64)."""

import uuid
from datetime import datetime
from typing import Final

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.order_events import order_key
from activities.pool_counts import stock_terms, terms_of
from models.devices import Owner
from models.money import BillableEvent
from models.orders import Delivery, OrderLine, StockOrder
from models.pools import Pool

#: Bought by the customer, at the line's price.
DEVICE: Final = "swap_stock_device"
#: Rented: the lessor's rent is agreed elsewhere, so nothing is asked for here.
RENT: Final = "swap_stock_rent"
#: In the fee already, where the programme bills the stock with it.
INCLUDED: Final = "swap_stock_included"


def bill_received(
    session: Session,
    order: StockOrder,
    line: OrderLine,
    quantity: int,
    delivery: Delivery,
    at: datetime,
    part: int = 1,
) -> bool:
    """One billable event for what a delivery note brought of a line; False when it was written.

    The same note, line and `part` are billed once: a note's units may come in several goes.
    """
    note = delivery.note if part == 1 else f"{delivery.note}#{part}"
    kind = kind_of(session, order)
    amount = line.unit_price * quantity if kind == DEVICE else None
    added = session.execute(
        insert(BillableEvent)
        .values(
            tenant_id=order.tenant_id,
            id=uuid.uuid4(),
            key=order_key(order, f"{note}/{line.line}"),
            kind=kind,
            contract_id=order.contract_id,
            customer_id=order.customer_id,
            payer="customer",
            quantity=quantity,
            amount=amount,
            currency="" if amount is None else order.currency,
            at=at,
        )
        .on_conflict_do_nothing()
        .returning(BillableEvent.id)
    ).scalar_one_or_none()
    return added is not None


def kind_of(session: Session, order: StockOrder) -> str:
    """What is billed: the device itself, or nothing but that it came."""
    if order.owner is Owner.LESSOR:
        return RENT
    pool = session.get_one(Pool, (order.tenant_id, order.pool_id))
    stock = stock_terms(pool, terms_of(session, pool))
    return DEVICE if stock.billed_separately else INCLUDED
