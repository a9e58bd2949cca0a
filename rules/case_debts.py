"""What the customer owes, unit by unit: a debt ends by the unit itself or by a decision."""

from dataclasses import replace

from rules.case_state import CaseState, Turn
from rules.case_values import Debt, DebtState, Why
from rules.case_words import Enter


def owe(turn: Turn, unit: str, why: Why) -> None:
    """The customer owes this unit from now on; owed twice it is one debt."""
    others = tuple(debt for debt in turn.state.back.debts if debt.unit != unit)
    turn.keep(debts=(*others, Debt(unit=unit, why=why)))
    write_debt(turn, unit, why, DebtState.OPEN)


def settle_debt(turn: Turn, unit: str, state: DebtState) -> None:
    """The debt of this unit stands so now."""
    debts = turn.state.back.debts
    turn.keep(debts=tuple(replace(d, state=state) if d.unit == unit else d for d in debts))
    debt = debt_of(turn.state, unit)
    if debt is not None:
        write_debt(turn, unit, debt.why, state)


def write_debt(turn: Turn, unit: str, why: Why, state: DebtState) -> None:
    """The record keeps the debt, so that any scanned serial finds the case that waits for it."""
    turn.enter(Enter.DEBT, unit_id=unit, part=turn.state.part, why=why, state=state)


def settle_all(turn: Turn, state: DebtState) -> None:
    """Every debt of a unit that is not in hand is settled so."""
    for debt in open_debts(turn.state):
        settle_debt(turn, debt.unit, state)


def let_go(turn: Turn) -> None:
    """The user keeps its own units; what is ours is still owed."""
    for debt in open_debts(turn.state):
        if not is_ours(debt):
            settle_debt(turn, debt.unit, DebtState.WAIVED)


def debt_of(state: CaseState, unit: str) -> Debt | None:
    """The debt of this unit, settled or not."""
    return next((debt for debt in state.back.debts if debt.unit == unit), None)


def open_debts(state: CaseState) -> tuple[Debt, ...]:
    """The debts of which something is still expected."""
    return tuple(debt for debt in state.back.debts if not debt.settled)


def is_ours(debt: Debt) -> bool:
    """True for a unit of the stock: what comes back of it goes on a shelf again."""
    return debt.why is not Why.BROKEN
