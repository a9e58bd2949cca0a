"""Lost, found and searched parcels over the real record: units, claims, the desk's list."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from desk.actors import Actor
from desk.invariants import check_invariants
from desk.refusals import NotAllowed
from desk.searches import SearchedParcel, Standing, parcel_claims, silent_parcels
from models.devices import Unit
from models.locations import Location
from models.parties import Role
from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_values import DebtState, Why
from rules.case_words import Direction, Inbound, Outbound, Stage
from runtime.database import Database
from tests.builders import TestDesk, a_swap
from tests.databases import copied, migrated
from tests.desk.broken_record import broken
from tests.desk.case_walk import CaseWalk
from tests.way_back import PhoneCustomer, a_phone_swap, serve_phones
from workers.stack.postgres import EmbeddedPostgres

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SILENT, IN_VAIN = MONDAY + 2 * HOUR + 5 * DAY, MONDAY + 2 * HOUR + 10 * DAY
OUT, BACK = Direction.OUTBOUND, Direction.RETURN


@pytest.fixture(scope="module")
def shared_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """A record of its own: what must hold is asked tenant by tenant, and the room has hundreds."""
    with copied(postgres, migrated(postgres), "searches") as url:
        yield url


@pytest.fixture(scope="module")
def shared_record(shared_url: str) -> Iterator[Database]:
    database = Database(shared_url.replace("swapdesk_owner", "swapdesk_runtime"))
    yield database
    database.close()


def on_its_way(walk: CaseWalk, broken_serial: str = "BROKEN-1") -> str:
    number = walk.open(a_swap(broken_serial, at=MONDAY))
    walk.pack(number, walk.reserved(number), MONDAY + HOUR)
    walk.carried(number, OUT, "handed_over", MONDAY + 2 * HOUR)
    return number


def pass_by(walk: CaseWalk, number: str, name: str, at: datetime) -> CaseState:
    walk.tell(number, Told.DEADLINE_PASSED, at, name=name)
    return walk.run_errands(number)


def place_of(walk: CaseWalk, serial: str) -> str:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        return session.scalars(
            select(Location.code)
            .join(Unit, (Unit.tenant_id == Location.tenant_id) & (Unit.location_id == Location.id))
            .where(Unit.serial == serial)
        ).one()


def said(walk: CaseWalk, number: str, attempt: int, status: str, at: datetime) -> CaseState:
    walk.tell(
        number,
        Told.CARRIER_SAID,
        at,
        direction=OUT.value,
        attempt=str(attempt),
        status=status,
    )
    return walk.run_errands(number)


async def nothing_is_broken(walk: CaseWalk) -> bool:
    found = broken(await check_invariants(walk.database, MONDAY))
    mine = {name: rows for name, rows in found.items() if rows_of(rows, walk.desk.tenant)}
    # Nobody drains the outbox of a walk.
    return set(mine) <= {"outbox-drained", "inbox-drained"}


def rows_of(rows: list[dict[str, str]], tenant: str) -> list[dict[str, str]]:
    return [row for row in rows if row["tenant"] == tenant]


def only(found: tuple[SearchedParcel, ...]) -> SearchedParcel:
    (one,) = found
    return one


def test_a_parcel_that_is_looked_for_is_on_the_list_with_its_last_scan_and_its_end(
    walk: CaseWalk,
) -> None:
    number = on_its_way(walk)
    pass_by(walk, number, "outbound_silence", SILENT)
    parcel = only(silent_parcels(walk.database, walk.desk.clerk))
    assert (parcel.case, parcel.customer, parcel.direction) == (number, "fabrikam", OUT)
    assert parcel.tracking_no.startswith("PRAC")
    assert (parcel.last_seen, parcel.lost_on) == (MONDAY + 2 * HOUR, IN_VAIN)
    assert (parcel.standing, parcel.trace_no) == (Standing.SEARCHED, "T-1")
    assert parcel_claims(walk.database, walk.desk.clerk) == ()


def test_a_parcel_that_is_seen_again_leaves_the_list(walk: CaseWalk) -> None:
    number = on_its_way(walk)
    pass_by(walk, number, "outbound_silence", SILENT)
    walk.carried(number, OUT, "in_transit", SILENT + HOUR)
    assert silent_parcels(walk.database, walk.desk.clerk) == ()


async def test_a_parcel_looked_for_in_vain_is_claimed_and_its_unit_counts_as_lost(
    walk: CaseWalk,
) -> None:
    number = on_its_way(walk)
    first = walk.reserved(number)
    pass_by(walk, number, "outbound_silence", SILENT)
    state = pass_by(walk, number, "outbound_lost", IN_VAIN)
    assert state.has(outbound=Outbound.RESERVED)
    assert place_of(walk, first) == "LOST"
    claim = only(parcel_claims(walk.database, walk.desk.clerk))
    assert (claim.standing, claim.claim_no, claim.claimed_at) == (Standing.LOST, "C-1", IN_VAIN)
    assert await nothing_is_broken(walk)


async def test_a_first_unit_found_at_the_customers_is_the_replacement_after_all(
    walk: CaseWalk,
) -> None:
    number = on_its_way(walk)
    first = walk.reserved(number)
    walk.carried(number, OUT, "lost", MONDAY + 3 * DAY)
    second = walk.reserved(number)
    walk.pack(number, second, MONDAY + 3 * DAY)
    state = said(walk, number, 1, "delivered", MONDAY + 4 * DAY)
    assert state.has(outbound=Outbound.DELIVERED, stage=Stage.RETURNING)
    assert [place_of(walk, serial) for serial in (first, second)] == [
        "AT-FABRIKAM",
        "POOL-FABRIKAM",
    ]
    assert walk.reserved(number) == first
    assert only(parcel_claims(walk.database, walk.desk.clerk)).standing is Standing.FOUND
    assert await nothing_is_broken(walk)
    assert walk.receive(number, MONDAY + 5 * DAY).inbound is Inbound.RECEIVED
    assert walk.run_errands(number).stage is Stage.CLOSED


async def test_a_first_unit_found_after_the_second_left_is_owed_back_and_looked_at(
    walk: CaseWalk,
) -> None:
    number = on_its_way(walk)
    first, first_id = walk.reserved(number), walk.state(number).replacement_unit
    walk.carried(number, OUT, "lost", MONDAY + 3 * DAY)
    walk.pack(number, walk.reserved(number), MONDAY + 3 * DAY)
    for hours, status in ((1, "handed_over"), (20, "delivered")):
        said(walk, number, 2, status, MONDAY + 3 * DAY + hours * HOUR)
    state = said(walk, number, 1, "delivered", MONDAY + 5 * DAY)
    assert [(debt.why, debt.state) for debt in state.back.debts] == [
        (Why.BROKEN, DebtState.OPEN),
        (Why.EXTRA, DebtState.OPEN),
    ]
    assert place_of(walk, first) == "AT-FABRIKAM"
    assert await nothing_is_broken(walk)
    walk.receive(number, MONDAY + 6 * DAY)
    state = walk.tell(
        number, Told.RECEIPT_SCANNED, MONDAY + 6 * DAY, unit_id=first_id, serial=first
    )
    assert [debt.state for debt in state.back.debts] == [DebtState.RECEIVED] * 2
    assert place_of(walk, first) == "BENCH"
    assert await nothing_is_broken(walk)


async def test_a_unit_found_on_its_way_back_goes_to_the_shelf_and_to_who_waits_for_it(
    walk: CaseWalk,
) -> None:
    number = on_its_way(walk)
    first, first_id = walk.reserved(number), walk.state(number).replacement_unit
    walk.carried(number, OUT, "lost", MONDAY + 3 * DAY)
    others = [walk.open(a_swap(f"OTHER-{n}", at=MONDAY + 3 * DAY)) for n in range(2)]
    assert [walk.state(one).outbound for one in others] == [Outbound.RESERVED, Outbound.WAITING]
    walk.run_errands(number)
    walk.tell(number, Told.RECEIPT_SCANNED, MONDAY + 5 * DAY, unit_id=first_id, serial=first)
    assert place_of(walk, first) == "POOL-FABRIKAM"
    assert walk.state(number).back.given_up == ()
    assert only(parcel_claims(walk.database, walk.desk.clerk)).standing is Standing.FOUND
    assert await nothing_is_broken(walk)


BEARS = PhoneCustomer(
    code="bears",
    returns={"review_after_days": 14, "care": {"parcels": {"bearer": "customer"}}},
)


async def test_who_bears_a_lost_return_is_one_word_of_the_contract(walk: CaseWalk) -> None:
    plain = PhoneCustomer(code="plain", returns={"review_after_days": 14})
    serve_phones(walk.database, walk.desk.tenant_id, BEARS, plain)
    states = []
    for customer in (plain, BEARS):
        number = walk.open(a_phone_swap(customer, f"LOST-{customer.code.upper()}", MONDAY))
        walk.pack(number, walk.reserved(number), MONDAY + HOUR)
        walk.carried(number, OUT, "handed_over", MONDAY + 2 * HOUR)
        walk.carried(number, OUT, "delivered", MONDAY + DAY)
        walk.carried(number, BACK, "handed_over", MONDAY + 3 * DAY)
        walk.carried(number, BACK, "lost", MONDAY + 9 * DAY)
        states.append(walk.run_errands(number))
        assert place_of(walk, f"LOST-{customer.code.upper()}") == "LOST"
    assert [state.stage for state in states] == [Stage.CLOSED, Stage.RETURNING]
    assert [state.back.debts[0].state for state in states] == [DebtState.LOST, DebtState.OPEN]
    assert await nothing_is_broken(walk)


def test_a_customers_person_reads_nothing_of_searches(
    shared_record: Database, desk: TestDesk
) -> None:
    person = Actor(
        tenant_id=desk.tenant_id, tenant=desk.tenant, name="a person", role=Role.CUSTOMER
    )
    with pytest.raises(NotAllowed):
        silent_parcels(shared_record, person)
