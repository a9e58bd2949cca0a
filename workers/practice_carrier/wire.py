"""What the practice carrier takes and gives on the wire."""

import base64
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from workers.practice_carrier import labels
from workers.practice_carrier.consignment import Consignment, DeedRefused
from workers.practice_carrier.faults import FaultKind, Operation
from workers.practice_carrier.words import CODES, SERVICES

Line = Annotated[str, Field(min_length=1, max_length=70)]
Millimetres = Annotated[int, Field(gt=0, le=1_500)]
HEAVIEST_GRAMS = 31_500


class Strict(BaseModel):
    """A body without unknown fields and without conversions."""

    model_config = ConfigDict(extra="forbid", strict=True)


class AddressIn(Strict):
    """A sender or recipient."""

    name: Line
    street: Line
    postcode: Annotated[str, Field(min_length=1, max_length=12)]
    city: Line
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    phone: Annotated[str, Field(max_length=30)]
    email: Annotated[str, Field(max_length=254)]


class ParcelIn(Strict):
    """One box."""

    weight_g: Annotated[int, Field(gt=0, le=HEAVIEST_GRAMS)]
    length_mm: Millimetres
    width_mm: Millimetres
    height_mm: Millimetres
    contents: Line
    battery_mark: bool


class OrderIn(Strict):
    """One parcel to carry."""

    reference: Annotated[str, Field(min_length=1, max_length=100)]
    direction: Literal["outbound", "return"]
    service: str
    payer: Annotated[str, Field(max_length=70)]
    sender: AddressIn
    recipient: AddressIn
    parcel: ParcelIn


class MoveIn(BaseModel):
    """Something that happens to a parcel, at the caller's time."""

    model_config = ConfigDict(extra="forbid")

    status: str
    occurred_at: AwareDatetime | None = None
    place: Annotated[str, Field(min_length=1, max_length=70)] | None = None


class AmountIn(Strict):
    """Money as text, never as a float."""

    amount: Annotated[str, Field(pattern=r"^[0-9]{1,10}(\.[0-9]{1,4})?$")]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class ClaimIn(BaseModel):
    """What is to be paid for a parcel, and when it was asked for."""

    model_config = ConfigDict(extra="forbid")

    reference: Annotated[str, Field(min_length=1, max_length=100)]
    reason: Literal["lost", "damaged"]
    at: AwareDatetime
    amount: AmountIn | None
    contents: Annotated[str, Field(min_length=1, max_length=500)]


class LabelLifeIn(Strict):
    """How many days the labels of returns live from now on, counted from their booking or a day."""

    days: Annotated[int, Field(ge=0, le=3_650)]
    counted_from: Annotated[date, Field(strict=False)] | None = None


class FaultIn(BaseModel):
    """A fault to arm."""

    model_config = ConfigDict(extra="forbid")

    kind: FaultKind
    count: Annotated[int, Field(gt=0, le=100_000)] = 1
    after: Annotated[int, Field(ge=0, le=100_000)] = 0
    on: Operation = Operation.BOOK


def checked(order: OrderIn) -> dict[str, Any]:
    """The order as it goes into the books; raises `DeedRefused`."""
    fields = order.model_dump()
    if order.service not in SERVICES:
        raise DeedRefused(422, "unknown_service", f"choose one of {', '.join(sorted(SERVICES))}")
    missing = labels.unprintable(fields)
    if missing:
        signs = " ".join(f"U+{ord(sign):04X}" for sign in sorted(missing)[:10])
        raise DeedRefused(422, "text_not_printable", f"the label's font has no {signs}")
    return fields


def status_of(move: MoveIn) -> str:
    """The word of a move; raises `DeedRefused`."""
    if move.status not in CODES:
        raise DeedRefused(422, "unknown_status", f"choose one of {', '.join(CODES)}")
    return move.status


def happened_at(move: MoveIn, now: datetime) -> datetime:
    """The caller's time, or now."""
    return move.occurred_at or now


def claim_of(claim: ClaimIn) -> dict[str, Any]:
    """What makes a claim the same when it is asked again: all of it but its time.

    The amount loses its last zeros, so that 799.00 and 799.0 are one amount.
    """
    fields = claim.model_dump(exclude={"at"})
    if claim.amount is not None:
        fields["amount"]["amount"] = f"{Decimal(claim.amount.amount).normalize():f}"
    return fields


def booking(parcel: Consignment) -> dict[str, Any]:
    """A booking as the customer sees it, the label drawn anew from the books."""
    service = SERVICES[parcel.order["service"]]
    label = base64.b64encode(labels.draw(parcel)).decode() if service.labelled else None
    return {
        "booking_id": parcel.booking_id,
        "reference": parcel.order["reference"],
        "service": parcel.order["service"],
        "tracking_no": parcel.tracking_no,
        "sscc": parcel.sscc,
        "label": label,
        "label_valid_until": parcel.label_valid_until,
        "price": {"amount": service.price, "currency": "SEK"},
        "billing_event": "on_create",
    }


def news(event: dict[str, Any]) -> dict[str, Any]:
    """An event as the customer sees it: the carrier's own code, not the steering word."""
    return {name: value for name, value in event.items() if name != "status"}
