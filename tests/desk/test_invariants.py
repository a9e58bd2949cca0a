import asyncio
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from temporalio.client import Client

from carriers.port import Booked
from desk import bench_invariant_queries, invariants
from desk.charge_invariant_queries import CHARGES
from desk.finance.invariant_queries import FINANCE
from desk.invariants import INVARIANTS, Verdict, check_invariants, running_cases
from desk.parcel_invariant_queries import PARCELS
from desk.pool_invariant_queries import POOLS
from desk.scans import Station
from desk.service_invariant_queries import SERVICES
from models.cases import Case
from models.devices import Unit
from models.stock import live_reservation, request_of
from rules.case_facts import Told
from rules.case_orders import CaseRef
from rules.case_words import (
    Direction,
    Inbound,
    Outbound,
)
from runtime.database import Database
from tests.builders import a_swap, an_advance_replacement, found_desk
from tests.carriers.builders import an_order
from tests.desk.broken_record import broken, copied, plain, seed, walked_database
from tests.desk.case_walk import CaseWalk
from tests.stories.harness import Stage, running_desk
from workers.stack.postgres import EmbeddedPostgres
from workers.stack.temporal_server import EmbeddedTemporal

MONDAY_0900 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CLOSED, PACKED, TRAVELLING = "SE-2026-000001", "SE-2026-000002", "SE-2026-000003"


def walk_cases(owner_url: str) -> None:
    """One swap that is closed, one that is packed, one whose broken unit travels back."""
    record = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"))
    walk = CaseWalk(database=record, desk=found_desk(owner_url, record, phones=4))
    closed = deliver(walk, "BROKEN-1", "POOL-0001")
    walk.receive(closed, MONDAY_0900 + 30 * HOUR)
    walk.run_errands(closed)
    packed = walk.open(a_swap("BROKEN-2", at=MONDAY_0900))
    walk.pack(packed, "POOL-0002", MONDAY_0900 + HOUR)
    travelling = deliver(walk, "BROKEN-3", "POOL-0003")
    walk.carried(travelling, Direction.RETURN, "handed_over", MONDAY_0900 + 30 * HOUR)
    walk.open(an_advance_replacement(at=MONDAY_0900))
    assert [closed, packed, travelling] == [CLOSED, PACKED, TRAVELLING]
    record.close()
    with psycopg.connect(plain(owner_url), autocommit=True) as owner:
        owner.execute("UPDATE outbox SET done_at = created_at")  # there is no relay in this walk


