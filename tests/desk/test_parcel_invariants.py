"""Each sentence about parcels notices the record that breaks it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from desk.invariants import check_invariants
from desk.parcel_invariant_queries import PARCELS
from rules.case_facts import Told
from rules.case_words import Direction
from runtime.database import Database
from tests.builders import a_swap, found_desk
from tests.desk.broken_record import broken, copied, plain, seed, walked_database
from tests.desk.case_walk import CaseWalk
from workers.stack.postgres import EmbeddedPostgres

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LOST, TWICE = "SE-2026-000001", "SE-2026-000002"
OUT = Direction.OUTBOUND.value


def walk_cases(owner_url: str) -> None:
    """One case whose first unit is lost, one whose customer has a unit too many."""
    record = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"))
    walk = CaseWalk(database=record, desk=found_desk(owner_url, record, phones=4))
    assert sent(walk, "BROKEN-1", "lost") == LOST
    number = sent(walk, "BROKEN-2", "lost")
    assert number == TWICE
    walk.pack(number, walk.reserved(number), MONDAY + 3 * DAY)
    for attempt, status in (("2", "handed_over"), ("2", "delivered"), ("1", "delivered")):
        walk.tell(
            number,
            Told.CARRIER_SAID,
            MONDAY + 5 * DAY,
            direction=OUT,
            attempt=attempt,
            status=status,
        )
    walk.run_errands(number)
    record.close()
    with psycopg.connect(plain(owner_url), autocommit=True) as owner:
        owner.execute("UPDATE outbox SET done_at = created_at")  # there is no relay in this walk


def sent(walk: CaseWalk, serial: str, status: str) -> str:
    number = walk.open(a_swap(serial, at=MONDAY))
    walk.pack(number, walk.reserved(number), MONDAY + HOUR)
    for said in ("handed_over", status):
        walk.carried(number, Direction.OUTBOUND, said, MONDAY + 2 * HOUR)
    walk.run_errands(number)
    return number


@pytest.fixture(scope="module")
def walked(postgres: EmbeddedPostgres) -> Iterator[str]:
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


async def test_lost_units_and_a_unit_too_many_break_nothing_while_they_are_accounted_for(
    copy: Database,
) -> None:
    assert broken(await check_invariants(copy, MONDAY)) == {}


def case_id(number: str) -> str:
    return f"(SELECT id FROM cases WHERE number = '{number}')"


SEEDS = {
    "lost-unit-is-searched": (
        f"DELETE FROM parcel_claims WHERE case_id = {case_id(LOST)}",
        {"tenant": "acme", "unit": "POOL-0001"},
    ),
    "one-replacement-stays": (
        f"DELETE FROM owed_units WHERE case_id = {case_id(TWICE)} AND why = 'extra'",
        {"tenant": "acme", "case": TWICE, "unit": "POOL-0003"},
    ),
    "one-claim-a-parcel": (
        f"UPDATE parcel_claims SET attempt = 7 WHERE case_id = {case_id(LOST)}",
        {
            "tenant": "acme",
            "case": LOST,
            "direction": "outbound",
            "attempt": "7",
            "why": "never handed over",
        },
    ),
}


def test_every_sentence_about_parcels_is_tried() -> None:
    assert {one.name for one in PARCELS} == set(SEEDS)


@pytest.mark.parametrize("name", SEEDS)
async def test_a_seeded_offence_is_noticed_and_named(
    name: str, owner_url: str, copy: Database
) -> None:
    statement, offence = SEEDS[name]
    seed(owner_url, statement)
    assert broken(await check_invariants(copy, MONDAY)) == {name: [offence]}


async def test_a_lost_unit_nobody_gave_up_is_noticed(owner_url: str, copy: Database) -> None:
    seed(
        owner_url,
        "UPDATE cases SET snapshot = jsonb_set(snapshot, '{back,given_up}', '[]')"
        f" WHERE number = '{LOST}'",
    )
    found = broken(await check_invariants(copy, MONDAY))
    assert found == {"lost-unit-is-searched": [{"tenant": "acme", "unit": "POOL-0001"}]}


async def test_two_claims_for_one_parcel_are_noticed(owner_url: str, copy: Database) -> None:
    seed(
        owner_url,
        "ALTER TABLE parcel_claims DROP CONSTRAINT"
        " uq_parcel_claims_tenant_id_case_id_direction_attempt",
    )
    seed(
        owner_url,
        "INSERT INTO parcel_claims (tenant_id, id, case_id, direction, attempt, trace_no,"
        " claim_no, refusal) SELECT tenant_id, gen_random_uuid(), case_id, direction, attempt,"
        f" trace_no, claim_no, refusal FROM parcel_claims WHERE case_id = {case_id(LOST)}",
    )
    found = broken(await check_invariants(copy, MONDAY))
    assert [row["why"] for row in found["one-claim-a-parcel"]] == ["twice"]
