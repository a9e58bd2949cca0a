"""The return clock: it starts by the contract's event, stands still for the right things.

Its instants are reminders, the due day, the escalation to the account's contact, the charge that
is put before finance, and a person's review. An extension adds days; what passed never comes again.
"""

from collections.abc import Callable
from dataclasses import replace

from rules.case_days import wait_days
from rules.case_state import CaseState, ReturnPlan, Turn
from rules.case_values import Pause, ReturnClock, Standstill
from rules.case_words import Enter, Inbound
from rules.fulfilment import ReturnStart

INSTANTS = ("return_reminder", "return_due", "return_escalation", "return_charge", "return_review")
#: Where a unit can be while its clock runs.
OWING = frozenset({Inbound.OWED, Inbound.LABELLED, Inbound.BLOCKED, Inbound.COLLECTING})


def start_clock(turn: Turn, event: ReturnStart) -> None:
    """Begin to count once what the contract names has happened and something is owed."""
    due = turn.state.plan.starts_at is event and turn.state.inbound in OWING
    if not due or turn.state.back.clock is not None:
        return
    restart_clock(turn)


def restart_clock(turn: Turn) -> None:
    """Count anew from now: a loan that is recalled, a unit that is owed afresh."""
    blocked = turn.state.inbound in {Inbound.BLOCKED, Inbound.COLLECTING}
    pauses = (Pause.UNSAFE_BATTERY,) if blocked else ()
    now = turn.fact.at
    turn.keep(clock=ReturnClock(started_at=now, paused_at=now if blocked else None, pauses=pauses))
    set_instants(turn)


def set_instants(turn: Turn) -> None:
    """Wait for every instant of the running clock that has not passed."""
    clock = turn.state.back.clock
    turn.stop_waiting(*INSTANTS)
    if clock is None or clock.pauses:
        return
    days = {
        name: count + clock.extra_days
        for name, count in planned_days(turn.state).items()
        if name not in clock.passed
    }
    wait_days(turn, clock.started_at, days, turn.state.plan.days, clock.stood)


def planned_days(state: CaseState) -> dict[str, int]:
    """Each instant's days after the start, as the plan says."""
    plan = state.plan
    found: dict[str, int | None] = {
        f"return_reminder:{number}": days
        for number, days in enumerate(plan.remind_after_days, start=1)
    }
    found["return_due"] = plan.due_after_days
    found["return_escalation"] = plan.escalate_after_days
    found["return_charge"] = plan.charge_after_days
    found["return_review"] = plan.review_after_days
    return {name: days for name, days in found.items() if days is not None}


def due_days(plan: ReturnPlan) -> int:
    """How many days the customer has; without a due day, until a person looks."""
    return plan.review_after_days if plan.due_after_days is None else plan.due_after_days


def pause_clock(turn: Turn, why: Pause) -> None:
    """Stand still for this reason; the instants are counted again when it ends."""
    clock = turn.state.back.clock
    if clock is None or why in clock.pauses:
        return
    paused_at = clock.paused_at or turn.fact.at
    turn.keep(clock=replace(clock, pauses=(*clock.pauses, why), paused_at=paused_at))
    turn.stop_waiting(*INSTANTS)
    turn.tell("return_clock_paused", because=why)


def resume_clock(turn: Turn, why: Pause) -> None:
    """The reason has ended; without another one the clock goes on where it stood."""
    clock = turn.state.back.clock
    if clock is None or why not in clock.pauses:
        return
    rest = tuple(one for one in clock.pauses if one is not why)
    if rest or clock.paused_at is None:
        turn.keep(clock=replace(clock, pauses=rest))
        return
    # A carrier may tell of the pause later than of what ended it.
    ended_at = max(turn.fact.at, clock.paused_at)
    stood = (*clock.stood, Standstill(began_at=clock.paused_at, ended_at=ended_at))
    turn.keep(clock=replace(clock, pauses=(), stood=stood, paused_at=None))
    turn.tell("return_clock_resumed", because=why)
    set_instants(turn)


def extend_clock(turn: Turn, days: int) -> None:
    """Every instant that has not passed comes so many days later."""
    clock = turn.state.back.clock
    if clock is not None:
        turn.keep(clock=replace(clock, extra_days=clock.extra_days + days))
        set_instants(turn)


def is_disputed(state: CaseState) -> bool:
    """True while the customer disputes that it owes anything."""
    clock = state.back.clock
    return clock is not None and Pause.DISPUTE in clock.pauses


def pass_instant(turn: Turn, name: str) -> None:
    """This instant has come; it does not come again."""
    clock = turn.state.back.clock
    if clock is not None and name.startswith(INSTANTS):
        turn.keep(clock=replace(clock, passed=(*clock.passed, name)))


def stop_clock(turn: Turn) -> None:
    """Nothing is owed any more."""
    turn.stop_waiting(*INSTANTS)
    turn.keep(clock=None)


def escalate_return(turn: Turn, name: str) -> None:  # noqa: ARG001 - one shape for all deadlines
    """The account's contact reads that a unit is still owed and will be charged."""
    turn.enter(Enter.WRITE, letter="return_escalated", to="account", part=escalation(turn.state))
    turn.tell("return_escalated")


def escalation(state: CaseState) -> str:
    """What tells a later clock's escalation from the first."""
    clock = state.back.clock
    return "" if clock is None else f"{clock.started_at:%Y%m%dT%H%M}"


def come_up_for_review(turn: Turn, name: str) -> None:  # noqa: ARG001 - one shape for all
    """Nothing has helped: a person looks at the owed unit."""
    turn.tell("return_review_due")


CLOCK_DEADLINES: dict[str, Callable[[Turn, str], None]] = {
    "return_escalation": escalate_return,
    "return_review": come_up_for_review,
}