def deliver(walk: CaseWalk, broken: str, replacement: str) -> str:
    number = walk.open(a_swap(broken, at=MONDAY_0900))
    walk.pack(number, replacement, MONDAY_0900 + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY_0900 + 2 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", MONDAY_0900 + 20 * HOUR)
    return number


@pytest.fixture(scope="module")
def walked(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The name of a database with a few walked cases, to be copied by each test."""
    with walked_database(postgres, walk_cases) as name:
        yield name


@pytest.fixture
def owner_url(postgres: EmbeddedPostgres, walked: str) -> Iterator[str]:
    with copied(postgres, walked) as url:
        yield url


@pytest.fixture
def copy(owner_url: str) -> Iterator[Database]:
    database = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"), connections=2)
    yield database
    database.close()


async def found(database: Database, at: datetime = MONDAY_0900) -> dict[str, list[dict[str, str]]]:
    return broken(await check_invariants(database, at))


async def test_a_record_of_walked_cases_breaks_nothing(copy: Database) -> None:
    verdicts = await check_invariants(copy, MONDAY_0900)
    assert broken(verdicts) == {}
    unchecked = {verdict.name for verdict in verdicts if verdict.unchecked}
    assert unchecked == {"labels-at-carrier", "no-stray-label", "open-cases-run"}


PLACE = "(SELECT id FROM locations WHERE kind = '{}' ORDER BY code LIMIT 1)"
BENCH, SCRAP, VENDOR = PLACE.format("bench"), PLACE.format("scrap"), PLACE.format("vendor")
TENANT = "(SELECT id FROM tenants)"
FREE_UNIT = "(SELECT id FROM units WHERE serial = 'POOL-0004')"
HELD_UNIT = "(SELECT id FROM units WHERE serial = 'POOL-0002')"
NO_INDEX = "DROP INDEX {}"


def case_id(number: str) -> str:
    return f"(SELECT id FROM cases WHERE number = '{number}')"


def leg_id(number: str, direction: str) -> str:
    return f"(SELECT id FROM legs WHERE case_id = {case_id(number)} AND direction = '{direction}')"


def fact(key: str, case: str, placement: str, tenant: str = TENANT) -> str:
    return (
        "INSERT INTO inbox (id, tenant_id, source, key, told, at, actor, details, case_id,"
        " placement, received_at, try_after, attempts, outcome) VALUES"
        f" (gen_random_uuid(), {tenant}, 'carrier', '{key}', 'carrier_said', now(), 'practice',"
        f" '{{}}', {case}, '{placement}', '2026-11-23 07:00Z', now(), 0, '')"
    )


def part_move(source: str, target: str, quantity: int) -> str:
    return (
        "INSERT INTO stock_moves (tenant_id, id, key, part_id, quantity, from_id, to_id, at, actor)"
        f" SELECT tenant_id, gen_random_uuid(), 'part/{quantity}', id, {quantity}, {source},"
        f" {target}, now(), 'test' FROM parts"
    )


PART = (
    "INSERT INTO parts (tenant_id, id, code, name, weight_g, length_mm, width_mm, height_mm)"
    f" VALUES ({TENANT}, gen_random_uuid(), 'CABLE', 'Cable', 80, 200, 100, 30)"
)
COPY_RESERVATION = (
    "INSERT INTO reservations (tenant_id, id, unit_id, request_id, granted_at) SELECT tenant_id,"
    " gen_random_uuid(), {}, {}, granted_at FROM reservations WHERE released_at IS NULL"
)
FREE_REQUEST = f"(SELECT id FROM unit_requests WHERE case_id = {case_id(CLOSED)})"
COPY_LABEL = (
    "INSERT INTO labels SELECT tenant_id, gen_random_uuid(), leg_id, parcel_id, document_id,"
    " carrier, tracking_no || 'X', sscc, booked_at, valid_until, voided_at, price, currency"
    f" FROM labels WHERE leg_id = {leg_id(PACKED, 'outbound')}"
)
COPY_BILL = (
    "INSERT INTO billable_events SELECT tenant_id, gen_random_uuid(), key, kind, case_id,"
    " customer_id, payer, quantity, amount, currency, at FROM billable_events"
    " WHERE key LIKE '%packaging%'"
)
OPEN_ERRAND = (
    "INSERT INTO effects (tenant_id, id, key, state, result, at)"
    f" VALUES ({TENANT}, gen_random_uuid(), '{CLOSED}/outbound/1/void', 'intent', '{{}}', now())"
)
LAST_MOVE = "(SELECT max(seq) FROM stock_moves)"
NORTHWIND = "(SELECT id FROM customers WHERE code = 'northwind')"
OUTBOX = (
    "INSERT INTO outbox (tenant_id, id, key, kind, payload, created_at, try_after, attempts,"
    f" last_error) VALUES ({TENANT}, gen_random_uuid(), 'stuck', 'letter', '{{}}',"
    " '2026-11-23 07:00Z', now(), 9, 'post-unavailable')"
)

SEEDS: list[tuple[str, list[str]]] = [
    (
        "custody-chain",
        [f"UPDATE stock_moves SET from_id = {SCRAP} WHERE seq = {LAST_MOVE}"],
    ),
    (
        "custody-chain",
        [f"UPDATE stock_moves SET from_id = {BENCH} WHERE unit_id = {FREE_UNIT}"],
    ),
    ("custody-now", [f"UPDATE units SET location_id = {BENCH} WHERE serial = 'POOL-0004'"]),
    ("custody-now", [f"DELETE FROM stock_moves WHERE unit_id = {FREE_UNIT}"]),
    ("units-conserved", [f"DELETE FROM stock_moves WHERE unit_id = {FREE_UNIT}"]),
    ("units-conserved", [f"UPDATE units SET location_id = {SCRAP} WHERE serial = 'POOL-0004'"]),
    ("parts-conserved", [PART, part_move(VENDOR, BENCH, 5), part_move(BENCH, SCRAP, 6)]),
    (
        "one-reservation",
        [
            NO_INDEX.format("uq_reservations_live_unit"),
            COPY_RESERVATION.format("unit_id", FREE_REQUEST),
        ],
    ),
    (
        "one-reservation",
        [
            NO_INDEX.format("uq_reservations_live_request"),
            COPY_RESERVATION.format(FREE_UNIT, "request_id"),
        ],
    ),
    ("reserved-unit-in-hand", [f"UPDATE units SET location_id = {BENCH} WHERE id = {HELD_UNIT}"]),
    (
        "reserved-unit-in-hand",
        [f"UPDATE units SET owner_customer_id = {NORTHWIND} WHERE id = {HELD_UNIT}"],
    ),
    (
        "ended-case-holds-nothing",
        [f"UPDATE reservations SET released_at = NULL WHERE request_id = {FREE_REQUEST}"],
    ),
    (
        "ended-case-holds-nothing",
        [f"UPDATE unit_requests SET state = 'waiting' WHERE id = {FREE_REQUEST}"],
    ),
    (
        "ended-case-holds-nothing",
        [OPEN_ERRAND],
    ),
    ("one-label", [NO_INDEX.format("uq_labels_live_leg"), COPY_LABEL]),
    (
        "one-label",
        [f"UPDATE labels SET voided_at = now() WHERE leg_id = {leg_id(CLOSED, 'outbound')}"],
    ),
    ("one-label", [f"DELETE FROM labels WHERE leg_id = {leg_id(TRAVELLING, 'return')}"]),
    ("head-is-snapshot", ["UPDATE cases SET version = version + 1"]),
    ("head-is-snapshot", ["UPDATE cases SET stage = 'closed'"]),
    (
        "open-case-waits",
        [
            "ALTER TABLE cases DROP CONSTRAINT ck_cases_open_cases_wait_for_something",
            f"UPDATE cases SET wake_at = NULL WHERE number = '{PACKED}'",
        ],
    ),
    (
        "open-case-waits",
        [
            "ALTER TABLE cases DROP CONSTRAINT ck_cases_open_cases_wait_for_something",
            f"UPDATE cases SET waiting_for = 'nothing' WHERE number = '{PACKED}'",
        ],
    ),
    (
        "open-case-waits",
        [f"UPDATE cases SET wake_at = '2026-11-23 07:58Z' WHERE number = '{PACKED}'"],
    ),
    ("inbox-drained", [fact("carrier/practice/1", case_id(PACKED), "routed")]),
    ("inbox-drained", [fact("carrier/practice/1", case_id(PACKED), "new")]),
    ("outbox-drained", [OUTBOX]),
    (
        "billed-once",
        ["ALTER TABLE billable_events DROP CONSTRAINT uq_billable_events_tenant_id_key", COPY_BILL],
    ),
    ("billed-once", ["UPDATE billable_events SET key = 'SE-2026-000009/' || id"]),
    ("billed-once", [f"DELETE FROM billable_events WHERE key = '{CLOSED}/freight_outbound/1'"]),
    ("billed-once", [f"DELETE FROM billable_events WHERE key = '{TRAVELLING}/freight_return/1'"]),
    ("story-without-gaps", [f"DELETE FROM effects WHERE key = '{CLOSED}/step/3'"]),
    ("story-without-gaps", [f"DELETE FROM audit_events WHERE case_id = {case_id(CLOSED)}"]),
    (
        "story-without-gaps",
        ["DELETE FROM audit_events WHERE word = 'carrier:delivered'"],
    ),
    ("story-without-gaps", ["UPDATE audit_events SET version = 99 WHERE word = 'closed'"]),
]


@pytest.mark.parametrize(("name", "statements"), SEEDS, ids=[name for name, _ in SEEDS])
async def test_each_query_finds_its_own_violation(
    copy: Database, owner_url: str, name: str, statements: list[str]
) -> None:
    seed(owner_url, *statements)
    assert name in await found(copy)


def test_every_invariant_has_a_seeded_violation() -> None:
    elsewhere = {
        *("facts-placed", "no-stray-fact"),
        *("labels-at-carrier", "no-stray-label", "open-cases-run"),
        *(one.name for one in SERVICES),
        *(one.name for one in bench_invariant_queries.BENCH),
        *(one.name for one in PARCELS),
        *(one.name for one in CHARGES),
        *(one.name for one in POOLS),
        *(one.name for one in FINANCE),
    }
    assert {name for name, _ in SEEDS} | elsewhere == {one.name for one in INVARIANTS}


async def test_a_fact_without_a_case_may_wait_for_a_day(copy: Database, owner_url: str) -> None:
    seed(owner_url, fact("carrier/practice/1", "NULL", "unplaced"))
    assert "facts-placed" not in await found(copy, MONDAY_0900 + 22 * HOUR)
    late = await found(copy, MONDAY_0900 + 24 * HOUR)
    assert [one["told"] for one in late["facts-placed"]] == ["carrier_said"]


async def test_a_fact_that_belongs_to_nobody_is_found_too(copy: Database, owner_url: str) -> None:
    seed(owner_url, fact("carrier/practice/1", "NULL", "new", tenant="NULL"))
    late = await found(copy, MONDAY_0900 + 24 * HOUR)
    assert [one["tenant"] for one in late["no-stray-fact"]] == [""]
    assert "facts-placed" not in late


async def test_an_offence_names_its_tenant_and_its_numbers_and_nobody_s_name(
    copy: Database, owner_url: str
) -> None:
    found_desk(owner_url, copy, code="zeta")
    seed(owner_url, f"UPDATE cases SET version = version + 1 WHERE number = '{CLOSED}'")
    offences = (await found(copy))["head-is-snapshot"]
    assert [one["tenant"] for one in offences] == ["acme"]
    assert [set(one) for one in offences] == [{"tenant", "case", "version"}]


async def open_two(stage: Stage) -> tuple[str, str]:
    """One swap that is packed and labelled, one that waits for its pack scan."""
    packed = await stage.open(a_swap(at=MONDAY_0900))
    await stage.until(packed, lambda s: s.outbound is Outbound.RESERVED)
    await stage.scan(Station.PACK, "POOL-0001", MONDAY_0900 + HOUR)
    await stage.until(packed, lambda s: s.inbound is Inbound.LABELLED and not s.pending)
    waiting = await stage.open(a_swap("BROKEN-2", at=MONDAY_0900))
    await stage.until(waiting, lambda s: s.outbound is Outbound.RESERVED)
    return packed, waiting


async def test_the_record_is_held_against_the_carrier_s_books_and_the_workflows(
    record: Database,
    empty_database: str,
    temporal_server: EmbeddedTemporal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(invariants, "SECOND_LOOK", 0.5)
    desk = found_desk(empty_database, record, code=f"inv{uuid.uuid4().hex[:8]}")
    async with running_desk(record, desk, temporal_server.address, tmp_path) as stage:
        _, waiting = await open_two(stage)
        journal = stage.practice.folder / "journal.jsonl"

        async def found_now() -> tuple[Verdict, ...]:
            return await check_invariants(record, MONDAY_0900, client=stage.client, journal=journal)

        clean = await found_now()
        assert broken(clean) == {}
        assert {verdict.unchecked for verdict in clean} == {""}

        order = an_order(f"{desk.tenant}/SE-2026-000001/outbound/1/again")
        orphan = await asyncio.to_thread(stage.carrier.book, order)
        stray = await asyncio.to_thread(stage.carrier.book, an_order("nobody/SE-2026-000001/x"))
        assert isinstance(orphan, Booked)
        assert isinstance(stray, Booked)
        handle = stage.client.get_workflow_handle(stage.workflow_id(waiting))
        await handle.terminate("a violation")
        ghost = CaseRef(
            tenant_id=str(desk.tenant_id),
            tenant=desk.tenant,
            case_id=str(uuid.uuid4()),
            number="SE-2026-000099",
        )
        await stage.client.start_workflow(
            "swap", ghost, id=ghost.workflow_id, task_queue="a queue nobody serves"
        )
        async with asyncio.timeout(20):
            # Temporal's list lags behind its workflows.
            while ghost.workflow_id not in (await running_cases(stage.client) or ()):  # noqa: ASYNC110  # noqa: ASYNC110 - nothing announces it
                await asyncio.sleep(0.1)
        seen = broken(await found_now())
        seen["open-cases-run"].sort(key=lambda one: one["case"])
        for left_over in (ghost.workflow_id, stage.workflow_id("SE-2026-000001")):
            await stage.client.get_workflow_handle(left_over).terminate("the test is over")
    own = {"tenant": desk.tenant}
    assert seen == {
        "labels-at-carrier": [{**own, "tracking": orphan.tracking_no, "only_at": "carrier"}],
        "no-stray-label": [
            {"tenant": "", "tracking": stray.tracking_no, "reference": "nobody/SE-2026-000001/x"}
        ],
        "open-cases-run": [
            {**own, "case": "SE-2026-000002", "only_in": "record"},
            {**own, "case": "SE-2026-000099", "only_in": "workflow"},
        ],
    }


async def test_cancelled_lost_and_blocked_cases_break_nothing(
    record: Database,
    empty_database: str,
    temporal_server: EmbeddedTemporal,
    tmp_path: Path,
) -> None:
    desk = found_desk(empty_database, record, code=f"inv{uuid.uuid4().hex[:8]}", phones=5)
    async with running_desk(record, desk, temporal_server.address, tmp_path) as stage:
        packed, waiting = await open_two(stage)
        at = MONDAY_0900 + 2 * HOUR
        for number in (packed, waiting):
            await stage.decide(number, Told.CANCEL_ASKED, at, because="not needed")
            await stage.until(number, lambda state: state.ended)
        lost = await stage.open(a_swap("BROKEN-3", at=MONDAY_0900))
        await stage.until(lost, lambda state: state.outbound is Outbound.RESERVED)
        with record.as_tenant(desk.tenant_id) as session:
            serial = serial_reserved(session, lost)
        await stage.scan(Station.PACK, serial, at)
        await stage.until(lost, lambda s: s.inbound is Inbound.LABELLED and not s.pending)
        await stage.decide(lost, Told.BATTERY_ANSWERED, at, battery="damaged")
        await stage.until(lost, lambda s: s.inbound is Inbound.BLOCKED and not s.pending)
        await stage.carrier_moves(lost, Direction.OUTBOUND, "handed_over", at + HOUR)
        await stage.carrier_moves(lost, Direction.OUTBOUND, "lost", at + 2 * HOUR)
        await stage.until(lost, lambda s: s.attempt == 2 and s.outbound is Outbound.RESERVED)
        journal = stage.practice.folder / "journal.jsonl"
        verdicts = await check_invariants(record, MONDAY_0900, client=stage.client, journal=journal)
        await stage.client.get_workflow_handle(stage.workflow_id(lost)).terminate("over")
    assert broken(verdicts) == {}
    assert {verdict.unchecked for verdict in verdicts} == {""}


def serial_reserved(session: Session, number: str) -> str:
    case = session.scalars(select(Case).where(Case.number == number)).one()
    return reserved_serial(session, case, 1)


async def test_a_label_that_lives_only_here_is_found(copy: Database, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    journal.write_bytes(b"")
    seen = broken(await check_invariants(copy, MONDAY_0900, journal=journal))
    assert {one["only_at"] for one in seen["labels-at-carrier"]} == {"desk"}
    assert len(seen["labels-at-carrier"]) == 6


async def test_workflows_that_cannot_be_asked_stay_unchecked(copy: Database) -> None:
    nobody = await Client.connect("127.0.0.1:9", lazy=True)
    verdicts = await check_invariants(copy, MONDAY_0900, client=nobody)
    told = {verdict.name: verdict.unchecked for verdict in verdicts}
    assert told["open-cases-run"] == "the workflow server does not answer"
    assert broken(verdicts) == {}


def reserved_serial(session: Session, case: Case, attempt: int) -> str:
    request = request_of(session, f"{case.number}/request/{attempt}")
    held = live_reservation(session, request.id) if request else None
    assert held is not None
    unit: Unit = session.get_one(Unit, (case.tenant_id, held.unit_id))
    return unit.serial
