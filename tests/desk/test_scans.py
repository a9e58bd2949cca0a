"""Scans at the dock: the verdict at the station, and the case that really waits for the unit."""

import pytest
from sqlalchemy import select

from desk.intake import CaseForm
from desk.refusals import UnknownCase
from models.cases import AuditEvent, Case
from models.exchange import InboxFact
from models.locations import Reservation
from rules.case_facts import Told
from rules.case_words import Direction, Outbound, Stage
from runtime.database import Database
from tests.builders import TestDesk
from tests.desk.case_walk import CaseWalk
from tests.desk.dock import DAY, MONDAY, Dock
from tests.way_back import ADATUM, PhoneCustomer, a_phone_swap, serve_phones

BENCHLESS = {"care": {"bench": {"inspected": False}}}
TAILSPIN = PhoneCustomer(code="tailspin", returns=BENCHLESS)
FITTED = PhoneCustomer(
    code="fourthcoffee",
    returns={"care": {"accessories": [{"name": "Charger"}, {"name": "Dock"}]}},
)
IMEI, IMEI2, MEID = "490154203237518", "356938035643809", "A10000009296F7"


@pytest.fixture
def dock(shared_record: Database, desk: TestDesk, walk: CaseWalk) -> Dock:
    serve_phones(shared_record, desk.tenant_id, ADATUM, TAILSPIN, FITTED)
    return Dock(record=shared_record, desk=desk, walk=walk)


def test_an_owed_unit_finds_its_case_although_another_case_was_named(dock: Dock) -> None:
    first, second = dock.swap(ADATUM, "B-1"), dock.swap(ADATUM, "B-2")
    answer = dock.scan("B-1", second)
    assert (answer["word"], answer["colour"], answer["case"]) == ("RECEIVED", "green", first)
    assert f"Not case {second}." in answer["text"]
    dock.relay()
    assert dock.debts(first) == {"B-1": "received"}
    assert dock.debts(second) == {"B-2": "open"}
    assert dock.place("B-1") == "BENCH"
    assert dock.offences() == {}


def test_crossed_parcels_settle_both_cases_each_by_its_own_unit(dock: Dock) -> None:
    first, second = dock.swap(TAILSPIN, "X-1"), dock.swap(TAILSPIN, "X-2")
    dock.came(first)
    dock.came(second)
    assert dock.word("X-2", first) == ("RECEIVED", second)
    assert dock.word("X-1", second) == ("RECEIVED", first)
    assert dock.debts(first) == {"X-1": "received"}
    assert dock.debts(second) == {"X-2": "received"}
    assert dock.walk.run_errands(first).stage is Stage.CLOSED
    assert dock.walk.run_errands(second).stage is Stage.CLOSED
    assert dock.custody() == {}
    assert dock.offences() == {}


def test_the_number_of_a_parcel_is_no_receipt_and_says_what_should_be_in_it(dock: Dock) -> None:
    number = dock.swap(ADATUM, "P-1")
    dock.came(number)
    answer = dock.scan(dock.tracking(number).lower())
    assert (answer["word"], answer["colour"], answer["case"]) == ("OPEN IT", "amber", number)
    assert "Expected: P-1." in answer["text"]
    dock.relay()
    assert dock.debts(number) == {"P-1": "open"}


def test_an_unsafe_battery_is_warned_of_before_the_parcel_is_opened(dock: Dock) -> None:
    number = dock.swap(ADATUM, "P-2")
    tracking = dock.tracking(number)
    dock.decide(number, Told.BATTERY_ANSWERED, battery="suspect")
    assert "Take care: the battery" in dock.scan(tracking)["text"]


def test_a_replacement_that_comes_home_undelivered_is_taken_in_by_its_case(dock: Dock) -> None:
    number = dock.sent(ADATUM, "H-1")
    serial = dock.walk.reserved(number)
    dock.walk.carried(number, Direction.OUTBOUND, "returning", MONDAY + DAY)
    assert dock.word(serial) == ("RECEIVED", number)
    assert dock.place(serial) == "POOL-ADATUM"
    assert dock.walk.state(number).outbound is Outbound.NONE


def test_a_second_scan_is_harmless_whatever_case_is_named(dock: Dock) -> None:
    number, other = dock.swap(ADATUM, "D-1"), dock.swap(ADATUM, "D-2")
    assert dock.word("D-1") == ("RECEIVED", number)
    before = dock.walk.state(number).back
    assert dock.word("D-1", other) == ("ALREADY HERE", number)
    assert dock.walk.state(number).back == before
    assert dock.place("D-1") == "BENCH"
    assert dock.custody() == {}


def test_a_wrong_unit_goes_to_quarantine_of_the_named_case(dock: Dock) -> None:
    number = dock.swap(ADATUM, "W-1")
    dock.came(number)
    dock.unit("STRAY-1", owner="adatum")
    assert dock.word("STRAY-1", number.lower()) == ("WRONG UNIT", number)
    assert dock.place("STRAY-1") == "QUARANTINE"
    assert dock.debts(number) == {"W-1": "open"}
    assert dock.word("STRAY-1", number) == ("ALREADY HERE", number)
    (line,) = dock.open_items()
    assert (line.text, line.case, line.place) == ("STRAY-1", number, "QUARANTINE")
    assert dock.offences() == {}


def test_a_unit_that_we_sent_by_mistake_is_found_through_the_shelf_it_should_stand_on(
    dock: Dock,
) -> None:
    number = dock.swap(ADATUM, "M-1")
    dock.came(number)
    answer = dock.scan("ADATUM-0006", number)
    assert answer["word"] == "WRONG UNIT"
    assert "The record has it on POOL-ADATUM: it was sent by mistake" in answer["text"]
    dock.relay()
    assert dock.place("ADATUM-0006") == "QUARANTINE"
    (told,) = (line for line in story(dock, number) if line[0] == "another_unit_came")
    assert "by mistake" in told[1]["sent_by_us"]
    assert dock.offences() == {}


