"""What a customer is asked for a billable event, or why there is no price."""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Unpriced(StrEnum):
    """Why a billable event has no price; the first four are a parcel's (rules.finance.rating)."""

    NO_CARD = "no_card"
    NO_ZONE = "no_zone"
    NO_SERVICE = "no_service"
    TOO_HEAVY = "too_heavy"
    NO_SHIPMENT = "no_shipment"
    NO_COST = "no_cost"
    OTHER_CURRENCY = "other_currency"
    NO_BOX = "no_box"
    NO_EVENT = "no_event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """The price of an event without VAT, by which card, and of which parcel in a few words."""

    net: Decimal
    currency: str
    card_id: uuid.UUID
    about: str
    shipment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPriced:
    """An event without a price, and why."""

    why: Unpriced
