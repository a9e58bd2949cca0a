"""What a carrier can do, in words that workflows branch on instead of its name."""

from dataclasses import dataclass
from enum import StrEnum


class LabelFormat(StrEnum):
    """The label files a carrier hands out."""

    PDF_A6 = "pdf_a6"
    PDF_4X6 = "pdf_4x6"
    ZPL_4X6 = "zpl_4x6"


class ReturnMode(StrEnum):
    """The ways a customer can send a device back."""

    ENCLOSED_LABEL = "enclosed_label"
    EMAILED_LABEL = "emailed_label"
    QR = "qr"
    LABELLESS_CODE = "labelless_code"
    CARRIER_PICKUP = "carrier_pickup"
    DOOR_EXCHANGE = "door_exchange"


class VoidMeans(StrEnum):
    """How a label can be taken back before its parcel is handed over."""

    API = "api"
    NONE = "none"


class TrackingMeans(StrEnum):
    """How news of a parcel reaches the desk."""

    POLL = "poll"
    PUSH = "push"


class BillingEvent(StrEnum):
    """What makes the carrier charge for a parcel."""

    ON_CREATE = "on_create"
    ON_SCAN = "on_scan"
    UNKNOWN = "unknown"


class Idempotency(StrEnum):
    """What keeps an order that is sent twice from becoming two parcels."""

    NATIVE_KEY = "native_key"
    LOOKUP_BY_REFERENCE = "lookup_by_reference"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a carrier can do; a service in `unlabelled_services` returns no label of its own.

    `claim_within_days` are calendar days after the day of hand-over, the first physical scan; on
    the last of them a claim is still in time. The day is the carrier's own, so file before it.
    None: not known, then file at once. Source: the carrier's conditions of carriage.
    """

    carrier: str
    services: frozenset[str]
    unlabelled_services: frozenset[str]
    label_formats: frozenset[LabelFormat]
    return_modes: frozenset[ReturnMode]
    void: VoidMeans
    recall: bool
    traces: bool
    claims: bool
    claim_within_days: int | None
    tracking: frozenset[TrackingMeans]
    billing_event: BillingEvent
    idempotency: Idempotency
