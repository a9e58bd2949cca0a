"""Legs, parcels and labels: what travels, in which box, under which number."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.case_words import Direction


class Leg(OfTenant, Record):
    """One direction of a case; a lost or refused parcel starts the next attempt."""

    __tablename__ = "legs"
    __table_args__ = (
        UniqueConstraint("tenant_id", "case_id", "direction", "attempt"),
        to_tenants("cases", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    direction: Mapped[Direction] = mapped_column(one_of(Direction))
    attempt: Mapped[int]
    state: Mapped[str] = mapped_column(short())
    changed_at: Mapped[datetime]


class Parcel(OfTenant, Record):
    """What a leg travels in, as declared to the carrier."""

    __tablename__ = "parcels"
    __table_args__ = (
        UniqueConstraint("tenant_id", "reference"),
        to_tenants("legs", "leg_id"),
        Index("ix_parcels_leg", "tenant_id", "leg_id"),
        CheckConstraint("weight_g > 0", name="has_weight"),
    )

    leg_id: Mapped[uuid.UUID]
    reference: Mapped[str] = mapped_column(short(200))  # ours, known to the carrier
    carrier: Mapped[str] = mapped_column(short())
    service: Mapped[str] = mapped_column(short())
    payer: Mapped[str] = mapped_column(short())
    weight_g: Mapped[int]
    length_mm: Mapped[int]
    width_mm: Mapped[int]
    height_mm: Mapped[int]
    battery_mark: Mapped[bool]


class Label(OfTenant, Record):
    """A label that exists at a carrier; one live label per leg, and no number twice."""

    __tablename__ = "labels"
    __table_args__ = (
        UniqueConstraint("carrier", "tracking_no"),
        to_tenants("legs", "leg_id"),
        to_tenants("parcels", "parcel_id"),
        to_tenants("documents", "document_id"),
        Index("ix_labels_leg", "tenant_id", "leg_id"),
        Index("ix_labels_parcel", "tenant_id", "parcel_id"),
        Index(
            "uq_labels_live_leg",
            "tenant_id",
            "leg_id",
            unique=True,
            postgresql_where=text("voided_at IS NULL"),
        ),
    )

    leg_id: Mapped[uuid.UUID]
    parcel_id: Mapped[uuid.UUID]
    document_id: Mapped[uuid.UUID]
    carrier: Mapped[str] = mapped_column(short())
    tracking_no: Mapped[str] = mapped_column(short(64))
    sscc: Mapped[str] = mapped_column(short(18), default="")
    booked_at: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    price: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(short(3), default="")
