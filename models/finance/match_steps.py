"""How charges find their shipments and what was expected: the steps in SQL, each for all at once.

First the charges about which there is nothing to say: one line, one expected charge, its amount.
All others are judged in a table of the transaction, where each step fills what those before it
left open. Row security gives every table its tenant. Freight and fuel are one of each for a
shipment, whatever the carrier's code; other charges are the same thing when their code is.
"""

from typing import Final

from rules.finance.verdict_order import VAT_SLACK

OWN: Final = "(SELECT nullif(current_setting('swapdesk.tenant', true), '')::uuid)"

CLEAR: Final = "DROP TABLE IF EXISTS pg_temp.judged"
PREPARE: Final = """
CREATE TEMPORARY TABLE judged (
    charge_id bigint PRIMARY KEY, bill_id uuid, line integer, carrier text, account text,
    issued_on date, day date, tracking_key text COLLATE "C", reference text,
    customer_reference text, charge_class text, code text, item text, net numeric(14, 2),
    currency text, vat numeric(14, 2), vat_percent numeric, billed_g integer,
    shipment_id bigint, expected_id bigint, matched_by text DEFAULT 'none', repeats text,
    verdict text, agreed numeric(14, 2), expected numeric(14, 2), reason text, booked_to text,
    instead_of bigint
) ON COMMIT DROP
"""
PREPARE_KEY: Final = "CREATE INDEX judged_expected ON pg_temp.judged (expected_id)"

#: What a charge is for, where an expected charge and one of a bill are compared.
ITEM: Final = "CASE WHEN {0}.charge_class IN ('freight', 'fuel') THEN '' ELSE {0}.code END"
CHARGE_ITEM: Final = ITEM.format("charge")
EXPECTED_ITEM: Final = ITEM.format("expected")

#: The exact ones get their verdict here, in the one statement that reads every line; the others
#: are put down to be judged. Who is the only one on either side has found its counterpart; a line
#: has two choices only where there are more pairs than lines.
TAKE_EXACT: Final = f"""
WITH pairs AS MATERIALIZED (
    SELECT charge.id AS charge_id, charge.bill_id, expected.id AS expected_id,
        expected.shipment_id, charge.net,
        charge.net = expected.amount AND charge.net > 0 AND charge.currency = expected.currency
            AND expected.state IN ('expected', 'accrued')
            AND (expected.way <> 'return' OR expected.accrued_on IS NOT NULL)
            AND expected.account IN ('', bill.account)
            AND coalesce(
                abs(charge.vat - round(charge.net * charge.vat_percent / 100, 2)) <= {VAT_SLACK},
                true
            )
            AS fine,
        charge.net > 0 AND expected.state <> 'void' AND taken.id IS NULL AS free
    FROM carrier_charges AS charge
    JOIN carrier_bills AS bill ON bill.id = charge.bill_id
    LEFT JOIN expected_charges AS expected ON expected.tracking_key = charge.tracking_key
        AND expected.carrier = bill.carrier AND expected.charge_class = charge.charge_class
        AND {EXPECTED_ITEM} = {CHARGE_ITEM} AND charge.tracking_key <> ''
    LEFT JOIN charge_verdicts AS taken
        ON taken.expected_id = expected.id AND taken.superseded_at IS NULL
    WHERE charge.bill_id = ANY(:bills)
),
told AS MATERIALIZED (
    SELECT pairs.*, free
        AND expected_id NOT IN (
            SELECT expected_id FROM pairs WHERE expected_id IS NOT NULL
            GROUP BY expected_id HAVING count(*) > 1
        )
        AND (
            (SELECT count(*) FROM pairs) = :lines
            OR charge_id NOT IN (
                SELECT charge_id FROM pairs GROUP BY charge_id HAVING count(*) > 1
            )
        ) AS single
    FROM pairs
),
written AS (
    INSERT INTO charge_verdicts (
        tenant_id, bill_id, charge_id, expected_id, shipment_id, verdict, matched_by, expected,
        billed, agreed, decided_at
    )
    SELECT {OWN}, bill_id, charge_id, expected_id, shipment_id, 'exact', 'tracking', net, net, net,
        :at
    FROM told WHERE single AND fine
)
INSERT INTO judged (charge_id, shipment_id, expected_id, matched_by)
SELECT DISTINCT charge_id, CASE WHEN single THEN shipment_id END,
    CASE WHEN single THEN expected_id END, CASE WHEN single THEN 'tracking' ELSE 'none' END
FROM told WHERE (single AND fine) IS NOT TRUE
"""  # noqa: S608 - the parts are ours

