"""A record of many pools, written in bulk: customers, shelves, units, orders, prompts, history.

The units are loaded before the pools are, so that the triggers run on them and find no pool; the
rows of pools then ask for a check of each, and those requests are taken away at the end. One case
stands for all: every request, reservation and debt is of it.
"""

import time
from dataclasses import dataclass

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.bench.founded import Founded
from tests.builders import a_swap
from tests.desk.case_walk import CaseWalk

#: Each customer has so many sites with a pool, each pool so many models.
SITES, MODELS = 4, 2
MINUTES = 15 * 60_000
#: Steps after which the next ones are planned with figures.
PLANNED_WITH = frozenset({"units", "requests", "models of pools"})

STEPS = (
    (
        "models",
        """
        INSERT INTO device_models (tenant_id, id, code, name, weight_g, length_mm, width_mm,
                                   height_mm, battery_class)
        SELECT :tenant, gen_random_uuid(), 'BENCH-' || n, 'Bench phone ' || n, 200, 150, 80, 20,
               'in_equipment'
          FROM generate_series(0, :sites * :models - 1) AS n
        """,
    ),
    (
        "customers",
        """
        INSERT INTO customers (tenant_id, id, code, name, locale, is_reseller)
        SELECT :tenant, gen_random_uuid(), 'k' || to_char(n, 'FM00000'), 'Customer ' || n, 'sv',
               false
          FROM generate_series(1, :pools / :sites) AS n
        """,
    ),
    (
        "contracts",
        """
        INSERT INTO contracts (tenant_id, id, number, customer_id, programme, tier, starts_on,
                               ends_on, settings)
        SELECT :tenant, gen_random_uuid(), 'C-' || c.code, c.id, o.programme, o.tier, o.starts_on,
               o.ends_on, o.settings
          FROM customers AS c
          JOIN contracts AS o ON o.number = 'C-100'
         WHERE c.code LIKE 'k_____'
        """,
    ),
    (
        "places",
        """
        INSERT INTO locations (tenant_id, id, code, kind, customer_id)
        SELECT :tenant, gen_random_uuid(), upper('POOL-' || c.code || '-' || s), 'shelf', c.id
          FROM customers AS c, generate_series(1, :sites) AS s WHERE c.code LIKE 'k_____'
        UNION ALL
        SELECT :tenant, gen_random_uuid(), upper('AT-' || c.code), 'customer', c.id
          FROM customers AS c WHERE c.code LIKE 'k_____'
        """,
    ),
    (
        "units",
        """
        WITH places AS (
            SELECT kind, max(id::text)::uuid AS id FROM locations
             WHERE customer_id IS NULL GROUP BY kind
        ), shelves AS (
            SELECT l.id, l.code, l.customer_id, right(l.code, 1)::int - 1 AS site,
                   (SELECT a.id FROM locations AS a
                     WHERE a.code = 'AT-' || substr(l.code, 6, 6)) AS users
              FROM locations AS l WHERE l.code LIKE 'POOL-K_____-_'
        )
        INSERT INTO units (tenant_id, id, serial, model_id, owner, owner_customer_id, location_id)
        SELECT :tenant, gen_random_uuid(), s.code || '-' || m || '-' || n, d.id, 'customer',
               s.customer_id,
               CASE n WHEN 1 THEN (SELECT id FROM places WHERE kind = 'dock')
                      WHEN 2 THEN (SELECT id FROM places WHERE kind = 'transit')
                      WHEN 3 THEN (SELECT id FROM places WHERE kind = 'bench')
                      WHEN 4 THEN (SELECT id FROM places WHERE kind = 'repairer')
                      WHEN 5 THEN s.users
                      ELSE s.id END
          FROM shelves AS s
          CROSS JOIN generate_series(0, :models - 1) AS m
          CROSS JOIN generate_series(1, :each) AS n
          JOIN device_models AS d ON d.code = 'BENCH-' || (s.site * :models + m)
        """,
    ),
    (
        "moves",
        """
        INSERT INTO stock_moves (tenant_id, id, key, unit_id, quantity, from_id, to_id, at, actor)
        SELECT :tenant, gen_random_uuid(), 'bench/' || u.id, u.id, 1,
               (SELECT id FROM locations WHERE kind = 'vendor'), u.location_id,
               now() - interval '200 days', 'stock'
          FROM units AS u WHERE u.serial LIKE 'POOL-K%'
        """,
    ),
    (
        "debts",
        """
        INSERT INTO owed_units (tenant_id, id, case_id, unit_id, part, why, state, since,
                                changed_at)
        SELECT :tenant, gen_random_uuid(), (SELECT id FROM cases LIMIT 1), u.id, '', 'broken',
               'open', now(), now()
          FROM units AS u WHERE u.serial ~ '^POOL-K.*-[25]$'
        """,
    ),
    (
        "requests",
        """
        INSERT INTO unit_requests (tenant_id, id, key, case_id, shelf_id, model_id, promised_for,
                                   requested_at, state)
        SELECT :tenant, gen_random_uuid(), 'bench/' || u.id || '/' || n,
               (SELECT id FROM cases LIMIT 1), l.id, u.model_id, now() - n * interval '20 days',
               now() - n * interval '20 days', CASE n WHEN 0 THEN 'granted' ELSE 'done' END
          FROM units AS u
          JOIN locations AS l ON l.code = substr(u.serial, 1, 13)
          CROSS JOIN generate_series(0, 4) AS n
         WHERE u.serial ~ '^POOL-K.*-[16]$'
        """,
    ),
    (
        "reservations",
        """
        INSERT INTO reservations (tenant_id, id, unit_id, request_id, granted_at)
        SELECT :tenant, gen_random_uuid(), u.id, r.id, now()
          FROM units AS u
          JOIN unit_requests AS r ON r.key = 'bench/' || u.id || '/0'
        """,
    ),
    (
        "pools",
        """
        INSERT INTO pools (tenant_id, id, code, name, customer_id, contract_id, shelf_id, site,
                           family, owner, opened_at)
        SELECT :tenant, gen_random_uuid(), lower(substr(l.code, 6)), 'Phones of ' || l.code,
               l.customer_id, c.id, l.id, 'Site ' || right(l.code, 1), 'phones', 'customer',
               now() - interval '200 days'
          FROM locations AS l
          JOIN contracts AS c ON c.customer_id = l.customer_id
         WHERE l.code LIKE 'POOL-K_____-_'
        """,
    ),
    (
        "models of pools",
        """
        INSERT INTO pool_models (tenant_id, id, pool_id, model_id, shelf_id, customer_id, added_at)
        SELECT :tenant, gen_random_uuid(), p.id, d.id, p.shelf_id, p.customer_id, p.opened_at
          FROM pools AS p
          CROSS JOIN generate_series(0, :models - 1) AS m
          JOIN device_models AS d
            ON d.code = 'BENCH-' || ((right(p.code, 1)::int - 1) * :models + m)
        """,
    ),
    (
        "fleet",
        """
        INSERT INTO fleet_counts (tenant_id, id, pool_id, model_id, devices, counts_from,
                                  recorded_at, recorded_by)
        SELECT :tenant, gen_random_uuid(), m.pool_id, m.model_id,
               270 + n * CASE WHEN p.code LIKE '%5-2' THEN 130 ELSE 10 END,
               current_date - 100 * (2 - n), now(), 'bench'
          FROM pool_models AS m
          JOIN pools AS p ON p.id = m.pool_id
          CROSS JOIN generate_series(0, 1) AS n
        """,
    ),
    (
        "supplier",
        """
        INSERT INTO suppliers (tenant_id, id, code, name, email, locale, lead_days, added_at)
        VALUES (:tenant, gen_random_uuid(), 'trey', 'Trey Wholesale AB', 'orders@trey.example',
                'sv', 12, now())
        """,
    ),
    (
        "prices",
        """
        INSERT INTO supplier_prices (tenant_id, id, supplier_id, model_id, price, currency,
                                     valid_from, recorded_at, recorded_by)
        SELECT :tenant, gen_random_uuid(), s.id, d.id, 4990, 'SEK', current_date - 100, now(),
               'bench'
          FROM suppliers AS s, device_models AS d WHERE d.code LIKE 'BENCH-%'
        """,
    ),
    (
        "orders",
        """
        INSERT INTO stock_orders (tenant_id, id, number, supplier_id, customer_id, contract_id,
                                  pool_id, state, owner, currency, placed_at, placed_by,
                                  expected_on)
        SELECT :tenant, gen_random_uuid(), 'PO-' || p.code, s.id, p.customer_id, p.contract_id,
               p.id, 'placed', 'customer', 'SEK', now(), 'bench', current_date + 9
          FROM pools AS p, suppliers AS s WHERE p.code LIKE '%0-1'
        """,
    ),
    (
        "order lines",
        """
        INSERT INTO order_lines (tenant_id, id, order_id, line, model_id, quantity, unit_price)
        SELECT :tenant, gen_random_uuid(), o.id, 1, m.model_id, 8, 4990
          FROM stock_orders AS o
          JOIN LATERAL (SELECT model_id FROM pool_models AS m WHERE m.pool_id = o.pool_id
                         ORDER BY model_id LIMIT 1) AS m ON true
        """,
    ),
    (
        "prompts",
        """
        INSERT INTO refill_prompts (tenant_id, id, pool_id, model_id, number, kind, state,
                                    offered_id, quantity, unit_price, currency, because, schedule,
                                    next_at, opened_at)
        SELECT :tenant, gen_random_uuid(), m.pool_id, m.model_id, 1, 'refill', 'open', m.model_id,
               6, 4990, 'SEK', '{}', '{}', now() + interval '1 day',
               now() - interval '2 days'
          FROM pool_models AS m JOIN pools AS p ON p.id = m.pool_id WHERE p.code LIKE '%5-2'
        """,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRecord:
    """How much was written, and the seconds it took."""

    pools: int
    units: int
    seconds: float


def fill_pools(desk: Founded, owner_url: str, pools: int, units: int) -> PoolRecord:
    """So many pools with so many units of their own; the planner knows the tables afterwards."""
    begun = time.monotonic()
    CaseWalk(database=desk.record, desk=desk.desk).open(a_swap("STANDS-FOR-ALL"), begin=False)
    sizes = {
        "tenant": desk.desk.tenant_id,
        "pools": pools,
        "sites": SITES,
        "models": MODELS,
        "each": units // pools // MODELS,
    }
    for name, step in STEPS:
        with desk.record.as_tenant(desk.desk.tenant_id) as session:
            session.execute(text(f"SET LOCAL statement_timeout = {MINUTES}"))
            write(session, step, sizes)
        if name in PLANNED_WITH:
            know_the_tables(owner_url)
    with desk.record.as_tenant(desk.desk.tenant_id) as session:
        session.execute(text("DELETE FROM pool_checks"))
        counted = {
            table: session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("pools", "units")
        }
    know_the_tables(owner_url)
    return PoolRecord(**counted, seconds=time.monotonic() - begun)


def know_the_tables(owner_url: str) -> None:
    """What the database does by itself after a while: each step and the run plan with figures."""
    with psycopg.connect(owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def write(session: Session, step: str, sizes: dict[str, object]) -> None:
    """One statement, given only the sizes it names."""
    named = {name: value for name, value in sizes.items() if f":{name}" in step}
    session.execute(text(step), named)
