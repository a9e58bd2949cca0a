"""Why freight or packaging has no price yet, and what to do about it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from rules.finance.selling import Unpriced

WHY: Final[Mapping[Unpriced, str]] = MappingProxyType(
    {
        Unpriced.NO_CARD: "No sell card of its carrier held on the day. Load one that does.",
        Unpriced.NO_ZONE: "The sell card has no zone for its place. Load a version with one.",
        Unpriced.NO_SERVICE: "The sell card has no price of its service that way. Load one.",
        Unpriced.TOO_HEAVY: "It is heavier than the sell card goes. Load a version that goes on.",
        Unpriced.NO_SHIPMENT: "No parcel of it is on record.",
        Unpriced.NO_COST: "The sell card marks up its cost, which is not rated. Load a buy card.",
        Unpriced.OTHER_CURRENCY: "Its cost is in another currency than the sell card.",
        Unpriced.NO_BOX: "The sell card has no price of a box. Load a version with one.",
        Unpriced.NO_EVENT: "It could not be read. Rate it again.",
    }
)
