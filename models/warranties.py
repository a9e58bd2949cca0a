"""The warranty of a repaired or replacing unit, as the contract's rule gave it."""

import uuid
from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.way_back_terms import WarrantyRule


class UnitWarranty(OfTenant, Record):
    """Until which day a unit that left the bench, or went out, is warranted, and by which rule."""

    __tablename__ = "unit_warranties"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("cases", "case_id"),
        to_tenants("units", "unit_id"),
        Index("ix_unit_warranties_unit", "tenant_id", "unit_id"),
    )

    key: Mapped[str] = mapped_column(short(300))
    case_id: Mapped[uuid.UUID]
    unit_id: Mapped[uuid.UUID]
    rule: Mapped[WarrantyRule] = mapped_column(one_of(WarrantyRule))
    until: Mapped[date | None]  # none: the rest of a term that has no end
    at: Mapped[datetime]
