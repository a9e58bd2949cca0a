"""The way out: a unit is granted, packed, labelled, handed over and delivered."""

from datetime import timedelta

from rules.battery import BatteryState
from rules.case_clocks import reach_resolution
from rules.case_opening import book_return, request_unit
from rules.case_state import Turn
from rules.case_words import (
    IN_CARRIERS_HANDS,
    Bench,
    Carried,
    Enter,
    Errand,
    Inbound,
    Outbound,
    Remedy,
    Stage,
)

#: How the parcel is announced to the customer; a replacement that is owed back by default.
ANNOUNCED = {
    Bench.NONE: "dispatched",
    Bench.REPAIRED: "repaired_dispatched",
    Bench.REPLACED: "replaced_dispatched",
    Bench.NOT_COVERED: "unrepaired_dispatched",
    Bench.WITHDRAWN: "unrepaired_dispatched",
}
#: Days without delivery after which the desk is asked to look for the parcel.
SILENCE_AFTER = timedelta(days=5)


def take_unit(turn: Turn) -> None:
    """A unit is reserved for this case."""
    if turn.state.outbound is not Outbound.WAITING:
        return
    turn.become(outbound=Outbound.RESERVED, replacement_unit=turn.say("unit_id"))
    turn.enter(Enter.LEG, direction="outbound", attempt=str(turn.state.attempt), state="reserved")
    turn.tell("unit_reserved", serial=turn.say("serial"))


def wait_for_unit(turn: Turn) -> None:
    """No unit is free: the customer is told, the request stays in the queue."""
    turn.enter(Enter.WRITE, letter="waiting_for_unit")
    turn.tell("waiting_for_unit")


def give_unit_back(turn: Turn) -> None:
    """An earlier promise took the unit before it was packed; this case waits again."""
    if turn.state.outbound is not Outbound.RESERVED:
        return
    turn.become(outbound=Outbound.WAITING, replacement_unit="")
    turn.enter(Enter.LEG, direction="outbound", attempt=str(turn.state.attempt), state="waiting")
    turn.tell("unit_taken_back", serial=turn.say("serial"))


def scan_pack(turn: Turn) -> None:
    """A unit was scanned at the packing table: the record decides whether it may go."""
    turn.enter(
        Enter.PACK,
        serial=turn.say("serial"),
        unit_id=turn.say("unit_id"),
        attempt=str(turn.state.attempt),
    )


def pack_unit(turn: Turn) -> None:
    """The right unit is packed: book the parcel, the label for the way back, the slip."""
    if turn.state.outbound is not Outbound.RESERVED:
        return
    attempt = str(turn.state.attempt)
    turn.become(outbound=Outbound.PACKED, replacement_unit=turn.say("unit_id"))
    turn.enter(Enter.LEG, direction="outbound", attempt=attempt, state="packed")
    turn.tell("packed", serial=turn.say("serial"), instead_of=turn.say("instead_of"))
    book_outbound(turn)
    if turn.state.plan.label_in_box:
        book_return(turn)
    if needs_slip(turn):
        turn.send(Errand.PRINT_SLIP, "slip")


def needs_slip(turn: Turn) -> bool:
    """A replacement's first box: the slip is drawn once, and a second one takes it out again."""
    first = turn.state.attempt == 1
    return first and turn.state.plan.slip and turn.state.remedy is not Remedy.REPAIR


def refuse_pack(turn: Turn) -> None:
    """The scanned unit may not go; the case stays as it was."""
    turn.tell("pack_refused", serial=turn.say("serial"), because=turn.say("because"))


def book_outbound(turn: Turn) -> None:
    """Send for the parcel's label."""
    attempt = str(turn.state.attempt)
    turn.send(Errand.BOOK_LABEL, f"outbound/{attempt}/label", direction="outbound", attempt=attempt)


