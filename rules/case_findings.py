"""What the bench finds, and the dialogue with the customer that follows from it."""

from collections.abc import Callable
from datetime import timedelta

from rules.battery import BatteryState
from rules.case_bench import chase_repairer, job_of, meant_job, turn_job
from rules.case_charges import charge_agreed, propose_charge
from rules.case_custody import hold_item
from rules.case_debts import debt_of, is_ours, open_debts, owe
from rules.case_facts import Told
from rules.case_home import go_home
from rules.case_opening import book_return
from rules.case_return_clock import restart_clock
from rules.case_state import CaseState, Turn
from rules.case_values import ChargeKind, Finding, ItemKind, Job, JobState, Why
from rules.case_words import Enter, Inbound, Remedy
from rules.way_back_terms import NoFaultRule

ANSWER = "finding_answer"
#: What is not covered after the fact: the customer sends the replacement back, or pays.
NOT_COVERED = frozenset({Finding.CUSTOMER_DAMAGE, Finding.EXCLUSION})


def inspect_unit(turn: Turn) -> None:
    """What was found in the unit is on record for good; each finding has its own consequence."""
    job = meant_job(turn)
    if job is None:
        return
    finding = Finding(turn.say("finding"))
    number = job.round + 1
    state = JobState.REPAIRED if keeps_repair(job, finding) else JobState.INSPECTED
    grade, data = turn.say("grade"), turn.say("holds_data") != "no"
    changes = {"state": state, "finding": finding, "grade": grade, "holds_data": data}
    turn_job(turn, job.unit, **changes, round=number)
    write_finding(turn, job, finding, number)
    found = job_of(turn.state, job.unit)
    if found is not None and finding in CONSEQUENCES:
        CONSEQUENCES[finding](turn, found)


def keeps_repair(job: Job, finding: Finding) -> bool:
    """A repaired unit stays repaired when its repair turns out to cost more than it is worth."""
    return job.state is JobState.REPAIRED and finding is Finding.NOT_ECONOMICAL


def write_finding(turn: Turn, job: Job, finding: Finding, number: int) -> None:
    """The finding with its note, in the record and in the story."""
    told = {"grade": turn.say("grade"), "exclusion": turn.say("exclusion")}
    key = f"finding/{job.unit}/{number}"
    turn.enter(
        Enter.FINDING,
        key=key,
        unit_id=job.unit,
        finding=finding,
        by=turn.fact.by,
        note=turn.say("note"),
        **told,
    )
    turn.tell("inspected", serial=job.serial, finding=finding, note=turn.say("note"), **told)


def theirs(state: CaseState, job: Job) -> bool:
    """True for the customer's own unit: only of that is anything asked of the customer."""
    debt = debt_of(state, job.unit)
    return debt is None or not is_ours(debt)


def has_replacement(state: CaseState) -> bool:
    """True where the customer has a replacement to send back for its own unit."""
    return state.remedy in {Remedy.SWAP, Remedy.ADVANCE_REPLACEMENT} and not state.part


def find_no_fault(turn: Turn, job: Job) -> None:
    """Nothing is wrong with it: kept for nothing, for a fee, or as the customer chooses."""
    care = turn.state.plan.care.bench
    before = int(turn.say("found_before", "0") or 0)
    if before + 1 >= care.no_fault_alarm:
        turn.tell("no_fault_again", serial=job.serial, number=str(before + 1))
    if not theirs(turn.state, job):
        return
    write_to_customer(turn, job, "no_fault_found")
    if care.no_fault is NoFaultRule.ASK and has_replacement(turn.state):
        ask_customer(turn, job)
    elif care.no_fault is not NoFaultRule.KEEP:
        propose_charge(turn, ChargeKind.NO_FAULT, job.unit, care.no_fault_fee)


def find_not_covered(turn: Turn, job: Job) -> None:
    """Damage or an exclusion: what was given is not covered after the fact."""
    if not theirs(turn.state, job):
        charge_not_covered(turn, job)
    elif has_replacement(turn.state):
        write_to_customer(turn, job, "not_covered_found")
        ask_customer(turn, job)


def write_to_customer(turn: Turn, job: Job, letter: str) -> None:
    """The customer reads what was found, what it costs and until when it may answer."""
    part, care = f"finding-{turn.fact.key[-12:]}", turn.state.plan.care.bench
    amount = care.not_covered_charge
    until = turn.fact.at + timedelta(days=care.answer_within_days)
    turn.enter(Enter.WRITE, letter=letter, part=part)
    turn.tell(
        f"{letter}_told",
        serial=job.serial,
        part=part,
        text=turn.say("note") or turn.say("exclusion") or str(job.finding).replace("_", " "),
        amount=f"{amount} {turn.state.plan.currency}".strip() if amount is not None else "",
        due_at=until.isoformat(),
    )


