"""Contracts: which programme and tier a customer has bought, from when until when."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import OfTenant, Record, short, to_tenants


class Contract(OfTenant, Record):
    """A customer's contract under one tier of a service programme."""

    __tablename__ = "contracts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        to_tenants("customers", "customer_id"),
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
    )

    number: Mapped[str] = mapped_column(short())
    customer_id: Mapped[uuid.UUID]
    programme: Mapped[str] = mapped_column(short())
    tier: Mapped[str] = mapped_column(short())
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    #: What the contract sets where the programme leaves it open (reminder days, calendars).
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
