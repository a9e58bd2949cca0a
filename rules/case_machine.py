"""The case machine: a state and a fact give a new state and everything that follows."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from rules.battery import may_have_ordinary_label
from rules.case_cancel import (
    ask_cancel,
    recall_refused,
    recalled,
    release,
    void_outbound,
    void_refused,
    voided,
)
from rules.case_clocks import (
    DUE,
    WARNING,
    begin_clocks,
    pass_clock_instant,
    settle_clocks,
    take_clock,
    take_stop,
)
from rules.case_opening import (
    answer_battery,
    block_return,
    open_replacement,
    take_answers,
    take_diagnosis,
    take_promise,
)
from rules.case_outbound import (
    give_unit_back,
    hear_outbound,
    pack_unit,
    refuse_pack,
    scan_pack,
    send_again,
    take_unit,
    wait_for_unit,
)
from rules.case_repair import dispose, invite_device, judge_unit, open_repair
from rules.case_return import close_when_balanced, hear_return, scan_receipt, waive_return
from rules.case_state import CaseState, Entry, Fact, Step, StoryLine, Turn
from rules.case_support import (
    acknowledge_software,
    ask_customer,
    escalate,
    hold_session,
    open_support,
    refer,
    resolve,
    send_software,
    set_severity,
    take_customer_answer,
    take_manufacturer_answer,
    take_reply,
)
from rules.case_words import (
    RECKONED,
    Carried,
    Direction,
    Enter,
    Errand,
    Inbound,
    Outbound,
    Remedy,
    Told,
)
from rules.service_words import ClockStart

#: How soon a case that waits without any other deadline is looked at again.
REVIEW_AFTER = timedelta(days=3)


OPENINGS: dict[Remedy, Callable[[Turn], None]] = {
    Remedy.SWAP: open_replacement,
    Remedy.ADVANCE_REPLACEMENT: open_replacement,
    Remedy.SUPPORT: open_support,
    Remedy.REPAIR: open_repair,
}


def open_case(turn: Turn) -> None:
    """Begin: start the clocks of a received ticket, then do as the remedy demands."""
    turn.stop_waiting("opening")
    turn.tell("opened", remedy=turn.state.remedy)
    begin_clocks(turn, ClockStart.TICKET_RECEIVED)
    OPENINGS[turn.state.remedy](turn)


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


def return_labelled(turn: Turn) -> None:
    """The way back has a label; taken back if the battery turned unsafe or nobody needs it."""
    if turn.state.inbound is Inbound.OWED:
        turn.become(inbound=Inbound.LABELLED)
        attempt = str(turn.state.return_attempt)
        turn.enter(Enter.LEG, direction="return", attempt=attempt, state="labelled")
        if turn.state.remedy is Remedy.REPAIR:
            invite_device(turn)
        elif turn.state.outbound is Outbound.DELIVERED:
            turn.enter(Enter.WRITE, letter="delivered_return_due", part=f"label-{attempt}")
    elif turn.state.inbound is Inbound.BLOCKED and not may_have_ordinary_label(turn.state.battery):
        turn.become(inbound=Inbound.LABELLED)
        block_return(turn)
    elif turn.state.cancel_wanted and turn.state.remedy is Remedy.REPAIR:
        attempt = str(turn.state.return_attempt)
        turn.send(Errand.VOID_LABEL, f"return/{attempt}/void", direction="return", attempt=attempt)


def label_refused(turn: Turn) -> None:
    """The carrier refused the booking: a person has to mend what it names."""
    turn.tell("label_refused", leg=turn.say("direction"), because=turn.say("because"))
    if turn.state.cancel_wanted and turn.state.outbound is Outbound.PACKED:
        release(turn)


def slip_printed(turn: Turn) -> None:
    """The service slip lies in the box."""
    turn.tell("slip_printed")


def hear_carrier(turn: Turn) -> None:
    """Route what the carrier said to the leg it spoke of; other attempts only tell."""
    said = Carried(turn.say("status", "unknown"))
    attempt = turn.say("attempt")
    turn.tell(f"carrier:{said}", leg=turn.say("direction"), place=turn.say("place"))
    if turn.say("direction") == Direction.OUTBOUND and attempt == str(turn.state.attempt):
        hear_outbound(turn, said)
    elif turn.say("direction") == Direction.RETURN:
        hear_return(turn, said)


def pass_deadline(turn: Turn) -> None:
    """A deadline came: remind, record a broken promise, or put the case before a person."""
    name = turn.say("name")
    turn.stop_waiting(name)
    if name.startswith("return_reminder:"):
        number = name.rpartition(":")[2]
        turn.enter(Enter.WRITE, letter="return_reminder", part=number)
        turn.tell("reminded", number=number)
    elif name.startswith((WARNING, DUE)):
        pass_clock_instant(turn, name)
    elif name == "promise":
        # The proof may still arrive late with an earlier carrier time: the promise stays open.
        turn.enter(Enter.SETTLE_PROMISE, outcome="missed")
        turn.tell("promise_overdue", due_at=turn.fact.at.isoformat())
    else:
        turn.tell("still_waiting", deadline=name)


RULES: dict[Told, Callable[[Turn], None]] = {
    Told.OPENED: open_case,
    Told.ANSWERED: take_answers,
    Told.DIAGNOSED: take_diagnosis,
    Told.PROMISED: take_promise,
    Told.UNIT_GRANTED: take_unit,
    Told.UNIT_WAITING: wait_for_unit,
    Told.UNIT_TAKEN_BACK: give_unit_back,
    Told.PACK_SCANNED: scan_pack,
    Told.UNIT_PACKED: pack_unit,
    Told.PACK_REFUSED: refuse_pack,
    Told.LABEL_BOOKED: label_booked,
    Told.LABEL_REFUSED: label_refused,
    Told.LABEL_VOIDED: voided,
    Told.VOID_REFUSED: void_refused,
    Told.RECALLED: recalled,
    Told.RECALL_REFUSED: recall_refused,
    Told.SLIP_PRINTED: slip_printed,
    Told.CARRIER_SAID: hear_carrier,
    Told.RECEIPT_SCANNED: scan_receipt,
    Told.BATTERY_ANSWERED: answer_battery,
    Told.SEND_AGAIN: send_again,
    Told.CANCEL_ASKED: ask_cancel,
    Told.RETURN_WAIVED: waive_return,
    Told.REPLIED: take_reply,
    Told.CUSTOMER_ASKED: ask_customer,
    Told.CUSTOMER_ANSWERED: take_customer_answer,
    Told.REMOTE_SESSION: hold_session,
    Told.SEVERITY_SET: set_severity,
    Told.ESCALATED: escalate,
    Told.MANUFACTURER_ANSWERED: take_manufacturer_answer,
    Told.SOFTWARE_SENT: send_software,
    Told.SOFTWARE_ACKNOWLEDGED: acknowledge_software,
    Told.REFERRED: refer,
    Told.RESOLVED: resolve,
    Told.BENCH_DONE: judge_unit,
    Told.DISPOSITION_SET: dispose,
    Told.CLOCK_SET: take_clock,
    Told.CLOCK_STOPPED: take_stop,
    Told.DEADLINE_PASSED: pass_deadline,
}


def take(state: CaseState, facts: Iterable[Fact]) -> Step:
    """Work the facts out in order, each once, and count the whole as one version."""
    entries: list[Entry] = []
    story: list[StoryLine] = []
    before = state.version
    for fact in facts:
        step = take_one(state, fact)
        state = step.state
        entries += step.entries
        story += step.story
    return Step(
        state=replace(state, version=before + 1), entries=tuple(entries), story=tuple(story)
    )


def take_one(state: CaseState, fact: Fact) -> Step:
    """Work one fact out; a fact already seen, or told to an ended case, changes nothing."""
    if fact.key in state.seen:
        return Step(state=state)
    turn = Turn(state, fact)
    turn.become(seen=(*state.seen, fact.key))
    if state.ended and fact.told not in RECKONED:
        turn.tell("after_the_end", told=fact.told)
        return turn.step
    turn.settle_errand(fact.details.get("errand", ""))
    RULES[fact.told](turn)
    close_when_balanced(turn)
    if turn.state.ended and not state.ended:
        settle_clocks(turn)
    never_wait_for_ever(turn)
    return turn.step


def never_wait_for_ever(turn: Turn) -> None:
    """Every open case has a deadline; without another one it comes up for review."""
    state = turn.state
    if state.ended:
        turn.become(deadlines={})
    elif not state.deadlines:
        turn.wait_until("review", turn.fact.at + REVIEW_AFTER)
    elif set(state.deadlines) > {"review"}:
        turn.stop_waiting("review")
