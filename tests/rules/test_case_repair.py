from datetime import timedelta

import pytest

from rules.battery import BatteryState
from rules.case_decisions import ALLOWED, check_decision
from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_state import CaseState, Entry, Step
from rules.case_waiting import waits_for
from rules.case_words import (
    Bench,
    Enter,
    Errand,
    Inbound,
    Mover,
    Outbound,
    Remedy,
    Stage,
)
from rules.fulfilment import RepairedGoesTo
from tests.rules.cases import CLAIMED, OPEN, OPENED, a_case, a_fact, booked, carrier, tell

SLIP = a_fact(Told.SLIP_PRINTED, 1, errand="slip")
HELD = a_fact(Told.UNIT_GRANTED, 31, unit_id="broken", serial="OWN-1")
FRESH = a_fact(Told.UNIT_GRANTED, 31, unit_id="fresh", serial="NEW-1")


def a_repair(**changes: object) -> CaseState:
    values: dict[str, object] = {
        "remedy": Remedy.REPAIR,
        "promise_kind": "",
        "promise_due": None,
        "definite_fault": None,
    }
    return a_case(**(values | changes))


def opened(**changes: object) -> CaseState:
    return tell(a_repair(**changes), OPEN).state


def invited(**changes: object) -> CaseState:
    return tell(opened(**changes), SLIP, booked("return")).state


def on_the_way(**changes: object) -> CaseState:
    return tell(invited(**changes), carrier("handed_over", "return", 20)).state


def on_the_bench(**changes: object) -> CaseState:
    arrived = tell(on_the_way(**changes), carrier("delivered", "return", 28)).state
    return tell(arrived, a_fact(Told.RECEIPT_SCANNED, 30, unit_id="broken")).state


def judged(outcome: str, **changes: object) -> Step:
    fact = a_fact(Told.BENCH_DONE, 31, outcome=outcome, note="The board is dead.")
    check_decision(on_the_bench(**changes), fact)
    return tell(on_the_bench(**changes), fact)


def sent(state: CaseState, unit: str) -> CaseState:
    granted = HELD if unit == "broken" else FRESH
    packed = a_fact(Told.UNIT_PACKED, 32, unit_id=unit, serial="S")
    return tell(
        state, granted, packed, booked("outbound"), carrier("handed_over", "outbound", 33)
    ).state


def entered(entries: tuple[Entry, ...], enter: Enter) -> list[dict[str, str]]:
    return [entry.details for entry in entries if entry.enter is enter]


def letters(step: Step) -> list[str]:
    return [details["letter"] for details in entered(step.entries, Enter.WRITE)]


def test_a_repair_begins_with_the_slip_and_the_label_of_its_way_in() -> None:
    step = tell(a_repair(), OPEN)
    assert step.state.stage is Stage.REPAIRING
    assert [owed.errand for owed in step.state.pending] == [Errand.PRINT_SLIP, Errand.BOOK_LABEL]
    assert letters(step) == ["repair_registered"]


def test_a_battery_nobody_knows_holds_the_label_back_until_it_is_sound() -> None:
    state = tell(opened(battery=BatteryState.UNKNOWN), SLIP).state
    assert (waits_for(state).what, waits_for(state).mover) == ("battery_answer", Mover.CUSTOMER)
    answered = tell(state, a_fact(Told.BATTERY_ANSWERED, 2, battery="ok")).state
    assert [owed.key for owed in answered.pending] == ["return/1/label"]


def test_an_unsafe_battery_has_no_label_at_all() -> None:
    state = tell(opened(battery=BatteryState.SUSPECT), SLIP).state
    assert state.inbound is Inbound.BLOCKED
    assert state.pending == ()
    assert waits_for(state).what == "safe_collection"


def test_the_label_goes_to_the_customer_who_is_reminded_as_the_contract_says() -> None:
    step = tell(opened(), SLIP, booked("return"))
    assert letters(step) == ["send_it_in"]
    assert set(step.state.deadlines) == {
        "return_reminder:1",
        "return_reminder:2",
        "return_review",
    }
    assert waits_for(step.state).what == "return_parcel"


def test_a_label_the_carrier_refused_is_asked_for_again_by_decision() -> None:
    refused = a_fact(Told.LABEL_REFUSED, direction="return", errand="return/1/label", because="x")
    state = tell(opened(), SLIP, refused).state
    assert waits_for(state).what == "return_label"
    again = a_fact(Told.SEND_AGAIN, 2)
    check_decision(state, again)
    assert [owed.errand for owed in tell(state, again).state.pending] == [Errand.BOOK_LABEL]


