"""The verdicts on charges that were taken to be judged, and their rows: the steps in SQL."""

from typing import Final

from models.finance.match_taking import EXPECTED_ITEM, OWN
from models.finance.verdict_case import CAPPED

#: What a verdict is made of, as `models.finance.verdict_case` reads it.
_FACTS: Final = """
let_off AS (
    SELECT again.bill_id, before.used
    FROM (SELECT DISTINCT bill_id FROM judged WHERE instead_of IS NOT NULL) AS again
    CROSS JOIN LATERAL (
        SELECT sum(greatest(billed - expected, 0)) AS used FROM charge_verdicts AS settled
        WHERE settled.bill_id = again.bill_id AND settled.verdict = 'tolerance'
            AND settled.superseded_at IS NULL AND settled.decided_by = ''
    ) AS before
),
facts AS MATERIALIZED (
    SELECT judged.charge_id, judged.bill_id, judged.line, judged.carrier, judged.account,
        judged.charge_class, judged.net, judged.currency, judged.vat, judged.vat_percent,
        judged.billed_g, judged.repeats, judged.issued_on, judged.shipment_id,
        shipment.account AS shipment_account, shipment.service,
        shipment.voided_at IS NOT NULL OR coalesce((
            SELECT true FROM expected_charges AS void
            WHERE void.shipment_id = shipment.id AND void.state = 'void'
            LIMIT 1
        ), false) AS voided,
        shipment.way = 'return' AND shipment.scanned_on IS NULL AS unused_return,
        expected.amount, expected.currency AS expected_currency, expected.chargeable_g,
        expected.percent, coalesce(let_off.used, 0) AS used,
        CASE WHEN judged.charge_class = 'fuel' AND judged.net <> expected.amount THEN coalesce(
            (
                SELECT sum(freight.net) FROM carrier_charges AS freight
                WHERE freight.tracking_key = judged.tracking_key AND judged.tracking_key <> ''
                    AND freight.bill_id = judged.bill_id AND freight.charge_class = 'freight'
            ) - (
                SELECT sum(freight.amount) FROM expected_charges AS freight
                WHERE freight.shipment_id = judged.shipment_id
                    AND freight.charge_class = 'freight'
            ), 0
        ) ELSE 0 END AS freight_more
    FROM judged
    LEFT JOIN freight_shipments AS shipment ON shipment.id = judged.shipment_id
    LEFT JOIN expected_charges AS expected ON expected.id = judged.expected_id
    LEFT JOIN let_off ON let_off.bill_id = judged.bill_id
)"""

#: What a rule settles is agreed as it is billed; all else waits for a person.
JUDGE: Final = f"""
WITH {_FACTS.lstrip()},
{CAPPED.lstrip()},
said AS (
    SELECT capped.*, CASE WHEN too_much THEN 'over' ELSE draft END AS verdict FROM capped
)
UPDATE judged SET verdict = said.verdict, expected = said.amount,
    agreed = CASE WHEN said.verdict IN ('exact', 'tolerance', 'credit') THEN said.net END,
    reason = CASE WHEN said.verdict = 'tolerance' THEN said.rule_reason ELSE '' END,
    booked_to = CASE WHEN said.verdict = 'tolerance' THEN said.rule_account ELSE '' END
FROM said WHERE said.charge_id = judged.charge_id
"""  # noqa: S608 - the parts are ours

