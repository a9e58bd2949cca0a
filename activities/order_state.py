"""How far an order has come: what each line still misses, and the state that follows."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.order_events import Happened, note_order
from models.devices import DeviceModel
from models.orders import DeliveredUnit, OrderLine, StockOrder
from models.pools import PoolEvent
from rules.pool_words import COMING, OrderState, PoolWord


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStanding:
    """A line with its model, and how many units of it came."""

    row: OrderLine
    model: DeviceModel
    came: int

    @property
    def wanted(self) -> int:
        """How many are ordered, without those given up."""
        return self.row.quantity - self.row.given_up

    @property
    def missing(self) -> int:
        """How many are still to come."""
        return self.wanted - self.came


def locked_order(session: Session, order_id: uuid.UUID) -> StockOrder:
    """The order, held until the end of the transaction; its lines may still be referred to."""
    return session.scalars(
        select(StockOrder)
        .where(StockOrder.id == order_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def lines_of(session: Session, order: StockOrder) -> tuple[LineStanding, ...]:
    """Each line of the order with what came for it, counted from the units delivered."""
    came = (
        select(func.count())
        .where(
            DeliveredUnit.tenant_id == OrderLine.tenant_id, DeliveredUnit.line_id == OrderLine.id
        )
        .scalar_subquery()
    )
    of_line = (DeviceModel.tenant_id == OrderLine.tenant_id) & (
        DeviceModel.id == OrderLine.model_id
    )
    rows = session.execute(
        select(OrderLine, DeviceModel, came)
        .join(DeviceModel, of_line)
        .where(OrderLine.order_id == order.id)
        .order_by(OrderLine.line)
    )
    return tuple(LineStanding(row=row, model=model, came=count) for row, model, count in rows)


def settle_state(session: Session, order: StockOrder, at: datetime, by: str) -> OrderState:
    """Partial once something came, complete once nothing is missing; noted in the story once.

    The caller holds the order with `locked_order` and has flushed what was delivered.
    """
    if order.state not in COMING:
        return order.state
    lines = lines_of(session, order)
    if all(line.missing <= 0 for line in lines):
        order.state, order.completed_at, order.next_at = OrderState.COMPLETE, at, None
        done = Happened(word=PoolWord.ORDER_COMPLETE, key="complete", at=at, by=by)
        note_order(session, order, done)
    elif any(line.came for line in lines):
        order.state = OrderState.PARTIAL
    session.flush()
    return order.state


def revision_of(session: Session, order: StockOrder) -> int:
    """1 for the order as it was placed, and one more for each change of its lines."""
    changes = select(func.count()).where(
        PoolEvent.order_id == order.id,
        PoolEvent.word == PoolWord.ORDER_CHANGED,
        PoolEvent.details.has_key("line"),
    )
    return 1 + session.execute(changes).scalar_one()


def said(lines: Sequence[LineStanding]) -> str:
    """What is still to come, such as 8 x Phone X2, cut to what a letter holds."""
    text = ", ".join(f"{one.missing} x {one.model.name}" for one in lines if one.missing > 0)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


#: Characters of a list of devices in a letter.
LONGEST = 400
