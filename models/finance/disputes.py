"""Disputes with carriers: what is claimed, until when, and how each went."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Identity, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.finance.freight_words import DisputeState, PayMode, Verdict


class ClaimRule(OfTenant, Record):
    """How a carrier takes claims of a kind: until when, and how its bill is paid meanwhile.

    Days count from the bill's date or, `from_delivery`, from the scheduled delivery; as working
    days of `calendar` (a programme's calendar id) or, without one, as calendar days.
    """

    __tablename__ = "claim_rules"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "carrier", "verdict", "valid_from", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint("days > 0", name="has_days"),
    )

    carrier: Mapped[str] = mapped_column(short())
    verdict: Mapped[Verdict | None] = mapped_column(one_of(Verdict))  # None: any other
    days: Mapped[int]
    calendar: Mapped[str] = mapped_column(short(80), default="", server_default="")
    from_delivery: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    remind_days: Mapped[int] = mapped_column(default=5, server_default="5")  # before the deadline
    pay_mode: Mapped[PayMode] = mapped_column(one_of(PayMode))
    email: Mapped[str] = mapped_column(short(254), default="", server_default="")
    locale: Mapped[str] = mapped_column(short(8), default="en", server_default="en")
    valid_from: Mapped[date]
    #: For what the carrier guarantees nothing, as `rules.finance.claims.exclusions_from` reads it.
    exclusions: Mapped[list[Any]] = mapped_column(JSONB(), default=list, server_default="[]")
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(short(254))

    @property
    def name(self) -> str:
        """Whom a letter to its address greets."""
        return self.carrier


class Dispute(OfTenant, Record):
    """A claim on one bill, numbered; its workflow keeps the carrier's deadline."""

    __tablename__ = "disputes"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        to_tenants("carrier_bills", "bill_id"),
        to_tenants("claim_rules", "rule_id"),
        to_tenants("documents", "packet_id"),
        to_tenants("documents", "packet_csv_id"),
        CheckConstraint("claimed > 0", name="claims_something"),
        CheckConstraint("credited BETWEEN 0 AND claimed", name="credits_what_is_claimed"),
        Index("ix_disputes_bill", "tenant_id", "bill_id"),
        Index("ix_disputes_newest", "tenant_id", "opened_at", "id"),
        Index(
            "ix_disputes_open",
            "tenant_id",
            "next_at",
            postgresql_where=text("state IN ('draft', 'sent', 'accepted', 'partial')"),
        ),
    )

    number: Mapped[str] = mapped_column(short())
    bill_id: Mapped[uuid.UUID]
    rule_id: Mapped[uuid.UUID]  # the row whose deadline comes first: it also says where to mail
    carrier: Mapped[str] = mapped_column(short())
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict))
    state: Mapped[DisputeState] = mapped_column(one_of(DisputeState))
    pay_mode: Mapped[PayMode] = mapped_column(one_of(PayMode))
    claimed: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    accepted: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    credited: Mapped[Decimal] = mapped_column(
        Numeric(14, 2), default=Decimal(0), server_default="0"
    )
    currency: Mapped[str] = mapped_column(short(3))
    deadline: Mapped[datetime]
    next_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(short(254))
    sent_at: Mapped[datetime | None]
    alerted_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(short(254), default="", server_default="")
    carrier_reference: Mapped[str] = mapped_column(short(80), default="", server_default="")
    because: Mapped[str] = mapped_column(default="", server_default="")
    ended_at: Mapped[datetime | None]
    packet_id: Mapped[uuid.UUID | None]
    packet_csv_id: Mapped[uuid.UUID | None]


class DisputedCharge(OfTenant, Record):
    """One charge of a dispute, until it is released at its end: in one open dispute at a time."""

    __tablename__ = "disputed_charges"
    __table_args__ = (
        UniqueConstraint("tenant_id", "dispute_id", "charge_id"),
        to_tenants("disputes", "dispute_id"),
        CheckConstraint("claimed > 0", name="claims_something"),
        CheckConstraint("credited BETWEEN 0 AND claimed", name="credits_what_is_claimed"),
        Index(
            "uq_disputed_charges_live",
            "tenant_id",
            "charge_id",
            unique=True,
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    dispute_id: Mapped[uuid.UUID]
    charge_id: Mapped[int] = mapped_column(BigInteger)
    claimed: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    credited: Mapped[Decimal] = mapped_column(
        Numeric(14, 2), default=Decimal(0), server_default="0"
    )
    released_at: Mapped[datetime | None]


class DisputeCredit(OfTenant, Record):
    """How much of a carrier's credit pays back how much of one disputed charge, written once."""

    __tablename__ = "dispute_credits"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "credit_charge_id", "disputed_charge_id", name="uq_dispute_credits_once"
        ),
        to_tenants("disputes", "dispute_id"),
        to_tenants("disputed_charges", "disputed_charge_id"),
        CheckConstraint("amount > 0", name="credits_something"),
        Index("ix_dispute_credits_bill", "tenant_id", "bill_id"),
    )

    dispute_id: Mapped[uuid.UUID]
    disputed_charge_id: Mapped[uuid.UUID]
    credit_charge_id: Mapped[int] = mapped_column(BigInteger)
    bill_id: Mapped[uuid.UUID]  # the later bill that brought the credit
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    found_at: Mapped[datetime]


class DisputeEvent(OfTenant, Record):
    """One line of a dispute's story, written once under its key."""

    __tablename__ = "dispute_events"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("disputes", "dispute_id"),
        Index("ix_dispute_events_story", "tenant_id", "dispute_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(Identity(always=True))
    key: Mapped[str] = mapped_column(short(300))
    dispute_id: Mapped[uuid.UUID]
    word: Mapped[str] = mapped_column(short())
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(short(254))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
