"""An order to a supplier is placed: numbered, noted in the pool's story, handed to its workflow."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.order_events import Happened, note_order, owe_look
from activities.own_label import next_number
from activities.pool_counts import stock_terms, terms_of
from models.devices import DeviceModel, Owner
from models.orders import OrderLine, StockOrder
from models.pools import Pool
from models.prompts import RefillPrompt
from rules.coverage_dates import day_of
from rules.errors import DeskError, Kind
from rules.pool_words import OrderState, PoolWord
from rules.swap_stock import CUSTOMER, order_refill

#: More of one model than anybody orders in one line; a slip of the finger is refused.
MOST_UNITS: Final = 10_000


class OrderQuantityAbsurd(DeskError):
    """This is no quantity to order."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, quantity: int) -> None:
        super().__init__(
            f"{quantity} is no number of devices to order. Give a whole number from 1 to "
            f"{MOST_UNITS}.",
            quantity=quantity,
        )


class OrderEmpty(DeskError):
    """An order needs at least one line."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__("Name at least one model and how many of it to order.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """So many devices of a model, each at this price without VAT; raises OrderQuantityAbsurd."""

    model_id: uuid.UUID
    quantity: int
    unit_price: Decimal

    def __post_init__(self) -> None:
        if not 1 <= self.quantity <= MOST_UNITS:
            raise OrderQuantityAbsurd(self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """What is to be ordered for a pool, who decided it, and under which word of the customer.

    `lead_days` are calendar days from `at` to the dock. An order that a prompt was approved for
    names it, and is placed once however often it is asked for. Raises OrderEmpty.
    """

    pool: Pool
    supplier_id: uuid.UUID
    lines: tuple[NewLine, ...]
    currency: str
    prompt_id: uuid.UUID | None
    customer_reference: str
    by: str
    at: datetime
    lead_days: int
    decided_by: str = CUSTOMER
    rented: bool = False

    def __post_init__(self) -> None:
        if not self.lines:
            raise OrderEmpty


def place_order(session: Session, new: NewOrder) -> StockOrder:
    """The order, numbered without gaps and to be sent by its workflow; once for each prompt.

    Raises rules.swap_stock.NotTheirsToOrder unless whoever decides about the stock did, and
    NotForRent (facts 61, 62, 64b). Nothing is written then.
    """
    if new.prompt_id is not None:
        known = order_of_prompt(session, new.prompt_id)
        if known is not None:
            return known
    order = add_order(session, new)
    add_lines(session, order, new.lines)
    happened = Happened(
        word=PoolWord.ORDER_PLACED,
        key="placed",
        at=new.at,
        by=new.by,
        details=placed_details(session, order, new.lines),
    )
    note_order(session, order, happened)
    owe_look(session, order, "placed", new.at)
    return order


def order_of_prompt(session: Session, prompt_id: uuid.UUID) -> StockOrder | None:
    """What was ordered for the prompt; two that ask at once wait for each other."""
    session.scalars(
        select(RefillPrompt.id).where(RefillPrompt.id == prompt_id).with_for_update()
    ).one()
    ordered = select(StockOrder).where(StockOrder.prompt_id == prompt_id)
    return session.scalars(ordered).one_or_none()


def add_order(session: Session, new: NewOrder) -> StockOrder:
    """The order's row: its owner and number follow from the contract of the pool."""
    pool, terms = new.pool, terms_of(session, new.pool)
    rented = new.rented or pool.owner is Owner.LESSOR
    agreed = order_refill(stock_terms(pool, terms), decided_by=new.decided_by, rented=rented)
    today = day_of(new.at, terms.timezone)
    order = StockOrder(
        tenant_id=pool.tenant_id,
        id=uuid.uuid4(),
        number=order_number(session, pool.tenant_id, today.year),
        supplier_id=new.supplier_id,
        customer_id=pool.customer_id,
        contract_id=pool.contract_id,
        pool_id=pool.id,
        prompt_id=new.prompt_id,
        state=OrderState.PLACED,
        owner=Owner(agreed.owner),
        currency=new.currency,
        customer_reference=new.customer_reference,
        placed_at=new.at,
        placed_by=new.by,
        expected_on=today + timedelta(days=new.lead_days),
        next_at=new.at,
    )
    session.add(order)
    session.flush()
    return order


def order_number(session: Session, tenant_id: uuid.UUID, year: int) -> str:
    """Gap-free per tenant and local year: PO-2026-00001."""
    return f"PO-{year}-{next_number(session, tenant_id, f'order/{year}'):05d}"


def add_lines(session: Session, order: StockOrder, lines: Sequence[NewLine]) -> None:
    """The lines of the order, numbered from 1 as they were given."""
    session.add_all(
        OrderLine(
            tenant_id=order.tenant_id,
            order_id=order.id,
            line=number,
            model_id=line.model_id,
            quantity=line.quantity,
            unit_price=line.unit_price,
        )
        for number, line in enumerate(lines, start=1)
    )
    session.flush()


def placed_details(
    session: Session, order: StockOrder, lines: Sequence[NewLine]
) -> dict[str, object]:
    """What the story tells of a placed order: models, quantities, and the expected day."""
    codes = {
        line.model_id: session.get_one(DeviceModel, (order.tenant_id, line.model_id)).code
        for line in lines
    }
    ordered = ", ".join(f"{line.quantity} x {codes[line.model_id]}" for line in lines)
    return {
        "ordered": ordered,
        "expected_on": order.expected_on.isoformat(),
        "reference": order.customer_reference,
    }
