"""An unsafe battery: a trained person decides how the unit is collected; never as a parcel.

Everything that the user still owes is collected together. The return clock stands still all the
while, nothing is charged, and the replacement goes its own way.
"""

from collections.abc import Callable
from datetime import timedelta

from rules.battery import BatteryState, DangerPath, may_have_ordinary_label
from rules.case_debts import open_debts, settle_all
from rules.case_facts import Told
from rules.case_opening import block_return, rule_on_return
from rules.case_return import move_owed
from rules.case_return_clock import pause_clock, stop_clock
from rules.case_state import Turn
from rules.case_values import Danger, DebtState, Pause
from rules.case_words import Enter, Errand, Inbound, Outbound, Remedy

#: Days within which a collection that was arranged comes up again, and one that was made arrives.
COLLECT_WITHIN = timedelta(days=7)
ARRIVE_WITHIN = timedelta(days=10)
#: Where a unit is that has to be collected.
WITH_USER = frozenset({Inbound.OWED, Inbound.BLOCKED, Inbound.LABELLED, Inbound.COLLECTING})


def decide_danger(turn: Turn) -> None:
    """A trained person's finding: sound after all, or unsafe and collected by this path."""
    battery = BatteryState(turn.say("battery"))
    turn.become(battery=battery)
    turn.enter(
        Enter.DANGER,
        key=turn.fact.key,
        battery=battery,
        path=turn.say("path"),
        because=turn.say("because"),
        by=turn.fact.by,
    )
    if may_have_ordinary_label(battery):
        clear(turn)
    else:
        confirm(turn)


def clear(turn: Turn) -> None:
    """The battery is sound: what is owed has an ordinary label again."""
    turn.keep(danger=None)
    turn.stop_waiting("danger")
    turn.tell("danger_cleared", because=turn.say("because"))
    if turn.state.inbound not in WITH_USER:
        return
    attempt = turn.state.return_attempt
    if all(owed.key != f"return/{attempt}/label" for owed in turn.state.pending):
        # An earlier booking may have been refused under this key: the next has one of its own.
        turn.become(return_attempt=attempt + 1)
    rule_on_return(turn)


def confirm(turn: Turn) -> None:
    """Unsafe: with the user it is collected, on our bench it only stays apart."""
    turn.keep(danger=Danger(path=turn.say("path"), by=turn.fact.by, at=turn.fact.at))
    part = turn.fact.key[-12:]
    turn.tell(
        "danger_decided",
        battery=turn.state.battery,
        path=turn.say("path"),
        because=turn.say("because"),
        text=turn.say("collection") or turn.say("because"),
        part=part,
    )
    if turn.state.inbound in WITH_USER:
        arrange_collection(turn, part)


def arrange_collection(turn: Turn, part: str) -> None:
    """The note is drawn, the customer reads how the unit is collected, and somebody looks."""
    if turn.state.inbound in {Inbound.OWED, Inbound.LABELLED}:
        block_return(turn)
    turn.become(inbound=Inbound.COLLECTING)
    pause_clock(turn, Pause.UNSAFE_BATTERY)
    turn.send(Errand.PRINT_DANGER_NOTE, f"danger/{part}/note", part=part)
    turn.wait_until("danger_collection", turn.fact.at + COLLECT_WITHIN)


def send_note(turn: Turn) -> None:
    """The note is drawn: it goes to the customer with the letter that tells of the collection."""
    if turn.state.inbound is Inbound.COLLECTING:
        turn.enter(Enter.WRITE, letter="danger_collection", part=turn.say("part"))


def collect(turn: Turn) -> None:
    """The unit has left the user: on its way to us by road, or recycled where it was."""
    turn.stop_waiting("danger")
    turn.tell("danger_collected", note=turn.say("note"))
    danger = turn.state.back.danger
    if danger is not None and danger.path == DangerPath.RECYCLE_ON_SITE:
        recycle(turn)
    else:
        carry(turn)


def carry(turn: Turn) -> None:
    """Dangerous goods on the road to us: custody moves, and the receipt scan settles as always."""
    turn.become(inbound=Inbound.ON_ITS_WAY)
    turn.keep(travels=turn.state.return_attempt)
    for debt in open_debts(turn.state):
        if debt.state is DebtState.OPEN:
            move_owed(turn, debt, "transit", "collection")
    attempt = str(turn.state.return_attempt)
    turn.enter(Enter.LEG, direction="return", attempt=attempt, state="on_its_way")
    turn.enter(Enter.BILL, event="freight_return", attempt=attempt)
    pause_clock(turn, Pause.ACCEPTED)
    turn.wait_until("danger_arrival", turn.fact.at + ARRIVE_WITHIN)


def recycle(turn: Turn) -> None:
    """Recycled on site: the units are scrap, and nobody owes or pays anything for them."""
    for debt in open_debts(turn.state):
        if debt.state is DebtState.OPEN:
            move_owed(turn, debt, "scrap", "recycled")
    settle_all(turn, DebtState.WAIVED)
    stop_clock(turn)
    turn.stop_waiting("return")
    turn.become(inbound=Inbound.WAIVED)
    turn.tell("recycled_on_site")
    if turn.state.remedy is Remedy.REPAIR:
        # Nothing comes in, so nothing goes out.
        turn.become(outbound=Outbound.CANCELLED)


def look_for_unit(turn: Turn, name: str) -> None:
    """A collection that was not made, or one that did not arrive, is put before a person."""
    late = {"danger_collection": Inbound.COLLECTING, "danger_arrival": Inbound.ON_ITS_WAY}
    if late.get(name) is turn.state.inbound:
        turn.tell("still_waiting", deadline=name)
        turn.wait_until(name, turn.fact.at + COLLECT_WITHIN)


DANGER_RULES: dict[Told, Callable[[Turn], None]] = {
    Told.DANGER_DECIDED: decide_danger,
    Told.DANGER_COLLECTED: collect,
}
DANGER_DEADLINES: dict[str, Callable[[Turn, str], None]] = {"danger": look_for_unit}
#: What follows once a paper of the case has been drawn.
AFTER_PAPER: dict[str, Callable[[Turn], None]] = {"danger_note": send_note}
