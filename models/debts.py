"""Debts: the units customers owe, one open debt a unit, so that any serial finds its case."""

import uuid
from datetime import datetime

from sqlalchemy import UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.case_values import SETTLED, DebtState, Why

OPEN = "state IN ('open', 'held')"


class OwedUnit(OfTenant, Record):
    """One unit, or one part, that a case waits for; settled by the unit itself or a decision."""

    __tablename__ = "owed_units"
    __table_args__ = (
        UniqueConstraint("tenant_id", "case_id", "unit_id", postgresql_nulls_not_distinct=True),
        to_tenants("cases", "case_id"),
        to_tenants("units", "unit_id"),
        Index(
            "uq_owed_units_open",
            "tenant_id",
            "unit_id",
            unique=True,
            postgresql_where=text(OPEN),
        ),
    )

    case_id: Mapped[uuid.UUID]
    unit_id: Mapped[uuid.UUID | None]
    part: Mapped[str] = mapped_column(short(), default="")
    why: Mapped[Why] = mapped_column(one_of(Why))
    state: Mapped[DebtState] = mapped_column(one_of(DebtState))
    since: Mapped[datetime]
    changed_at: Mapped[datetime]


def case_owed(session: Session, unit_id: uuid.UUID) -> uuid.UUID | None:
    """The case that waits for this unit."""
    return session.scalars(
        select(OwedUnit.case_id).where(
            OwedUnit.unit_id == unit_id, OwedUnit.state.not_in(sorted(SETTLED))
        )
    ).one_or_none()
