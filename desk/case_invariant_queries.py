"""What must hold of cases, labels, facts and bills: a sentence and a query each."""

from desk.invariant_queries import ENDED, Evidence, Invariant

ONE_LABEL = Invariant(
    name="one-label",
    sentence="A leg has one live label at most; a replacement on its way has one, and a unit on "
    "its way back has had one.",
    query="""
        SELECT cases.number AS "case", legs.direction, legs.attempt,
               count(labels.id) AS labels
        FROM legs
        JOIN cases ON cases.id = legs.case_id
        LEFT JOIN labels ON labels.leg_id = legs.id AND labels.voided_at IS NULL
        GROUP BY cases.number, legs.id, legs.case_id, legs.direction, legs.attempt, legs.state
        HAVING count(labels.id) > 1
            OR (count(labels.id) = 0 AND legs.direction = 'outbound'
                AND legs.state IN ('on_its_way', 'delivered', 'coming_back', 'returned', 'lost'))
            OR (legs.direction = 'return' AND legs.state IN ('on_its_way', 'arrived')
                AND NOT EXISTS (
                    SELECT 1 FROM labels ever JOIN legs back ON back.id = ever.leg_id
                    WHERE back.case_id = legs.case_id AND back.direction = 'return'))
    """,
)
LABELS_AT_CARRIER = Invariant(
    name="labels-at-carrier",
    sentence="The labels that live here are the labels that live in the practice carrier's books.",
    query="""
        WITH there AS (
            SELECT * FROM unnest(CAST(:tracking AS text[]), CAST(:references AS text[]))
                          AS journal(tracking_no, reference)),
        here AS (
            SELECT tracking_no FROM labels WHERE voided_at IS NULL AND carrier = 'practice')
        SELECT coalesce(here.tracking_no, there.tracking_no) AS tracking,
               CASE WHEN here.tracking_no IS NULL THEN 'carrier' ELSE 'desk' END AS only_at
        FROM there FULL JOIN here USING (tracking_no)
        WHERE there.tracking_no IS NULL
           OR (here.tracking_no IS NULL
               -- A booking whose outcome is still awaited is looked up before it is repeated.
               AND NOT EXISTS (
                   SELECT 1 FROM effects WHERE effects.state = 'intent'
                   AND effects.key = substr(reference, strpos(reference, '/') + 1)))
    """,
    evidence=Evidence.JOURNAL,
)
STRAY_LABELS = Invariant(
    name="no-stray-label",
    sentence="Every live label in the practice carrier's books was booked by a tenant of this "
    "desk.",
    query="""
        SELECT tracking_no AS tracking, reference
        FROM unnest(CAST(:tracking AS text[]), CAST(:references AS text[]))
             AS journal(tracking_no, reference)
        WHERE NOT EXISTS (SELECT 1 FROM tenants WHERE starts_with(reference, code || '/'))
    """,
    evidence=Evidence.JOURNAL,
    across=True,
)
HEAD = Invariant(
    name="head-is-snapshot",
    sentence="The head of a case says what its snapshot says.",
    query="""
        SELECT number AS "case", version FROM cases
        WHERE (snapshot->>'version', snapshot->>'stage', snapshot->>'outbound',
               snapshot->>'inbound', snapshot->>'number')
              IS DISTINCT FROM (version::text, stage, outbound, inbound, number)
    """,
)
WAITING = Invariant(
    name="open-case-waits",
    sentence="Every open case waits for something, with a deadline that has not passed.",
    query=f"""
        SELECT number AS "case", waiting_for, wake_at FROM cases
        WHERE stage NOT IN {ENDED}
          AND (waiting_for = 'nothing' OR wake_at IS NULL
               OR wake_at < CAST(:at AS timestamptz) - interval '60 s')
    """,  # noqa: S608 - a constant
)
INBOX = Invariant(
    name="inbox-drained",
    sentence="No fact whose case is known has waited for more than a minute.",
    query="""
        SELECT id AS fact, told, placement FROM inbox
        WHERE placement IN ('new', 'routed') AND case_id IS NOT NULL
          AND received_at < CAST(:at AS timestamptz) - interval '60 s'
    """,
)
PLACED_QUERY = """
        SELECT id AS fact, told, placement FROM inbox
        WHERE placement <> 'applied' AND case_id IS NULL
          AND received_at < CAST(:at AS timestamptz) - interval '1 day'
    """
