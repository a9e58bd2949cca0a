"""What becomes of a unit whose repair is not covered: repaired after all, sent home, or scrapped.

A choice that the bench may not carry out by itself is left to it: a unit that still has to be
wiped, or that the contract keeps, waits on the bench for a person.
"""

from datetime import timedelta

from rules.case_bench import end_job, job_of, turn_job
from rules.case_destinations import destinations_of, needs_wipe
from rules.case_home import go_home, may_go_home
from rules.case_repair import INSPECT_WITHIN, send_home
from rules.case_state import CaseState, Turn
from rules.case_values import Destination, Job, JobState
from rules.case_words import Bench, Disposition, Enter, Remedy

#: How soon a unit that is repaired at the customer's cost is looked at again.
REPAIR_WITHIN = timedelta(days=7)
LEFT = frozenset({JobState.GOING_HOME, JobState.DONE})
TO_ITS_OWNER = frozenset({Destination.RESTOCK, Destination.RETURN_TO_USER})


def came_for_repair(state: CaseState, unit: str) -> bool:
    """True for the device of a repair, which is judged as a whole and not as a returned unit."""
    return state.remedy is Remedy.REPAIR and unit == state.device_unit


def begin_repair(turn: Turn, unit: str) -> None:
    """The customer pays: the bench repairs the unit, and judges it again."""
    turn_job(turn, unit, state=JobState.IN_REPAIR, destination=Destination.REPAIR_HERE)
    if came_for_repair(turn.state, unit):
        turn.become(bench=Bench.NONE)
        turn.wait_until("bench", turn.fact.at + INSPECT_WITHIN)
    else:
        turn.wait_until("proposal_repair", turn.fact.at + REPAIR_WITHIN)


def part_with(turn: Turn, unit: str, destination: Destination) -> None:
    """The unit is not repaired: it goes home or to scrap, or waits for the bench to do so."""
    if came_for_repair(turn.state, unit):
        dispose_device(turn, destination)
        return
    job = job_of(turn.state, unit)
    if job is None or job.state is not JobState.INSPECTED:
        return
    if not may_part(turn.state, job, destination):
        turn.tell("left_to_bench", serial=job.serial, to=destination)
        return
    turn_job(turn, unit, destination=destination)
    turn.tell("disposed", serial=job.serial, to=destination, because="")
    if destination is Destination.RETURN_TO_USER:
        go_home(turn, job)
    else:
        scrap(turn, unit)


def may_part(state: CaseState, job: Job, destination: Destination) -> bool:
    """True where nobody has to do anything first."""
    if destination not in destinations_of(state, job) or job.unit in state.back.locked:
        return False
    if destination is Destination.RETURN_TO_USER:
        return may_go_home(state)
    return not needs_wipe(state, job, {})


def dispose_device(turn: Turn, destination: Destination) -> None:
    """The device of a repair, unless the desk has sent it off meanwhile."""
    if not turn.state.has(bench=Bench.NOT_COVERED, disposition=Disposition.NONE):
        return
    home = destination is Destination.RETURN_TO_USER
    disposition = Disposition.SEND_BACK if home else Disposition.SCRAP
    turn.become(disposition=disposition)
    turn.tell("disposition_set", disposition=disposition, because="")
    if home:
        send_home(turn, Bench.NOT_COVERED)
    else:
        scrap(turn, turn.state.device_unit)


def scrap(turn: Turn, unit: str) -> None:
    """The unit is given up, as its owner wishes."""
    end_job(turn, unit)
    turn.enter(Enter.MOVE, unit_id=unit, to="scrap", key=f"bench/{turn.fact.key}/scrap")


def left_repaired(before: CaseState, after: CaseState) -> tuple[str, ...]:
    """The units that have just left the bench repaired, to their user or their owner's shelf."""
    was = {job.unit: job.state for job in before.back.jobs}
    left = [
        job.unit
        for job in after.back.jobs
        if was.get(job.unit) is JobState.REPAIRED
        and job.state in LEFT
        and job.destination in TO_ITS_OWNER
        and not came_for_repair(after, job.unit)
    ]
    judged = after.bench is Bench.REPAIRED and before.bench is not Bench.REPAIRED
    return (*left, *([after.device_unit] if judged else []))
