"""The case machine: a state and a fact give a new state and everything that follows."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from rules.case_cancel import ask_cancel, recall_refused, recalled, void_refused, voided
from rules.case_charges import CHARGE_RULES, withdraw_moot
from rules.case_clocks import begin_clocks, settle_clocks, take_clock, take_stop
from rules.case_danger import AFTER_PAPER, DANGER_RULES
from rules.case_days import take_days
from rules.case_dead_on_arrival import ARRIVAL_RULES
from rules.case_deadlines import pass_deadline
from rules.case_disposal import BENCH_RULES
from rules.case_end import END_RULES, close_when_balanced
from rules.case_extension import RETURN_RULES
from rules.case_facts import RECKONED, Told
from rules.case_items import ITEM_RULES
from rules.case_labels import LABEL_RULES
from rules.case_late import LATE_RULES, come_late, comes_late
from rules.case_loan import LOAN_RULES
from rules.case_opening import (
    answer_battery,
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
from rules.case_proposal import PROPOSAL_PRINTED, PROPOSAL_RULES, bill_repairs
from rules.case_receiving import receive_what_is_here, scan_receipt
from rules.case_remade import take_chance, take_remade
from rules.case_repair import dispose, judge_unit, open_repair
from rules.case_return import hear_return, waive_return
from rules.case_silence import SILENCE_RULES, hear_given_up
from rules.case_spare import SPARE_RULES
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
from rules.case_visit import VISIT_RULES, open_on_site
from rules.case_words import Carried, Direction, Remedy
from rules.service_words import ClockStart

#: How soon a case that waits without any other deadline is looked at again.
REVIEW_AFTER = timedelta(days=3)


OPENINGS: dict[Remedy, Callable[[Turn], None]] = {
    Remedy.SWAP: open_replacement,
    Remedy.ADVANCE_REPLACEMENT: open_replacement,
    Remedy.SUPPORT: open_support,
    Remedy.REPAIR: open_repair,
    Remedy.ON_SITE: open_on_site,
}


#: What follows once a document is there.
PRINTED: dict[str, Callable[[Turn], None]] = {**AFTER_PAPER, **PROPOSAL_PRINTED}


def open_case(turn: Turn) -> None:
    """Begin: start the clocks of a received ticket, then do as the remedy demands."""
    turn.stop_waiting("opening")
    turn.tell("opened", remedy=turn.state.remedy)
    begin_clocks(turn, ClockStart.TICKET_RECEIVED)
    OPENINGS[turn.state.remedy](turn)


def slip_printed(turn: Turn) -> None:
    """The service slip lies in the box."""
    turn.tell("slip_printed")


def paper_printed(turn: Turn) -> None:
    """A document of the case was drawn; some go out with a letter at once."""
    turn.tell("paper_printed", paper=turn.say("paper"))
    if turn.say("paper") in PRINTED:
        PRINTED[turn.say("paper")](turn)


def hear_carrier(turn: Turn) -> None:
    """Route what the carrier said to the leg it spoke of; other attempts only tell."""
    said = Carried(turn.say("status", "unknown"))
    attempt = turn.say("attempt")
    turn.tell(f"carrier:{said}", leg=turn.say("direction"), place=turn.say("place"))
    if turn.say("direction") == Direction.OUTBOUND and attempt == str(turn.state.attempt):
        hear_outbound(turn, said)
    elif turn.say("direction") == Direction.RETURN:
        hear_return(turn, said)
    else:
        hear_given_up(turn, said, attempt)


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
    Told.DAYS_COUNTED: take_days,
    Told.PROMISE_WATCHED: take_chance,
    Told.PROMISE_REMADE: take_remade,
    Told.PAPER_PRINTED: paper_printed,
    **LABEL_RULES,
    **ITEM_RULES,
    **BENCH_RULES,
    **CHARGE_RULES,
    **SILENCE_RULES,
    **RETURN_RULES,
    **LATE_RULES,
    **PROPOSAL_RULES,
    **LOAN_RULES,
    **SPARE_RULES,
    **ARRIVAL_RULES,
    **VISIT_RULES,
    **DANGER_RULES,
    **END_RULES,
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
    """Work one fact out; one already seen, or told to an ended case, changes nothing.

    Only a unit that comes late opens an ended case again.
    """
    if fact.key in state.seen:
        return Step(state=state)
    turn = Turn(state, fact)
    turn.become(seen=(*state.seen, fact.key))
    late = state.ended and comes_late(state, fact)
    if state.ended and not late and fact.told not in RECKONED:
        turn.tell("after_the_end", told=fact.told)
        return turn.step
    turn.settle_errand(fact.details.get("errand", ""))
    rule = come_late if late else RULES[fact.told]
    rule(turn)
    receive_what_is_here(turn)
    bill_repairs(turn, state)
    withdraw_moot(turn)
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
