"""What an open case waits for, until when, and whose move it is."""

from dataclasses import dataclass
from datetime import datetime

from rules.battery import BatteryState
from rules.case_state import CaseState
from rules.case_words import (
    Awaited,
    Bench,
    Disposition,
    Errand,
    Inbound,
    Mover,
    Outbound,
    Remedy,
    Stage,
)
from rules.service_words import Metric


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What is awaited, from whom, and the instant the case looks again."""

    what: str
    mover: Mover
    until: datetime | None


ERRANDS = {
    Errand.BOOK_LABEL: "carrier_label",
    Errand.VOID_LABEL: "carrier_void",
    Errand.RECALL: "carrier_recall",
    Errand.PRINT_SLIP: "service_slip",
}
OUTBOUND = {
    Outbound.NONE: ("send_again", Mover.DESK),
    Outbound.WAITING: ("unit", Mover.STOCK),
    Outbound.RESERVED: ("pack_scan", Mover.DESK),
    Outbound.PACKED: ("send_again", Mover.DESK),
    Outbound.LABELLED: ("hand_over_scan", Mover.CARRIER),
    Outbound.VOIDING: ("carrier_void", Mover.CARRIER),
    Outbound.ON_ITS_WAY: ("delivery", Mover.CARRIER),
    Outbound.RECALLING: ("carrier_recall", Mover.CARRIER),
    Outbound.COMING_BACK: ("replacement_at_dock", Mover.CARRIER),
}
INBOUND = {
    Inbound.BLOCKED: ("safe_collection", Mover.DESK),
    Inbound.LABELLED: ("return_parcel", Mover.CUSTOMER),
    Inbound.ON_ITS_WAY: ("return_delivery", Mover.CARRIER),
    Inbound.ARRIVED: ("receipt_scan", Mover.DESK),
}
#: Whose move it is while help waits.
HELPERS = {
    Awaited.CUSTOMER: Mover.CUSTOMER,
    Awaited.SOFTWARE: Mover.CUSTOMER,
    Awaited.WORKSHOP: Mover.CUSTOMER,
    Awaited.MANUFACTURER: Mover.MANUFACTURER,
}


def waits_for(state: CaseState) -> Waiting:
    """The one thing that moves the case next; nobody's move once it has ended."""
    what, mover = what_and_whose(state)
    until = min(state.deadlines.values(), default=None)
    return Waiting(what=what, mover=mover, until=until)


def what_and_whose(state: CaseState) -> tuple[str, Mover]:
    """The awaited thing and who must move, in the order a clerk would ask."""
    if state.ended:
        return "nothing", Mover.NOBODY
    if state.stage is Stage.ASSESSING:
        asks = "control_questions" if state.remedy is Remedy.SWAP else "diagnosis"
        return asks, Mover.DESK
    if state.stage is Stage.HELPING:
        return awaited_help(state)
    labels = [p for p in state.pending if p.errand is not Errand.PRINT_SLIP]
    if labels:
        return ERRANDS[labels[0].errand], Mover.CARRIER
    return awaited_unit(state)


def awaited_unit(state: CaseState) -> tuple[str, Mover]:
    """What the unit that travels next waits for."""
    if state.stage is Stage.REPAIRING and state.outbound is Outbound.NONE:
        return awaited_repair(state)
    if state.outbound in OUTBOUND:
        return OUTBOUND[state.outbound]
    return awaited_return(state)


def awaited_help(state: CaseState) -> tuple[str, Mover]:
    """What help waits for outside the desk, else the desk's own answer or solution."""
    for awaited, mover in HELPERS.items():
        if awaited in state.awaiting:
            return awaited.value, mover
    response = state.clocks.get(Metric.RESPONSE)
    return ("first_answer" if response and response.open else "solution"), Mover.DESK


def awaited_repair(state: CaseState) -> tuple[str, Mover]:
    """The device first, then the bench, then the customer where the bench says no."""
    if state.inbound is not Inbound.RECEIVED:
        return awaited_return(state)
    if state.bench is Bench.NONE:
        return "bench_decision", Mover.DESK
    if state.bench is Bench.NOT_COVERED and state.disposition is Disposition.NONE:
        return "disposition", Mover.CUSTOMER
    return OUTBOUND[Outbound.NONE]


def awaited_return(state: CaseState) -> tuple[str, Mover]:
    """What the way back waits for."""
    if state.inbound is Inbound.OWED:
        if state.battery is BatteryState.UNKNOWN:
            return "battery_answer", Mover.CUSTOMER
        return "return_label", Mover.DESK
    return INBOUND.get(state.inbound, ("settlement", Mover.DESK))
