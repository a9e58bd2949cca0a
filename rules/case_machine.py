"""The case machine: a state and a fact give a new state and everything that follows."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from rules.battery import BatteryState, may_have_ordinary_label
from rules.case_cancel import (
    ask_cancel,
    recall_refused,
    recalled,
    release,
    void_outbound,
    void_refused,
    voided,
)
from rules.case_opening import (
    answer_battery,
    block_return,
    open_case,
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
from rules.case_refusals import CaseEnded, DecisionIncomplete, WrongStage
from rules.case_return import close_when_balanced, hear_return, scan_receipt, waive_return
from rules.case_state import CaseState, Entry, Fact, Step, StoryLine, Turn
from rules.case_words import (
    DECISIONS,
    Carried,
    Direction,
    Enter,
    Inbound,
    Outbound,
    Stage,
    Told,
)

#: How soon a case that waits without any other deadline is looked at again.
REVIEW_AFTER = timedelta(days=3)


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
    """The way back has a label; if the battery turned unsafe meanwhile, it is taken back."""
    if turn.state.inbound is Inbound.OWED:
        turn.become(inbound=Inbound.LABELLED)
        attempt = str(turn.state.return_attempt)
        turn.enter(Enter.LEG, direction="return", attempt=attempt, state="labelled")
        if turn.state.outbound is Outbound.DELIVERED:
            turn.enter(Enter.WRITE, letter="delivered_return_due", part=f"label-{attempt}")
    elif turn.state.inbound is Inbound.BLOCKED and not may_have_ordinary_label(turn.state.battery):
        turn.become(inbound=Inbound.LABELLED)
        block_return(turn)


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
    if state.ended:
        turn.tell("after_the_end", told=fact.told)
        return turn.step
    turn.settle_errand(fact.details.get("errand", ""))
    RULES[fact.told](turn)
    close_when_balanced(turn)
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


def check_decision(state: CaseState, fact: Fact) -> None:
    """Refuse, by name, a decision that the case cannot take now (CaseEnded, WrongStage)."""
    if fact.key in state.seen:
        return
    if state.ended:
        raise CaseEnded(state, fact.told)
    if fact.told not in DECISIONS:
        raise DecisionIncomplete(fact.told, "a decision a person can take", "See the API page.")
    wanted = ALLOWED[fact.told](state)
    if wanted:
        raise WrongStage(state, fact.told, wanted)
    complete(fact)


def complete(fact: Fact) -> None:
    """Refuse a decision whose reason or answer is missing or not one of its words."""
    for name, words in ANSWERS.get(fact.told, {}).items():
        said = fact.details.get(name, "")
        if not said:
            raise DecisionIncomplete(fact.told, f"'{name}'", f"Give one of: {', '.join(words)}.")
        if words != REASON and said not in words:
            raise DecisionIncomplete(fact.told, f"'{name}'", f"Give one of: {', '.join(words)}.")


REASON = ("a short reason",)
ANSWERS: dict[Told, dict[str, tuple[str, ...]]] = {
    Told.ANSWERED: {"definite_fault": ("yes", "no")},
    Told.DIAGNOSED: {"defective": ("yes", "no")},
    Told.BATTERY_ANSWERED: {"battery": tuple(state.value for state in BatteryState)},
    Told.CANCEL_ASKED: {"because": REASON},
    Told.RETURN_WAIVED: {"because": REASON},
}


def needs(stage_is_right: bool, wants: str) -> str:  # noqa: FBT001 - reads as a sentence
    """The missing condition in words, or nothing when it holds."""
    return "" if stage_is_right else wants


ALLOWED: dict[Told, Callable[[CaseState], str]] = {
    Told.ANSWERED: lambda s: needs(
        s.has(stage=Stage.ASSESSING, remedy="swap"), "a swap whose control questions are open"
    ),
    Told.DIAGNOSED: lambda s: needs(
        s.has(stage=Stage.ASSESSING, remedy="advance_replacement"),
        "an advance replacement that waits for its diagnosis",
    ),
    Told.BATTERY_ANSWERED: lambda s: needs(
        s.inbound not in {Inbound.ON_ITS_WAY, Inbound.ARRIVED, Inbound.RECEIVED, Inbound.WAIVED},
        "a broken unit that has not left the customer",
    ),
    Told.SEND_AGAIN: lambda s: needs(
        (s.has(outbound=Outbound.PACKED) and not s.pending)
        or s.has(outbound=Outbound.NONE, stage=Stage.REPLACING),
        "a packed parcel without a label, or a replacement that came back undelivered",
    ),
    Told.CANCEL_ASKED: lambda s: needs(not s.cancel_wanted, "a case that is not being cancelled"),
    Told.RETURN_WAIVED: lambda s: needs(
        s.inbound not in {Inbound.NONE, Inbound.RECEIVED, Inbound.WAIVED}
        and s.stage is Stage.RETURNING,
        "a delivered replacement and an owed unit",
    ),
}
