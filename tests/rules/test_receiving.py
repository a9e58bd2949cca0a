"""What a scan at the dock comes to in the case machine."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete
from rules.case_state import Entry
from rules.case_values import DebtState, ItemKind, JobState
from rules.case_words import Enter, Inbound, Stage
from tests.rules.cases import UNINSPECTED, a_fact, decided, tell
from tests.rules.parcels import (
    INSPECTED,
    arrived,
    debt_state,
    letters,
    only_item,
    owing_two,
    scan,
    words,
    written,
)


def test_another_unit_goes_to_quarantine_and_the_debt_stays_open() -> None:
    step = tell(arrived(), scan("stranger", "SN-9"))
    state = step.state
    assert debt_state(state) is DebtState.OPEN
    assert only_item(state).unit == "stranger"
    received = written(step, Enter.RECEIVE)
    assert [(one["unit_id"], one["to"]) for one in received] == [("stranger", "quarantine")]
    assert "wrong_unit_came" in letters(step)
    assert state.inbound is Inbound.OWED
    assert any(errand.key == "return/2/label" for errand in state.pending)


def test_a_unit_that_we_sent_by_mistake_is_told_as_such() -> None:
    step = tell(arrived(), scan("stranger", "SN-9", sent_by_us="We sent it in case X."))
    assert step.story[0].details["sent_by_us"] == "We sent it in case X."


def test_an_unknown_serial_is_in_custody_as_it_was_read() -> None:
    state = tell(arrived(), scan("", "SN-9")).state
    assert only_item(state).text == "SN-9"
    again = tell(state, scan("", "SN-9"))
    assert again.state.back.items == state.back.items
    assert words(again) == ["scanned_again"]


@pytest.mark.parametrize("unit", ["stranger", "broken"])
def test_a_unit_that_is_scanned_twice_is_booked_once(unit: str) -> None:
    first = tell(arrived(plan=INSPECTED), scan(unit)).state
    again = tell(first, scan(unit))
    assert again.entries == ()
    assert words(again) == ["scanned_again"]
    assert again.state.back == first.back


def test_one_unit_of_two_asks_for_the_other_and_the_second_ends_the_way_back() -> None:
    one = tell(owing_two(), scan("broken"))
    assert "more_is_owed" in letters(one)
    assert debt_state(one.state, "dead") is DebtState.OPEN
    assert one.state.inbound is Inbound.OWED
    two = tell(one.state, scan("dead"))
    assert two.state.inbound is Inbound.RECEIVED
    assert "return_received" in letters(two)


def test_a_stranger_is_settled_and_leaves_quarantine() -> None:
    state = tell(arrived(), scan("stranger", "SN-9")).state
    fact = a_fact(Told.ITEM_SETTLED, 110, outcome="returned")
    step = tell(state, fact)
    assert [(one["unit_id"], one["to"]) for one in written(step, Enter.MOVE)] == [
        ("stranger", "customer")
    ]
    assert step.state.back.items == ()
    assert written(step, Enter.CUSTODY)[0]["by"] == "test"


def test_a_stranger_that_is_kept_goes_to_the_bench_like_any_other_unit() -> None:
    state = tell(arrived(), scan("stranger", "SN-9")).state
    state = decided(state, Told.ITEM_SETTLED, outcome="kept", because="Our own.")
    (job,) = state.back.jobs
    assert (job.unit, job.serial, job.state) == ("stranger", "SN-9", JobState.WAITING)


def test_a_stranger_of_another_case_is_told_to_that_case_by_the_record() -> None:
    state = tell(arrived(), scan("stranger", "SN-9")).state
    step = tell(state, a_fact(Told.ITEM_SETTLED, outcome="other_case", case=" se-2026-000002"))
    (custody,) = written(step, Enter.CUSTODY)
    assert custody["case"] == "SE-2026-000002"
    assert written(step, Enter.MOVE) == []


@pytest.mark.parametrize(
    "answers",
    [
        {"outcome": "kept"},
        {"outcome": "destroyed", "because": " "},
        {"outcome": "accepted"},
        {"outcome": "other_case"},
        {"outcome": "other_case", "case": "SE-2026-000001"},
        {"outcome": "returned", "item": "99"},
        {"outcome": "thrown"},
    ],
)
def test_custody_does_not_end_without_what_it_needs(answers: dict[str, str]) -> None:
    state = tell(arrived(), scan("stranger", "SN-9")).state
    with pytest.raises(DecisionIncomplete):
        decided(state, Told.ITEM_SETTLED, **answers)


def test_of_several_things_one_is_named_by_its_key() -> None:
    state = tell(arrived(), scan("stranger", "SN-9"), scan("", "SN-10")).state
    first, second = state.back.items
    with pytest.raises(DecisionIncomplete, match=rf"{first.key} \(SN-9\), {second.key} \(SN-10\)"):
        decided(state, Told.ITEM_SETTLED, outcome="returned")
    after = decided(state, Told.ITEM_SETTLED, outcome="returned", item=second.key)
    assert after.back.items == (first,)


def test_another_part_is_in_custody_too() -> None:
    state = arrived(part="FAN-40")
    step = tell(state, a_fact(Told.RECEIPT_SCANNED, unit_id="", serial="FAN-80"))
    assert only_item(step.state).kind is ItemKind.OTHER
    assert debt_state(step.state, "") is DebtState.OPEN


def test_a_custody_entry_carries_what_the_record_needs() -> None:
    step = tell(arrived(), scan("stranger", "SN-9"))
    (entry,) = (one for one in step.entries if one.enter is Enter.CUSTODY)
    assert isinstance(entry, Entry)
    assert set(entry.details) >= {"key", "kind", "text", "unit_id", "outcome", "by", "at"}


def test_the_receipt_of_an_uninspected_unit_still_ends_the_case() -> None:
    assert UNINSPECTED.bench.inspected is False
    assert tell(arrived(), scan("broken")).state.stage is Stage.CLOSED


@given(st.lists(st.sampled_from(["broken", "dead", "stranger", ""]), max_size=8))
def test_whatever_is_scanned_in_whatever_order_each_thing_is_taken_in_once(
    units: Sequence[str],
) -> None:
    state = owing_two(plan=INSPECTED)
    taken: list[str] = []
    for unit in units:
        step = tell(state, scan(unit, serial=f"SN-{unit}"))
        taken += [entry["unit_id"] for entry in written(step, Enter.RECEIVE)]
        state = step.state
    assert sorted(taken) == sorted(set(units) - {""})
    for owed in ("broken", "dead"):
        wanted = DebtState.RECEIVED if owed in units else DebtState.OPEN
        assert debt_state(state, owed) is wanted
    held = {item.unit for item in state.back.items}
    assert held == set(units) - {"broken", "dead"}
    assert {job.unit for job in state.back.jobs} == set(units) - {"stranger", ""}
