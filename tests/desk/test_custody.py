"""Custody: what came in and is nobody's answer yet leaves our hands by a person's word only."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.custody import CustodyLine, OutcomeForm, custody_list
from desk.custody_outcome import (
    ItemSettled,
    OutcomeIncomplete,
    UnknownItem,
    settle_nobodys,
)
from desk.finds import Find, FindForm, keep_find
from desk.refusals import NotAllowed, UnknownCase
from desk.request_keys import Answer
from models.parties import Role
from rules.case_facts import Told
from rules.case_values import ItemOutcome
from rules.case_waiting import waits_for
from rules.case_words import Inbound, Stage
from runtime.database import Database
from tests.builders import TestDesk
from tests.desk.case_walk import CaseWalk
from tests.desk.dock import RECEIVED, Dock
from tests.way_back import ADATUM, PhoneCustomer, serve_phones

TAILSPIN = PhoneCustomer(code="tailspin", returns={"care": {"bench": {"inspected": False}}})


@pytest.fixture
def dock(shared_record: Database, desk: TestDesk, walk: CaseWalk) -> Dock:
    serve_phones(shared_record, desk.tenant_id, ADATUM, TAILSPIN)
    return Dock(record=shared_record, desk=desk, walk=walk)


def settle(dock: Dock, line: CustodyLine, outcome: ItemOutcome, key: str, **said: str) -> Answer:
    form = OutcomeForm(outcome=outcome, at=RECEIVED + timedelta(hours=2), **said)
    return settle_nobodys(dock.record, dock.desk.clerk, line.id, form, key)


def only(dock: Dock) -> CustodyLine:
    (line,) = dock.open_items()
    return line


def test_an_unknown_serial_is_placed_to_the_case_it_belongs_to(dock: Dock) -> None:
    number = dock.swap(TAILSPIN, "T-1")
    dock.word("T-I")
    placed = settle(dock, only(dock), ItemOutcome.OTHER_CASE, "k1", case=number)
    assert placed["case"] == number
    dock.relay()
    line = only(dock)
    assert (line.text, line.case, line.identify) == ("T-I", number, True)
    state = dock.decide(number, Told.IDENTIFIED, outcome="accepted", because="An I for a 1.")
    assert dock.walk.run_errands(number).stage is Stage.CLOSED
    assert state.back.items == ()
    assert dock.debts(number) == {"T-1": "received"}
    assert dock.open_items() == ()
    assert dock.offences() == {}


def test_a_serial_that_was_read_wrong_is_received_as_the_unit_it_is(dock: Dock) -> None:
    number = dock.swap(ADATUM, "T-2")
    dock.word("T-Z")
    settle(dock, only(dock), ItemOutcome.OTHER_CASE, "k1", case=number, serial="t-2")
    dock.relay()
    assert dock.debts(number) == {"T-2": "received"}
    assert dock.place("T-2") == "BENCH"
    assert dock.open_items() == ()


@pytest.mark.parametrize("outcome", [ItemOutcome.RETURNED, ItemOutcome.DESTROYED, ItemOutcome.KEPT])
def test_what_belongs_to_no_case_ends_with_a_reason_once(dock: Dock, outcome: ItemOutcome) -> None:
    dock.word("T-3")
    line = only(dock)
    with pytest.raises(OutcomeIncomplete, match="say why"):
        settle(dock, line, outcome, "k1", because=" ")
    first = settle(dock, line, outcome, "k2", because="As its sender wrote.")
    assert settle(dock, line, outcome, "k2", because="As its sender wrote.") == first
    with pytest.raises(ItemSettled, match=outcome.value):
        settle(dock, line, outcome, "k3", because="Again.")
    assert dock.custody() == {"T-3": outcome.value}
    assert dock.open_items() == ()


@pytest.mark.parametrize(
    ("outcome", "place"), [(ItemOutcome.RETURNED, "AT-FABRIKAM"), (ItemOutcome.DESTROYED, "SCRAP")]
)
def test_a_known_unit_of_no_case_leaves_quarantine_with_its_outcome(
    dock: Dock, outcome: ItemOutcome, place: str
) -> None:
    dock.unit("T-4")
    dock.word("T-4")
    with pytest.raises(OutcomeIncomplete, match="on record"):
        settle(dock, only(dock), ItemOutcome.KEPT, "k1", because="Ours?")
    assert ItemOutcome.KEPT not in only(dock).outcomes
    settle(dock, only(dock), outcome, "k2", because="Asked its owner.")
    assert dock.place("T-4") == place
    assert dock.offences() == {}


def test_nothing_is_placed_to_a_case_that_is_none_or_has_ended(dock: Dock) -> None:
    number = dock.swap(TAILSPIN, "T-5")
    dock.word("T-5")
    assert dock.walk.run_errands(number).stage is Stage.CLOSED
    dock.word("T-6")
    with pytest.raises(OutcomeIncomplete, match="has ended"):
        settle(dock, only(dock), ItemOutcome.OTHER_CASE, "k1", case=number)
    with pytest.raises(UnknownCase):
        settle(dock, only(dock), ItemOutcome.OTHER_CASE, "k2", case="SE-1999-000001")
    with pytest.raises(OutcomeIncomplete, match="no unit T-66 is on record"):
        settle(
            dock,
            only(dock),
            ItemOutcome.OTHER_CASE,
            "k3",
            case=dock.swap(ADATUM, "T-7"),
            serial="T-66",
        )
    assert dock.custody() == {"T-6": ""}


def test_a_stranger_of_one_case_is_told_to_the_case_that_owes_it(dock: Dock) -> None:
    first, second = dock.swap(ADATUM, "S-1"), dock.swap(ADATUM, "S-2")
    dock.came(first)
    dock.unit("S-3", owner="adatum")
    assert dock.word("S-3", first) == ("WRONG UNIT", first)
    state = dock.decide(first, Told.ITEM_SETTLED, outcome="other_case", case=second)
    assert state.back.items == ()
    dock.relay()
    assert only(dock).case == second
    assert dock.place("S-3") == "QUARANTINE"
    dock.decide(second, Told.ITEM_SETTLED, outcome="returned")
    assert dock.place("S-3") == "AT-ADATUM"
    assert dock.offences() == {}


def test_a_stranger_for_a_case_that_does_not_exist_stays_where_it_is(dock: Dock) -> None:
    number = dock.swap(ADATUM, "S-4")
    dock.unit("S-5", owner="adatum")
    dock.word("S-5", number)
    state = dock.decide(number, Told.ITEM_SETTLED, outcome="other_case", case="SE-1999-000009")
    (item,) = state.back.items
    assert (item.text, bool(item.unit)) == ("S-5", True)
    assert only(dock).case == number


def test_a_unit_that_is_kept_lies_on_the_bench_and_a_destroyed_one_in_scrap(dock: Dock) -> None:
    number = dock.swap(ADATUM, "S-6")
    for serial, outcome in (("S-7", "kept"), ("S-8", "destroyed")):
        dock.unit(serial, owner="adatum")
        dock.word(serial, number)
        dock.decide(number, Told.ITEM_SETTLED, outcome=outcome, because="Ours.")
    assert (dock.place("S-7"), dock.place("S-8")) == ("BENCH", "SCRAP")
    assert [job.serial for job in dock.walk.state(number).back.jobs] == ["S-7"]


def test_a_sim_card_is_destroyed_on_record(dock: Dock) -> None:
    number = dock.swap(ADATUM, "S-9")
    dock.word("S-9")
    dock.decide(number, Told.ITEM_FOUND, kind="sim")
    line = only(dock)
    assert (line.text, line.place) == ("SIM card", "set aside")
    assert ItemOutcome.DESTROYED in line.outcomes
    assert ItemOutcome.OTHER_CASE not in line.outcomes
    dock.decide(number, Told.ITEM_SETTLED, outcome="destroyed", because="Cut in two.")
    assert dock.custody() == {"SIM card": "destroyed"}


def test_a_locked_unit_is_held_for_the_customer_on_the_record_too(dock: Dock) -> None:
    number = dock.swap(ADATUM, "L-1")
    dock.word("L-1")
    state = dock.decide(number, Told.LOCK_FOUND, serial="L-1")
    assert dock.debts(number) == {"L-1": "held"}
    assert state.inbound is Inbound.ARRIVED
    assert waits_for(dock.walk.run_errands(number)).what == "activation_lock"
    assert dock.word("L-1") == ("LOCKED", number)
    assert dock.debts(number) == {"L-1": "held"}
    dock.decide(number, Told.LOCK_OFF)
    assert dock.debts(number) == {"L-1": "received"}
    assert dock.offences() == {}


def test_an_unreadable_serial_is_listed_with_what_the_contract_says_of_it(dock: Dock) -> None:
    number = dock.swap(ADATUM, "U-1")
    dock.decide(number, Told.UNREADABLE_RECEIVED, why="defaced", text="Grey phone, no plate")
    line = only(dock)
    assert (line.text, line.identify, line.terms) == ("Grey phone, no plate", True, "")
    assert ItemOutcome.OTHER_CASE not in line.outcomes


def test_a_thing_that_is_not_there_cannot_be_settled(dock: Dock) -> None:
    form = OutcomeForm(outcome=ItemOutcome.KEPT, because="None.")
    with pytest.raises(UnknownItem):
        settle_nobodys(dock.record, dock.desk.clerk, uuid.uuid4(), form, "k1")


def test_only_the_desk_sees_what_is_in_custody(dock: Dock) -> None:
    person = replace(dock.desk.clerk, role=Role.CUSTOMER)
    with pytest.raises(NotAllowed):
        custody_list(dock.record, person)


def test_a_card_of_a_case_that_has_ended_is_in_custody_of_nobody_once(dock: Dock) -> None:
    number = dock.swap(TAILSPIN, "E-1")
    dock.word("E-1")
    assert dock.walk.run_errands(number).stage is Stage.CLOSED
    form = FindForm(find=Find.SIM, case=number, at=RECEIVED)
    for _ in range(2):
        assert keep_find(dock.record, dock.desk.clerk, form, "k1")["kept"] is True
    line = only(dock)
    assert (line.text, line.case) == (f"SIM card from case {number}", "")
    settle(dock, line, ItemOutcome.RETURNED, "k2", because="By letter post.")
    assert dock.open_items() == ()
    assert dock.offences() == {}
