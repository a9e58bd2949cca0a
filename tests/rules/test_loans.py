from dataclasses import replace
from decimal import Decimal

import pytest

from rules.battery import BatteryState
from rules.case_end import unsettled
from rules.case_facts import Told
from rules.case_loan import WhyOut, why_out
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_state import CaseState, Fact, ReturnPlan, Step
from rules.case_values import DebtState, JobState, Why
from rules.case_words import Enter, Errand, Inbound, Outbound, Stage
from rules.way_back_terms import BenchTerms, LoanTerms, WayBack
from tests.rules.cases import (
    GRANT,
    OPEN,
    UNUSED_LABEL,
    a_case,
    a_fact,
    booked,
    carrier,
    decided,
    delivered,
    packed,
    reserved,
    tell,
)

#: Lent, chased like any other unit, and kept where the user's own is beyond repair.
LENT = ReturnPlan(
    lends=True,
    remind_after_days=(5,),
    due_after_days=10,
    charge_after_days=20,
    review_after_days=30,
    charge=Decimal(450),
    care=WayBack(bench=BenchTerms(wiped=False)),
)
RECALLED_ONLY = replace(LENT, care=replace(LENT.care, loan=LoanTerms(becomes_swap=False)))
DAY = 24


def letters(step: Step) -> list[str]:
    return [e.details["letter"] for e in step.entries if e.enter is Enter.WRITE]


def words(step: Step) -> list[str]:
    return [line.word for line in step.story]


def lent(plan: ReturnPlan = LENT) -> CaseState:
    """The loan is with the user, and so is the broken device."""
    return delivered(plan=plan)


def on_bench(plan: ReturnPlan = LENT) -> CaseState:
    """The broken device has been received, with the label that came in the loan's box."""
    state = tell(lent(plan), carrier("handed_over", "return", 48)).state
    receipt = a_fact(Told.RECEIPT_SCANNED, 72, unit_id="broken", serial="B-1")
    return tell(state, carrier("delivered", "return", 70), receipt).state


def bench(told: Told, **details: str) -> Fact:
    return a_fact(told, 80, **details)


FOUND = {"finding": "defect_confirmed", "grade": "B"}


def going_home(plan: ReturnPlan = LENT) -> CaseState:
    """Repaired, packed and handed to the carrier."""
    return tell(
        on_bench(plan),
        bench(Told.INSPECTED, **FOUND),
        bench(Told.DISPOSED, destination="repair_here"),
        bench(Told.REPAIR_ENDED, repaired="yes"),
        bench(Told.DISPOSED, destination="return_to_user"),
        a_fact(Told.UNIT_GRANTED, 81, unit_id="broken", serial="B-1"),
        a_fact(Told.UNIT_PACKED, 82, unit_id="broken", serial="B-1"),
        booked("outbound", "2"),
        carrier("handed_over", hours=84, attempt="2"),
    ).state


def home(plan: ReturnPlan = LENT) -> Step:
    return tell(going_home(plan), carrier("delivered", hours=100, attempt="2"))


def scrapped(plan: ReturnPlan = LENT) -> Step:
    found = bench(Told.INSPECTED, finding="not_economical")
    return tell(
        on_bench(plan), found, bench(Told.DISPOSED, destination="scrap", because="Beyond repair.")
    )


def test_a_replacement_under_terms_that_lend_is_a_loan_and_nobody_else_s_is() -> None:
    assert lent().back.loan == "fresh"
    assert delivered(plan=replace(LENT, lends=False)).back.loan == ""


def test_a_part_and_a_replacement_that_was_cancelled_are_no_loans() -> None:
    assert delivered(plan=LENT, part="FUSE").back.loan == ""
    recalled = tell(packed(plan=LENT), a_fact(Told.CANCEL_ASKED, 2, because="found")).state
    assert recalled.back.loan == ""


def test_a_case_does_not_end_while_a_loan_is_out() -> None:
    assert "loan" in unsettled(on_bench())
    assert "loan" in unsettled(going_home())
    assert not going_home().ended


def test_the_repaired_device_s_delivery_recalls_the_loan() -> None:
    step = home()
    debt = next(one for one in step.state.back.debts if one.unit == "fresh")
    assert (debt.why, debt.state) == (Why.LOAN, DebtState.OPEN)
    assert (step.state.inbound, step.state.return_attempt) == (Inbound.OWED, 2)
    assert step.state.stage is Stage.RETURNING
    assert letters(step) == ["loan_due_back"]
    assert words(step)[-2:] == ["home_again", "loan_recalled"]


def test_the_loan_s_clock_counts_from_the_day_the_repaired_device_came_home() -> None:
    state = home().state
    clock = state.back.clock
    assert clock is not None
    days = {name: (at - clock.started_at).days for name, at in state.deadlines.items()}
    assert days == {
        "return_reminder:1": 5,
        "return_due": 10,
        "return_charge": 20,
        "return_review": 30,
    }


