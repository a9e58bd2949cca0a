"""Verdicts on charges, the tolerances they were judged by, and what is suggested to a person."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short
from models.finance.shipments import OfMany
from rules.finance.freight_words import ChargeClass, MatchKey, Needs, Verdict


class ToleranceRule(OfTenant, Record):
    """How far a charge may differ and still be paid, and where the difference is booked.

    Empty `carrier` and `service` and no class mean any. The first rule by `sequence` that fits is
    the one that judges; a value on its limit is within it. `document_cap` is the most that a bill
    may be let off in all.
    """

    __tablename__ = "tolerance_rules"
    __table_args__ = (
        UniqueConstraint("tenant_id", "sequence", "valid_from"),
        CheckConstraint("valid_until >= valid_from", name="valid_days"),
        CheckConstraint(
            "least(up_amount, up_percent, down_amount, down_percent) >= 0", name="limits"
        ),
    )

    sequence: Mapped[int]
    carrier: Mapped[str] = mapped_column(short(), default="", server_default="")
    service: Mapped[str] = mapped_column(short(), default="", server_default="")
    charge_class: Mapped[ChargeClass | None] = mapped_column(one_of(ChargeClass))
    currency: Mapped[str] = mapped_column(short(3))
    up_amount: Mapped[Decimal]
    up_percent: Mapped[Decimal]
    down_amount: Mapped[Decimal]
    down_percent: Mapped[Decimal]
    needs: Mapped[Needs] = mapped_column(one_of(Needs))
    document_cap: Mapped[Decimal | None]
    reason_over: Mapped[str] = mapped_column(short())
    reason_under: Mapped[str] = mapped_column(short())
    account_over: Mapped[str] = mapped_column(short(20))
    account_under: Mapped[str] = mapped_column(short(20))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(short(254))


class ChargeVerdict(OfMany, Record):
    """What a charge turned out to be; a later verdict supersedes it and both stay.

    A verdict `unbilled` is of an expected charge that no bill has; every other one is of a charge.
    An expected charge is taken by one charge only; what else is billed for the shipment has
    `shipment_id` alone. `decided_by` is empty for a rule; a person also says why.
    """

    __tablename__ = "charge_verdicts"
    __table_args__ = (
        CheckConstraint(
            "(verdict = 'unbilled') = (charge_id IS NULL)", name="unbilled_has_no_charge"
        ),
        CheckConstraint("num_nonnulls(charge_id, expected_id) > 0", name="of_something"),
        CheckConstraint("decided_by = '' OR because <> ''", name="persons_say_why"),
        # Their own number first: it tells rows apart where the tenant does not, a million rows are
        # written in half of the time, and no planner takes an index for the tenant alone.
        Index(
            "uq_charge_verdicts_charge",
            "charge_id",
            "tenant_id",
            unique=True,
            postgresql_where=text("superseded_at IS NULL AND charge_id IS NOT NULL"),
        ),
        Index(
            "uq_charge_verdicts_expected",
            "expected_id",
            "tenant_id",
            unique=True,
            postgresql_where=text("superseded_at IS NULL AND expected_id IS NOT NULL"),
        ),
        Index(
            "ix_charge_verdicts_bill",
            "bill_id",
            "tenant_id",
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    bill_id: Mapped[uuid.UUID | None]
    charge_id: Mapped[int | None] = mapped_column(BigInteger)
    expected_id: Mapped[int | None] = mapped_column(BigInteger)
    shipment_id: Mapped[int | None] = mapped_column(BigInteger)
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict))
    matched_by: Mapped[MatchKey] = mapped_column(one_of(MatchKey))
    expected: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    billed: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    #: What is agreed to be paid of it; None while a person has to say.
    agreed: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    reason: Mapped[str] = mapped_column(short(), default="", server_default="")
    account: Mapped[str] = mapped_column(short(20), default="", server_default="")
    decided_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(short(254), default="", server_default="")
    because: Mapped[str] = mapped_column(default="", server_default="")
    instead_of: Mapped[int | None] = mapped_column(BigInteger)  # the verdict it supersedes
    superseded_at: Mapped[datetime | None]


class MatchSuggestion(OfMany, Record):
    """A shipment that a charge may be for, and how sure that is, for a person to confirm."""

    __tablename__ = "match_suggestions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "charge_id", "shipment_id"),
        CheckConstraint("certainty BETWEEN 1 AND 99", name="is_not_certain"),
    )

    charge_id: Mapped[int] = mapped_column(BigInteger)
    shipment_id: Mapped[int] = mapped_column(BigInteger)
    certainty: Mapped[int]  # percent
    because: Mapped[str] = mapped_column(short(200))
    suggested_at: Mapped[datetime]
