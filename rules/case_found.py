"""A parcel that was given up and turns up: taken for the replacement, owed back, or shelved."""

from rules.battery import BatteryState
from rules.case_bench import open_job
from rules.case_debts import owe
from rules.case_journeys import Journey
from rules.case_legs import turn_leg
from rules.case_lost import find_journey, find_unit, give_up, given_up
from rules.case_opening import book_return
from rules.case_outbound import settle_delivery
from rules.case_return import ON_THE_ROAD
from rules.case_return_clock import restart_clock
from rules.case_roads import HELD, SIGNS_OF_LIFE, enter_road, note_scan, road_of
from rules.case_state import CaseState, Turn
from rules.case_values import Why
from rules.case_words import Carried, Direction, Enter, Errand, Inbound, Outbound

#: While the next replacement stands so, it has not left: the first one may still take its place.
STILL_HERE = frozenset(
    {
        Outbound.NONE,
        Outbound.WAITING,
        Outbound.RESERVED,
        Outbound.PACKED,
        Outbound.LABELLED,
    }
)


def hear_given_up(turn: Turn, said: Carried, attempt: str) -> None:
    """The carrier spoke of an earlier parcel, one that was given up or sent home."""
    number = int(attempt or 0)
    for journey in given_up(turn.state, Direction.OUTBOUND, number):
        if journey.withdrawn:
            hear_withdrawn(turn, said, journey)
        elif said is Carried.DELIVERED:
            find_delivered(turn, journey)
        elif news_of(turn, journey) and said in {*SIGNS_OF_LIFE, Carried.RETURNED}:
            turn.tell("seen_again", leg=Direction.OUTBOUND)
    note_scan(turn, Direction.OUTBOUND, number, said)


def news_of(turn: Turn, journey: Journey) -> bool:
    """True for a scan that is newer than all before it."""
    road = road_of(turn.state, journey.direction, journey.attempt)
    return road is None or turn.fact.at > road.newest


def find_delivered(turn: Turn, journey: Journey) -> None:
    """It reached the customer after all: it is the replacement, or one too many."""
    find_journey(turn, journey)
    if turn.state.part:
        turn.tell("found_delivered", serial=turn.state.part)
        return
    key = f"outbound/{journey.attempt}/found"
    turn.enter(Enter.MOVE, unit_id=journey.unit, to="customer", key=key)
    turn_leg(turn, Direction.OUTBOUND, journey.attempt, "delivered")
    if may_take_its_place(turn.state, journey):
        take_its_place(turn, journey)
    else:
        owe_extra(turn, journey)


def may_take_its_place(state: CaseState, journey: Journey) -> bool:
    """True while nothing else has left for the customer and the case still wants to give it."""
    own = journey.unit == state.device_unit
    return state.outbound in STILL_HERE and not state.cancel_wanted and not own


def take_its_place(turn: Turn, journey: Journey) -> None:
    """The first unit is the replacement after all; the second one stays here."""
    turn.tell("found_delivered")
    keep_here(turn)
    # Later parcels have keys of their own: an attempt's number is never used again.
    turn.become(attempt=turn.state.attempt + 1, replacement_unit=journey.unit)
    road = road_of(turn.state, journey.direction, journey.attempt)
    turn.keep(shipped_at=road.first if road else turn.fact.at)
    settle_delivery(turn)


def keep_here(turn: Turn) -> None:
    """The second unit does not go: its request is withdrawn, its label taken back."""
    state = turn.state
    attempt = state.attempt
    booking = any(p.key.startswith(f"outbound/{attempt}/label") for p in state.pending)
    if state.outbound is Outbound.LABELLED:
        give_up(turn, Direction.OUTBOUND, attempt, state.replacement_unit, withdrawn=True)
        void_spare(turn, attempt)
    elif state.outbound is Outbound.PACKED and booking:
        give_up(turn, Direction.OUTBOUND, attempt, state.replacement_unit, withdrawn=True)
    elif state.outbound is not Outbound.NONE:
        withdraw(turn, attempt)


def void_spare(turn: Turn, attempt: int) -> None:
    """Take the label of the second unit back before the carrier has it."""
    number = str(attempt)
    turn.send(Errand.VOID_LABEL, f"outbound/{number}/void", direction="outbound", attempt=number)


