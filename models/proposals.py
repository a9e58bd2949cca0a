"""Cost proposals: numbered, dated, answered once through a signed link or by the desk."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import OfTenant, Record, one_of, short, to_tenants
from rules.case_values import Destination, ProposalState


class CostProposal(OfTenant, Record):
    """What a repair outside the warranty would cost; its id and its last day sign its link."""

    __tablename__ = "cost_proposals"
    __table_args__ = (
        UniqueConstraint("tenant_id", "case_id", "number"),
        to_tenants("cases", "case_id"),
        to_tenants("units", "unit_id"),
        CheckConstraint("amount > 0", name="has_amount"),
    )

    case_id: Mapped[uuid.UUID]
    number: Mapped[int]
    unit_id: Mapped[uuid.UUID]
    lines: Mapped[dict[str, Any]]
    amount: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(short(3))
    reason: Mapped[str]
    state: Mapped[ProposalState] = mapped_column(one_of(ProposalState))
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(short(254))
    valid_until: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(short(254), default="")
    #: Where the unit goes that is not repaired.
    otherwise: Mapped[Destination | None] = mapped_column(one_of(Destination))
