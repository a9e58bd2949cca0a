"""Each sentence about pools, prompts and orders notices the record that breaks it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from desk.invariants import check_invariants
from desk.pool_invariant_queries import POOLS
from runtime.database import Database
from tests.builders import found_desk
from tests.desk.broken_record import broken, copied, plain, seed, walked_database
from tests.pools import open_a_pool
from workers.stack.postgres import EmbeddedPostgres

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
#: An approved prompt for two phones, its order, and the one of them that came and is held.
DEALT = """
    INSERT INTO refill_prompts (tenant_id, id, pool_id, model_id, number, kind, state, offered_id,
        quantity, unit_price, currency, because, schedule, opened_at, ended_at, ended_by, answer)
    SELECT tenant_id, gen_random_uuid(), pool_id, model_id, 1, 'refill', 'approved', model_id,
        2, 100, 'SEK', '{}', '{}', added_at, added_at, 'approver', '{}' FROM pool_models;
    INSERT INTO stock_orders (tenant_id, id, number, supplier_id, customer_id, contract_id,
        pool_id, prompt_id, state, owner, currency, placed_at, placed_by, expected_on)
    SELECT p.tenant_id, gen_random_uuid(), 'PO-2026-00001', s.id, q.customer_id, q.contract_id,
        q.id, p.id, 'partial', 'customer', 'SEK', p.opened_at, 'approver', '2026-12-01'
    FROM refill_prompts p JOIN pools q ON q.id = p.pool_id, suppliers s;
    INSERT INTO order_lines (tenant_id, id, order_id, line, model_id, quantity, unit_price)
    SELECT o.tenant_id, gen_random_uuid(), o.id, 1, p.model_id, 2, 100
    FROM stock_orders o JOIN refill_prompts p ON p.id = o.prompt_id;
    INSERT INTO deliveries (tenant_id, id, order_id, note, received_at, received_by)
    SELECT tenant_id, gen_random_uuid(), id, 'N-1', placed_at, 'clerk' FROM stock_orders;
    INSERT INTO units (tenant_id, id, serial, model_id, owner, owner_customer_id, location_id)
    SELECT m.tenant_id, gen_random_uuid(), 'NEW-1', m.model_id, 'customer', m.customer_id, l.id
    FROM pool_models m, locations l WHERE l.kind = 'receiving';
    INSERT INTO stock_moves (tenant_id, id, key, unit_id, quantity, from_id, to_id, at, actor)
    SELECT u.tenant_id, gen_random_uuid(), 'receive/x', u.id, 1, v.id, u.location_id, now(), 'x'
    FROM units u, locations v WHERE u.serial = 'NEW-1' AND v.kind = 'vendor';
    INSERT INTO delivered_units (tenant_id, id, delivery_id, line_id, unit_id, hold)
    SELECT u.tenant_id, gen_random_uuid(), d.id, l.id, u.id, 'held'
    FROM units u, deliveries d, order_lines l WHERE u.serial = 'NEW-1';
    INSERT INTO billable_events (tenant_id, id, key, kind, contract_id, customer_id, payer,
        quantity, amount, currency, at)
    SELECT tenant_id, gen_random_uuid(), 'order/' || number || '/N-1/1', 'swap_stock_device',
        contract_id, customer_id, 'customer', 1, 100, 'SEK', placed_at FROM stock_orders;
    DELETE FROM pool_checks;
    UPDATE outbox SET done_at = created_at;
"""
OPEN = """
    INSERT INTO refill_prompts (tenant_id, id, pool_id, model_id, number, kind, state, offered_id,
        quantity, currency, because, schedule, opened_at, ended_by, answer)
    SELECT tenant_id, gen_random_uuid(), pool_id, model_id, 2, 'refill', 'open', model_id,
        2, '', '{}', '{}', added_at, '', '{}' FROM pool_models
"""
WRITE_OFF = """
    INSERT INTO write_offs (tenant_id, id, unit_id, reason, state, proposed_at, proposed_by,
        decided_at, decided_by, remark)
    SELECT tenant_id, gen_random_uuid(), id, 'lost', 'confirmed', now(), 'one', now(), 'two', ''
    FROM units WHERE serial = 'CONTOSO-0001'
"""
SEEDS = [
    ("open-prompt-waits", OPEN),
    ("open-prompt-waits", "UPDATE refill_prompts SET ended_by = ''"),
    ("approved-prompt-is-ordered", "UPDATE stock_orders SET prompt_id = NULL"),
    ("approved-prompt-is-ordered", "UPDATE refill_prompts SET state = 'declined'"),
    ("order-counts-its-units", "UPDATE stock_orders SET state = 'complete'"),
    ("order-counts-its-units", "UPDATE order_lines SET given_up = 1"),
    ("order-counts-its-units", "UPDATE order_lines SET given_up = 2"),
    (
        "held-unit-stays-in-receiving",
        "UPDATE delivered_units SET hold = 'passed', judged_at = now()",
    ),
    (
        "held-unit-stays-in-receiving",
        (
            "UPDATE units SET location_id = (SELECT id FROM locations WHERE code = 'BENCH')"
            " WHERE serial = 'NEW-1'"
        ),
    ),
    ("received-is-billed-once", "DELETE FROM billable_events"),
    ("received-is-billed-once", "UPDATE billable_events SET quantity = 2, amount = 200"),
    ("received-is-billed-once", "UPDATE billable_events SET amount = 99"),
    (
        "pool-checks-drained",
        (
            "INSERT INTO pool_checks (tenant_id, pool_id, asked_at)"
            " SELECT tenant_id, id, '2026-11-23 08:58+00' FROM pools"
        ),
    ),
    ("written-off-is-gone", WRITE_OFF),
]


def walk_pools(owner_url: str) -> None:
    """One pool with an approved prompt, half of whose order has come."""
    record = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"))
    desk = found_desk(owner_url, record)
    open_a_pool(record, desk.tenant_id)
    record.close()
    seed(owner_url, DEALT)
    with psycopg.connect(plain(owner_url), autocommit=True) as owner:
        owner.execute("DELETE FROM pool_checks")


@pytest.fixture(scope="module")
def walked(postgres: EmbeddedPostgres) -> Iterator[str]:
    with walked_database(postgres, walk_pools) as name:
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


async def test_a_prompt_that_was_ordered_and_half_received_breaks_nothing(copy: Database) -> None:
    assert broken(await check_invariants(copy, NOW)) == {}


@pytest.mark.parametrize(("name", "statement"), SEEDS, ids=[name for name, _ in SEEDS])
async def test_each_sentence_about_pools_finds_its_own_violation(
    copy: Database, owner_url: str, name: str, statement: str
) -> None:
    seed(owner_url, statement)
    assert name in broken(await check_invariants(copy, NOW))


def test_every_sentence_about_pools_has_a_seeded_violation() -> None:
    assert {name for name, _ in SEEDS} == {one.name for one in POOLS}
