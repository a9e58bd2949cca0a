from datetime import timedelta

import pytest

from rules.battery import BatteryState
from rules.bench_decisions import GRADES
from rules.bench_refusals import (
    FoundAlready,
    NotDestroyed,
    NotWiped,
    WrongDestination,
)
from rules.case_destinations import destinations_of
from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_state import CaseState
from rules.case_values import (
    ChargeKind,
    ChargeState,
    DebtState,
    Destination,
    Finding,
    JobState,
)
from rules.case_waiting import waits_for
from rules.case_words import Enter, Mover, Remedy, Stage
from rules.way_back_terms import NoFaultRule
from tests.rules.benches import (
    DAY,
    FEE,
    PRICE,
    bench_plan,
    charges,
    decide,
    inspected,
    job,
    letters,
    moves,
    on_the_bench,
    wiped,
    words,
)
from tests.rules.cases import OPENED, a_fact, booked, carrier, tell
from tests.way_back import WIPE


def test_a_confirmed_defect_is_on_record_and_waits_for_its_destination() -> None:
    step = decide(
        on_the_bench(), Told.INSPECTED, finding="defect_confirmed", grade="C", note="Dead."
    )
    [row] = [entry.details for entry in step.entries if entry.enter is Enter.FINDING]
    assert (row["finding"], row["grade"], row["note"]) == ("defect_confirmed", "C", "Dead.")
    assert (job(step.state).state, job(step.state).round) == (JobState.INSPECTED, 1)
    assert letters(step) == []
    assert step.state.back.charges == ()


def test_only_a_grade_of_the_list_is_taken() -> None:
    state = on_the_bench()
    with pytest.raises(DecisionIncomplete, match="scrap"):
        decide(state, Told.INSPECTED, finding="defect_confirmed", grade="E")
    for grade in GRADES:
        graded = decide(state, Told.INSPECTED, finding="defect_confirmed", grade=grade).state
        assert job(graded).grade == grade


def test_no_fault_found_is_kept_for_nothing_where_the_contract_says_so() -> None:
    step = decide(on_the_bench(), Told.INSPECTED, finding="no_fault_found", note="Ran a day.")
    assert letters(step) == ["no_fault_found"]
    assert step.state.back.charges == ()
    assert not job(step.state).asked


def test_no_fault_found_costs_a_fee_where_the_contract_says_so() -> None:
    state = inspected("no_fault_found", bench_plan(no_fault=NoFaultRule.FEE))
    assert charges(state) == [(ChargeKind.NO_FAULT, ChargeState.PROPOSED, FEE)]


def test_no_fault_found_again_and_again_tells_the_desk() -> None:
    state = on_the_bench()
    twice = decide(state, Told.INSPECTED, finding="no_fault_found", found_before="1")
    thrice = decide(state, Told.INSPECTED, finding="no_fault_found", found_before="2")
    assert "no_fault_again" not in words(twice)
    assert "no_fault_again" in words(thrice)


def asked(finding: str = "no_fault_found") -> CaseState:
    return inspected(finding, bench_plan(no_fault=NoFaultRule.ASK, answer_within_days=10))


def test_a_customer_who_is_asked_has_its_days_and_the_unit_waits() -> None:
    state = asked()
    assert (waits_for(state).what, waits_for(state).mover) == ("finding_answer", Mover.CUSTOMER)
    assert state.deadlines["finding_answer"] == OPENED + timedelta(hours=62) + 10 * DAY
    with pytest.raises(WrongStage, match="the customer's answer"):
        decide(state, Told.DISPOSED, 63, destination="scrap", because="Old.")


def test_the_replacement_sent_back_is_owed_unused_and_the_own_unit_goes_home() -> None:
    step = decide(asked(), Told.FINDING_ANSWERED, 70, answer="send_replacement_back")
    state = step.state
    debts = {debt.unit: debt.state for debt in state.back.debts}
    assert debts == {"broken": DebtState.RECEIVED, "fresh": DebtState.OPEN}
    assert state.back.clock is not None
    assert (state.homeward, state.attempt, state.return_attempt) == ("broken", 2, 2)
    assert [owed.key for owed in state.pending] == ["return/2/label"]
    held = [e.details["unit_id"] for e in step.entries if e.enter is Enter.HOLD_UNIT]
    assert held == ["broken"]
    assert "finding_answer" not in state.deadlines
    assert state.back.charges == ()


def home_again(state: CaseState) -> CaseState:
    steps = (
        a_fact(Told.UNIT_GRANTED, 71, unit_id="broken", serial="B-1"),
        a_fact(Told.UNIT_PACKED, 72, unit_id="broken", serial="B-1"),
        booked("return", "2"),
        a_fact(Told.LABEL_BOOKED, 72, direction="outbound", errand="outbound/2/label"),
        carrier("handed_over", "outbound", 73, attempt="2"),
        carrier("delivered", "outbound", 90, attempt="2"),
    )
    return tell(state, *steps).state


def test_both_units_home_end_the_case_without_a_charge() -> None:
    state = decide(asked(), Told.FINDING_ANSWERED, 70, answer="send_replacement_back").state
    state = home_again(state)
    assert (state.homeward, job(state).state) == ("", JobState.DONE)
    came = a_fact(Told.RECEIPT_SCANNED, 120, unit_id="fresh", serial="POOL-1")
    state = tell(state, carrier("delivered", "return", 119, attempt="2"), came).state
    assert not state.ended
    state = decide(state, Told.INSPECTED, 121, finding="no_fault_found").state
    state = wiped(state)
    step = decide(state, Told.DISPOSED, 122, destination="restock")
    assert moves(step.entries) == [("fresh", "shelf")]
    assert step.state.stage is Stage.CLOSED
    assert step.state.back.charges == ()


