"""What a unit counts as, in every place it can be; and that nothing counts twice."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from activities.contract_terms import terms_in_force
from activities.pool_counts import count_pools
from activities.pool_terms import terms_of_pools
from desk.devices import DeviceForm
from models.contracts import Contract
from models.devices import Owner, Unit
from models.locations import Place
from models.orders import DeliveredUnit, Delivery, OrderLine, StockOrder
from models.pools import Pool
from models.stock import move_unit, place_of
from rules.case_words import Direction
from rules.pool_words import HoldState, OrderState
from rules.pools import PoolLevel
from runtime.database import Database
from tests.builders import TestDesk, a_swap, found_desk
from tests.desk.case_walk import CaseWalk
from tests.pools import PoolCustomer, TestPool, open_a_pool

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS = (
    *("available", "reserved", "waiting", "on_loan", "in_transit", "on_bench", "at_repair"),
    *("on_hold", "ordered"),
)


@pytest.fixture
def desk(empty_database: str, record: Database) -> TestDesk:
    return found_desk(empty_database, record)


@pytest.fixture
def pool(record: Database, desk: TestDesk) -> TestPool:
    return open_a_pool(record, desk.tenant_id, PoolCustomer(phones=3))


@pytest.fixture
def walk(record: Database, desk: TestDesk) -> CaseWalk:
    return CaseWalk(database=record, desk=desk)


def counted(record: Database, desk: TestDesk, pool: TestPool) -> PoolLevel:
    with record.as_tenant(desk.tenant_id) as session:
        row = session.get_one(Pool, (desk.tenant_id, pool.pool_id))
        (found,) = count_pools(session, [row], NOW)
        return found.models[0].level


def level(record: Database, desk: TestDesk, pool: TestPool) -> dict[str, int]:
    """The parts that are not empty."""
    found = counted(record, desk, pool)
    return {word: count for word in WORDS if (count := getattr(found, word))}


def a_contoso_swap(walk: CaseWalk, serial: str = "BROKEN-1", minutes: int = 0) -> str:
    device = DeviceForm(serial=serial, model="PHONE-X2")
    at = NOW + timedelta(minutes=minutes)
    return walk.open(a_swap(customer="contoso", device=device, at=at))


def put(record: Database, desk: TestDesk, serial: str, place: Place) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        unit = session.scalars(select(Unit).where(Unit.serial == serial)).one()
        to = place_of(session, place, unit.owner_customer_id)
        move_unit(session, unit, to, key=f"put/{place}", case_id=None, at=NOW, actor="clerk")


def test_a_unit_of_a_case_is_reserved_until_it_leaves_packed_or_not(
    record: Database, desk: TestDesk, pool: TestPool, walk: CaseWalk
) -> None:
    number = a_contoso_swap(walk)
    owed = {"in_transit": 1}  # the broken unit, which is still to be handed in
    assert level(record, desk, pool) == {"available": 2, "reserved": 1, **owed}
    walk.pack(number, walk.reserved(number), NOW + HOUR)
    assert level(record, desk, pool) == {"available": 2, "reserved": 1, **owed}
    walk.carried(number, Direction.OUTBOUND, "handed_over", NOW + 2 * HOUR)
    assert level(record, desk, pool) == {"available": 2, **owed}


def test_the_broken_unit_comes_home_by_way_of_the_bench(
    record: Database, desk: TestDesk, pool: TestPool, walk: CaseWalk
) -> None:
    number = a_contoso_swap(walk)
    walk.pack(number, walk.reserved(number), NOW + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", NOW + 2 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", NOW + DAY)
    assert level(record, desk, pool) == {"available": 2, "in_transit": 1}
    walk.carried(number, Direction.RETURN, "handed_over", NOW + 2 * DAY)
    assert level(record, desk, pool) == {"available": 2, "in_transit": 1}
    walk.receive(number, NOW + 3 * DAY)
    assert level(record, desk, pool) == {"available": 2, "on_bench": 1}


def test_who_waits_is_counted_against_what_is_there(
    record: Database, desk: TestDesk, pool: TestPool, walk: CaseWalk
) -> None:
    for n in range(5):
        a_contoso_swap(walk, f"BROKEN-{n}", minutes=n)
    found = counted(record, desk, pool)
    assert (found.available, found.reserved, found.waiting, found.free) == (0, 3, 2, -2)


@pytest.mark.parametrize(
    ("place", "word"),
    [
        (Place.BENCH, "on_bench"),
        (Place.QUARANTINE, "on_bench"),
        (Place.REPAIRER, "at_repair"),
        (Place.RECEIVING, "on_hold"),
    ],
)
def test_a_unit_away_from_the_shelf_counts_by_its_place(
    record: Database, desk: TestDesk, pool: TestPool, place: Place, word: str
) -> None:
    put(record, desk, "CONTOSO-0001", place)
    assert level(record, desk, pool) == {"available": 2, word: 1}


@pytest.mark.parametrize(
    "place", [Place.CUSTOMER, Place.SITE, Place.TRANSIT, Place.DOCK, Place.LOST, Place.SCRAP]
)
def test_a_unit_nobody_waits_for_counts_nowhere_once_it_has_left(
    record: Database, desk: TestDesk, pool: TestPool, place: Place
) -> None:
    put(record, desk, "CONTOSO-0001", place)
    assert level(record, desk, pool) == {"available": 2}


def test_a_lent_unit_is_on_loan_as_long_as_its_case_is_open(
    record: Database, desk: TestDesk, pool: TestPool, walk: CaseWalk
) -> None:
    number = a_contoso_swap(walk)
    put(record, desk, "CONTOSO-0003", Place.CUSTOMER)
    lend = text(
        "UPDATE cases SET snapshot = jsonb_set(snapshot, '{back,loan}', to_jsonb("
        "(SELECT id::text FROM units WHERE serial = 'CONTOSO-0003'))) WHERE number = :number"
    )
    with record.as_tenant(desk.tenant_id) as session:
        session.execute(lend, {"number": number})
    found = counted(record, desk, pool)
    assert (found.available, found.reserved, found.on_loan, found.in_transit) == (1, 1, 1, 1)
    with record.as_tenant(desk.tenant_id) as session:
        session.execute(text("UPDATE cases SET stage = 'closed', ended_at = now()"))
    assert counted(record, desk, pool).on_loan == 0


def an_order(record: Database, desk: TestDesk, pool: TestPool, state: OrderState) -> OrderLine:
    with record.as_tenant(desk.tenant_id) as session:
        order = StockOrder(
            tenant_id=desk.tenant_id,
            number="PO-2026-00001",
            supplier_id=pool.supplier_id,
            customer_id=pool.customer_id,
            contract_id=pool.contract_id,
            pool_id=pool.pool_id,
            state=state,
            owner=Owner.CUSTOMER,
            currency="SEK",
            placed_at=NOW,
            placed_by="clerk",
            expected_on=date(2026, 12, 4),
            completed_at=NOW if state is OrderState.COMPLETE else None,
        )
        session.add(order)
        session.flush()
        line = OrderLine(
            tenant_id=desk.tenant_id,
            order_id=order.id,
            line=1,
            model_id=pool.model_id,
            quantity=6,
            given_up=1,
            unit_price=Decimal(4990),
        )
        session.add(line)
        session.flush()
        return line


def deliver(
    record: Database, desk: TestDesk, line: OrderLine, serial: str, hold: HoldState
) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        unit = session.scalars(select(Unit).where(Unit.serial == serial)).one()
        delivery = Delivery(
            tenant_id=desk.tenant_id,
            order_id=line.order_id,
            note=serial,
            received_at=NOW,
            received_by="clerk",
        )
        session.add(delivery)
        session.flush()
        session.add(
            DeliveredUnit(
                tenant_id=desk.tenant_id,
                delivery_id=delivery.id,
                line_id=line.id,
                unit_id=unit.id,
                hold=hold,
                judged_at=None if hold is HoldState.HELD else NOW,
            )
        )


def test_what_a_supplier_still_owes_is_ordered_without_what_came_or_was_given_up(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    line = an_order(record, desk, pool, OrderState.PLACED)
    found = counted(record, desk, pool)
    assert (found.ordered, found.expected_on) == (5, date(2026, 12, 4))
    put(record, desk, "CONTOSO-0001", Place.RECEIVING)
    deliver(record, desk, line, "CONTOSO-0001", HoldState.HELD)
    assert level(record, desk, pool) == {"available": 2, "on_hold": 1, "ordered": 4}


def test_an_order_that_is_complete_brings_nothing_more(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    an_order(record, desk, pool, OrderState.COMPLETE)
    found = counted(record, desk, pool)
    assert (found.ordered, found.expected_on) == (0, None)


@pytest.mark.parametrize("place", [Place.QUARANTINE, Place.RECEIVING])
def test_a_unit_that_failed_when_it_was_delivered_counts_nowhere(
    record: Database, desk: TestDesk, pool: TestPool, place: Place
) -> None:
    line = an_order(record, desk, pool, OrderState.PLACED)
    put(record, desk, "CONTOSO-0001", place)
    deliver(record, desk, line, "CONTOSO-0001", HoldState.FAILED)
    assert level(record, desk, pool) == {"available": 2, "ordered": 4}


def test_contracts_with_the_same_settings_share_their_terms_and_others_do_not(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    twin = open_a_pool(record, desk.tenant_id, PoolCustomer(code="tailspin", phones=0))
    own = PoolCustomer(code="wingtip", phones=0, refill={"least": 4})
    other = open_a_pool(record, desk.tenant_id, own)
    with record.as_tenant(desk.tenant_id) as session:
        pools = session.scalars(select(Pool)).all()
        found = terms_of_pools(session, pools)
        assert found[pool.contract_id] is found[twin.contract_id]
        assert found[other.contract_id] != found[pool.contract_id]
        for contract in session.scalars(select(Contract).where(Contract.id.in_(found))):
            assert found[contract.id] == terms_in_force(session, contract)
