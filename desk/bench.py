"""The bench as it stands: every unit that waits for it, oldest first, and what comes next."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.bench_facts import exclusions_of, faultless_before
from models.cases import Case
from models.devices import DeviceModel, Unit
from models.locations import StockMove
from models.parties import Customer
from rules.case_bench import STATES
from rules.case_destinations import destinations_of, needs_wipe
from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_values import Destination, Finding, Job, JobState
from rules.case_words import ENDED
from runtime.database import Database
from runtime.payloads import from_plain

#: Cases of which some unit is still the bench's.
WITH_JOBS = text("jsonb_path_exists(cases.snapshot, '$.back.jobs[*] ? (@.state != \"done\")')")
#: The decisions of the bench, in the order in which a unit comes to them.
DECISIONS = (
    Told.FINDING_ANSWERED,
    Told.INSPECTED,
    Told.REPAIR_ENDED,
    Told.WIPED,
    Told.DISPOSED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchUnit:
    """One unit the bench has to see to; `since` is when it last came in, `next_step` whose turn."""

    case: str
    customer: str
    serial: str
    model: str
    batch: str
    since: datetime
    state: JobState
    finding: Finding | None
    grade: str
    holds_data: bool
    wiped: bool
    locked: bool
    faultless: int
    next_step: str
    decisions: tuple[Told, ...]
    destinations: tuple[Destination, ...]
    exclusions: tuple[str, ...]
    timezone: str


def bench_units(database: Database, actor: Actor) -> tuple[BenchUnit, ...]:
    """Every unit on the bench or away for its sake, the longest there first (NotAllowed)."""
    actor.require("see bench")
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.execute(
            select(Case, Customer.name)
            .join(
                Customer,
                (Customer.tenant_id == Case.tenant_id) & (Customer.id == Case.customer_id),
            )
            .where(Case.stage.not_in(ENDED), WITH_JOBS)
        ).all()
        found = [one for case, name in rows for one in units_of(session, case, name)]
    return tuple(sorted(found, key=lambda one: (one.since, one.serial)))


def units_of(session: Session, case: Case, customer: str) -> Iterator[BenchUnit]:
    """The units of one case that the bench has not let go."""
    state = from_plain(CaseState, case.snapshot)
    for job in state.back.jobs:
        if job.state is not JobState.DONE:
            yield bench_unit(session, case, customer, state, job)


def bench_unit(
    session: Session, case: Case, customer: str, state: CaseState, job: Job
) -> BenchUnit:
    """One unit as the bench page shows it."""
    unit = session.get_one(Unit, (case.tenant_id, uuid.UUID(job.unit)))
    model = session.get_one(DeviceModel, (case.tenant_id, unit.model_id))
    holds = model.holds_data and state.plan.care.bench.wiped
    return BenchUnit(
        case=case.number,
        customer=customer,
        serial=unit.serial,
        model=model.name,
        batch=unit.batch,
        since=came_in(session, unit) or case.changed_at,
        state=job.state,
        finding=job.finding,
        grade=job.grade,
        holds_data=holds,
        wiped=job.wiped,
        locked=job.unit in state.back.locked,
        faultless=faultless_before(session, unit.id),
        next_step=next_step(state, job, holds=holds),
        decisions=tuple(decisions_on(state, job)),
        destinations=destinations_of(state, job),
        exclusions=exclusions_of(case),
        timezone=case.terms["timezone"],
    )


def came_in(session: Session, unit: Unit) -> datetime | None:
    """When the unit last moved: on the bench since, or away since."""
    return session.scalars(
        select(func.max(StockMove.at)).where(
            StockMove.tenant_id == unit.tenant_id, StockMove.unit_id == unit.id
        )
    ).one()


def decisions_on(state: CaseState, job: Job) -> Iterable[Told]:
    """What can be decided of this unit now; nothing while its activation lock is on."""
    for told in DECISIONS:
        if told is Told.FINDING_ANSWERED:
            fits = job.asked
        else:
            fits = any(job.state in states for states in STATES[told])
        waits = told is Told.DISPOSED and (job.asked or not destinations_of(state, job))
        done = told is Told.WIPED and job.wiped
        locked = job.unit in state.back.locked and told is not Told.FINDING_ANSWERED
        if fits and not (waits or done or locked):
            yield told


def next_step(state: CaseState, job: Job, *, holds: bool) -> str:
    """The word for what this unit waits for."""
    if job.unit in state.back.locked:
        return "lock_off"
    if job.asked:
        return "customer_answer"
    if job.state not in {JobState.INSPECTED, JobState.REPAIRED}:
        return NEXT[job.state]
    if not destinations_of(state, job):
        return "case_decision"
    unwiped = needs_wipe(state, job, {"holds_data": "yes" if holds else "no"})
    only_repair = job.finding is Finding.DEFECT_CONFIRMED and job.state is JobState.INSPECTED
    return "wipe" if unwiped and not only_repair else "destination"


NEXT = {
    JobState.WAITING: "inspection",
    JobState.IN_REPAIR: "repair",
    JobState.AT_REPAIRER: "repairer",
    JobState.GOING_HOME: "way_home",
    JobState.DONE: "nothing",
}
