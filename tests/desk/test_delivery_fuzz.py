"""Whatever file comes, it is booked whole, or as far as it is good, and never in half."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from desk.deliveries import DeliveryRefused, ImportForm, import_delivery, receive_delivery
from desk.invariants import check_invariants
from models.devices import Unit
from models.locations import StockMove
from models.money import BillableEvent
from models.orders import DeliveredUnit, OrderLine
from rules.errors import DeskError
from runtime.database import Database
from tests.builders import TestDesk
from tests.deliveries import CAME, NO_HOLD, came, counts, places, serials, state_of
from tests.desk.broken_record import broken
from tests.orders import placed
from tests.pools import PoolCustomer, TestPool, open_a_pool

EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
CELL = st.sampled_from(
    ["F-1", "F-2", "f-3", "F-4", "", "{order}", "{order}", "N-1", "N-2", "490154203237518", "=1+1"]
)
ROW = st.lists(CELL, min_size=1, max_size=5).map(",".join)
HEADER = st.sampled_from(["order,note,serial,imei", "serial,order,note", "PO;aviz;S/N", "serial"])


@pytest.fixture
def pool(shared_record: Database, desk: TestDesk) -> TestPool:
    return open_a_pool(shared_record, desk.tenant_id, PoolCustomer(refill=NO_HOLD, phones=0))


@pytest.fixture
def order(shared_record: Database, desk: TestDesk, pool: TestPool) -> str:
    return placed(shared_record, desk.tenant_id, pool).number


def sums(record: Database, tenant_id: uuid.UUID) -> set[int]:
    """How many units were delivered, as five tables say it; one number when none is in half."""
    with record.as_tenant(tenant_id) as session:
        of_units = select(DeliveredUnit.unit_id)
        queries = (
            select(func.count()).select_from(DeliveredUnit),
            select(func.count()).select_from(Unit).where(Unit.id.in_(of_units)),
            select(func.count()).select_from(StockMove).where(StockMove.unit_id.in_(of_units)),
            select(func.coalesce(func.sum(BillableEvent.quantity), 0)),
        )
        return {int(session.execute(query).scalar_one()) for query in queries}


@EXAMPLES
@given(
    header=HEADER, rows=st.lists(ROW, max_size=6), whole=st.booleans(), tail=st.binary(max_size=3)
)
def test_no_file_leaves_half_a_delivery(
    shared_record: Database,
    desk: TestDesk,
    order: str,
    header: str,
    rows: list[str],
    *,
    whole: bool,
    tail: bytes,
) -> None:
    before = counts(shared_record, desk.tenant_id)
    content = "\n".join((header, *rows)).replace("{order}", order).encode() + tail
    form = ImportForm(content=content, note="N-9", all_or_nothing=whole, at=CAME)
    try:
        answer = import_delivery(shared_record, desk.clerk, form, uuid.uuid4().hex)
    except DeskError:
        assert counts(shared_record, desk.tenant_id) == before
        return
    after = counts(shared_record, desk.tenant_id)
    came_now = after["delivered_units"] - before["delivered_units"]
    assert came_now == answer["received"] == after["units"] - before["units"]
    assert not (whole and answer["refused"])
    assert len(sums(shared_record, desk.tenant_id)) == 1
    again = import_delivery(shared_record, desk.clerk, form, uuid.uuid4().hex)
    assert again["received"] == 0
    assert counts(shared_record, desk.tenant_id) == after


def test_two_who_receive_at_once_book_each_unit_once_and_no_more_than_was_ordered(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    def receive(first: int) -> int:
        form = came(order, *serials(first, first + 4), all_or_nothing=False)
        try:
            answer = receive_delivery(shared_record, desk.clerk, form, f"key-{first}")
        except IntegrityError:
            answer = receive_delivery(shared_record, desk.clerk, form, f"key-{first}")
        return int(answer["received"])

    with ThreadPoolExecutor(4) as people:
        received = list(people.map(receive, [1, 3, 5, 7]))
    assert sum(received) == len(places(shared_record, desk.tenant_id)) == 8
    assert state_of(shared_record, desk.tenant_id, order) == "complete"
    assert sums(shared_record, desk.tenant_id) == {8}


def test_two_orders_that_come_crosswise_never_wait_for_each_other_for_ever(
    shared_record: Database, desk: TestDesk, pool: TestPool, order: str
) -> None:
    other = placed(shared_record, desk.tenant_id, pool).number

    def receive(turn: int) -> int:
        rows = [f"{order},N,X-{turn}", f"{other},N,Y-{turn}"]
        content = "\n".join(["order,note,serial", *(rows if turn % 2 else reversed(rows))])
        form = ImportForm(content=content.encode(), at=CAME)
        return int(import_delivery(shared_record, desk.clerk, form, f"turn-{turn}")["received"])

    with ThreadPoolExecutor(4) as people:
        assert list(people.map(receive, range(8))) == [2] * 8
    assert state_of(shared_record, desk.tenant_id, other) == "complete"


async def test_after_a_delivery_and_a_refused_one_everything_holds(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    receive_delivery(shared_record, desk.clerk, came(order, "H-1", "H-2"), "one")
    with pytest.raises(DeliveryRefused):
        receive_delivery(shared_record, desk.clerk, came(order, "H-3", "H-3"), "two")
    with shared_record.as_tenant(desk.tenant_id) as session:
        assert session.scalars(select(OrderLine.quantity)).one() == 8
    wrong = broken(await check_invariants(shared_record, CAME))
    assert not {"order-counts-its-units", "received-is-billed-once"} & set(wrong)
