"""What must hold of pools, prompts, orders and write-offs: a sentence and a query each."""

from desk.invariant_queries import Invariant

#: Units that came for a line, and what of it is still to come.
CAME = """(SELECT count(*) FROM delivered_units WHERE delivered_units.line_id = order_lines.id)"""

PROMPT_WAITS = Invariant(
    name="open-prompt-waits",
    sentence="A prompt is open until it has ended; an open one has an instant to wait for, an "
    "ended one says by whom it ended.",
    query="""
        SELECT pools.code AS pool, refill_prompts.number, refill_prompts.state
        FROM refill_prompts JOIN pools ON pools.id = refill_prompts.pool_id
        WHERE (refill_prompts.state = 'open' AND refill_prompts.next_at IS NULL)
           OR (refill_prompts.state <> 'open' AND refill_prompts.ended_by = '')
    """,
)
APPROVED_IS_ORDERED = Invariant(
    name="approved-prompt-is-ordered",
    sentence="An approved prompt has one order of its own, and no other prompt has one.",
    query="""
        SELECT pools.code AS pool, refill_prompts.number, refill_prompts.state,
               count(stock_orders.id) AS orders
        FROM refill_prompts
        JOIN pools ON pools.id = refill_prompts.pool_id
        LEFT JOIN stock_orders ON stock_orders.prompt_id = refill_prompts.id
        GROUP BY pools.code, refill_prompts.number, refill_prompts.state, refill_prompts.id
        HAVING count(stock_orders.id)
               <> CASE WHEN refill_prompts.state = 'approved' THEN 1 ELSE 0 END
    """,
)
ORDER_COUNTS = Invariant(
    name="order-counts-its-units",
    sentence="No more came for a line than was ordered and not given up, and an order is complete "
    "when, and only when, nothing of it is still to come.",
    query=f"""
        SELECT stock_orders.number AS "order", stock_orders.state
        FROM stock_orders
        JOIN order_lines ON order_lines.order_id = stock_orders.id
        WHERE stock_orders.state <> 'cancelled'
        GROUP BY stock_orders.id, stock_orders.number, stock_orders.state
        HAVING bool_or({CAME} > order_lines.quantity - order_lines.given_up)
            OR bool_and({CAME} = order_lines.quantity - order_lines.given_up)
               <> (stock_orders.state = 'complete')
    """,  # noqa: S608 - a constant
)
HELD_STAYS = Invariant(
    name="held-unit-stays-in-receiving",
    sentence="A delivered unit stays in receiving until it is judged, and not after it passed.",
    query="""
        SELECT units.serial, delivered_units.hold, locations.code AS place
        FROM delivered_units
        JOIN units ON units.id = delivered_units.unit_id
        JOIN locations ON locations.id = units.location_id
        WHERE (delivered_units.hold = 'held' AND locations.kind <> 'receiving')
           OR (delivered_units.hold = 'passed' AND locations.kind = 'receiving')
    """,
)
BILLED_AS_RECEIVED = Invariant(
    name="received-is-billed-once",
    sentence="What was received of an order is billed to its customer: as many devices, once, at "
    "the line's price where they are bought.",
    query="""
        SELECT stock_orders.number AS "order", order_lines.line, count(delivered_units.id) AS came,
               (SELECT coalesce(sum(billable_events.quantity), 0) FROM billable_events
                 WHERE billable_events.key LIKE 'order/' || stock_orders.number || '/%/'
                                                || order_lines.line) AS billed
        FROM order_lines
        JOIN stock_orders ON stock_orders.id = order_lines.order_id
        LEFT JOIN delivered_units ON delivered_units.line_id = order_lines.id
        GROUP BY stock_orders.number, order_lines.line, order_lines.unit_price
        HAVING count(delivered_units.id)
               <> (SELECT coalesce(sum(billable_events.quantity), 0) FROM billable_events
                    WHERE billable_events.key LIKE 'order/' || stock_orders.number || '/%/'
                                                   || order_lines.line)
            OR EXISTS (SELECT 1 FROM billable_events
                        WHERE billable_events.key LIKE 'order/' || stock_orders.number || '/%/'
                                                       || order_lines.line
                          AND billable_events.amount
                              <> billable_events.quantity * order_lines.unit_price)
    """,
)
CHECKS_DRAINED = Invariant(
    name="pool-checks-drained",
    sentence="No pool whose level changed has waited for its check for more than a minute.",
    query="""
        SELECT pools.code AS pool, min(pool_checks.asked_at) AS asked_at
        FROM pool_checks JOIN pools ON pools.id = pool_checks.pool_id
        WHERE pool_checks.asked_at < CAST(:at AS timestamptz) - interval '60 s'
        GROUP BY pools.code
    """,
)
WRITTEN_OFF = Invariant(
    name="written-off-is-gone",
    sentence="A unit whose write-off was confirmed stands on no shelf and goes out to nobody.",
    query="""
        SELECT units.serial, locations.code AS place
        FROM write_offs
        JOIN units ON units.id = write_offs.unit_id
        JOIN locations ON locations.id = units.location_id
        WHERE write_offs.state = 'confirmed' AND locations.kind IN ('shelf', 'dock', 'customer')
    """,
)
POOLS = (
    PROMPT_WAITS,
    APPROVED_IS_ORDERED,
    ORDER_COUNTS,
    HELD_STAYS,
    BILLED_AS_RECEIVED,
    CHECKS_DRAINED,
    WRITTEN_OFF,
)
