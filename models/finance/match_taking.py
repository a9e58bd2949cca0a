"""Which charges are judged: what is exact is settled at once, all else is put down, in SQL.

They are put down in a table of the transaction, where each step of `models.finance.match_steps`
and `match_writing` fills what those before it left open.
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
