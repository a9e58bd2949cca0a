"""Activation locks: a locked unit is in hand but not received; the customer has to move."""

from collections.abc import Callable

from rules.case_bench import job_of
from rules.case_debts import debt_of, open_debts, settle_debt
from rules.case_facts import Told
from rules.case_receiving import (
    IN_HAND,
    awaited_debts,
    part_of,
    settle_leg,
    take_debt_in,
    take_over,
)
from rules.case_return_clock import pause_clock, resume_clock
from rules.case_state import CaseState, Turn
from rules.case_values import Debt, DebtState, JobState, Pause
from rules.case_words import Bench, Enter, Inbound

#: A unit that has left the bench, or is about to.
LEAVING = frozenset({JobState.GOING_HOME, JobState.DONE})


def find_lock(turn: Turn) -> None:
    """The lock is on: the unit is held, and the customer reads how it comes off."""
    debt = unit_in_hand(turn.state, turn.say("serial"))
    if debt is None:
        return
    if debt.state not in IN_HAND:
        take_debt_in(turn, debt, turn.say("serial"))
    settle_debt(turn, debt.unit, DebtState.HELD)
    turn.keep(locked=(*turn.state.back.locked, debt.unit))
    turn.tell("lock_found", serial=debt.serial or turn.say("serial"))
    turn.enter(Enter.WRITE, letter="lock_active", part=part_of(turn))
    if not awaited_debts(turn.state):
        # Nothing is late any more: what was owed is here.
        pause_clock(turn, Pause.LOCK)
        turn.become(inbound=Inbound.ARRIVED)


def free_lock(turn: Turn) -> None:
    """The lock is off: only now the unit counts as received."""
    debt = locked_unit(turn.state, turn.say("serial"))
    if debt is None:
        return
    locked = tuple(unit for unit in turn.state.back.locked if unit != debt.unit)
    turn.keep(locked=locked)
    turn.tell("lock_off", serial=debt.serial)
    resume_clock(turn, Pause.LOCK)
    if debt.state is DebtState.HELD:
        take_over(turn, debt, debt.serial)
        if not open_debts(turn.state):
            settle_leg(turn)


def unit_in_hand(state: CaseState, serial: str) -> Debt | None:
    """The unit a lock can be found on: the named one, or the only one that is here."""
    return named_or_only(lockable(state), serial)


def locked_unit(state: CaseState, serial: str) -> Debt | None:
    """The locked unit that is named, or the only one."""
    locked = [debt_of(state, unit) for unit in state.back.locked]
    return named_or_only([debt for debt in locked if debt is not None], serial)


def lockable(state: CaseState) -> list[Debt]:
    """The owed units that are here, or at least at the dock, and not locked already."""
    return [
        debt
        for debt in state.back.debts
        if debt.unit and debt.unit not in state.back.locked and is_here(state, debt)
    ]


def is_here(state: CaseState, debt: Debt) -> bool:
    """True for a unit in a parcel at the dock, or one that the bench has not let go."""
    if debt.state is DebtState.OPEN:
        return state.inbound is Inbound.ARRIVED
    job = job_of(state, debt.unit)
    # Without a job of its own, a repair's device is let go by the bench's judgement.
    kept = state.bench is Bench.NONE if job is None else job.state not in LEAVING
    return debt.state in IN_HAND and kept


def named_or_only(units: list[Debt], serial: str) -> Debt | None:
    """The unit with this serial; without one, or where none was scanned yet, the only one."""
    wanted = "".join(serial.split()).upper()
    fitting = [debt for debt in units if not wanted or debt.serial in {"", wanted}]
    exact = [debt for debt in fitting if wanted and debt.serial == wanted]
    found = exact or fitting
    return found[0] if len(found) == 1 else None


LOCK_RULES: dict[Told, Callable[[Turn], None]] = {
    Told.LOCK_FOUND: find_lock,
    Told.LOCK_OFF: free_lock,
}
