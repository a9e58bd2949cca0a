import pytest

from rules.case_facts import Told
from rules.case_machine import take
from rules.case_state import CaseState, Entry, Fact, ReturnPlan
from rules.case_values import DebtState, JobState, Why
from rules.case_words import Enter, Errand, Inbound, Outbound, Stage
from rules.way_back_terms import Coverer, ParcelCare, WayBack
from tests.rules.cases import CLAIMED, a_fact, booked, carrier, delivered, handed_over, tell

GRANT_2 = a_fact(Told.UNIT_GRANTED, 91, unit_id="second", serial="POOL-2")
PACK_2 = a_fact(Told.UNIT_PACKED, 92, unit_id="second", serial="POOL-2")
FOUND = ("in_transit", "delivered")


def lost(**changes: object) -> CaseState:
    return tell(handed_over(**changes), carrier("lost", hours=90), CLAIMED).state


def found(*said: str, hours: float = 100) -> list[Fact]:
    return [carrier(one, hours=hours) for one in said]


def scan(unit: str, hours: float = 120) -> Fact:
    return a_fact(Told.RECEIPT_SCANNED, hours, unit_id=unit, serial=unit.upper())


def moves(entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    wanted = {Enter.MOVE, Enter.RECEIVE}
    return [(e.details["unit_id"], e.details["to"]) for e in entries if e.enter in wanted]


def words(state: CaseState) -> dict[str, tuple[Why, DebtState]]:
    return {debt.unit: (debt.why, debt.state) for debt in state.back.debts}


@pytest.mark.parametrize("ahead", [(), (GRANT_2,), (GRANT_2, PACK_2, booked("outbound", "2"))])
def test_the_first_unit_delivered_before_the_second_left_is_the_replacement(
    ahead: tuple[Fact, ...],
) -> None:
    step = tell(tell(lost(), *ahead).state, *found(*FOUND))
    assert step.state.has(outbound=Outbound.DELIVERED, stage=Stage.RETURNING)
    assert step.state.replacement_unit == "fresh"
    assert ("fresh", "customer") in moves(step.entries)
    assert words(step.state) == {"broken": (Why.BROKEN, DebtState.OPEN)}
    written = [e.details for e in step.entries if e.enter is Enter.CLAIM]
    assert [one["found"] for one in written if "found" in one] == ["yes"]


def test_a_second_unit_that_is_only_reserved_goes_back_to_the_queue() -> None:
    step = tell(tell(lost(), GRANT_2).state, *found("delivered"))
    assert [e.details["attempt"] for e in step.entries if e.enter is Enter.WITHDRAW_REQUEST] == [
        "2"
    ]


def labelled_again() -> CaseState:
    return tell(lost(), GRANT_2, PACK_2, booked("outbound", "2")).state


def voided(told: Told = Told.LABEL_VOIDED) -> Fact:
    return a_fact(told, 101, direction="outbound", errand="outbound/2/void", because="no")


def test_a_second_unit_that_has_its_label_is_put_back_once_the_label_is_void() -> None:
    step = tell(labelled_again(), *found("delivered"))
    assert "outbound/2/void" in [owed.key for owed in step.state.pending]
    end = tell(step.state, voided())
    assert [e.details["attempt"] for e in end.entries if e.enter is Enter.WITHDRAW_REQUEST] == ["2"]
    assert end.state.back.given_up == ()


def test_a_label_that_comes_only_after_the_first_unit_was_found_is_voided_too() -> None:
    step = tell(tell(lost(), GRANT_2, PACK_2).state, *found("delivered"))
    assert Errand.VOID_LABEL not in [owed.errand for owed in step.state.pending]
    state = tell(step.state, booked("outbound", "2")).state
    assert "outbound/2/void" in [owed.key for owed in state.pending]


def test_a_label_that_is_refused_then_frees_the_second_unit() -> None:
    state = tell(tell(lost(), GRANT_2, PACK_2).state, *found("delivered")).state
    refused = a_fact(
        Told.LABEL_REFUSED, 101, direction="outbound", errand="outbound/2/label", because="x"
    )
    step = tell(state, refused)
    assert Enter.WITHDRAW_REQUEST in [entry.enter for entry in step.entries]


def test_a_second_parcel_that_left_all_the_same_is_one_too_many() -> None:
    state = tell(labelled_again(), *found("delivered"), voided(Told.VOID_REFUSED)).state
    news = [carrier(said, hours=110, attempt="2") for said in ("handed_over", "delivered")]
    step = tell(state, *news)
    assert words(step.state)["second"] == (Why.EXTRA, DebtState.OPEN)
    billed = [
        (e.details["event"], e.details["attempt"]) for e in step.entries if e.enter is Enter.BILL
    ]
    assert billed == [("freight_outbound", "2"), ("packaging", "2")]


def test_a_case_does_not_end_while_the_second_parcel_may_still_leave() -> None:
    state = tell(labelled_again(), *found("delivered"), voided(Told.VOID_REFUSED)).state
    void = a_fact(Told.LABEL_VOIDED, 130, direction="return", errand="return/1/void")
    slip = a_fact(Told.SLIP_PRINTED, 1, errand="slip")
    state = tell(state, slip, scan("broken"), void).state
    assert state.pending == ()
    assert not state.ended
    assert tell(state, scan("second", 140)).state.stage is Stage.CLOSED


def both_out() -> CaseState:
    return tell(
        labelled_again(), carrier("handed_over", hours=95, attempt="2"), *found("delivered")
    ).state


def test_once_the_second_unit_has_left_the_first_is_owed_back_without_doubling_the_debt() -> None:
    step = tell(both_out(), carrier("delivered", hours=110, attempt="2"))
    assert words(step.state) == {
        "broken": (Why.BROKEN, DebtState.OPEN),
        "fresh": (Why.EXTRA, DebtState.OPEN),
    }
    assert step.state.replacement_unit == "second"


def test_an_extra_unit_is_announced_and_travels_on_the_label_of_what_is_owed_already() -> None:
    before = tell(labelled_again(), carrier("handed_over", hours=95, attempt="2")).state
    step = tell(before, *found("delivered"))
    letters = [e.details["letter"] for e in step.entries if e.enter is Enter.WRITE]
    assert letters == ["extra_unit_owed"]
    assert step.state.return_attempt == before.return_attempt
    assert step.state.back.clock is not None


def test_an_extra_unit_found_after_the_broken_one_came_gets_a_label_and_a_clock() -> None:
    state = tell(
        labelled_again(),
        carrier("handed_over", hours=95, attempt="2"),
        scan("broken", 99),
    ).state
    assert state.inbound is Inbound.RECEIVED
    step = tell(state, *found("delivered"))
    assert step.state.has(inbound=Inbound.OWED)
    assert "return/2/label" in [owed.key for owed in step.state.pending]
    assert step.state.back.clock is not None


def test_a_unit_found_on_its_way_back_is_absorbed_onto_the_shelf_by_its_scan() -> None:
    step = tell(lost(), carrier("returned", hours=100), scan("fresh"))
    assert ("fresh", "shelf") in moves(step.entries)
    assert ("fresh", "customer") not in moves(step.entries)
    assert step.state.back.given_up == ()
    assert step.state.outbound is Outbound.WAITING
    assert words(step.state) == {"broken": (Why.BROKEN, DebtState.OPEN)}


def test_old_news_of_a_lost_parcel_is_no_sign_of_life() -> None:
    step = tell(lost(), carrier("in_transit", hours=20))
    assert [line.word for line in step.story] == ["carrier:in_transit"]


def lost_back(bearer: Coverer) -> CaseState:
    plan = ReturnPlan(care=WayBack(parcels=ParcelCare(bearer=bearer)))
    state = tell(delivered(plan=plan), carrier("handed_over", "return", hours=40)).state
    filed = a_fact(Told.CLAIM_FILED, 91, errand="return/1/claim", direction="return", attempt="1")
    # Something else still has to be done, so that the case is there when the parcel turns up.
    slip = take(state, [carrier("lost", "return", hours=90)]).state
    return slip if bearer is Coverer.DESK else tell(slip, filed).state


@pytest.mark.parametrize("bearer", list(Coverer))
def test_a_return_that_turns_up_is_received_by_its_scan_and_goes_on_the_bench(
    bearer: Coverer,
) -> None:
    step = tell(lost_back(bearer), carrier("delivered", "return", hours=150), scan("broken", 151))
    assert words(step.state)["broken"] == (Why.BROKEN, DebtState.RECEIVED)
    assert [(job.unit, job.state) for job in step.state.back.jobs] == [("broken", JobState.WAITING)]
    assert ("broken", "bench") in moves(step.entries)
    assert step.state.back.given_up == ()


def test_a_return_the_customer_bears_stands_still_once_the_carrier_has_found_it() -> None:
    state = tell(lost_back(Coverer.CUSTOMER), carrier("delivered", "return", hours=150)).state
    assert state.inbound is Inbound.ARRIVED
    assert "return_review" not in state.deadlines


def test_a_replacement_lost_after_a_cancellation_ends_the_case_once_it_is_claimed() -> None:
    asked = tell(handed_over(), a_fact(Told.CANCEL_ASKED, 5, because="x")).state
    recalled = a_fact(Told.RECALLED, 5, errand="outbound/1/recall")
    state = tell(asked, recalled, carrier("lost", hours=90)).state
    assert not state.ended
    void = a_fact(Told.LABEL_VOIDED, 91, direction="return", errand="return/1/void")
    end = tell(state, CLAIMED, void).state
    assert end.stage is Stage.CANCELLED
    assert words(end) == {"broken": (Why.BROKEN, DebtState.WAIVED)}
