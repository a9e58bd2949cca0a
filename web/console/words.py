"""The states of a case in plain English, with the step each has reached on its rail."""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.clock_view import Standing
from rules.battery import BatteryState
from rules.case_words import Inbound, Mover, Outbound, Remedy, Stage
from rules.decision import Verdict
from rules.service_words import Metric
from web.console.service_words import ASKERS, CHANNELS, NEEDS

__all__ = ["ASKERS", "CHANNELS", "NEEDS"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegWords:
    """How far a leg has come: a word, and 0 to 4 steps of its rail; trouble needs a person."""

    word: str
    step: int
    trouble: bool = False


OUTBOUND: Mapping[str, LegWords] = {
    Outbound.NONE: LegWords(word="none yet", step=0),
    Outbound.WAITING: LegWords(word="waiting for stock", step=0),
    Outbound.RESERVED: LegWords(word="reserved", step=1),
    Outbound.PACKED: LegWords(word="packed", step=2),
    Outbound.LABELLED: LegWords(word="labelled", step=2),
    Outbound.VOIDING: LegWords(word="label being voided", step=2, trouble=True),
    Outbound.ON_ITS_WAY: LegWords(word="on its way", step=3),
    Outbound.RECALLING: LegWords(word="being recalled", step=3, trouble=True),
    Outbound.COMING_BACK: LegWords(word="coming back", step=3, trouble=True),
    Outbound.DELIVERED: LegWords(word="delivered", step=4),
    Outbound.CANCELLED: LegWords(word="cancelled", step=0),
}
INBOUND: Mapping[str, LegWords] = {
    Inbound.NONE: LegWords(word="not owed", step=0),
    Inbound.OWED: LegWords(word="owed", step=0),
    Inbound.BLOCKED: LegWords(word="blocked by battery", step=0, trouble=True),
    Inbound.COLLECTING: LegWords(word="collected as dangerous goods", step=1, trouble=True),
    Inbound.LABELLED: LegWords(word="labelled", step=1),
    Inbound.ON_ITS_WAY: LegWords(word="on its way", step=2),
    Inbound.ARRIVED: LegWords(word="at the dock", step=3),
    Inbound.RECEIVED: LegWords(word="received", step=4),
    Inbound.WAIVED: LegWords(word="waived", step=4),
}
#: The four steps of each rail, in the order they are taken.
OUT_STEPS = ("Reserved", "Packed", "Handed over", "Delivered")
BACK_STEPS = ("Labelled", "On its way", "At the dock", "Received")
STAGES: Mapping[str, str] = {stage: stage.value for stage in Stage}
FILTERS: Mapping[str, str] = {"all": "all, ended too", "warning": "warning of a target"}
MOVERS: Mapping[str, str] = {
    Mover.DESK: "desk",
    Mover.CUSTOMER: "customer",
    Mover.CARRIER: "carrier",
    Mover.STOCK: "stock",
    Mover.MANUFACTURER: "manufacturer",
    Mover.REPAIRER: "repairer",
    Mover.FINANCE: "finance",
    Mover.NOBODY: "nobody",
}
REMEDIES: Mapping[str, str] = {
    Remedy.SWAP: "Swap",
    Remedy.ADVANCE_REPLACEMENT: "Advance replacement",
    Remedy.SUPPORT: "Support",
    Remedy.REPAIR: "Repair",
    Remedy.ON_SITE: "On-site repair",
}
WAITING: Mapping[str, str] = {
    "control_questions": "answers to the control questions",
    "diagnosis": "the diagnosis",
    "unit": "a unit from stock",
    "pack_scan": "the pack scan",
    "send_again": "a decision to send again",
    "carrier_label": "the carrier's label",
    "carrier_void": "the carrier to void the label",
    "carrier_recall": "the carrier to turn the parcel round",
    "trace": "the carrier's search for a parcel",
    "claim": "the carrier's answer to a claim",
    "service_slip": "the service slip",
    "hand_over_scan": "the carrier's first scan",
    "delivery": "delivery",
    "replacement_at_dock": "the replacement at our dock",
    "battery_answer": "the answer about the battery",
    "return_label": "a return label",
    "safe_collection": "a safe way to collect the unit",
    "collection": "the unit to be collected as dangerous goods",
    "danger_note": "the note for the unsafe battery",
    "wipe_certificate": "the wipe certificate",
    "activation_lock": "the activation lock to come off",
    "custody": "the end of custody of a thing",
    "inspection": "the bench's finding",
    "finding_answer": "the customer's answer to the finding",
    "destination": "a decision where the unit goes",
    "repair": "the bench's repair",
    "repairer": "the repairer",
    "way_home": "the unit's way home",
    "return_parcel": "the returning parcel",
    "return_delivery": "the returning parcel to arrive",
    "receipt_scan": "the receipt scan",
    "settlement": "the settlement",
    "charge_decision": "finance's decision on a charge",
    "dispute": "an end of the dispute",
    "first_answer": "our first answer",
    "solution": "a solution",
    "customer_answer": "the customer's answer",
    "software_receipt": "word that the software is in place",
    "workshop_visit": "the visit to the workshop",
    "manufacturer_answer": "the manufacturer's answer",
    "bench_decision": "the bench's decision",
    "disposition": "what the customer wants with the unit",
    "cost_proposal": "the cost proposal to be printed",
    "proposal_answer": "the customer's answer to the cost proposal",
    "visit_booking": "a visit to be booked",
    "visit": "the technician's visit",
    "nothing": "nothing",
}
DEADLINES: Mapping[str, str] = {
    "opening": "The case must have been opened",
    "assessment": "The open questions come up again",
    "promise": "What was promised is checked",
    "review": "A person looks at the case again",
    "return_review": "A person looks at the owed unit",
    "return_reminder": "The customer is reminded of the owed unit",
    "return_due": "The unit is due back",
    "return_escalation": "The account's contact hears of the owed unit",
    "return_charge": "A charge is put before finance",
    "return_label": "The return label is made anew",
    "charge_review": "Finance is asked again",
    "outbound_silence": "The parcel out has been silent too long",
    "return_silence": "The parcel back has been silent too long",
    "outbound_lost": "The parcel out counts as lost",
    "return_lost": "The parcel back counts as lost",
    "outbound_claim": "A claim for the parcel out is filed in time",
    "return_claim": "A claim for the parcel back is filed in time",
    "clock_warning": "Early warning of a target",
    "clock_due": "A target is due",
    "customer": "The customer is asked again",
    "software": "The customer is asked whether the software is in place",
    "workshop": "The customer is asked how the workshop did",
    "manufacturer": "The manufacturer is asked again",
    "bench": "An uninspected unit comes up again",
    "finding_answer": "The customer's days to answer the finding end",
    "repairer": "The repairer is asked for the unit",
    "proposal_reminder": "The customer is reminded of the cost proposal",
    "proposal_expiry": "The cost proposal expires",
    "proposal_repair": "A repair the customer pays for comes up again",
    "danger_collection": "The collection of an unsafe unit is looked after",
    "danger_arrival": "The collected unsafe unit must have arrived",
    "visit_booking": "A visit that is not booked comes up again",
    "visit_end": "A visit that nobody has reported comes up",
}
LETTERS: Mapping[str, str] = {
    "registered": "Case registered",
    "waiting_for_unit": "Waiting for a unit",
    "dispatched": "Replacement dispatched",
    "delivered_return_due": "Delivered; return due",
    "return_reminder": "Return reminder",
    "return_received": "Return received",
    "case_closed": "Case closed",
    "case_cancelled": "Case cancelled",
    "unsafe_battery": "Unsafe battery",
    "danger_collection": "How the unsafe unit is collected",
    "closed_by_hand": "Closed by hand",
    "no_fault_found": "No fault found",
    "not_covered_found": "Not covered after the fact",
    "advice_given": "Advice given",
    "help_registered": "Request registered",
    "reply": "Reply",
    "question_asked": "Question asked",
    "software_sent": "Software sent",
    "referred": "Referred to a workshop",
    "referred_with_bag": "Referred, service bag on its way",
    "resolved": "Solved and closed",
    "repair_registered": "Repair registered",
    "send_it_in": "Label to send the device in",
    "repaired_dispatched": "Repaired device dispatched",
    "replaced_dispatched": "Replacement for good dispatched",
    "unrepaired_dispatched": "Unrepaired device dispatched",
    "repair_not_covered": "Repair not covered",
    "parcel_searched": "Parcel looked for",
    "another_unit_goes": "Another unit goes",
    "extra_unit_owed": "One unit too many",
    "cost_proposal": "Cost proposal",
    "cost_proposal_reminder": "Reminder of the cost proposal",
    "cost_proposal_accepted": "Cost proposal accepted",
    "cost_proposal_declined": "Cost proposal declined",
    "cost_proposal_expired": "Cost proposal expired",
}
PAPERS: Mapping[str, str] = {
    "parcel_label": "Parcel label",
    "return_label": "Return label",
    "service_slip": "Service slip",
    "danger_note": "Note for an unsafe battery",
    "wipe_certificate": "Wipe certificate",
    "cost_proposal": "Cost proposal",
}
BATTERIES: Mapping[str, str] = {
    BatteryState.OK: "sound",
    BatteryState.UNKNOWN: "not known yet",
    BatteryState.SUSPECT: "suspect",
    BatteryState.DAMAGED: "damaged (trained person)",
    BatteryState.CRITICAL: "critical (trained person)",
}
LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "sv": "Swedish",
    "fr": "French",
    "ro": "Romanian",
}
#: What a service clock measures, as its instant is told.
METRICS: Mapping[str, str] = {Metric.RESPONSE: "Answer by", Metric.RESOLUTION: "Solve by"}
MEASURED: Mapping[str, str] = {Metric.RESPONSE: "answer", Metric.RESOLUTION: "solution"}
STANDINGS: Mapping[str, str] = {
    Standing.OVERDUE: "overdue",
    Standing.WARNING: "warning",
    Standing.DUE: "due",
    Standing.PAUSED: "paused",
    Standing.QUEUE_ORDER: "order of arrival",
    Standing.BEST_EFFORT: "best effort",
    Standing.NO_COMMITMENT: "no commitment",
    Standing.MET: "met",
    Standing.BREACHED: "breached",
    Standing.ANSWERED: "answered",
    Standing.WITHDRAWN: "withdrawn",
}
#: Why a clock was counted once more.
RECOUNTS: Mapping[str, str] = {
    "opening": "counted when the case opened",
    "severity": "counted again for another severity",
    "pause": "stood still",
    "resume": "counted again after it stood still",
}
VERDICTS: Mapping[str, str] = {
    Verdict.COVERED: "covered",
    Verdict.CONDITIONAL: "covered on conditions",
    Verdict.NOT_COVERED: "not covered",
}
PROMISES: Mapping[str, str] = {"delivery": "Deliver by", "dispatch": "Ship by"}
OUTCOMES: Mapping[str, str] = {"open": "open", "kept": "kept", "missed": "missed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """An explanation in parts: the steps that led to an instant, and the readings used."""

    steps: tuple[str, ...]
    readings: tuple[str, ...]


def reason(explanation: str) -> Why:
    """The explanation of a promise, one step at a time."""
    story, _, readings = explanation.rstrip(".").partition(". Readings: ")
    return Why(
        steps=tuple(f"{step[:1].upper()}{step[1:]}" for step in story.split("; ")),
        readings=tuple(readings.split("; ")) if readings else (),
    )


def plain(word: str) -> str:
    """A word nobody has written a phrase for yet, without its underscores."""
    return word.replace("_", " ")


def waiting(word: str) -> str:
    """What is awaited, in words."""
    return WAITING.get(word, plain(word))


def deadline(name: str) -> str:
    """A deadline in words; a numbered one says its number."""
    kind, _, number = name.partition(":")
    words = DEADLINES.get(kind, plain(kind))
    return f"{words} ({number})" if number else words


def size(count: int) -> str:
    """Bytes as a person reads them."""
    for unit, least in (("MB", 1_000_000), ("kB", 1_000)):
        if count >= least:
            return f"{count / least:.1f} {unit}"
    return f"{count} bytes"
