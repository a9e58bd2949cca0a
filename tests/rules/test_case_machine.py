import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.battery import BatteryState
from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_machine import take
from rules.case_refusals import CaseEnded, DecisionIncomplete, WrongStage
from rules.case_state import CaseState, Fact
from rules.case_waiting import waits_for
from rules.case_words import (
    Carried,
    Direction,
    Enter,
    Errand,
    Inbound,
    Mover,
    Outbound,
    Remedy,
    Stage,
)
from tests.rules.cases import (
    CLAIMED,
    DUE,
    OPEN,
    OPENED,
    UNUSED_LABEL,
    a_case,
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


def test_a_definite_fault_asks_for_a_unit_at_once() -> None:
    step = tell(a_case(), OPEN)
    assert step.state.stage is Stage.REPLACING
    assert Enter.REQUEST_UNIT in [entry.enter for entry in step.entries]
    assert step.state.deadlines == {"promise": DUE}


def test_open_questions_wait_for_the_desk() -> None:
    state = tell(a_case(definite_fault=None), OPEN).state
    assert waits_for(state).what == "control_questions"
    assert waits_for(state).mover is Mover.DESK


def test_an_advance_replacement_asks_for_a_unit_only_once_its_promise_is_made() -> None:
    ar = a_case(remedy=Remedy.ADVANCE_REPLACEMENT, promise_due=None, definite_fault=None)
    state = tell(ar, OPEN).state
    step = tell(state, a_fact(Told.DIAGNOSED, defective="yes"))
    assert [e.enter for e in step.entries] == [Enter.PROMISE, Enter.DEBT]
    promised = a_fact(Told.PROMISED, due_at=DUE.isoformat(), kind="dispatch")
    step = tell(step.state, promised)
    assert step.state.outbound is Outbound.WAITING


def test_the_return_label_is_booked_with_the_pack_scan_and_only_for_a_sound_battery() -> None:
    safe = {p.key for p in packed().pending}
    assert safe == {"outbound/1/label", "return/1/label", "slip"}
    for state in BatteryState:
        keys = {p.key for p in packed(battery=state).pending}
        assert ("return/1/label" in keys) is (state is BatteryState.OK)


def test_a_second_box_owes_no_second_slip_so_the_case_can_still_close() -> None:
    lost = tell(handed_over(), carrier("lost", hours=90), CLAIMED).state
    again = a_fact(Told.UNIT_GRANTED, 91, unit_id="fresh-2", serial="POOL-2")
    second = a_fact(Told.UNIT_PACKED, 92, unit_id="fresh-2", serial="POOL-2")
    state = tell(lost, again, second).state
    assert {p.key for p in state.pending} == {"outbound/2/label"}
    there = (
        booked("outbound", "2"),
        *(carrier(s, hours=95, attempt="2") for s in ("handed_over", "delivered")),
    )
    back = a_fact(Told.RECEIPT_SCANNED, 120, unit_id="broken", serial="B-1")
    assert tell(state, *there, back, UNUSED_LABEL).state.stage is Stage.CLOSED


def test_the_carriers_scan_may_overtake_the_news_of_its_own_label() -> None:
    state = tell(packed(), carrier("handed_over", hours=4)).state
    assert state.outbound is Outbound.ON_ITS_WAY
    assert tell(state, booked("outbound")).state.outbound is Outbound.ON_ITS_WAY


def test_delivery_without_a_hand_over_scan_bills_the_freight_once() -> None:
    step = tell(labelled(), carrier("delivered", hours=20), carrier("handed_over", hours=4))
    billed = [e.details["event"] for e in step.entries if e.enter is Enter.BILL]
    assert billed == ["freight_outbound", "packaging"]
    assert step.state.outbound is Outbound.DELIVERED


def test_a_promise_is_kept_by_the_carriers_time_even_when_its_news_is_late() -> None:
    overdue = tell(handed_over(), a_fact(Told.DEADLINE_PASSED, 40, name="promise")).state
    step = tell(overdue, carrier("delivered", hours=20))
    outcomes = [e.details["outcome"] for e in step.entries if e.enter is Enter.SETTLE_PROMISE]
    assert outcomes == ["kept"]


def test_a_delivery_at_the_promised_instant_is_the_next_day_and_missed() -> None:
    hours = (DUE - OPENED) / timedelta(hours=1)
    step = tell(handed_over(), carrier("delivered", hours=hours))
    outcomes = [e.details["outcome"] for e in step.entries if e.enter is Enter.SETTLE_PROMISE]
    assert outcomes == ["missed"]


def test_the_same_fact_told_twice_changes_nothing() -> None:
    fact = carrier("delivered", hours=20)
    once = tell(handed_over(), fact).state
    twice = tell(once, fact)
    assert twice.entries == ()
    assert twice.story == ()


def test_the_wrong_unit_is_booked_in_and_the_debt_stays() -> None:
    step = tell(delivered(), a_fact(Told.RECEIPT_SCANNED, 50, unit_id="other", serial="X"))
    assert step.state.inbound is Inbound.LABELLED
    received = next(e for e in step.entries if e.enter is Enter.RECEIVE)
    assert received.details["to"] == "quarantine"


def test_a_received_unit_before_the_delivery_scan_does_not_close_the_case() -> None:
    step = tell(handed_over(), a_fact(Told.RECEIPT_SCANNED, 10, unit_id="broken"))
    assert step.state.inbound is Inbound.RECEIVED
    assert not step.state.ended
    delivered_too = tell(step.state, carrier("delivered", hours=20), UNUSED_LABEL).state
    assert delivered_too.stage is Stage.CLOSED


def test_a_unit_taken_back_for_an_earlier_promise_puts_the_case_back_in_the_queue() -> None:
    state = tell(reserved(), a_fact(Told.UNIT_TAKEN_BACK, serial="POOL-1")).state
    assert state.outbound is Outbound.WAITING
    assert state.replacement_unit == ""


def test_a_hand_over_during_the_void_becomes_a_recall() -> None:
    asked = tell(labelled(), a_fact(Told.CANCEL_ASKED, 3, because="x")).state
    assert asked.outbound is Outbound.VOIDING
    state = tell(asked, carrier("handed_over", hours=4)).state
    assert state.outbound is Outbound.RECALLING
    assert Errand.RECALL in {p.errand for p in state.pending}


def test_a_recall_that_fails_makes_the_replacement_owed_back_after_delivery() -> None:
    asked = tell(handed_over(), a_fact(Told.CANCEL_ASKED, 5, because="x")).state
    refused = a_fact(Told.RECALL_REFUSED, 5, errand="outbound/1/recall", because="too late")
    state = tell(asked, refused, carrier("delivered", hours=20)).state
    assert state.owed_unit == "fresh"
    assert state.inbound is Inbound.LABELLED


def test_a_label_refused_after_a_cancellation_releases_the_unit() -> None:
    asked = tell(packed(), a_fact(Told.CANCEL_ASKED, 2, because="x")).state
    refused = a_fact(
        Told.LABEL_REFUSED, 2, direction="outbound", errand="outbound/1/label", because="bad"
    )
    step = tell(asked, refused)
    assert Enter.WITHDRAW_REQUEST in [entry.enter for entry in step.entries]
    assert step.state.outbound is Outbound.CANCELLED


def test_an_ended_case_refuses_decisions_by_name() -> None:
    ended = tell(delivered(), a_fact(Told.RETURN_WAIVED, 30, because="x")).state
    with pytest.raises(CaseEnded, match="Open a new case"):
        check_decision(ended, a_fact(Told.CANCEL_ASKED, because="x"))


def test_a_decision_without_its_answer_is_refused_with_the_words_it_takes() -> None:
    asking = tell(a_case(definite_fault=None), OPEN).state
    with pytest.raises(DecisionIncomplete, match="yes, no"):
        check_decision(asking, a_fact(Told.ANSWERED))


def test_an_observation_is_no_decision() -> None:
    with pytest.raises(DecisionIncomplete):
        check_decision(delivered(), carrier("delivered"))


def test_a_decision_of_another_stage_says_what_it_needs() -> None:
    with pytest.raises(WrongStage, match="control questions are open"):
        check_decision(delivered(), a_fact(Told.ANSWERED, definite_fault="yes"))


RANK = {Outbound.ON_ITS_WAY: 1, Outbound.DELIVERED: 2}
NEWS = st.lists(
    st.tuples(
        st.sampled_from([status.value for status in Carried]),
        st.sampled_from([direction.value for direction in Direction]),
        st.integers(4, 400),
    ),
    max_size=12,
)


@given(news=NEWS, seed=st.integers(0, 999))
@settings(max_examples=300, deadline=None)
def test_carrier_news_in_any_order_loses_nothing_and_never_leaves_a_case_without_deadline(
    news: list[tuple[str, str, int]], seed: int
) -> None:
    facts: list[Fact] = [carrier(status, direction, hours) for status, direction, hours in news]
    facts += random.Random(seed).sample(facts, len(facts) // 2)
    state: CaseState = labelled()
    billed: list[str] = []
    for fact in facts:
        step = take(state, [fact])
        assert step.state.ended or step.state.deadlines
        if state.outbound is Outbound.DELIVERED:
            assert step.state.outbound is Outbound.DELIVERED
        state = step.state
        billed += [
            f"{e.details['event']}/{e.details['attempt']}"
            for e in step.entries
            if e.enter is Enter.BILL
        ]
    assert len(billed) == len(set(billed))
