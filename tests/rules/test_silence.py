from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_journeys import Search
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_state import CaseState, Entry, Fact, ReturnPlan
from rules.case_values import DebtState
from rules.case_words import Direction, Enter, Errand, Inbound, Outbound, Stage
from rules.way_back_terms import BenchTerms, Coverer, DayKind, ParcelCare, WayBack
from tests.rules.cases import (
    OPENED,
    a_fact,
    carrier,
    decided,
    delivered,
    handed_over,
    labelled,
    tell,
)

DAY = 24.0


def plan(**care: object) -> ReturnPlan:
    parcels = ParcelCare(**care)  # type: ignore[arg-type]
    way_back = WayBack(bench=BenchTerms(inspected=False), parcels=parcels)
    return ReturnPlan(remind_after_days=(5, 10), review_after_days=14, care=way_back)


def passed(name: str, hours: float) -> Fact:
    return a_fact(Told.DEADLINE_PASSED, hours, name=name)


def after(hours: float) -> datetime:
    return OPENED + timedelta(hours=hours)


def letters(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.details["letter"] for entry in entries if entry.enter is Enter.WRITE]


def silent(leg: str = "outbound") -> CaseState:
    start = handed_over() if leg == "outbound" else coming_back()
    days = 5 if leg == "outbound" else 10
    hours = 4 if leg == "outbound" else 40
    return tell(start, passed(f"{leg}_silence", hours + days * DAY)).state


def coming_back(**changes: Any) -> CaseState:
    return tell(delivered(**changes), carrier("handed_over", "return", hours=40)).state


def traced(leg: str, claim_by: str = "") -> Fact:
    details = {"direction": leg, "attempt": "1", "trace_no": "T-7", "claim_by": claim_by}
    return a_fact(Told.TRACED, 125, **details)


def lost_after_search() -> CaseState:
    return tell(silent(), traced("outbound"), passed("outbound_lost", 4 + 10 * DAY)).state


def test_each_scan_lets_a_parcel_be_silent_for_as_long_again() -> None:
    state = handed_over()
    assert state.deadlines["outbound_silence"] == after(4 + 5 * DAY)
    state = tell(state, carrier("in_transit", hours=30)).state
    assert state.deadlines["outbound_silence"] == after(30 + 5 * DAY)


def test_old_news_that_comes_late_does_not_shorten_the_wait() -> None:
    state = tell(handed_over(), carrier("in_transit", hours=30), carrier("in_transit", hours=10))
    assert state.state.deadlines["outbound_silence"] == after(30 + 5 * DAY)


@pytest.mark.parametrize("days", [2, 9])
def test_the_terms_say_how_long_a_parcel_may_be_silent(days: int) -> None:
    state = handed_over(plan=plan(outbound_silent_after=days))
    assert state.deadlines["outbound_silence"] == after(4 + days * DAY)


def test_working_days_are_left_to_the_record() -> None:
    step = tell(labelled(plan=plan(days=DayKind.WORKING)), carrier("handed_over", hours=4))
    counted = [e.details for e in step.entries if e.enter is Enter.COUNT_DAYS]
    assert [one["outbound_silence"] for one in counted] == ["5"]


def test_a_silent_parcel_is_looked_for_and_the_customer_reads_it() -> None:
    step = tell(handed_over(), passed("outbound_silence", 4 + 5 * DAY))
    assert letters(step.entries) == ["parcel_searched"]
    (errand,) = step.state.pending
    assert errand.errand is Errand.TRACE
    assert errand.details["handed_over"] == after(4).isoformat()
    assert step.state.back.searches == {"outbound/1": Search.ASKED}
    assert step.state.deadlines["outbound_lost"] == after(4 + 10 * DAY)


def test_a_silent_way_back_is_looked_for_without_a_letter() -> None:
    step = tell(coming_back(), passed("return_silence", 40 + 10 * DAY))
    assert letters(step.entries) == []
    assert [owed.errand for owed in step.state.pending] == [Errand.TRACE]


def test_a_wait_counted_from_an_earlier_scan_starts_no_search() -> None:
    state = tell(handed_over(), carrier("in_transit", hours=50)).state
    step = tell(state, passed("outbound_silence", 4 + 5 * DAY))
    assert step.state.pending == ()
    assert step.state.deadlines["outbound_silence"] == after(50 + 5 * DAY)


