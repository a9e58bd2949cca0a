"""Silent and lost parcels: what was asked of the carrier, under its own numbers."""

import uuid
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import OfTenant, Record, one_of, short, to_tenants
from rules.case_words import Direction


class ParcelClaim(OfTenant, Record):
    """A parcel that was searched for, and the claim for it; one of each a parcel."""

    __tablename__ = "parcel_claims"
    __table_args__ = (
        UniqueConstraint("tenant_id", "case_id", "direction", "attempt"),
        to_tenants("cases", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    direction: Mapped[Direction] = mapped_column(one_of(Direction))
    attempt: Mapped[int]
    trace_no: Mapped[str] = mapped_column(short(80), default="")
    claim_no: Mapped[str] = mapped_column(short(80), default="")
    refusal: Mapped[str] = mapped_column(default="")
    traced_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    found_at: Mapped[datetime | None]
