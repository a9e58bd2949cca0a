"""How charges find their shipments and what was expected: the steps in SQL, each for all at once.

`models.finance.match_taking` says for which. Row security gives every table its tenant. Freight
and fuel are one of each for a shipment, whatever the carrier's code; other charges are the same
thing when their code is.
"""

from typing import Final

from models.finance.match_taking import CHARGE_ITEM, EXPECTED_ITEM

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
