"""What is found, or missed, when a parcel is opened, in the case machine."""

from decimal import Decimal

import pytest

from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_values import ChargeKind, DebtState, ItemKind, Pause
from rules.case_waiting import waits_for
from rules.case_words import Enter, Inbound, Mover, Stage
from rules.decision_words import YES_NO
from tests.rules.cases import a_fact, decided, delivered, tell
from tests.rules.parcels import (
    FITTED,
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


def test_a_sim_card_keeps_the_case_open_until_it_is_destroyed_with_a_reason() -> None:
    state = tell(arrived(plan=INSPECTED), scan("broken")).state
    found = tell(state, a_fact(Told.ITEM_FOUND, kind="sim"))
    assert letters(found) == ["card_found"]
    assert only_item(found.state).text == "SIM card"
    with pytest.raises(DecisionIncomplete, match="because"):
        decided(found.state, Told.ITEM_SETTLED, outcome="returned")
    settled = tell(
        found.state, a_fact(Told.ITEM_SETTLED, outcome="destroyed", because="Cut on the bench.")
    )
    assert letters(settled) == ["card_settled"]
    (custody,) = written(settled, Enter.CUSTODY)
    assert (custody["outcome"], custody["by"]) == ("destroyed", "test")
    assert custody["because"] == "Cut on the bench."


def test_a_decision_finds_no_unit_of_the_record() -> None:
    state = tell(arrived(plan=INSPECTED), scan("broken")).state
    state = decided(state, Told.ITEM_FOUND, kind="other", unit_id="stranger")
    assert only_item(state).unit == ""


def test_a_locked_unit_waits_for_the_customer_and_is_received_once_it_is_free() -> None:
    state = tell(arrived(plan=INSPECTED), scan("broken", "SN-1")).state
    locked = tell(state, a_fact(Told.LOCK_FOUND, 101))
    assert letters(locked) == ["lock_active"]
    assert debt_state(locked.state) is DebtState.HELD
    assert locked.state.back.locked == ("broken",)
    assert locked.state.inbound is Inbound.ARRIVED
    waiting = waits_for(locked.state)
    assert (waiting.what, waiting.mover) == ("activation_lock", Mover.CUSTOMER)
    assert waiting.until is not None
    free = decided(locked.state, Told.LOCK_OFF)
    assert debt_state(free) is DebtState.RECEIVED
    assert free.back.locked == ()
    assert free.inbound is Inbound.RECEIVED
    assert len(free.back.jobs) == 1


def test_a_scan_of_a_locked_unit_changes_nothing() -> None:
    state = tell(arrived(plan=INSPECTED), scan("broken")).state
    locked = decided(state, Told.LOCK_FOUND)
    again = tell(locked, scan("broken"))
    assert again.state.back == locked.back
    assert words(again) == ["scanned_again"]


def test_a_lock_seen_before_the_scan_books_custody_and_stops_the_clock() -> None:
    state = arrived(plan=INSPECTED)
    locked = tell(state, a_fact(Told.LOCK_FOUND, 101))
    assert [one["to"] for one in written(locked, Enter.RECEIVE)] == ["bench"]
    assert locked.state.back.clock is not None
    assert Pause.LOCK in locked.state.back.clock.pauses
    free = decided(locked.state, Told.LOCK_OFF)
    assert free.back.clock is None
    assert free.inbound is Inbound.RECEIVED


def test_of_two_units_a_lock_names_its_own() -> None:
    state = tell(owing_two(plan=INSPECTED), scan("broken", "SN-1"), scan("dead", "SN-2")).state
    with pytest.raises(DecisionIncomplete, match="SN-1, SN-2"):
        decided(state, Told.LOCK_FOUND)
    locked = decided(state, Told.LOCK_FOUND, serial="sn-2")
    assert locked.back.locked == ("dead",)
    assert debt_state(locked) is DebtState.RECEIVED
    free = decided(locked, Told.LOCK_OFF)
    assert debt_state(free, "dead") is DebtState.RECEIVED
    assert free.inbound is Inbound.RECEIVED


def test_a_lock_needs_a_unit_and_a_lock_that_is_off_needs_one_that_was_on() -> None:
    for told in (Told.LOCK_FOUND, Told.LOCK_OFF):
        with pytest.raises(WrongStage):
            decided(delivered(plan=INSPECTED), told)


def test_accessories_are_charged_asked_for_or_let_go_as_the_contract_says() -> None:
    state = arrived(plan=FITTED)
    step = tell(state, a_fact(Told.ACCESSORY_MISSING, what="charger, DOCK,film"))
    (charge,) = step.state.back.charges
    assert (charge.kind, charge.about, charge.amount) == (
        ChargeKind.ACCESSORY,
        "Charger",
        Decimal(190),
    )
    assert [(item.kind, item.text) for item in step.state.back.items] == [
        (ItemKind.ACCESSORY, "Dock")
    ]
    assert letters(step) == ["accessories_missing"]
    (told,) = (line for line in step.story if line.word == "accessory_asked")
    assert told.details["text"] == "Dock"
    came = decided(step.state, Told.ITEM_SETTLED, outcome="accepted")
    assert came.back.items == ()


def test_an_accessory_is_missed_once() -> None:
    state = arrived(plan=FITTED)
    for _ in YES_NO:
        state = decided(state, Told.ACCESSORY_MISSING, what="Charger, Dock")
    assert len(state.back.items) == 1
    assert len(state.back.charges) == 1


@pytest.mark.parametrize("what", ["Box", "Dock, Box", " , "])
def test_an_accessory_nobody_agreed_on_is_refused_with_the_names_that_are(what: str) -> None:
    with pytest.raises(DecisionIncomplete, match=r"Charger, Dock, Film|a text"):
        decided(arrived(plan=FITTED), Told.ACCESSORY_MISSING, what=what)


def test_an_unreadable_unit_leaves_the_debt_open_and_stops_the_clock_until_it_is_known() -> None:
    state = decided(arrived(), Told.UNREADABLE_RECEIVED, why="defaced", text="Grey phone")
    assert debt_state(state) is DebtState.OPEN
    assert only_item(state).doubt == "defaced"
    assert state.back.clock is not None
    assert Pause.UNREADABLE in state.back.clock.pauses
    assert waits_for(state).what == "custody"
    known = decided(state, Told.IDENTIFIED, outcome="accepted", because="By its board.")
    assert debt_state(known) is DebtState.RECEIVED
    assert known.stage is Stage.CLOSED


def test_an_unreadable_unit_that_is_refused_stays_and_the_right_one_is_asked_for() -> None:
    state = decided(arrived(), Told.UNREADABLE_RECEIVED, why="defaced", text="Grey phone")
    step = tell(state, a_fact(Told.IDENTIFIED, 120, outcome="refused", because="Void."))
    assert debt_state(step.state) is DebtState.OPEN
    assert only_item(step.state).doubt == ""
    assert "wrong_unit_came" in letters(step)
    assert step.state.back.clock is not None
    assert step.state.back.clock.pauses == ()


def test_a_misread_serial_is_identified_with_the_corrected_one() -> None:
    state = tell(arrived(plan=INSPECTED), scan("", "SN-I")).state
    answers = {"outcome": "accepted", "because": "An I for a 1.", "serial": "sn-1"}
    known = decided(state, Told.IDENTIFIED, **answers)
    (debt,) = known.back.debts
    assert (debt.state, debt.serial) == (DebtState.RECEIVED, "SN-1")


def test_of_two_owed_units_the_identified_one_is_named_by_why_it_is_owed() -> None:
    state = tell(owing_two(), scan("", "SN-X")).state
    with pytest.raises(DecisionIncomplete, match="broken, dead_on_arrival"):
        decided(state, Told.IDENTIFIED, outcome="accepted", because="Seen.")
    known = decided(
        state, Told.IDENTIFIED, outcome="accepted", because="Seen.", why="dead_on_arrival"
    )
    assert debt_state(known, "dead") is DebtState.RECEIVED
    assert debt_state(known) is DebtState.OPEN


def test_a_known_unit_is_never_identified_as_another() -> None:
    state = tell(arrived(), scan("stranger", "SN-9")).state
    with pytest.raises(WrongStage):
        decided(state, Told.IDENTIFIED, outcome="accepted", because="It looks like it.")
