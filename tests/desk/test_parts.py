"""A part without a serial in place of a unit: by quantity, from the shelf to the customer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from desk.intake import open_case
from desk.invariant_queries import CUSTODY, CUSTODY_NOW, PARTS
from desk.judging import in_force
from desk.parts import (
    NoQuantity,
    PartReceipt,
    PartsNotSent,
    UnknownPart,
    part_asked,
    receive_parts,
)
from desk.refusals import NotAllowed
from desk.scans import ScanForm, Station, take_scan
from models.contracts import Contract
from models.locations import Reservation, UnitRequest
from models.parties import Role
from rules.case_facts import Told
from rules.case_words import (
    Direction,
    Inbound,
    Outbound,
    Remedy,
    Stage,
)
from runtime.database import Database
from tests.builders import TestDesk, a_swap, an_advance_replacement
from tests.desk.case_walk import CaseWalk
from tests.parts import FAN, a_fan, fans, receive_fans, stock_fans

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOME = "AT-NORTHWIND"


def wanted(walk: CaseWalk, serial: str = "K-1", at: datetime = MONDAY) -> str:
    """A case whose defect is identified: a fan is to be packed."""
    number = walk.open(a_fan(serial, at=at))
    walk.tell(number, Told.DIAGNOSED, at, defective="yes")
    return number


def sent(walk: CaseWalk, serial: str = "K-1") -> str:
    """A case whose fan the carrier has."""
    number = wanted(walk, serial)
    walk.pack(number, FAN.code, MONDAY + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY + 2 * HOUR)
    return number


def delivered(walk: CaseWalk, serial: str = "K-1") -> str:
    number = sent(walk, serial)
    walk.carried(number, Direction.OUTBOUND, "delivered", MONDAY + DAY)
    return number


def came_in(walk: CaseWalk, number: str, code: str = FAN.code) -> Stage:
    """Something without a serial is scanned at the dock for the case."""
    walk.tell(number, Told.RECEIPT_SCANNED, MONDAY + 3 * DAY, serial=code, unit_id="")
    return walk.run_errands(number).stage


def scan(
    record: Database, desk: TestDesk, station: Station, code: str, case: str = ""
) -> tuple[str, str | None]:
    form = ScanForm(station=station, code=code, case=case, at=MONDAY + HOUR)
    key = f"{station}/{code}/{case}/{desk.tenant}"
    answer = take_scan(record, desk.clerk, form, key)
    return answer["word"], answer["case"]


def offences(record: Database, desk: TestDesk) -> int:
    """Rows that break what must hold of custody and of parts."""
    with record.as_tenant(desk.tenant_id) as session:
        return sum(len(session.execute(text(one.query)).all()) for one in (CUSTODY, PARTS)) + len(
            session.execute(text(CUSTODY_NOW.query)).all()
        )


def test_a_part_goes_by_quantity_from_the_shelf_to_the_customer_and_the_broken_one_to_the_bench(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    stock_fans(shared_record, desk, 2)
    number = wanted(walk)
    assert fans(shared_record, desk) == {"SHELF": 2}
    walk.pack(number, FAN.code, MONDAY + HOUR)
    assert fans(shared_record, desk) == {"DOCK": 1, "SHELF": 1}
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY + 2 * HOUR)
    assert fans(shared_record, desk) == {"SHELF": 1, "TRANSIT": 1}
    walk.carried(number, Direction.OUTBOUND, "delivered", MONDAY + DAY)
    assert fans(shared_record, desk) == {HOME: 1, "SHELF": 1}
    walk.carried(number, Direction.RETURN, "handed_over", MONDAY + 2 * DAY)
    assert fans(shared_record, desk) == {HOME: 1, "SHELF": 1, "TRANSIT": 1}
    assert came_in(walk, number) is Stage.CLOSED
    assert fans(shared_record, desk) == {HOME: 1, "BENCH": 1, "SHELF": 1}
    assert offences(shared_record, desk) == 0


def test_no_unit_is_asked_for_or_held_and_the_device_stays_where_it_is(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    stock_fans(shared_record, desk, 1)
    assert came_in(walk, delivered(walk)) is Stage.CLOSED
    with shared_record.as_tenant(desk.tenant_id) as session:
        for table in (UnitRequest, Reservation):
            assert session.scalars(select(func.count()).select_from(table)).one() == 0
        state = walk.state(walk.open(an_advance_replacement("K-1", at=MONDAY + 5 * DAY)))
    assert (state.part, state.owed_unit) == ("", "")


def test_without_a_part_on_the_shelf_packing_is_refused_until_one_is_received(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    stock_fans(shared_record, desk, 1)
    first, second = wanted(walk, "K-1"), wanted(walk, "K-2")
    walk.pack(first, FAN.code, MONDAY + HOUR)
    assert walk.pack(second, FAN.code, MONDAY + HOUR).outbound is Outbound.RESERVED
    assert fans(shared_record, desk) == {"DOCK": 1}
    receive_fans(shared_record, desk, 1)
    assert walk.pack(second, FAN.code, MONDAY + 2 * HOUR).outbound is Outbound.LABELLED


def test_a_unit_or_another_code_is_refused_for_a_case_that_sends_a_part(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    stock_fans(shared_record, desk, 1)
    number = wanted(walk)
    for serial in ("KIOSK-0001", "FAN-80"):
        assert walk.pack(number, serial, MONDAY + HOUR).outbound is Outbound.RESERVED
    assert fans(shared_record, desk) == {"SHELF": 1}


def test_a_cancelled_part_goes_back_to_the_shelf_once_packed_or_not(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    stock_fans(shared_record, desk, 2)
    unpacked, packed = wanted(walk, "K-1"), wanted(walk, "K-2")
    walk.pack(packed, FAN.code, MONDAY + HOUR)
    for number in (unpacked, packed):
        walk.tell(number, Told.CANCEL_ASKED, MONDAY + 2 * HOUR, because="It works again.")
        assert walk.run_errands(number).stage is Stage.CANCELLED
    assert fans(shared_record, desk) == {"SHELF": 2}


def test_an_undelivered_part_comes_home_to_the_shelf(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    stock_fans(shared_record, desk, 1)
    number = sent(walk)
    walk.carried(number, Direction.OUTBOUND, "refused", MONDAY + DAY)
    came_in(walk, number)
    assert walk.state(number).outbound is Outbound.NONE
    assert fans(shared_record, desk) == {"SHELF": 1}
    walk.tell(number, Told.SEND_AGAIN, MONDAY + 4 * DAY)
    assert walk.pack(number, FAN.code, MONDAY + 4 * DAY).outbound is Outbound.LABELLED


def test_a_lost_part_is_written_off_and_another_one_is_to_be_packed(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    stock_fans(shared_record, desk, 2)
    number = sent(walk)
    state = walk.carried(number, Direction.OUTBOUND, "lost", MONDAY + 5 * DAY)
    assert (state.outbound, state.attempt) == (Outbound.RESERVED, 2)
    assert fans(shared_record, desk) == {"LOST": 1, "SHELF": 1}


def test_a_part_delivered_after_a_cancellation_is_itself_owed_back_to_the_shelf(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    stock_fans(shared_record, desk, 1)
    number = delivered(walk)
    walk.tell(number, Told.CANCEL_ASKED, MONDAY + 2 * DAY, because="It was the plug.")
    walk.run_errands(number)
    assert came_in(walk, number) is Stage.CLOSED
    assert fans(shared_record, desk) == {"SHELF": 1}
    assert offences(shared_record, desk) == 0


def test_a_part_that_comes_twice_or_is_another_one_is_left_to_a_person(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    stock_fans(shared_record, desk, 1)
    number = delivered(walk)
    came_in(walk, number, "FAN-80")
    assert walk.state(number).inbound is not Inbound.RECEIVED
    assert fans(shared_record, desk) == {HOME: 1}


def test_the_packing_table_takes_the_code_of_the_part_for_the_earliest_promise(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    stock_fans(shared_record, desk, 0)
    later, earlier = wanted(walk, "K-1", MONDAY + DAY), wanted(walk, "K-2")
    assert scan(shared_record, desk, Station.PACK, "fan-40") == ("NONE LEFT", earlier)
    receive_fans(shared_record, desk, 1)
    assert scan(shared_record, desk, Station.PACK, "FAN-40") == ("PACK", earlier)
    assert scan(shared_record, desk, Station.PACK, "FAN-40", later) == ("PACK", later)
    assert scan(shared_record, desk, Station.PACK, "KIOSK-0001", later) == ("OTHER PART", later)


def test_a_part_at_the_dock_belongs_to_the_one_case_that_waits_for_it(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    stock_fans(shared_record, desk, 2)
    assert scan(shared_record, desk, Station.RECEIPT, "FAN-40") == ("NOT EXPECTED", None)
    first = delivered(walk, "K-1")
    assert scan(shared_record, desk, Station.RECEIPT, " fan-40") == ("RECEIVED", first)
    second = delivered(walk, "K-2")
    assert scan(shared_record, desk, Station.RECEIPT, "fan- 40") == ("WHICH CASE", None)
    assert scan(shared_record, desk, Station.RECEIPT, "FAN-40", second) == ("RECEIVED", second)


def test_only_terms_that_send_parts_send_one_and_only_a_known_one(
    shared_record: Database, desk: TestDesk
) -> None:
    stock_fans(shared_record, desk, 1)
    with pytest.raises(PartsNotSent):
        open_case(shared_record, desk.clerk, a_swap(at=MONDAY, part="FAN-40"), "k1")
    with pytest.raises(UnknownPart):
        unknown = an_advance_replacement(at=MONDAY, part="FAN-80")
        open_case(shared_record, desk.clerk, unknown, "k2")


def test_one_value_of_the_programme_decides_whether_parts_are_sent(
    shared_record: Database, desk: TestDesk
) -> None:
    stock_fans(shared_record, desk, 1)
    with shared_record.as_tenant(desk.tenant_id) as session:
        contract = session.scalars(select(Contract).where(Contract.number == "C-200")).one()
        terms = in_force(session, contract, MONDAY).terms
        remedy, advance = Remedy.ADVANCE_REPLACEMENT, terms.offer.advance_replacement
        assert advance is not None
        assert part_asked(session, "fan-40", remedy, terms) == "FAN-40"
        units_only = replace(advance, with_parts=False)
        changed = replace(terms, offer=replace(terms.offer, advance_replacement=units_only))
        with pytest.raises(PartsNotSent):
            part_asked(session, "fan-40", remedy, changed)
        assert part_asked(session, " ", remedy, changed) == ""


def test_parts_are_received_once_per_key_by_the_desk_alone(
    shared_record: Database, desk: TestDesk
) -> None:
    stock_fans(shared_record, desk, 0)
    for _ in range(2):
        receive_fans(shared_record, desk, 3, "delivery-1")
    assert fans(shared_record, desk) == {"SHELF": 3}
    none = PartReceipt(part=FAN.code, quantity=0)
    with pytest.raises(NoQuantity):
        receive_parts(shared_record, desk.clerk, none, "delivery-2")
    finance = replace(desk.clerk, role=Role.FINANCE)
    with pytest.raises(NotAllowed):
        receive_parts(shared_record, finance, replace(none, quantity=1), "delivery-3")