def test_the_replacement_of_another_case_is_known_by_its_pack_scan(dock: Dock) -> None:
    first, second = dock.swap(ADATUM, "R-1"), dock.swap(ADATUM, "R-2")
    dock.came(first)
    sent = dock.walk.reserved(second)
    answer = dock.scan(sent, first)
    assert (answer["word"], answer["case"]) == ("WRONG UNIT", first)
    assert f"We sent it in case {second}." in answer["text"]


def test_a_unit_in_our_hands_is_no_longer_promised_from_its_shelf(dock: Dock) -> None:
    number = dock.swap(ADATUM, "F-1")
    dock.came(number)
    waiting = dock.walk.open(a_swap_of("F-2"))
    promised = dock.walk.reserved(waiting)
    assert dock.word(promised, number) == ("WRONG UNIT", number)
    assert dock.place(promised) == "QUARANTINE"
    assert dock.walk.reserved(waiting) != promised
    with dock.record.as_tenant(dock.desk.tenant_id) as session:
        held = session.scalars(select(Reservation).where(Reservation.released_at.is_(None))).all()
    assert len(held) == 1
    assert dock.offences() == {}


def test_an_unknown_serial_is_in_custody_of_nobody_and_counted_once(dock: Dock) -> None:
    assert dock.word("ZZ-404") == ("UNKNOWN", None)
    assert dock.word("zz-404") == ("ALREADY HERE", None)
    assert dock.custody() == {"ZZ-404": ""}
    (line,) = dock.open_items()
    assert (line.case, line.place) == ("", "set aside")


def test_a_scan_that_is_sent_again_is_one_scan(dock: Dock) -> None:
    answers = [dock.scan("ZZ-405", key="once") for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(dock.open_items()) == 1


def test_an_unknown_serial_belongs_to_the_open_case_that_was_named(dock: Dock) -> None:
    number = dock.swap(ADATUM, "N-1")
    assert dock.word("ZZ-406", number) == ("WRONG UNIT", number)
    assert dock.word("ZZ-406") == ("ALREADY HERE", number)
    (line,) = dock.open_items()
    assert (line.case, line.identify) == (number, True)


def test_a_damaged_imei_is_said_to_be_damaged(dock: Dock) -> None:
    answer = dock.scan("490154203237519")
    assert answer["word"] == "UNKNOWN"
    assert "the check digit would be 8" in answer["text"]


@pytest.mark.parametrize("code", [IMEI, "IMEI2: 356938-03-564380-9", MEID.lower(), "I-1"])
def test_any_number_of_a_device_finds_its_case(dock: Dock, code: str) -> None:
    dock.unit("I-1", imei=IMEI, imei2=IMEI2 if "IMEI2" in code else MEID, owner="adatum")
    number = dock.swap(ADATUM, "I-1")
    assert dock.word(code) == ("RECEIVED", number)


def test_a_known_unit_without_any_case_is_in_quarantine_until_a_person_places_it(
    dock: Dock,
) -> None:
    dock.unit("LONE-1")
    assert dock.word("LONE-1") == ("NOT EXPECTED", None)
    assert dock.place("LONE-1") == "QUARANTINE"
    assert dock.word("LONE-1") == ("ALREADY HERE", None)
    assert dock.offences() == {}


def test_a_unit_that_stands_on_our_shelf_is_not_booked_because_it_was_scanned(dock: Dock) -> None:
    assert dock.word("ADATUM-0001") == ("ALREADY HERE", None)
    assert dock.place("ADATUM-0001") == "POOL-ADATUM"


def test_several_units_of_several_cases_in_one_box_are_just_scanned(dock: Dock) -> None:
    cases = [dock.swap(TAILSPIN, f"BOX-{n}") for n in (1, 2, 3)]
    dock.came(cases[0])
    found = [dock.word(f"BOX-{n}", cases[0]) for n in (3, 1, 2)]
    assert found == [("RECEIVED", cases[at]) for at in (2, 0, 1)]
    assert [dock.walk.run_errands(case).stage for case in cases] == [Stage.CLOSED] * 3
    assert dock.offences() == {}


def test_the_station_says_which_accessories_to_look_for(dock: Dock) -> None:
    dock.swap(FITTED, "A-1")
    assert "Look for: Charger, Dock." in dock.scan("A-1")["text"]


def test_a_case_number_at_the_dock_asks_for_what_came(dock: Dock) -> None:
    number = dock.swap(ADATUM, "C-1")
    answer = dock.scan(number)
    assert (answer["word"], answer["case"]) == ("CASE", number)
    assert dock.waiting() == []


def test_a_case_that_does_not_exist_is_refused_before_anything_is_written(dock: Dock) -> None:
    with pytest.raises(UnknownCase):
        dock.scan("ZZ-407", "SE-1999-000001")
    assert dock.custody() == {}
    with dock.record.as_tenant(dock.desk.tenant_id) as session:
        assert session.scalars(select(InboxFact.id)).all() == []


def a_swap_of(serial: str) -> CaseForm:
    return a_phone_swap(ADATUM, serial, MONDAY)


def story(dock: Dock, number: str) -> list[tuple[str, dict[str, str]]]:
    with dock.record.as_tenant(dock.desk.tenant_id) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        rows = session.scalars(select(AuditEvent).where(AuditEvent.case_id == case_id))
        return [(row.word, row.details) for row in rows]
