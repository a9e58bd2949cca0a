"""The practice carrier's words on the wire, to and from the words of the port."""

from collections.abc import Mapping
from datetime import UTC
from types import MappingProxyType
from typing import Final

from carriers import answers
from carriers.answers import Fields
from carriers.errors import AnswerMalformed
from carriers.http import Answer, redact
from carriers.port import (
    Address,
    BillingEvent,
    Booked,
    Capabilities,
    Claimed,
    ClaimOrder,
    Idempotency,
    LabelFormat,
    Rejected,
    ReturnMode,
    ShipmentOrder,
    Traced,
    TrackingEvent,
    TrackingMeans,
    TrackingStatus,
    VoidMeans,
)

NAME = "practice"

CAPABILITIES = Capabilities(
    carrier=NAME,
    services=frozenset({"standard", "express", "counter"}),
    unlabelled_services=frozenset({"counter"}),
    label_formats=frozenset({LabelFormat.PDF_A6}),
    return_modes=frozenset({ReturnMode.ENCLOSED_LABEL, ReturnMode.EMAILED_LABEL}),
    void=VoidMeans.API,
    recall=True,
    traces=True,
    claims=True,
    claim_within_days=30,
    tracking=frozenset({TrackingMeans.POLL, TrackingMeans.PUSH}),
    billing_event=BillingEvent.ON_CREATE,
    idempotency=Idempotency.LOOKUP_BY_REFERENCE,
)

# The carrier's own words, as its server documents them in `workers/practice_carrier/words.py`.
STATUSES: Final[Mapping[str, TrackingStatus]] = MappingProxyType(
    {
        "ANNOUNCED": TrackingStatus.CREATED,
        "COLLECTED": TrackingStatus.HANDED_OVER,
        "TERMINAL": TrackingStatus.IN_TRANSIT,
        "ON_VAN": TrackingStatus.OUT_FOR_DELIVERY,
        "AT_SHOP": TrackingStatus.AT_PICKUP_POINT,
        "NOBODY_HOME": TrackingStatus.DELIVERY_ATTEMPTED,
        "SIGNED": TrackingStatus.DELIVERED,
        "NOT_ACCEPTED": TrackingStatus.REFUSED,
        "ON_WAY_BACK": TrackingStatus.RETURNING,
        "BACK": TrackingStatus.RETURNED,
        "TROUBLE": TrackingStatus.EXCEPTION,
        "MISSING": TrackingStatus.LOST,
        "CANCELLED": TrackingStatus.VOIDED,
    }
)


def order_fields(order: ShipmentOrder) -> Fields:
    """The body of an order."""
    parcel = order.parcel
    return {
        "reference": order.reference,
        "direction": order.direction.value,
        "service": order.service,
        "payer": order.payer,
        "sender": _address_fields(order.sender),
        "recipient": _address_fields(order.recipient),
        "parcel": {
            "weight_g": parcel.weight_g,
            "length_mm": parcel.length_mm,
            "width_mm": parcel.width_mm,
            "height_mm": parcel.height_mm,
            "contents": parcel.contents,
            "battery_mark": parcel.battery_mark,
        },
    }


def _address_fields(address: Address) -> Fields:
    return {
        "name": address.name,
        "street": address.street,
        "postcode": address.postcode,
        "city": address.city,
        "country": address.country,
        "phone": address.phone,
        "email": address.email,
    }


def claim_fields(claim: ClaimOrder) -> Fields:
    """The body of a claim; the amount is written as text, never as a float."""
    asked = claim.amount
    return {
        "reference": claim.reference,
        "reason": claim.reason.value,
        "at": claim.at.astimezone(UTC).isoformat(),
        "amount": asked and {"amount": f"{asked.amount:f}", "currency": asked.currency},
        "contents": claim.contents,
    }


def refusal(answer: Answer, hidden: tuple[str, ...]) -> Rejected:
    """The carrier's no, without any of the hidden words it may have repeated."""
    try:
        fields = answers.document(answer.body)
        code, reason = answers.text(fields, "code"), answers.text(fields, "reason")
    except AnswerMalformed:
        code, reason = f"http_{answer.status}", "the carrier gave no reason"
    return Rejected(carrier=NAME, code=redact(code, hidden), reason=redact(reason, hidden))


def booked(fields: Fields, reference: str) -> Booked:
    """A booking as sworn by the carrier; an answer about another order is malformed."""
    if answers.text(fields, "reference") != reference:
        raise AnswerMalformed("reference", "the one that was ordered")
    label = answers.pdf_or_none(fields, "label")
    if label is None and answers.text(fields, "service") not in CAPABILITIES.unlabelled_services:
        raise AnswerMalformed("label", "a PDF in base64")
    return Booked(
        carrier=NAME,
        booking_id=answers.text(fields, "booking_id"),
        reference=reference,
        tracking_no=answers.text(fields, "tracking_no"),
        sscc=answers.text_or_none(fields, "sscc"),
        label=label,
        label_valid_until=answers.day_or_none(fields, "label_valid_until"),
        price=answers.price_or_none(fields, "price"),
        billing_event=_billing_event(fields),
    )


def traced(fields: Fields, tracking_no: str) -> Traced:
    """A search as sworn by the carrier; an answer about another parcel is malformed."""
    _same(fields, "tracking_no", tracking_no)
    return Traced(carrier=NAME, tracking_no=tracking_no, trace_no=answers.text(fields, "trace_no"))


def claimed(fields: Fields, tracking_no: str, reference: str) -> Claimed:
    """A claim as sworn by the carrier; an answer about another one is malformed."""
    _same(fields, "tracking_no", tracking_no)
    _same(fields, "reference", reference)
    return Claimed(carrier=NAME, tracking_no=tracking_no, claim_no=answers.text(fields, "claim_no"))


def _same(fields: Fields, name: str, ours: str) -> None:
    if answers.text(fields, name) != ours:
        raise AnswerMalformed(name, "the one that was asked about")


def _billing_event(fields: Fields) -> BillingEvent:
    try:
        return BillingEvent(answers.text(fields, "billing_event"))
    except ValueError:
        return BillingEvent.UNKNOWN


def event(fields: Fields) -> TrackingEvent:
    """One event; a code that is not in the table is `unknown` and keeps its raw code."""
    code = answers.text(fields, "code")
    return TrackingEvent(
        carrier=NAME,
        event_id=answers.text(fields, "event_id"),
        tracking_no=answers.text(fields, "tracking_no"),
        reference=answers.text_or_none(fields, "reference"),
        status=STATUSES.get(code, TrackingStatus.UNKNOWN),
        occurred_at=answers.instant(fields, "occurred_at"),
        place=answers.text_or_none(fields, "place") or "",
        raw_code=code,
    )
