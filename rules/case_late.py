"""A unit that comes after its case has ended: the case is opened again, as for a receipt."""

from collections.abc import Callable

from rules.case_debts import debt_of
from rules.case_facts import Told
from rules.case_receiving import scan_receipt
from rules.case_return import scan_label
from rules.case_state import CaseState, Fact, Turn
from rules.case_values import DebtState
from rules.case_words import Bench, Outbound, Remedy, Stage

#: What an ended case still takes: a receipt that its story heard an instant too late is one, too.
LATE = frozenset({Told.CAME_LATE, Told.RECEIPT_SCANNED})


def is_expected(state: CaseState, unit: str) -> bool:
    """True for a unit that an ended case once waited for and does not have."""
    debt = debt_of(state, unit) if unit else None
    given_up = any(journey.unit == unit for journey in state.back.given_up)
    return given_up or (debt is not None and debt.state is not DebtState.RECEIVED)


def comes_late(state: CaseState, fact: Fact) -> bool:
    """True when the fact opens the ended case again."""
    return fact.told in LATE and is_expected(state, fact.details.get("unit_id", ""))


def come_late(turn: Turn) -> None:
    """Open the case again and receive the unit; service clocks that ended are not restarted."""
    if turn.state.ended:
        reopen(turn)
    for attempt in turn.say("labels").split():
        scan_label(turn, int(attempt))
    scan_receipt(turn)


def reopen(turn: Turn) -> None:
    """The way back is all that is open; a repair that never had its device begins now."""
    turn.tell("reopened", serial=turn.say("serial"))
    turn.become(stage=Stage.RETURNING)
    if turn.state.remedy is Remedy.REPAIR and turn.state.bench is Bench.NONE:
        turn.become(stage=Stage.REPAIRING, outbound=Outbound.NONE)


LATE_RULES: dict[Told, Callable[[Turn], None]] = {Told.CAME_LATE: come_late}
