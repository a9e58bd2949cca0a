"""The two legs of a case with what travelled, in which box, under which number."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

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
    labels: tuple[LabelView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LegView:
    """One direction of a case, one attempt."""

    direction: Direction
    attempt: int
    state: str
    changed_at: datetime
    parcels: tuple[ParcelView, ...]


def legs_of(session: Session, case_id: uuid.UUID) -> tuple[LegView, ...]:
    """Outbound before return, attempts in order; three queries however many parcels."""
    legs = session.scalars(
        select(Leg).where(Leg.case_id == case_id).order_by(Leg.direction, Leg.attempt)
    ).all()
    parcels = parcels_of(session, [leg.id for leg in legs])
    return tuple(
        LegView(
            direction=leg.direction,
            attempt=leg.attempt,
            state=leg.state,
            changed_at=leg.changed_at,
            parcels=parcels[leg.id],
        )
        for leg in legs
    )


def parcels_of(
    session: Session, legs: Iterable[uuid.UUID]
) -> defaultdict[uuid.UUID, tuple[ParcelView, ...]]:
    """The parcels of each leg with their labels, oldest first."""
    rows = session.execute(
        select(Parcel, Label)
        .outerjoin(Label, and_(Label.tenant_id == Parcel.tenant_id, Label.parcel_id == Parcel.id))
        .where(Parcel.leg_id.in_(list(legs)))
        .order_by(Label.booked_at, Parcel.reference)
    )
    found: dict[uuid.UUID, tuple[uuid.UUID, ParcelView]] = {}
    for parcel, label in rows:
        _, view = found.setdefault(parcel.id, (parcel.leg_id, parcel_view(parcel)))
        if label is not None:
            view = replace(view, labels=(*view.labels, label_view(label)))
        found[parcel.id] = (parcel.leg_id, view)
    by_leg: defaultdict[uuid.UUID, tuple[ParcelView, ...]] = defaultdict(tuple)
    for leg_id, view in found.values():
        by_leg[leg_id] += (view,)
    return by_leg


def parcel_view(parcel: Parcel) -> ParcelView:
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