def withdraw(turn: Turn, attempt: int) -> None:
    """The second unit goes back onto the shelf and to the next in line."""
    turn.enter(Enter.WITHDRAW_REQUEST, attempt=str(attempt))
    turn_leg(turn, Direction.OUTBOUND, attempt, "cancelled")


def withdrawn(state: CaseState) -> Journey | None:
    """The parcel whose label is being taken back because the first one turned up."""
    return next((one for one in state.back.given_up if one.withdrawn), None)


def label_of_withdrawn(turn: Turn) -> None:
    """The label of a unit that is not to go came late: it is taken back at once."""
    spare = withdrawn(turn.state)
    if spare is not None and turn.say("errand").startswith(f"outbound/{spare.attempt}/"):
        void_spare(turn, spare.attempt)


def end_withdrawn(turn: Turn) -> None:
    """No carrier can have it any more: its label is voided, or was never booked."""
    spare = withdrawn(turn.state)
    if spare is not None and turn.say("errand").startswith(f"outbound/{spare.attempt}/"):
        drop(turn, spare)
        withdraw(turn, spare.attempt)


def drop(turn: Turn, journey: Journey) -> None:
    """The parcel is accounted for."""
    turn.keep(given_up=tuple(one for one in turn.state.back.given_up if one != journey))


def hear_withdrawn(turn: Turn, said: Carried, journey: Journey) -> None:
    """The second parcel left although its label was being taken back: it is one too many."""
    if said not in HELD:
        return
    attempt = str(journey.attempt)
    if road_of(turn.state, Direction.OUTBOUND, journey.attempt) is None:
        enter_road(turn, Direction.OUTBOUND, journey.attempt, (journey.unit,))
        turn.stop_waiting("outbound_silence")
        turn.enter(Enter.FINISH_REQUEST, attempt=attempt)
        key = f"outbound/{attempt}/handover"
        turn.enter(Enter.MOVE, unit_id=journey.unit, to="transit", key=key)
        turn_leg(turn, Direction.OUTBOUND, journey.attempt, "on_its_way")
        turn.enter(Enter.BILL, event="freight_outbound", attempt=attempt)
        turn.enter(Enter.BILL, event="packaging", attempt=attempt)
        turn.tell("spare_left")
    if said is Carried.DELIVERED:
        drop(turn, journey)
        key = f"outbound/{attempt}/delivery"
        turn.enter(Enter.MOVE, unit_id=journey.unit, to="customer", key=key)
        turn_leg(turn, Direction.OUTBOUND, journey.attempt, "delivered")
        owe_extra(turn, journey)


def owe_extra(turn: Turn, journey: Journey) -> None:
    """The customer has one unit too many: it is owed back, on a label and a clock of its own."""
    turn.tell("extra_owed")
    owe(turn, journey.unit, Why.EXTRA)
    if turn.state.inbound not in ON_THE_ROAD:
        ask_for_extra(turn)
    turn.enter(Enter.WRITE, letter="extra_unit_owed", part=str(journey.attempt))


def ask_for_extra(turn: Turn) -> None:
    """What is still owed travels under the same label; without any, the extra gets one."""
    if turn.state.inbound in {Inbound.NONE, Inbound.RECEIVED, Inbound.WAIVED}:
        # It never was in use: its battery is sound, whatever was said of the broken unit's.
        turn.become(
            inbound=Inbound.OWED,
            return_attempt=turn.state.return_attempt + 1,
            battery=BatteryState.OK,
        )
        book_return(turn)
    restart_clock(turn)


def absorb_unit(turn: Turn, unit: str) -> None:
    """A unit that was given up is in hand after all: it never was in a user's."""
    own, spare = unit == turn.state.device_unit, withdrawn(turn.state)
    if spare is not None and spare.unit == unit:
        drop(turn, spare)
        withdraw(turn, spare.attempt)
        return
    find_unit(turn, unit)
    place = "bench" if own else "shelf"
    turn.enter(Enter.RECEIVE, unit_id=unit, to=place, key=f"scan/{turn.fact.key}")
    turn.tell("found_again", serial=turn.say("serial"))
    if own:
        open_job(turn, unit, turn.say("serial"))
