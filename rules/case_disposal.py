"""The bench sends a unit where it belongs: wiped, repaired, shelved, home, or to scrap."""

from collections.abc import Callable

from rules.case_bench import REPAIRER_ANSWERS_IN, end_job, meant_job, turn_job
from rules.case_custody import release_item
from rules.case_facts import Told
from rules.case_findings import FINDING_RULES
from rules.case_home import go_home
from rules.case_state import Turn
from rules.case_values import Destination, ItemOutcome, Job, JobState
from rules.case_words import Enter, Errand
from rules.sanitization import SanitizationMethod


def wipe_unit(turn: Turn) -> None:
    """The unit's data is gone: the record keeps how, and a certificate is printed."""
    job = meant_job(turn)
    if job is None:
        return
    destroyed = turn.say("method") == SanitizationMethod.DESTROY
    turn_job(turn, job.unit, wiped=True, destroyed=job.destroyed or destroyed)
    key = f"wipe/{job.unit}/{turn.fact.key[-12:]}"
    told = {name: turn.say(name) for name in ("method", "technique", "tool", "verification")}
    turn.enter(
        Enter.WIPE, key=key, unit_id=job.unit, by=turn.fact.by, note=turn.say("note"), **told
    )
    turn.send(Errand.PRINT_CERTIFICATE, f"{key}/certificate", wipe=key)
    turn.tell("wiped", serial=job.serial, method=turn.say("method"), tool=turn.say("tool"))


def send_unit(turn: Turn) -> None:
    """The unit goes where it was decided."""
    job = meant_job(turn)
    if job is None:
        return
    destination = Destination(turn.say("destination"))
    turn_job(turn, job.unit, destination=destination)
    turn.tell("disposed", serial=job.serial, to=destination, because=turn.say("because"))
    leave_custody(turn, job, destination)
    SENDS[destination](turn, job)


def repair_here(turn: Turn, job: Job) -> None:
    """The bench repairs it itself."""
    turn_job(turn, job.unit, state=JobState.IN_REPAIR)


def send_to_repairer(turn: Turn, job: Job) -> None:
    """It leaves for a repairer, and comes back by a scan as the same unit."""
    turn.enter(Enter.MOVE, unit_id=job.unit, to="repairer", key=f"bench/{turn.fact.key}/repairer")
    turn_job(turn, job.unit, state=JobState.AT_REPAIRER)
    turn.wait_until("repairer", turn.fact.at + REPAIRER_ANSWERS_IN)


def restock(turn: Turn, job: Job) -> None:
    """Onto its owner's shelf, and at once to the case that waits for it."""
    key = f"bench/{turn.fact.key}/shelf"
    end_job(turn, job.unit)
    turn.enter(Enter.RECEIVE, unit_id=job.unit, to="shelf", key=key)


def give_up_unit(turn: Turn, job: Job) -> None:
    """To scrap, or to be taken apart for its parts."""
    to = str(turn.say("destination"))
    end_job(turn, job.unit)
    turn.enter(Enter.MOVE, unit_id=job.unit, to=to, key=f"bench/{turn.fact.key}/{to}")


def end_repair(turn: Turn) -> None:
    """The bench's own repair is over, for better or worse."""
    job = meant_job(turn)
    if job is None:
        return
    repaired = turn.say("repaired") == "yes"
    turn_job(turn, job.unit, state=JobState.REPAIRED if repaired else JobState.INSPECTED)
    told = {"serial": job.serial, "repaired": turn.say("repaired"), "note": turn.say("note")}
    turn.tell("repair_ended", **told)


def leave_custody(turn: Turn, job: Job, destination: Destination) -> None:
    """A unit that was also held as a thing in custody leaves it with its own decision."""
    home = destination is Destination.RETURN_TO_USER
    outcome = ItemOutcome.RETURNED if home else ItemOutcome.DESTROYED
    for item in [one for one in turn.state.back.items if one.unit == job.unit]:
        release_item(turn, item, outcome)


SENDS: dict[Destination, Callable[[Turn, Job], None]] = {
    Destination.REPAIR_HERE: repair_here,
    Destination.REPAIRER: send_to_repairer,
    Destination.RESTOCK: restock,
    Destination.RETURN_TO_USER: go_home,
    Destination.SCRAP: give_up_unit,
    Destination.HARVEST: give_up_unit,
}
BENCH_RULES: dict[Told, Callable[[Turn], None]] = {
    **FINDING_RULES,
    Told.WIPED: wipe_unit,
    Told.DISPOSED: send_unit,
    Told.REPAIR_ENDED: end_repair,
}
