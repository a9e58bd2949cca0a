"""The other half: late and charged, the wrong phone, no fault, a swollen battery, a loan."""

from collections.abc import Callable
from datetime import datetime, timedelta

from desk.scans import Station
from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_values import ChargeState
from rules.case_words import Direction, Inbound, Outbound
from workers.demo.hands import Hands, Opened
from workers.demo.journeys import (
    DAY,
    HOUR,
    deliver_by,
    inbound_is,
    outbound_is,
    send_out,
    travel_back,
)

#: What the technician writes on every certificate of the demo.
WIPE = {
    "method": "purge",
    "technique": "factory reset with cryptographic erase",
    "tool": "recovery mode, system 18.2",
    "verification": "set-up screen, no user data found",
}
CRUSHED = {
    "method": "destroy",
    "technique": "board shredded",
    "tool": "shredder, 6 mm",
    "verification": "no part larger than 6 mm",
}


async def bench_repairs(hands: Hands, number: str, at: datetime) -> None:
    """A confirmed defect is mended, wiped, and the unit joins the stock."""
    await hands.decide(
        number, Told.INSPECTED, at, finding="defect_confirmed", grade="B", note="Screen dead."
    )
    await hands.decide(number, Told.DISPOSED, at + HOUR, destination="repair_here")
    await hands.decide(number, Told.REPAIR_ENDED, at + 4 * HOUR, repaired="yes", note="New screen.")
    await hands.decide(number, Told.WIPED, at + 5 * HOUR, **WIPE)
    await hands.decide(number, Told.DISPOSED, at + 6 * HOUR, destination="restock")


async def bench_scraps(hands: Hands, number: str, at: datetime) -> None:
    """A unit that is not worth a repair is wiped and scrapped."""
    note = "Power board burnt; not worth a repair."
    await hands.decide(number, Told.INSPECTED, at, finding="not_economical", note=note)
    await hands.decide(number, Told.WIPED, at + HOUR, **WIPE)
    await hands.decide(number, Told.DISPOSED, at + 2 * HOUR, destination="scrap", because=note)


async def play_late_return(hands: Hands, opened: Opened, broken: str) -> None:
    """Nothing comes: reminded, escalated, charged, closed; then the phone turns up after all."""
    number, journey = opened.number, deliver_by(opened)
    await send_out(hands, number, journey)
    for days, name in ((10, "return_reminder:2"), (12, "return_escalation"), (20, "return_charge")):
        await hands.skip_to(number, journey.delivered + days * DAY + HOUR)
        await hands.until(number, has_passed(name), name)
    charged_at = journey.delivered + 21 * DAY
    await hands.decide_as(
        hands.finance,
        number,
        Told.CHARGE_DECIDED,
        charged_at,
        verdict="approve",
        because="Four reminders, no answer.",
    )
    await hands.until(number, lambda state: state.ended, "its end")
    found_at = charged_at + 14 * DAY
    await hands.scan(Station.RECEIPT, broken, found_at)
    await hands.until(number, is_reversed, "the charge given back")
    await bench_repairs(hands, number, found_at + DAY)
    await hands.until(number, lambda state: state.ended, "its second end")


def has_passed(name: str) -> Callable[[CaseState], bool]:
    """True once this deadline is behind the case."""
    return lambda state: name not in state.deadlines


def is_reversed(state: CaseState) -> bool:
    """True once what was charged is given back."""
    return any(charge.state is ChargeState.REVERSED for charge in state.back.charges)


async def play_wrong_serial(hands: Hands, opened: Opened, broken: str, stranger: str) -> None:
    """Another phone lies in the box; the right one comes under a label of its own."""
    number, journey = opened.number, deliver_by(opened)
    await send_out(hands, number, journey)
    sent = journey.delivered + 2 * DAY
    await travel_back(hands, number, sent)
    await hands.scan(Station.RECEIPT, stranger, sent + DAY + HOUR, case=number)
    await hands.until(
        number, lambda s: bool(s.back.items) and s.inbound is Inbound.LABELLED, "another label"
    )
    await travel_back(hands, number, sent + 4 * DAY)
    await hands.scan(Station.RECEIPT, broken, sent + 5 * DAY + HOUR)
    await hands.until(number, inbound_is(Inbound.RECEIVED), "the right phone")
    at = sent + 6 * DAY
    because = "The user's second phone; posted back."
    await hands.decide(number, Told.ITEM_SETTLED, at, outcome="returned", because=because)
    await bench_repairs(hands, number, at + HOUR)
    await hands.until(number, lambda state: state.ended, "its end")


