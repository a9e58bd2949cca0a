"""Quality reports: the figures of a customer's month as they were told, once."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import OfTenant, Record, to_tenants


class QualityReportRow(OfTenant, Record):
    """A month that was reported: its figures as plain data, and the paper that was sent."""

    __tablename__ = "quality_reports"
    __table_args__ = (
        UniqueConstraint("tenant_id", "customer_id", "month"),
        to_tenants("customers", "customer_id"),
        to_tenants("documents", "document_id"),
        CheckConstraint("extract(day FROM month) = 1", name="first_of_month"),
    )

    customer_id: Mapped[uuid.UUID]
    month: Mapped[date]
    figures: Mapped[dict[str, Any]]
    document_id: Mapped[uuid.UUID]
    made_at: Mapped[datetime]
