"""What must hold of clocks, terms, prepaid hours and contracts: a sentence and a query each."""

from desk.invariant_queries import ENDED, Invariant

CLOCKS_END = Invariant(
    name="ended-case-stops-clocks",
    sentence="A case that has ended has no clock that is still open.",
    query=f"""
        SELECT cases.number AS "case", service_clocks.metric, service_clocks.state
        FROM service_clocks JOIN cases ON cases.id = service_clocks.case_id
        WHERE cases.stage IN {ENDED}
          AND service_clocks.superseded_at IS NULL AND service_clocks.stopped_at IS NULL
    """,  # noqa: S608 - a constant
)
CLOCKS_WATCHED = Invariant(
    name="running-clock-watched",
    sentence="An open case looks again at the due instant of each running clock, unless that "
    "clock is overdue.",
    query=f"""
        SELECT cases.number AS "case", service_clocks.metric, service_clocks.due_at
        FROM service_clocks JOIN cases ON cases.id = service_clocks.case_id
        WHERE cases.stage NOT IN {ENDED}
          AND service_clocks.superseded_at IS NULL AND service_clocks.state = 'running'
          AND NOT service_clocks.overdue
          AND CAST(cases.snapshot->'deadlines'->>('clock_due:' || service_clocks.metric)
                   AS timestamptz) IS DISTINCT FROM service_clocks.due_at
          -- The case hears of a count right after the step that asked for it.
          AND cases.changed_at < CAST(:at AS timestamptz) - interval '60 s'
    """,  # noqa: S608 - a constant
)
TERMS = Invariant(
    name="terms-on-record",
    sentence="The terms of a case and its decision name one programme version, and that version "
    "is on record.",
    # A case from before there were decisions is older than the versions.
    query="""
        SELECT number AS "case", terms->>'programme' AS programme, terms->>'version' AS version
        FROM cases
        WHERE entitlement->'decision' IS NOT NULL
          AND ((terms->>'programme', terms->>'version')
               IS DISTINCT FROM (entitlement->'decision'->>'programme',
                                 entitlement->'decision'->>'version')
               OR NOT EXISTS (
                   SELECT 1 FROM programme_versions
                   WHERE programme_versions.programme = cases.terms->>'programme'
                     AND programme_versions.version = cases.terms->>'version'))
    """,
)
PREPAID = Invariant(
    name="prepaid-hours-kept",
    sentence="No more is drawn from a pack than its hours, and each portion begins where the one "
    "before ended.",
    query="""
        WITH portions AS (
            SELECT pack_id, drawn_before,
                   coalesce(lag(drawn_before + minutes)
                            OVER (PARTITION BY pack_id ORDER BY drawn_before), 0) AS drawn
            FROM prepaid_draws)
        SELECT pack_id AS pack, drawn_before AS begins_at, drawn FROM portions
        WHERE drawn_before <> drawn
        UNION ALL
        SELECT prepaid_packs.id, prepaid_packs.hours * 60, sum(prepaid_draws.minutes)
        FROM prepaid_packs JOIN prepaid_draws ON prepaid_draws.pack_id = prepaid_packs.id
        GROUP BY prepaid_packs.id, prepaid_packs.hours
        HAVING sum(prepaid_draws.minutes) > prepaid_packs.hours * 60
    """,
)
FEES = Invariant(
    name="fees-within-contract",
    sentence="A contract's fee falls on a day of its run, and its own customer is billed.",
    query="""
        SELECT contracts.number AS contract, billable_events.kind, billable_events.at
        FROM billable_events JOIN contracts ON contracts.id = billable_events.contract_id
        WHERE starts_with(billable_events.kind, 'contract_fee_')
          AND (billable_events.customer_id = contracts.customer_id
               AND CAST(substring(billable_events.key FROM '[0-9]{4}-[0-9]{2}-[0-9]{2}$') AS date)
                   BETWEEN contracts.starts_on AND contracts.ends_on - 1) IS NOT TRUE
    """,
)
NOTICES = Invariant(
    name="notices-have-letters",
    sentence="Every notice of a contract that has a contact has its letter.",
    query="""
        SELECT contracts.number AS contract, coverage_notices.kind, coverage_notices.due_on
        FROM coverage_notices JOIN contracts ON contracts.id = coverage_notices.contract_id
        WHERE contracts.contact_id IS NOT NULL
          AND NOT EXISTS (
              SELECT 1 FROM notifications
              WHERE notifications.key = coverage_notices.key
                AND notifications.contract_id = coverage_notices.contract_id)
    """,
)

SERVICES = (
    CLOCKS_END,
    CLOCKS_WATCHED,
    TERMS,
    PREPAID,
    FEES,
    NOTICES,
)
