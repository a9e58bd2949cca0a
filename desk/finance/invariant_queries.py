"""What must hold of bills, verdicts, the books, statements and months: a sentence and a query."""

from desk.invariant_queries import Invariant

TIES = Invariant(
    name="bill-ties-to-its-charges",
    sentence="A bill that is not quarantined or discarded has as many charges as it says, and they "
    "sum to its total; no charge is without its bill.",
    query="""
        SELECT carrier_bills.number AS bill, carrier_bills.net, sum(carrier_charges.net) AS charged
        FROM carrier_bills
        LEFT JOIN carrier_charges ON carrier_charges.bill_id = carrier_bills.id
        WHERE carrier_bills.state NOT IN ('quarantined', 'discarded')
        GROUP BY carrier_bills.id, carrier_bills.number, carrier_bills.net, carrier_bills.charges
        HAVING coalesce(sum(carrier_charges.net), 0) <> carrier_bills.net
            OR count(carrier_charges.id) <> carrier_bills.charges
        UNION ALL
        SELECT carrier_charges.bill_id::text, carrier_charges.net, NULL
        FROM carrier_charges
        LEFT JOIN carrier_bills ON carrier_bills.id = carrier_charges.bill_id
        WHERE carrier_bills.id IS NULL
    """,
)
ONE_VERDICT = Invariant(
    name="charge-has-one-verdict",
    sentence="Every charge of a matched bill has exactly one current verdict, and the verdicts "
    "sum to the bill's total.",
    query="""
        SELECT carrier_bills.number AS bill, carrier_bills.state, carrier_bills.net,
               sum(charge_verdicts.billed) AS judged, count(charge_verdicts.id) AS verdicts
        FROM carrier_bills
        LEFT JOIN charge_verdicts ON charge_verdicts.bill_id = carrier_bills.id
              AND charge_verdicts.superseded_at IS NULL
        WHERE carrier_bills.state IN ('matched', 'approved', 'posted')
        GROUP BY carrier_bills.id, carrier_bills.number, carrier_bills.state, carrier_bills.net,
                 carrier_bills.charges
        HAVING count(charge_verdicts.id) <> carrier_bills.charges
            OR coalesce(sum(charge_verdicts.billed), 0) <> carrier_bills.net
    """,
)
NOTHING_OPEN = Invariant(
    name="approved-bill-is-decided",
    sentence="An approved or posted bill has no charge of which nobody has said what is paid.",
    query="""
        SELECT carrier_bills.number AS bill, charge_verdicts.verdict
        FROM carrier_bills
        JOIN charge_verdicts ON charge_verdicts.bill_id = carrier_bills.id
             AND charge_verdicts.superseded_at IS NULL
        WHERE carrier_bills.state IN ('approved', 'posted') AND charge_verdicts.agreed IS NULL
    """,
)
EXPECTED_FOLLOWS = Invariant(
    name="expected-charge-follows-its-shipment",
    sentence="An expected charge says what its shipment says: its carrier, number and way; it is "
    "accrued only after a scan, and void when the label is.",
    query="""
        SELECT freight_shipments.tracking, expected_charges.charge_class, expected_charges.state
        FROM expected_charges
        LEFT JOIN freight_shipments ON freight_shipments.id = expected_charges.shipment_id
        WHERE freight_shipments.id IS NULL
           OR (expected_charges.carrier, expected_charges.tracking_key, expected_charges.way)
              IS DISTINCT FROM (freight_shipments.carrier, freight_shipments.tracking_key,
                                freight_shipments.way)
           OR (expected_charges.state = 'accrued' AND freight_shipments.scanned_at IS NULL)
           OR (expected_charges.state = 'expected' AND freight_shipments.scanned_at IS NOT NULL)
    """,
)
ACCRUALS_TIE = Invariant(
    name="accruals-tie-to-the-ledger",
    sentence="What is accrued and not matched, charge by charge, is the balance of the account of "
    "accrued freight.",
    query="""
        SELECT journal_lines.expected_id, -sum(journal_lines.amount) AS booked,
               max(expected_charges.state) AS state
        FROM journal_lines
        JOIN account_uses ON account_uses.account = journal_lines.account
             AND account_uses.use = 'accrued_freight'
        LEFT JOIN expected_charges ON expected_charges.id = journal_lines.expected_id
        GROUP BY journal_lines.expected_id
        HAVING sum(journal_lines.amount) <> 0
           AND (journal_lines.expected_id IS NULL OR max(expected_charges.state) <> 'accrued')
    """,
)
GAP_FREE = Invariant(
    name="vouchers-without-gaps",
    sentence="The vouchers of a series are numbered from 1 without a gap in each fiscal year.",
    query="""
        SELECT series, fiscal_year, max(number) AS last, count(*) AS vouchers
        FROM journal_entries
        GROUP BY series, fiscal_year
        HAVING max(number) <> count(*) OR min(number) <> 1
    """,
)
BALANCES = Invariant(
    name="entries-balance",
    sentence="Every journal entry has lines that sum to nought.",
    query="""
        SELECT journal_entries.key, sum(journal_lines.amount) AS off
        FROM journal_entries
        LEFT JOIN journal_lines ON journal_lines.entry_id = journal_entries.id
        GROUP BY journal_entries.id, journal_entries.key
        HAVING count(journal_lines.id) < 2 OR sum(journal_lines.amount) <> 0
    """,
)
POSTED_ONCE = Invariant(
    name="posted-bill-is-in-the-books",
    sentence="A posted bill has one voucher that is not reversed, and no other bill has one.",
    query="""
        SELECT carrier_bills.number AS bill, carrier_bills.state, count(entry.id) AS vouchers
        FROM carrier_bills
        LEFT JOIN journal_entries AS entry ON entry.source_id = carrier_bills.id
             AND entry.posting = 'bill'
             AND NOT EXISTS (SELECT FROM journal_entries AS undone
                              WHERE undone.reverses_id = entry.id)
        GROUP BY carrier_bills.id, carrier_bills.number, carrier_bills.state
        HAVING count(entry.id) <> CASE WHEN carrier_bills.state = 'posted' THEN 1 ELSE 0 END
    """,
)
STATEMENT_SUMS = Invariant(
    name="statement-sums-to-its-items",
    sentence="A statement's total is the sum of its lines, and each line the sum of its items.",
    query="""
        SELECT coalesce(statements.number, 'draft') AS statement, statements.net,
               (SELECT coalesce(sum(net), 0) FROM statement_lines
                 WHERE statement_id = statements.id) AS lines,
               (SELECT coalesce(sum(net), 0) FROM statement_items
                 WHERE statement_id = statements.id) AS items
        FROM statements
        WHERE net <> (SELECT coalesce(sum(net), 0) FROM statement_lines
                       WHERE statement_id = statements.id)
           OR net <> (SELECT coalesce(sum(net), 0) FROM statement_items
                       WHERE statement_id = statements.id)
    """,
)
BILLED_AS_RATED = Invariant(
    name="billed-as-rated",
    sentence="What lies on a statement is a billable event of its customer, at the amount it was "
    "rated to.",
    query="""
        SELECT coalesce(statements.number, 'draft') AS statement, rated_events.item,
               rated_events.net, statement_items.net AS billed
        FROM statement_items
        JOIN statements ON statements.id = statement_items.statement_id
        JOIN rated_events ON rated_events.id = statement_items.rated_id
        WHERE rated_events.outcome <> 'billable'
           OR rated_events.customer_id <> statements.customer_id
           OR rated_events.currency <> statements.currency
           OR abs(rated_events.net) <> abs(statement_items.net)
    """,
)
DISPUTE_WAITS = Invariant(
    name="open-dispute-waits",
    sentence="A dispute that is open has an instant to wait for; its charges sum to its claim.",
    query="""
        SELECT disputes.number, disputes.state, disputes.claimed
        FROM disputes
        WHERE (disputes.state IN ('draft', 'sent', 'accepted', 'partial')
               AND disputes.next_at IS NULL)
           OR disputes.claimed <> (SELECT sum(claimed) FROM disputed_charges
                                    WHERE dispute_id = disputes.id)
           OR disputes.credited <> (SELECT sum(credited) FROM disputed_charges
                                     WHERE dispute_id = disputes.id)
    """,
)
CLOSED_IS_KEPT = Invariant(
    name="closed-month-has-its-snapshot",
    sentence="A closed month has the snapshot of its close, and three persons did the work.",
    query="""
        SELECT periods.month, periods.close, periods.closed_by, periods.approved_by
        FROM periods
        LEFT JOIN close_snapshots ON close_snapshots.period_id = periods.id
             AND close_snapshots.close = periods.close
        WHERE periods.state = 'closed'
          AND (close_snapshots.id IS NULL OR periods.approved_by IN ('', periods.asked_by))
    """,
)

FINANCE = (
    TIES,
    ONE_VERDICT,
    NOTHING_OPEN,
    EXPECTED_FOLLOWS,
    ACCRUALS_TIE,
    GAP_FREE,
    BALANCES,
    POSTED_ONCE,
    STATEMENT_SUMS,
    BILLED_AS_RATED,
    DISPUTE_WAITS,
    CLOSED_IS_KEPT,
)