PLACED = Invariant(
    name="facts-placed",
    sentence="No fact without a case is older than a day: a person has placed it.",
    query=PLACED_QUERY,
)
STRAY_FACTS = Invariant(
    name="no-stray-fact",
    sentence="No carrier's event about a parcel nobody here knows is older than a day.",
    query=PLACED_QUERY + "AND tenant_id IS NULL",
    across=True,
)
OUTBOX = Invariant(
    name="outbox-drained",
    sentence="Nothing the relay owes has waited for more than a minute.",
    query="""
        SELECT key, attempts FROM outbox
        WHERE done_at IS NULL AND created_at < CAST(:at AS timestamptz) - interval '60 s'
    """,
)
WORKFLOWS = Invariant(
    name="open-cases-run",
    sentence="The open cases are the cases whose workflow runs.",
    query=f"""
        WITH running AS (SELECT unnest(CAST(:running AS text[])) AS number),
        open AS (SELECT id, number FROM cases WHERE stage NOT IN {ENDED})
        SELECT coalesce(open.number, running.number) AS "case",
               CASE WHEN open.number IS NULL THEN 'workflow' ELSE 'record' END AS only_in
        FROM running FULL JOIN open USING (number)
        WHERE open.number IS NULL
           OR (running.number IS NULL
               -- The relay has not come to it yet; the outbox has an invariant of its own.
               AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.case_id = open.id
                               AND outbox.kind = 'start' AND outbox.done_at IS NULL))
    """,  # noqa: S608 - a constant
    evidence=Evidence.WORKFLOWS,
)
BILLED = Invariant(
    name="billed-once",
    sentence="What happened in a case is billed once: no event twice, no journey forgotten.",
    query="""
        SELECT cases.number AS "case",
               substr(billable_events.key, length(cases.number) + 2) AS event, count(*) AS times
        FROM billable_events JOIN cases ON cases.id = billable_events.case_id
        GROUP BY cases.number, event
        HAVING count(*) > 1
            OR bool_or(NOT starts_with(billable_events.key, cases.number || '/'))
        UNION ALL
        SELECT cases.number, 'freight_' || legs.direction || '/' || legs.attempt, 0
        FROM legs JOIN cases ON cases.id = legs.case_id
        WHERE ((legs.direction = 'outbound'
                AND legs.state IN ('on_its_way', 'delivered', 'coming_back', 'returned'))
               OR (legs.direction = 'return' AND legs.state IN ('on_its_way', 'arrived')))
          AND NOT EXISTS (
              SELECT 1 FROM billable_events
              WHERE billable_events.case_id = cases.id
                AND billable_events.key = cases.number || '/freight_' || legs.direction
                                          || '/' || legs.attempt)
    """,
)
STEPS = Invariant(
    name="story-without-gaps",
    sentence="Every version of a case has its step, and the lines of each step are all there.",
    query="""
        SELECT cases.number AS "case", step.version, 'step' AS missing
        FROM cases CROSS JOIN LATERAL generate_series(1, cases.version) AS step(version)
        WHERE NOT EXISTS (
            SELECT 1 FROM effects WHERE effects.tenant_id = cases.tenant_id
            AND effects.key = cases.number || '/step/' || step.version)
        UNION ALL
        SELECT cases.number, cases.version, 'beginning'
        FROM cases WHERE cases.version > 0 AND NOT EXISTS (
            SELECT 1 FROM audit_events WHERE audit_events.case_id = cases.id
            AND audit_events.version = 1 AND audit_events.word = 'opened')
        UNION ALL
        SELECT cases.number, audit_events.version, 'line'
        FROM audit_events JOIN cases ON cases.id = audit_events.case_id
        WHERE audit_events.version IS NOT NULL
        GROUP BY cases.number, cases.version, audit_events.version
        HAVING count(*) <> max(audit_events.line) + 1 OR audit_events.version > cases.version
    """,
)

CASES = (
    ONE_LABEL,
    LABELS_AT_CARRIER,
    STRAY_LABELS,
    HEAD,
    WAITING,
    INBOX,
    PLACED,
    STRAY_FACTS,
    OUTBOX,
    WORKFLOWS,
    BILLED,
    STEPS,
)
