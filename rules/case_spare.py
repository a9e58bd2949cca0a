"""A spare phone on the customer's own site: taken at once, in place of the unit that would come."""

from collections.abc import Callable

from rules.case_clocks import reach_resolution
from rules.case_facts import Told
from rules.case_loan import lend
from rules.case_opening import book_return
from rules.case_outbound import needs_slip, settle_promise
from rules.case_return_clock import start_clock
from rules.case_state import Turn
from rules.case_warranty import warrant_delivered
from rules.case_words import Enter, Errand, Outbound, Stage
from rules.fulfilment import ReturnStart

#: Until a unit is packed, a spare may take its place.
BEFORE_PACKING = frozenset({Outbound.WAITING, Outbound.RESERVED})


def take_backup(turn: Turn) -> None:
    """A user takes a spare: the record decides whether it lies there, and gives the unit back."""
    if turn.state.outbound not in BEFORE_PACKING:
        return
    if not told_by_record(turn):
        turn.enter(Enter.TAKE_SPARE, serial=turn.say("serial"), attempt=str(turn.state.attempt))
    elif turn.say("because"):
        turn.tell("spare_refused", serial=turn.say("serial"), because=turn.say("because"))
    else:
        hand_spare_over(turn)


def told_by_record(turn: Turn) -> bool:
    """True for what a step brought to light; a person's decision has a key of another kind."""
    return turn.fact.key.startswith(f"{turn.state.number}/step/")


def hand_spare_over(turn: Turn) -> None:
    """Delivered at this instant by the user's own hands: no parcel, no freight, promise settled."""
    at, attempt = turn.fact.at, str(turn.state.attempt)
    turn.become(
        outbound=Outbound.DELIVERED, stage=Stage.RETURNING, replacement_unit=turn.say("unit_id")
    )
    turn.keep(shipped_at=at, delivered_at=at)
    # A leg without a parcel: whoever counts labels must not look for one.
    turn.enter(Enter.LEG, direction="outbound", attempt=attempt, state="taken_on_site")
    turn.tell("spare_taken", serial=turn.say("serial"))
    lend(turn)
    warrant_delivered(turn)
    settle_promise(turn)
    reach_resolution(turn)
    ask_for_broken(turn)


def ask_for_broken(turn: Turn) -> None:
    """There is no box for slip and label: the customer gets both by letter."""
    if needs_slip(turn):
        turn.send(Errand.PRINT_SLIP, "slip")
    before = turn.state.pending
    book_return(turn)
    if turn.state.pending == before:
        turn.enter(Enter.WRITE, letter="delivered_return_due")
    start_clock(turn, ReturnStart.SHIPPED)
    start_clock(turn, ReturnStart.DELIVERED)


SPARE_RULES: dict[Told, Callable[[Turn], None]] = {Told.BACKUP_TAKEN: take_backup}
