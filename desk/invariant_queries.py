"""What must hold of units and parts: a sentence each, and the query that finds what breaks it.

The queries run under a tenant's row security, so none of them names a tenant; their rows hold
ids and numbers only, never a name or an address. `:at` is the instant of the check.
"""

from dataclasses import dataclass
from enum import StrEnum


class Evidence(StrEnum):
    """What a query needs that the record does not hold."""

    RECORD = "record"
    JOURNAL = "journal"
    WORKFLOWS = "workflows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """One thing that must hold; its query returns a row for each offence, at best none."""

    name: str
    sentence: str
    query: str
    evidence: Evidence = Evidence.RECORD
    #: Asked once for all tenants, of rows that belong to none.
    across: bool = False


ENDED = "('closed', 'cancelled', 'advised')"

CUSTODY = Invariant(
    name="custody-chain",
    sentence="Each movement of a unit begins where the one before ended, the first at the vendor.",
    query="""
        WITH steps AS (
            SELECT unit_id, seq, from_id,
                   lag(to_id) OVER (PARTITION BY unit_id ORDER BY seq) AS before
            FROM stock_moves WHERE unit_id IS NOT NULL)
        SELECT steps.unit_id AS unit, steps.seq AS movement
        FROM steps JOIN locations ON locations.id = steps.from_id
        WHERE steps.before <> steps.from_id
           OR (steps.before IS NULL AND locations.kind <> 'vendor')
    """,
)
CUSTODY_NOW = Invariant(
    name="custody-now",
    sentence="Every unit is where its last movement ended, and has at least one movement.",
    query="""
        SELECT units.id AS unit, units.serial
        FROM units LEFT JOIN (
            SELECT DISTINCT ON (unit_id) unit_id, to_id FROM stock_moves
            WHERE unit_id IS NOT NULL ORDER BY unit_id, seq DESC) last
          ON last.unit_id = units.id
        WHERE last.to_id IS DISTINCT FROM units.location_id
    """,
)
CONSERVATION = Invariant(
    name="units-conserved",
    sentence="Units of a model that came in, less those that left for good, are the units held.",
    query="""
        WITH moved AS (
            SELECT units.model_id AS model,
                   count(*) FILTER (WHERE source.kind IN ('vendor', 'scrap', 'harvest')
                                      AND target.kind NOT IN ('vendor', 'scrap', 'harvest'))
                   - count(*) FILTER (WHERE source.kind NOT IN ('vendor', 'scrap', 'harvest')
                                        AND target.kind IN ('vendor', 'scrap', 'harvest')) AS net
            FROM stock_moves
            JOIN units ON units.id = stock_moves.unit_id
            JOIN locations source ON source.id = stock_moves.from_id
            JOIN locations target ON target.id = stock_moves.to_id
            GROUP BY units.model_id),
        held AS (
            SELECT units.model_id AS model, count(*) AS count
            FROM units JOIN locations ON locations.id = units.location_id
            WHERE locations.kind NOT IN ('vendor', 'scrap', 'harvest')
            GROUP BY units.model_id)
        SELECT model, coalesce(net, 0) AS moved, coalesce(count, 0) AS held
        FROM moved FULL JOIN held USING (model)
        WHERE coalesce(net, 0) <> coalesce(count, 0)
    """,
)
PARTS = Invariant(
    name="parts-conserved",
    sentence="No place has given away more of a part than came to it; only the vendor may.",
    query="""
        SELECT part, place, sum(quantity) AS held FROM (
            SELECT part_id AS part, to_id AS place, quantity FROM stock_moves
            UNION ALL
            SELECT part_id, from_id, -quantity FROM stock_moves) both_ways
        JOIN locations ON locations.id = place
        WHERE part IS NOT NULL AND locations.kind <> 'vendor'
        GROUP BY part, place HAVING sum(quantity) < 0
    """,
)
ONE_RESERVATION = Invariant(
    name="one-reservation",
    sentence="A unit is held for one request at most, and a request holds one unit at most.",
    query="""
        SELECT 'unit' AS twice, unit_id AS id FROM reservations
        WHERE released_at IS NULL GROUP BY unit_id HAVING count(*) > 1
        UNION ALL
        SELECT 'request', request_id FROM reservations
        WHERE released_at IS NULL GROUP BY request_id HAVING count(*) > 1
    """,
)
RESERVED_HERE = Invariant(
    name="reserved-unit-in-hand",
    sentence="A reserved unit stands on the shelf it was asked from, a packed one at the dock, and "
    "neither belongs to another customer.",
    query="""
        SELECT cases.number AS "case", units.serial, unit_requests.state
        FROM reservations
        JOIN unit_requests ON unit_requests.id = reservations.request_id
        JOIN cases ON cases.id = unit_requests.case_id
        JOIN units ON units.id = reservations.unit_id
        JOIN locations ON locations.id = units.location_id
        WHERE reservations.released_at IS NULL
          AND NOT (units.model_id = unit_requests.model_id
                   AND coalesce(units.owner_customer_id, cases.customer_id) = cases.customer_id
                   AND CASE unit_requests.state
                       WHEN 'granted' THEN units.location_id = unit_requests.shelf_id
                       WHEN 'packed' THEN locations.kind = 'dock'
                       ELSE false END)
    """,
)
ENDED_HOLDS_NOTHING = Invariant(
    name="ended-case-holds-nothing",
    sentence="A case that has ended holds no unit, waits for none, and owes no errand.",
    query=f"""
        SELECT cases.number AS "case", 'reservation' AS holds
        FROM reservations
        JOIN unit_requests ON unit_requests.id = reservations.request_id
        JOIN cases ON cases.id = unit_requests.case_id
        WHERE reservations.released_at IS NULL AND cases.stage IN {ENDED}
        UNION ALL
        SELECT cases.number, 'request'
        FROM unit_requests JOIN cases ON cases.id = unit_requests.case_id
        WHERE unit_requests.state NOT IN ('done', 'withdrawn') AND cases.stage IN {ENDED}
        UNION ALL
        SELECT cases.number, 'errand'
        FROM effects JOIN cases ON cases.number = split_part(effects.key, '/', 1)
        WHERE effects.state = 'intent' AND cases.stage IN {ENDED}
    """,  # noqa: S608 - a constant
)
UNITS = (
    CUSTODY,
    CUSTODY_NOW,
    CONSERVATION,
    PARTS,
    ONE_RESERVATION,
    RESERVED_HERE,
    ENDED_HOLDS_NOTHING,
)
