"""How a case begins: control questions, diagnosis, the promise and the first request."""

from datetime import datetime, timedelta

from rules.battery import BatteryState, may_have_ordinary_label
from rules.case_clocks import answer_response, begin_clocks
from rules.case_debts import owe
from rules.case_return_clock import pause_clock, resume_clock, start_clock
from rules.case_state import CaseState, Turn
from rules.case_values import Pause, Why
from rules.case_words import Enter, Errand, Inbound, Outbound, Remedy, Stage
from rules.fulfilment import ReturnStart
from rules.service_words import ClockStart

#: Days the desk gives itself before an unanswered question comes up again.
ASK_AGAIN_AFTER = timedelta(days=2)


def open_replacement(turn: Turn) -> None:
    """Write to the customer, then ask, diagnose or replace at once."""
    turn.enter(Enter.WRITE, letter="registered")
    if not turn.state.needs_finding:
        replace_at_once(turn)
        return
    if turn.state.remedy is Remedy.SWAP and turn.state.definite_fault is not None:
        conclude(turn, definite=turn.state.definite_fault)
        return
    turn.wait_until("assessment", turn.fact.at + ASK_AGAIN_AFTER)


def replace_at_once(turn: Turn) -> None:
    """Nothing has to be established first: the ship-within promise counts from the opening."""
    if turn.state.remedy is Remedy.ADVANCE_REPLACEMENT:
        begin_clocks(turn, ClockStart.DEFECT_IDENTIFIED)
        turn.enter(Enter.PROMISE, identified_at=turn.fact.at.isoformat())
    conclude(turn, definite=True)


def take_answers(turn: Turn) -> None:
    """The control questions are answered: replace on a definite fault, else advise."""
    note_battery(turn)
    definite = turn.say("definite_fault") == "yes"
    turn.tell("answered", definite_fault="yes" if definite else "no")
    answer_response(turn)
    conclude(turn, definite=definite)


def take_diagnosis(turn: Turn) -> None:
    """A defect is identified: the ship-within promise counts from this instant."""
    note_battery(turn)
    defective = turn.say("defective") == "yes"
    turn.tell("diagnosed", defective="yes" if defective else "no", note=turn.say("note"))
    answer_response(turn)
    if defective:
        begin_clocks(turn, ClockStart.DEFECT_IDENTIFIED)
        turn.enter(Enter.PROMISE, identified_at=turn.fact.at.isoformat())
    conclude(turn, definite=defective)


def conclude(turn: Turn, *, definite: bool) -> None:
    """Go on to replace the device, or end with advice."""
    turn.stop_waiting("assessment")
    turn.become(definite_fault=definite)
    if not definite:
        turn.enter(Enter.WRITE, letter="advice_given")
        turn.tell("advised")
        turn.become(stage=Stage.ADVISED)
        return
    turn.become(stage=Stage.REPLACING)
    authorise_return(turn)
    if turn.state.promise_due is not None:
        watch_promise(turn)
        request_unit(turn)


def authorise_return(turn: Turn) -> None:
    """The broken unit is owed from now on, unless the terms leave it with the user."""
    if not turn.state.plan.owed:
        turn.become(inbound=Inbound.WAIVED)
        return
    owe(turn, "" if turn.state.part else turn.state.device_unit, Why.BROKEN)
    turn.become(inbound=first_return_state(turn))
    start_clock(turn, ReturnStart.AUTHORISED)


def first_return_state(turn: Turn) -> Inbound:
    """An unsafe battery blocks the way back before any label exists (carriers.md A7)."""
    battery = turn.state.battery
    if battery is BatteryState.UNKNOWN or may_have_ordinary_label(battery):
        return Inbound.OWED
    turn.enter(Enter.WRITE, letter="unsafe_battery")
    turn.tell("return_blocked", battery=battery)
    return Inbound.BLOCKED


def take_promise(turn: Turn) -> None:
    """The promise is made: watch its instant and ask for a unit."""
    due = datetime.fromisoformat(turn.say("due_at"))
    turn.become(promise_due=due, promise_kind=turn.say("kind"))
    turn.tell("promised", due_at=turn.say("due_at"), because=turn.say("because"))
    watch_promise(turn)
    request_unit(turn)


