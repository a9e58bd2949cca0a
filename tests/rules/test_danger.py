from datetime import timedelta

import pytest

from rules.battery import BatteryState, OnlyTrainedMayClear, PathDoesNotFit
from rules.case_danger import ARRIVE_WITHIN, COLLECT_WITHIN
from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_state import CaseState, Fact
from rules.case_values import DebtState, Pause
from rules.case_waiting import waits_for
from rules.case_words import Carried, Enter, Errand, Inbound, Mover, Outbound, Stage
from tests.rules.cases import (
    OPENED,
    a_fact,
    booked,
    carrier,
    decided,
    delivered,
    packed,
    tell,
)

FOUND = {"battery": "damaged", "path": "road_p908", "because": "Swollen by 3 mm."}


def swollen(hours: float = 24) -> CaseState:
    """Delivered and labelled; then the user sees that the broken unit is swollen."""
    state = delivered()
    suspect = a_fact(Told.BATTERY_ANSWERED, hours, battery="suspect")
    check_decision(state, suspect)
    voided = a_fact(Told.LABEL_VOIDED, hours, direction="return", errand="return/1/void")
    return tell(state, suspect, voided).state


def collecting(**changes: str) -> CaseState:
    state = decided(swollen(), Told.DANGER_DECIDED, **{**FOUND, **changes})
    return tell(state, printed(state)).state


def printed(state: CaseState) -> Fact:
    (owed,) = state.pending
    return a_fact(
        Told.PAPER_PRINTED, 25, errand=owed.key, paper="danger_note", part=owed.details["part"]
    )


def test_a_swollen_battery_blocks_every_label_and_stops_the_return_clock() -> None:
    state = swollen()
    assert state.inbound is Inbound.BLOCKED
    assert state.back.clock is not None
    assert state.back.clock.pauses == (Pause.UNSAFE_BATTERY,)
    assert not [name for name in state.deadlines if name.startswith("return")]
    assert not state.pending


def test_a_trained_person_arranges_the_collection_and_the_customer_reads_it_with_the_note() -> None:
    fact = a_fact(Told.DANGER_DECIDED, 25, **FOUND)
    step = tell(swollen(), fact)
    (owed,) = step.state.pending
    assert owed.errand is Errand.PRINT_DANGER_NOTE
    assert step.state.inbound is Inbound.COLLECTING
    assert step.state.deadlines["danger_collection"] == fact.at + COLLECT_WITHIN
    (row,) = [entry for entry in step.entries if entry.enter is Enter.DANGER]
    assert (row.details["battery"], row.details["path"]) == ("damaged", "road_p908")
    after = tell(step.state, printed(step.state))
    letters = [entry.details for entry in after.entries if entry.enter is Enter.WRITE]
    assert [letter["letter"] for letter in letters] == ["danger_collection"]
    (told,) = [line for line in step.story if line.word == "danger_decided"]
    assert told.details["part"] == letters[0]["part"]
    assert told.details["text"] == "Swollen by 3 mm."
    assert waits_for(after.state).mover is Mover.DESK


def test_the_collected_unit_is_carried_and_its_receipt_scan_settles_the_case_without_a_charge() -> (
    None
):
    step = tell(collecting(), a_fact(Told.DANGER_COLLECTED, 48, note="By the forwarder."))
    assert step.state.inbound is Inbound.ON_ITS_WAY
    assert set(step.state.deadlines) == {"danger_arrival"}
    due = step.state.deadlines["danger_arrival"]
    assert due == OPENED + timedelta(hours=48) + ARRIVE_WITHIN
    moves = [entry.details for entry in step.entries if entry.enter is Enter.MOVE]
    assert [(move["unit_id"], move["to"]) for move in moves] == [("broken", "transit")]
    end = tell(step.state, a_fact(Told.RECEIPT_SCANNED, 96, unit_id="broken", serial="B-1"))
    assert end.state.stage is Stage.CLOSED
    assert end.state.back.debts[0].state is DebtState.RECEIVED
    assert end.state.back.charges == ()


def test_what_is_recycled_on_site_is_scrap_and_owed_by_nobody() -> None:
    state = collecting(path="recycle_on_site")
    step = tell(state, a_fact(Told.DANGER_COLLECTED, 48, note="By the recycler."))
    assert step.state.stage is Stage.CLOSED
    assert step.state.back.debts[0].state is DebtState.WAIVED
    moves = [entry.details for entry in step.entries if entry.enter is Enter.MOVE]
    assert [(move["unit_id"], move["to"]) for move in moves] == [("broken", "scrap")]
    assert not [entry for entry in step.entries if entry.enter is Enter.BILL]