#: What a rule left to a person, and nobody has taken up: it may have become clear meanwhile.
TAKE_OPEN: Final = """
INSERT INTO judged (charge_id, instead_of)
SELECT verdict.charge_id, verdict.id
FROM charge_verdicts AS verdict JOIN carrier_bills AS bill ON bill.id = verdict.bill_id
WHERE verdict.bill_id = ANY(:bills)
    AND verdict.superseded_at IS NULL AND verdict.charge_id IS NOT NULL
    AND verdict.decided_by = '' AND verdict.agreed IS NULL
    AND NOT EXISTS (
        SELECT FROM disputed_charges AS claimed
        WHERE claimed.charge_id = verdict.charge_id AND claimed.released_at IS NULL
    )
"""

#: A person says which shipment a charge is for.
TAKE_ONE: Final = """
INSERT INTO judged (charge_id, instead_of, shipment_id, matched_by)
SELECT charge_id, id, :shipment, 'person' FROM charge_verdicts
WHERE charge_id = :charge AND superseded_at IS NULL
"""

DESCRIBE: Final = f"""
UPDATE judged SET
    bill_id = charge.bill_id, line = charge.line, carrier = bill.carrier, account = bill.account,
    issued_on = bill.issued_on, day = coalesce(charge.shipped_on, bill.issued_on),
    tracking_key = charge.tracking_key, reference = trim(charge.reference),
    customer_reference = trim(charge.customer_reference), charge_class = charge.charge_class,
    code = charge.code, item = {CHARGE_ITEM}, net = charge.net, currency = charge.currency,
    vat = charge.vat, vat_percent = charge.vat_percent, billed_g = charge.billed_g
FROM carrier_charges AS charge JOIN carrier_bills AS bill ON bill.id = charge.bill_id
WHERE charge.id = judged.charge_id
"""  # noqa: S608 - the parts are ours
KNOW: Final = "ANALYZE judged"
#: Each is looked up by its key: what was just written is not known to the planner, which would
#: read all tables from end to end for a few thousand charges.
BY_KEY: Final = "SET LOCAL enable_seqscan = off"
AS_USUAL: Final = "SET LOCAL enable_seqscan = on"

#: By tracking number. Numbers come again after years: the last one booked before that day has it.
BY_TRACKING: Final = """
UPDATE judged SET shipment_id = found.id, matched_by = 'tracking'
FROM (
    SELECT DISTINCT ON (judged.charge_id) judged.charge_id, shipment.id
    FROM judged JOIN freight_shipments AS shipment
        ON shipment.carrier = judged.carrier AND shipment.tracking_key = judged.tracking_key
    WHERE judged.tracking_key <> '' AND judged.shipment_id IS NULL
    ORDER BY judged.charge_id, shipment.booked_on <= judged.day DESC,
        shipment.voided_at IS NULL DESC, shipment.booked_on DESC, shipment.id DESC
) AS found
WHERE found.charge_id = judged.charge_id
"""

#: One number is the other with something in front, and no second shipment's is.
BY_PREFIX: Final = """
UPDATE judged SET shipment_id = found.id, matched_by = 'prefix'
FROM (
    SELECT judged.charge_id, min(shipment.id) AS id
    FROM judged JOIN freight_shipments AS shipment ON shipment.carrier = judged.carrier
        AND right(shipment.tracking_key, 8) = right(judged.tracking_key, 8)
        AND judged.tracking_key IN (
            right(shipment.tracking_key, length(judged.tracking_key)),
            left(judged.tracking_key, -length(shipment.tracking_key)) || shipment.tracking_key
        )
    WHERE judged.shipment_id IS NULL AND length(judged.tracking_key) >= 8
        AND length(shipment.tracking_key) >= 8
    GROUP BY judged.charge_id
    HAVING count(*) = 1
) AS found
WHERE found.charge_id = judged.charge_id
"""

