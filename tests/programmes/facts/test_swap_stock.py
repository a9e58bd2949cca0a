"""Facts of the swap stock that a pool on record shows: its size, who asks, decides, owns, pays."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from activities.pool_counts import CountedPool, count_pools
from desk.order_placing import LineForm, PlaceForm, place_by_hand
from desk.pool_forms import FleetForm, PoolForm, PoolModelForm
from desk.pool_keeping import count_fleet, open_pool
from desk.pool_models import add_model
from models.devices import Unit
from models.locations import Location, Place
from models.money import BillableEvent
from models.pools import Pool
from rules.pool_words import PromptState
from rules.swap_stock import NotTheirsToOrder
from runtime.database import Database
from tests.builders import TestDesk
from tests.orders import ORDERED, deliver, placed
from tests.pool_moves import another_model, look, prompts
from tests.pools import PoolCustomer, TestPool, open_a_pool
from tests.programmes.facts.fact_list import fact
from tests.prompts import HOUR, MONDAY, PromptWalk

CODE = "tablets"


@pytest.fixture
def pool(shared_record: Database, desk: TestDesk) -> TestPool:
    """400 phones and 32 to swap, under the published programme."""
    return open_a_pool(shared_record, desk.tenant_id)


@pytest.fixture
def asked(shared_record: Database, desk: TestDesk, pool: TestPool) -> PromptWalk:
    """Two phones are gone, and the customer is asked for two."""
    walk = PromptWalk(record=shared_record, desk=desk, pool=pool)
    walk.run_low(2)
    walk.turn(MONDAY)
    return walk


def counted(record: Database, desk: TestDesk, code: str) -> CountedPool:
    with record.as_tenant(desk.tenant_id) as session:
        row = session.scalars(select(Pool).where(Pool.code == code)).one()
        return count_pools(session, [row], MONDAY)[0]


@fact("61")
def test_a_fleet_of_four_hundred_makes_a_target_of_thirty_two(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    form = PoolForm(code=CODE, name="", customer=pool.customer, family="tablets", site="Lund")
    assert open_pool(shared_record, desk.clerk, form, "open")["owner"] == "customer"
    add_model(shared_record, desk.clerk, CODE, PoolModelForm(model="PHONE-X2"), "add")
    targets = []
    for devices in (400, 401):
        day = date(2026, 11, 1)
        fleet = FleetForm(model="PHONE-X2", devices=devices, counts_from=day, at=MONDAY)
        count_fleet(shared_record, desk.clerk, CODE, fleet, f"count {devices}")
        targets.append(counted(shared_record, desk, CODE).models[0].level.target)
    assert targets == [32, 33]


@fact("61")
def test_the_customer_owns_what_lies_on_the_desks_shelf(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    with shared_record.as_tenant(desk.tenant_id) as session:
        units = session.execute(
            select(Unit.owner, Unit.owner_customer_id, Location.kind)
            .join(Location, Location.id == Unit.location_id)
            .where(Unit.serial.startswith("CONTOSO-"))
        ).all()
    assert len(units) == 32
    assert {tuple(unit) for unit in units} == {("customer", pool.customer_id, Place.SHELF)}


@fact("61")
def test_few_models_are_advised_where_the_customer_chooses_many(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    advice = []
    for number in (2, 3, 4):
        code = f"PHONE-Y{number}"
        another_model(shared_record, desk, code)
        answer = add_model(shared_record, desk.clerk, pool.code, PoolModelForm(model=code), code)
        advice.append(str(answer["advice"]))
    assert advice[:2] == ["", ""]
    assert advice[2].startswith("The pool now holds 4 models; 3 or fewer are advised")


@fact("62")
def test_the_desk_asks_and_nothing_is_ordered_before_the_customer_decides(
    asked: PromptWalk,
) -> None:
    assert asked.letters() == [("refill_proposal", "Approver Contoso")]
    assert asked.orders() == []
    [approver] = asked.pool.approvers
    outcome = asked.answer(approver, "approve", MONDAY + HOUR)
    assert (outcome.taken, outcome.state) == (True, PromptState.APPROVED)
    [order] = asked.orders()
    assert (order.number, order.placed_by) == (outcome.order, "approver@contoso.example")
    assert order.owner.value == "customer"


@fact("62")
def test_what_the_customer_declines_is_not_ordered(asked: PromptWalk) -> None:
    [approver] = asked.pool.approvers
    asked.answer(approver, "decline", MONDAY + HOUR, reason="The fleet shrinks.")
    assert asked.prompt.state is PromptState.DECLINED
    assert asked.orders() == []


@fact("62")
def test_the_desk_does_not_decide_about_the_customers_stock_by_itself(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    form = PlaceForm(
        pool=pool.code,
        supplier="trey",
        lines=(LineForm(model="PHONE-X2", quantity=4),),
        at=ORDERED,
    )
    with pytest.raises(NotTheirsToOrder):
        place_by_hand(shared_record, desk.clerk, form, "order")


@fact("62", "64")
def test_what_is_received_is_billed_to_the_customer_apart_from_the_fee(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    order = placed(shared_record, desk.tenant_id, pool)
    for came in (5, 3):
        deliver(shared_record, desk.tenant_id, order.number, came)
    with shared_record.as_tenant(desk.tenant_id) as session:
        events = session.scalars(select(BillableEvent).order_by(BillableEvent.amount)).all()
        told = [(one.kind, one.payer, one.quantity, one.amount, one.currency) for one in events]
    assert told == [
        ("swap_stock_device", "customer", 3, Decimal(14970), "SEK"),
        ("swap_stock_device", "customer", 5, Decimal(24950), "SEK"),
    ]


@fact("61", "62")
def test_a_stock_at_its_target_is_not_asked_about(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    full = counted(shared_record, desk, pool.code).models[0].level
    assert (full.counted, full.target) == (32, 32)
    while look(shared_record):
        pass
    assert prompts(shared_record, desk, pool) == []


@fact("61")
def test_a_larger_fleet_is_asked_about_by_its_difference(
    shared_record: Database, desk: TestDesk
) -> None:
    pool = open_a_pool(shared_record, desk.tenant_id, PoolCustomer(fleet=425))
    while look(shared_record):
        pass
    assert [prompt.quantity for prompt in prompts(shared_record, desk, pool)] == [2]