async def play_no_fault(hands: Hands, opened: Opened, broken: str) -> None:
    """The bench finds nothing: the phone is wiped and stands ready again."""
    number, journey = opened.number, deliver_by(opened)
    await send_out(hands, number, journey)
    received = await come_home(hands, number, broken, journey.delivered + 2 * DAY)
    note = "All tests passed twice; charged from 4 to 100 per cent."
    await hands.decide(
        number, Told.INSPECTED, received + DAY, finding="no_fault_found", grade="A", note=note
    )
    await hands.decide(number, Told.WIPED, received + DAY + HOUR, **WIPE)
    await hands.decide(number, Told.DISPOSED, received + DAY + 2 * HOUR, destination="restock")
    await hands.until(number, lambda state: state.ended, "its end")


async def play_swollen(hands: Hands, opened: Opened, broken: str) -> None:
    """A swollen battery: the replacement goes at once, the phone by road in a safe box."""
    number, journey = opened.number, deliver_by(opened)
    at = opened.at + timedelta(minutes=5)
    await hands.until(number, lambda state: state.version > 0, "its beginning")
    await hands.decide(number, Told.BATTERY_ANSWERED, at, battery="suspect")
    await send_out(hands, number, journey, both_ways=False)
    at = journey.delivered + HOUR
    await hands.decide(
        number,
        Told.DANGER_DECIDED,
        at,
        battery="damaged",
        path="road_p908",
        because="The back cover stands off by 4 mm.",
    )
    await hands.until(number, lambda state: not state.pending, "the transport note")
    await hands.decide(number, Told.DANGER_COLLECTED, at + 2 * DAY, note="Fetched in the safe box.")
    await hands.scan(Station.RECEIPT, broken, at + 3 * DAY)
    await hands.until(number, inbound_is(Inbound.RECEIVED), "the unsafe phone")
    at += 3 * DAY
    note = "Swollen cell."
    await hands.decide(number, Told.INSPECTED, at + HOUR, finding="unsafe_battery", note=note)
    await hands.decide(number, Told.WIPED, at + 2 * HOUR, **CRUSHED)
    await hands.decide(number, Told.DISPOSED, at + 3 * HOUR, destination="scrap", because=note)
    await hands.until(number, lambda state: state.ended, "its end")


async def play_loan(hands: Hands, opened: Opened, broken: str) -> None:
    """A phone is lent until the user's own is mended and home; then the loan comes back."""
    number, journey = opened.number, deliver_by(opened)
    await send_out(hands, number, journey)
    loan = (await hands.view(number)).replacement
    at = await come_home(hands, number, broken, journey.delivered + DAY)
    await hands.decide(
        number, Told.INSPECTED, at + HOUR, finding="defect_confirmed", note="Dead microphone."
    )
    await hands.decide(number, Told.DISPOSED, at + 2 * HOUR, destination="repair_here")
    await hands.decide(number, Told.REPAIR_ENDED, at + 5 * HOUR, repaired="yes", note="Replaced.")
    await hands.decide(number, Told.DISPOSED, at + 6 * HOUR, destination="return_to_user")
    await hands.until(number, outbound_is(Outbound.RESERVED), "the way home")
    await hands.scan(Station.PACK, broken, at + 7 * HOUR)
    await hands.until(number, outbound_is(Outbound.LABELLED), "its label")
    await hands.carry(number, Direction.OUTBOUND, "handed_over", at + 8 * HOUR)
    await hands.carry(number, Direction.OUTBOUND, "delivered", at + DAY)
    await hands.until(number, inbound_is(Inbound.OWED), "the recall of the loan")
    # The answer at the beginning was about the broken phone, not about the one that was lent.
    await hands.decide(number, Told.BATTERY_ANSWERED, at + DAY + HOUR, battery="ok")
    if loan is not None:
        back = await come_home(hands, number, loan.serial, at + 4 * DAY)
        await hands.decide(
            number, Told.INSPECTED, back + HOUR, finding="no_fault_found", grade="A", note="As new."
        )
        await hands.decide(number, Told.WIPED, back + 2 * HOUR, **WIPE)
        await hands.decide(number, Told.DISPOSED, back + 3 * HOUR, destination="restock")
    await hands.until(number, lambda state: state.ended, "its end")


async def come_home(hands: Hands, number: str, serial: str, sent: datetime) -> datetime:
    """The owed unit travels and is scanned; the instant of the scan."""
    await travel_back(hands, number, sent)
    at = sent + DAY + HOUR
    await hands.scan(Station.RECEIPT, serial, at)
    await hands.until(number, inbound_is(Inbound.RECEIVED), "the unit in hand")
    return at