#: What is expected of a shipment for the same thing, and whether another charge has it already.
_IS_TAKEN: Final = """
    EXISTS (
        SELECT FROM charge_verdicts AS taken
        WHERE taken.expected_id = expected.id AND taken.superseded_at IS NULL
            AND taken.charge_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM judged AS again WHERE again.charge_id = taken.charge_id)
    )"""

#: By our reference or the case's number, where all its shipments go one way. The n-th charge for
#: the same thing is that of the n-th piece; a piece that was not billed yet comes first.
BY_REFERENCE: Final = f"""
WITH asked AS (
    SELECT charge_id, carrier, reference, charge_class, item,
        row_number() OVER (
            PARTITION BY carrier, reference, charge_class, item ORDER BY charge_id
        ) AS place
    FROM judged WHERE shipment_id IS NULL AND reference <> ''
),
named AS (
    SELECT asked.charge_id, shipment.id FROM asked JOIN freight_shipments AS shipment
        ON shipment.carrier = asked.carrier AND shipment.reference = asked.reference
    UNION
    SELECT asked.charge_id, shipment.id FROM asked
    JOIN cases ON cases.number = asked.reference
    JOIN freight_shipments AS shipment
        ON shipment.case_id = cases.id AND shipment.carrier = asked.carrier
),
pieces AS (
    SELECT asked.charge_id, asked.place, shipment.id,
        row_number() OVER (
            PARTITION BY asked.charge_id
            ORDER BY shipment.voided_at IS NOT NULL, EXISTS (
                SELECT FROM expected_charges AS expected
                WHERE expected.shipment_id = shipment.id
                    AND expected.charge_class = asked.charge_class
                    AND {EXPECTED_ITEM} = asked.item AND NOT {_IS_TAKEN}
            ) DESC, shipment.id
        ) AS piece,
        count(*) OVER (PARTITION BY asked.charge_id) AS pieces,
        min(shipment.way) OVER (PARTITION BY asked.charge_id)
            = max(shipment.way) OVER (PARTITION BY asked.charge_id) AS one_way
    FROM asked JOIN named USING (charge_id)
    JOIN freight_shipments AS shipment ON shipment.id = named.id
)
UPDATE judged SET shipment_id = pieces.id, matched_by = 'reference'
FROM pieces
WHERE pieces.charge_id = judged.charge_id AND one_way AND piece = (place - 1) % pieces + 1
"""  # noqa: S608 - the parts are ours

#: One charge takes an expected one: the nearest to its amount, of equal ones the first.
TAKE_EXPECTED: Final = f"""
UPDATE judged SET expected_id = claim.id
FROM (
    SELECT judged.charge_id, expected.id,
        row_number() OVER (
            PARTITION BY expected.id
            ORDER BY abs(judged.net - expected.amount), judged.charge_id
        ) AS place,
        row_number() OVER (PARTITION BY judged.charge_id ORDER BY expected.id) AS choice
    FROM judged JOIN expected_charges AS expected
        ON expected.shipment_id = judged.shipment_id
        AND expected.charge_class = judged.charge_class AND {EXPECTED_ITEM} = judged.item
    WHERE judged.net > 0 AND judged.expected_id IS NULL AND expected.state <> 'void'
        AND NOT {_IS_TAKEN}
        AND NOT EXISTS (SELECT FROM judged AS other WHERE other.expected_id = expected.id)
) AS claim
WHERE claim.charge_id = judged.charge_id AND place = 1 AND choice = 1
"""  # noqa: S608 - the parts are ours

