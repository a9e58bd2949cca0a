"""An order to a supplier is placed."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from activities.ordering import NewLine, OrderEmpty, OrderQuantityAbsurd
from activities.pool_counts import count_pools
from models.devices import Owner
from models.exchange import OutboxMessage
from models.orders import OrderLine, StockOrder
from models.pools import Pool, PoolEvent
from rules.pool_words import OrderState, PoolWord
from rules.swap_stock import NotTheirsToOrder
from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.orders import ORDERED, ask_for, placed
from tests.pools import PoolCustomer, TestPool, open_a_pool


@pytest.fixture
def desk(empty_database: str, record: Database) -> TestDesk:
    return found_desk(empty_database, record)


@pytest.fixture
def pool(record: Database, desk: TestDesk) -> TestPool:
    return open_a_pool(record, desk.tenant_id, PoolCustomer(phones=24))


def test_an_order_is_numbered_noted_and_handed_to_its_workflow(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    order = placed(record, desk.tenant_id, pool)
    assert (order.number, order.state, order.owner) == (
        "PO-2026-00001",
        OrderState.PLACED,
        Owner.CUSTOMER,
    )
    assert order.expected_on == date(2026, 12, 5)
    with record.as_tenant(desk.tenant_id) as session:
        [event] = session.scalars(select(PoolEvent)).all()
        [owed] = session.scalars(select(OutboxMessage)).all()
        assert (event.word, event.details["ordered"]) == (PoolWord.ORDER_PLACED, "8 x PHONE-X2")
        assert (owed.kind, owed.payload) == (
            "order",
            {"tenant": "acme", "order_id": str(order.id), "number": "PO-2026-00001"},
        )


def test_what_is_ordered_counts_for_the_pool_at_once(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    placed(record, desk.tenant_id, pool)
    with record.as_tenant(desk.tenant_id) as session:
        row = session.get_one(Pool, (desk.tenant_id, pool.pool_id))
        [model] = count_pools(session, [row], ORDERED)[0].models
        assert (model.level.ordered, model.level.counted) == (8, 32)
        assert model.level.expected_on == date(2026, 12, 5)


def test_a_prompt_is_ordered_once_whoever_asks_and_the_numbers_have_no_gap(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    prompt = ask_for(record, desk.tenant_id, pool)
    with ThreadPoolExecutor(4) as hands:
        orders = list(
            hands.map(
                lambda _: placed(record, desk.tenant_id, pool, prompt_id=prompt).number, range(4)
            )
        )
    assert orders == ["PO-2026-00001"] * 4
    assert placed(record, desk.tenant_id, pool).number == "PO-2026-00002"
    with record.as_tenant(desk.tenant_id) as session:
        assert len(session.scalars(select(OrderLine)).all()) == 2
        assert len(session.scalars(select(OutboxMessage)).all()) == 2


def test_the_number_is_of_the_year_it_is_where_the_programme_is(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    at = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # 0:30 in Stockholm
    assert placed(record, desk.tenant_id, pool, at=at).number == "PO-2027-00001"


def test_who_does_not_decide_orders_nothing(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    with pytest.raises(NotTheirsToOrder, match="decided by: customer, not by: desk"):
        placed(record, desk.tenant_id, pool, decided_by="desk")
    with record.as_tenant(desk.tenant_id) as session:
        assert session.scalars(select(StockOrder)).all() == []
    assert placed(record, desk.tenant_id, pool).number == "PO-2026-00001"


def test_rented_devices_belong_to_the_lessor(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    assert placed(record, desk.tenant_id, pool, rented=True).owner is Owner.LESSOR


@pytest.mark.parametrize("quantity", [0, -3, 10_001])
def test_no_absurd_quantity_is_ordered(quantity: int) -> None:
    with pytest.raises(OrderQuantityAbsurd, match="from 1 to 10000"):
        NewLine(model_id=uuid.uuid4(), quantity=quantity, unit_price=Decimal(1))


def test_an_order_without_lines_is_none(record: Database, desk: TestDesk, pool: TestPool) -> None:
    with pytest.raises(OrderEmpty):
        placed(record, desk.tenant_id, pool, lines=())
