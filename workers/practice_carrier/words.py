"""What the practice carrier offers and how it words what happened to a parcel."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

RETURN_LABEL_DAYS = 365
CLAIM_WITHIN_DAYS = 30  # after the day of the first physical scan, in UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A product with its price in SEK, and whether the carrier prints a label for it."""

    price: str
    labelled: bool


SERVICES: Final[Mapping[str, Service]] = MappingProxyType(
    {
        "standard": Service(price="79.00", labelled=True),
        "express": Service(price="149.00", labelled=True),
        "counter": Service(price="49.00", labelled=False),
    }
)

# Left the word that a person steers with, right the word that goes out on the wire.
CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "created": "ANNOUNCED",
        "handed_over": "COLLECTED",
        "in_transit": "TERMINAL",
        "out_for_delivery": "ON_VAN",
        "at_pickup_point": "AT_SHOP",
        "delivery_attempted": "NOBODY_HOME",
        "delivered": "SIGNED",
        "refused": "NOT_ACCEPTED",
        "returning": "ON_WAY_BACK",
        "returned": "BACK",
        "exception": "TROUBLE",
        "lost": "MISSING",
        "voided": "CANCELLED",
        "unknown": "X99",  # a word that nobody on the other side was told about
    }
)

UNMOVED = frozenset({"created", "voided", "unknown"})
ENDED = frozenset({"delivered", "returned"})