def test_silence_of_a_parcel_that_has_arrived_means_nothing() -> None:
    step = tell(delivered(), passed("outbound_silence", 4 + 5 * DAY))
    assert step.entries == ()
    assert step.state.back.searches == {}


@pytest.mark.parametrize("said", ["in_transit", "out_for_delivery", "refused", "exception"])
def test_a_sign_of_life_ends_the_search(said: str) -> None:
    state = tell(silent(), traced("outbound", after(30 * DAY).isoformat())).state
    state = tell(state, carrier(said, hours=130)).state
    assert state.back.searches == {"outbound/1": Search.NONE}
    assert {name for name in state.deadlines if name.startswith("outbound")} == {"outbound_silence"}


def test_a_parcel_that_falls_silent_again_is_looked_for_again_under_another_key() -> None:
    first = silent()
    key = first.pending[0].key
    state = tell(first, a_fact(Told.TRACED, 125, errand=key, direction="outbound", attempt="1"))
    again = tell(
        state.state, carrier("in_transit", hours=130), passed("outbound_silence", 130 + 5 * DAY)
    )
    (errand,) = again.state.pending
    assert errand.errand is Errand.TRACE
    assert errand.key != key


def test_a_claim_is_due_two_days_before_the_carriers_last_day() -> None:
    state = tell(silent(), traced("outbound", after(30 * DAY).isoformat())).state
    assert state.deadlines["outbound_claim"] == after(28 * DAY)
    step = tell(state, passed("outbound_claim", 28 * DAY))
    assert [owed.errand for owed in step.state.pending if owed.key == "outbound/1/claim"]


@pytest.mark.parametrize("hours", [120.0, 160.0])
def test_a_limit_that_is_near_or_unknown_is_claimed_at_once(hours: float) -> None:
    state = tell(silent(), traced("outbound", after(hours).isoformat())).state
    assert "outbound/1/claim" in [owed.key for owed in state.pending]


def test_a_parcel_that_was_claimed_in_time_is_not_claimed_again_when_it_is_lost() -> None:
    state = tell(silent(), traced("outbound", after(0).isoformat())).state
    filed = a_fact(
        Told.CLAIM_FILED, 130, errand="outbound/1/claim", direction="outbound", attempt="1"
    )
    state = tell(state, filed, passed("outbound_lost", 4 + 10 * DAY)).state
    assert state.attempt == 2
    assert "outbound/1/claim" not in [owed.key for owed in state.pending]


def test_a_carrier_that_knows_better_ends_the_search_and_is_waited_for() -> None:
    refused = a_fact(
        Told.TRACE_REFUSED,
        125,
        direction="outbound",
        attempt="1",
        because="delivered: it was delivered",
        at_its_end="yes",
    )
    state = tell(silent(), refused).state
    assert state.back.searches == {"outbound/1": Search.NONE}
    assert "outbound_lost" not in state.deadlines
    assert state.deadlines["outbound_silence"] == after(125 + 5 * DAY)


def test_a_carrier_that_does_not_search_leaves_the_search_to_the_desk() -> None:
    refused = a_fact(
        Told.TRACE_REFUSED, 125, direction="outbound", attempt="1", because="no search"
    )
    step = tell(silent(), refused)
    assert [line.word for line in step.story] == ["trace_refused"]
    assert step.state.deadlines["outbound_lost"] == after(4 + 10 * DAY)


def test_a_search_in_vain_gives_the_parcel_up_and_another_unit_goes() -> None:
    state = tell(silent(), traced("outbound")).state
    step = tell(state, passed("outbound_lost", 4 + 10 * DAY))
    moved = [e.details["to"] for e in step.entries if e.enter is Enter.MOVE]
    assert moved == ["lost"]
    assert letters(step.entries) == ["another_unit_goes"]
    assert step.state.has(outbound=Outbound.WAITING, stage=Stage.REPLACING)
    assert step.state.attempt == 2
    assert [journey.unit for journey in step.state.back.given_up] == ["fresh"]
    assert step.state.back.searches["outbound/1"] is Search.LOST
    assert "outbound/1/claim" in [owed.key for owed in step.state.pending]