def test_a_customer_who_keeps_it_pays_the_agreed_fee() -> None:
    state = decide(asked(), Told.FINDING_ANSWERED, 70, answer="keep").state
    assert charges(state) == [(ChargeKind.NO_FAULT, ChargeState.APPROVED, FEE)]


def test_silence_keeps_the_replacement_and_finance_decides() -> None:
    state = asked()
    step = tell(state, a_fact(Told.DEADLINE_PASSED, 400, name="finding_answer"))
    assert charges(step.state) == [(ChargeKind.NO_FAULT, ChargeState.PROPOSED, FEE)]
    assert not job(step.state).asked
    assert "finding_unanswered" in words(step)


@pytest.mark.parametrize("finding", ["customer_damage", "exclusion"])
def test_what_is_not_covered_is_sent_back_or_paid_for(finding: str) -> None:
    state = asked(finding)
    assert job(state).asked
    paid = decide(state, Told.FINDING_ANSWERED, 70, answer="pay").state
    assert charges(paid) == [(ChargeKind.NOT_COVERED, ChargeState.APPROVED, PRICE)]
    with pytest.raises(DecisionIncomplete, match="pay"):
        decide(state, Told.FINDING_ANSWERED, 70, answer="keep")
    silent = tell(state, a_fact(Told.DEADLINE_PASSED, 400, name="finding_answer")).state
    assert charges(silent) == [(ChargeKind.NOT_COVERED, ChargeState.PROPOSED, PRICE)]


def test_without_an_agreed_amount_finance_names_what_a_payment_costs() -> None:
    state = inspected("customer_damage", bench_plan(not_covered_charge=None))
    paid = decide(state, Told.FINDING_ANSWERED, 70, answer="pay").state
    assert charges(paid) == [(ChargeKind.NOT_COVERED, ChargeState.PROPOSED, None)]


def test_an_exclusion_is_named() -> None:
    with pytest.raises(DecisionIncomplete, match="exclusion"):
        decide(on_the_bench(), Told.INSPECTED, finding="exclusion")


def test_a_damaged_unit_in_an_advance_replacement_is_the_customer_s_again() -> None:
    state = on_the_bench(remedy=Remedy.ADVANCE_REPLACEMENT, needs_finding=False)
    state = decide(state, Told.INSPECTED, finding="customer_damage").state
    step = decide(state, Told.FINDING_ANSWERED, 70, answer="send_replacement_back")
    owners = [
        (e.details["unit_id"], e.details["owner"]) for e in step.entries if e.enter is Enter.OWN
    ]
    assert owners == [("fresh", "provider"), ("broken", "customer")]


def test_a_loan_is_recalled_by_the_own_unit_s_homecoming_and_not_before() -> None:
    state = inspected("customer_damage", bench_plan(lends=True))
    step = decide(state, Told.FINDING_ANSWERED, 70, answer="send_replacement_back")
    assert "fresh" not in {debt.unit for debt in step.state.back.debts}
    assert step.state.homeward == "broken"


def test_an_unsafe_battery_goes_to_scrap_only_and_is_destroyed() -> None:
    state = inspected("unsafe_battery")
    assert state.battery is BatteryState.DAMAGED
    assert destinations_of(state, job(state)) == (Destination.SCRAP,)
    with pytest.raises(NotDestroyed):
        decide(state, Told.WIPED, 62, **WIPE)
    with pytest.raises(NotWiped):
        decide(state, Told.DISPOSED, destination="scrap", because="Swollen.")
    state = decide(state, Told.WIPED, 62, **{**WIPE, "method": "destroy"}).state
    step = decide(state, Told.DISPOSED, destination="scrap", because="Swollen.")
    assert moves(step.entries) == [("broken", "scrap")]


def test_a_battery_found_unsafe_later_ends_the_dialogue() -> None:
    state = decide(asked(), Told.INSPECTED, 63, finding="unsafe_battery").state
    assert (job(state).asked, job(state).round) == (False, 2)
    assert "finding_answer" not in state.deadlines


def test_a_counterfeit_is_held_in_custody_and_put_before_finance() -> None:
    step = decide(on_the_bench(), Told.INSPECTED, finding="counterfeit", note="No serial inside.")
    state = step.state
    assert [item.unit for item in state.back.items] == ["broken"]
    assert charges(state) == [(ChargeKind.NOT_COVERED, ChargeState.PROPOSED, PRICE)]
    assert "counterfeit_found" in words(step)
    with pytest.raises(WrongDestination):
        decide(state, Told.DISPOSED, destination="harvest", because="Parts.")
    with pytest.raises(DecisionIncomplete, match="because"):
        decide(state, Told.DISPOSED, destination="return_to_user")
    home = decide(state, Told.DISPOSED, destination="return_to_user", because="Police has it.")
    assert home.state.back.items == ()
    assert home.state.homeward == "broken"


def test_what_the_customer_was_told_is_not_changed() -> None:
    state = inspected("customer_damage")
    with pytest.raises(FoundAlready, match="customer damage"):
        decide(state, Told.INSPECTED, finding="defect_confirmed")
    corrected = decide(inspected("defect_confirmed"), Told.INSPECTED, finding="not_economical")
    assert job(corrected.state).finding is Finding.NOT_ECONOMICAL
    with pytest.raises(FoundAlready):
        decide(inspected("defect_confirmed"), Told.INSPECTED, finding="no_fault_found")
