from datetime import timedelta
from typing import Any

import pytest

from rules.battery import BatteryState
from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_state import CaseState, Clock, Fact, ReturnPlan, Step
from rules.case_values import Debt, DebtState, Why
from rules.case_words import ClockState, Enter, Errand, Inbound, Outbound, Remedy, Stage
from rules.fulfilment import ReturnStart
from rules.service_words import Commitment, Metric
from rules.visit_decisions import DeadOnArrivalTooLate
from rules.way_back_terms import BenchTerms, DeadOnArrivalTerms, WayBack
from tests.rules.cases import (
    OPENED,
    UNINSPECTED,
    a_fact,
    booked,
    carrier,
    delivered,
    handed_over,
    reserved,
    tell,
)

SECOND = a_fact(Told.UNIT_GRANTED, 31, unit_id="fresh-2", serial="POOL-2")
SECOND_PACKED = a_fact(Told.UNIT_PACKED, 32, unit_id="fresh-2", serial="POOL-2")


def dead(hours: float = 30, battery: str = "ok") -> Fact:
    return a_fact(Told.DEAD_ON_ARRIVAL, hours, battery=battery, note="It does not start.")


def sent_again(state: CaseState, attempt: str = "2", unit: str = "fresh-2") -> CaseState:
    """The next replacement is packed, handed over and delivered."""
    return tell(
        state,
        a_fact(Told.UNIT_GRANTED, 31, unit_id=unit, serial=unit.upper()),
        a_fact(Told.UNIT_PACKED, 32, unit_id=unit, serial=unit.upper()),
        booked("outbound", attempt),
        carrier("handed_over", hours=34, attempt=attempt),
        carrier("delivered", hours=50, attempt=attempt),
    ).state


def debts(state: CaseState) -> dict[str, tuple[Why, DebtState]]:
    return {debt.unit: (debt.why, debt.state) for debt in state.back.debts}


def letters(step: Step) -> list[str]:
    return [e.details["letter"] for e in step.entries if e.enter is Enter.WRITE]


def errands(step: Step) -> list[Errand]:
    return [owed.errand for owed in step.state.pending]


def with_window(days: int, **changes: Any) -> ReturnPlan:
    terms = DeadOnArrivalTerms(within_days=days, **changes)
    care = WayBack(bench=BenchTerms(inspected=False), dead_on_arrival=terms)
    return ReturnPlan(remind_after_days=(5, 10), review_after_days=14, care=care)


def test_the_dead_unit_is_owed_with_the_broken_one_on_the_label_that_nobody_has_used() -> None:
    step = tell(delivered(), dead())
    assert debts(step.state) == {
        "broken": (Why.BROKEN, DebtState.OPEN),
        "fresh": (Why.DEAD, DebtState.OPEN),
    }
    assert (step.state.inbound, step.state.return_attempt) == (Inbound.LABELLED, 1)
    assert errands(step) == []
    assert letters(step) == ["dead_on_arrival"]


def test_another_unit_is_asked_for_in_the_same_case_under_the_first_promise() -> None:
    before = delivered()
    state = tell(before, dead()).state
    assert (state.stage, state.outbound, state.attempt) == (Stage.REPLACING, Outbound.WAITING, 2)
    assert state.promise_due == before.promise_due
    assert not state.promise_open
    assert "promise" not in state.deadlines


def test_both_units_settle_by_their_own_scans_and_the_case_ends_with_the_second() -> None:
    state = sent_again(tell(delivered(), dead()).state)
    state = tell(state, carrier("handed_over", "return", 60)).state
    assert state.inbound is Inbound.ON_ITS_WAY
    moved = tell(state, carrier("delivered", "return", 80)).state
    first = tell(moved, a_fact(Told.RECEIPT_SCANNED, 90, unit_id="fresh", serial="POOL-1"))
    assert debts(first.state)["fresh"] == (Why.DEAD, DebtState.RECEIVED)
    assert debts(first.state)["broken"] == (Why.BROKEN, DebtState.OPEN)
    assert not first.state.ended
    second = tell(
        first.state, a_fact(Told.RECEIPT_SCANNED, 91, unit_id="broken", serial="BROKEN-1")
    )
    assert {why for _, why in debts(second.state).values()} == {DebtState.RECEIVED}


def test_one_acceptance_scan_moves_both_units() -> None:
    state = sent_again(tell(delivered(), dead()).state)
    step = tell(state, carrier("handed_over", "return", 60))
    moved = [e.details["unit_id"] for e in step.entries if e.enter is Enter.MOVE]
    assert sorted(moved) == ["broken", "fresh"]