def test_a_received_device_waits_for_the_bench() -> None:
    state = on_the_bench()
    assert waits_for(state).what == "bench_decision"
    assert state.deadlines == {"bench": OPENED + timedelta(hours=30, days=3)}


def test_a_repaired_device_itself_goes_back() -> None:
    step = judged("repaired")
    held = entered(step.entries, Enter.HOLD_UNIT)
    assert [details["unit_id"] for details in held] == ["broken"]
    assert entered(step.entries, Enter.REQUEST_UNIT) == []
    home = tell(sent(step.state, "broken"), carrier("delivered", "outbound", 50))
    assert home.state.stage is Stage.CLOSED
    assert entered(home.entries, Enter.OWN) == []


def test_a_repaired_device_is_packed_without_another_slip_and_announced_as_repaired() -> None:
    packed = a_fact(Told.UNIT_PACKED, 32, unit_id="broken", serial="S")
    state = tell(judged("repaired").state, HELD, packed).state
    assert [owed.errand for owed in state.pending] == [Errand.BOOK_LABEL]
    gone = tell(state, booked("outbound"), carrier("handed_over", "outbound", 33))
    assert letters(gone) == ["repaired_dispatched"]


def test_a_repaired_device_joins_the_stock_where_that_was_agreed() -> None:
    step = judged("repaired", repaired_to=RepairedGoesTo.STOCK)
    shelved = entered(step.entries, Enter.RECEIVE)
    assert [(details["unit_id"], details["to"]) for details in shelved] == [("broken", "shelf")]
    assert step.state.stage is Stage.CLOSED
    assert letters(step) == ["case_closed"]


def test_a_replaced_device_exchanges_owners_when_its_replacement_is_delivered() -> None:
    step = judged("replaced")
    assert step.state.stage is Stage.REPLACING
    assert len(entered(step.entries, Enter.REQUEST_UNIT)) == 1
    home = tell(sent(step.state, "fresh"), carrier("delivered", "outbound", 50))
    owners = [(d["unit_id"], d["owner"]) for d in entered(home.entries, Enter.OWN)]
    assert owners == [("fresh", "customer"), ("broken", "provider")]
    assert home.state.stage is Stage.CLOSED


def test_a_repair_that_is_not_covered_is_explained_and_waits_for_the_customer() -> None:
    step = judged("not_covered")
    assert letters(step) == ["repair_not_covered"]
    told = next(line for line in step.story if line.word == "bench_done")
    assert told.details["text"] == "The board is dead."
    waiting = waits_for(step.state)
    assert (waiting.what, waiting.mover) == ("disposition", Mover.CUSTOMER)
    assert waiting.until is not None


def test_not_covered_needs_the_reason_the_customer_will_read() -> None:
    with pytest.raises(DecisionIncomplete, match="note"):
        check_decision(on_the_bench(), a_fact(Told.BENCH_DONE, outcome="not_covered"))


def test_the_customer_may_have_it_back_unrepaired() -> None:
    choice = a_fact(Told.DISPOSITION_SET, 40, disposition="send_back", because="Asked for.")
    step = tell(judged("not_covered").state, choice)
    assert [d["unit_id"] for d in entered(step.entries, Enter.HOLD_UNIT)] == ["broken"]
    packed = a_fact(Told.UNIT_PACKED, 41, unit_id="broken", serial="S")
    gone = tell(step.state, HELD, packed, booked("outbound"), carrier("handed_over", hours=42))
    assert letters(gone) == ["unrepaired_dispatched"]
    assert tell(gone.state, carrier("delivered", hours=60)).state.stage is Stage.CLOSED


def test_or_scrapped() -> None:
    choice = a_fact(Told.DISPOSITION_SET, 40, disposition="scrap", because="Asked for.")
    step = tell(judged("not_covered").state, choice)
    assert [d["to"] for d in entered(step.entries, Enter.MOVE)] == ["scrap"]
    assert step.state.stage is Stage.CLOSED


def test_nothing_closes_while_an_errand_is_owed() -> None:
    state = on_the_bench()
    late = tell(opened(), booked("return"), carrier("delivered", "return", 28)).state
    late = tell(late, a_fact(Told.RECEIPT_SCANNED, 30, unit_id="broken")).state
    assert (state.pending, len(late.pending)) == ((), 1)
    fact = a_fact(Told.BENCH_DONE, 31, outcome="not_covered", note="Dropped.")
    choice = a_fact(Told.DISPOSITION_SET, 40, disposition="scrap", because="Asked for.")
    waiting = tell(late, fact, choice).state
    assert not waiting.ended
    assert tell(waiting, SLIP).state.stage is Stage.CLOSED


