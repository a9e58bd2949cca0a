"""The two legs of a case with what travelled, in which box, under which number."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models.legs import Label, Leg, Parcel
from rules.case_words import Direction


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


def legs_of(session: Session, case_id: uuid.UUID) -> tuple[LegView, ...]:
    """Outbound before return, attempts in order; one query however many parcels."""
    rows = session.execute(
        select(Leg, Parcel, Label)
        .outerjoin(Parcel, and_(Parcel.tenant_id == Leg.tenant_id, Parcel.leg_id == Leg.id))
        .outerjoin(Label, and_(Label.tenant_id == Parcel.tenant_id, Label.parcel_id == Parcel.id))
        .where(Leg.case_id == case_id)
        .order_by(Leg.direction, Leg.attempt, Parcel.reference, Label.booked_at)
    ).all()
    return tuple(
        # The outer join gives no parcel for a leg that has none; its type does not say so.
        leg_view(
            leg,
            [
                (parcel, label)
                for _, parcel, label in boxes
                if parcel is not None  # type: ignore[redundant-expr]
            ],
        )
        for leg, boxes in groupby(rows, key=lambda row: row[0])
    )


def leg_view(leg: Leg, boxes: list[tuple[Parcel, Label | None]]) -> LegView:
    """One leg with its parcels, each with its labels."""
    return LegView(
        direction=leg.direction,
        attempt=leg.attempt,
        state=leg.state,
        changed_at=leg.changed_at,
        parcels=tuple(
            parcel_view(parcel, [label for _, label in labels if label is not None])
            for parcel, labels in groupby(boxes, key=lambda box: box[0])
        ),
    )


def parcel_view(parcel: Parcel, labels: list[Label]) -> ParcelView:
    """The box as a value."""
    return ParcelView(
        reference=parcel.reference,
        carrier=parcel.carrier,
        service=parcel.service,
        payer=parcel.payer,
        weight_g=parcel.weight_g,
        length_mm=parcel.length_mm,
        width_mm=parcel.width_mm,
        height_mm=parcel.height_mm,
        battery_mark=parcel.battery_mark,
        labels=tuple(label_view(label) for label in labels),
    )


def label_view(label: Label) -> LabelView:
    """The label as a value."""
    return LabelView(
        tracking_no=label.tracking_no,
        carrier=label.carrier,
        sscc=label.sscc,
        booked_at=label.booked_at,
        valid_until=label.valid_until,
        voided_at=label.voided_at,
        price=label.price,
        currency=label.currency,
        document_id=label.document_id,
    )