def send_again(turn: Turn) -> None:
    """The desk mended what stood in the way: a fresh booking or unit under a fresh key."""
    turn.tell("send_again", note=turn.say("note"))
    if turn.state.inbound is Inbound.OWED and turn.state.remedy is Remedy.REPAIR:
        attempt = str(turn.state.return_attempt)
        retry = f"return/{attempt}/label/{turn.fact.key}"
        turn.send(Errand.BOOK_LABEL, retry, direction="return", attempt=attempt)
        return
    if turn.state.outbound is Outbound.NONE:
        turn.become(attempt=turn.state.attempt + 1, replacement_unit="")
        request_unit(turn)
        return
    retry = f"outbound/{turn.state.attempt}/label/{turn.fact.key}"
    turn.send(Errand.BOOK_LABEL, retry, direction="outbound", attempt=str(turn.state.attempt))


def hear_outbound(turn: Turn, said: Carried) -> None:
    """The carrier spoke of the parcel that carries the replacement."""
    if said in IN_CARRIERS_HANDS or said in {Carried.REFUSED, Carried.RETURNING}:
        hand_over(turn)
    if said is Carried.DELIVERED:
        hand_over(turn)
        deliver(turn)
    elif said in {Carried.REFUSED, Carried.RETURNING, Carried.RETURNED}:
        turn_around(turn, said)
    elif said is Carried.LOST:
        lose_parcel(turn)


def hand_over(turn: Turn) -> None:
    """The carrier's first physical scan: the unit has left, once, however often it is said."""
    # PACKED too: the carrier's scan may overtake the news of its own label.
    if turn.state.outbound not in {Outbound.PACKED, Outbound.LABELLED, Outbound.VOIDING}:
        return
    recall = turn.state.outbound is Outbound.VOIDING
    turn.become(outbound=Outbound.ON_ITS_WAY)
    move_replacement(turn, "transit", "handover")
    attempt = str(turn.state.attempt)
    turn.enter(Enter.FINISH_REQUEST, attempt=attempt)
    turn.enter(Enter.LEG, direction="outbound", attempt=attempt, state="on_its_way")
    turn.enter(Enter.BILL, event="freight_outbound", attempt=attempt)
    turn.enter(Enter.BILL, event="packaging", attempt=attempt)
    turn.enter(Enter.WRITE, letter=ANNOUNCED[turn.state.bench], part=attempt)
    turn.tell("handed_over")
    turn.wait_until("outbound_silence", turn.fact.at + SILENCE_AFTER)
    if turn.state.promise_kind == "dispatch":
        settle_promise(turn)
    if recall:
        send_recall(turn)


def send_recall(turn: Turn) -> None:
    """Ask the carrier to turn the parcel round."""
    attempt = str(turn.state.attempt)
    turn.become(outbound=Outbound.RECALLING)
    turn.send(Errand.RECALL, f"outbound/{attempt}/recall", attempt=attempt)
    turn.tell("recall_asked")


def deliver(turn: Turn) -> None:
    """The replacement is in the customer's hands: the promise is settled, the return falls due."""
    if turn.state.outbound not in {
        Outbound.ON_ITS_WAY,
        Outbound.RECALLING,
        Outbound.COMING_BACK,
    }:
        return
    turn.stop_waiting("outbound")
    turn.become(outbound=Outbound.DELIVERED, stage=Stage.RETURNING)
    move_replacement(turn, "customer", "delivery")
    attempt = str(turn.state.attempt)
    turn.enter(Enter.LEG, direction="outbound", attempt=attempt, state="delivered")
    turn.tell("delivered")
    hand_over_property(turn)
    if turn.state.promise_kind == "delivery":
        settle_promise(turn)
    if turn.state.cancel_wanted:
        owe_replacement(turn)
    else:
        reach_resolution(turn)
    start_return_clock(turn)


def hand_over_property(turn: Turn) -> None:
    """An advance replacement is the customer's now; instead of a repair, the old unit is ours."""
    if turn.state.part:
        return
    if turn.state.remedy is Remedy.ADVANCE_REPLACEMENT or turn.state.bench is Bench.REPLACED:
        turn.enter(Enter.OWN, unit_id=turn.state.replacement_unit, owner="customer")
    if turn.state.bench is Bench.REPLACED:
        turn.enter(Enter.OWN, unit_id=turn.state.device_unit, owner="provider")