def test_cancelled_before_it_left_the_customer_the_label_is_voided() -> None:
    state = tell(invited(), a_fact(Told.CANCEL_ASKED, 3, because="It works again.")).state
    assert [owed.errand for owed in state.pending] == [Errand.VOID_LABEL]
    voided = a_fact(Told.LABEL_VOIDED, 3, direction="return", errand="return/1/void")
    end = tell(state, voided).state
    assert end.stage is Stage.CANCELLED


def test_cancelled_while_its_label_is_booked_the_label_is_voided_when_it_comes() -> None:
    state = tell(opened(), SLIP, a_fact(Told.CANCEL_ASKED, 3, because="It works again.")).state
    assert not state.ended
    state = tell(state, booked("return")).state
    assert [owed.errand for owed in state.pending] == [Errand.VOID_LABEL]


def test_cancelled_on_its_way_it_goes_home_as_soon_as_it_is_in_hand() -> None:
    state = tell(on_the_way(), a_fact(Told.CANCEL_ASKED, 22, because="Never mind.")).state
    assert not state.ended
    step = tell(state, a_fact(Told.RECEIPT_SCANNED, 30, unit_id="broken"))
    assert step.state.bench is Bench.WITHDRAWN
    assert [d["unit_id"] for d in entered(step.entries, Enter.HOLD_UNIT)] == ["broken"]


def test_cancelled_on_the_bench_it_goes_home_and_cannot_be_cancelled_again() -> None:
    state = tell(on_the_bench(), a_fact(Told.CANCEL_ASKED, 31, because="Never mind.")).state
    assert state.outbound is Outbound.WAITING
    with pytest.raises(WrongStage, match="not decided yet"):
        check_decision(state, a_fact(Told.CANCEL_ASKED, because="Again."))


def test_a_repaired_device_that_comes_back_undelivered_lies_on_the_bench_until_sent_again() -> None:
    gone = sent(judged("repaired").state, "broken")
    refused = tell(gone, carrier("refused", "outbound", 50)).state
    step = tell(refused, a_fact(Told.RECEIPT_SCANNED, 60, unit_id="broken"))
    assert [d["to"] for d in entered(step.entries, Enter.RECEIVE)] == ["bench"]
    assert waits_for(step.state).what == "send_again"
    assert ALLOWED[Told.SEND_AGAIN](step.state) == ""
    again = tell(step.state, a_fact(Told.SEND_AGAIN, 61))
    assert [d["unit_id"] for d in entered(again.entries, Enter.HOLD_UNIT)] == ["broken"]


def test_a_repaired_device_the_carrier_lost_is_made_good_by_one_of_the_provider_s() -> None:
    gone = sent(judged("repaired").state, "broken")
    step = tell(gone, carrier("lost", "outbound", 50))
    assert step.state.bench is Bench.REPLACED
    assert len(entered(step.entries, Enter.REQUEST_UNIT)) == 1
    assert ALLOWED[Told.BENCH_DONE](step.state) != ""


def test_an_unrepaired_device_the_carrier_lost_ends_the_case() -> None:
    choice = a_fact(Told.DISPOSITION_SET, 40, disposition="send_back", because="Asked for.")
    gone = sent(tell(judged("not_covered").state, choice).state, "broken")
    step = tell(gone, carrier("lost", "outbound", 50), CLAIMED)
    assert step.state.stage is Stage.CANCELLED
    assert entered(step.entries, Enter.REQUEST_UNIT) == []


def test_a_device_that_never_comes_ends_its_repair_by_name() -> None:
    waive = a_fact(Told.RETURN_WAIVED, 400, because="The carrier lost it.")
    check_decision(on_the_way(), waive)
    assert tell(on_the_way(), waive).state.stage is Stage.CANCELLED


def test_a_wrong_unit_goes_to_quarantine_and_the_repair_waits_on() -> None:
    step = tell(on_the_way(), a_fact(Told.RECEIPT_SCANNED, 30, unit_id="other"))
    assert [d["to"] for d in entered(step.entries, Enter.RECEIVE)] == ["quarantine"]
    assert step.state.inbound is Inbound.ON_ITS_WAY


def test_while_the_label_is_with_the_customer_the_clock_may_stand_still() -> None:
    step = tell(opened(need="hardware"), SLIP, booked("return"))
    waits = [d["waiting"] for d in entered(step.entries, Enter.RECOUNT_CLOCKS)]
    assert waits == ["waiting_for_customer"]
    gone = tell(step.state, carrier("handed_over", "return", 20))
    assert [d["waiting"] for d in entered(gone.entries, Enter.RECOUNT_CLOCKS)] == [""]
