"""The play: swaps around the cut-off, a ticket, and what happens on the way back."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cli.output import tell
from desk.actors import Actor
from desk.board import CaseView
from desk.founding import UnitForm
from desk.receiving import ReceiptForm, receive_units
from desk.scans import Station
from desk.stock_page import stock_levels
from models.locations import Place
from programmes.loader import load_programme
from programmes.sample_contracts import sample_contracts
from rules.case_facts import Told
from rules.case_words import Inbound, Outbound, Remedy
from rules.entitlement import RemedyNotInProgramme
from rules.terms import terms_under
from runtime.database import Database
from workers.demo import sample
from workers.demo.forms import a_loan, a_swap, an_advance_replacement
from workers.demo.hands import Hands, Opened, new_key
from workers.demo.journeys import (
    DAY,
    HOUR,
    Journey,
    deliver_by,
    inbound_is,
    local,
    outbound_is,
    send_out,
    travel_back,
)
from workers.demo.ticket import a_ticket, play_ticket
from workers.demo.way_back import (
    bench_repairs,
    bench_scraps,
    play_late_return,
    play_loan,
    play_no_fault,
    play_swollen,
    play_wrong_serial,
)

BUCHAREST = ZoneInfo("Europe/Bucharest")
REMINDER = "return_reminder:1"
#: How many of the phone customer's phones break, and one more that lies in a wrong box.
PHONES_PLAYED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One case of the play, as it stands at the end."""

    part: str
    title: str
    view: CaseView


#: Each case's part in the play and what it shows.
TITLES = {
    "early": "Swap registered at 13:52, eight minutes before the cut-off",
    "late": "Swap registered at 14:00:00 sharp: too late for the same day",
    "advance": "Advance replacement of an appliance, after its diagnosis",
    "waiting": "Swap that is left open: it waits for its pack scan",
    "ticket": "Support ticket of a reseller: its response clock and how it was met",
    "charged": "Swap whose broken phone never came: charged, and given back when it did",
    "stranger": "Swap with another phone in the box: custody first, then the right one",
    "no_fault": "Swap whose broken phone has no fault",
    "swollen": "Swap with a swollen battery: no ordinary label, a safe box by road",
    "loan": "Loan until the user's own phone is mended and home",
}


async def play(hands: Hands, day: date) -> tuple[Scene, ...]:
    """All scenes, on the given working day and the days after it (DemoStuck)."""
    fill_up(hands.database, hands.clerk, local(day, "08:00"))
    cases = await open_all(hands, day)
    await asyncio.gather(*cases.values())
    await hands.drained()
    return tuple(
        [
            Scene(part=part, title=title, view=await hands.view(hands.cast[part]))
            for part, title in TITLES.items()
        ]
    )


async def open_all(hands: Hands, day: date) -> dict[str, Awaitable[None]]:
    """Every case of the play is registered, and how it goes on."""
    phones = devices(hands, sample.PHONE, PHONES_PLAYED)
    [kiosk], [firewall] = devices(hands, sample.KIOSK, 1), devices(hands, sample.FIREWALL, 1)
    [lent] = devices(hands, sample.LENT_PHONE, 1)
    early = await hands.open("early", a_swap(phones[0], local(day, "13:52")))
    late = await hands.open("late", a_swap(phones[1], local(day, "14:00")))
    advance = await hands.open(
        "advance", an_advance_replacement(kiosk, local(day, "10:15", BUCHAREST))
    )
    waiting = await hands.open("waiting", a_swap(phones[2], local(day, "15:20")))
    ticket = await hands.open("ticket", a_ticket(firewall, local(day, "10:30")))
    charged = await hands.open("charged", a_swap(phones[3], local(day, "09:10")))
    stranger = await hands.open("stranger", a_swap(phones[4], local(day, "09:25")))
    no_fault = await hands.open("no_fault", a_swap(phones[6], local(day, "09:40")))
    swollen = await hands.open("swollen", a_swap(phones[7], local(day, "09:55")))
    loan = await hands.open("loan", a_loan(lent, local(day, "10:05")))
    return {
        "early": play_swap(hands, early, phones[0], reminded=True),
        "late": play_swap(hands, late, phones[1], reminded=False),
        "advance": play_advance(hands, advance, kiosk, day),
        "waiting": leave_open(hands, waiting),
        "ticket": play_ticket(hands, ticket),
        "charged": play_late_return(hands, charged, phones[3]),
        "stranger": play_wrong_serial(hands, stranger, phones[4], phones[5]),
        "no_fault": play_no_fault(hands, no_fault, phones[6]),
        "swollen": play_swollen(hands, swollen, phones[7]),
        "loan": play_loan(hands, loan, lent),
    }