def test_what_was_said_of_the_broken_unit_s_battery_does_not_label_the_loan() -> None:
    state = home().state
    assert (state.battery, state.pending) == (BatteryState.UNKNOWN, ())
    asked = tell(state, a_fact(Told.BATTERY_ANSWERED, 101, battery="ok")).state
    assert [(one.errand, one.key) for one in asked.pending] == [
        (Errand.BOOK_LABEL, "return/2/label")
    ]
    unsafe = tell(state, a_fact(Told.BATTERY_ANSWERED, 101, battery="suspect")).state
    assert (unsafe.inbound, unsafe.pending) == (Inbound.BLOCKED, ())
    assert why_out(unsafe) is WhyOut.BATTERY_UNSAFE


def test_the_loan_is_reminded_of_and_overdue_under_its_own_words() -> None:
    state = home().state
    reminder = tell(state, a_fact(Told.DEADLINE_PASSED, 100 + 5 * DAY, name="return_reminder:1"))
    assert letters(reminder) == ["loan_due_back"]
    due = tell(reminder.state, a_fact(Told.DEADLINE_PASSED, 100 + 10 * DAY, name="return_due"))
    assert letters(due) == ["loan_overdue"]
    assert words(due) == ["loan_overdue"]


def test_a_broken_unit_s_last_day_writes_no_letter_about_a_loan() -> None:
    step = tell(lent(), a_fact(Told.DEADLINE_PASSED, 20 + 10 * DAY, name="return_due"))
    assert letters(step) == []
    assert words(step) == ["return_overdue"]


def test_a_loan_s_reminder_has_another_key_than_the_broken_unit_s_before_it() -> None:
    first = tell(lent(), a_fact(Told.DEADLINE_PASSED, 140, name="return_reminder:1"))
    second = tell(home().state, a_fact(Told.DEADLINE_PASSED, 240, name="return_reminder:1"))
    keys = [
        (e.details["letter"], e.details.get("part"))
        for step in (first, home(), second)
        for e in step.entries
        if e.enter is Enter.WRITE
    ]
    assert len(keys) == len(set(keys)) == 3


def test_a_loan_that_never_comes_is_charged_and_then_the_customer_s() -> None:
    charge = a_fact(Told.DEADLINE_PASSED, 100 + 20 * DAY, name="return_charge")
    proposed = tell(home().state, charge).state
    assert [(c.about, c.amount) for c in proposed.back.charges] == [("fresh", Decimal(450))]
    verdict = {"kind": "unreturned_unit", "verdict": "approve", "because": "never came"}
    end = tell(proposed, a_fact(Told.CHARGE_DECIDED, 600, **verdict))
    assert end.state.stage is Stage.CLOSED
    owners = [e.details["owner"] for e in end.entries if e.enter is Enter.OWN]
    assert owners == ["customer"]


def test_a_loan_that_comes_back_lies_on_the_bench_until_it_is_shelved() -> None:
    receipt = a_fact(Told.RECEIPT_SCANNED, 130, unit_id="fresh", serial="POOL-1")
    state = tell(home().state, receipt).state
    assert [(job.unit, job.state) for job in state.back.jobs] == [
        ("broken", JobState.DONE),
        ("fresh", JobState.WAITING),
    ]
    assert not state.ended
    end = tell(
        state,
        bench(Told.INSPECTED, serial="POOL-1", finding="no_fault_found"),
        bench(Told.DISPOSED, serial="POOL-1", destination="restock"),
    ).state
    assert end.stage is Stage.CLOSED


def test_a_device_beyond_repair_makes_the_loan_the_replacement() -> None:
    step = scrapped()
    assert step.state.stage is Stage.CLOSED
    assert "loan_is_yours" in letters(step)
    assert all(debt.settled for debt in step.state.back.debts)
    assert [debt.unit for debt in step.state.back.debts] == ["broken"]


def test_without_that_rule_the_loan_is_recalled_although_nothing_went_home() -> None:
    step = scrapped(RECALLED_ONLY)
    assert not step.state.ended
    assert (step.state.inbound, step.state.owed_unit) == (Inbound.OWED, "fresh")
    assert "loan_is_yours" not in letters(step)


def test_a_device_lost_on_its_way_home_makes_the_loan_the_replacement() -> None:
    step = tell(going_home(), carrier("lost", hours=120, attempt="2"))
    assert "loan_is_yours" in letters(step)
    assert (step.state.outbound, step.state.replacement_unit) == (Outbound.DELIVERED, "fresh")
    assert step.state.homeward == ""


