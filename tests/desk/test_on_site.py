from datetime import datetime
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from activities.letters import Post, compose
from desk.decisions import DecisionForm, prepare
from desk.devices import DeviceForm
from desk.intake import open_case
from desk.parts import PartForm, PartNotNamed, PartReceipt, UnknownPart, add_part, receive_parts
from desk.refusals import NotCovered, SiteNotAsked
from models.devices import DeviceModel
from models.money import BillableEvent
from models.papers import Notification
from models.visits import SiteVisit
from rules.case_facts import Told
from rules.case_state import Fact
from rules.case_words import Direction, Inbound, Outbound, Remedy, Stage
from runtime.database import Database
from tests.builders import TestDesk, a_swap
from tests.desk.case_walk import CaseWalk
from tests.on_site import (
    DAY,
    FRIDAY,
    HOUR,
    MONDAY,
    SENT_IN,
    THURSDAY,
    a_visit,
    at_the_site,
    know_kiosks,
    part_on_site,
)
from tests.parts import FAN, fans, stock_fans

HOME = "AT-NORTHWIND"


@pytest.fixture
def kiosks(shared_record: Database, desk: TestDesk) -> TestDesk:
    know_kiosks(shared_record, desk)
    stock_fans(shared_record, desk, 2)
    return desk


def report(walk: CaseWalk, number: str, outcome: str, days: int = 3, **said: str) -> None:
    walk.tell(number, Told.VISIT_DONE, MONDAY + days * DAY, outcome=outcome, note="Seen.", **said)


def visits(record: Database, walk: CaseWalk, number: str) -> list[tuple[int, str, str, bool]]:
    """Number, outcome, note and whether it is closed, of every visit of the case."""
    with record.as_tenant(walk.desk.tenant_id) as session:
        rows = session.scalars(select(SiteVisit).order_by(SiteVisit.number)).all()
        known = walk.ref(number).case_id
        return [
            (row.number, row.outcome, row.note, row.closed_at is not None)
            for row in rows
            if str(row.case_id) == known
        ]


def carried_again(walk: CaseWalk, number: str, status: str, at: datetime) -> None:
    """The carrier speaks of the second parcel out."""
    details = {"direction": "outbound", "attempt": "2", "status": status}
    key = f"{number}/second/{status}"
    fact = Fact(told=Told.CARRIER_SAID, key=key, at=at, by="practice", details=details)
    walk.take(number, [fact])


def test_the_part_goes_out_a_technician_fits_it_and_the_old_one_comes_back(
    shared_record: Database, kiosks: TestDesk, walk: CaseWalk
) -> None:
    number = part_on_site(walk, "V-1")
    assert fans(shared_record, kiosks) == {HOME: 1, "SHELF": 1}
    walk.tell(number, Told.VISIT_BOOKED, MONDAY + 2 * DAY, **THURSDAY)
    assert visits(shared_record, walk, number) == [(1, "", "", False)]
    report(walk, number, "fixed")
    assert visits(shared_record, walk, number) == [(1, "fixed", "Seen.", True)]
    assert walk.run_errands(number).inbound is Inbound.LABELLED
    walk.carried(number, Direction.RETURN, "delivered", MONDAY + 5 * DAY)
    walk.tell(number, Told.RECEIPT_SCANNED, MONDAY + 6 * DAY, serial=FAN.code, unit_id="")
    assert walk.run_errands(number).stage is Stage.CLOSED
    assert fans(shared_record, kiosks) == {HOME: 1, "BENCH": 1, "SHELF": 1}


def test_what_the_vendor_sends_ahead_for_a_visit_the_vendor_pays(
    shared_record: Database, kiosks: TestDesk, walk: CaseWalk
) -> None:
    part_on_site(walk, "V-1")
    with shared_record.as_tenant(kiosks.tenant_id) as session:
        paid = dict(session.execute(select(BillableEvent.kind, BillableEvent.payer)).all())
    assert paid == {"freight_outbound": "vendor", "packaging": "vendor"}


def test_a_wrong_part_is_brought_back_and_the_right_one_is_sent_to_the_same_case(
    shared_record: Database, kiosks: TestDesk, walk: CaseWalk
) -> None:
    big = PartForm(
        code="FAN-80", name="Fan 80", weight_g=150, length_mm=90, width_mm=90, height_mm=40
    )
    with shared_record.as_tenant(kiosks.tenant_id) as session:
        kiosk = session.scalars(select(DeviceModel).where(DeviceModel.code == "KIOSK-K1")).one()
        add_part(session, big, kiosk)
    receive_parts(shared_record, kiosks.clerk, PartReceipt(part="FAN-80", quantity=1), "big")
    number = part_on_site(walk, "V-1")
    walk.tell(number, Told.VISIT_BOOKED, MONDAY + 2 * DAY, **THURSDAY)
    report(walk, number, "wrong_part", part="fan-80")
    assert fans(shared_record, kiosks) == {"SHELF": 2}
    walk.pack(number, "FAN-80", MONDAY + 3 * DAY + HOUR)
    carried_again(walk, number, "delivered", MONDAY + 4 * DAY)
    walk.tell(number, Told.VISIT_BOOKED, MONDAY + 4 * DAY, **FRIDAY)
    report(walk, number, "fixed", days=5)
    walk.run_errands(number)
    walk.carried(number, Direction.RETURN, "delivered", MONDAY + 7 * DAY)
    walk.tell(number, Told.RECEIPT_SCANNED, MONDAY + 8 * DAY, serial="FAN-80", unit_id="")
    assert walk.run_errands(number).stage is Stage.CLOSED
    told = [outcome for _, outcome, _, _ in visits(shared_record, walk, number)]
    assert told == ["wrong_part", "fixed"]