def next_working_day(today: date) -> date:
    """The coming working day of the swap programme's depot, never today."""
    contract = sample_contracts()["phones"]
    programme = load_programme(contract.programme)
    swap = programme.tier(contract.tier).swap
    if swap is None:
        raise RemedyNotInProgramme(terms_under(programme, contract.tier), Remedy.SWAP)
    return programme.calendars[swap.calendar].next_working_day(today)


def devices(hands: Hands, prefix: str, count: int) -> list[str]:
    """Serials of customers' devices that are about to break."""
    return sample.working_devices(hands.database, hands.clerk.tenant_id, prefix, count)


def fill_up(database: Database, clerk: Actor, at: datetime) -> None:
    """After many runs the shelves would be empty: a delivery from the vendor comes first."""
    wanted = (
        (sample.PHONE_MODEL.code, sample.POOL_PHONE, "fabrikam", PHONES_PLAYED, sample.POOL),
        (sample.KIOSK_MODEL.code, sample.SPARE_KIOSK, "", 1, sample.KIOSK_STOCK),
        (sample.PHONE_MODEL.code, sample.LOAN_PHONE, "litware", 1, sample.LOANS),
    )
    free = {
        (one.model, one.place): one.available
        for one in stock_levels(database, clerk)
        if one.kind is Place.SHELF
    }
    for model, prefix, customer, needed, usual in wanted:
        shelf = f"POOL-{customer.upper()}" if customer else "SHELF"
        if free.get((model, shelf), 0) < needed:
            with database.as_tenant(clerk.tenant_id) as session:
                first = sample.numbered(session, prefix) + 1
            units: tuple[UnitForm, ...] = tuple(sample.serials(prefix, first, usual))
            form = ReceiptForm(model=model, units=units, customer=customer, at=at)
            receive_units(database, clerk, form, new_key())
            tell(f"  {usual} x {model} came from the vendor")


async def play_swap(hands: Hands, opened: Opened, broken: str, *, reminded: bool) -> None:
    """A swap from its registration to the mended phone that joins the pool."""
    journey = deliver_by(opened, 6 * DAY if reminded else 2 * DAY)
    await send_out(hands, opened.number, journey)
    if reminded:
        await hands.skip_to(opened.number, journey.delivered + 5 * DAY + HOUR)
        await hands.until(opened.number, lambda s: REMINDER not in s.deadlines, "a reminder")
    received = await bring_back(hands, opened.number, broken, journey)
    await bench_repairs(hands, opened.number, received + HOUR)
    await hands.until(opened.number, lambda state: state.ended, "its end")


async def play_advance(hands: Hands, opened: Opened, broken: str, day: date) -> None:
    """An appliance is diagnosed, replaced in advance, comes back, and is scrapped."""
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
    received = await bring_back(hands, opened.number, broken, journey)
    await bench_scraps(hands, opened.number, received + HOUR)
    await hands.until(opened.number, lambda state: state.ended, "its end")


async def bring_back(hands: Hands, number: str, broken: str, journey: Journey) -> datetime:
    """The broken unit travels home in the enclosed box and is scanned at the dock."""
    sent = journey.delivered + journey.kept_for
    await travel_back(hands, number, sent)
    await hands.scan(Station.RECEIPT, broken, sent + DAY + HOUR)
    await hands.until(number, inbound_is(Inbound.RECEIVED), "the unit in hand")
    return sent + DAY + HOUR


async def leave_open(hands: Hands, opened: Opened) -> None:
    """A swap whose phone is reserved and waits for somebody to pack it."""
    await hands.until(opened.number, outbound_is(Outbound.RESERVED), "a reserved unit")
