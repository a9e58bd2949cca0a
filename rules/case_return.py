"""The way back on the road: acceptance, arrival, and asking again for what did not come."""

from collections.abc import Iterable
from dataclasses import replace

from rules.case_bench import open_job
from rules.case_charges import reverse_charges
from rules.case_clocks import recount_clocks
from rules.case_debts import is_ours, open_debts, settle_all, settle_debt
from rules.case_journeys import Search
from rules.case_legs import turn_leg
from rules.case_lost import give_up, given_up
from rules.case_opening import book_return, request_unit
from rules.case_return_clock import pause_clock, resume_clock, stop_clock
from rules.case_roads import (
    HELD,
    SIGNS_OF_LIFE,
    enter_road,
    file_claim,
    note_scan,
    road_of,
    stand,
    under_way,
    write_search,
)
from rules.case_state import CaseState, Turn
from rules.case_values import Debt, DebtState, Pause
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
from rules.way_back_terms import Coverer

#: What is waited for while a parcel is on the road.
SEARCHED = ("return_silence", "return_lost", "return_claim")
#: Where the owed units are while the customer still has to hand them over.
NOT_HANDED_OVER = frozenset({Inbound.OWED, Inbound.LABELLED, Inbound.BLOCKED, Inbound.COLLECTING})
ON_THE_ROAD = frozenset({Inbound.ON_ITS_WAY, Inbound.ARRIVED})


def hear_return(turn: Turn, said: Carried) -> None:
    """The carrier spoke of a parcel under one of our return labels, be it a voided one."""
    attempt = int(turn.say("attempt") or turn.state.return_attempt)
    if given_up(turn.state, Direction.RETURN, attempt):
        hear_lost_return(turn, said, attempt)
        return
    if said in HELD:
        scan_label(turn, attempt)
        date_back(turn, attempt)
    note_scan(turn, Direction.RETURN, attempt, said)
    if said is Carried.DELIVERED:
        arrive(turn, attempt)
    elif under_way(turn.state, Direction.RETURN) == attempt:
        turn_back(turn, said)


def turn_back(turn: Turn, said: Carried) -> None:
    """The parcel will not come: its carrier brought it back to the customer, or lost it."""
    if said is Carried.RETURNED:
        turn.tell("return_went_back")
        ask_again(turn)
    elif said is Carried.LOST:
        lose_return(turn)


def scan_label(turn: Turn, attempt: int) -> None:
    """The first scan of a label: its freight is owed, once, whatever the case waits for."""
    if attempt in turn.state.back.scanned:
        return
    turn.keep(scanned=(*turn.state.back.scanned, attempt))
    turn.enter(Enter.LEG, direction="return", attempt=str(attempt), state="on_its_way")
    turn.enter(Enter.BILL, event="freight_return", attempt=str(attempt))
    if turn.state.inbound in NOT_HANDED_OVER:
        drop_newer_label(turn, attempt)
        turn.keep(travels=attempt)
        accept_parcel(turn)


def date_back(turn: Turn, attempt: int) -> None:
    """An earlier scan that is told later: the customer's clock has stood still since then."""
    road, clock = road_of(turn.state, Direction.RETURN, attempt), turn.state.back.clock
    if road is None or clock is None or turn.fact.at >= road.first:
        return
    if clock.paused_at == road.first:
        turn.keep(clock=replace(clock, paused_at=turn.fact.at))


def drop_newer_label(turn: Turn, attempt: int) -> None:
    """The customer used an earlier label: the newer one is taken back, unused and unbilled."""
    newest = str(turn.state.return_attempt)
    if turn.state.inbound is Inbound.LABELLED and attempt != turn.state.return_attempt:
        turn.send(Errand.VOID_LABEL, f"return/{newest}/void", direction="return", attempt=newest)


def travelling(state: CaseState) -> int:
    """The return attempt whose parcel is on the road, else the newest."""
    under_way = state.back.travels if state.inbound in ON_THE_ROAD else 0
    return under_way or state.return_attempt


def accept_parcel(turn: Turn) -> None:
    """The carrier's acceptance scan under our label stops the customer's clock."""
    turn.stop_waiting("return_label", "return_silence")
    turn.become(inbound=Inbound.ON_ITS_WAY)
    in_box = [debt for debt in open_debts(turn.state) if debt.state is DebtState.OPEN]
    for debt in in_box:
        move_owed(turn, debt, "transit", "acceptance")
    turn.tell("return_accepted")
    pause_clock(turn, Pause.ACCEPTED)
    if turn.state.remedy is Remedy.REPAIR:
        recount_clocks(turn)
    units = tuple(debt.unit for debt in in_box)
    enter_road(turn, Direction.RETURN, travelling(turn.state), units)


def arrive(turn: Turn, attempt: int) -> None:
    """A parcel is at the dock; only a scan of the unit settles anything."""
    awaited = attempt == travelling(turn.state) and turn.state.inbound is Inbound.ON_ITS_WAY
    if awaited or attempt != turn.state.back.travels:
        turn.enter(Enter.LEG, direction="return", attempt=str(attempt), state="arrived")
    if awaited:
        turn.stop_waiting(*SEARCHED)
        turn.become(inbound=Inbound.ARRIVED)
        turn.tell("return_arrived")


