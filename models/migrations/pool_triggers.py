"""Triggers that ask for a pool to be checked in the very transaction that changed what it counts.

They are here and not in the code that moves units, so that no door can forget them; each works on
all changed rows of a statement at once and adds one row for each pool that is concerned.
"""

from alembic import op

#: What follows from a set of concerned pools; the relay hears of it with the commit.
ASK = """
    IF FOUND THEN
        PERFORM pg_notify('swapdesk_relay', '');
    END IF;
    RETURN NULL;
"""
#: The pools a unit counts for: on whose shelf it is, or to which it comes home.
OF_UNITS = """
    SELECT DISTINCT m.tenant_id, m.pool_id
      FROM ({units}) AS u
      JOIN pool_models AS m
        ON m.tenant_id = u.tenant_id AND m.model_id = u.model_id
       AND (m.shelf_id = u.location_id
            OR (m.takes_returns AND m.customer_id = u.owner_customer_id))
"""
UNITS_ADDED = "SELECT tenant_id, model_id, location_id, owner_customer_id FROM new_rows"
UNITS_CHANGED = """
    SELECT n.tenant_id, n.model_id, place.location_id, n.owner_customer_id
      FROM new_rows AS n
      JOIN old_rows AS o ON o.tenant_id = n.tenant_id AND o.id = n.id
      CROSS JOIN LATERAL (VALUES (o.location_id), (n.location_id)) AS place (location_id)
     WHERE (o.location_id, o.model_id) IS DISTINCT FROM (n.location_id, n.model_id)
        OR o.owner_customer_id IS DISTINCT FROM n.owner_customer_id
    UNION ALL
    SELECT o.tenant_id, o.model_id, o.location_id, o.owner_customer_id
      FROM old_rows AS o
      JOIN new_rows AS n ON o.tenant_id = n.tenant_id AND o.id = n.id
     WHERE (o.model_id, o.owner_customer_id) IS DISTINCT FROM (n.model_id, n.owner_customer_id)
"""
UNITS_NAMED = """
    SELECT u.tenant_id, u.model_id, u.location_id, u.owner_customer_id
      FROM new_rows AS n
      JOIN units AS u ON u.tenant_id = n.tenant_id AND u.id = n.unit_id
"""
OF_REQUESTS = """
    SELECT DISTINCT m.tenant_id, m.pool_id
      FROM new_rows AS n
      JOIN pool_models AS m
        ON m.tenant_id = n.tenant_id AND m.shelf_id = n.shelf_id AND m.model_id = n.model_id
"""
OF_LINES = """
    SELECT DISTINCT n.tenant_id, o.pool_id
      FROM new_rows AS n
      JOIN stock_orders AS o ON o.tenant_id = n.tenant_id AND o.id = n.order_id
"""
#: Trigger, table, event, the pools that are concerned.
TRIGGERS = (
    ("units_added", "units", "INSERT", OF_UNITS.format(units=UNITS_ADDED)),
    ("units_changed", "units", "UPDATE", OF_UNITS.format(units=UNITS_CHANGED)),
    ("units_held", "reservations", "INSERT", OF_UNITS.format(units=UNITS_NAMED)),
    ("units_let_go", "reservations", "UPDATE", OF_UNITS.format(units=UNITS_NAMED)),
    ("units_owed", "owed_units", "INSERT", OF_UNITS.format(units=UNITS_NAMED)),
    ("units_settled", "owed_units", "UPDATE", OF_UNITS.format(units=UNITS_NAMED)),
    *(
        (
            f"requests_{event.lower()}",
            "unit_requests",
            event,
            OF_REQUESTS,
        )
        for event in ("INSERT", "UPDATE")
    ),
    (
        "fleet_counted",
        "fleet_counts",
        "INSERT",
        "SELECT DISTINCT n.tenant_id, n.pool_id FROM new_rows AS n",
    ),
    *(
        (
            f"pool_models_{event.lower()}",
            "pool_models",
            event,
            "SELECT DISTINCT n.tenant_id, n.pool_id FROM new_rows AS n",
        )
        for event in ("INSERT", "UPDATE")
    ),
    ("pools_changed", "pools", "UPDATE", "SELECT DISTINCT n.tenant_id, n.id FROM new_rows AS n"),
    (
        "orders_changed",
        "stock_orders",
        "UPDATE",
        "SELECT DISTINCT n.tenant_id, n.pool_id FROM new_rows AS n",
    ),
    *(
        (
            f"order_lines_{event.lower()}",
            "order_lines",
            event,
            OF_LINES,
        )
        for event in ("INSERT", "UPDATE")
    ),
)


def make_triggers() -> None:
    """One function and one statement trigger for each."""
    for name, table, event, concerned in TRIGGERS:
        tables = "NEW TABLE AS new_rows"
        if event == "UPDATE":
            tables = f"OLD TABLE AS old_rows {tables}"
        op.execute(
            f"CREATE FUNCTION check_pools_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" INSERT INTO pool_checks (tenant_id, pool_id) {concerned};{ASK} END $$"
        )
        op.execute(
            f"CREATE TRIGGER check_pools_{name} AFTER {event} ON {table} REFERENCING {tables}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION check_pools_{name}()"
        )


def drop_triggers() -> None:
    """Take the triggers and their functions away again."""
    for name, table, _, _ in TRIGGERS:
        op.execute(f"DROP TRIGGER check_pools_{name} ON {table}")
        op.execute(f"DROP FUNCTION check_pools_{name}()")
