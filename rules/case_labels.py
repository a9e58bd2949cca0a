"""Labels: booked, refused, expiring, and made anew; reminders only ever speak of the live one."""

from collections.abc import Callable
from datetime import datetime, timedelta

from rules.battery import may_have_ordinary_label
from rules.case_cancel import release, void_outbound
from rules.case_facts import Told
from rules.case_found import end_withdrawn, label_of_withdrawn
from rules.case_opening import block_return, book_return
from rules.case_repair import invite_device
from rules.case_return import ON_THE_ROAD, ask_again, travelling
from rules.case_state import Turn
from rules.case_words import Direction, Enter, Errand, Inbound, Outbound, Remedy

#: A label is made anew this long before its last day ends.
RENEW_BEFORE = timedelta(days=2)
#: Where a unit with an unsafe battery waits: a label that comes late is taken back.
KEPT_BACK = frozenset({Inbound.BLOCKED, Inbound.COLLECTING})


def label_booked(turn: Turn) -> None:
    """A label exists, here and at the carrier."""
    leg = turn.say("direction")
    turn.tell("label_booked", leg=leg, tracking=turn.say("tracking"))
    if leg == Direction.OUTBOUND and turn.state.outbound is Outbound.PACKED:
        turn.become(outbound=Outbound.LABELLED)
        turn.enter(Enter.LEG, direction=leg, attempt=str(turn.state.attempt), state="labelled")
        if turn.state.cancel_wanted:
            void_outbound(turn)
    elif leg == Direction.RETURN:
        return_labelled(turn)
    else:
        label_of_withdrawn(turn)


def return_labelled(turn: Turn) -> None:
    """The way back has a label; taken back if the battery turned unsafe or nobody needs it."""
    if turn.state.inbound is Inbound.OWED:
        turn.become(inbound=Inbound.LABELLED)
        attempt = str(turn.state.return_attempt)
        turn.enter(Enter.LEG, direction="return", attempt=attempt, state="labelled")
        watch_validity(turn)
        send_label(turn, attempt)
    elif turn.state.inbound in KEPT_BACK and not may_have_ordinary_label(turn.state.battery):
        kept = turn.state.inbound
        turn.become(inbound=Inbound.LABELLED)
        block_return(turn)
        turn.become(inbound=kept)
    elif turn.state.cancel_wanted and turn.state.inbound is Inbound.NONE:
        void_return_label(turn)
    elif turn.state.inbound in ON_THE_ROAD and travelling(turn.state) < turn.state.return_attempt:
        # The units travel under an earlier label: this one is not needed.
        void_return_label(turn)


def send_label(turn: Turn, attempt: str) -> None:
    """The customer gets the label: in the box, or by letter once the box is gone."""
    if turn.state.remedy is Remedy.REPAIR:
        invite_device(turn)
    elif turn.state.homeward or turn.state.outbound in {Outbound.DELIVERED, Outbound.CANCELLED}:
        letter = "delivered_return_due" if attempt == "1" else "new_return_label"
        turn.enter(Enter.WRITE, letter=letter, part=f"label-{attempt}")


def watch_validity(turn: Turn) -> None:
    """A label that will die is made anew in time."""
    if not turn.say("valid_until"):
        return
    valid_until = datetime.fromisoformat(turn.say("valid_until"))
    life = valid_until - turn.fact.at
    if life > timedelta():
        # One that lives for a few days only would otherwise be made anew at once, for ever.
        turn.wait_until("return_label", valid_until - min(RENEW_BEFORE, life / 2))


def renew_label(turn: Turn, name: str) -> None:  # noqa: ARG001 - one shape for all deadlines
    """The live label is about to die and nobody has used it: another takes its place."""
    if turn.state.inbound is Inbound.LABELLED:
        turn.tell("label_expires")
        relabel(turn)


def ask_new_label(turn: Turn) -> None:
    """The customer has lost the label, cannot print it, or sent another thing under it."""
    turn.tell("relabelled", because=turn.say("because"))
    if turn.state.inbound is Inbound.ARRIVED:
        ask_again(turn)
    else:
        relabel(turn)


def relabel(turn: Turn) -> None:
    """Take the live return label back, if there is one, and book another under its own key."""
    if turn.state.inbound is Inbound.LABELLED:
        void_return_label(turn)
    turn.stop_waiting("return_label")
    turn.become(inbound=Inbound.OWED, return_attempt=turn.state.return_attempt + 1)
    book_return(turn)


def void_return_label(turn: Turn) -> None:
    """Take the label of the present way back from the carrier."""
    attempt = str(turn.state.return_attempt)
    turn.send(Errand.VOID_LABEL, f"return/{attempt}/void", direction="return", attempt=attempt)


def label_refused(turn: Turn) -> None:
    """The carrier refused the booking: a person has to mend what it names."""
    turn.tell("label_refused", leg=turn.say("direction"), because=turn.say("because"))
    if turn.state.cancel_wanted and turn.state.outbound is Outbound.PACKED:
        release(turn)
    else:
        end_withdrawn(turn)


LABEL_RULES: dict[Told, Callable[[Turn], None]] = {
    Told.LABEL_BOOKED: label_booked,
    Told.LABEL_REFUSED: label_refused,
    Told.RELABELLED: ask_new_label,
}
LABEL_DEADLINES: dict[str, Callable[[Turn, str], None]] = {"return_label": renew_label}
