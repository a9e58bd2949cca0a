"""Each sentence about money and settlement notices the record that breaks it."""

from collections.abc import Iterator

import psycopg
import pytest

from desk.charge_invariant_queries import CHARGES
from desk.invariants import check_invariants
from rules.case_facts import Told
from runtime.database import Database
from tests.builders import found_desk
from tests.desk.broken_record import broken, copied, plain, seed, walked_database
from tests.desk.case_walk import CaseWalk
from tests.desk.owed_cases import DAY, DELIVERED, MONDAY, SIMPLE, charged, owed, wait
from tests.way_back import serve_phones
from workers.stack.postgres import EmbeddedPostgres

#: One unit that never came, one that was charged and came late, one that is still owed.
CHARGED, REVERSED, OPEN = "SE-2026-000001", "SE-2026-000002", "SE-2026-000003"


def walk_cases(owner_url: str) -> None:
    """The three cases, each where its name says."""
    record = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"))
    desk = found_desk(owner_url, record)
    serve_phones(record, desk.tenant_id, SIMPLE)
    walk = CaseWalk(database=record, desk=desk)
    assert charged(walk, SIMPLE, "NEVER-1") == CHARGED
    assert charged(walk, SIMPLE, "LATE-1") == REVERSED
    unit = walk.state(REVERSED).device_unit
    late = DELIVERED + 40 * DAY
    walk.tell(REVERSED, Told.CAME_LATE, late, unit_id=unit, serial="LATE-1")
    assert owed(walk, SIMPLE, "OWED-1") == OPEN
    wait(walk, OPEN, DELIVERED + 21 * DAY)
    walk.run_errands(OPEN)
    record.close()
    with psycopg.connect(plain(owner_url), autocommit=True) as owner:
        owner.execute("UPDATE outbox SET done_at = created_at")  # there is no relay in this walk


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


def of_case(number: str) -> str:
    return f"(SELECT id FROM cases WHERE number = '{number}')"


#: A billable event like the one of a case, under another key and with another amount.
COPY = """
    INSERT INTO billable_events (tenant_id, id, key, kind, case_id, customer_id, payer, quantity,
                                 amount, currency, at)
    SELECT tenant_id, gen_random_uuid(), replace(key, '{old}', '{new}'), '{kind}', case_id,
           customer_id, payer, 1, {amount}, 'SEK', at
    FROM billable_events WHERE kind = '{old}' AND case_id = {case}
"""
SEEDS = [
    (
        "charge-per-event",
        (
            f"DELETE FROM billable_events WHERE case_id = {of_case(CHARGED)}"
            " AND kind = 'unreturned_unit'"
        ),
    ),
    ("charge-per-event", "UPDATE billable_events SET amount = 1 WHERE kind = 'unreturned_unit'"),
    (
        "charge-per-event",
        COPY.format(
            old="unreturned_unit",
            new="not_covered",
            kind="not_covered",
            amount=5,
            case=of_case(CHARGED),
        ),
    ),
    (
        "one-charge-one-reversal",
        "DELETE FROM billable_events WHERE kind = 'unreturned_unit_reversal'",
    ),
    (
        "one-charge-one-reversal",
        COPY.format(
            old="unreturned_unit",
            new="unreturned_unit_reversal",
            kind="unreturned_unit_reversal",
            amount=-450,
            case=of_case(CHARGED),
        ),
    ),
    (
        "ended-case-is-settled",
        f"UPDATE owed_units SET state = 'open' WHERE case_id = {of_case(CHARGED)}",
    ),
    (
        "ended-case-is-settled",
        f"UPDATE case_charges SET state = 'proposed' WHERE case_id = {of_case(CHARGED)}",
    ),
    (
        "ended-case-is-settled",
        (
            "INSERT INTO custody_items (tenant_id, id, key, case_id, kind, text, received_at,"
            " received_by, because, settled_by)"
            " SELECT tenant_id, gen_random_uuid(), 'x', id, 'sim', 'a SIM', registered_at, 'x', '',"
            " ''"
            f" FROM cases WHERE number = '{CHARGED}'"
        ),
    ),
]


async def test_charges_that_are_billed_and_given_back_break_nothing(copy: Database) -> None:
    assert broken(await check_invariants(copy, MONDAY)) == {}


@pytest.mark.parametrize(("name", "statement"), SEEDS, ids=[name for name, _ in SEEDS])
async def test_each_sentence_finds_its_own_violation(
    copy: Database, owner_url: str, name: str, statement: str
) -> None:
    seed(owner_url, statement)
    assert name in broken(await check_invariants(copy, MONDAY))


def test_every_sentence_has_a_seeded_violation() -> None:
    assert {name for name, _ in SEEDS} == {one.name for one in CHARGES}
