"""Covered devices, what was bought for them, and the dates and fees that follow."""

import enum
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Identity, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from models.contracts import Contract
from models.prepaid import open_on, users_with
from rules.coverage_dates import NoticeKind


class PurchaseKind(enum.StrEnum):
    """What can be bought for a contract that runs: warranty for a device, or a further term."""

    EXTENSION = "extension"
    RENEWAL = "renewal"


class CoveredDevice(OfTenant, Record):
    """A device under a contract, with the days its warranty may be counted from."""

    __tablename__ = "covered_devices"
    __table_args__ = (
        UniqueConstraint("tenant_id", "contract_id", "unit_id"),
        to_tenants("contracts", "contract_id"),
        to_tenants("units", "unit_id"),
        Index("ix_covered_devices_unit", "tenant_id", "unit_id"),
    )

    contract_id: Mapped[uuid.UUID]
    unit_id: Mapped[uuid.UUID]
    product_class: Mapped[str] = mapped_column(short(), default="", server_default="")
    invoiced_on: Mapped[date | None]
    shipped_on: Mapped[date | None]
    activated_on: Mapped[date | None]
    added_on: Mapped[date]  # what fell before this day is nobody's news
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(short(254))


class CoveragePurchase(OfTenant, Record):
    """Months bought for a device or a contract, written once and never changed.

    A renewal's end is counted from `counted_from`, which terms without a gap between them share:
    the next one adds to the same total, and no month end is lost on the way.
    """

    __tablename__ = "coverage_purchases"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("contracts", "contract_id"),
        to_tenants("units", "unit_id"),
        CheckConstraint("months > 0", name="has_months"),
        CheckConstraint("(price IS NULL) = (currency = '')", name="price_has_currency"),
        CheckConstraint("(kind = 'extension') = (unit_id IS NOT NULL)", name="extends_a_device"),
        CheckConstraint(
            "num_nonnulls(previous_end, counted_from, ends_on)"
            " = CASE WHEN kind = 'renewal' THEN 3 ELSE 0 END",
            name="renewal_is_counted",
        ),
        CheckConstraint("ends_on > previous_end", name="ends_later"),
        Index("ix_coverage_purchases_contract", "tenant_id", "contract_id", "bought_on"),
    )

    seq: Mapped[int] = mapped_column(Identity(always=True))
    key: Mapped[str] = mapped_column(short(300))
    kind: Mapped[PurchaseKind] = mapped_column(one_of(PurchaseKind))
    contract_id: Mapped[uuid.UUID]
    unit_id: Mapped[uuid.UUID | None]
    months: Mapped[int]
    bought_on: Mapped[date]
    price: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(short(3), default="", server_default="")
    order_reference: Mapped[str] = mapped_column(short(80), default="", server_default="")
    previous_end: Mapped[date | None]
    counted_from: Mapped[date | None]
    ends_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(short(254))


class CoverageNotice(OfTenant, Record):
    """Something a contract's people were told about a date: once, under its key.

    `about` is the day it speaks of; `coverage` names the programme's row for a device. Its letter
    has the same key; a contract without a contact has the notice and no letter.
    """

    __tablename__ = "coverage_notices"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("contracts", "contract_id"),
        to_tenants("units", "unit_id"),
        Index("ix_coverage_notices_contract", "tenant_id", "contract_id", "due_on"),
    )

    key: Mapped[str] = mapped_column(short(300))
    kind: Mapped[NoticeKind] = mapped_column(one_of(NoticeKind))
    contract_id: Mapped[uuid.UUID]
    unit_id: Mapped[uuid.UUID | None]
    coverage: Mapped[str] = mapped_column(short(), default="", server_default="")
    months: Mapped[int] = mapped_column(default=0, server_default="0")  # of an offer
    about: Mapped[date]
    due_on: Mapped[date]
    told_at: Mapped[datetime]


def devices_of(session: Session, contract: Contract) -> Sequence[CoveredDevice]:
    """The devices of a contract, first added first."""
    return session.scalars(
        select(CoveredDevice)
        .where(CoveredDevice.contract_id == contract.id)
        .order_by(CoveredDevice.added_at, CoveredDevice.id)
    ).all()


def purchases_of(session: Session, contract: Contract) -> Sequence[CoveragePurchase]:
    """What was bought for a contract, in the order it was recorded."""
    return session.scalars(
        select(CoveragePurchase)
        .where(CoveragePurchase.contract_id == contract.id)
        .order_by(CoveragePurchase.seq)
    ).all()


def notices_of(session: Session, contract: Contract) -> Sequence[CoverageNotice]:
    """What was told about a contract, oldest first."""
    return session.scalars(
        select(CoverageNotice)
        .where(CoverageNotice.contract_id == contract.id)
        .order_by(CoverageNotice.due_on, CoverageNotice.key)
    ).all()


def seats_on(session: Session, contract: Contract, day: date) -> int:
    """How many users the contract pays for on that day.

    They are its seats of that day; a contract that lists no user has its setting `seats`, or 0.
    """
    if users_with(session, contract.id):
        return users_with(session, contract.id, open_on(day, day))
    return int(contract.settings.get("seats") or 0)
