"""Repeated failures: a model and batch that keeps failing, a unit in which nothing is ever found.

Counted from the findings at every look; how many are too many, and within how many days, is what
the contracts of the cases concerned say (the strictest of them counts).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from desk.actors import Actor
from runtime.database import Database

BENCH_TERMS = "cases.terms #> '{offer,returns,care,bench}'"
FAILED_BATCHES = text(
    f"""
    WITH failures AS (
        SELECT DISTINCT bench_findings.case_id, bench_findings.unit_id, bench_findings.at
        FROM bench_findings WHERE finding = 'defect_confirmed'
        UNION
        SELECT case_id, unit_id, since FROM owed_units
        WHERE why = 'dead_on_arrival' AND unit_id IS NOT NULL),
    known AS (
        SELECT failures.case_id, failures.unit_id, max(failures.at) AS at,
               (min(({BENCH_TERMS} ->> 'failures_alarm')::int)) AS alarm
        FROM failures JOIN cases ON cases.id = failures.case_id
        WHERE failures.at > :at
              - make_interval(days => ({BENCH_TERMS} ->> 'failures_within_days')::int)
        GROUP BY failures.case_id, failures.unit_id)
    SELECT device_models.code AS model, units.batch, count(*) AS failures,
           min(known.alarm) AS alarm, min(known.at) AS first_at, max(known.at) AS last_at
    FROM known
    JOIN units ON units.id = known.unit_id
    JOIN device_models ON device_models.id = units.model_id
    GROUP BY device_models.code, units.batch
    HAVING count(*) >= min(known.alarm)
    ORDER BY count(*) DESC, device_models.code, units.batch
    """  # noqa: S608 - constants
)
FAULTLESS_UNITS = text(
    f"""
    SELECT units.serial, device_models.code AS model, count(*) AS times,
           max(bench_findings.at) AS last_at
    FROM bench_findings
    JOIN cases ON cases.id = bench_findings.case_id
    JOIN owed_units ON owed_units.case_id = bench_findings.case_id
                   AND owed_units.unit_id = bench_findings.unit_id
    JOIN units ON units.id = bench_findings.unit_id
    JOIN device_models ON device_models.id = units.model_id
    WHERE bench_findings.finding = 'no_fault_found'
      AND owed_units.why IN ('broken', 'dead_on_arrival')
    GROUP BY units.serial, device_models.code
    HAVING count(*) >= min(({BENCH_TERMS} ->> 'no_fault_alarm')::int)
    ORDER BY count(*) DESC, units.serial
    """  # noqa: S608 - constants
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchAlarm:
    """A model, and a batch of it where one is known, with too many confirmed failures."""

    model: str
    batch: str
    failures: int
    alarm: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultlessUnit:
    """A unit that was sent in as broken again and again, and never was."""

    serial: str
    model: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """What the bench should look at as a whole."""

    batches: tuple[BatchAlarm, ...]
    units: tuple[FaultlessUnit, ...]


def alarms_at(database: Database, actor: Actor, at: datetime) -> Alarms:
    """The alarms that hold when looking back from that instant (NotAllowed)."""
    actor.require("see bench")
    with database.as_tenant(actor.tenant_id) as session:
        batches = session.execute(FAILED_BATCHES, {"at": at}).mappings().all()
        units = session.execute(FAULTLESS_UNITS).mappings().all()
    return Alarms(
        batches=tuple(BatchAlarm(**row) for row in batches),
        units=tuple(FaultlessUnit(**row) for row in units),
    )
