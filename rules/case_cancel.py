"""Cancellation: what it means depends on how far the replacement has come."""

from rules.case_found import end_withdrawn
from rules.case_legs import turn_leg, void_return
from rules.case_outbound import ask_for_return, hand_over, owe_replacement, send_recall
from rules.case_repair import send_home
from rules.case_state import Turn
from rules.case_support import cancel_support
from rules.case_visit import call_off
from rules.case_words import Bench, Direction, Enter, Errand, Inbound, Outbound, Remedy


def ask_cancel(turn: Turn) -> None:
    """Stop helping, send the device home, or undo a replacement."""
    turn.become(cancel_wanted=True)
    turn.tell("cancel_asked", because=turn.say("because"))
    match turn.state.remedy:
        case Remedy.SUPPORT:
            cancel_support(turn)
        case Remedy.REPAIR:
            cancel_repair(turn)
        case Remedy.ON_SITE:
            call_off(turn)
            cancel_replacement(turn)
        case _:
            cancel_replacement(turn)


def cancel_repair(turn: Turn) -> None:
    """Before it leaves the customer the label is voided; what is here or on its way goes back."""
    if turn.state.inbound is Inbound.RECEIVED:
        turn.stop_waiting("bench")
        send_home(turn, Bench.WITHDRAWN)
    elif turn.state.inbound not in {Inbound.ON_ITS_WAY, Inbound.ARRIVED}:
        turn.enter(Enter.WRITE, letter="case_cancelled")
        turn.become(outbound=Outbound.CANCELLED)
        turn.stop_waiting("review")
        void_return(turn)


def cancel_replacement(turn: Turn) -> None:
    """Release, void, recall, or turn into a return, as the stage demands."""
    match turn.state.outbound:
        case Outbound.LABELLED:
            void_outbound(turn)
        case Outbound.ON_ITS_WAY:
            send_recall(turn)
        case Outbound.DELIVERED:
            owe_replacement(turn)
            ask_for_return(turn)
        case Outbound.PACKED if not turn.state.pending:
            release(turn)
        case Outbound.PACKED | Outbound.VOIDING | Outbound.RECALLING | Outbound.COMING_BACK:
            # The label is being booked or the parcel is already turning round: their
            # outcome finishes the cancellation.
            return
        case _:
            release(turn)


def void_outbound(turn: Turn) -> None:
    """Take the parcel's label back before the carrier has it."""
    attempt = str(turn.state.attempt)
    turn.become(outbound=Outbound.VOIDING)
    turn.send(Errand.VOID_LABEL, f"outbound/{attempt}/void", direction="outbound", attempt=attempt)


def release(turn: Turn) -> None:
    """Give the unit back to the shelf and end the replacement."""
    attempt = str(turn.state.attempt)
    turn.enter(Enter.WITHDRAW_REQUEST, attempt=attempt)
    if turn.state.outbound is not Outbound.NONE:
        turn.enter(Enter.LEG, direction="outbound", attempt=attempt, state="cancelled")
    turn.enter(Enter.WRITE, letter="case_cancelled")
    turn.become(outbound=Outbound.CANCELLED, promise_open=False)
    turn.stop_waiting("promise", "assessment", "review")
    void_return(turn)


def voided(turn: Turn) -> None:
    """A label is taken back at the carrier."""
    turn.tell("label_voided", leg=turn.say("direction"))
    if turn.say("direction") == "outbound" and turn.state.outbound is Outbound.VOIDING:
        release(turn)
    else:
        end_withdrawn(turn)


def void_refused(turn: Turn) -> None:
    """The carrier would not void: treat the parcel as gone and recall it."""
    turn.tell("void_refused", leg=turn.say("direction"), because=turn.say("because"))
    if turn.say("direction") == "outbound" and turn.state.outbound is Outbound.VOIDING:
        hand_over(turn)


def recalled(turn: Turn) -> None:
    """The carrier turns the parcel round; the case waits for it at the dock."""
    turn.tell("recall_accepted")
    if turn.state.outbound is Outbound.RECALLING:
        turn.become(outbound=Outbound.COMING_BACK)
        turn_leg(turn, Direction.OUTBOUND, turn.state.attempt, "coming_back")


def recall_refused(turn: Turn) -> None:
    """The carrier cannot stop the parcel: it will be delivered, then owed back."""
    turn.tell("recall_refused", because=turn.say("because"))
    if turn.state.outbound is Outbound.RECALLING:
        turn.become(outbound=Outbound.ON_ITS_WAY)


def come_home(turn: Turn) -> None:
    """The undelivered replacement is here: its way back is billed, and the case goes on or ends."""
    # Both ways were travelled, so both are paid for (operations.md part 4, row 5).
    journey = f"outbound-{turn.state.attempt}"
    turn.enter(Enter.BILL, event="freight_return", attempt=journey)
    if not turn.state.cancel_wanted:
        turn.become(outbound=Outbound.NONE)
        return
    turn.enter(Enter.WRITE, letter="case_cancelled")
    turn.become(outbound=Outbound.CANCELLED, promise_open=False)
    turn.stop_waiting("promise", "review")
    void_return(turn)
