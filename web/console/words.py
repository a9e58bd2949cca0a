"""The states of a case in plain English, with the step each has reached on its rail."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.battery import BatteryState
from rules.case_words import Inbound, Mover, Outbound, Remedy, Stage, Told


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
MOVERS: Mapping[str, str] = {
    Mover.DESK: "desk",
    Mover.CUSTOMER: "customer",
    Mover.CARRIER: "carrier",
    Mover.STOCK: "stock",
    Mover.NOBODY: "nobody",
}
REMEDIES: Mapping[str, str] = {
    Remedy.SWAP: "Swap",
    Remedy.ADVANCE_REPLACEMENT: "Advance replacement",
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
    "service_slip": "the service slip",
    "hand_over_scan": "the carrier's first scan",
    "delivery": "delivery",
    "replacement_at_dock": "the replacement at our dock",
    "battery_answer": "the answer about the battery",
    "return_label": "a return label",
    "safe_collection": "a safe way to collect the unit",
    "return_parcel": "the returning parcel",
    "return_delivery": "the returning parcel to arrive",
    "receipt_scan": "the receipt scan",
    "settlement": "the settlement",
    "nothing": "nothing",
}
DEADLINES: Mapping[str, str] = {
    "opening": "The case must have been opened",
    "assessment": "The open questions come up again",
    "promise": "What was promised is checked",
    "review": "A person looks at the case again",
    "return_review": "A person looks at the owed unit",
    "return_reminder": "The customer is reminded of the owed unit",
    "outbound_silence": "The parcel out has been silent too long",
    "return_silence": "The parcel back has been silent too long",
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
    "advice_given": "Advice given",
}
PAPERS: Mapping[str, str] = {
    "parcel_label": "Parcel label",
    "return_label": "Return label",
    "service_slip": "Service slip",
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
PROMISES: Mapping[str, str] = {"delivery": "Deliver by", "dispatch": "Ship by"}
OUTCOMES: Mapping[str, str] = {"open": "open", "kept": "kept", "missed": "missed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One answer of a decision: a choice among words, or a short text when there are none."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionWords:
    """A decision as a form: its title, its questions and what its button says."""

    title: str
    button: str
    questions: tuple[Question, ...]
    grave: bool = False


YES_NO = (("yes", "Yes"), ("no", "No"))
BATTERY = Question(
    name="battery", label="Battery of the broken unit", choices=tuple(BATTERIES.items())
)
BATTERY_TOO = Question(
    name="battery",
    label="Battery, if it was asked",
    choices=(("", "not asked now"), *BATTERIES.items()),
    required=False,
)
NOTE = Question(name="note", label="Note", required=False)
REASON = Question(name="because", label="Reason")
DECISIONS: Mapping[str, DecisionWords] = {
    Told.ANSWERED: DecisionWords(
        title="Control questions",
        button="Record the answers",
        questions=(
            Question(name="definite_fault", label="A definite fault?", choices=YES_NO),
            BATTERY_TOO,
        ),
    ),
    Told.DIAGNOSED: DecisionWords(
        title="Diagnosis",
        button="Record the diagnosis",
        questions=(
            Question(name="defective", label="Is the device defective?", choices=YES_NO),
            BATTERY_TOO,
            NOTE,
        ),
    ),
    Told.BATTERY_ANSWERED: DecisionWords(
        title="Battery", button="Record the battery", questions=(BATTERY,)
    ),
    Told.SEND_AGAIN: DecisionWords(title="Send again", button="Send again", questions=(NOTE,)),
    Told.CANCEL_ASKED: DecisionWords(
        title="Cancel", button="Cancel the case", questions=(REASON,), grave=True
    ),
    Told.RETURN_WAIVED: DecisionWords(
        title="Waive the return", button="Waive the return", questions=(REASON,), grave=True
    ),
}


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