def test_a_battery_found_sound_by_inspection_has_an_ordinary_label_again() -> None:
    state = decided(collecting(), Told.DANGER_DECIDED, battery="ok", because="Only dirt.")
    assert state.inbound is Inbound.OWED
    (owed,) = state.pending
    assert owed.errand is Errand.BOOK_LABEL
    assert owed.details["attempt"] == str(state.return_attempt)
    assert state.back.danger is None
    assert "danger_collection" not in state.deadlines
    labelled = tell(state, booked("return", str(state.return_attempt))).state
    assert labelled.inbound is Inbound.LABELLED
    assert "return_review" in labelled.deadlines


def test_only_a_trained_decision_makes_an_unsafe_battery_sound_again() -> None:
    answer = a_fact(Told.BATTERY_ANSWERED, 25, battery="ok")
    with pytest.raises(OnlyTrainedMayClear, match="danger_decided"):
        check_decision(swollen(), answer)


@pytest.mark.parametrize(
    "answers",
    [{"battery": "suspect"}, {"battery": ""}, {"because": ""}],
)
def test_a_decision_says_what_was_found_and_why(answers: dict[str, str]) -> None:
    with pytest.raises(DecisionIncomplete):
        check_decision(swollen(), a_fact(Told.DANGER_DECIDED, 25, **{**FOUND, **answers}))


def test_a_path_that_does_not_fit_is_refused() -> None:
    wrong = a_fact(Told.DANGER_DECIDED, 25, **{**FOUND, "battery": "critical"})
    with pytest.raises(PathDoesNotFit, match="critical_p911"):
        check_decision(swollen(), wrong)


def test_there_is_nothing_to_decide_of_a_sound_battery_and_nothing_to_collect_before() -> None:
    with pytest.raises(WrongStage):
        check_decision(delivered(), a_fact(Told.DANGER_DECIDED, 25, **FOUND))
    with pytest.raises(WrongStage):
        check_decision(swollen(), a_fact(Told.DANGER_COLLECTED, 25, note="too early"))


def test_the_replacement_goes_out_while_the_broken_unit_is_collected() -> None:
    state = packed(battery=BatteryState.SUSPECT)
    assert {owed.details.get("direction") for owed in state.pending} == {"outbound", None}
    state = tell(state, a_fact(Told.DANGER_DECIDED, 2, **FOUND)).state
    assert state.inbound is Inbound.COLLECTING
    state = tell(
        state, booked("outbound"), carrier("handed_over", hours=4), carrier("delivered", hours=20)
    ).state
    assert state.outbound is Outbound.DELIVERED
    assert state.back.clock is not None
    assert state.back.clock.pauses == (Pause.UNSAFE_BATTERY,)
    assert not [name for name in state.deadlines if name.startswith("return")]


def test_a_label_that_comes_when_the_unit_is_to_be_collected_is_taken_back() -> None:
    state = packed()
    suspect = a_fact(Told.BATTERY_ANSWERED, 2, battery="suspect")
    danger = a_fact(Told.DANGER_DECIDED, 3, **FOUND)
    step = tell(tell(state, suspect, danger).state, booked("return"))
    assert step.state.inbound is Inbound.COLLECTING
    assert "return/1/void" in {owed.key for owed in step.state.pending}


def test_a_collection_nobody_makes_comes_up_again_and_again() -> None:
    state = collecting()
    for _ in range(3):
        due = state.deadlines["danger_collection"]
        hours = (due - OPENED).total_seconds() / 3600
        step = tell(state, a_fact(Told.DEADLINE_PASSED, hours, name="danger_collection"))
        assert [line.word for line in step.story] == ["still_waiting"]
        state = step.state


def test_a_parcel_posted_all_the_same_is_taken_in() -> None:
    state = tell(collecting(), carrier(Carried.HANDED_OVER, "return", 30)).state
    assert state.inbound is Inbound.ON_ITS_WAY
    end = tell(state, a_fact(Told.RECEIPT_SCANNED, 96, unit_id="broken", serial="B-1")).state
    assert end.stage is Stage.CLOSED
