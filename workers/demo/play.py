"""The play: swaps around the cut-off, an advance replacement, a ticket, and a case left open."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cli.output import tell
from desk.actors import Actor
from desk.board import CaseView
from desk.devices import DeviceForm
from desk.founding import UnitForm
from desk.intake import CaseForm
from desk.people_to_reach import AddressForm, ContactForm
from desk.receiving import ReceiptForm, receive_units
from desk.scans import Station
from desk.stock_page import stock_levels
from models.locations import Place
from programmes.loader import load_programme
from programmes.sample_contracts import sample_contracts
from rules.battery import BatteryState
from rules.case_state import CaseState
from rules.case_words import Direction, Inbound, Outbound, Remedy, Told
from rules.entitlement import RemedyNotInProgramme
from rules.terms import terms_under
from runtime.database import Database
from workers.demo import sample
from workers.demo.hands import Hands, Opened, new_key
from workers.demo.ticket import a_ticket, play_ticket

STOCKHOLM = ZoneInfo("Europe/Stockholm")
BUCHAREST = ZoneInfo("Europe/Bucharest")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
REMINDER = "return_reminder:1"
SWAPS_PLAYED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One case of the play, as it stands at the end."""

    title: str
    view: CaseView


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """When a case's parcels move: out, and back some time after the delivery."""

    packed: datetime
    handed_over: datetime
    delivered: datetime
    kept_for: timedelta


def next_working_day(today: date) -> date:
    """The coming working day of the swap programme's depot, never today."""
    contract = sample_contracts()["phones"]
    programme = load_programme(contract.programme)
    swap = programme.tier(contract.tier).swap
    if swap is None:
        raise RemedyNotInProgramme(terms_under(programme, contract.tier), Remedy.SWAP)
    return programme.calendars[swap.calendar].next_working_day(today)


async def play(hands: Hands, day: date) -> tuple[Scene, ...]:
    """All scenes, on the given working day and the days after it (DemoStuck)."""
    fill_up(hands.database, hands.clerk, local(day, "08:00"))
    phones = devices(hands, sample.PHONE, SWAPS_PLAYED)
    [kiosk], [firewall] = devices(hands, sample.KIOSK, 1), devices(hands, sample.FIREWALL, 1)
    early = await hands.open(a_swap(phones[0], local(day, "13:52")))
    late = await hands.open(a_swap(phones[1], local(day, "14:00")))
    advance = await hands.open(an_advance_replacement(kiosk, local(day, "10:15", BUCHAREST)))
    waiting = await hands.open(a_swap(phones[2], local(day, "15:20")))
    ticket = await hands.open(a_ticket(firewall, local(day, "10:30")))
    await asyncio.gather(
        play_swap(hands, early, phones[0], reminded=True),
        play_swap(hands, late, phones[1], reminded=False),
        play_advance(hands, advance, kiosk, day),
        leave_open(hands, waiting),
        play_ticket(hands, ticket),
    )
    await hands.drained()
    titles = {
        "Swap registered at 13:52, eight minutes before the cut-off": early,
        "Swap registered at 14:00:00 sharp: too late for the same day": late,
        "Advance replacement of an appliance, after its diagnosis": advance,
        "Swap that is left open: it waits for its pack scan": waiting,
        "Support ticket of a reseller: its response clock and how it was met": ticket,
    }
    return tuple(
        [Scene(title=title, view=await hands.view(one.number)) for title, one in titles.items()]
    )


def devices(hands: Hands, prefix: str, count: int) -> list[str]:
    """Serials of customers' devices that are about to break."""
    return sample.working_devices(hands.database, hands.clerk.tenant_id, prefix, count)