def ask_again(turn: Turn) -> None:
    """Something is still owed: it is with the customer, who gets a label of its own for it."""
    if turn.state.inbound in {*ON_THE_ROAD, Inbound.RECEIVED}:
        for debt in open_debts(turn.state):
            if turn.state.inbound in ON_THE_ROAD and debt.state is DebtState.OPEN:
                move_owed(turn, debt, "customer", "not_in_box")
        turn.stop_waiting(*SEARCHED)
        turn.become(inbound=Inbound.OWED, return_attempt=turn.state.return_attempt + 1)
    resume_clock(turn, Pause.ACCEPTED)
    book_return(turn)


def waive_return(turn: Turn) -> None:
    """A named person settles the debts without the units."""
    turn.stop_waiting("return")
    stop_clock(turn)
    for debt in open_debts(turn.state):
        let_off(turn, debt)
    settle_all(turn, DebtState.WAIVED)
    turn.become(inbound=Inbound.WAIVED)
    turn.tell("return_waived", because=turn.say("because"))
    if turn.state.remedy is Remedy.REPAIR:
        # Nothing came in, so nothing goes out.
        turn.become(outbound=Outbound.CANCELLED)


def let_off(turn: Turn, debt: Debt) -> None:
    """What is on the road comes late, if at all; a locked unit in hand goes on the bench."""
    if debt.state is DebtState.OPEN and turn.state.inbound in ON_THE_ROAD:
        move_owed(turn, debt, "customer", "waived")
    elif debt.state is DebtState.HELD:
        turn.keep(locked=tuple(unit for unit in turn.state.back.locked if unit != debt.unit))
        open_job(turn, debt.unit, debt.serial)


def lose_return(turn: Turn) -> None:
    """The parcel is lost under our label: it is claimed, and whoever bears it has the loss."""
    attempt = travelling(turn.state)
    road = road_of(turn.state, Direction.RETURN, attempt)
    lost = [d for d in open_debts(turn.state) if road is None or d.unit in road.units]
    lost = [debt for debt in lost if debt.state is DebtState.OPEN]
    turn.tell("return_lost")
    for debt in lost:
        move_owed(turn, debt, "lost", "lost")
        give_up(turn, Direction.RETURN, attempt, debt.unit)
    turn_leg(turn, Direction.RETURN, attempt, "lost")
    turn.stop_waiting(*SEARCHED)
    stand(turn, Direction.RETURN, attempt, Search.LOST)
    write_search(turn, Direction.RETURN, attempt)
    file_claim(turn, Direction.RETURN, attempt)
    if turn.state.plan.care.parcels.bearer is Coverer.CUSTOMER:
        keep_owing(turn)
    else:
        forgive(turn, lost)


def keep_owing(turn: Turn) -> None:
    """The customer bears the loss: what was in the parcel stays owed, and its clock runs again."""
    turn.tell("return_still_owed")
    turn.become(inbound=Inbound.OWED, return_attempt=turn.state.return_attempt + 1)
    resume_clock(turn, Pause.ACCEPTED)


def forgive(turn: Turn, lost: Iterable[Debt]) -> None:
    """The desk bears the loss: nobody owes what was in the parcel any more."""
    for debt in lost:
        settle_debt(turn, debt.unit, DebtState.LOST)
        reverse_charges(turn, debt.unit)
    rest = open_debts(turn.state)
    if any(debt.state is DebtState.OPEN for debt in rest):
        ask_again(turn)
    elif rest:
        turn.become(inbound=Inbound.ARRIVED)
    else:
        turn.stop_waiting("return")
        stop_clock(turn)
        turn.become(inbound=Inbound.WAIVED)
    if turn.state.remedy is Remedy.REPAIR and turn.state.bench is Bench.NONE:
        replace_device(turn)


def replace_device(turn: Turn) -> None:
    """A device that was lost on its way in cannot be repaired: another one goes instead."""
    turn.become(bench=Bench.REPLACED, stage=Stage.REPLACING, cancel_wanted=False)
    if turn.state.plan.care.parcels.second_unit:
        request_unit(turn)
    else:
        turn.tell("lost_undecided")


def hear_lost_return(turn: Turn, said: Carried, attempt: int) -> None:
    """A parcel that was given up is seen again; only the scan of what is in it settles anything."""
    road = road_of(turn.state, Direction.RETURN, attempt)
    note_scan(turn, Direction.RETURN, attempt, said)
    news = said in SIGNS_OF_LIFE or said is Carried.DELIVERED
    if not news or (road is not None and turn.fact.at <= road.newest):
        return
    turn.tell("seen_again", leg=Direction.RETURN)
    pause_clock(turn, Pause.ACCEPTED)
    if said is Carried.DELIVERED:
        turn_leg(turn, Direction.RETURN, attempt, "arrived")
        if open_debts(turn.state) and turn.state.inbound in NOT_HANDED_OVER:
            turn.keep(travels=attempt)
            turn.become(inbound=Inbound.ARRIVED)


def move_owed(turn: Turn, debt: Debt, to: str, purpose: str) -> None:
    """Book an owed unit's movement."""
    key = f"return/{turn.state.return_attempt}/{purpose}"
    if turn.state.part and not debt.unit:
        defective = "no" if is_ours(debt) else "yes"
        turn.enter(Enter.MOVE_PART, to=to, key=key, defective=defective)
    else:
        turn.enter(Enter.MOVE, unit_id=debt.unit, to=to, key=f"{key}/{debt.unit}")