def watch_promise(turn: Turn) -> None:
    """Wake at the promised instant to see whether it was kept."""
    due = turn.state.promise_due
    if due is not None:
        turn.become(promise_open=True)
        turn.wait_until("promise", due)


def request_unit(turn: Turn) -> None:
    """Ask the shelf for a unit, the earliest promise first; what goes home is held as it is."""
    attempt = str(turn.state.attempt)
    turn.become(outbound=Outbound.WAITING)
    turn.enter(Enter.LEG, direction="outbound", attempt=attempt, state="waiting")
    if turn.state.part and not turn.state.homeward:
        want_part(turn)
    elif turn.state.sends_its_own:
        own = turn.state.homeward or turn.state.device_unit
        turn.enter(Enter.HOLD_UNIT, attempt=attempt, unit_id=own)
    else:
        turn.enter(Enter.REQUEST_UNIT, attempt=attempt)


def want_part(turn: Turn) -> None:
    """A part is held for nobody: whoever packs it first, in the order of the promises, has it."""
    turn.become(outbound=Outbound.RESERVED)
    attempt = str(turn.state.attempt)
    turn.enter(Enter.LEG, direction="outbound", attempt=attempt, state="reserved")
    turn.tell("part_wanted", serial=turn.state.part)


def note_battery(turn: Turn) -> None:
    """Remember what was said of the battery, if anything was."""
    if turn.say("battery"):
        turn.become(battery=BatteryState(turn.say("battery")))


def answer_battery(turn: Turn) -> None:
    """The battery question is answered: free, label or block the way back."""
    note_battery(turn)
    turn.tell("battery_answered", battery=turn.state.battery)
    if turn.state.inbound in {Inbound.OWED, Inbound.BLOCKED, Inbound.LABELLED}:
        rule_on_return(turn)


def rule_on_return(turn: Turn) -> None:
    """Give or withhold an ordinary return label, as the battery demands."""
    if not may_have_ordinary_label(turn.state.battery):
        block_return(turn)
        return
    if turn.state.inbound is not Inbound.LABELLED:
        turn.become(inbound=Inbound.OWED)
        resume_clock(turn, Pause.UNSAFE_BATTERY)
        if label_goes_now(turn.state):
            book_return(turn)


def label_goes_now(state: CaseState) -> bool:
    """A repair begins with its way in; a replacement's way back is booked once it is packed."""
    early = {Outbound.NONE, Outbound.WAITING, Outbound.RESERVED}
    return state.remedy is Remedy.REPAIR or state.outbound not in early


def block_return(turn: Turn) -> None:
    """Withdraw any ordinary label and stop every clock of the way back."""
    if turn.state.inbound is Inbound.LABELLED:
        attempt = str(turn.state.return_attempt)
        turn.send(Errand.VOID_LABEL, f"return/{attempt}/void", direction="return", attempt=attempt)
        # A later label is a new one, under a key of its own.
        turn.become(return_attempt=turn.state.return_attempt + 1)
    if turn.state.inbound is not Inbound.BLOCKED:
        turn.enter(Enter.WRITE, letter="unsafe_battery")
    turn.become(inbound=Inbound.BLOCKED)
    turn.stop_waiting("return_label")
    turn.tell("return_blocked", battery=turn.state.battery)
    pause_clock(turn, Pause.UNSAFE_BATTERY)


def book_return(turn: Turn) -> None:
    """Send for the return label; never before the battery is known to be safe."""
    battery = turn.state.battery
    if turn.state.inbound is not Inbound.OWED or battery is BatteryState.UNKNOWN:
        return
    if not may_have_ordinary_label(battery):
        block_return(turn)
        return
    attempt = str(turn.state.return_attempt)
    key = f"return/{attempt}/label"
    if all(p.key != key for p in turn.state.pending):
        turn.enter(Enter.LEG, direction="return", attempt=attempt, state="booking")
        turn.send(Errand.BOOK_LABEL, key, direction="return", attempt=attempt)
