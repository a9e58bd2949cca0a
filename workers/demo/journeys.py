"""How the demo's parcels travel: out by the promised day, and back to the dock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.scans import Station
from rules.case_state import CaseState
from rules.case_words import Direction, Inbound, Outbound
from workers.demo.hands import Hands, Opened

STOCKHOLM = ZoneInfo("Europe/Stockholm")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """When a case's parcels move: out, and back some time after the delivery."""

    packed: datetime
    handed_over: datetime
    delivered: datetime
    kept_for: timedelta


def deliver_by(opened: Opened, kept_for: timedelta = 2 * DAY) -> Journey:
    """Packed within the hour, handed over the same evening, delivered on the promised morning."""
    return Journey(
        packed=opened.at + HOUR,
        handed_over=local(opened.at.date(), "17:05"),
        delivered=local(opened.due_day or opened.at.date(), "10:12"),
        kept_for=kept_for,
    )


def local(day: date, clock: str, zone: ZoneInfo = STOCKHOLM) -> datetime:
    """The instant at which clocks there show this."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)


async def send_out(hands: Hands, number: str, journey: Journey, *, both_ways: bool = True) -> None:
    """Pack the reserved unit, hand it over and deliver it; with its return label, if it has one."""
    await hands.until(number, outbound_is(Outbound.RESERVED), "a reserved unit")
    replacement = (await hands.view(number)).replacement
    if replacement is not None:
        await hands.scan(Station.PACK, replacement.serial, journey.packed)
    labelled = labelled_both_ways if both_ways else outbound_is(Outbound.LABELLED)
    await hands.until(number, labelled, "its labels and the slip")
    await hands.carry(number, Direction.OUTBOUND, "handed_over", journey.handed_over)
    await hands.until(number, outbound_is(Outbound.ON_ITS_WAY), "its hand-over")
    await hands.carry(number, Direction.OUTBOUND, "delivered", journey.delivered)
    await hands.until(number, outbound_is(Outbound.DELIVERED), "its delivery")


async def travel_back(hands: Hands, number: str, sent: datetime) -> None:
    """The returning parcel is handed in and comes to the dock a day later."""
    await hands.until(number, inbound_is(Inbound.LABELLED), "a return label")
    await hands.carry(number, Direction.RETURN, "handed_over", sent)
    await hands.until(number, inbound_is(Inbound.ON_ITS_WAY), "the returning parcel")
    await hands.carry(number, Direction.RETURN, "delivered", sent + DAY)
    await hands.until(number, inbound_is(Inbound.ARRIVED), "the parcel at the dock")


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
