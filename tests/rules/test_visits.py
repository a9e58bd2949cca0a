from dataclasses import replace
from datetime import timedelta

import pytest

from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_start import start_case
from rules.case_state import CaseState, Fact, ReturnPlan, Step
from rules.case_values import DebtState, Why
from rules.case_waiting import waits_for
from rules.case_words import Enter, Errand, Inbound, Mover, Outbound, Remedy, Stage
from rules.fulfilment import OnSiteTerms
from rules.terms import terms_under
from rules.visit_decisions import NoVisitWindow, PartNotOnSite
from tests.rules.calendars import programme
from tests.rules.cases import OPENED, SLIP, UNINSPECTED, a_case, a_fact, booked, carrier, tell

NINE = "2026-11-26T09:00+01:00"
NOON = "2026-11-26T12:00+01:00"
PLAN = ReturnPlan(review_after_days=14, care=UNINSPECTED)


def on_site(**changes: object) -> CaseState:
    values = {"remedy": Remedy.ON_SITE, "part": "FAN-40", "need": "on_site", "plan": PLAN}
    fresh = a_case(promise_kind="", promise_due=None, **(values | changes))
    return tell(fresh, a_fact(Told.OPENED)).state


def sent(**changes: object) -> CaseState:
    packed = a_fact(Told.UNIT_PACKED, 1, unit_id="", serial="FAN-40")
    on_its_way = carrier("handed_over", hours=4)
    return tell(on_site(**changes), packed, booked("outbound"), SLIP, on_its_way).state


def arrived(**changes: object) -> CaseState:
    return tell(sent(**changes), carrier("delivered", hours=20)).state


def visit(hours: float = 21, begins: str = NINE, ends: str = NOON) -> Fact:
    return a_fact(Told.VISIT_BOOKED, hours, begins_at=begins, ends_at=ends)


def report(outcome: str, hours: float = 70, **answers: str) -> Fact:
    return a_fact(Told.VISIT_DONE, hours, outcome=outcome, note="As found.", **answers)


def visited(outcome: str, **answers: str) -> Step:
    return tell(tell(arrived(), visit()).state, report(outcome, 70, **answers))


def letters(step: Step) -> list[str]:
    return [e.details["letter"] for e in step.entries if e.enter is Enter.WRITE]


def visits(step: Step) -> list[tuple[str, str]]:
    return [
        (e.details["number"], e.details["outcome"]) for e in step.entries if e.enter is Enter.VISIT
    ]


def test_the_part_is_sent_ahead_at_once_and_nothing_is_owed_yet() -> None:
    state = on_site()
    assert (state.stage, state.outbound) == (Stage.REPLACING, Outbound.RESERVED)
    assert (state.inbound, state.back.debts) == (Inbound.NONE, ())


def test_a_visit_waits_for_the_confirmed_arrival_of_the_part() -> None:
    for state in (on_site(), sent()):
        with pytest.raises(PartNotOnSite):
            check_decision(state, visit())
    check_decision(arrived(), visit())


def test_a_contract_may_let_the_technician_come_with_the_part() -> None:
    check_decision(on_site(visit_after_part=False), visit())


def test_the_parts_arrival_asks_for_a_visit_and_keeps_the_resolution_open() -> None:
    step = tell(sent(), carrier("delivered", hours=20))
    assert letters(step) == ["part_on_site"]
    assert step.state.stage is Stage.VISITING
    assert waits_for(step.state).what == "visit_booking"
    assert all(e.enter is not Enter.STOP_CLOCK for e in step.entries)


def test_a_part_on_site_without_a_visit_comes_up_again_and_again() -> None:
    state = arrived()
    for _ in range(3):
        due = state.deadlines["visit_booking"]
        passed = Fact(
            told=Told.DEADLINE_PASSED,
            key=f"late-{due}",
            at=due,
            by="clock",
            details={"name": "visit_booking"},
        )
        step = tell(state, passed)
        assert [line.word for line in step.story] == ["visit_not_booked"]
        state = step.state
        assert state.deadlines["visit_booking"] > due


def test_a_booked_visit_is_written_and_told_and_looked_after() -> None:
    step = tell(arrived(), visit())
    assert visits(step) == [("1", "")]
    assert letters(step) == ["visit_booked"]
    assert waits_for(step.state).what == "visit"
    assert waits_for(step.state).mover is Mover.DESK
    ends = OPENED.replace(day=26, hour=11, minute=0)
    assert step.state.deadlines == {"visit_end": ends + timedelta(hours=4)}


