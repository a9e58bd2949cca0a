from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from desk.bench_invariant_queries import BENCH
from desk.invariants import check_invariants
from rules.case_facts import Told
from runtime.database import Database
from tests.builders import found_desk
from tests.desk.bench_walk import DAY, MONDAY, Bench
from tests.desk.broken_record import broken, copied, plain, seed, walked_database
from tests.desk.case_walk import CaseWalk
from tests.way_back import ADATUM, serve_phones
from workers.stack.postgres import EmbeddedPostgres

AT = MONDAY + 8 * DAY


def walk_units(owner_url: str) -> None:
    """One unit shelved with its certificate, one scrapped."""
    record = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"))
    desk = found_desk(owner_url, record, phones=0)
    serve_phones(record, desk.tenant_id, replace(ADATUM, phones=3))
    bench = Bench(walk=CaseWalk(database=record, desk=desk))
    for serial, finding, destination in (
        ("AD-1", "no_fault_found", "restock"),
        ("AD-2", "not_economical", "scrap"),
    ):
        number = bench.take_in(ADATUM, serial)
        bench.inspect(number, finding, AT)
        bench.wipe(number, AT)
        bench.send(number, destination, AT, because="As found.")
        assert bench.walk.state(number).ended
    held = bench.take_in(ADATUM, "AD-3")
    bench.walk.tell(held, Told.INSPECTED, AT, finding="defect_confirmed")
    record.close()
    with psycopg.connect(plain(owner_url), autocommit=True) as owner:
        owner.execute("UPDATE outbox SET done_at = created_at")  # there is no relay in this walk


@pytest.fixture(scope="module")
def walked(postgres: EmbeddedPostgres) -> Iterator[str]:
    with walked_database(postgres, walk_units) as name:
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


async def names_broken(database: Database) -> set[str]:
    return set(broken(await check_invariants(database, AT))) & {one.name for one in BENCH}


async def test_a_bench_that_was_worked_as_agreed_breaks_nothing(copy: Database) -> None:
    assert broken(await check_invariants(copy, MONDAY)) == {}


SEEDS = [
    ("no-restock-without-wipe", ["DELETE FROM wipe_certificates WHERE number = 'W-000001'"]),
    (
        "no-restock-without-wipe",
        ["UPDATE wipe_certificates SET at = '2026-01-05' WHERE number = 'W-000001'"],
    ),
    (
        "ended-case-clears-bench",
        ["UPDATE cases SET stage = 'closed', ended_at = changed_at WHERE stage = 'returning'"],
    ),
    (
        "certificates-without-gap",
        ["UPDATE wipe_certificates SET number = 'W-000004' WHERE number = 'W-000002'"],
    ),
]


@pytest.mark.parametrize(("name", "statements"), SEEDS)
async def test_each_violation_is_found(
    copy: Database, owner_url: str, name: str, statements: list[str]
) -> None:
    seed(owner_url, *statements)
    assert name in await names_broken(copy)


def test_every_invariant_of_the_bench_has_a_seeded_violation() -> None:
    assert {name for name, _ in SEEDS} == {one.name for one in BENCH}


async def test_a_contract_that_leaves_the_wipe_to_its_customer_may_shelve_unwiped(
    copy: Database, owner_url: str
) -> None:
    path = "'{offer,returns,care,bench,wiped}'"
    seed(
        owner_url,
        "DELETE FROM wipe_certificates",
        f"UPDATE cases SET terms = jsonb_set(terms, {path}, 'false')",
    )
    assert await names_broken(copy) == set()
