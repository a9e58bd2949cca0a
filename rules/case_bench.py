"""The bench's jobs: which units lie on it, how far each is, and which one a decision means."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from rules.case_facts import Told
from rules.case_state import CaseState, Turn
from rules.case_values import Job, JobState
from rules.case_words import Enter

#: A unit that a repairer has had for so long is asked after.
REPAIRER_ANSWERS_IN = timedelta(days=14)
#: Which jobs each decision can be about; the first that fits is meant before the others.
STATES: Mapping[Told, tuple[frozenset[JobState], ...]] = {
    Told.INSPECTED: (
        frozenset({JobState.WAITING}),
        frozenset({JobState.INSPECTED, JobState.REPAIRED}),
    ),
    Told.WIPED: (frozenset({JobState.INSPECTED, JobState.IN_REPAIR, JobState.REPAIRED}),),
    Told.DISPOSED: (frozenset({JobState.INSPECTED, JobState.REPAIRED}),),
    Told.REPAIR_ENDED: (frozenset({JobState.IN_REPAIR}),),
    Told.FINDING_ANSWERED: (frozenset(JobState),),
}


def open_job(turn: Turn, unit: str, serial: str) -> None:
    """A unit lies on the bench and waits to be inspected."""
    others = tuple(job for job in turn.state.back.jobs if job.unit != unit)
    turn.keep(jobs=(*others, Job(unit=unit, serial=serial)))


def job_of(state: CaseState, unit: str) -> Job | None:
    """The bench's work on this unit."""
    return next((job for job in state.back.jobs if job.unit == unit), None)


def fitting_jobs(state: CaseState, told: Told, details: Mapping[str, str]) -> tuple[Job, ...]:
    """The jobs that the decision can be about: several where it would have to name a serial."""
    named = [job for job in state.back.jobs if is_named(job, details)]
    if told is Told.FINDING_ANSWERED:
        return tuple(job for job in named if job.asked)
    for states in STATES[told]:
        if fitting := tuple(job for job in named if job.state in states):
            return fitting
    return ()


def is_named(job: Job, details: Mapping[str, str]) -> bool:
    """True for the unit that is named, and for every unit where none is."""
    unit, serial = details.get("unit_id", ""), details.get("serial", "").strip()
    if unit:
        return job.unit == unit
    return not serial or serial.upper() == job.serial.upper()


def meant_job(turn: Turn) -> Job | None:
    """The one job that the fact is about."""
    found = fitting_jobs(turn.state, turn.fact.told, turn.fact.details)
    return found[0] if len(found) == 1 else None


def at_repairer(state: CaseState, unit: str) -> bool:
    """True while the unit is away for repair."""
    return any(j.unit == unit and j.state is JobState.AT_REPAIRER for j in state.back.jobs)


def turn_job(turn: Turn, unit: str, **changes: object) -> None:
    """The bench's work on this unit stands so now."""
    jobs = turn.state.back.jobs
    turn.keep(jobs=tuple(replace(j, **changes) if j.unit == unit else j for j in jobs))  # type: ignore[arg-type]


def end_job(turn: Turn, unit: str) -> None:
    """The unit has left the bench for good."""
    turn_job(turn, unit, state=JobState.DONE, asked=False)


def take_back_from_repairer(turn: Turn, unit: str) -> None:
    """Exactly the unit that went to the repairer is back on the bench."""
    turn.enter(Enter.RECEIVE, unit_id=unit, to="bench", key=f"scan/{turn.fact.key}")
    turn_job(turn, unit, state=JobState.REPAIRED)
    if all(job.state is not JobState.AT_REPAIRER for job in turn.state.back.jobs):
        turn.stop_waiting("repairer")
    turn.tell("back_from_repairer", serial=turn.say("serial"))


def chase_repairer(turn: Turn, name: str) -> None:
    """The repairer has had a unit for too long: it is asked after, and again later."""
    away = [job.serial for job in turn.state.back.jobs if job.state is JobState.AT_REPAIRER]
    if away:
        turn.tell("repairer_late", serial=", ".join(away))
        turn.wait_until(name, turn.fact.at + REPAIRER_ANSWERS_IN)
