"""What the bench may decide of a unit, when, and what has to be said."""

from collections.abc import Callable

from rules.bench_refusals import (
    FoundAlready,
    NotDestroyed,
    NotWiped,
    StillLocked,
    WhichUnit,
    WrongDestination,
)
from rules.case_bench import at_repairer, fitting_jobs, job_of
from rules.case_destinations import GONE, TO_OTHERS, destinations_of, needs_wipe
from rules.case_facts import Told
from rules.case_home import may_go_home
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_state import CaseState, Fact
from rules.case_values import Destination, Finding, Job, JobState
from rules.case_words import Bench
from rules.decision_words import TEXT, YES_NO, needs
from rules.fulfilment import RepairedGoesTo
from rules.sanitization import SanitizationMethod, require_complete

GRADES = ("A", "B", "C", "D", "scrap")
#: How the customer may answer what was found.
SEND_BACK, KEEP, PAY = "send_replacement_back", "keep", "pay"
#: A finding of which the customer has been told stands; only a battery may be found unsafe later.
TOLD_TO_CUSTOMER = frozenset(
    {
        Finding.NO_FAULT_FOUND,
        Finding.CUSTOMER_DAMAGE,
        Finding.EXCLUSION,
        Finding.UNSAFE_BATTERY,
        Finding.COUNTERFEIT,
    }
)

BENCH_ANSWERS: dict[Told, dict[str, tuple[str, ...]]] = {
    Told.INSPECTED: {"finding": tuple(one.value for one in Finding)},
    Told.FINDING_ANSWERED: {"answer": (SEND_BACK, KEEP, PAY)},
    Told.WIPED: {
        "method": tuple(one.value for one in SanitizationMethod),
        "technique": TEXT,
        "tool": TEXT,
        "verification": TEXT,
    },
    Told.DISPOSED: {"destination": tuple(one.value for one in Destination)},
    Told.REPAIR_ENDED: {"repaired": YES_NO},
}


def waits_for_bench(told: Told, wants: str) -> Callable[[CaseState], str]:
    """Some unit of the case is where this decision can be about it."""
    return lambda state: needs(bool(fitting_jobs(state, told, {})), wants)


BENCH_ALLOWED: dict[Told, Callable[[CaseState], str]] = {
    Told.INSPECTED: waits_for_bench(Told.INSPECTED, "a unit on the bench"),
    Told.FINDING_ANSWERED: waits_for_bench(
        Told.FINDING_ANSWERED, "a finding that the customer was asked about"
    ),
    Told.WIPED: waits_for_bench(Told.WIPED, "an inspected unit on the bench"),
    Told.DISPOSED: waits_for_bench(Told.DISPOSED, "an inspected or repaired unit on the bench"),
    Told.REPAIR_ENDED: waits_for_bench(Told.REPAIR_ENDED, "a unit that the bench repairs"),
}


def meant(state: CaseState, fact: Fact) -> Job:
    """The unit that the decision is about (WrongStage, WhichUnit)."""
    found = fitting_jobs(state, fact.told, fact.details)
    if not found:
        named = fact.details.get("serial", "").strip()
        wants = f"unit {named}, which is not on the bench for this" if named else "a unit"
        raise WrongStage(state, fact.told, wants)
    if len(found) > 1:
        raise WhichUnit(state.number, fact.told, [job.serial for job in found])
    return found[0]


def unlocked(state: CaseState, fact: Fact) -> Job:
    """The unit, if it is bound to nobody's account (StillLocked)."""
    job = meant(state, fact)
    if job.unit in state.back.locked:
        raise StillLocked(job.serial)
    return job


