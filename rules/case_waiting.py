"""What an open case waits for, until when, and whose move it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.battery import BatteryState
from rules.case_charges import charges_in
from rules.case_debts import open_debts
from rules.case_return_clock import OWING, is_disputed
from rules.case_state import CaseState
from rules.case_values import ChargeKind, ChargeState, JobState, ProposalState
from rules.case_visit import visit_ahead
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
    Errand.PRINT_CERTIFICATE: "wipe_certificate",
    Errand.PRINT_PROPOSAL: "cost_proposal",
    Errand.PRINT_DANGER_NOTE: "danger_note",
    Errand.TRACE: "trace",
    Errand.CLAIM: "claim",
}
CARRIER_ERRANDS = frozenset({Errand.BOOK_LABEL, Errand.VOID_LABEL, Errand.RECALL})
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
    Inbound.COLLECTING: ("collection", Mover.DESK),
    Inbound.LABELLED: ("return_parcel", Mover.CUSTOMER),
    Inbound.ON_ITS_WAY: ("return_delivery", Mover.CARRIER),
    Inbound.ARRIVED: ("receipt_scan", Mover.DESK),
}
#: Whose move it is while a unit is on the bench.
JOBS = {
    JobState.WAITING: ("inspection", Mover.DESK),
    JobState.INSPECTED: ("destination", Mover.DESK),
    JobState.IN_REPAIR: ("repair", Mover.DESK),
    JobState.AT_REPAIRER: ("repairer", Mover.REPAIRER),
    JobState.REPAIRED: ("destination", Mover.DESK),
    JobState.GOING_HOME: ("way_home", Mover.DESK),
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
    labels = [p for p in state.pending if p.errand in CARRIER_ERRANDS]
    if labels:
        return ERRANDS[labels[0].errand], Mover.CARRIER
    return awaited_unit(state)


def awaited_unit(state: CaseState) -> tuple[str, Mover]:
    """What the unit that travels next waits for."""
    if state.stage is Stage.VISITING:
        return ("visit" if visit_ahead(state) else "visit_booking"), Mover.DESK
    if state.stage is Stage.REPAIRING and state.outbound is Outbound.NONE:
        return awaited_repair(state)
    if state.outbound in OUTBOUND:
        return OUTBOUND[state.outbound]
    if stopped := awaited_answer(state):
        return stopped
    if state.inbound in INBOUND and open_debts(state):
        return awaited_return(state)
    return awaited_settlement(state) or awaited_return(state)


def awaited_answer(state: CaseState) -> tuple[str, Mover] | None:
    """What is owed and not on its way may first need an answer of ours: a dispute, a charge."""
    if state.inbound not in OWING or not open_debts(state):
        return None
    if is_disputed(state):
        return "dispute", Mover.DESK
    return ("charge_decision", Mover.FINANCE) if charge_waits(state) else None


def charge_waits(state: CaseState) -> bool:
    """True while finance has to say whether a unit that never came is charged."""
    proposed = charges_in(state, ChargeState.PROPOSED)
    return any(charge.kind is ChargeKind.UNRETURNED for charge in proposed)


def awaited_settlement(state: CaseState) -> tuple[str, Mover] | None:
    """What stands open though both parcels have travelled: custody, the bench, an answer, money."""
    return next(open_answers(state), None)


def open_answers(state: CaseState) -> Iterator[tuple[str, Mover]]:
    """Everything that still stands open, what is asked of the customer first."""
    back = state.back
    if back.locked:
        yield "activation_lock", Mover.CUSTOMER
    if any(one.state is ProposalState.OPEN for one in back.proposals):
        yield "proposal_answer", Mover.CUSTOMER
    if any(job.asked for job in back.jobs):
        yield "finding_answer", Mover.CUSTOMER
    yield from (JOBS[job.state] for job in back.jobs if job.state in JOBS)
    if back.items:
        yield "custody", Mover.DESK
    if charges_in(state, ChargeState.PROPOSED):
        yield "charge_decision", Mover.FINANCE


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
        asked = any(one.state is ProposalState.OPEN for one in state.back.proposals)
        return ("proposal_answer" if asked else "disposition"), Mover.CUSTOMER
    return OUTBOUND[Outbound.NONE]


def awaited_return(state: CaseState) -> tuple[str, Mover]:
    """What the way back waits for."""
    if state.back.locked and state.inbound is Inbound.ARRIVED:
        return "activation_lock", Mover.CUSTOMER
    if any(item.doubt for item in state.back.items):
        return "custody", Mover.DESK
    if state.inbound is Inbound.OWED:
        if state.battery is BatteryState.UNKNOWN:
            return "battery_answer", Mover.CUSTOMER
        return "return_label", Mover.DESK
    return INBOUND.get(state.inbound, ("settlement", Mover.DESK))
