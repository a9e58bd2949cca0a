"""The way back: reminders, acceptance, arrival, and the scan that settles the debt."""

from datetime import timedelta

from rules.case_clocks import recount_clocks
from rules.case_repair import lay_on_bench
from rules.case_state import Turn
from rules.case_words import IN_CARRIERS_HANDS, Carried, Enter, Inbound, Outbound, Remedy, Stage

#: Days a returning parcel may be silent before the desk is asked to look for it.
SILENCE_AFTER = timedelta(days=10)
OWED = frozenset({Inbound.OWED, Inbound.LABELLED, Inbound.ON_ITS_WAY, Inbound.ARRIVED})


def hear_return(turn: Turn, said: Carried) -> None:
    """The carrier spoke of the parcel that brings the broken unit back."""
    if said in IN_CARRIERS_HANDS:
        accept_parcel(turn)
    elif said is Carried.DELIVERED:
        accept_parcel(turn)
        arrive(turn)
    elif said is Carried.LOST and turn.state.inbound is Inbound.ON_ITS_WAY:
        turn.tell("return_lost")


def accept_parcel(turn: Turn) -> None:
    """The carrier's acceptance scan under our label stops the customer's clock."""
    if turn.state.inbound not in {Inbound.OWED, Inbound.LABELLED, Inbound.BLOCKED}:
        return
    turn.stop_waiting("return")
    turn.become(inbound=Inbound.ON_ITS_WAY)
    attempt = str(turn.state.return_attempt)
    move_owed(turn, "transit", "acceptance")
    turn.enter(Enter.LEG, direction="return", attempt=attempt, state="on_its_way")
    turn.enter(Enter.BILL, event="freight_return", attempt=attempt)
    turn.tell("return_accepted")
    if turn.state.remedy is Remedy.REPAIR:
        recount_clocks(turn)
    turn.wait_until("return_silence", turn.fact.at + SILENCE_AFTER)


def arrive(turn: Turn) -> None:
    """The parcel is at the dock; only a scan of the unit settles anything."""
    if turn.state.inbound is not Inbound.ON_ITS_WAY:
        return
    turn.stop_waiting("return")
    turn.become(inbound=Inbound.ARRIVED)
    attempt = str(turn.state.return_attempt)
    turn.enter(Enter.LEG, direction="return", attempt=attempt, state="arrived")
    turn.tell("return_arrived")


def scan_receipt(turn: Turn) -> None:
    """A unit was scanned at the dock: custody is always booked, the debt only by the right one."""
    unit = turn.say("unit_id")
    if turn.state.part and not unit:
        scan_part(turn)
    elif coming_home(turn) and unit == turn.state.replacement_unit:
        take_replacement_home(turn)
    elif unit and unit == turn.state.owed_unit and turn.state.inbound is not Inbound.RECEIVED:
        receive_owed(turn)
    else:
        turn.enter(Enter.RECEIVE, unit_id=unit, to="quarantine", key=f"scan/{turn.fact.key}")
        turn.tell("another_unit_came", serial=turn.say("serial"))


def scan_part(turn: Turn) -> None:
    """A part has no serial: it is the one that was never delivered, else the one owed back."""
    inbound = turn.state.inbound
    if turn.say("serial") != turn.state.part:
        turn.tell("another_part_came", serial=turn.say("serial"))
    elif coming_home(turn) and inbound not in {Inbound.ON_ITS_WAY, Inbound.ARRIVED}:
        take_replacement_home(turn)
    elif inbound in OWED or inbound is Inbound.BLOCKED:
        receive_owed(turn)
    else:
        turn.tell("another_part_came", serial=turn.say("serial"))


def coming_home(turn: Turn) -> bool:
    """True while the replacement may come back undelivered."""
    return turn.state.outbound in {
        Outbound.ON_ITS_WAY,
        Outbound.RECALLING,
        Outbound.COMING_BACK,
    }