#: A person's guess at most: our reference or the case's number, and how near day, weight, amount.
SUGGEST: Final = f"""
WITH asked AS (
    SELECT charge_id, carrier, charge_class, item, day, billed_g, net, said
    FROM judged CROSS JOIN LATERAL (
        SELECT DISTINCT said FROM unnest(ARRAY[reference, customer_reference]) AS said
        WHERE said <> ''
    ) AS words
    WHERE verdict = 'unknown'
),
named AS (
    SELECT asked.charge_id, shipment.id FROM asked JOIN freight_shipments AS shipment
        ON shipment.carrier = asked.carrier AND shipment.reference = asked.said
    UNION
    SELECT asked.charge_id, shipment.id FROM asked JOIN cases ON cases.number = asked.said
    JOIN freight_shipments AS shipment
        ON shipment.case_id = cases.id AND shipment.carrier = asked.carrier
),
near AS (
    SELECT judged.charge_id, shipment.id,
        abs(judged.day - coalesce(shipment.scanned_on, shipment.booked_on)) AS days,
        judged.billed_g * 10 BETWEEN coalesce(shipment.chargeable_g, shipment.weight_g) * 9
            AND coalesce(shipment.chargeable_g, shipment.weight_g) * 11 IS TRUE AS weighs,
        EXISTS (
            SELECT FROM expected_charges AS expected
            WHERE expected.shipment_id = shipment.id
                AND expected.charge_class = judged.charge_class
                AND {EXPECTED_ITEM} = judged.item AND expected.amount = judged.net
        ) AS costs
    FROM named JOIN judged USING (charge_id)
    JOIN freight_shipments AS shipment ON shipment.id = named.id
    WHERE shipment.voided_at IS NULL
),
sure AS (
    SELECT near.*,
        50 + CASE WHEN days <= 3 THEN 20 WHEN days <= 14 THEN 10 ELSE 0 END
            + CASE WHEN weighs THEN 15 ELSE 0 END + CASE WHEN costs THEN 10 ELSE 0 END AS certainty,
        concat_ws(
            ', ', 'reference', CASE WHEN days <= 14 THEN 'day' END,
            CASE WHEN weighs THEN 'weight' END, CASE WHEN costs THEN 'amount' END
        ) AS because
    FROM near WHERE days <= 60
),
best AS (
    SELECT sure.*, row_number() OVER (PARTITION BY charge_id ORDER BY certainty DESC, id) AS place
    FROM sure
),
written AS (
    INSERT INTO match_suggestions (
        tenant_id, charge_id, shipment_id, certainty, because, suggested_at
    )
    SELECT {OWN}, charge_id, id, certainty, because, :at FROM best WHERE place <= 3
    ON CONFLICT DO NOTHING
)
UPDATE judged SET matched_by = 'suggested'
FROM best WHERE best.charge_id = judged.charge_id AND best.place = 1
"""  # noqa: S608 - the parts are ours

#: A charge that is known now needs no guess any more.
FORGET: Final = """
DELETE FROM match_suggestions USING judged
WHERE match_suggestions.charge_id = judged.charge_id AND judged.verdict <> 'unknown'
    AND judged.instead_of IS NOT NULL
"""

#: Judged again and found the same: nothing is written.
KEEP_UNCHANGED: Final = """
DELETE FROM judged USING charge_verdicts AS before
WHERE before.id = judged.instead_of AND before.verdict = judged.verdict
    AND before.matched_by = judged.matched_by
    AND before.expected_id IS NOT DISTINCT FROM judged.expected_id
    AND before.shipment_id IS NOT DISTINCT FROM judged.shipment_id
    AND before.expected IS NOT DISTINCT FROM judged.expected
"""

#: What was said before, also that no bill had it; the unique indexes allow one at a time.
NAME_UNBILLED: Final = """
UPDATE judged SET instead_of = before.id FROM charge_verdicts AS before
WHERE before.expected_id = judged.expected_id AND before.superseded_at IS NULL
    AND before.charge_id IS NULL AND judged.instead_of IS NULL
"""
SUPERSEDE: Final = """
UPDATE charge_verdicts AS before SET superseded_at = :at
FROM judged WHERE before.id = judged.instead_of AND before.superseded_at IS NULL
"""
SUPERSEDE_UNBILLED: Final = """
UPDATE charge_verdicts AS before SET superseded_at = :at
FROM judged WHERE before.expected_id = judged.expected_id AND before.superseded_at IS NULL
    AND before.charge_id IS NULL
"""
WRITE: Final = f"""
INSERT INTO charge_verdicts (
    tenant_id, bill_id, charge_id, expected_id, shipment_id, verdict, matched_by, expected, billed,
    agreed, reason, account, decided_at, decided_by, because, instead_of
)
SELECT {OWN}, bill_id, charge_id, expected_id, shipment_id, verdict, matched_by, expected, net,
    agreed, reason, booked_to, :at, :by, :because, instead_of
FROM judged ORDER BY charge_id
"""  # noqa: S608 - the parts are ours

#: What was accrued until a day and no bill has yet; a void one is waited for no more.
MARK_UNBILLED: Final = f"""
INSERT INTO charge_verdicts (
    tenant_id, expected_id, shipment_id, verdict, matched_by, expected, decided_at
)
SELECT {OWN}, expected.id, expected.shipment_id, 'unbilled', 'none', expected.amount, :at
FROM expected_charges AS expected
WHERE expected.state = 'accrued' AND expected.accrued_on < :until
    AND NOT EXISTS (
        SELECT FROM charge_verdicts AS known
        WHERE known.expected_id = expected.id AND known.superseded_at IS NULL
    )
ORDER BY expected.id
"""  # noqa: S608 - the parts are ours
END_UNBILLED: Final = """
UPDATE charge_verdicts SET superseded_at = :at
FROM expected_charges AS expected
WHERE charge_verdicts.expected_id = expected.id AND charge_verdicts.charge_id IS NULL
    AND charge_verdicts.superseded_at IS NULL AND expected.state IN ('void', 'expected')
"""
