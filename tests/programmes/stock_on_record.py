"""How a pool is opened, asked about, ordered for and received under a contract on record."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from activities.orders import OrderRecord
from desk.deliveries import receive_delivery
from desk.pool_forms import PoolForm
from desk.pool_keeping import open_pool
from models.contracts import Contract
from models.money import BillableEvent
from models.orders import StockOrder
from rules.errors import DeskError
from rules.pool_orders import OrderRef, OrderTurn
from runtime.database import Database
from tests.builders import TestDesk
from tests.deliveries import came, places
from tests.orders import ORDERED, deliver, placed
from tests.pool_moves import look, prompts, take
from tests.pools import PoolCustomer, TestPool, open_a_pool


@dataclass(frozen=True, slots=True, kw_only=True)
class StockDesk:
    """A desk with a customer whose contract says something of its own about the stock."""

    record: Database
    desk: TestDesk
    pool: TestPool

    def order(self) -> StockOrder:
        """Eight phones that the customer decided about."""
        return placed(self.record, self.desk.tenant_id, self.pool)


RecordOutcome = Callable[[StockDesk], object]


def stock_desk(record: Database, desk: TestDesk, stock: Mapping[str, object]) -> StockDesk:
    """A pool of 400 phones and 32 to swap under these values below `swap_stock`."""
    customer = PoolCustomer(code=f"c{uuid.uuid4().hex[:6]}")
    pool = open_a_pool(record, desk.tenant_id, customer)
    with record.as_tenant(desk.tenant_id) as session:
        contract = session.get_one(Contract, (desk.tenant_id, pool.contract_id))
        contract.settings = {**contract.settings, "swap_stock": dict(stock)}
    return StockDesk(record=record, desk=desk, pool=pool)


def refused(act: Callable[[], object]) -> object:
    """What it comes to, or the name of what refuses it."""
    try:
        return act()
    except DeskError as refusal:
        return type(refusal).__name__


def opened(*, rented: bool = False) -> RecordOutcome:
    """Whose the units of a second pool of the customer are, or what refuses it."""

    def owner(one: StockDesk) -> object:
        form = PoolForm(
            code=f"{one.pool.customer}-2",
            name="",
            customer=one.pool.customer,
            family="tablets",
            rented=rented,
        )
        return refused(lambda: open_pool(one.record, one.desk.clerk, form, form.code)["owner"])

    return owner


def asked(one: StockDesk) -> object:
    """How often the customer is asked once two phones are gone."""
    take(one.record, one.desk, one.pool, 2)
    while look(one.record):
        pass
    return len(prompts(one.record, one.desk, one.pool))


def order_of_customer(one: StockDesk) -> object:
    """How far an order comes that the customer decided about."""
    return refused(lambda: one.order().state.value)


def owner_of_order(one: StockDesk) -> object:
    """Whose the ordered phones become."""
    return one.order().owner.value


def billed(one: StockDesk) -> object:
    """What is billed of the three phones that came, and at which sum."""
    number = one.order().number
    deliver(one.record, one.desk.tenant_id, number, 3)
    with one.record.as_tenant(one.desk.tenant_id) as session:
        event = session.scalars(
            select(BillableEvent).where(BillableEvent.customer_id == one.pool.customer_id)
        ).one()
        return event.kind, None if event.amount is None else f"{event.amount:.2f}"


def place_of_delivery(one: StockDesk) -> object:
    """Where a phone is put that has just come for the order."""
    serial = f"NEW-{uuid.uuid4().hex[:8]}".upper()
    receive_delivery(one.record, one.desk.clerk, came(one.order().number, serial), serial)
    return places(one.record, one.desk.tenant_id)[serial].partition("-")[0]


def told_late(one: StockDesk) -> object:
    """The day on which an order that was expected on 5 December is told to be late."""
    order = one.order()
    ref = OrderRef(
        tenant_id=str(one.desk.tenant_id),
        tenant=one.desk.tenant,
        order_id=str(order.id),
        number=order.number,
    )
    next_at = OrderRecord(one.record).turn_order(OrderTurn(order=ref, at=ORDERED)).next_at
    assert next_at is not None
    return f"{next_at:%m-%d}"