def test_without_a_second_unit_the_desk_decides_whether_one_goes() -> None:
    step = tell(handed_over(plan=plan(second_unit=False)), carrier("lost", hours=60))
    assert "another_unit_goes" not in letters(step.entries)
    assert step.state.outbound is Outbound.NONE
    again = decided(step.state, Told.SEND_AGAIN)
    assert again.has(outbound=Outbound.WAITING)
    assert again.attempt == 2


def test_a_person_may_declare_a_parcel_lost() -> None:
    state = decided(handed_over(), Told.DECLARED_LOST, leg="outbound", because="They said so.")
    assert state.attempt == 2


def test_only_a_parcel_that_a_carrier_has_can_be_declared_lost() -> None:
    with pytest.raises(WrongStage, match="a carrier has"):
        check_decision(labelled(), a_fact(Told.DECLARED_LOST, leg="outbound", because="x"))
    with pytest.raises(WrongStage, match="return leg"):
        check_decision(handed_over(), a_fact(Told.DECLARED_LOST, leg="return", because="x"))
    with pytest.raises(DecisionIncomplete, match="outbound, return"):
        check_decision(handed_over(), a_fact(Told.DECLARED_LOST, leg="both", because="x"))


def test_a_return_lost_under_our_label_is_the_desks_loss() -> None:
    state = tell(coming_back(), carrier("lost", "return", hours=90)).state
    assert [debt.state for debt in state.back.debts] == [DebtState.LOST]
    assert state.inbound is Inbound.WAIVED
    assert state.back.clock is None
    assert [owed.key for owed in state.pending] == ["return/1/claim"]


def test_a_return_that_the_customer_bears_stays_owed_and_its_clock_runs_again() -> None:
    start = coming_back(plan=plan(bearer=Coverer.CUSTOMER))
    assert "return_review" not in start.deadlines
    state = tell(start, carrier("lost", "return", hours=64)).state
    assert [debt.state for debt in state.back.debts] == [DebtState.OPEN]
    assert state.inbound is Inbound.OWED
    assert state.deadlines["return_review"] == after(20 + 24 + 14 * DAY)
    assert "return/2/label" not in [owed.key for owed in state.pending]


def test_a_search_for_the_way_back_ends_like_one_for_the_way_out() -> None:
    state = tell(silent("return"), traced("return"), passed("return_lost", 40 + 15 * DAY)).state
    assert [debt.state for debt in state.back.debts] == [DebtState.LOST]


def test_a_way_back_that_returned_to_its_sender_is_asked_for_again() -> None:
    state = tell(coming_back(), carrier("returned", "return", hours=90)).state
    assert state.has(inbound=Inbound.OWED)
    assert state.return_attempt == 2
    assert [debt.state for debt in state.back.debts] == [DebtState.OPEN]


def test_a_lost_parcel_was_handed_over_even_if_nobody_scanned_it() -> None:
    step = tell(labelled(), carrier("lost", hours=60))
    billed = [e.details["event"] for e in step.entries if e.enter is Enter.BILL]
    assert billed == ["freight_outbound", "packaging"]
    assert step.state.attempt == 2


def test_the_users_own_unit_lost_on_its_way_home_is_made_good_from_stock() -> None:
    home = replace(handed_over(), homeward="broken", replacement_unit="broken")
    step = tell(home, carrier("lost", hours=60))
    assert step.state.homeward == ""
    assert Enter.REQUEST_UNIT in [entry.enter for entry in step.entries]
    granted = a_fact(Told.UNIT_GRANTED, 61, unit_id="other", serial="POOL-2")
    packed = a_fact(Told.UNIT_PACKED, 62, unit_id="other", serial="POOL-2")
    news = [carrier(said, hours=70, attempt="2") for said in ("handed_over", "delivered")]
    end = tell(step.state, granted, packed, *news)
    owners = [
        (e.details["unit_id"], e.details["owner"]) for e in end.entries if e.enter is Enter.OWN
    ]
    assert owners == [("other", "customer"), ("broken", "provider")]


def test_both_legs_are_named_alike_in_decisions_and_searches() -> None:
    state = coming_back()
    assert decided(state, Told.DECLARED_LOST, leg=Direction.RETURN, because="x").back.searches == {
        "return/1": Search.LOST
    }
