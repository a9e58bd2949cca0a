"""What both legs share: the replacement's movements, and a way back that nobody needs."""

from rules.case_debts import let_go, open_debts
from rules.case_opening import book_return
from rules.case_return_clock import OWING, start_clock, stop_clock
from rules.case_state import Turn
from rules.case_words import Enter, Errand, Inbound, Stage


def move_replacement(turn: Turn, to: str, purpose: str) -> None:
    """Book the replacement's movement under a key that names the leg and its purpose."""
    key = f"outbound/{turn.state.attempt}/{purpose}"
    if turn.state.part:
        turn.enter(Enter.MOVE_PART, to=to, key=key, defective="no")
    else:
        turn.enter(Enter.MOVE, unit_id=turn.state.replacement_unit, to=to, key=key)


def turn_leg(turn: Turn, direction: str, attempt: int, state: str) -> None:
    """The leg's row says how far it is."""
    turn.enter(Enter.LEG, direction=direction, attempt=str(attempt), state=state)


def void_return(turn: Turn) -> None:
    """No replacement, no debt: the label in the box is taken back.

    An earlier replacement of ours that is dead still has to come home, by itself.
    """
    if turn.state.inbound not in OWING:
        return
    let_go(turn)
    if open_debts(turn.state):
        turn.become(stage=Stage.RETURNING)
        start_clock(turn, turn.state.plan.starts_at)
        book_return(turn)
        return
    if turn.state.inbound is Inbound.LABELLED:
        attempt = str(turn.state.return_attempt)
        turn.send(Errand.VOID_LABEL, f"return/{attempt}/void", direction="return", attempt=attempt)
    turn.stop_waiting("return")
    stop_clock(turn)
    turn.become(inbound=Inbound.NONE)