def test_cancelled_on_site_the_unused_part_comes_back_onto_the_shelf(
    shared_record: Database, kiosks: TestDesk, walk: CaseWalk
) -> None:
    number = part_on_site(walk, "V-1")
    walk.tell(number, Told.VISIT_BOOKED, MONDAY + 2 * DAY, **THURSDAY)
    walk.tell(number, Told.CANCEL_ASKED, MONDAY + 2 * DAY + HOUR, because="It works again.")
    assert visits(shared_record, walk, number) == [(1, "called_off", "", True)]
    assert walk.run_errands(number).inbound is Inbound.LABELLED
    walk.carried(number, Direction.RETURN, "delivered", MONDAY + 5 * DAY)
    walk.tell(number, Told.RECEIPT_SCANNED, MONDAY + 6 * DAY, serial=FAN.code, unit_id="")
    assert walk.run_errands(number).ended
    assert fans(shared_record, kiosks) == {"SHELF": 2}


def test_a_class_that_no_technician_comes_for_is_refused_with_advice(
    shared_record: Database, kiosks: TestDesk
) -> None:
    device = DeviceForm(serial="D-1", model=SENT_IN.code)
    with pytest.raises(NotCovered) as raised:
        open_case(shared_record, kiosks.clerk, a_visit("D-1", MONDAY, device=device), "drive")
    codes = {reason["code"] for reason in raised.value.facts["decision"]["reasons"]}
    assert "on_site_classes" in codes
    assert "advice" in raised.value.facts["decision"]["measures"]


def test_a_programme_without_visits_refuses_one_with_advice(
    shared_record: Database, kiosks: TestDesk
) -> None:
    phone = a_swap("P-1", at=MONDAY, remedy=Remedy.ON_SITE, part="fan-40")
    with pytest.raises(NotCovered) as raised:
        open_case(shared_record, kiosks.clerk, phone, "phone")
    assert "advice" in raised.value.facts["decision"]["measures"]


def test_a_place_that_is_not_eligible_is_refused_and_one_nobody_asked_about_has_to_be(
    shared_record: Database, kiosks: TestDesk
) -> None:
    unfit = a_visit("V-8", MONDAY, request=at_the_site(site_eligible=False))
    with pytest.raises(NotCovered):
        open_case(shared_record, kiosks.clerk, unfit, "unfit")
    for request in (at_the_site(), None):
        form = a_visit("V-9", MONDAY, request=request)
        with pytest.raises(SiteNotAsked):
            open_case(shared_record, kiosks.clerk, form, f"unasked-{request is None}")


def test_a_visit_cannot_be_asked_for_as_something_else(
    shared_record: Database, kiosks: TestDesk
) -> None:
    device = DeviceForm(serial="D-2", model=SENT_IN.code)
    plain = a_swap("D-2").request
    form = a_visit("D-2", MONDAY, device=device, request=plain)
    with pytest.raises(NotCovered):
        open_case(shared_record, kiosks.clerk, form, "drive-2")


def test_the_part_of_a_visit_has_to_be_named_and_known(
    shared_record: Database, kiosks: TestDesk, walk: CaseWalk
) -> None:
    with pytest.raises(PartNotNamed):
        open_case(shared_record, kiosks.clerk, a_visit("V-2", MONDAY, part=""), "unnamed")
    with pytest.raises(UnknownPart):
        open_case(shared_record, kiosks.clerk, a_visit("V-2", MONDAY, part="FAN-99"), "unknown")
    number = part_on_site(walk, "V-3")
    walk.tell(number, Told.VISIT_BOOKED, MONDAY + 2 * DAY, **THURSDAY)
    answers = {"outcome": "wrong_part", "note": "Too small.", "part": "FAN-99"}
    form = DecisionForm(decision=Told.VISIT_DONE, answers=answers, at=MONDAY + 3 * DAY)
    with pytest.raises(UnknownPart):
        prepare(shared_record, kiosks.clerk, number, form, "wrong")
    assert walk.state(number).outbound is Outbound.DELIVERED


def test_every_letter_of_a_visit_and_of_a_dead_replacement_can_be_written(
    shared_record: Database, kiosks: TestDesk, walk: CaseWalk
) -> None:
    number = part_on_site(walk, "V-5")
    walk.tell(number, Told.VISIT_BOOKED, MONDAY + 2 * DAY, **THURSDAY)
    report(walk, number, "fixed")
    walk.run_errands(number)
    swap = walk.open(a_swap("S-5", at=MONDAY))
    replacement = walk.reserved(swap)
    walk.pack(swap, replacement, MONDAY + HOUR)
    walk.carried(swap, Direction.OUTBOUND, "delivered", MONDAY + DAY)
    walk.tell(swap, Told.DEAD_ON_ARRIVAL, MONDAY + 2 * DAY, battery="ok", note="Dead.")
    post = Post(host="127.0.0.1", port=1, sender="desk@acme.example")
    with shared_record.as_tenant(kiosks.tenant_id) as session:
        letters = session.scalars(select(Notification)).all()
        written = {row.letter: compose(session, row, post) for row in letters}
    bodies = {letter: body_of(mail) for letter, mail in written.items()}
    assert {"help_registered", "part_on_site", "visit_booked", "visit_done"} <= set(bodies)
    assert "10:00-13:00" in bodies["visit_booked"]
    assert "Seen." in bodies["visit_done"]
    assert replacement in bodies["dead_on_arrival"]
    assert "S-5" in bodies["dead_on_arrival"]


def body_of(mail: EmailMessage) -> str:
    """The plain text of a letter."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
