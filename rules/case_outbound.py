"""The way out: a unit is granted, packed, labelled, handed over and delivered."""

from dataclasses import replace

from rules.battery import BatteryState
from rules.case_clocks import reach_resolution
from rules.case_debts import let_go, open_debts, owe
from rules.case_legs import move_replacement, turn_leg
from rules.case_loan import arrive_home, lend
from rules.case_lost import lose_parcel, lost_own
from rules.case_opening import book_return, request_unit
from rules.case_remade import watch_waiting
from rules.case_return_clock import OWING, restart_clock, set_instants, start_clock
from rules.case_roads import GOING_OUT, HELD, enter_road, note_scan, road_of
from rules.case_state import CaseState, Turn
from rules.case_values import Why
from rules.case_visit import await_visit
from rules.case_warranty import warrant_delivered
from rules.case_words import (
    Bench,
    Carried,
    Direction,
    Enter,
    Errand,
    Inbound,
    Outbound,
    Remedy,
    Stage,
)
from rules.fulfilment import ReturnStart

TURNED_ROUND = frozenset({Carried.REFUSED, Carried.RETURNING, Carried.RETURNED})
#: How the parcel is announced to the customer; a replacement that is owed back by default.
ANNOUNCED = {
    Bench.NONE: "dispatched",
    Bench.REPAIRED: "repaired_dispatched",
    Bench.REPLACED: "replaced_dispatched",
    Bench.NOT_COVERED: "unrepaired_dispatched",
    Bench.WITHDRAWN: "unrepaired_dispatched",
}


def announced(state: CaseState) -> str:
    """The letter that announces the parcel: a user's own unit is announced as what it is."""
    if not state.homeward:
        return ANNOUNCED[state.bench]
    repaired = state.homeward in state.back.repaired
    return "repaired_dispatched" if repaired else "unrepaired_dispatched"


def take_unit(turn: Turn) -> None:
    """A unit is reserved for this case."""
    if turn.state.outbound is not Outbound.WAITING:
        return
    turn.become(outbound=Outbound.RESERVED, replacement_unit=turn.say("unit_id"))
    turn.stop_waiting("promise_chance")
    turn.enter(Enter.LEG, direction="outbound", attempt=str(turn.state.attempt), state="reserved")
    turn.tell("unit_reserved", serial=turn.say("serial"))


def wait_for_unit(turn: Turn) -> None:
    """No unit is free: the customer is told, the request stays in the queue."""
    turn.enter(Enter.WRITE, letter="waiting_for_unit")
    turn.tell("waiting_for_unit")
    watch_waiting(turn)


def give_unit_back(turn: Turn) -> None:
    """An earlier promise took the unit before it was packed; this case waits again."""
    if turn.state.outbound is not Outbound.RESERVED:
        return
    turn.become(outbound=Outbound.WAITING, replacement_unit="")
    turn.enter(Enter.LEG, direction="outbound", attempt=str(turn.state.attempt), state="waiting")
    turn.enter(Enter.WRITE, letter="waiting_for_unit")
    turn.tell("unit_taken_back", serial=turn.say("serial"))
    watch_waiting(turn)


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
    if said in HELD:
        hand_over(turn)
        date_back(turn)
    note_scan(turn, Direction.OUTBOUND, turn.state.attempt, said)
    if said is Carried.DELIVERED:
        deliver(turn)
    elif said in TURNED_ROUND:
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
    turn.enter(Enter.WRITE, letter=announced(turn.state), part=attempt)
    turn.tell("handed_over")
    turn.keep(shipped_at=turn.fact.at)
    enter_road(turn, Direction.OUTBOUND, turn.state.attempt, (turn.state.replacement_unit,))
    start_clock(turn, ReturnStart.SHIPPED)
    if turn.state.promise_kind == "dispatch":
        settle_promise(turn)
    if recall:
        send_recall(turn)


def date_back(turn: Turn) -> None:
    """An earlier scan that is told later: by the carrier's own time the unit left before."""
    road, at = road_of(turn.state, Direction.OUTBOUND, turn.state.attempt), turn.fact.at
    if road is None or at >= road.first:
        return
    turn.keep(shipped_at=at)
    clock, by_shipment = turn.state.back.clock, turn.state.plan.starts_at is ReturnStart.SHIPPED
    if by_shipment and clock is not None and clock.started_at == road.first:
        turn.keep(clock=replace(clock, started_at=at))
        set_instants(turn)
    due = turn.state.promise_due
    if turn.state.promise_kind == "dispatch" and due is not None and at < due <= road.first:
        say_outcome(turn, "kept")


