"""Orders to suppliers to test against, placed for a pool with or without a prompt."""

import uuid
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.order_billing import bill_received
from activities.order_state import lines_of, locked_order, settle_state
from activities.ordering import NewLine, NewOrder, place_order
from desk.founding import ModelForm, UnitForm, add_model, shelve_units
from models.devices import Unit
from models.orders import DeliveredUnit, Delivery, StockOrder
from models.parties import Customer
from models.pools import Pool, PoolModel
from models.prompts import RefillPrompt
from rules.pool_words import HoldState, PromptKind, PromptState
from runtime.database import Database
from tests.pools import TestPool

#: A Monday, ten in the morning in Stockholm.
ORDERED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def new_order(session: Session, tenant_id: uuid.UUID, pool: TestPool, **changes: Any) -> NewOrder:
    """Eight phones at 4990 SEK, approved by the customer under its reference."""
    usual: dict[str, Any] = {
        "pool": session.get_one(Pool, (tenant_id, pool.pool_id)),
        "supplier_id": pool.supplier_id,
        "lines": (NewLine(model_id=pool.model_id, quantity=8, unit_price=Decimal("4990.00")),),
        "currency": "SEK",
        "prompt_id": None,
        "customer_reference": "Ref 4711",
        "by": "approver@contoso.example",
        "at": ORDERED,
        "lead_days": 12,
    }
    return NewOrder(**usual | changes)


def placed(record: Database, tenant_id: uuid.UUID, pool: TestPool, **changes: Any) -> StockOrder:
    """The order as it was placed, in a transaction of its own."""
    with record.as_tenant(tenant_id) as session:
        return place_order(session, new_order(session, tenant_id, pool, **changes))


def ask_for(record: Database, tenant_id: uuid.UUID, pool: TestPool, quantity: int = 8) -> uuid.UUID:
    """An open prompt of the pool's phone; its id."""
    prompt_id = uuid.uuid4()
    with record.as_tenant(tenant_id) as session:
        session.add(
            RefillPrompt(
                tenant_id=tenant_id,
                id=prompt_id,
                pool_id=pool.pool_id,
                model_id=pool.model_id,
                number=1,
                kind=PromptKind.REFILL,
                state=PromptState.OPEN,
                offered_id=pool.model_id,
                quantity=quantity,
                unit_price=Decimal("4990.00"),
                currency="SEK",
                supplier_id=pool.supplier_id,
                because={},
                opened_at=ORDERED,
            )
        )
    return prompt_id


def deliver(
    record: Database, tenant_id: uuid.UUID, number: str, count: int, *, line: int = 1
) -> None:
    """So many units of a line come, pass at once and are billed, as the dock would book them."""
    with record.as_tenant(tenant_id) as session:
        found = session.scalars(select(StockOrder).where(StockOrder.number == number)).one()
        order = locked_order(session, found.id)
        standing = next(one for one in lines_of(session, order) if one.row.line == line)
        note = Delivery(
            tenant_id=tenant_id,
            id=uuid.uuid4(),
            order_id=order.id,
            note=f"DN-{uuid.uuid4().hex[:8]}",
            received_at=ORDERED,
            received_by="clerk",
        )
        session.add(note)
        session.flush()
        customer = session.get_one(Customer, (tenant_id, order.customer_id))
        serials = [f"NEW-{uuid.uuid4().hex[:10].upper()}" for _ in range(count)]
        units = [UnitForm(serial=serial) for serial in serials]
        shelve_units(session, standing.model, units, customer, ORDERED)
        session.flush()
        session.add_all(
            DeliveredUnit(
                tenant_id=tenant_id,
                delivery_id=note.id,
                line_id=standing.row.id,
                unit_id=unit_id,
                hold=HoldState.PASSED,
                judged_at=ORDERED,
                judged_by="clerk",
            )
            for unit_id in session.scalars(select(Unit.id).where(Unit.serial.in_(serials)))
        )
        bill_received(session, order, standing.row, count, note, ORDERED)
        session.flush()
        settle_state(session, order, ORDERED, "clerk")


def hold_model(record: Database, tenant_id: uuid.UUID, pool: TestPool, form: ModelForm) -> None:
    """The pool holds another model beside its phone."""
    with record.as_tenant(tenant_id) as session:
        model = add_model(session, tenant_id, form)
        session.flush()
        session.add(
            PoolModel(
                tenant_id=tenant_id,
                pool_id=pool.pool_id,
                model_id=model.id,
                shelf_id=pool.shelf_id,
                customer_id=pool.customer_id,
                added_at=ORDERED,
            )
        )