def local(day: date, clock: str, zone: ZoneInfo = STOCKHOLM) -> datetime:
    """The instant at which clocks there show this."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)


def fill_up(database: Database, clerk: Actor, at: datetime) -> None:
    """After many runs the shelves would be empty: a delivery from the vendor comes first."""
    wanted = (
        (sample.PHONE_MODEL.code, sample.POOL_PHONE, "fabrikam", SWAPS_PLAYED, sample.POOL),
        (sample.KIOSK_MODEL.code, sample.SPARE_KIOSK, "", 1, sample.KIOSK_STOCK),
    )
    free = {
        one.model: one.available for one in stock_levels(database, clerk) if one.kind is Place.SHELF
    }
    for model, prefix, customer, needed, usual in wanted:
        if free.get(model, 0) < needed:
            with database.as_tenant(clerk.tenant_id) as session:
                first = sample.numbered(session, prefix) + 1
            units: tuple[UnitForm, ...] = tuple(sample.serials(prefix, first, usual))
            form = ReceiptForm(model=model, units=units, customer=customer, at=at)
            receive_units(database, clerk, form, new_key())
            tell(f"  {usual} x {model} came from the vendor")


async def play_swap(hands: Hands, opened: Opened, broken: str, *, reminded: bool) -> None:
    """A swap from its registration to the receipt of the broken phone."""
    due = opened.due_day or opened.at.date()
    journey = Journey(
        packed=opened.at + HOUR,
        handed_over=local(opened.at.date(), "17:05"),
        delivered=local(due, "10:12"),
        kept_for=6 * DAY if reminded else 2 * DAY,
    )
    await send_out(hands, opened.number, journey)
    if reminded:
        await hands.skip_to(opened.number, journey.delivered + 5 * DAY + HOUR)
        await hands.until(opened.number, lambda s: REMINDER not in s.deadlines, "a reminder")
    await bring_back(hands, opened.number, broken, journey)


async def play_advance(hands: Hands, opened: Opened, broken: str, day: date) -> None:
    """An appliance is diagnosed, replaced in advance, and comes back."""
    await hands.until(opened.number, lambda state: state.version > 0, "its beginning")
    note = "The power board is dead."
    found_at = local(day, "11:40", BUCHAREST)
    await hands.decide(opened.number, Told.DIAGNOSED, found_at, defective="yes", note=note)
    journey = Journey(
        packed=local(day, "14:30", BUCHAREST),
        handed_over=local(day, "17:45", BUCHAREST),
        delivered=local(day + 3 * DAY, "12:00", BUCHAREST),
        kept_for=3 * DAY,
    )
    await send_out(hands, opened.number, journey)
    await bring_back(hands, opened.number, broken, journey)


async def leave_open(hands: Hands, opened: Opened) -> None:
    """A swap whose phone is reserved and waits for somebody to pack it."""
    await hands.until(opened.number, outbound_is(Outbound.RESERVED), "a reserved unit")


async def send_out(hands: Hands, number: str, journey: Journey) -> None:
    """Pack the reserved unit, hand it over and deliver it."""
    await hands.until(number, outbound_is(Outbound.RESERVED), "a reserved unit")
    replacement = (await hands.view(number)).replacement
    if replacement is not None:
        await hands.scan(Station.PACK, replacement.serial, journey.packed)
    await hands.until(number, labelled_both_ways, "both labels and the slip")
    await hands.carry(number, Direction.OUTBOUND, "handed_over", journey.handed_over)
    await hands.until(number, outbound_is(Outbound.ON_ITS_WAY), "its hand-over")
    await hands.carry(number, Direction.OUTBOUND, "delivered", journey.delivered)
    await hands.until(number, outbound_is(Outbound.DELIVERED), "its delivery")


async def bring_back(hands: Hands, number: str, broken: str, journey: Journey) -> None:
    """The broken unit travels home in the enclosed box and is scanned at the dock."""
    sent = journey.delivered + journey.kept_for
    await hands.carry(number, Direction.RETURN, "handed_over", sent)
    await hands.until(number, inbound_is(Inbound.ON_ITS_WAY), "the returning parcel")
    await hands.carry(number, Direction.RETURN, "delivered", sent + DAY)
    await hands.until(number, inbound_is(Inbound.ARRIVED), "the parcel at the dock")
    await hands.scan(Station.RECEIPT, broken, sent + DAY + HOUR)
    await hands.until(number, lambda state: state.ended, "its end")


def outbound_is(wanted: Outbound) -> Callable[[CaseState], bool]:
    """True once the replacement is there."""
    return lambda state: state.outbound is wanted


def inbound_is(wanted: Inbound) -> Callable[[CaseState], bool]:
    """True once the broken unit is there."""
    return lambda state: state.inbound is wanted


def labelled_both_ways(state: CaseState) -> bool:
    """True once both labels are booked and the slip is printed."""
    return state.outbound is Outbound.LABELLED and (
        state.inbound is Inbound.LABELLED and not state.pending
    )


def a_swap(serial: str, at: datetime) -> CaseForm:
    """A phone with a definite fault and a sound battery."""
    return CaseForm(
        customer="fabrikam",
        remedy=Remedy.SWAP,
        device=DeviceForm(serial=serial, model=sample.PHONE_MODEL.code),
        contact=ContactForm(name="Service Contact", email="service@fabrikam.example", locale="sv"),
        address=AddressForm(
            name="Fabrikam AB",
            street="Storgatan 12",
            postcode="111 51",
            city="Stockholm",
            country="SE",
        ),
        fault="The screen stays black.",
        definite_fault=True,
        battery=BatteryState.OK,
        at=at,
    )


def an_advance_replacement(serial: str, at: datetime) -> CaseForm:
    """An appliance that does not start, still to be diagnosed."""
    return CaseForm(
        customer="northwind",
        remedy=Remedy.ADVANCE_REPLACEMENT,
        device=DeviceForm(serial=serial, model=sample.KIOSK_MODEL.code),
        contact=ContactForm(name="IT Contact", email="it@northwind.example", locale="ro"),
        address=AddressForm(
            name="Northwind SRL",
            street="Strada Republicii 7",
            postcode="300159",
            city="Timișoara",
            country="RO",
        ),
        fault="It does not start.",
        battery=BatteryState.OK,
        at=at,
    )
