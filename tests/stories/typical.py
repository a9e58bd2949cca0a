"""What the typical cases are made of: their requests, and the steps that several of them take."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from desk.asked import RequestForm
from desk.coverage import CoveredDeviceForm, add_covered_device
from desk.devices import DeviceForm
from desk.founding import ModelForm
from desk.intake import CaseForm
from desk.people_to_reach import keep_contact
from desk.prepaid import PackForm, buy_pack
from desk.scans import Station
from desk.seats import SeatForm, add_seat
from models.cases import Case
from models.devices import BatteryClass
from models.papers import Document, Paper
from models.parties import Customer
from models.prepaid_time import prepaid_left
from rules.battery import BatteryState
from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_words import Direction, Inbound, Outbound, Remedy, Stage
from rules.decision import Decision
from rules.service_words import Asker, ChannelKind, Metric, Need
from tests.builders import CONTACT
from tests.served import SWITCH, Served, a_ticket
from tests.stories.harness import Stage as Desk
from tests.stories.steps import DAY, HOUR, inbound, outbound
from tests.way_back import WIPE

RINGLINE = Served(code="ringline", programme="emetrotel_assurance", tier="premium")
VEGHE = Served(
    code="veghe",
    programme="opswat",
    tier="managed",
    locale="ro",
    settings={"zone": "Europe/Bucharest", "holidays": "RO-public"},
)
SYSTEM = ModelForm(
    code="SYSTEM-450",
    name="System 450",
    weight_g=2100,
    length_mm=300,
    width_mm=220,
    height_mm=50,
    battery_class=BatteryClass.NONE,
    product_class="ucx450",
)


def in_a_chat() -> RequestForm:
    """Broken hardware, reported by the customer itself in a chat."""
    return RequestForm(need=Need.HARDWARE, who=Asker.END_CUSTOMER, channel=ChannelKind.CHAT)


def a_system_down(serial: str, at: datetime) -> CaseForm:
    """A reseller's ticket of a system that is down, with the note and the call it asks for."""
    form = a_ticket(
        "ringline", serial, at, system_down=True, emergency_noted=True, emergency_called=True
    )
    return replace(form, device=DeviceForm(serial=serial, model=SYSTEM.code))


def a_confirmed_defect(serial: str, at: datetime) -> CaseForm:
    """The same system, found defective: it comes in and a like one goes out."""
    form = a_ticket("ringline", serial, at, need=Need.HARDWARE, defect_confirmed=True)
    device = DeviceForm(serial=serial, model=SYSTEM.code)
    return replace(form, remedy=Remedy.REPAIR, device=device, battery=BatteryState.OK)


def an_alert(serial: str, at: datetime) -> CaseForm:
    """What monitoring reports of a device's health."""
    return a_ticket(
        "veghe",
        serial,
        at,
        need=Need.MONITORING,
        topic="hardware_health_monitoring",
        who=Asker.MONITORING,
        channel=ChannelKind.ALERT,
        severity="S1",
        ticket={},
    )


def attach(desk: Desk, contract: str) -> None:
    """List the usual contact among the users of the phone customer's contract."""
    with desk.database.as_tenant(desk.desk.tenant_id) as session:
        customer = session.scalars(select(Customer).where(Customer.code == "fabrikam")).one()
        keep_contact(session, desk.desk.clerk, customer, CONTACT)
    user = SeatForm(customer="fabrikam", contract=contract, email=CONTACT.email)
    add_seat(desk.database, desk.desk.clerk, user, date(2026, 11, 1))


def cover(
    desk: Desk, contract: str, serial: str, *, bought: date, model: str = SWITCH.code
) -> None:
    """Put a device under the contract, invoiced on that day."""
    form = CoveredDeviceForm(device=DeviceForm(serial=serial, model=model), invoiced_on=bought)
    add_covered_device(desk.database, desk.desk.clerk, contract, form, f"cover-{serial}")


def buy_hours(desk: Desk, customer: str, hours: int, at: datetime) -> None:
    """The customer orders a pack of prepaid hours."""
    form = PackForm(customer=customer, hours=hours, order_reference="PO-5", at=at)
    buy_pack(desk.database, desk.desk.clerk, form, f"pack-{customer}")


def hours_left(desk: Desk, customer: str, at: datetime) -> timedelta:
    with desk.database.as_tenant(desk.desk.tenant_id) as session:
        row = session.scalars(select(Customer).where(Customer.code == customer)).one()
        return timedelta(minutes=prepaid_left(session, row, at.date()))


def decided(desk: Desk, number: str) -> Decision:
    """The decision that the case was opened under."""
    with desk.database.as_tenant(desk.desk.tenant_id) as session:
        stamp = session.scalars(select(Case.entitlement).where(Case.number == number)).one()
        return Decision.from_json(stamp["decision"])


def papers(desk: Desk, number: str) -> set[Paper]:
    """The kinds of document in the case."""
    with desk.database.as_tenant(desk.desk.tenant_id) as session:
        of_case = select(Document.kind).join(
            Case, (Case.tenant_id == Document.tenant_id) & (Case.id == Document.case_id)
        )
        return set(session.scalars(of_case.where(Case.number == number)))


def waits_for_answer(state: CaseState) -> bool:
    return f"clock_due:{Metric.RESPONSE}" in state.deadlines


async def packed_and_delivered(desk: Desk, number: str, at: datetime) -> None:
    """What is reserved for the case is packed, handed over an hour later, there the day after."""
    await desk.until(number, outbound(Outbound.RESERVED))
    assert await desk.scan(Station.PACK, desk.reserved_serial(number), at) == "PACK"
    await desk.until(number, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    await desk.carrier_moves(number, Direction.OUTBOUND, "handed_over", at + HOUR)
    await desk.until(number, outbound(Outbound.ON_ITS_WAY))
    await desk.carrier_moves(number, Direction.OUTBOUND, "delivered", at + DAY)
    await desk.until(number, outbound(Outbound.DELIVERED))


async def brought_in(desk: Desk, number: str, serial: str, at: datetime) -> None:
    """The customer's device travels for a day and is scanned at the dock the day after."""
    await desk.until(number, inbound(Inbound.LABELLED))
    await desk.carrier_moves(number, Direction.RETURN, "handed_over", at)
    await desk.carrier_moves(number, Direction.RETURN, "delivered", at + DAY)
    await desk.until(number, inbound(Inbound.ARRIVED))
    assert await desk.scan(Station.RECEIPT, serial, at + 2 * DAY) == "RECEIVED"
    await desk.until(number, inbound(Inbound.RECEIVED))


async def scrapped(desk: Desk, number: str, at: datetime) -> None:
    """The bench finds the old device not worth a repair, wipes it and scraps it."""
    note = "Not worth a repair."
    await desk.decide(number, Told.INSPECTED, at, finding="not_economical", note=note)
    await desk.decide(number, Told.WIPED, at + HOUR, **WIPE)
    await desk.decide(number, Told.DISPOSED, at + 2 * HOUR, destination="scrap", because=note)


async def closed(desk: Desk, number: str) -> None:
    end = await desk.until(number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