def test_the_dead_unit_goes_on_the_bench_though_the_users_own_does_not() -> None:
    state = sent_again(tell(delivered(), dead()).state)
    state = tell(
        state,
        carrier("delivered", "return", 60),
        a_fact(Told.RECEIPT_SCANNED, 90, unit_id="fresh", serial="POOL-1"),
        a_fact(Told.RECEIPT_SCANNED, 91, unit_id="broken", serial="BROKEN-1"),
    ).state
    assert [job.unit for job in state.back.jobs] == ["fresh"]


def test_a_second_dead_unit_in_the_same_case_is_owed_as_well() -> None:
    state = sent_again(tell(delivered(), dead()).state)
    step = tell(state, dead(60))
    assert set(debts(step.state)) == {"broken", "fresh", "fresh-2"}
    assert step.state.attempt == 3
    assert letters(step) == ["dead_on_arrival"]


def test_once_the_broken_unit_is_in_the_dead_one_gets_a_label_of_its_own() -> None:
    care = WayBack()
    state = delivered(plan=ReturnPlan(review_after_days=14, care=care))
    state = tell(
        state,
        carrier("delivered", "return", 26),
        a_fact(Told.RECEIPT_SCANNED, 28, unit_id="broken", serial="BROKEN-1"),
    ).state
    assert state.inbound is Inbound.RECEIVED
    step = tell(state, dead())
    assert (step.state.inbound, step.state.return_attempt) == (Inbound.OWED, 2)
    assert debts(step.state)["broken"] == (Why.BROKEN, DebtState.RECEIVED)
    packed = tell(step.state, SECOND, SECOND_PACKED)
    assert [p.key for p in packed.state.pending if p.details.get("direction") == "return"] == [
        "return/2/label"
    ]


def test_while_the_broken_unit_is_on_the_road_the_dead_one_waits_for_its_label() -> None:
    state = tell(delivered(), carrier("handed_over", "return", 26)).state
    step = tell(state, dead())
    assert (step.state.inbound, step.state.return_attempt) == (Inbound.ON_ITS_WAY, 1)
    assert "dead_follows" in [line.word for line in step.story]
    came = tell(
        step.state,
        carrier("delivered", "return", 40),
        a_fact(Told.RECEIPT_SCANNED, 41, unit_id="broken", serial="BROKEN-1"),
    ).state
    assert (came.inbound, came.return_attempt) == (Inbound.OWED, 2)
    assert debts(came)["fresh"] == (Why.DEAD, DebtState.OPEN)


def test_an_unsafe_battery_of_the_dead_unit_blocks_the_whole_return() -> None:
    step = tell(delivered(), dead(battery="suspect"))
    assert step.state.inbound is Inbound.BLOCKED
    assert step.state.battery is BatteryState.SUSPECT
    assert Errand.VOID_LABEL in errands(step)
    assert step.state.outbound is Outbound.WAITING


def test_a_dead_unit_with_a_sound_battery_does_not_make_an_unsafe_return_safe() -> None:
    state = tell(delivered(), a_fact(Told.BATTERY_ANSWERED, 22, battery="damaged")).state
    state = tell(state, dead(battery="ok")).state
    assert (state.inbound, state.battery) == (Inbound.BLOCKED, BatteryState.DAMAGED)


def test_an_unsafe_dead_unit_is_blocked_once_the_parcel_on_the_road_is_in() -> None:
    state = tell(delivered(), carrier("handed_over", "return", 26)).state
    state = tell(
        state,
        dead(battery="critical"),
        carrier("delivered", "return", 40),
        a_fact(Told.RECEIPT_SCANNED, 41, unit_id="broken", serial="BROKEN-1"),
    ).state
    assert state.inbound is Inbound.BLOCKED


def test_the_battery_of_the_dead_unit_has_to_be_said() -> None:
    for answers in ({}, {"battery": "unknown"}):
        with pytest.raises(DecisionIncomplete):
            check_decision(delivered(), a_fact(Told.DEAD_ON_ARRIVAL, 30, **answers))


