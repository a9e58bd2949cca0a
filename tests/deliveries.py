"""Deliveries to test with: what came for an order, and what the record holds after it."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import func, select

from desk.deliveries import DeliveredForm, DeliveryForm, ImportForm
from desk.intake import CaseForm
from models.devices import Unit
from models.locations import Location, StockMove
from models.money import BillableEvent
from models.orders import DeliveredUnit, Delivery, StockOrder
from models.pools import PoolEvent
from runtime.database import Database
from tests.builders import a_swap

#: Twelve days after the orders of tests.orders, at nine in Stockholm.
CAME = datetime(2026, 12, 4, 8, 0, tzinfo=UTC)
NO_HOLD = {"quality_hold": False}


def serials(first: int, last: int, prefix: str = "NEW") -> list[str]:
    """NEW-0001 and on."""
    return [f"{prefix}-{number:04d}" for number in range(first, last + 1)]


def came(order: str, *units: str, note: str = "N-1", **changes: object) -> DeliveryForm:
    """Units that came for the order, by serial."""
    form = DeliveryForm(
        order=order, note=note, units=tuple(DeliveredForm(serial=one) for one in units), at=CAME
    )
    return replace(form, **changes)  # type: ignore[arg-type]


def a_file(*lines: str, header: str = "order,note,serial", **changes: object) -> ImportForm:
    """A supplier's file with these rows."""
    content = "\r\n".join((header, *lines)).encode()
    return replace(ImportForm(content=content, at=CAME), **changes)  # type: ignore[arg-type]


def a_waiting_swap(customer: str, serial: str, at: datetime) -> CaseForm:
    """A swap of a pool's customer, whose broken phone is on nobody's record yet."""
    return a_swap(serial, customer=customer, at=at)


def places(record: Database, tenant_id: uuid.UUID) -> dict[str, str]:
    """Where each delivered unit is, by serial."""
    with record.as_tenant(tenant_id) as session:
        rows = session.execute(
            select(Unit.serial, Location.code)
            .join(DeliveredUnit, DeliveredUnit.unit_id == Unit.id)
            .join(Location, Location.id == Unit.location_id)
        )
        return {row.serial: row.code for row in rows}


def billed(record: Database, tenant_id: uuid.UUID) -> dict[str, tuple[int, str]]:
    """Quantity and amount of what was billed for orders, by key."""
    with record.as_tenant(tenant_id) as session:
        rows = session.scalars(select(BillableEvent).where(BillableEvent.key.like("order/%")))
        return {row.key: (row.quantity, f"{row.amount:.2f}") for row in rows}


def story(record: Database, tenant_id: uuid.UUID) -> list[str]:
    """The words of the orders' stories, in their order."""
    of_orders = select(PoolEvent.word).where(PoolEvent.order_id.is_not(None))
    with record.as_tenant(tenant_id) as session:
        words = session.scalars(of_orders.order_by(PoolEvent.seq))
        return [word.value for word in words]


def state_of(record: Database, tenant_id: uuid.UUID, number: str) -> str:
    """How far the order has come."""
    with record.as_tenant(tenant_id) as session:
        state = session.scalars(select(StockOrder.state).where(StockOrder.number == number)).one()
        return state.value


def counts(record: Database, tenant_id: uuid.UUID) -> dict[str, int]:
    """How many rows a delivery may write, by table: half a delivery would show here."""
    with record.as_tenant(tenant_id) as session:
        return {
            table.__tablename__: session.execute(
                select(func.count()).select_from(table)
            ).scalar_one()
            for table in (Unit, StockMove, Delivery, DeliveredUnit, BillableEvent, PoolEvent)
        }
