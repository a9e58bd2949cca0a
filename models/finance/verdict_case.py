"""The verdict of many charges at once: what `rules.finance.verdict_order.judge` says of one.

The parts build on a part `facts` with one row for each charge: carrier, account, charge_class, net,
currency, vat, vat_percent, billed_g, repeats, issued_on; of its shipment shipment_id,
shipment_account, service, voided, unused_return; of the expected charge it takes amount,
expected_currency, chargeable_g, percent; and freight_more. A test asks both the same questions.
"""

from typing import Final

from rules.finance.freight_words import ChargeClass, Verdict
from rules.finance.verdict_order import FUEL_SLACK, OF_NO_SHIPMENT, VAT_SLACK


def _words(classes: frozenset[ChargeClass]) -> str:
    """The classes as SQL writes a list of texts."""
    return ", ".join(f"'{one}'" for one in sorted(classes))


#: The questions in the order of `rules.finance.verdict_order.ORDER`.
QUESTIONS: Final[tuple[tuple[Verdict, str], ...]] = (
    (Verdict.CREDIT, "net < 0"),
    (Verdict.EXACT, "net = 0 AND amount IS NULL"),
    (
        Verdict.UNKNOWN,
        f"shipment_id IS NULL AND charge_class NOT IN ({_words(OF_NO_SHIPMENT)})",
    ),
    (Verdict.DUPLICATE, "repeats = 'same'"),
    (Verdict.VOID_BILLED, "voided"),
    (Verdict.RETURN_ON_SCAN, "unused_return"),
    (
        Verdict.WRONG_ACCOUNT,
        "shipment_id IS NOT NULL AND shipment_account NOT IN ('', account)",
    ),
    (Verdict.DUTY, "amount IS NULL AND charge_class IN ('duty', 'tax')"),
    (Verdict.ACCOUNT_FEE, "amount IS NULL AND charge_class = 'fee'"),
    (
        Verdict.ADJUSTMENT,
        "(amount IS NULL AND charge_class = 'adjustment') OR repeats = 'other'",
    ),
    (Verdict.SURCHARGE_UNEXPECTED, "amount IS NULL"),
    (Verdict.CURRENCY, "expected_currency <> currency"),
    (Verdict.VAT, f"abs(vat - round(net * vat_percent / 100, 2)) > {VAT_SLACK}"),
    (
        Verdict.FUEL_RATE,
        f"""charge_class = 'fuel' AND net <> amount
            AND abs((net - amount) * 100 - freight_more * percent) > {FUEL_SLACK} * 100""",
    ),
    (Verdict.RERATED, "billed_g > chargeable_g AND net > amount"),
    (Verdict.EXACT, "net = amount"),
    (Verdict.TOLERANCE, "within"),
    (Verdict.OVER, "net > amount"),
)
CASE: Final = (
    "CASE\n"
    + "\n".join(f"        WHEN {asked} THEN '{verdict}'" for verdict, asked in QUESTIONS)
    + f"\n        ELSE '{Verdict.UNDER}' END"
)

#: Each charge with the tolerance rule that judges it: the first by sequence that is in force, fits.
RULED: Final = """
ruled AS (
    SELECT facts.*, rule.document_cap,
        CASE WHEN net > amount THEN rule.reason_over ELSE rule.reason_under END AS rule_reason,
        CASE WHEN net > amount THEN rule.account_over ELSE rule.account_under END AS rule_account,
        rule.id IS NOT NULL AND CASE
            WHEN net > amount AND needs = 'all' THEN
                net - amount <= up_amount AND (net - amount) * 100 <= up_percent * amount
            WHEN net > amount THEN
                net - amount <= up_amount OR (net - amount) * 100 <= up_percent * amount
            WHEN needs = 'all' THEN
                amount - net <= down_amount AND (amount - net) * 100 <= down_percent * amount
            ELSE amount - net <= down_amount OR (amount - net) * 100 <= down_percent * amount
        END AS within
    FROM facts LEFT JOIN LATERAL (
        SELECT held.* FROM tolerance_rules AS held
        WHERE held.currency = facts.currency
            AND held.carrier IN ('', facts.carrier)
            AND held.service IN ('', facts.service)
            AND (held.charge_class IS NULL OR held.charge_class = facts.charge_class)
            AND held.valid_from <= facts.issued_on
            AND (held.valid_until IS NULL OR facts.issued_on <= held.valid_until)
            AND NOT EXISTS (
                SELECT FROM tolerance_rules AS newer
                WHERE newer.sequence = held.sequence AND newer.valid_from > held.valid_from
                    AND newer.valid_from <= facts.issued_on
            )
        ORDER BY held.sequence
        LIMIT 1
    ) AS rule ON facts.net <> facts.amount
)"""

#: And with the verdict it has so long as its bill has not been let off too much.
DRAFTED: Final = f"""{RULED},
drafted AS (
    SELECT ruled.*, {CASE} AS draft FROM ruled
)"""  # noqa: S608 - the parts are ours

#: A bill's charges line by line, with all that it was let off up to each; `used` is from before.
CAPPED: Final = f"""{DRAFTED},
capped AS (
    SELECT drafted.*,
        draft = 'tolerance' AND net > amount AND used + sum(greatest(net - amount, 0))
            FILTER (WHERE draft = 'tolerance')
            OVER (PARTITION BY bill_id ORDER BY line) > document_cap AS too_much
    FROM drafted
)"""  # noqa: S608 - the parts are ours
