"""The warranty of what the customer has in the end: written when it is handed over."""

from rules.case_state import CaseState, Turn
from rules.case_words import Bench, Enter, Remedy

UNREPAIRED = frozenset({Bench.NOT_COVERED, Bench.WITHDRAWN})


def warrant(turn: Turn, unit: str) -> None:
    """This unit is warranted from now on, as the contract's rule says."""
    terms = turn.state.plan.care.warranty
    turn.enter(Enter.WARRANTY, unit_id=unit, rule=terms.rule, days=str(terms.days))


def warrant_delivered(turn: Turn) -> None:
    """What was delivered stays with the customer: a replacement for good, or its repaired unit."""
    if is_for_good(turn.state):
        warrant(turn, turn.state.replacement_unit)


def is_for_good(state: CaseState) -> bool:
    """True for a unit that neither goes back nor comes back as it went."""
    if state.part or state.cancel_wanted or not state.replacement_unit:
        return False
    if state.remedy is Remedy.REPAIR and state.bench in UNREPAIRED:
        return False
    return state.back.loan != state.replacement_unit


def warrant_repaired(turn: Turn, unit: str) -> None:
    """A user's own unit is home: warranted if it was repaired, not if nothing was done to it."""
    if unit in turn.state.back.repaired:
        warrant(turn, unit)