def take_replacement_home(turn: Turn) -> None:
    """The undelivered replacement is back: onto the shelf, and the case is cancelled or retried."""
    attempt = str(turn.state.attempt)
    turn.stop_waiting("outbound")
    take_in(
        turn,
        turn.state.replacement_unit,
        "bench" if turn.state.sends_its_own else "shelf",
        f"outbound/{attempt}/home",
    )
    turn.enter(Enter.LEG, direction="outbound", attempt=attempt, state="returned")
    turn.tell("replacement_home")
    if turn.state.cancel_wanted:
        turn.enter(Enter.WRITE, letter="case_cancelled")
        turn.become(outbound=Outbound.CANCELLED)
    else:
        turn.become(outbound=Outbound.NONE)


def receive_owed(turn: Turn) -> None:
    """The owed unit is in hand."""
    home = "shelf" if owes_the_replacement(turn) else "bench"
    turn.stop_waiting("return")
    turn.become(inbound=Inbound.RECEIVED)
    attempt = str(turn.state.return_attempt)
    take_in(turn, turn.say("unit_id"), home, f"return/{attempt}/receipt")
    turn.enter(Enter.LEG, direction="return", attempt=attempt, state="received")
    turn.enter(Enter.WRITE, letter="return_received", part=attempt)
    if turn.state.remedy is Remedy.ADVANCE_REPLACEMENT and not turn.state.part:
        turn.enter(Enter.OWN, unit_id=turn.state.owed_unit, owner="provider")
    turn.tell("received", serial=turn.say("serial"))
    if turn.state.remedy is Remedy.REPAIR:
        lay_on_bench(turn)


def waive_return(turn: Turn) -> None:
    """A named person settles the debt without the unit."""
    turn.stop_waiting("return")
    turn.become(inbound=Inbound.WAIVED)
    turn.tell("return_waived", because=turn.say("because"))
    if turn.state.remedy is Remedy.REPAIR:
        # Nothing came in, so nothing goes out.
        turn.become(outbound=Outbound.CANCELLED)


def move_owed(turn: Turn, to: str, purpose: str) -> None:
    """Book the owed unit's movement."""
    key = f"return/{turn.state.return_attempt}/{purpose}"
    if turn.state.part:
        turn.enter(Enter.MOVE_PART, to=to, key=key, defective=defective(turn))
    else:
        turn.enter(Enter.MOVE, unit_id=turn.state.owed_unit, to=to, key=key)


def take_in(turn: Turn, unit: str, to: str, key: str) -> None:
    """Book what is in hand to the place where it belongs."""
    if turn.state.part:
        turn.enter(Enter.MOVE_PART, to=to, key=key, defective=defective(turn))
    else:
        turn.enter(Enter.RECEIVE, unit_id=unit, to=to, key=key)


def owes_the_replacement(turn: Turn) -> bool:
    """True when the unused replacement itself is owed, after a cancellation that came too late."""
    if turn.state.part:
        return turn.state.cancel_wanted
    return turn.state.owed_unit == turn.state.replacement_unit


def defective(turn: Turn) -> str:
    """Whether the part that comes back is the broken one."""
    return "no" if owes_the_replacement(turn) else "yes"


def close_when_balanced(turn: Turn) -> None:
    """The case ends when both legs are settled."""
    state = turn.state
    if state.ended or state.pending:
        return
    if (state.outbound is Outbound.DELIVERED or state.stays_here) and state.inbound in {
        Inbound.RECEIVED,
        Inbound.WAIVED,
    }:
        turn.enter(Enter.WRITE, letter="case_closed")
        turn.tell("closed")
        turn.become(stage=Stage.CLOSED, deadlines={})
    elif state.outbound is Outbound.CANCELLED and not return_under_way(turn):
        turn.tell("cancelled")
        turn.become(stage=Stage.CANCELLED, deadlines={})


def return_under_way(turn: Turn) -> bool:
    """True while the broken unit itself travels to us although the case is cancelled."""
    return turn.state.inbound in {Inbound.ON_ITS_WAY, Inbound.ARRIVED}