def check_finding(state: CaseState, fact: Fact) -> None:
    """Refuse to inspect a locked unit, to change a finding, or to exclude without the clause."""
    job, finding = unlocked(state, fact), Finding(fact.details["finding"])
    told_already = job.finding in TOLD_TO_CUSTOMER and job.state is not JobState.REPAIRED
    late = job.round > 0 and finding in TOLD_TO_CUSTOMER
    if finding is not Finding.UNSAFE_BATTERY and (told_already or late):
        raise FoundAlready(job)
    if finding is Finding.EXCLUSION and not fact.details.get("exclusion", "").strip():
        remedy = "Name the exclusion of the programme, or say in words what is excluded."
        raise DecisionIncomplete(fact.told, "'exclusion'", remedy)
    grade = fact.details.get("grade", "").strip()
    if grade and grade not in GRADES:
        raise DecisionIncomplete(fact.told, "'grade'", f"Give one of: {', '.join(GRADES)}.")


def check_answer(state: CaseState, fact: Fact) -> None:
    """Refuse a payment for no fault, and a replacement sent back that is not with the customer."""
    job, answer = meant(state, fact), fact.details["answer"]
    keeps = KEEP if job.finding is Finding.NO_FAULT_FOUND else PAY
    if answer not in {SEND_BACK, keeps}:
        remedy = f"Give one of: {SEND_BACK}, {keeps}."
        raise DecisionIncomplete(fact.told, "'answer'", remedy)
    if answer == SEND_BACK and not may_go_home(state):
        raise WrongStage(state, fact.told, "a replacement that is with the customer")


def check_wipe(state: CaseState, fact: Fact) -> None:
    """Refuse a wipe whose certificate would lack a fact (WipeIncomplete, WipeFactTooLong)."""
    job, said = unlocked(state, fact), fact.details
    unsafe = job.finding is Finding.UNSAFE_BATTERY
    if unsafe and said.get("method") != SanitizationMethod.DESTROY:
        raise NotDestroyed(job.serial)
    require_complete(
        method=said.get("method"),
        technique=said.get("technique", ""),
        tool=said.get("tool", ""),
        verification=said.get("verification", ""),
    )


def check_destination(state: CaseState, fact: Fact) -> None:
    """Refuse, by name, a place the unit may not go to."""
    job, wanted = unlocked(state, fact), Destination(fact.details["destination"])
    if job.asked:
        raise WrongStage(state, fact.told, "the customer's answer to the finding")
    open_to = destinations_of(state, job)
    if wanted not in open_to:
        raise WrongDestination(job, wanted, open_to)
    if wanted in TO_OTHERS and needs_wipe(state, job, fact.details):
        raise NotWiped(job.serial, wanted)
    if wanted is Destination.RETURN_TO_USER and not may_go_home(state):
        raise WrongStage(state, fact.told, "no other unit on its way out or home")
    grave = wanted in GONE or job.finding is Finding.COUNTERFEIT
    if grave and not fact.details.get("because", "").strip():
        raise DecisionIncomplete(fact.told, "'because'", "Say why, in a few words.")


def check_repair(state: CaseState, fact: Fact) -> None:
    """Refuse a result of no repair, or of one of several (WrongStage, WhichUnit)."""
    meant(state, fact)


def check_judged(state: CaseState, fact: Fact) -> None:
    """Refuse a repair's outcome without its reason, its unit, or the wipe that a shelf needs."""
    outcome, job = fact.details["outcome"], job_of(state, state.device_unit)
    if outcome == Bench.NOT_COVERED and not fact.details.get("note", "").strip():
        raise DecisionIncomplete(fact.told, "'note'", "Say why it is not covered.")
    if state.device_unit in state.back.locked:
        raise StillLocked(job.serial if job else state.device_unit)
    if at_repairer(state, state.device_unit):
        raise WrongStage(state, fact.told, "the unit back from its repairer")
    shelved = outcome == Bench.REPAIRED and state.repaired_to is RepairedGoesTo.STOCK
    if shelved and job is not None and needs_wipe(state, job, fact.details):
        raise NotWiped(job.serial, "stock")


BENCH_DETAILED: dict[Told, Callable[[CaseState, Fact], None]] = {
    Told.BENCH_DONE: check_judged,
    Told.INSPECTED: check_finding,
    Told.FINDING_ANSWERED: check_answer,
    Told.WIPED: check_wipe,
    Told.DISPOSED: check_destination,
    Told.REPAIR_ENDED: check_repair,
}
