from datetime import datetime, timedelta

import pytest

from rules.battery import BatteryState
from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_refusals import WrongStage
from rules.case_state import CaseState, Fact, Step
from rules.case_words import Enter, Errand, Inbound
from tests.rules.cases import OPENED, a_fact, booked, carrier, delivered, labelled, packed, tell

DAY = timedelta(days=1)


def new_label(attempt: str, valid_until: datetime | None = None) -> Fact:
    fact = booked("return", attempt)
    until = valid_until.isoformat() if valid_until else ""
    return Fact(
        told=fact.told,
        key=fact.key,
        at=fact.at,
        by=fact.by,
        details={**fact.details, "valid_until": until},
    )


def voided(attempt: str) -> Fact:
    key = f"return/{attempt}/void"
    return a_fact(Told.LABEL_VOIDED, 30, direction="return", errand=key)


def relabelled(state: CaseState) -> CaseState:
    fact = a_fact(Told.RELABELLED, 30, because="It was thrown away.")
    check_decision(state, fact)
    asked = tell(state, fact).state
    return tell(asked, voided("1"), new_label("2")).state


def freight(step: Step) -> list[str]:
    billed = [entry.details for entry in step.entries if entry.enter is Enter.BILL]
    return [one["attempt"] for one in billed if one["event"] == "freight_return"]


def test_a_label_is_made_anew_two_days_before_it_ends() -> None:
    until = OPENED + 30 * DAY
    state = tell(packed(), new_label("1", until)).state
    assert state.deadlines["return_label"] == until - 2 * DAY
    due = a_fact(Told.DEADLINE_PASSED, 28 * 24, name="return_label")
    renewed = tell(state, due).state
    keys = {errand.key for errand in renewed.pending}
    assert {"return/1/void", "return/2/label"} <= keys
    assert renewed.inbound is Inbound.OWED


def test_a_label_that_lives_for_a_day_is_not_made_anew_at_once_for_ever() -> None:
    until = OPENED + DAY
    state = tell(packed(), new_label("1", until)).state
    assert OPENED < state.deadlines["return_label"] < until


def test_a_lost_label_is_replaced_and_the_customer_gets_the_new_one() -> None:
    asked = tell(delivered(), a_fact(Told.RELABELLED, 30, because="Lost.")).state
    assert {errand.key for errand in asked.pending} == {"return/1/void", "return/2/label"}
    step = tell(asked, voided("1"), new_label("2"))
    letters = [e.details["letter"] for e in step.entries if e.enter is Enter.WRITE]
    assert letters == ["new_return_label"]


def test_another_label_after_a_wrong_box_leaves_nothing_to_void() -> None:
    box = tell(delivered(), carrier("delivered", "return", 60)).state
    assert box.inbound is Inbound.ARRIVED
    fact = a_fact(Told.RELABELLED, 61, because="A calculator was in it.")
    check_decision(box, fact)
    asked = tell(box, fact).state
    assert [errand.key for errand in asked.pending] == ["return/2/label"]
    assert asked.back.clock is not None
    assert asked.back.clock.pauses == ()


def test_a_refused_label_can_be_asked_for_again_under_another_key() -> None:
    refused = a_fact(
        Told.LABEL_REFUSED, 2, direction="return", errand="return/1/label", because="no such street"
    )
    state = tell(packed(), refused, booked("outbound")).state
    fact = a_fact(Told.RELABELLED, 30, because="The street is mended.")
    check_decision(state, fact)
    asked = tell(state, fact).state
    keys = [one.key for one in asked.pending if one.errand is not Errand.PRINT_SLIP]
    assert keys == ["return/2/label"]


@pytest.mark.parametrize("battery", [BatteryState.UNKNOWN, BatteryState.DAMAGED])
def test_no_battery_but_a_sound_one_gets_another_label(battery: BatteryState) -> None:
    with pytest.raises(WrongStage):
        check_decision(
            delivered(battery=battery), a_fact(Told.RELABELLED, 30, because="It was lost.")
        )


def test_a_box_that_is_not_packed_yet_needs_no_other_label() -> None:
    state = packed()
    with pytest.raises(WrongStage, match="a return label"):
        check_decision(state, a_fact(Told.RELABELLED, 30, because="It was lost."))


def test_a_voided_label_that_is_scanned_all_the_same_is_accepted_and_the_new_one_dropped() -> None:
    state = relabelled(delivered())
    step = tell(state, carrier("handed_over", "return", 50, attempt="1"))
    assert step.state.inbound is Inbound.ON_ITS_WAY
    assert freight(step) == ["1"]
    assert [errand.key for errand in step.state.pending] == ["return/2/void"]
    legs = [e.details for e in step.entries if e.enter is Enter.LEG]
    assert [(leg["attempt"], leg["state"]) for leg in legs] == [("1", "on_its_way")]
    home = tell(step.state, carrier("delivered", "return", 60, attempt="1"))
    assert home.state.inbound is Inbound.ARRIVED
    assert freight(home) == []


def test_freight_is_billed_once_for_each_label_that_was_scanned_and_never_for_another() -> None:
    state, billed = relabelled(delivered()), []
    for status, attempt in [("handed_over", "2"), ("in_transit", "2"), ("handed_over", "1")]:
        step = tell(state, carrier(status, "return", 50, attempt=attempt))
        state = step.state
        billed += freight(step)
    assert billed == ["2", "1"]
    assert state.back.travels == 2


def test_an_unused_label_never_bills() -> None:
    state = relabelled(delivered())
    step = tell(state, a_fact(Told.RECEIPT_SCANNED, 60, unit_id="broken", serial="S"))
    assert freight(step) == []
    assert "return/2/void" in {errand.key for errand in step.state.pending}


def test_an_old_parcel_told_of_again_does_not_bring_back_what_is_still_owed() -> None:
    box = tell(delivered(), carrier("delivered", "return", 60)).state
    asked = tell(box, a_fact(Told.RELABELLED, 61, because="A calculator was in it.")).state
    again = tell(asked, carrier("delivered", "return", 62, attempt="1")).state
    assert again.inbound is Inbound.OWED


def test_a_newer_label_whose_news_comes_late_is_taken_back() -> None:
    asked = tell(delivered(), a_fact(Told.RELABELLED, 30, because="Lost.")).state
    accepted = tell(asked, carrier("handed_over", "return", 31, attempt="1")).state
    state = tell(accepted, voided("1"), new_label("2")).state
    assert [errand.key for errand in state.pending] == ["return/2/void"]
    assert state.inbound is Inbound.ON_ITS_WAY
    assert labelled().inbound is Inbound.LABELLED
