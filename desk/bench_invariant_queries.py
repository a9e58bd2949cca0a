"""What must hold of the bench: a sentence and a query each."""

from desk.invariant_queries import ENDED, Invariant

#: A contract that leaves the bench, or the wipe, to its customer.
TERMS = "cases.terms #> '{offer,returns,care,bench}'"
NO_WIPE = f"({TERMS} ->> 'wiped' = 'false' OR {TERMS} ->> 'inspected' = 'false')"

WIPED_BEFORE_SHELF = Invariant(
    name="no-restock-without-wipe",
    sentence="A unit that holds data and has been at a customer's stands on a shelf only with a "
    "wipe certificate later than that; from shelf to shelf it need not be wiped again.",
    query=f"""
        WITH steps AS (
            SELECT stock_moves.unit_id, stock_moves.seq, stock_moves.at, stock_moves.case_id,
                   stock_moves.key,
                   source.kind AS source, target.kind AS target
            FROM stock_moves
            JOIN units ON units.id = stock_moves.unit_id
            JOIN device_models ON device_models.id = units.model_id AND device_models.holds_data
            JOIN locations source ON source.id = stock_moves.from_id
            JOIN locations target ON target.id = stock_moves.to_id),
        shelved AS (
            SELECT steps.unit_id, steps.seq, steps.case_id,
                   (SELECT stay.at FROM steps stay
                    WHERE stay.unit_id = steps.unit_id AND stay.seq < steps.seq
                      AND stay.source = 'customer' ORDER BY stay.seq DESC LIMIT 1) AS left_at
            FROM steps WHERE steps.target = 'shelf' AND steps.source <> 'shelf'
                         AND steps.key NOT LIKE 'count/%')
        SELECT shelved.unit_id AS unit, shelved.seq AS movement
        FROM shelved LEFT JOIN cases ON cases.id = shelved.case_id
        WHERE shelved.left_at IS NOT NULL
          AND (cases.id IS NULL OR NOT coalesce({NO_WIPE}, false))
          AND NOT EXISTS (
              SELECT 1 FROM wipe_certificates
              WHERE wipe_certificates.unit_id = shelved.unit_id
                AND wipe_certificates.method <> 'destroy'
                AND wipe_certificates.at >= shelved.left_at)
    """,  # noqa: S608 - constants
)
BENCH_IS_CLEAR = Invariant(
    name="ended-case-clears-bench",
    sentence="A case that has ended has no unit on the bench, in quarantine, at the dock, at the "
    "repairer or in transit, unless its contract leaves the bench out.",
    query=f"""
        SELECT cases.number AS "case", units.serial, locations.kind AS place
        FROM units
        JOIN locations ON locations.id = units.location_id
        JOIN LATERAL (
            SELECT case_id FROM stock_moves
            WHERE stock_moves.unit_id = units.id ORDER BY seq DESC LIMIT 1) last ON true
        JOIN cases ON cases.id = last.case_id
        WHERE locations.kind IN ('bench', 'quarantine', 'dock', 'repairer', 'transit')
          AND cases.stage IN {ENDED}
          AND coalesce({TERMS} ->> 'inspected', 'true') <> 'false'
    """,  # noqa: S608 - constants
)
ONE_CERTIFICATE_NUMBER = Invariant(
    name="certificates-without-gap",
    sentence="The wipe certificates of a tenant are numbered from one, without a gap.",
    query="""
        SELECT min(number) AS first, max(number) AS last, count(*) AS certificates
        FROM wipe_certificates HAVING count(*) <> coalesce(max(substr(number, 3)::int), 0)
    """,
)
BENCH = (WIPED_BEFORE_SHELF, BENCH_IS_CLEAR, ONE_CERTIFICATE_NUMBER)
