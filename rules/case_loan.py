"""A lent replacement: tied to the repair, recalled when the user's own device is home."""

from collections.abc import Callable
from enum import StrEnum

from rules.battery import BatteryState
from rules.case_bench import end_job, job_of
from rules.case_debts import debt_of, owe
from rules.case_facts import Told
from rules.case_opening import book_return
from rules.case_return_clock import restart_clock
from rules.case_state import CaseState, Turn
from rules.case_values import JobState, Why
from rules.case_warranty import warrant, warrant_repaired
from rules.case_words import Enter, Inbound, Outbound


class WhyOut(StrEnum):
    """Why a loan is still with its user, in the order in which it passes."""

    OWN_NOT_SENT = "own_not_sent"
    OWN_ON_ITS_WAY = "own_on_its_way"
    OWN_ON_BENCH = "own_on_bench"
    OWN_AT_REPAIRER = "own_at_repairer"
    OWN_REPAIRED = "own_repaired"
    OWN_GOING_HOME = "own_going_home"
    RECALLED = "recalled"
    BATTERY_ASKED = "battery_asked"
    BATTERY_UNSAFE = "battery_unsafe"
    COMING_BACK = "coming_back"


def lend(turn: Turn) -> None:
    """What is delivered under terms that lend is a loan until the user's own device is home."""
    if turn.state.plan.lends and not turn.state.cancel_wanted and not turn.state.part:
        turn.keep(loan=turn.state.replacement_unit, lent_at=turn.fact.at)
        turn.tell("lent")


def arrive_home(turn: Turn) -> None:
    """The user's own device is home from the bench: what was lent for it is wanted back."""
    unit = turn.state.homeward
    turn.become(homeward="")
    end_job(turn, unit)
    turn.tell("home_again")
    warrant_repaired(turn, unit)
    if loan_out(turn.state):
        recall_loan(turn)


def loan_out(state: CaseState) -> bool:
    """True while the user has a loan that nobody has asked back yet."""
    return bool(state.back.loan) and debt_of(state, state.back.loan) is None


def loan_owed(state: CaseState) -> bool:
    """True while a loan that was asked back is awaited."""
    debt = debt_of(state, state.back.loan) if state.back.loan else None
    return debt is not None and debt.why is Why.LOAN and not debt.settled


def recall_loan(turn: Turn) -> None:
    """The loan is owed from now on: its own label, its own clock, its own letter."""
    owe(turn, turn.state.back.loan, Why.LOAN)
    # What was said of the broken unit's battery says nothing of this one's (carriers.md A7.1).
    turn.become(
        inbound=Inbound.OWED,
        return_attempt=turn.state.return_attempt + 1,
        battery=BatteryState.UNKNOWN,
    )
    restart_clock(turn)
    turn.enter(Enter.WRITE, letter="loan_due_back", part=str(turn.state.return_attempt))
    turn.tell("loan_recalled")
    book_return(turn)


def remind_of_loan(turn: Turn, number: str) -> None:
    """A reminder of the loan; never confused with one of the broken unit before it."""
    part = f"{turn.state.return_attempt}-{number}"
    turn.enter(Enter.WRITE, letter="loan_due_back", part=part)
    turn.tell("loan_reminded", number=number)


def miss_return_day(turn: Turn, name: str) -> None:  # noqa: ARG001 - one shape for all deadlines
    """The last day has passed: a loan that is still out is asked for in so many words."""
    clock = turn.state.back.clock
    turn.keep(missed_at=turn.fact.at, missed_extra=clock.extra_days if clock else 0)
    if not loan_owed(turn.state):
        turn.tell("return_overdue")
        return
    turn.enter(Enter.WRITE, letter="loan_overdue", part=str(turn.state.return_attempt))
    turn.tell("loan_overdue")


def settle_loan(turn: Turn) -> None:
    """The user's own device will never come home: the loan is kept for good, or recalled."""
    if turn.state.ended or not loan_out(turn.state) or own_may_come_home(turn.state):
        return
    if turn.state.plan.care.loan.becomes_swap:
        warrant(turn, turn.state.back.loan)
        turn.keep(loan="", lent_at=None)
        turn.enter(Enter.WRITE, letter="loan_is_yours")
        turn.tell("loan_is_yours")
    else:
        recall_loan(turn)


def own_may_come_home(state: CaseState) -> bool:
    """True while the user's own device is owed, on the bench, or on its way home."""
    debt, job = debt_of(state, state.device_unit), job_of(state, state.device_unit)
    awaited = debt is not None and not debt.settled
    return awaited or bool(state.homeward) or (job is not None and job.state is not JobState.DONE)


def take_loan_early(turn: Turn, unit: str) -> None:
    """A loan that comes back before anybody asked for it: owed and handed in at one instant."""
    if unit and unit == turn.state.back.loan and loan_out(turn.state):
        owe(turn, unit, Why.LOAN)
        turn.tell("loan_back_early")


def lose_own(turn: Turn) -> bool:
    """The user's own device was lost on its way home: the loan is what was delivered.

    False where nothing is lent: then the loss is made good like any other.
    """
    if not turn.state.homeward or not loan_out(turn.state):
        return False
    end_job(turn, turn.state.homeward)
    turn.become(homeward="", outbound=Outbound.DELIVERED, replacement_unit=turn.state.back.loan)
    turn.tell("own_lost")
    return True


def why_out(state: CaseState) -> WhyOut:
    """Why the loan is still with its user: first its own return, else the repair it waits for."""
    if loan_owed(state):
        return why_not_back(state)
    job = job_of(state, state.device_unit)
    if state.homeward:
        return WhyOut.OWN_GOING_HOME
    if job is not None:
        return AT_BENCH.get(job.state, WhyOut.OWN_ON_BENCH)
    on_the_road = state.inbound in {Inbound.ON_ITS_WAY, Inbound.ARRIVED, Inbound.RECEIVED}
    return WhyOut.OWN_ON_ITS_WAY if on_the_road else WhyOut.OWN_NOT_SENT


def why_not_back(state: CaseState) -> WhyOut:
    """What stands between a recalled loan and our dock."""
    if state.inbound in {Inbound.BLOCKED, Inbound.COLLECTING}:
        return WhyOut.BATTERY_UNSAFE
    if state.inbound in {Inbound.ON_ITS_WAY, Inbound.ARRIVED}:
        return WhyOut.COMING_BACK
    asked = state.inbound is Inbound.OWED and state.battery is BatteryState.UNKNOWN
    return WhyOut.BATTERY_ASKED if asked else WhyOut.RECALLED


#: Where the bench has the user's own device.
AT_BENCH = {
    JobState.AT_REPAIRER: WhyOut.OWN_AT_REPAIRER,
    JobState.REPAIRED: WhyOut.OWN_REPAIRED,
    JobState.GOING_HOME: WhyOut.OWN_GOING_HOME,
}
LOAN_RULES: dict[Told, Callable[[Turn], None]] = {}
