"""Custody: things that came in and are nobody's answer yet, each with how it was settled."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.case_values import ItemKind, ItemOutcome


class CustodyItem(OfTenant, Record):
    """A thing in our hands: of a case, or of nobody's until a person places it."""

    __tablename__ = "custody_items"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("cases", "case_id"),
        to_tenants("units", "unit_id"),
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled_by_outcome"),
        Index(
            "ix_custody_items_open",
            "tenant_id",
            "case_id",
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    key: Mapped[str] = mapped_column(short(300))
    case_id: Mapped[uuid.UUID | None]
    unit_id: Mapped[uuid.UUID | None]
    kind: Mapped[ItemKind] = mapped_column(one_of(ItemKind))
    text: Mapped[str]  # what it is, or the serial as it was read
    received_at: Mapped[datetime]
    received_by: Mapped[str] = mapped_column(short(254))
    outcome: Mapped[ItemOutcome | None] = mapped_column(one_of(ItemOutcome))
    because: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(short(254), default="")