def send_recall(turn: Turn) -> None:
    """Ask the carrier to turn the parcel round."""
    attempt = str(turn.state.attempt)
    turn.become(outbound=Outbound.RECALLING)
    turn.send(Errand.RECALL, f"outbound/{attempt}/recall", attempt=attempt)
    turn.tell("recall_asked")


def deliver(turn: Turn) -> None:
    """The carrier has handed the replacement to the customer."""
    if turn.state.outbound not in GOING_OUT:
        return
    turn.stop_waiting("outbound")
    move_replacement(turn, "customer", "delivery")
    turn_leg(turn, Direction.OUTBOUND, turn.state.attempt, "delivered")
    settle_delivery(turn)


def settle_delivery(turn: Turn) -> None:
    """The replacement is in the customer's hands: the promise is settled, the return falls due."""
    turn.become(outbound=Outbound.DELIVERED, stage=Stage.RETURNING)
    turn.keep(delivered_at=turn.fact.at)
    turn.tell("delivered")
    if turn.state.homeward:
        arrive_home(turn)
        return
    if turn.state.remedy is Remedy.ON_SITE and not turn.state.cancel_wanted:
        await_visit(turn)
        return
    if not lost_own(turn.state):
        lend(turn)
    hand_over_property(turn)
    warrant_delivered(turn)
    if turn.state.promise_kind == "delivery":
        settle_promise(turn)
    if turn.state.cancel_wanted:
        owe_replacement(turn)
    else:
        reach_resolution(turn)
    ask_for_return(turn)


def hand_over_property(turn: Turn) -> None:
    """An advance replacement is the customer's now; instead of a repair, the old unit is ours."""
    if turn.state.part:
        return
    instead = turn.state.bench is Bench.REPLACED or lost_own(turn.state)
    if turn.state.remedy is Remedy.ADVANCE_REPLACEMENT or instead:
        turn.enter(Enter.OWN, unit_id=turn.state.replacement_unit, owner="customer")
    if instead:
        turn.enter(Enter.OWN, unit_id=turn.state.device_unit, owner="provider")


def owe_replacement(turn: Turn) -> None:
    """Cancelled too late to stop: the unused replacement itself is now owed back."""
    turn.tell("replacement_owed_back")
    under_way = turn.state.inbound in {Inbound.ON_ITS_WAY, Inbound.ARRIVED, Inbound.RECEIVED}
    if not under_way:
        # The user keeps the old unit: nothing was exchanged.
        let_go(turn)
    alone = under_way or not open_debts(turn.state)
    owe(turn, turn.state.replacement_unit, Why.UNUSED)
    if alone:
        # An unused replacement's own battery is sound, whatever was said of the broken unit's.
        turn.become(battery=BatteryState.OK)
    if under_way:
        turn.become(return_attempt=turn.state.return_attempt + 1)
    if turn.state.inbound is not Inbound.LABELLED:
        turn.become(inbound=Inbound.OWED)
        book_return(turn)
    if turn.state.inbound in OWING:
        # An unused unit has a clock of its own, whatever was counted for the broken one.
        restart_clock(turn)


def ask_for_return(turn: Turn) -> None:
    """The replacement is delivered: the customer reads what is owed, and the clock may start."""
    if turn.state.inbound in {Inbound.OWED, Inbound.LABELLED}:
        again = str(turn.state.attempt) if turn.state.attempt > 1 else ""
        turn.enter(Enter.WRITE, letter="delivered_return_due", part=again)
    start_clock(turn, ReturnStart.DELIVERED)


def turn_around(turn: Turn, said: Carried) -> None:
    """Refused at the door or sent back: the replacement is coming home."""
    if turn.state.outbound in {Outbound.ON_ITS_WAY, Outbound.RECALLING}:
        turn.become(outbound=Outbound.COMING_BACK)
        turn_leg(turn, Direction.OUTBOUND, turn.state.attempt, "coming_back")
        turn.tell("coming_back", carrier_said=said)
    if said is Carried.RETURNED and turn.state.outbound is Outbound.COMING_BACK:
        # It stands at our dock: the next scan is our own.
        turn.stop_waiting("outbound")


def settle_promise(turn: Turn) -> None:
    """Write down, once, whether the promise was kept and by what proof."""
    due = turn.state.promise_due
    if due is None or not turn.state.promise_open:
        return
    turn.become(promise_open=False)
    turn.stop_waiting("promise")
    # The promised instant is the end of the promised day: it belongs to the next one.
    say_outcome(turn, "kept" if turn.fact.at < due else "missed")


def say_outcome(turn: Turn, outcome: str) -> None:
    """The promise was kept or missed; the fact's own instant is the proof."""
    due = turn.state.promise_due
    turn.enter(Enter.SETTLE_PROMISE, outcome=outcome)
    turn.tell(f"promise_{outcome}", due_at=due.isoformat() if due else "")
