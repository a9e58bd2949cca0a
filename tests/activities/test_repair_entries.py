"""A repair in the record: whose unit stands where, and nothing held that nobody sends."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from desk.invariants import check_invariants
from models.cases import Case
from models.devices import Unit
from models.locations import Location, RequestState, Reservation, UnitRequest
from models.money import BillableEvent
from rules.case_facts import Told
from rules.case_words import (
    Direction,
    Outbound,
    Stage,
)
from runtime.database import Database
from tests.builders import found_desk
from tests.desk.case_walk import CaseWalk
from tests.served import FIBRA, Served, a_repair, serve

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
IN, OUT = Direction.RETURN, Direction.OUTBOUND
WIPE = {
    "method": "clear",
    "technique": "factory reset",
    "tool": "front panel",
    "verification": "set-up screen",
}
STOCK = Served(
    code="fibra",
    programme=FIBRA.programme,
    tier=FIBRA.tier,
    settings={"repair_return_to": "stock"},
)


@pytest.fixture
def walk(record: Database, empty_database: str) -> CaseWalk:
    return CaseWalk(database=record, desk=found_desk(empty_database, record, phones=0))


def opened(walk: CaseWalk, served: Served = FIBRA, serial: str = "SW-1") -> str:
    serve(walk.database, walk.desk.tenant_id, served)
    return walk.open(a_repair(served.code, serial, MONDAY))


def on_the_bench(walk: CaseWalk, served: Served = FIBRA) -> str:
    number = opened(walk, served)
    walk.run_errands(number)
    walk.carried(number, IN, "handed_over", MONDAY + 20 * HOUR)
    walk.carried(number, IN, "delivered", MONDAY + 40 * HOUR)
    walk.receive(number, MONDAY + 41 * HOUR)
    return number


def judged(walk: CaseWalk, number: str, outcome: str) -> None:
    walk.tell(number, Told.BENCH_DONE, MONDAY + 42 * HOUR, outcome=outcome, note="Dropped.")


def wiped(walk: CaseWalk, number: str, at: datetime, finding: str = "defect_confirmed") -> None:
    walk.tell(number, Told.INSPECTED, at, finding=finding)
    walk.tell(number, Told.WIPED, at, **WIPE)
    walk.run_errands(number)


def sent_home(walk: CaseWalk, number: str) -> None:
    walk.pack(number, walk.reserved(number), MONDAY + 43 * HOUR)
    walk.carried(number, OUT, "handed_over", MONDAY + 44 * HOUR)
    walk.carried(number, OUT, "delivered", MONDAY + 60 * HOUR)


def unit(walk: CaseWalk, serial: str) -> tuple[str, str]:
    """Where the unit is and whose it is."""
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        row = session.execute(
            select(Location.code, Unit.owner)
            .join(Location, Location.id == Unit.location_id)
            .where(Unit.serial == serial)
        ).one()
    return row.code, row.owner.value


async def nothing_is_broken(walk: CaseWalk) -> None:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        wakes = session.scalars(select(Case.wake_at)).all()
    at = min((wake for wake in wakes if wake is not None), default=MONDAY)
    verdicts = await check_invariants(walk.database, at)
    relay_is_missing = {"outbox-drained"}
    broken = {one.name for one in verdicts if one.broken} - relay_is_missing
    assert broken == set()


async def test_a_repaired_unit_goes_home_and_never_changes_its_owner(walk: CaseWalk) -> None:
    number = on_the_bench(walk)
    assert unit(walk, "SW-1") == ("BENCH", "customer")
    judged(walk, number, "repaired")
    assert walk.reserved(number) == "SW-1"
    await nothing_is_broken(walk)
    sent_home(walk, number)
    assert unit(walk, "SW-1") == ("AT-FIBRA", "customer")
    assert walk.state(number).stage is Stage.CLOSED
    await nothing_is_broken(walk)


async def test_no_other_unit_may_be_packed_in_its_place(walk: CaseWalk) -> None:
    number = on_the_bench(walk)
    second = walk.open(a_repair("fibra", "SW-2", MONDAY))
    walk.run_errands(second)
    walk.carried(second, IN, "handed_over", MONDAY + 20 * HOUR)
    walk.receive(second, MONDAY + 41 * HOUR)
    judged(walk, number, "repaired")
    # Another unit of the model lies on the same bench, free: it is not this customer's.
    assert walk.pack(number, "SW-2", MONDAY + 43 * HOUR).outbound is Outbound.RESERVED
    assert walk.pack(number, "SPARE-1", MONDAY + 43 * HOUR).outbound is Outbound.RESERVED
    assert unit(walk, "SW-2") == ("BENCH", "customer")
    assert walk.pack(number, "SW-1", MONDAY + 43 * HOUR).outbound is Outbound.LABELLED
    await nothing_is_broken(walk)


async def test_a_replaced_unit_becomes_the_provider_s_and_is_taken_apart(
    walk: CaseWalk,
) -> None:
    number = on_the_bench(walk)
    judged(walk, number, "replaced")
    assert walk.reserved(number) == "SPARE-1"
    sent_home(walk, number)
    assert unit(walk, "SPARE-1") == ("AT-FIBRA", "customer")
    assert unit(walk, "SW-1") == ("BENCH", "provider")
    assert not walk.state(number).ended
    wiped(walk, number, MONDAY + 61 * HOUR, finding="not_economical")
    harvest = {"destination": "harvest", "because": "Good screen."}
    walk.tell(number, Told.DISPOSED, MONDAY + 62 * HOUR, **harvest)
    assert unit(walk, "SW-1") == ("HARVEST", "provider")
    assert walk.state(number).stage is Stage.CLOSED
    await nothing_is_broken(walk)


async def test_a_repaired_unit_joins_its_owner_s_stock_where_that_was_agreed(
    walk: CaseWalk,
) -> None:
    number = on_the_bench(walk, STOCK)
    wiped(walk, number, MONDAY + 42 * HOUR)
    judged(walk, number, "repaired")
    assert unit(walk, "SW-1") == ("POOL-FIBRA", "customer")
    assert walk.state(number).stage is Stage.CLOSED
    await nothing_is_broken(walk)


async def test_a_unit_that_is_not_covered_goes_home_as_it_came(walk: CaseWalk) -> None:
    number = on_the_bench(walk)
    judged(walk, number, "not_covered")
    choice = {"disposition": "send_back", "because": "Asked for."}
    walk.tell(number, Told.DISPOSITION_SET, MONDAY + 42 * HOUR, **choice)
    sent_home(walk, number)
    assert unit(walk, "SW-1") == ("AT-FIBRA", "customer")
    await nothing_is_broken(walk)


async def test_or_is_scrapped(walk: CaseWalk) -> None:
    number = on_the_bench(walk)
    judged(walk, number, "not_covered")
    choice = {"disposition": "scrap", "because": "Asked for."}
    walk.tell(number, Told.DISPOSITION_SET, MONDAY + 42 * HOUR, **choice)
    assert unit(walk, "SW-1") == ("SCRAP", "customer")
    assert walk.state(number).stage is Stage.CLOSED
    await nothing_is_broken(walk)


async def test_a_cancelled_repair_sends_home_what_is_on_the_bench(walk: CaseWalk) -> None:
    number = on_the_bench(walk)
    walk.tell(number, Told.CANCEL_ASKED, MONDAY + 42 * HOUR, because="Never mind.")
    assert walk.reserved(number) == "SW-1"
    sent_home(walk, number)
    assert unit(walk, "SW-1") == ("AT-FIBRA", "customer")
    await nothing_is_broken(walk)


async def test_a_cancelled_repair_whose_device_never_left_leaves_no_live_label(
    walk: CaseWalk,
) -> None:
    number = opened(walk)
    walk.run_errands(number)
    walk.tell(number, Told.CANCEL_ASKED, MONDAY + HOUR, because="It works again.")
    walk.run_errands(number)
    assert walk.state(number).stage is Stage.CANCELLED
    await nothing_is_broken(walk)


async def test_a_repaired_unit_the_carrier_lost_is_made_good_from_the_shelf(
    walk: CaseWalk,
) -> None:
    number = on_the_bench(walk)
    judged(walk, number, "repaired")
    walk.pack(number, "SW-1", MONDAY + 43 * HOUR)
    walk.carried(number, OUT, "handed_over", MONDAY + 44 * HOUR)
    walk.carried(number, OUT, "lost", MONDAY + 90 * HOUR)
    assert unit(walk, "SW-1")[0] == "LOST"
    assert walk.reserved(number) == "SPARE-1"
    await nothing_is_broken(walk)


async def test_an_undelivered_repaired_unit_is_held_again_and_by_one_request_at_a_time(
    walk: CaseWalk,
) -> None:
    number = on_the_bench(walk)
    judged(walk, number, "repaired")
    walk.pack(number, "SW-1", MONDAY + 43 * HOUR)
    walk.carried(number, OUT, "handed_over", MONDAY + 44 * HOUR)
    walk.carried(number, OUT, "refused", MONDAY + 50 * HOUR)
    unit_id = walk.state(number).replacement_unit
    walk.tell(number, Told.RECEIPT_SCANNED, MONDAY + 60 * HOUR, unit_id=unit_id, serial="SW-1")
    assert unit(walk, "SW-1") == ("BENCH", "customer")
    walk.tell(number, Told.SEND_AGAIN, MONDAY + 61 * HOUR)
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        held = session.scalars(select(Reservation).where(Reservation.released_at.is_(None))).all()
        states = session.scalars(select(UnitRequest.state).order_by(UnitRequest.key)).all()
    assert len(held) == 1
    assert states == [RequestState.DONE, RequestState.GRANTED]
    await nothing_is_broken(walk)


async def test_each_journey_is_billed_once_to_whom_the_terms_say(walk: CaseWalk) -> None:
    number = on_the_bench(walk)
    judged(walk, number, "repaired")
    sent_home(walk, number)
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        billed = session.execute(
            select(BillableEvent.kind, BillableEvent.payer).order_by(BillableEvent.kind)
        ).all()
    assert [tuple(row) for row in billed] == [
        ("freight_outbound", "customer"),
        ("freight_return", "customer"),
        ("packaging", "customer"),
    ]
