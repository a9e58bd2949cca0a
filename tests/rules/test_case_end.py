from decimal import Decimal

import pytest

from rules.case_charges import propose_charge
from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_state import CaseState, ReturnPlan, Turn
from rules.case_values import ChargeKind, ChargeState, DebtState
from rules.case_words import Enter, Errand, Inbound, Outbound, Stage
from rules.safety_decisions import UnitsInHand
from rules.way_back_terms import WayBack
from tests.rules.cases import (
    a_fact,
    a_ticket,
    carrier,
    decided,
    delivered,
    handed_over,
    labelled,
    packed,
    reserved,
    tell,
)

WHY = "The customer went out of business."
BENCHED = ReturnPlan(care=WayBack())


def closed(state: CaseState) -> CaseState:
    return decided(state, Told.CLOSED_BY_HAND, because=WHY)


def proposed(state: CaseState) -> CaseState:
    turn = Turn(state, a_fact(Told.DEADLINE_PASSED, 500, name="return_charge"))
    propose_charge(turn, ChargeKind.UNRETURNED, "broken", Decimal(450))
    return turn.state


def test_a_case_that_cannot_balance_is_closed_by_a_named_person_with_a_reason() -> None:
    state = closed(proposed(delivered()))
    (void,) = state.pending
    assert void.errand is Errand.VOID_LABEL
    assert not state.ended
    step = tell(state, a_fact(Told.LABEL_VOIDED, 2, direction="return", errand="return/1/void"))
    assert step.state.stage is Stage.CLOSED
    assert [line.word for line in step.story][-1] == "ended_by_hand"
    assert step.state.back.debts[0].state is DebtState.WAIVED
    assert step.state.back.charges[0].state is ChargeState.DROPPED
    assert step.state.deadlines == {}


def test_the_story_names_what_was_left_open_and_the_customer_reads_the_reason() -> None:
    step = tell(proposed(delivered()), a_fact(Told.CLOSED_BY_HAND, 501, because=WHY))
    (line,) = [line for line in step.story if line.word == "closed_by_hand"]
    assert line.details["left"] == "debt, charge"
    assert (line.by, line.details["text"]) == ("test", WHY)
    letters = [entry.details for entry in step.entries if entry.enter is Enter.WRITE]
    assert ("closed_by_hand", line.details["part"]) in {
        (letter["letter"], letter["part"]) for letter in letters if "part" in letter
    }


def test_a_reserved_unit_goes_back_to_the_next_in_line() -> None:
    step = tell(reserved(), a_fact(Told.CLOSED_BY_HAND, 1, because=WHY))
    assert step.state.stage is Stage.CLOSED
    assert step.state.outbound is Outbound.CANCELLED
    assert Enter.WITHDRAW_REQUEST in {entry.enter for entry in step.entries}


def test_help_that_leads_nowhere_is_closed_by_hand_too() -> None:
    assert closed(a_ticket()).stage is Stage.CLOSED


def test_a_unit_on_the_road_to_us_counts_as_lost_there() -> None:
    state = tell(delivered(), carrier("handed_over", "return", 30)).state
    step = tell(state, a_fact(Told.CLOSED_BY_HAND, 900, because=WHY))
    moves = [entry.details for entry in step.entries if entry.enter is Enter.MOVE]
    assert [(move["unit_id"], move["to"]) for move in moves] == [("broken", "lost")]
    assert step.state.stage is Stage.CLOSED


@pytest.mark.parametrize("state", [packed(), labelled(), handed_over()])
def test_what_is_being_booked_or_on_its_way_out_is_not_closed_by_hand(state: CaseState) -> None:
    with pytest.raises(WrongStage, match="on its way out"):
        closed(state)


def test_units_in_our_hands_need_a_destination_first() -> None:
    state = delivered(plan=BENCHED)
    state = tell(state, a_fact(Told.RECEIPT_SCANNED, 40, unit_id="broken", serial="B-1")).state
    state = tell(
        state, a_fact(Told.LABEL_VOIDED, 41, direction="return", errand="return/1/void")
    ).state
    with pytest.raises(UnitsInHand, match="B-1") as refused:
        closed(state)
    assert refused.value.facts["held"] == ["B-1"]


@pytest.mark.parametrize("because", ["", "lost", "   short   "])
def test_a_word_is_no_reason(because: str) -> None:
    with pytest.raises(DecisionIncomplete, match="because"):
        check_decision(delivered(), a_fact(Told.CLOSED_BY_HAND, 1, because=because))


def test_a_case_is_closed_by_hand_once() -> None:
    with pytest.raises(WrongStage):
        closed(closed(delivered()))


def test_things_in_custody_are_kept_with_the_reason() -> None:
    state = tell(
        delivered(), a_fact(Told.RECEIPT_SCANNED, 40, unit_id="other", serial="OTHER-1")
    ).state
    assert state.back.items
    step = tell(state, a_fact(Told.CLOSED_BY_HAND, 50, because=WHY))
    (item,) = [entry.details for entry in step.entries if entry.enter is Enter.CUSTODY]
    assert (item["outcome"], item["because"], item["by"]) == ("kept", WHY, "test")
    assert step.state.back.items == ()
    assert step.state.inbound is Inbound.WAIVED
