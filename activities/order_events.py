"""What happens to an order to a supplier: told in its pool's story, once, and to its workflow."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.exchange import OutboxMessage
from models.orders import StockOrder
from models.parties import Tenant
from models.pools import PoolEvent
from rules.pool_words import PoolWord
from runtime.announce import announce

#: An outbox row that is due as soon as it is committed.
AT_ONCE = datetime.fromtimestamp(0, tz=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that happened to an order; `key` tells it apart from all others of the order."""

    word: PoolWord
    key: str
    at: datetime
    by: str
    details: dict[str, Any] = field(default_factory=dict)


def order_key(order: StockOrder, purpose: str) -> str:
    """A business key of this order."""
    return f"order/{order.number}/{purpose}"


def note_order(session: Session, order: StockOrder, one: Happened) -> bool:
    """Write it into the pool's story and wake the boards; False when it was written before."""
    added = session.execute(
        insert(PoolEvent)
        .values(
            tenant_id=order.tenant_id,
            id=uuid.uuid4(),
            key=order_key(order, one.key),
            pool_id=order.pool_id,
            prompt_id=order.prompt_id,
            order_id=order.id,
            word=one.word,
            at=one.at,
            actor=one.by,
            details={"order": order.number, **one.details},
        )
        .on_conflict_do_nothing()
        .returning(PoolEvent.id)
    ).scalar_one_or_none()
    announce(session, "board")
    return added is not None


def owe_look(session: Session, order: StockOrder, key: str, at: datetime) -> None:
    """Have the order's workflow look at it, with the commit; the same key asks once."""
    tenant = session.get_one(Tenant, order.tenant_id)
    payload = {"tenant": tenant.code, "order_id": str(order.id), "number": order.number}
    session.execute(
        insert(OutboxMessage)
        .values(
            tenant_id=order.tenant_id,
            id=uuid.uuid4(),
            key=order_key(order, f"{key}/look"),
            kind="order",
            payload=payload,
            created_at=at,
            try_after=AT_ONCE,
        )
        .on_conflict_do_nothing()
    )
    announce(session, "relay")
