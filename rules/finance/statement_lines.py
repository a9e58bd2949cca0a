"""Rated events put together as the lines of a statement: equal things at one price on one line."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from rules.finance.rounding import CENT

#: How a price of freight is told: a tracking number, a service, a zone and a weight.
_PARCEL: Final = re.compile(r"\S+(?: (?P<lane>.*?))??(?: [0-9.]+ kg)?")
#: What a line's subject begins with that is about parcels on their way back.
BACK: Final = "return "


def lane_of(parcel: str, *, back: bool) -> str:
    """What parcels of one line share: their service and zone, and whether they came back.

    `parcel` is what `rules.finance.selling.Priced` is about.
    """
    found = _PARCEL.fullmatch(parcel)
    lane = (found["lane"] or "") if found else parcel
    return f"{BACK}{lane}".strip() if back else lane


@dataclass(frozen=True, slots=True, kw_only=True)
class ToBill:
    """A rated event on its way to a statement, with the sign it has there.

    `rated_id` is the event that is billed or, with `credit`, given back; `reversal_id` the rated
    reversal that asks for it; `credits_line_id` the line it was billed on.
    """

    rated_id: uuid.UUID
    item: str
    about: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    served_on: date
    served_until: date | None = None
    credit: bool = False
    reversal_id: uuid.UUID | None = None
    credits_line_id: uuid.UUID | None = None

    @property
    def is_whole(self) -> bool:
        """True when many of it cost exactly so many times the cents of one."""
        return self.quantity == int(self.quantity) and self.unit_price == self.unit_price.quantize(
            CENT
        )

    @property
    def joins(self) -> tuple[object, ...]:
        """What is equal of things on one line; what cannot be summed to the cent stays alone."""
        if not self.is_whole or self.served_until is not None:
            return (self.rated_id, self.credit)
        same = (self.item, self.about, self.unit, self.unit_price, self.net < 0)
        return (*same, self.credits_line_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """A line with its events: their nets sum to its net, which is quantity times price."""

    first: ToBill
    events: tuple[ToBill, ...]

    @property
    def quantity(self) -> Decimal:
        """Of all its events."""
        return sum((one.quantity for one in self.events), Decimal(0))

    @property
    def net(self) -> Decimal:
        """Of all its events."""
        return sum((one.net for one in self.events), Decimal("0.00"))

    @property
    def served_from(self) -> date:
        """The first day it is about."""
        return min(one.served_on for one in self.events)

    @property
    def served_until(self) -> date:
        """The last day it is about."""
        return max(one.served_until or one.served_on for one in self.events)


def put_together(events: Iterable[ToBill]) -> tuple[LineDraft, ...]:
    """The lines, ordered by item, what they are about, and day; every event is on exactly one."""
    joined: dict[tuple[object, ...], list[ToBill]] = {}
    for event in sorted(events, key=order_of):
        joined.setdefault(event.joins, []).append(event)
    return tuple(LineDraft(first=one[0], events=tuple(one)) for one in joined.values())


def order_of(event: ToBill) -> tuple[object, ...]:
    """The order of a statement: the same events always make the same lines."""
    day = event.served_on
    return (event.item, event.about, event.net < 0, event.unit_price, day, str(event.rated_id))


def given_back(event: ToBill) -> ToBill:
    """The event with its signs turned: as a credit note counts it, or back."""
    return ToBill(
        rated_id=event.rated_id,
        item=event.item,
        about=event.about,
        unit=event.unit,
        quantity=-event.quantity,
        unit_price=event.unit_price,
        net=-event.net,
        served_on=event.served_on,
        served_until=event.served_until,
        credit=event.credit,
        reversal_id=event.reversal_id,
        credits_line_id=event.credits_line_id,
    )