@pytest.mark.parametrize(
    ("begins", "ends", "refusal"),
    [
        (NOON, NINE, NoVisitWindow),
        (NINE, NINE, NoVisitWindow),
        ("2026-11-20T09:00+01:00", "2026-11-20T12:00+01:00", NoVisitWindow),
        ("2026-11-26T09:00", NOON, DecisionIncomplete),
        ("on Thursday", NOON, DecisionIncomplete),
        (NINE, "", DecisionIncomplete),
    ],
)
def test_a_window_that_is_none_is_refused(begins: str, ends: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_decision(arrived(), visit(begins=begins, ends=ends))


def test_a_visit_booked_anew_moves_the_one_before() -> None:
    step = tell(
        tell(arrived(), visit()).state,
        visit(30, "2026-11-27T09:00+01:00", "2026-11-27T12:00+01:00"),
    )
    assert visits(step) == [("1", "moved"), ("2", "")]
    assert [one.done for one in step.state.back.visits] == [True, False]


def test_a_repair_reaches_the_resolution_and_the_defective_part_is_owed() -> None:
    step = visited("fixed")
    stopped = [e.details["metric"] for e in step.entries if e.enter is Enter.STOP_CLOCK]
    assert stopped == ["resolution"]
    debt = step.state.back.debts[0]
    assert (debt.unit, debt.why, debt.state) == ("", Why.BROKEN, DebtState.OPEN)
    assert [p.errand for p in step.state.pending] == [Errand.BOOK_LABEL]
    assert step.state.stage is Stage.RETURNING
    assert step.state.back.clock is not None
    assert step.state.back.clock.started_at == OPENED + timedelta(hours=70)


def test_the_case_ends_once_the_defective_part_is_in() -> None:
    state = tell(
        visited("fixed").state,
        booked("return"),
        carrier("delivered", "return", 90),
        a_fact(Told.RECEIPT_SCANNED, 91, serial="FAN-40", unit_id=""),
    ).state
    assert state.stage is Stage.CLOSED


def test_a_part_that_may_stay_ends_the_case_with_the_visit() -> None:
    plan = ReturnPlan(owed=False, care=UNINSPECTED)
    state = tell(tell(arrived(plan=plan), visit()).state, report("fixed")).state
    assert state.stage is Stage.CLOSED


def test_a_wrong_part_comes_back_with_the_technician_and_the_right_one_is_sent() -> None:
    step = visited("wrong_part", part="fan-80")
    moved = [e.details for e in step.entries if e.enter is Enter.MOVE_PART]
    assert [(one["part"], one["to"], one["key"]) for one in moved] == [
        ("FAN-40", "shelf", "outbound/1/brought_back")
    ]
    assert (step.state.part, step.state.attempt) == ("FAN-80", 2)
    assert (step.state.stage, step.state.outbound) == (Stage.REPLACING, Outbound.RESERVED)
    with pytest.raises(PartNotOnSite):
        check_decision(step.state, visit(80))


def test_the_code_of_the_right_part_has_to_be_named() -> None:
    state = tell(arrived(), visit()).state
    with pytest.raises(DecisionIncomplete):
        check_decision(state, report("wrong_part"))
    check_decision(state, report("wrong_part", part="FAN-80"))


@pytest.mark.parametrize("outcome", ["customer_absent", "not_fixed"])
def test_a_visit_in_vain_is_followed_by_another(outcome: str) -> None:
    step = visited(outcome)
    assert visits(step) == [("1", outcome)]
    assert waits_for(step.state).what == "visit_booking"
    again = tell(step.state, visit(72, "2026-11-30T09:00+01:00", "2026-11-30T12:00+01:00"))
    assert visits(again) == [("2", "")]


def test_only_a_visit_that_is_booked_can_be_reported() -> None:
    for state in (arrived(), visited("customer_absent").state, visited("fixed").state):
        with pytest.raises(WrongStage):
            check_decision(state, report("fixed"))


def test_no_other_remedy_has_a_visit() -> None:
    with pytest.raises(WrongStage):
        check_decision(a_case(stage=Stage.REPLACING), visit())


def test_cancelled_while_the_part_is_on_site_the_visit_is_off_and_the_part_is_owed_back() -> None:
    state = tell(arrived(), visit()).state
    step = tell(state, a_fact(Told.CANCEL_ASKED, 30, because="It works again."))
    assert visits(step) == [("1", "called_off")]
    debt = step.state.back.debts[0]
    assert (debt.why, debt.state) == (Why.UNUSED, DebtState.OPEN)
    assert step.state.stage is Stage.RETURNING
    assert not [name for name in step.state.deadlines if name.startswith("visit")]


def test_cancelled_before_the_part_is_packed_nothing_is_left() -> None:
    state = tell(on_site(), a_fact(Told.CANCEL_ASKED, 1, because="It works again.")).state
    assert state.stage is Stage.CANCELLED


def test_what_a_visit_has_repaired_cannot_be_cancelled() -> None:
    with pytest.raises(WrongStage):
        check_decision(visited("fixed").state, a_fact(Told.CANCEL_ASKED, 80, because="Too late."))


@pytest.mark.parametrize("part_first", [True, False])
def test_a_case_keeps_whether_the_part_has_to_arrive_first(*, part_first: bool) -> None:
    sold = OnSiteTerms(product_classes=(), source="test", after_part_arrival=part_first)
    swap = terms_under(programme(), "swap", None)
    terms = replace(swap, offer=replace(swap.offer, on_site=sold))
    state = start_case(a_case(remedy=Remedy.ON_SITE), terms)
    assert (state.visit_after_part, state.need) == (part_first, "on_site")