@pytest.mark.parametrize(
    "settling",
    [
        a_fact(Told.RETURN_WAIVED, 60, because="stolen"),
        a_fact(
            Told.CHARGE_DECIDED, 60, kind="unreturned_unit", verdict="approve", because="never came"
        ),
    ],
)
def test_a_device_that_will_never_come_in_makes_the_loan_the_replacement(settling: Fact) -> None:
    late = tell(lent(), a_fact(Told.DEADLINE_PASSED, 50, name="return_charge")).state
    step = tell(late, settling)
    assert "loan_is_yours" in letters(step)
    end = tell(step.state, UNUSED_LABEL, a_fact(Told.CHARGE_DECIDED, 61, verdict="drop")).state
    assert all(debt.settled for debt in end.back.debts)


def test_a_loan_that_comes_back_early_is_received_and_not_asked_for_again() -> None:
    receipt = a_fact(Told.RECEIPT_SCANNED, 76, unit_id="fresh", serial="POOL-1")
    step = tell(on_bench(), receipt)
    assert "loan_back_early" in words(step)
    assert "another_unit_came" not in words(step)
    assert [(d.why, d.state) for d in step.state.back.debts if d.unit == "fresh"] == [
        (Why.LOAN, DebtState.RECEIVED)
    ]
    assert "loan" not in unsettled(step.state)


def test_why_a_loan_is_out_follows_the_repair() -> None:
    assert why_out(lent()) is WhyOut.OWN_NOT_SENT
    on_road = tell(lent(), carrier("handed_over", "return", 48)).state
    assert why_out(on_road) is WhyOut.OWN_ON_ITS_WAY
    assert why_out(on_bench()) is WhyOut.OWN_ON_BENCH
    away = tell(
        on_bench(), bench(Told.INSPECTED, **FOUND), bench(Told.DISPOSED, destination="repairer")
    ).state
    assert why_out(away) is WhyOut.OWN_AT_REPAIRER
    assert why_out(going_home()) is WhyOut.OWN_GOING_HOME
    assert why_out(home().state) is WhyOut.BATTERY_ASKED
    answered = tell(home().state, a_fact(Told.BATTERY_ANSWERED, 101, battery="ok")).state
    assert why_out(answered) is WhyOut.RECALLED
    back = tell(answered, booked("return", "2"), carrier("handed_over", "return", 120, "2")).state
    assert why_out(back) is WhyOut.COMING_BACK


def handed_over(state: CaseState, hours: float = 3) -> Step:
    """The record has found the spare on site."""
    details = {"serial": "SPARE-1", "unit_id": "spare"}
    fact = a_fact(Told.BACKUP_TAKEN, hours, **details)
    return tell(state, replace(fact, key=f"{state.number}/step/9/backup_taken"))


def test_a_spare_is_asked_of_the_record_first() -> None:
    step = tell(reserved(), a_fact(Told.BACKUP_TAKEN, 3, serial="SPARE-1", unit_id="forged"))
    assert [entry.enter for entry in step.entries] == [Enter.TAKE_SPARE]
    assert step.state.outbound is Outbound.RESERVED


def test_a_spare_is_delivered_at_once_without_parcel_or_freight() -> None:
    step = handed_over(reserved())
    assert (step.state.outbound, step.state.replacement_unit) == (Outbound.DELIVERED, "spare")
    entered = [entry.enter for entry in step.entries]
    assert Enter.BILL not in entered
    assert [e.details["outcome"] for e in step.entries if e.enter is Enter.SETTLE_PROMISE] == [
        "kept"
    ]
    assert {one.errand for one in step.state.pending} == {Errand.PRINT_SLIP, Errand.BOOK_LABEL}
    assert step.state.inbound is Inbound.OWED
    assert "return_reminder:1" in step.state.deadlines


def test_a_spare_taken_too_late_keeps_no_promise() -> None:
    step = handed_over(reserved(), hours=48)
    assert "promise_missed" in words(step)


def test_a_spare_the_record_refuses_leaves_the_case_as_it_was() -> None:
    state = reserved()
    fact = a_fact(Told.BACKUP_TAKEN, 3, serial="SPARE-1", because="it is not there")
    step = tell(state, replace(fact, key=f"{state.number}/step/9/backup_taken"))
    assert words(step) == ["spare_refused"]
    assert step.state.outbound is Outbound.RESERVED


def test_a_spare_may_be_taken_while_waiting_and_not_once_something_is_packed() -> None:
    waiting = tell(a_case(), OPEN).state
    assert decided(waiting, Told.BACKUP_TAKEN, serial="SPARE-1").outbound is Outbound.WAITING
    granted = decided(tell(waiting, GRANT).state, Told.BACKUP_TAKEN, serial="SPARE-1")
    assert granted.outbound is Outbound.RESERVED
    with pytest.raises(WrongStage, match="nothing packed yet"):
        decided(packed(), Told.BACKUP_TAKEN, serial="SPARE-1")
    with pytest.raises(DecisionIncomplete):
        decided(waiting, Told.BACKUP_TAKEN, serial=" ")