def ask_customer(turn: Turn, job: Job) -> None:
    """The customer has so many days to send the replacement back or to keep it."""
    days = turn.state.plan.care.bench.answer_within_days
    turn_job(turn, job.unit, asked=True)
    turn.wait_until(ANSWER, turn.fact.at + timedelta(days=days))


def find_unsafe(turn: Turn, job: Job) -> None:
    """An unsafe battery on the bench: the unit goes to scrap only, by a trained person."""
    stop_asking(turn, job)
    if not open_debts(turn.state):
        turn.become(battery=BatteryState.DAMAGED)
    turn.tell("unsafe_on_bench", serial=job.serial)


def find_counterfeit(turn: Turn, job: Job) -> None:
    """Not the maker's: held in custody as a thing of its own, and put before finance."""
    turn.tell("counterfeit_found", serial=job.serial)
    hold_item(turn, ItemKind.UNIT, text=job.serial, unit=job.unit)
    charge_not_covered(turn, job)


def charge_not_covered(turn: Turn, job: Job) -> None:
    """Finance decides what is charged; the contract may name the amount."""
    amount = turn.state.plan.care.bench.not_covered_charge
    propose_charge(turn, ChargeKind.NOT_COVERED, job.unit, amount)


def take_answer(turn: Turn) -> None:
    """The customer sends the replacement back, or keeps it and pays."""
    job = meant_job(turn)
    if job is None:
        return
    stop_asking(turn, job)
    turn.tell("finding_answered", serial=job.serial, answer=turn.say("answer"))
    if turn.say("answer") == "send_replacement_back":
        owe_replacement_back(turn)
        go_home(turn, job)
    else:
        charge_kept(turn, job)


def charge_kept(turn: Turn, job: Job) -> None:
    """The customer agreed to pay; where the contract names no amount, finance does."""
    bench = turn.state.plan.care.bench
    no_fault = job.finding is Finding.NO_FAULT_FOUND
    kind = ChargeKind.NO_FAULT if no_fault else ChargeKind.NOT_COVERED
    amount = bench.no_fault_fee if no_fault else bench.not_covered_charge
    if amount is None:
        propose_charge(turn, kind, job.unit, None)
    else:
        charge_agreed(turn, kind, job.unit, amount)


def hear_silence(turn: Turn, name: str) -> None:  # noqa: ARG001 - one shape for all deadlines
    """Nobody answered: the replacement is kept, and what it costs is put before finance."""
    for job in turn.state.back.jobs:
        if job.asked:
            stop_asking(turn, job)
            turn.tell("finding_unanswered", serial=job.serial)
            propose_kept(turn, job)


def propose_kept(turn: Turn, job: Job) -> None:
    """What follows from keeping the replacement without a word."""
    if job.finding is Finding.NO_FAULT_FOUND:
        fee = turn.state.plan.care.bench.no_fault_fee
        propose_charge(turn, ChargeKind.NO_FAULT, job.unit, fee)
    else:
        charge_not_covered(turn, job)


def stop_asking(turn: Turn, job: Job) -> None:
    """Nothing more is awaited of the customer for this unit."""
    turn_job(turn, job.unit, asked=False)
    if not any(one.asked for one in turn.state.back.jobs):
        turn.stop_waiting(ANSWER)


def owe_replacement_back(turn: Turn) -> None:
    """The replacement is owed unused, with a clock and a label; a loan is recalled later on."""
    state = turn.state
    if state.back.loan:
        return
    owe(turn, state.replacement_unit, Why.UNUSED)
    if state.remedy is Remedy.ADVANCE_REPLACEMENT:
        turn.enter(Enter.OWN, unit_id=state.replacement_unit, owner="provider")
    if state.inbound in {Inbound.RECEIVED, Inbound.WAIVED}:
        attempt = state.return_attempt + 1
        # The replacement's own battery is sound, whatever was said of the unit on the bench.
        turn.become(battery=BatteryState.OK, inbound=Inbound.OWED, return_attempt=attempt)
        restart_clock(turn)
    book_return(turn)


CONSEQUENCES: dict[Finding, Callable[[Turn, Job], None]] = {
    Finding.NO_FAULT_FOUND: find_no_fault,
    Finding.CUSTOMER_DAMAGE: find_not_covered,
    Finding.EXCLUSION: find_not_covered,
    Finding.UNSAFE_BATTERY: find_unsafe,
    Finding.COUNTERFEIT: find_counterfeit,
}
FINDING_RULES: dict[Told, Callable[[Turn], None]] = {
    Told.INSPECTED: inspect_unit,
    Told.FINDING_ANSWERED: take_answer,
}
BENCH_DEADLINES: dict[str, Callable[[Turn, str], None]] = {
    ANSWER: hear_silence,
    "repairer": chase_repairer,
}