def owe_replacement(turn: Turn) -> None:
    """Cancelled too late to stop: the unused replacement itself is now owed back."""
    turn.tell("replacement_owed_back")
    # An unused replacement's own battery is sound, whatever was said of the broken unit's.
    turn.become(owed_unit=turn.state.replacement_unit, battery=BatteryState.OK)
    if turn.state.inbound in {Inbound.ON_ITS_WAY, Inbound.ARRIVED, Inbound.RECEIVED}:
        turn.become(return_attempt=turn.state.return_attempt + 1)
    if turn.state.inbound is not Inbound.LABELLED:
        turn.become(inbound=Inbound.OWED)
        book_return(turn)


def start_return_clock(turn: Turn) -> None:
    """From confirmed delivery: remind as the contract says, then ask a person to look."""
    if turn.state.inbound not in {Inbound.OWED, Inbound.LABELLED}:
        return
    turn.enter(Enter.WRITE, letter="delivered_return_due")
    plan, now = turn.state.plan, turn.fact.at
    for number, days in enumerate(plan.remind_after_days, start=1):
        turn.wait_until(f"return_reminder:{number}", now + timedelta(days=days))
    turn.wait_until("return_review", now + timedelta(days=plan.review_after_days))


def turn_around(turn: Turn, said: Carried) -> None:
    """Refused at the door or sent back: the replacement is coming home."""
    if turn.state.outbound in {Outbound.ON_ITS_WAY, Outbound.RECALLING}:
        turn.become(outbound=Outbound.COMING_BACK)
        attempt = str(turn.state.attempt)
        turn.enter(Enter.LEG, direction="outbound", attempt=attempt, state="coming_back")
        turn.tell("coming_back", carrier_said=said)


def lose_parcel(turn: Turn) -> None:
    """The carrier lost the parcel: a second unit is requested under the same promise."""
    if turn.state.outbound not in {
        Outbound.ON_ITS_WAY,
        Outbound.LABELLED,
        Outbound.RECALLING,
        Outbound.COMING_BACK,
    }:
        return
    move_replacement(turn, "lost", "lost")
    attempt = str(turn.state.attempt)
    turn.enter(Enter.FINISH_REQUEST, attempt=attempt)
    turn.enter(Enter.LEG, direction="outbound", attempt=attempt, state="lost")
    turn.stop_waiting("outbound")
    if turn.state.cancel_wanted or turn.state.bench in {Bench.NOT_COVERED, Bench.WITHDRAWN}:
        turn.tell("lost_for_good")
        turn.become(outbound=Outbound.CANCELLED, stage=Stage.CANCELLED)
        return
    turn.tell("parcel_lost")
    make_good(turn)
    turn.become(attempt=turn.state.attempt + 1, replacement_unit="")
    request_unit(turn)


def make_good(turn: Turn) -> None:
    """A repaired unit that was lost is replaced by one of the provider's."""
    if turn.state.bench is Bench.REPAIRED:
        turn.become(bench=Bench.REPLACED, stage=Stage.REPLACING)


def settle_promise(turn: Turn) -> None:
    """Write down, once, whether the promise was kept and by what proof."""
    due = turn.state.promise_due
    if due is None or not turn.state.promise_open:
        return
    # The promised instant is the end of the promised day: it belongs to the next one.
    kept = "kept" if turn.fact.at < due else "missed"
    turn.become(promise_open=False)
    turn.stop_waiting("promise")
    turn.enter(Enter.SETTLE_PROMISE, outcome=kept)
    turn.tell(f"promise_{kept}", due_at=due.isoformat())


def move_replacement(turn: Turn, to: str, purpose: str) -> None:
    """Book the replacement's movement under a key that names the leg and its purpose."""
    key = f"outbound/{turn.state.attempt}/{purpose}"
    if turn.state.part:
        turn.enter(Enter.MOVE_PART, to=to, key=key, defective="no")
    else:
        turn.enter(Enter.MOVE, unit_id=turn.state.replacement_unit, to=to, key=key)
