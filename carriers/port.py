"""The one door to every carrier: what may be asked, and the three outcomes of asking.

Workflows branch on `Capabilities`, never on a carrier's name. An outcome is a value; only trouble
before any effect is an exception (`CarrierBusy`, `CarrierUnreachable`) and may simply be repeated.
An `Unknown` booking must never be repeated blindly: look it up with `find_by_reference` first. An
`Unknown` void, recall, trace or claim may be asked again: a second one of the same changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeAlias

from carriers.capabilities import (
    BillingEvent,
    Capabilities,
    Idempotency,
    LabelFormat,
    ReturnMode,
    TrackingMeans,
    VoidMeans,
)
from carriers.errors import ClaimImpossible, CountryMalformed, ParcelImpossible
from rules.case_words import Carried as TrackingStatus
from rules.case_words import Direction

__all__ = [
    "BillingEvent",
    "Capabilities",
    "Direction",
    "Idempotency",
    "LabelFormat",
    "ReturnMode",
    "TrackingMeans",
    "TrackingStatus",
    "VoidMeans",
]

COUNTRY_LETTERS = 2
CONTENTS_LENGTH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A sender or recipient; the street line is passed on unchanged, only the country is shown."""

    name: str = field(repr=False)
    street: str = field(repr=False)
    postcode: str = field(repr=False)
    city: str = field(repr=False)
    country: str
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        letters = self.country.isascii() and self.country.isalpha() and self.country.isupper()
        if len(self.country) != COUNTRY_LETTERS or not letters:
            raise CountryMalformed(self.country)

    def private_words(self) -> tuple[str, ...]:
        """Everything that must not reach a log or an error text."""
        return (self.name, self.street, self.postcode, self.city, self.phone, self.email)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One box: grams and millimetres; `battery_mark` when the UN3481 mark must be on it."""

    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    contents: str
    battery_mark: bool

    def __post_init__(self) -> None:
        for measure in ("weight_g", "length_mm", "width_mm", "height_mm"):
            value = getattr(self, measure)
            if value <= 0:
                raise ParcelImpossible(measure, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentOrder:
    """One parcel to book under our business key, e.g. `acme/SE-2026-000123/out/1/label`.

    `payer` is the account at the carrier that is charged.
    """

    reference: str
    direction: Direction
    service: str
    sender: Address
    recipient: Address
    parcel: Parcel
    payer: str

    def private_words(self) -> tuple[str, ...]:
        """Everything of both addresses that must not reach a log or an error text."""
        return (*self.sender.private_words(), *self.recipient.private_words())


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """An amount with its ISO 4217 currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """The carrier has the order and will carry the parcel; `label` is a PDF or None."""

    carrier: str
    booking_id: str
    reference: str
    tracking_no: str
    sscc: str | None
    label: bytes | None = field(repr=False)
    label_valid_until: date | None
    price: Price | None
    billing_event: BillingEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """The label is dead and will not be charged."""

    carrier: str
    tracking_no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """The carrier took the order to turn the parcel back; its events tell whether it did."""

    carrier: str
    tracking_no: str


class ClaimReason(StrEnum):
    """What a carrier is asked to pay for."""

    LOST = "lost"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimOrder:
    """What is asked of the carrier for one parcel, under our reference of the claim.

    `reference` is our business key, e.g. `acme/SE-2026-000123/out/1/claim`; `at` the aware time of
    filing that the carrier's limit is measured with; `amount` above zero, or None when the carrier
    is to settle by its own conditions. Raises `ClaimImpossible`.
    """

    reference: str
    reason: ClaimReason
    at: datetime
    amount: Price | None
    contents: str

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ClaimImpossible("at", "a time with its offset")
        if self.amount is not None and not (
            self.amount.amount.is_finite() and self.amount.amount > 0
        ):
            raise ClaimImpossible("amount", "above zero, or None")
        if not 0 < len(self.contents) <= CONTENTS_LENGTH:
            raise ClaimImpossible("contents", f"1 to {CONTENTS_LENGTH} characters of what was sent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """The carrier searches for the parcel; its events tell whether it found it."""

    carrier: str
    tracking_no: str
    trace_no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """The carrier has the claim in its books; what it pays is told later, in money."""

    carrier: str
    tracking_no: str
    claim_no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The carrier said no and did nothing; asking the same again is useless."""

    carrier: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The carrier was asked and it is not known whether it acted; a booking is then looked up."""

    carrier: str
    why: str


BookOutcome: TypeAlias = Booked | Rejected | Unknown
VoidOutcome: TypeAlias = Voided | Rejected | Unknown
RecallOutcome: TypeAlias = Recalled | Rejected | Unknown
TraceOutcome: TypeAlias = Traced | Rejected | Unknown
ClaimOutcome: TypeAlias = Claimed | Rejected | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingEvent:
    """One thing that happened to a parcel, at its own time in UTC; `event_id` never repeats.

    Events arrive late, twice and out of order: dedupe on (carrier, event_id), order by time.
    """

    carrier: str
    event_id: str
    tracking_no: str
    reference: str | None
    status: TrackingStatus
    occurred_at: datetime
    place: str
    raw_code: str


class Carrier(Protocol):
    """A carrier as the desk knows it; any call may raise `CarrierBusy` or `CarrierUnreachable`."""

    def capabilities(self) -> Capabilities:
        """What this carrier can do, without asking it."""

    def book(self, order: ShipmentOrder) -> BookOutcome:
        """Order one parcel; a malformed answer is `Unknown`, never an exception."""

    def find_by_reference(self, reference: str) -> Booked | None:
        """The one live booking under our key, or None when the carrier surely has none.

        Raises `CarrierUnreachable` when the carrier cannot say, `ReferenceAmbiguous` when it
        holds several.
        """

    def void(self, tracking_no: str) -> VoidOutcome:
        """Take back a label that was never handed over."""

    def recall(self, tracking_no: str) -> RecallOutcome:
        """Turn back a parcel that is on its way."""

    def trace(self, tracking_no: str) -> TraceOutcome:
        """Let a parcel that fell silent be searched for.

        Idempotent: the carrier keeps one search for a parcel, and with it for the reference it was
        booked under, and answers every further ask with the same number. So an `Unknown` may be
        repeated. A parcel that is found tells so by its events, before and after a claim.
        """

    def claim(self, tracking_no: str, claim: ClaimOrder) -> ClaimOutcome:
        """Ask for money for a lost or damaged parcel, before `claim_within_days` have passed.

        Idempotent under the claim's reference: a further ask with the same reference, parcel,
        reason, amount and contents answers the same number, also after the limit and whatever its
        `at` says. So an `Unknown` may be repeated.
        """

    def track(self, tracking_no: str) -> tuple[TrackingEvent, ...]:
        """Everything that happened so far, oldest first; raises `ParcelUnknown`."""

    def parse_events(
        self, headers: Mapping[str, str], raw_body: bytes, now: datetime
    ) -> tuple[TrackingEvent, ...]:
        """The events of one pushed message, verified on its raw bytes before it is read.

        `now` is the receiver's real clock, aware. Raises `ForgedEvent`, `StaleEvent` or
        `EventUnreadable`.
        """