#: Several pieces under one reference and all billed under one number: what seems billed twice is
#: that of a piece which nobody has billed.
TAKE_PIECES: Final = f"""
WITH again AS (
    SELECT judged.charge_id, judged.charge_class, judged.item, shipment.carrier,
        shipment.reference, shipment.way, shipment.booked_on,
        row_number() OVER (
            PARTITION BY judged.charge_class, judged.item, shipment.carrier, shipment.reference,
                shipment.way, shipment.booked_on
            ORDER BY judged.charge_id
        ) AS place
    FROM judged JOIN freight_shipments AS shipment ON shipment.id = judged.shipment_id
    WHERE judged.expected_id IS NULL AND judged.net > 0 AND judged.matched_by <> 'person'
        AND shipment.reference <> '' AND EXISTS (
            SELECT FROM expected_charges AS expected
            WHERE expected.shipment_id = shipment.id
                AND expected.charge_class = judged.charge_class
                AND {EXPECTED_ITEM} = judged.item
        )
),
things AS (
    SELECT DISTINCT charge_class, item, carrier, reference, way, booked_on FROM again
),
pieces AS (
    SELECT things.*, shipment.id, expected.id AS expected_id,
        row_number() OVER (
            PARTITION BY things.charge_class, things.item, things.carrier, things.reference,
                things.way, things.booked_on
            ORDER BY shipment.id
        ) AS place
    FROM things JOIN freight_shipments AS shipment
        ON shipment.carrier = things.carrier AND shipment.reference = things.reference
        AND shipment.way = things.way AND shipment.booked_on = things.booked_on
    JOIN expected_charges AS expected ON expected.shipment_id = shipment.id
        AND expected.charge_class = things.charge_class AND {EXPECTED_ITEM} = things.item
    WHERE expected.state <> 'void' AND NOT {_IS_TAKEN}
        AND NOT EXISTS (SELECT FROM judged AS other WHERE other.expected_id = expected.id)
)
UPDATE judged
SET shipment_id = pieces.id, expected_id = pieces.expected_id, matched_by = 'reference'
FROM again JOIN pieces
    USING (charge_class, item, carrier, reference, way, booked_on, place)
WHERE again.charge_id = judged.charge_id
"""  # noqa: S608 - the parts are ours

#: What was billed before for the same thing, in this file or on an earlier bill of the carrier.
#: A scalar question is asked for each row; an EXISTS may be answered from the whole table.
FIND_REPEATS: Final = f"""
UPDATE judged SET repeats = CASE WHEN found.same THEN 'same' WHEN found.other THEN 'other' END
FROM (
    SELECT charge_id,
        expected_id IS NULL AND (row_number() OVER (
            PARTITION BY carrier, coalesce(shipment_id::text, tracking_key), charge_class, code,
                net, currency
            ORDER BY expected_id IS NULL, charge_id
        ) > 1
        OR EXISTS (
            SELECT FROM carrier_charges AS earlier
            JOIN carrier_bills AS bill ON bill.id = earlier.bill_id
            WHERE earlier.tracking_key = judged.tracking_key AND judged.tracking_key <> ''
                AND earlier.charge_class = judged.charge_class AND earlier.code = judged.code
                AND earlier.net = judged.net AND earlier.currency = judged.currency
                AND bill.carrier = judged.carrier
                AND bill.state IN ('matched', 'approved', 'posted')
                AND NOT EXISTS (SELECT FROM judged AS own WHERE own.charge_id = earlier.id)
        )
        OR EXISTS (
            SELECT FROM expected_charges AS expected
            JOIN charge_verdicts AS known
                ON known.expected_id = expected.id AND known.superseded_at IS NULL
            WHERE expected.shipment_id = judged.shipment_id
                AND expected.charge_class = judged.charge_class
                AND {EXPECTED_ITEM} = judged.item AND known.billed = judged.net
                AND known.charge_id <> judged.charge_id
        )) AS same,
        expected_id IS NULL AND coalesce((
            SELECT true FROM expected_charges AS expected
            WHERE expected.shipment_id = judged.shipment_id
                AND expected.charge_class = judged.charge_class
                AND {EXPECTED_ITEM} = judged.item
            LIMIT 1
        ), false) AS other
    FROM judged
    WHERE net > 0 AND (shipment_id IS NOT NULL OR tracking_key <> '')
) AS found
WHERE found.charge_id = judged.charge_id AND judged.expected_id IS NULL
"""  # noqa: S608 - the parts are ours
