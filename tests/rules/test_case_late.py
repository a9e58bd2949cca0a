from decimal import Decimal
from typing import Any

import pytest

from rules.case_facts import Told
from rules.case_state import CaseState, Fact, ReturnPlan, Step
from rules.case_values import ChargeState, DebtState, JobState
from rules.case_waiting import waits_for
from rules.case_words import Enter, Inbound, Outbound, Remedy, Stage
from rules.way_back_terms import WayBack
from tests.rules.cases import (
    OPEN,
    UNINSPECTED,
    a_case,
    a_fact,
    delivered,
    handed_over,
    tell,
)


def came(unit: str = "broken", hours: float = 2000, **details: str) -> Fact:
    return a_fact(Told.CAME_LATE, hours, unit_id=unit, serial=unit.upper(), **details)


def charged(care: WayBack = UNINSPECTED, **changes: Any) -> CaseState:
    plan = ReturnPlan(charge_after_days=20, charge=Decimal("450.00"), currency="SEK", care=care)
    state = tell(
        delivered(plan=plan, **changes),
        a_fact(Told.DEADLINE_PASSED, 500, name="return_charge"),
        a_fact(Told.CHARGE_DECIDED, 510, verdict="approve", because="Agreed."),
    ).state
    assert state.stage is Stage.CLOSED
    return state


def events(step: Step) -> list[tuple[str, str]]:
    billed = [e.details for e in step.entries if e.enter is Enter.BILL]
    return [(one["event"], one.get("amount", "")) for one in billed]


def test_a_late_unit_opens_the_case_and_takes_the_charge_back_once() -> None:
    step = tell(charged(), came())
    assert events(step) == [("unreturned_unit_reversal", "-450.00")]
    assert [charge.state for charge in step.state.back.charges] == [ChargeState.REVERSED]
    assert [debt.state for debt in step.state.back.debts] == [DebtState.RECEIVED]
    words = [line.word for line in step.story]
    assert words[:2] == ["reopened", "received"]
    again = tell(step.state, came(hours=2001))
    assert events(again) == []
    assert [line.word for line in again.story] == ["after_the_end"]


def test_a_case_whose_unit_has_to_be_inspected_stays_open_until_the_bench_has_settled_it() -> None:
    state = tell(charged(WayBack()), came()).state
    assert state.stage is Stage.RETURNING
    assert [job.state for job in state.back.jobs] == [JobState.WAITING]
    assert state.deadlines
    assert waits_for(state).what != "nothing"


def test_a_uninspected_unit_closes_the_case_again_with_its_custody_booked() -> None:
    step = tell(charged(), came())
    assert step.state.stage is Stage.CLOSED
    moves = [e.details["to"] for e in step.entries if e.enter is Enter.RECEIVE]
    assert moves == ["bench"]


def test_service_clocks_are_not_started_again() -> None:
    step = tell(charged(), came())
    assert not {Enter.SET_CLOCKS, Enter.RECOUNT_CLOCKS} & {e.enter for e in step.entries}


def test_a_waived_unit_may_come_late_too() -> None:
    waived = tell(delivered(), a_fact(Told.RETURN_WAIVED, 100, because="Never sent.")).state
    step = tell(waived, came())
    assert [debt.state for debt in step.state.back.debts] == [DebtState.RECEIVED]


def test_the_freight_of_a_label_that_was_scanned_after_the_end_is_owed_with_the_unit() -> None:
    assert ("freight_return", "") in events(tell(charged(), came(labels="1")))


def test_a_unit_that_is_nothing_to_the_case_leaves_it_ended() -> None:
    before = charged()
    step = tell(before, came("stranger"))
    assert step.state.stage is Stage.CLOSED
    assert step.entries == ()


def test_a_receipt_that_the_story_hears_an_instant_too_late_is_a_late_return() -> None:
    scan = a_fact(Told.RECEIPT_SCANNED, 2000, unit_id="broken", serial="S")
    assert events(tell(charged(), scan)) == [("unreturned_unit_reversal", "-450.00")]


@pytest.mark.parametrize("told", [Told.DEADLINE_PASSED, Told.LABEL_BOOKED, Told.CARRIER_SAID])
def test_nothing_else_opens_an_ended_case(told: Told) -> None:
    assert tell(charged(), a_fact(told, 2000, unit_id="broken", status="lost")).state.ended


def test_a_late_unit_in_a_case_that_is_open_already_is_a_plain_receipt() -> None:
    open_again = tell(charged(WayBack()), came()).state
    step = tell(open_again, came("stranger"))
    assert step.state.stage is Stage.RETURNING
    assert "reopened" not in [line.word for line in step.story]


def test_a_repair_whose_device_comes_after_it_was_waived_begins_after_all() -> None:
    repair = a_case(
        remedy=Remedy.REPAIR, promise_kind="", promise_due=None, plan=ReturnPlan(care=UNINSPECTED)
    )
    waived = tell(
        tell(repair, OPEN).state, a_fact(Told.RETURN_WAIVED, 100, because="Never sent.")
    ).state
    slip = a_fact(Told.SLIP_PRINTED, 101, errand="slip")
    label = a_fact(Told.LABEL_BOOKED, 101, errand="return/1/label", direction="return")
    ended = tell(waived, slip, label).state
    if not ended.ended:
        void = a_fact(Told.LABEL_VOIDED, 102, errand="return/1/void", direction="return")
        ended = tell(ended, void).state
    assert ended.stage is Stage.CANCELLED
    state = tell(ended, came()).state
    assert state.stage is Stage.REPAIRING
    assert (state.inbound, state.outbound) == (Inbound.RECEIVED, Outbound.NONE)
    assert waits_for(state).what == "bench_decision"


def test_a_replacement_that_was_charged_and_comes_late_is_the_provider_s_again() -> None:
    plan = ReturnPlan(charge_after_days=20, charge=Decimal(9), currency="EUR", care=UNINSPECTED)
    sent = handed_over(plan=plan, remedy=Remedy.ADVANCE_REPLACEMENT, needs_finding=False)
    cancelled = tell(sent, a_fact(Told.CANCEL_ASKED, 5, because="Not needed.")).state
    refused = a_fact(Told.RECALL_REFUSED, 6, errand="outbound/1/recall", because="too late")
    there = a_fact(Told.CARRIER_SAID, 20, status="delivered", direction="outbound", attempt="1")
    owed = tell(cancelled, refused, there).state
    assert owed.owed_unit == "fresh"
    state = tell(
        owed,
        a_fact(Told.DEADLINE_PASSED, 500, name="return_charge"),
        a_fact(Told.CHARGE_DECIDED, 510, verdict="approve", because="Agreed."),
    ).state
    assert state.ended
    step = tell(state, came("fresh"))
    owners = [e.details["owner"] for e in step.entries if e.enter is Enter.OWN]
    assert owners == ["provider"]
