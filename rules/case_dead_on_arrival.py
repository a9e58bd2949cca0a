"""A replacement that is dead on arrival: one case, one clock, two units owed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from rules.battery import BatteryState, may_have_ordinary_label
from rules.case_debts import debt_of, owe
from rules.case_facts import Told
from rules.case_opening import request_unit, rule_on_return
from rules.case_return import NOT_HANDED_OVER, ON_THE_ROAD
from rules.case_return_clock import set_instants, start_clock, stop_clock
from rules.case_state import CaseState, Turn
from rules.case_values import ReturnClock, Why
from rules.case_words import Bench, Enter, Inbound, Outbound, Remedy, Stage
from rules.fulfilment import ReturnStart

#: Batteries from the safest to the worst: two units under one label are as safe as the worse one.
SAFEST_FIRST = (
    BatteryState.OK,
    BatteryState.UNKNOWN,
    BatteryState.SUSPECT,
    BatteryState.DAMAGED,
    BatteryState.CRITICAL,
)


def may_be_dead(state: CaseState) -> bool:
    """True while the customer has a replacement of ours that is not owed back already."""
    unit = state.replacement_unit
    debt = debt_of(state, unit)
    ours = bool(unit) and unit != state.device_unit and (debt is None or debt.settled)
    return ours and state.outbound is Outbound.DELIVERED and not state.cancel_wanted


def arrival_ends(state: CaseState) -> datetime | None:
    """Until when the newest replacement counts as dead on arrival; None if it never left."""
    terms = state.plan.care.dead_on_arrival
    since = state.back.delivered_at if terms.from_delivery else state.back.shipped_at
    return None if since is None else since.astimezone(UTC) + timedelta(days=terms.within_days)


def is_in_time(state: CaseState, at: datetime) -> bool:
    """True up to and including the last instant of the window."""
    ends = arrival_ends(state)
    return ends is None or at <= ends


def replace_dead(turn: Turn) -> None:
    """The dead unit is owed with the broken one, and another goes out under the first promise."""
    dead, attempt = turn.state.replacement_unit, turn.state.attempt + 1
    turn.tell("dead_on_arrival", note=turn.say("note"), battery=turn.say("battery"))
    if turn.state.clocks or turn.state.promise_due is not None:
        # What was met or missed stays so: the record judges each clock and promise once.
        turn.tell("first_clock_stands")
    take_title_back(turn, dead)
    owe_dead(turn, dead)
    turn.become(attempt=attempt, replacement_unit="", stage=Stage.REPLACING)
    if turn.state.back.loan == dead:
        turn.keep(loan="")
    turn.enter(Enter.WRITE, letter="dead_on_arrival", part=str(attempt))
    request_unit(turn)


def take_title_back(turn: Turn, dead: str) -> None:
    """A replacement for good that never worked is ours again, before it is back."""
    if turn.state.remedy is Remedy.ADVANCE_REPLACEMENT or turn.state.bench is Bench.REPLACED:
        turn.enter(Enter.OWN, unit_id=dead, owner="provider")


def owe_dead(turn: Turn, dead: str) -> None:
    """On the broken unit's label while nobody has used it, else under a label of its own."""
    inbound, said = turn.state.inbound, BatteryState(turn.say("battery"))
    together = inbound in NOT_HANDED_OVER
    owe(turn, dead, Why.DEAD)
    count_afresh(turn)
    turn.become(battery=worse(turn.state.battery, said) if together else said)
    if inbound in ON_THE_ROAD:
        # The parcel on the road has to come in first: then what is still owed gets its label.
        turn.tell("dead_follows")
        return
    if not together:
        turn.become(inbound=Inbound.OWED, return_attempt=turn.state.return_attempt + 1)
    collected = inbound in {Inbound.BLOCKED, Inbound.COLLECTING}
    if not collected or may_have_ordinary_label(turn.state.battery):
        rule_on_return(turn)


def worse(one: BatteryState, other: BatteryState) -> BatteryState:
    """The less safe of two batteries."""
    return max(one, other, key=SAFEST_FIRST.index)


def count_afresh(turn: Turn) -> None:
    """The days to send back count from the replacement that works, as the contract starts them.

    A clock that stands still goes on doing so and counts from now.
    """
    clock, start = turn.state.back.clock, turn.state.plan.starts_at
    if clock is None:
        start_clock(turn, ReturnStart.AUTHORISED)
    elif clock.pauses or start is ReturnStart.AUTHORISED:
        now = turn.fact.at
        still = now if clock.pauses else None
        turn.keep(clock=ReturnClock(started_at=now, paused_at=still, pauses=clock.pauses))
        set_instants(turn)
    else:
        stop_clock(turn)


ARRIVAL_RULES: dict[Told, Callable[[Turn], None]] = {Told.DEAD_ON_ARRIVAL: replace_dead}