@pytest.mark.parametrize(
    ("plan", "hours", "refused"),
    [
        (with_window(2), 4 + 48, False),
        (with_window(2), 4 + 48 + 0.01, True),
        (with_window(2, from_delivery=True), 20 + 48, False),
        (with_window(2, from_delivery=True), 20 + 48 + 0.01, True),
    ],
)
def test_the_window_counts_from_shipment_or_delivery_as_the_contract_says(
    plan: ReturnPlan, hours: float, *, refused: bool
) -> None:
    state = delivered(plan=plan)
    if not refused:
        check_decision(state, dead(hours))
        return
    with pytest.raises(DeadOnArrivalTooLate) as raised:
        check_decision(state, dead(hours))
    counted = 20 if plan.care.dead_on_arrival.from_delivery else 4
    ends = OPENED + timedelta(hours=counted, days=2)
    assert raised.value.facts["ends"] == ends.isoformat()


def test_only_a_delivered_replacement_can_be_dead_on_arrival() -> None:
    cases = {
        "reserved": reserved(),
        "on its way": handed_over(),
        "dead already": tell(delivered(), dead()).state,
        "cancelled": tell(delivered(), a_fact(Told.CANCEL_ASKED, 25, because="Not needed.")).state,
    }
    for state in cases.values():
        with pytest.raises(WrongStage):
            check_decision(state, dead(26))


def test_a_replacement_for_good_is_the_providers_again_when_it_is_dead() -> None:
    step = tell(delivered(remedy=Remedy.ADVANCE_REPLACEMENT, needs_finding=False), dead())
    owned = {e.details["unit_id"]: e.details["owner"] for e in step.entries if e.enter is Enter.OWN}
    assert owned == {"fresh": "provider"}


def test_a_lent_replacement_that_is_dead_is_no_loan_any_more() -> None:
    plan = ReturnPlan(review_after_days=14, lends=True, care=UNINSPECTED)
    state = tell(delivered(plan=plan), dead()).state
    assert state.back.loan == ""
    assert sent_again(state).back.loan == "fresh-2"


def test_the_days_to_send_back_count_from_the_replacement_that_works() -> None:
    before = delivered()
    assert before.back.clock is not None
    state = tell(before, dead()).state
    assert state.back.clock is None
    again = sent_again(state)
    assert again.back.clock is not None
    assert again.back.clock.started_at == OPENED + timedelta(hours=50)


def test_days_that_count_from_the_authorisation_begin_again_with_the_dead_unit() -> None:
    plan = ReturnPlan(
        remind_after_days=(5,),
        review_after_days=14,
        starts_at=ReturnStart.AUTHORISED,
        care=UNINSPECTED,
    )
    state = tell(delivered(plan=plan), dead(30)).state
    assert state.deadlines["return_reminder:1"] == OPENED + timedelta(hours=30, days=5)


def test_cancelled_before_the_next_unit_leaves_the_dead_one_still_comes_back() -> None:
    state = tell(delivered(), dead()).state
    step = tell(state, a_fact(Told.CANCEL_ASKED, 31, because="Bought another."))
    assert step.state.outbound is Outbound.CANCELLED
    assert debts(step.state) == {
        "broken": (Why.BROKEN, DebtState.WAIVED),
        "fresh": (Why.DEAD, DebtState.OPEN),
    }
    assert (step.state.inbound, step.state.ended) == (Inbound.LABELLED, False)
    assert step.state.back.clock is not None


def test_cancelled_after_the_next_delivery_both_units_of_ours_come_back() -> None:
    state = sent_again(tell(delivered(), dead()).state)
    state = tell(state, a_fact(Told.CANCEL_ASKED, 60, because="Bought another.")).state
    assert {d.unit for d in state.back.debts if not d.settled} == {"fresh", "fresh-2"}
    assert Debt(unit="fresh-2", why=Why.UNUSED) in state.back.debts


def test_a_clock_that_the_dead_unit_met_is_neither_set_nor_stopped_again() -> None:
    met = Clock(
        metric=Metric.RESOLUTION,
        state=ClockState.MET,
        commitment=Commitment.GUARANTEED,
        started_at=OPENED,
        counted_from=OPENED,
        stopped_at=OPENED + timedelta(hours=20),
    )
    state = delivered(need="hardware", clocks={Metric.RESOLUTION: met})
    step = tell(
        state,
        dead(),
        SECOND,
        SECOND_PACKED,
        booked("outbound", "2"),
        carrier("delivered", hours=50, attempt="2"),
    )
    written = {entry.enter for entry in step.entries}
    assert not written & {Enter.SET_CLOCKS, Enter.RECOUNT_CLOCKS, Enter.STOP_CLOCK}
    assert step.state.clocks == {Metric.RESOLUTION: met}
    assert "first_clock_stands" in [line.word for line in step.story]
