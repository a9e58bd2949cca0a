"""Counts of a shelf with their differences, and write-offs that a second person confirms."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Identity, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.pool_words import Difference, TakeState, WriteOffState


class StockTake(OfTenant, Record):
    """A count of one shelf; the database allows one open count of each."""

    __tablename__ = "stock_takes"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        to_tenants("locations", "shelf_id"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="open_until_ended"),
        Index(
            "uq_stock_takes_open",
            "tenant_id",
            "shelf_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
    )

    number: Mapped[str] = mapped_column(short())
    shelf_id: Mapped[uuid.UUID]
    state: Mapped[TakeState] = mapped_column(one_of(TakeState))
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(short(254))
    #: The newest movement there was: what moved after it, moved while it was counted.
    moves_before: Mapped[int]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(short(254), default="", server_default="")


class StockTakeScan(OfTenant, Record):
    """A code that was scanned during a count, once."""

    __tablename__ = "stock_take_scans"
    __table_args__ = (
        UniqueConstraint("tenant_id", "take_id", "code"),
        to_tenants("stock_takes", "take_id"),
        to_tenants("units", "unit_id"),
    )

    seq: Mapped[int] = mapped_column(Identity(always=True))
    take_id: Mapped[uuid.UUID]
    code: Mapped[str] = mapped_column(short(64))
    unit_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(short(254))


class StockTakeDifference(OfTenant, Record):
    """What a closed count found, and how a named person explained it."""

    __tablename__ = "stock_take_differences"
    __table_args__ = (
        UniqueConstraint("tenant_id", "take_id", "code"),
        to_tenants("stock_takes", "take_id"),
        to_tenants("units", "unit_id"),
    )

    take_id: Mapped[uuid.UUID]
    code: Mapped[str] = mapped_column(short(64))
    unit_id: Mapped[uuid.UUID | None]
    kind: Mapped[Difference] = mapped_column(one_of(Difference))
    explanation: Mapped[str]
    explained_at: Mapped[datetime]
    explained_by: Mapped[str] = mapped_column(short(254))


class WriteOff(OfTenant, Record):
    """A unit taken out of the books: one person proposes it and another one confirms."""

    __tablename__ = "write_offs"
    __table_args__ = (
        to_tenants("units", "unit_id"),
        CheckConstraint("decided_by <> proposed_by", name="two_persons"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="open_until_decided"),
        Index(
            "uq_write_offs_proposed",
            "tenant_id",
            "unit_id",
            unique=True,
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    unit_id: Mapped[uuid.UUID]
    reason: Mapped[str]
    state: Mapped[WriteOffState] = mapped_column(one_of(WriteOffState))
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[str] = mapped_column(short(254))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(short(254), default="", server_default="")
    remark: Mapped[str] = mapped_column(default="", server_default="")
