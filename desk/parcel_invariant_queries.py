"""What must hold of lost and searched parcels: a sentence and a query each."""

from desk.invariant_queries import Invariant

LOST_IS_KNOWN = Invariant(
    name="lost-unit-is-searched",
    sentence="A unit that is lost was in a parcel that a case has given up and its carrier was "
    "asked about, or a named person has closed its case without it, or explained in a count of its "
    "shelf why it is missing.",
    query="""
        SELECT units.serial AS unit
        FROM units
        JOIN locations ON locations.id = units.location_id AND locations.kind = 'lost'
        WHERE NOT EXISTS (
            SELECT 1 FROM stock_moves
            JOIN cases ON cases.id = stock_moves.case_id
            LEFT JOIN parcel_claims ON parcel_claims.case_id = cases.id
            WHERE stock_moves.unit_id = units.id AND stock_moves.to_id = locations.id
              AND (cases.snapshot #>> '{back,closing}' <> ''
                   OR (parcel_claims.id IS NOT NULL AND jsonb_path_exists(
                       cases.snapshot, '$.back.given_up[*] ? (@.unit == $unit)',
                       jsonb_build_object('unit', units.id::text)))))
          AND NOT EXISTS (
            SELECT 1 FROM stock_take_differences
            JOIN stock_moves ON stock_moves.unit_id = stock_take_differences.unit_id
                            AND stock_moves.to_id = locations.id
                            AND stock_moves.key = 'count/' || stock_take_differences.take_id
                                                  || '/' || units.id
            WHERE stock_take_differences.unit_id = units.id
              AND stock_take_differences.kind = 'missing')
    """,
)
ONE_REPLACEMENT = Invariant(
    name="one-replacement-stays",
    sentence="Of the replacements a case has delivered, the customer keeps the newest; every "
    "other one is owed or settled.",
    query="""
        WITH sent AS (
            SELECT stock_moves.case_id, stock_moves.unit_id, max(stock_moves.seq) AS seq
            FROM stock_moves
            JOIN locations ON locations.id = stock_moves.to_id AND locations.kind = 'customer'
            JOIN cases ON cases.id = stock_moves.case_id
            WHERE stock_moves.unit_id IS NOT NULL
              AND stock_moves.unit_id <> cases.device_unit_id
              AND starts_with(stock_moves.key, cases.number || '/outbound/')
            GROUP BY stock_moves.case_id, stock_moves.unit_id)
        SELECT cases.number AS "case", units.serial AS unit
        FROM sent
        JOIN cases ON cases.id = sent.case_id
        JOIN units ON units.id = sent.unit_id
        WHERE cases.snapshot ->> 'replacement_unit' <> sent.unit_id::text
          AND EXISTS (SELECT 1 FROM sent later
                      WHERE later.case_id = sent.case_id AND later.unit_id <> sent.unit_id)
          AND coalesce(cases.snapshot #>> '{back,loan}', '') <> sent.unit_id::text
          AND NOT EXISTS (
              SELECT 1 FROM owed_units
              WHERE owed_units.case_id = sent.case_id AND owed_units.unit_id = sent.unit_id)
    """,
)
ONE_CLAIM = Invariant(
    name="one-claim-a-parcel",
    sentence="A parcel is claimed once, and only one that its carrier had.",
    query="""
        SELECT cases.number AS "case", parcel_claims.direction, parcel_claims.attempt,
               'twice' AS why
        FROM parcel_claims JOIN cases ON cases.id = parcel_claims.case_id
        GROUP BY cases.number, parcel_claims.direction, parcel_claims.attempt
        HAVING count(*) > 1
        UNION ALL
        SELECT cases.number, parcel_claims.direction, parcel_claims.attempt, 'never handed over'
        FROM parcel_claims JOIN cases ON cases.id = parcel_claims.case_id
        WHERE parcel_claims.claim_no <> ''
          AND NOT EXISTS (
              SELECT 1 FROM billable_events
              WHERE billable_events.key = cases.number || '/freight_'
                    || parcel_claims.direction || '/' || parcel_claims.attempt)
    """,
)
PARCELS = (LOST_IS_KNOWN, ONE_REPLACEMENT, ONE_CLAIM)
