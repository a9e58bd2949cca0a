"""Places and movements: double entry, from one location to another, never edited."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Identity, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants


class Place(enum.StrEnum):
    """The kinds of place a unit can be in."""

    VENDOR = "vendor"
    SHELF = "shelf"
    DOCK = "dock"
    TRANSIT = "transit"
    CUSTOMER = "customer"
    BENCH = "bench"
    QUARANTINE = "quarantine"
    REPAIRER = "repairer"
    SITE = "site"
    LOST = "lost"
    SCRAP = "scrap"
    HARVEST = "harvest"
    RECEIVING = "receiving"


class RequestState(enum.StrEnum):
    """How far a request for a unit has come."""

    WAITING = "waiting"
    GRANTED = "granted"
    PACKED = "packed"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Location(OfTenant, Record):
    """A place that holds units; a shelf is a customer's pool at the depot."""

    __tablename__ = "locations"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        to_tenants("customers", "customer_id"),
    )

    code: Mapped[str] = mapped_column(short())
    kind: Mapped[Place] = mapped_column(one_of(Place))
    customer_id: Mapped[uuid.UUID | None]


class StockMove(OfTenant, Record):
    """One movement of a unit, or of a quantity of a part."""

    __tablename__ = "stock_moves"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("units", "unit_id"),
        to_tenants("parts", "part_id"),
        to_tenants("locations", "from_id"),
        to_tenants("locations", "to_id"),
        to_tenants("cases", "case_id"),
        CheckConstraint("(unit_id IS NULL) <> (part_id IS NULL)", name="unit_or_part"),
        CheckConstraint("quantity > 0 AND (unit_id IS NULL OR quantity = 1)", name="quantity"),
        CheckConstraint("from_id <> to_id", name="goes_somewhere"),
        Index("ix_stock_moves_unit", "tenant_id", "unit_id", "seq"),
        Index(
            "ix_stock_moves_part",
            "tenant_id",
            "part_id",
            "seq",
            postgresql_where=text("part_id IS NOT NULL"),
        ),
    )

    seq: Mapped[int] = mapped_column(Identity(always=True))
    key: Mapped[str] = mapped_column(short(200))
    unit_id: Mapped[uuid.UUID | None]
    part_id: Mapped[uuid.UUID | None]
    quantity: Mapped[int] = mapped_column(default=1)
    from_id: Mapped[uuid.UUID]
    to_id: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(short(254))


class UnitRequest(OfTenant, Record):
    """A case that wants a unit of a model from a shelf; served by the earliest promise."""

    __tablename__ = "unit_requests"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("cases", "case_id"),
        to_tenants("locations", "shelf_id"),
        to_tenants("device_models", "model_id"),
        Index(
            "ix_unit_requests_queue",
            "tenant_id",
            "shelf_id",
            "model_id",
            "promised_for",
            postgresql_where=text("state IN ('waiting', 'granted')"),
        ),
        # How fast a pool is used is counted from what it handed out.
        Index(
            "ix_unit_requests_handed_out",
            "tenant_id",
            "shelf_id",
            "model_id",
            "requested_at",
            postgresql_where=text("state IN ('packed', 'done')"),
        ),
    )

    key: Mapped[str] = mapped_column(short(200))
    case_id: Mapped[uuid.UUID]
    shelf_id: Mapped[uuid.UUID]
    model_id: Mapped[uuid.UUID]
    promised_for: Mapped[datetime]
    requested_at: Mapped[datetime]
    state: Mapped[RequestState] = mapped_column(one_of(RequestState))


class Reservation(OfTenant, Record):
    """A unit held for a request; the database allows one live reservation per unit."""

    __tablename__ = "reservations"
    __table_args__ = (
        to_tenants("units", "unit_id"),
        to_tenants("unit_requests", "request_id"),
        Index(
            "uq_reservations_live_unit",
            "tenant_id",
            "unit_id",
            unique=True,
            postgresql_where=text("released_at IS NULL"),
        ),
        Index(
            "uq_reservations_live_request",
            "tenant_id",
            "request_id",
            unique=True,
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    unit_id: Mapped[uuid.UUID]
    request_id: Mapped[uuid.UUID]
    granted_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
