"""What a cancellation comes to, by how far the replacement has come."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_refusals import CaseEnded, WrongStage
from rules.case_state import CaseState, Entry, Fact
from rules.case_values import DebtState, JobState, Why
from rules.case_words import Direction, Enter, Errand, Inbound, Outbound, Stage
from tests.rules.cases import (
    OPENED,
    SLIP,
    a_fact,
    booked,
    carrier,
    delivered,
    handed_over,
    labelled,
    packed,
    reserved,
    tell,
)

CANCEL = a_fact(Told.CANCEL_ASKED, 30, because="It works again.")
BACK_VOIDED = a_fact(Told.LABEL_VOIDED, 31, direction="return", errand="return/1/void")
OUT_VOIDED = a_fact(Told.LABEL_VOIDED, 31, direction="outbound", errand="outbound/1/void")
RECALLED = a_fact(Told.RECALLED, 31, errand="outbound/1/recall")
NOT_RECALLED = a_fact(Told.RECALL_REFUSED, 31, errand="outbound/1/recall", because="too late")
HOME = a_fact(Told.RECEIPT_SCANNED, 80, unit_id="fresh", serial="POOL-1")


def places(entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    wanted = {Enter.MOVE, Enter.RECEIVE}
    return [(e.details["unit_id"], e.details["to"]) for e in entries if e.enter in wanted]


def billed(entries: tuple[Entry, ...]) -> list[str]:
    return [
        f"{e.details['event']}/{e.details['attempt']}" for e in entries if e.enter is Enter.BILL
    ]


def debts(state: CaseState) -> dict[str, tuple[Why, DebtState]]:
    return {debt.unit: (debt.why, debt.state) for debt in state.back.debts}


def test_before_the_pack_scan_the_unit_is_released_and_nothing_is_billed() -> None:
    step = tell(reserved(), CANCEL)
    assert Enter.WITHDRAW_REQUEST in [entry.enter for entry in step.entries]
    assert billed(step.entries) == []
    assert step.state.stage is Stage.CANCELLED
    assert debts(step.state) == {"broken": (Why.BROKEN, DebtState.WAIVED)}


def test_after_the_label_both_labels_are_voided_before_the_case_ends() -> None:
    state = tell(labelled(), CANCEL).state
    assert [owed.errand for owed in state.pending] == [Errand.VOID_LABEL]
    step = tell(state, OUT_VOIDED)
    assert Enter.WITHDRAW_REQUEST in [entry.enter for entry in step.entries]
    assert [owed.key for owed in step.state.pending] == ["return/1/void"]
    assert tell(step.state, BACK_VOIDED).state.stage is Stage.CANCELLED


def test_a_return_label_that_comes_after_the_cancellation_is_taken_back_too() -> None:
    asked = tell(packed(), SLIP, booked("outbound"), CANCEL, OUT_VOIDED).state
    assert asked.inbound is Inbound.NONE
    state = tell(asked, booked("return")).state
    assert [owed.key for owed in state.pending] == ["return/1/void"]


def test_after_hand_over_the_parcel_is_recalled_and_both_ways_are_billed() -> None:
    step = tell(handed_over(), CANCEL, RECALLED, HOME, BACK_VOIDED)
    assert step.state.stage is Stage.CANCELLED
    assert places(step.entries) == [("fresh", "shelf")]
    assert billed(step.entries) == ["freight_return/outbound-1"]
    assert debts(step.state) == {"broken": (Why.BROKEN, DebtState.WAIVED)}


def test_a_parcel_that_could_not_be_recalled_becomes_a_return_with_a_clock_of_its_own() -> None:
    step = tell(handed_over(), CANCEL, NOT_RECALLED, carrier("delivered", hours=50))
    assert debts(step.state) == {
        "broken": (Why.BROKEN, DebtState.WAIVED),
        "fresh": (Why.UNUSED, DebtState.OPEN),
    }
    assert step.state.back.clock is not None
    assert step.state.back.clock.started_at == OPENED + timedelta(hours=50)


def test_a_cancellation_after_delivery_counts_anew_for_the_unused_unit() -> None:
    late = a_fact(Told.CANCEL_ASKED, 20 + 7 * 24, because="It works again.")
    state = tell(delivered(), late).state
    assert state.back.clock is not None
    assert state.back.clock.started_at == late.at
    assert state.deadlines["return_reminder:1"] == late.at + timedelta(days=5)


def test_an_unused_unit_that_was_delivered_is_looked_at_before_it_is_stock_again() -> None:
    state = tell(delivered(), CANCEL).state
    step = tell(state, carrier("handed_over", "return", hours=60), HOME)
    assert places(step.entries) == [("fresh", "transit"), ("fresh", "bench")]
    assert [(job.unit, job.state) for job in step.state.back.jobs] == [("fresh", JobState.WAITING)]
    assert not step.state.ended


def test_a_unit_refused_at_the_door_goes_straight_to_the_shelf_and_waits_for_a_decision() -> None:
    step = tell(handed_over(), carrier("refused", hours=20), HOME)
    assert places(step.entries) == [("fresh", "shelf")]
    assert billed(step.entries) == ["freight_return/outbound-1"]
    assert step.state.has(outbound=Outbound.NONE)
    assert tell(step.state, CANCEL, BACK_VOIDED).state.stage is Stage.CANCELLED


def test_a_refused_parcel_cancelled_on_its_way_home_ends_with_its_scan() -> None:
    step = tell(handed_over(), carrier("refused", hours=20), CANCEL, HOME, BACK_VOIDED)
    assert step.state.stage is Stage.CANCELLED


@pytest.mark.parametrize("start", [handed_over, labelled])
def test_a_second_cancellation_is_refused_by_name(start: Callable[[], CaseState]) -> None:
    state = tell(start(), CANCEL).state
    with pytest.raises(WrongStage, match="not being cancelled"):
        check_decision(state, a_fact(Told.CANCEL_ASKED, because="again"))


def test_a_case_that_has_ended_cannot_be_cancelled() -> None:
    ended = tell(reserved(), CANCEL).state
    with pytest.raises(CaseEnded):
        check_decision(ended, a_fact(Told.CANCEL_ASKED, because="again"))


STAGES: dict[str, tuple[Callable[[], CaseState], tuple[Fact, ...]]] = {
    "reserved": (reserved, ()),
    "labelled": (labelled, (OUT_VOIDED, BACK_VOIDED)),
    "under way": (handed_over, (RECALLED, HOME, BACK_VOIDED)),
    "refused": (
        lambda: tell(handed_over(), carrier("refused", hours=20), HOME).state,
        (BACK_VOIDED,),
    ),
}


@pytest.mark.parametrize("stage", STAGES)
def test_a_cancelled_case_leaves_no_delivery_alive(stage: str) -> None:
    start, answers = STAGES[stage]
    step = tell(start(), CANCEL, *answers)
    assert step.state.has(stage=Stage.CANCELLED, outbound=Outbound.CANCELLED)
    assert step.state.pending == ()
    late: list[Fact] = [
        a_fact(Told.UNIT_GRANTED, 90, unit_id="second", serial="POOL-2"),
        a_fact(Told.UNIT_PACKED, 91, unit_id="second", serial="POOL-2"),
    ]
    assert tell(step.state, *late).entries == ()


def test_a_cancellation_of_the_second_attempt_leaves_the_first_to_be_found() -> None:
    lost = tell(handed_over(), carrier("lost", hours=40)).state
    state = tell(lost, a_fact(Told.CANCEL_ASKED, 50, because="Enough.")).state
    assert state.outbound is Outbound.CANCELLED
    step = tell(state, carrier("delivered", Direction.OUTBOUND, hours=60))
    assert debts(step.state)["fresh"] == (Why.EXTRA, DebtState.OPEN)
    assert not step.state.ended
