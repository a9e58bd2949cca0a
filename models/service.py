"""Service clocks of cases: what was targeted, when it was due and how it ended."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Numeric, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.case_words import ClockState
from rules.service_words import Commitment, Metric

CURRENT = "superseded_at IS NULL"
OPEN = f"{CURRENT} AND stopped_at IS NULL"


class ServiceClock(OfTenant, Record):
    """One count of a case's clock; a new count leaves the earlier row and supersedes it.

    `used_seconds` is working time in the target's own way of counting, up to `counted_from` while
    the clock is open and up to `stopped_at` once it has stopped.
    """

    __tablename__ = "service_clocks"
    __table_args__ = (
        UniqueConstraint("tenant_id", "case_id", "metric", "number"),
        to_tenants("cases", "case_id"),
        CheckConstraint(
            "state <> 'running' OR (due_at IS NOT NULL AND calendar_hash <> '')",
            name="running_clocks_are_due",
        ),
        CheckConstraint(
            "(stopped_at IS NOT NULL) = (state IN ('met', 'breached', 'withdrawn', 'answered'))",
            name="stopped_clocks_have_ended",
        ),
        Index(
            "uq_service_clocks_current",
            "tenant_id",
            "case_id",
            "metric",
            unique=True,
            postgresql_where=text(CURRENT),
        ),
        Index("ix_service_clocks_open", "tenant_id", "due_at", postgresql_where=text(OPEN)),
    )

    case_id: Mapped[uuid.UUID]
    metric: Mapped[Metric] = mapped_column(one_of(Metric))
    number: Mapped[int]
    because: Mapped[str] = mapped_column(short())  # opening, severity, pause or resume
    tier: Mapped[str] = mapped_column(short(80))
    severity: Mapped[str] = mapped_column(short(80))
    need: Mapped[str] = mapped_column(short())
    commitment: Mapped[Commitment] = mapped_column(one_of(Commitment))
    calendar: Mapped[str] = mapped_column(short(80))
    calendar_hash: Mapped[str] = mapped_column(short(64))
    state: Mapped[ClockState] = mapped_column(one_of(ClockState))
    started_at: Mapped[datetime]
    counted_from: Mapped[datetime]
    due_at: Mapped[datetime | None]
    warn_at: Mapped[datetime | None]
    overdue: Mapped[bool] = mapped_column(default=False)
    stopped_at: Mapped[datetime | None]
    used_seconds: Mapped[Decimal] = mapped_column(Numeric(18, 6), default=Decimal(0))
    explanation: Mapped[str]
    counted: Mapped[dict[str, Any]]  # rules.targets.TargetDue
    superseded_at: Mapped[datetime | None]


def current_clock(session: Session, case_id: uuid.UUID, metric: Metric) -> ServiceClock | None:
    """The clock's count that holds now, stopped or not, locked."""
    return session.scalars(
        select(ServiceClock)
        .where(
            ServiceClock.case_id == case_id,
            ServiceClock.metric == metric,
            ServiceClock.superseded_at.is_(None),
        )
        .with_for_update()
    ).one_or_none()


def counts_of(session: Session, case_id: uuid.UUID, metric: Metric) -> list[ServiceClock]:
    """Every count of the clock, the first one first."""
    return list(
        session.scalars(
            select(ServiceClock)
            .where(ServiceClock.case_id == case_id, ServiceClock.metric == metric)
            .order_by(ServiceClock.number)
        )
    )
