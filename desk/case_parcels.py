"""The two legs of a case: what travelled, in which box, under which number."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from rules.case_words import Direction

Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelView:
    """A label at a carrier; dead once it is voided."""

    tracking_no: str
    carrier: str
    sscc: str
    booked_at: datetime
    valid_until: datetime | None
    voided_at: datetime | None
    price: Decimal | None
    currency: str
    document_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelView:
    """A box as declared to the carrier: grams, millimetres, and its labels."""

    reference: str
    carrier: str
    service: str
    payer: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    battery_mark: bool
    labels: tuple[LabelView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegView:
    """One direction of a case, one attempt."""

    direction: Direction
    attempt: int
    state: str
    changed_at: datetime
    parcels: tuple[ParcelView, ...]


def instant(written: str | None) -> datetime | None:
    """The moment, if there is one."""
    return datetime.fromisoformat(written) if written else None


def leg_views(boxes: Iterable[Part]) -> tuple[LegView, ...]:
    """Outbound before return, attempts in order, each with its parcels."""
    legs = groupby(boxes, key=lambda box: (box["direction"], box["attempt"]))
    return tuple(leg_view(list(rows)) for _, rows in legs)


def leg_view(boxes: list[Part]) -> LegView:
    """One leg; a leg without a parcel is one row of nothing."""
    first = boxes[0]
    parcels = groupby((box for box in boxes if box["reference"]), key=lambda box: box["reference"])
    return LegView(
        direction=Direction(first["direction"]),
        attempt=first["attempt"],
        state=first["state"],
        changed_at=datetime.fromisoformat(first["changed_at"]),
        parcels=tuple(parcel_view(list(rows)) for _, rows in parcels),
    )


def parcel_view(boxes: list[Part]) -> ParcelView:
    """A box as declared, with its labels."""
    names = ("reference", "carrier", "service", "payer", "weight_g", "battery_mark")
    sides = ("length_mm", "width_mm", "height_mm")
    return ParcelView(
        **{name: boxes[0][name] for name in (*names, *sides)},
        labels=tuple(label_view(box) for box in boxes if box["tracking_no"]),
    )


def label_view(part: Part) -> LabelView:
    """A label at a carrier."""
    return LabelView(
        tracking_no=part["tracking_no"],
        carrier=part["label_carrier"],
        sscc=part["sscc"],
        booked_at=datetime.fromisoformat(part["booked_at"]),
        valid_until=instant(part["valid_until"]),
        voided_at=instant(part["voided_at"]),
        price=None if part["price"] is None else Decimal(part["price"]),
        currency=part["currency"],
        document_id=uuid.UUID(part["document_id"]),
    )
