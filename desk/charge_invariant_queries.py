"""What must hold of charges, debts and custody: a sentence and a query each."""

from desk.invariant_queries import ENDED, Invariant

CHARGE_PER_EVENT = Invariant(
    name="charge-per-event",
    sentence="A charge that was billed has one billable event of its amount, one that was not "
    "has none, and no event charges without a charge.",
    query="""
        SELECT cases.number AS "case", case_charges.kind, case_charges.about,
               case_charges.state, count(billable_events.id) AS events
        FROM case_charges
        JOIN cases ON cases.id = case_charges.case_id
        LEFT JOIN billable_events ON billable_events.case_id = cases.id
             AND billable_events.key = cases.number || '/' || case_charges.kind || '/'
                                       || coalesce(nullif(case_charges.about, ''), 'part')
        GROUP BY cases.number, case_charges.kind, case_charges.about, case_charges.state,
                 case_charges.amount
        HAVING count(billable_events.id)
                   <> CASE WHEN case_charges.state IN ('approved', 'reversed') THEN 1 ELSE 0 END
            OR bool_or(billable_events.amount <> case_charges.amount)
        UNION ALL
        SELECT cases.number, billable_events.kind, billable_events.key, 'nobody', 1
        FROM billable_events JOIN cases ON cases.id = billable_events.case_id
        WHERE billable_events.amount IS NOT NULL
          AND NOT EXISTS (
              SELECT 1 FROM case_charges WHERE case_charges.case_id = cases.id
              AND case_charges.kind = replace(billable_events.kind, '_reversal', ''))
    """,
)
ONE_REVERSAL = Invariant(
    name="one-charge-one-reversal",
    sentence="What was charged is given back once at most, in full, and only where the charge "
    "says so.",
    query="""
        SELECT cases.number AS "case", case_charges.kind, case_charges.about,
               case_charges.state, count(billable_events.id) AS reversals
        FROM case_charges
        JOIN cases ON cases.id = case_charges.case_id
        LEFT JOIN billable_events ON billable_events.case_id = cases.id
             AND billable_events.key = cases.number || '/' || case_charges.kind || '_reversal/'
                                       || coalesce(nullif(case_charges.about, ''), 'part')
        GROUP BY cases.number, case_charges.kind, case_charges.about, case_charges.state,
                 case_charges.amount
        HAVING count(billable_events.id)
                   <> CASE WHEN case_charges.state = 'reversed' THEN 1 ELSE 0 END
            OR bool_or(billable_events.amount <> -case_charges.amount)
    """,
)
ENDED_IS_SETTLED = Invariant(
    name="ended-case-is-settled",
    sentence="A case that has ended is owed no unit, keeps nothing in custody, and waits for no "
    "charge and no answer to a proposal.",
    query=f"""
        SELECT cases.number AS "case", 'debt' AS open
        FROM owed_units JOIN cases ON cases.id = owed_units.case_id
        WHERE owed_units.state IN ('open', 'held') AND cases.stage IN {ENDED}
        UNION ALL
        SELECT cases.number, 'custody'
        FROM custody_items JOIN cases ON cases.id = custody_items.case_id
        WHERE custody_items.outcome IS NULL AND cases.stage IN {ENDED}
        UNION ALL
        SELECT cases.number, 'charge'
        FROM case_charges JOIN cases ON cases.id = case_charges.case_id
        WHERE case_charges.state = 'proposed' AND cases.stage IN {ENDED}
        UNION ALL
        SELECT cases.number, 'proposal'
        FROM cost_proposals JOIN cases ON cases.id = cost_proposals.case_id
        WHERE cost_proposals.state = 'open' AND cases.stage IN {ENDED}
    """,  # noqa: S608 - a constant
)
CHARGES = (CHARGE_PER_EVENT, ONE_REVERSAL, ENDED_IS_SETTLED)
