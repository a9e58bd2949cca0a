"""Where a unit on the bench may go: as its finding, its repair and the contract say."""

from collections.abc import Mapping

from rules.case_debts import debt_of, is_ours
from rules.case_state import CaseState
from rules.case_values import Destination, Finding, Job, JobState
from rules.case_words import Bench, Outbound, Remedy
from rules.fulfilment import RepairedGoesTo

REPAIR = (Destination.REPAIR_HERE, Destination.REPAIRER)
GONE = (Destination.SCRAP, Destination.HARVEST)
#: Findings that decide alone where the unit may go.
ONLY = {
    Finding.UNSAFE_BATTERY: (Destination.SCRAP,),
    Finding.COUNTERFEIT: (Destination.RETURN_TO_USER, Destination.SCRAP),
    Finding.NOT_ECONOMICAL: GONE,
}
#: Where a unit reaches somebody else: nothing of its user's may be left on it.
TO_OTHERS = frozenset(
    {Destination.RESTOCK, Destination.REPAIRER, Destination.SCRAP, Destination.HARVEST}
)


def destinations_of(state: CaseState, job: Job) -> tuple[Destination, ...]:
    """Where the unit may go now; nothing for one that another decision sends."""
    found = usual_destinations(state, job)
    if job.destroyed:
        return tuple(one for one in found if one is Destination.SCRAP)
    return found


def usual_destinations(state: CaseState, job: Job) -> tuple[Destination, ...]:
    """What remedy, finding and contract leave open."""
    if state.remedy is Remedy.REPAIR and job.unit == state.device_unit:
        return of_repaired_device(state, job)
    if job.finding in ONLY:
        return ONLY[job.finding]
    debt = debt_of(state, job.unit)
    if (debt is None or not is_ours(debt)) and goes_to_user(state):
        return (*REPAIR, Destination.RETURN_TO_USER, *GONE)
    return (*REPAIR, *shelf(job), *GONE)


def shelf(job: Job) -> tuple[Destination, ...]:
    """Onto a shelf goes only what works."""
    sound = job.state is JobState.REPAIRED or job.finding is Finding.NO_FAULT_FOUND
    return (Destination.RESTOCK,) if sound else ()


def of_repaired_device(state: CaseState, job: Job) -> tuple[Destination, ...]:
    """A repair's device is judged by its own decision; one that was replaced stays with us."""
    if state.outbound is Outbound.CANCELLED:
        # Nothing is repaired any more: it was let off, or lost on its way home and found.
        return (Destination.RETURN_TO_USER, *GONE)
    if state.bench is Bench.NONE:
        return () if job.finding in ONLY else REPAIR
    if state.bench is not Bench.REPLACED or state.outbound is not Outbound.DELIVERED:
        return ()
    if job.finding in ONLY:
        return tuple(one for one in ONLY[job.finding] if one in GONE)
    return (*REPAIR, *shelf(job), *GONE)


def goes_to_user(state: CaseState) -> bool:
    """True where the user gets the own unit back: lent, never replaced, or as was agreed."""
    if state.outbound is Outbound.CANCELLED:
        return True
    if state.remedy is Remedy.ADVANCE_REPLACEMENT:
        return False
    return state.plan.lends or state.repaired_to is RepairedGoesTo.USER


def needs_wipe(state: CaseState, job: Job, details: Mapping[str, str]) -> bool:
    """True while the unit may hold data that its contract lets nobody else have."""
    holds = job.holds_data and details.get("holds_data") != "no"
    return holds and state.plan.care.bench.wiped and not job.wiped
