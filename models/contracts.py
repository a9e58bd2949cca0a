"""Contracts: which programme and tier a customer has bought, from when until when, for what fee."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.service_words import Billing


class Contract(OfTenant, Record):
    """A customer's contract under one tier of a service programme.

    `ends_on` is the expiry date. The fee is for a contract year, a whole term or a user and month,
    as `billing` says; what fell before `followed_from` was told and billed elsewhere.
    """

    __tablename__ = "contracts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        to_tenants("customers", "customer_id"),
        to_tenants("contacts", "contact_id"),
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
        CheckConstraint("term_years > 0", name="term_has_years"),
        CheckConstraint("(fee_amount IS NULL) = (fee_currency = '')", name="fee_has_currency"),
        Index("ix_contracts_to_follow", "tenant_id", postgresql_where=text("quiet_since IS NULL")),
    )

    number: Mapped[str] = mapped_column(short())
    customer_id: Mapped[uuid.UUID]
    programme: Mapped[str] = mapped_column(short())
    tier: Mapped[str] = mapped_column(short())
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    #: What the contract sets where the programme leaves it open (reminder days, calendars).
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    contact_id: Mapped[uuid.UUID | None]  # whom its letters go to; without one none is written
    term_years: Mapped[int | None]
    billing: Mapped[Billing | None] = mapped_column(one_of(Billing))
    fee_amount: Mapped[Decimal | None]
    fee_currency: Mapped[str] = mapped_column(short(3), default="", server_default="")
    fee_approximate: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    renewed_from: Mapped[date | None]  # the first day of the newest renewal
    followed_from: Mapped[date | None]
    quiet_since: Mapped[datetime | None]  # no date is to come until the contract changes
