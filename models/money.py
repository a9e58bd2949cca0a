"""Billable events: what finance will rate, post and bill, written once per event."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, short, to_tenants


class BillableEvent(OfTenant, Record):
    """Something that costs somebody money, under a unique key; amounts come when it is rated.

    It belongs to a case or, a contract's fee, to a contract. An amount is for the whole quantity.
    """

    __tablename__ = "billable_events"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("cases", "case_id"),
        to_tenants("contracts", "contract_id"),
        to_tenants("customers", "customer_id"),
        CheckConstraint("(amount IS NULL) = (currency = '')", name="amount_has_currency"),
        CheckConstraint("num_nonnulls(case_id, contract_id) > 0", name="of_case_or_contract"),
        Index("ix_billable_events_month", "tenant_id", "customer_id", "at"),
        Index("ix_billable_events_contract", "tenant_id", "contract_id"),
    )

    key: Mapped[str] = mapped_column(short(300))
    kind: Mapped[str] = mapped_column(short())
    case_id: Mapped[uuid.UUID | None]
    contract_id: Mapped[uuid.UUID | None]
    customer_id: Mapped[uuid.UUID]
    payer: Mapped[str] = mapped_column(short())
    quantity: Mapped[int] = mapped_column(default=1)
    amount: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(short(3), default="")
    at: Mapped[datetime]
