"""A carrier's events come late, twice and out of order: what they come to is the same."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.case_machine import take
from rules.case_state import CaseState, Fact, ReturnPlan
from rules.case_words import Enter, Inbound, Outbound
from rules.fulfilment import ReturnStart
from tests.rules.cases import OPENED, carrier, delivered, labelled

Journey: TypeAlias = tuple[tuple[str, int], ...]
#: Status and hours after the opening, as the carrier's own time has them.
DELIVERED = (
    ("handed_over", 4),
    ("in_transit", 9),
    ("out_for_delivery", 16),
    ("delivery_attempted", 18),
    ("delivered", 22),
)
REFUSED = (
    ("handed_over", 4),
    ("in_transit", 9),
    ("refused", 18),
    ("returning", 30),
    ("returned", 50),
)
MOVING = (("handed_over", 4), ("in_transit", 9), ("exception", 12), ("at_pickup_point", 16))
LOST = (("handed_over", 4), ("in_transit", 9), ("lost", 120))


def events(journey: Journey, leg: str) -> list[Fact]:
    later = 0 if leg == "outbound" else 30
    return [carrier(status, leg, hours + later) for status, hours in journey]


def lived(start: CaseState, facts: Sequence[Fact]) -> tuple[CaseState, list[str]]:
    """The state without its memory of the telling, and what was billed."""
    billed: list[str] = []
    state = start
    for fact in facts:
        step = take(state, [fact])
        state = step.state
        billed += [e.details["event"] for e in step.entries if e.enter is Enter.BILL]
    claims = tuple(replace(owed, details={}) for owed in state.pending)
    return replace(state, seen=(), version=0, pending=claims), sorted(billed)


def facts_at(hours: float) -> datetime:
    return OPENED + timedelta(hours=hours)


@st.composite
def told(draw: st.DrawFn, journey: Journey, leg: str) -> list[Fact]:
    """The journey's events in any order, some of them twice."""
    facts = events(journey, leg)
    twice = draw(st.lists(st.sampled_from(facts), max_size=3))
    return draw(st.permutations([*facts, *twice]))


def same(start: CaseState, journey: Journey, leg: str, any_order: Sequence[Fact]) -> CaseState:
    """Both tellings end in the same state, with every event billed once."""
    in_order, billed = lived(start, events(journey, leg))
    end, again = lived(start, any_order)
    assert again == billed
    assert len(billed) == len(set(billed))
    assert end == in_order
    return end


@given(facts=told(DELIVERED, "outbound"))
@settings(max_examples=150, deadline=None)
def test_a_delivery_is_a_delivery_in_whatever_order_it_is_told(facts: list[Fact]) -> None:
    end = same(labelled(), DELIVERED, "outbound", facts)
    assert end.outbound is Outbound.DELIVERED


@given(facts=told(DELIVERED, "outbound"))
@settings(max_examples=100, deadline=None)
def test_a_clock_that_counts_from_the_shipment_counts_from_its_first_scan(
    facts: list[Fact],
) -> None:
    counted = ReturnPlan(remind_after_days=(5,), starts_at=ReturnStart.SHIPPED)
    end = same(labelled(plan=counted), DELIVERED, "outbound", facts)
    assert end.back.clock is not None
    assert end.back.clock.started_at == facts_at(4)


@given(facts=told(DELIVERED, "outbound"))
@settings(max_examples=100, deadline=None)
def test_a_promise_to_ship_is_kept_by_the_carriers_own_time(facts: list[Fact]) -> None:
    promised = labelled(promise_kind="dispatch", promise_due=facts_at(6))
    outcomes = [
        entry.details["outcome"]
        for entry in take(promised, facts).entries
        if entry.enter is Enter.SETTLE_PROMISE
    ]
    assert outcomes[-1] == "kept"


@given(facts=told(REFUSED, "outbound"))
@settings(max_examples=150, deadline=None)
def test_a_refusal_is_a_refusal_in_whatever_order_it_is_told(facts: list[Fact]) -> None:
    end = same(labelled(), REFUSED, "outbound", facts)
    assert end.outbound is Outbound.COMING_BACK
    assert "outbound_silence" not in end.deadlines


@given(facts=told(MOVING, "outbound"))
@settings(max_examples=150, deadline=None)
def test_a_parcel_is_as_silent_as_its_newest_scan(facts: list[Fact]) -> None:
    same(labelled(), MOVING, "outbound", facts)


@given(facts=told(LOST, "outbound"))
@settings(max_examples=150, deadline=None)
def test_a_loss_brings_one_more_unit_in_whatever_order_it_is_told(facts: list[Fact]) -> None:
    assert same(labelled(), LOST, "outbound", facts).attempt == 2


@given(facts=told(DELIVERED, "return"))
@settings(max_examples=150, deadline=None)
def test_a_return_arrives_once_and_its_freight_is_billed_once(facts: list[Fact]) -> None:
    end = same(delivered(), DELIVERED, "return", facts)
    assert end.inbound is Inbound.ARRIVED


@given(facts=told(LOST, "return"))
@settings(max_examples=150, deadline=None)
def test_a_lost_return_is_lost_in_whatever_order_it_is_told(facts: list[Fact]) -> None:
    assert same(delivered(), LOST, "return", facts).inbound is Inbound.WAIVED
