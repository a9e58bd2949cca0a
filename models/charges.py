"""Charges: what is put before finance, decided once, and taken back at most once."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.case_values import ChargeKind, ChargeState


class CaseCharge(OfTenant, Record):
    """A charge of a case for one thing: one row for each, however often its state turns."""

    __tablename__ = "case_charges"
    __table_args__ = (
        UniqueConstraint("tenant_id", "case_id", "kind", "about"),
        to_tenants("cases", "case_id"),
        CheckConstraint(
            "state NOT IN ('approved', 'reversed') OR amount IS NOT NULL", name="billed_has_amount"
        ),
        CheckConstraint("amount IS NULL OR currency <> ''", name="amount_has_currency"),
        Index(
            "ix_case_charges_proposed",
            "tenant_id",
            "proposed_at",
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    case_id: Mapped[uuid.UUID]
    kind: Mapped[ChargeKind] = mapped_column(one_of(ChargeKind))
    about: Mapped[str] = mapped_column(short(80))  # the unit, accessory or proposal
    state: Mapped[ChargeState] = mapped_column(one_of(ChargeState))
    amount: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(short(3), default="")
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(short(254), default="")
    because: Mapped[str] = mapped_column(default="")
    reversed_at: Mapped[datetime | None]
