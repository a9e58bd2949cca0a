"""What the API answers: the desk's views under the names programs may rely on."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

from rules.case_facts import Told
from rules.case_words import (
    ClockState,
    Direction,
    Inbound,
    Mover,
    Outbound,
    Remedy,
    Stage,
)
from rules.service_words import Commitment, Metric


class Answer(BaseModel):
    """A part of an answer, read from the desk's own values."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class PromiseMade(Answer):
    """A promise with its reason, as it was told when it was made."""

    kind: str
    due_at: datetime
    due_day: date
    explanation: str


class Receipt(Answer):
    """A case was registered; a swap's promise is made at once.

    `notices` say what this customer should have handed in by now; they stop nothing.
    """

    number: str
    remedy: Remedy
    registered_at: datetime
    promise: PromiseMade | None
    notices: tuple[str, ...] = ()


class Clock(Answer):
    """A service clock; without an instant no time is promised, and it is never overdue."""

    metric: Metric
    state: ClockState
    commitment: Commitment
    due_at: datetime | None
    warn_at: datetime | None
    overdue: bool


class ClockCounted(Clock):
    """One count of a clock with its reason; a superseded one has a later count.

    `used` is time in the target's own way of counting.
    """

    number: int
    because: str
    severity: str
    started_at: datetime
    counted_from: datetime
    stopped_at: datetime | None
    used: timedelta
    explanation: str
    calendar: str
    calendar_hash: str
    superseded_at: datetime | None


class CaseLine(Answer):
    """One case in a list: where it stands, what it waits for and whose move it is.

    `clock` is the open service clock that is due first.
    """

    number: str
    remedy: Remedy
    customer: str
    device: str
    imei: str
    model: str
    fault: str
    stage: Stage
    outbound: Outbound
    inbound: Inbound
    waiting_for: str
    mover: Mover
    wake_at: datetime | None
    promise_kind: str | None
    promise_outcome: str | None
    promised_for: datetime | None
    registered_at: datetime
    changed_at: datetime
    ended_at: datetime | None
    version: int
    clock: Clock | None


class CaseList(Answer):
    """Cases, newest first, and the cursor of the next page; null on the last."""

    items: tuple[CaseLine, ...]
    next: str | None


class Parties(Answer):
    """Whom the case is for and where its parcel goes."""

    contract: str
    contact: str
    email: str
    phone: str
    locale: str
    address: tuple[str, ...]


class Device(Answer):
    """A unit of the case and where it is now."""

    serial: str
    imei: str
    model: str
    place: str


class Promise(Answer):
    """A promise with its reason and how it ended."""

    kind: str
    due_at: datetime
    counted_from: datetime
    explanation: str
    outcome: str
    proved_at: datetime | None
    superseded_at: datetime | None
    programme_version: str
    calendar_hash: str


class Label(Answer):
    """A label at a carrier; a customer's person is not told its price."""

    tracking_no: str
    carrier: str
    sscc: str
    booked_at: datetime
    valid_until: datetime | None
    voided_at: datetime | None
    price: Decimal | None
    currency: str
    document_id: uuid.UUID


class Parcel(Answer):
    """A box as declared to the carrier: grams and millimetres."""

    carrier: str
    service: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    battery_mark: bool
    labels: tuple[Label, ...]


class Leg(Answer):
    """One direction of a case, one attempt."""

    direction: Direction
    attempt: int
    state: str
    changed_at: datetime
    parcels: tuple[Parcel, ...]


class Document(Answer):
    """A document; its bytes are at …/documents/{id}."""

    id: uuid.UUID
    kind: str
    media_type: str
    made_at: datetime


class Letter(Answer):
    """A letter to the case's contact."""

    letter: str
    part: str
    state: str
    queued_at: datetime
    sent_at: datetime | None


class StoryLine(Answer):
    """One sentence of the story so far."""

    at: datetime
    actor: str
    word: str
    sentence: str


class Deadline(Answer):
    """A named instant at which the case looks again."""

    name: str
    at: datetime


class CaseDetail(CaseLine):
    """One case with its promises, clocks, legs, documents, letters, story and look-ahead."""

    programme: str
    programme_version: str
    tier: str
    need: str
    severity: str
    awaiting: tuple[str, ...]
    clocks: tuple[ClockCounted, ...]
    parties: Parties
    defective: Device
    replacement: Device | None
    promises: tuple[Promise, ...]
    legs: tuple[Leg, ...]
    documents: tuple[Document, ...]
    letters: tuple[Letter, ...]
    story: tuple[StoryLine, ...]
    deadlines: tuple[Deadline, ...]
    battery: str
    cancel_wanted: bool
    entitlement: dict[str, Any]
    decisions: tuple[Told, ...]


class DecisionTaken(Answer):
    """Where the case stands after the decision."""

    number: str
    stage: Stage
    outbound: Outbound
    inbound: Inbound
    waiting_for: str
    version: int


class ScanTaken(Answer):
    """The scan is kept; one big word, its colour, and what to do."""

    word: str
    colour: str
    text: str
    case: str | None
    code: str


class EventsTaken(Answer):
    """How many of the events were new."""

    new: int
