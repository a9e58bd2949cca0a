"""Facts that a whole case shows: what is printed, who pays each way, and what is logged."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from desk.asked import RequestForm
from desk.intake import CaseForm
from desk.prepaid import DrawForm, PackForm, buy_pack, draw
from desk.refusals import NotCovered
from models.cases import AuditEvent, Case
from models.money import BillableEvent
from rules.case_facts import Told
from rules.case_words import (
    Direction,
    Errand,
    Inbound,
    Stage,
)
from rules.prepaid import NoPrepaidTimeLeft
from rules.service_words import Asker, ChannelKind, Need
from tests.builders import a_swap, an_advance_replacement
from tests.desk.case_walk import CaseWalk
from tests.programmes.facts.fact_list import fact
from tests.served import BRASSERIE, DIALTONE, FIBRA, a_repair, a_ticket, serve

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
BILLED = ("freight_outbound", "freight_return", "packaging")


def opened(walk: CaseWalk, form: CaseForm) -> str:
    number = walk.open(replace(form, at=MONDAY))
    if form.definite_fault is None:
        walk.tell(number, Told.DIAGNOSED, MONDAY + HOUR, defective="yes")
    return number


def exchanged(walk: CaseWalk, number: str) -> None:
    """The replacement goes out and arrives, the broken unit goes back and is received."""
    walk.pack(number, walk.reserved(number), MONDAY + 2 * HOUR)
    for at, leg, status in (
        (3, Direction.OUTBOUND, "handed_over"),
        (20, Direction.OUTBOUND, "delivered"),
        (30, Direction.RETURN, "handed_over"),
    ):
        walk.carried(number, leg, status, MONDAY + at * HOUR)
    walk.receive(number, MONDAY + 50 * HOUR)


def paid(walk: CaseWalk, number: str) -> dict[str, str]:
    """Who pays each billable event of the case."""
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        events = session.scalars(select(BillableEvent).where(BillableEvent.case_id == case.id))
        return {event.kind: event.payer for event in events}


def logged(walk: CaseWalk) -> list[str]:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        return list(session.scalars(select(AuditEvent.word).order_by(AuditEvent.seq)))


@fact("63")
def test_the_faulty_phone_comes_back_with_the_enclosed_label_and_a_printed_slip(
    walk: CaseWalk,
) -> None:
    number = opened(walk, a_swap())
    walk.tell(number, Told.PACK_SCANNED, MONDAY + HOUR, serial=walk.reserved(number))
    owed = walk.owed(number)
    assert Errand.PRINT_SLIP in [errand.errand for errand in owed]
    legs = {errand.details["direction"] for errand in owed if errand.errand is Errand.BOOK_LABEL}
    assert legs == {"outbound", "return"}
    assert walk.state(number).plan.label_in_box


@fact("64")
def test_the_customer_pays_freight_and_packaging_of_a_swap(walk: CaseWalk) -> None:
    number = opened(walk, a_swap())
    exchanged(walk, number)
    assert walk.state(number).stage is Stage.CLOSED
    assert paid(walk, number) == dict.fromkeys(BILLED, "customer")


@fact("40", "41")
def test_the_vendor_pays_freight_and_packaging_of_an_advance_replacement(walk: CaseWalk) -> None:
    number = opened(walk, an_advance_replacement())
    exchanged(walk, number)
    assert walk.state(number).stage is Stage.CLOSED
    assert paid(walk, number) == dict.fromkeys(BILLED, "vendor")


@fact("41")
def test_the_unit_is_owed_from_the_moment_its_replacement_arrives(walk: CaseWalk) -> None:
    number = opened(walk, an_advance_replacement())
    walk.pack(number, walk.reserved(number), MONDAY + 2 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY + 3 * HOUR)
    assert "return_reminder:1" not in walk.state(number).deadlines
    walk.carried(number, Direction.OUTBOUND, "delivered", MONDAY + 20 * HOUR)
    state = walk.state(number)
    assert (state.stage, state.owed_unit) == (Stage.RETURNING, state.device_unit)
    assert state.deadlines["return_reminder:1"] == MONDAY + timedelta(days=5, hours=20)


@fact("66")
def test_every_request_is_logged_also_one_that_is_turned_away(walk: CaseWalk) -> None:
    opened(walk, a_swap())
    assert "opened" in logged(walk)
    stranger = RequestForm(need=Need.HARDWARE, who=Asker.RESELLER, channel=ChannelKind.PHONE)
    form = a_swap(f"S-{uuid.uuid4().hex[:6]}", request=stranger)
    with pytest.raises(NotCovered):
        walk.open(replace(form, at=MONDAY))
    assert logged(walk)[-1] == "request_not_covered"


@fact("50", "51")
def test_configuration_is_refused_at_the_door_until_hours_are_bought(walk: CaseWalk) -> None:
    serve(walk.database, walk.desk.tenant_id, BRASSERIE)
    asked = a_ticket("brasserie", "FW-1", MONDAY, severity="4", need=Need.CONFIGURATION)
    with pytest.raises(NotCovered) as refused:
        walk.open(asked)
    assert refused.value.facts["language"] == asked.contact.locale
    pack = PackForm(customer="brasserie", hours=1, order_reference="PO-1", at=MONDAY)
    buy_pack(walk.database, walk.desk.clerk, pack, "pack 1")
    number = walk.open(asked)
    assert walk.state(number).stage is Stage.HELPING
    work = DrawForm(customer="brasserie", minutes=45, what="A firewall rule", at=MONDAY)
    draw(walk.database, walk.desk.clerk, work, "work 1")
    with pytest.raises(NoPrepaidTimeLeft):
        draw(walk.database, walk.desk.clerk, replace(work, minutes=16), "work 2")


@fact("25", "26")
def test_work_for_an_expired_contract_begins_with_an_approved_order(walk: CaseWalk) -> None:
    serve(walk.database, walk.desk.tenant_id, DIALTONE)
    expired = datetime(2029, 1, 1, 12, 0, tzinfo=UTC)
    with pytest.raises(NotCovered):
        walk.open(a_ticket("dialtone", "PBX-1", expired))
    number = walk.open(a_ticket("dialtone", "PBX-1", expired, order_approved=True))
    assert walk.state(number).stage is Stage.HELPING


@fact("9")
def test_a_product_under_warranty_comes_in_is_repaired_and_goes_home(walk: CaseWalk) -> None:
    serve(walk.database, walk.desk.tenant_id, FIBRA)
    number = walk.open(a_repair("fibra", "SW-1", MONDAY))
    walk.run_errands(number)
    assert walk.state(number).inbound is Inbound.LABELLED
    walk.carried(number, Direction.RETURN, "handed_over", MONDAY + 24 * HOUR)
    walk.receive(number, MONDAY + 48 * HOUR)
    walk.tell(number, Told.BENCH_DONE, MONDAY + 50 * HOUR, outcome="repaired")
    walk.pack(number, walk.reserved(number), MONDAY + 51 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY + 52 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", MONDAY + 72 * HOUR)
    assert walk.state(number).stage is Stage.CLOSED
    assert "repair" not in paid(walk, number)
