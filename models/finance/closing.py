"""Periods and their closes: what each month came to, every time it was closed."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.finance.money_words import CloseStep, PeriodState


class Period(OfTenant, Record):
    """A month of the books; nothing is posted in a closed one."""

    __tablename__ = "periods"
    __table_args__ = (
        UniqueConstraint("tenant_id", "month"),
        CheckConstraint("month = date_trunc('month', month)::date", name="is_a_month"),
        CheckConstraint(
            "approved_by = '' OR approved_by NOT IN (asked_by, closed_by)", name="two_persons"
        ),
        CheckConstraint(
            "reopened_by = '' OR reopened_by <> reopen_asked_by", name="reopened_by_a_second"
        ),
    )

    month: Mapped[date]
    state: Mapped[PeriodState] = mapped_column(one_of(PeriodState))
    step: Mapped[CloseStep] = mapped_column(one_of(CloseStep))
    close: Mapped[int] = mapped_column(default=1, server_default="1")  # the how-manieth close
    frozen_at: Mapped[datetime | None]  # what came later belongs to the next month
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str] = mapped_column(short(254), default="", server_default="")
    asked_at: Mapped[datetime | None]
    asked_by: Mapped[str] = mapped_column(short(254), default="", server_default="")
    reopen_asked_at: Mapped[datetime | None]
    reopen_asked_by: Mapped[str] = mapped_column(short(254), default="", server_default="")
    reopen_because: Mapped[str] = mapped_column(default="", server_default="")
    reopened_at: Mapped[datetime | None]  # when a second person confirmed it
    reopened_by: Mapped[str] = mapped_column(short(254), default="", server_default="")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(short(254), default="", server_default="")


class CloseSnapshot(OfTenant, Record):
    """What a close found, to the cent: kept for every close of the month, never changed."""

    __tablename__ = "close_snapshots"
    __table_args__ = (
        UniqueConstraint("tenant_id", "period_id", "close"),
        to_tenants("periods", "period_id"),
        CheckConstraint(
            "closed_by <> '' AND approved_by <> '' AND closed_by <> approved_by",
            name="two_persons",
        ),
    )

    period_id: Mapped[uuid.UUID]
    close: Mapped[int]
    figures: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(short(64))
    made_at: Mapped[datetime]
    closed_by: Mapped[str] = mapped_column(short(254))
    approved_by: Mapped[str] = mapped_column(short(254))


class FinanceEvent(OfTenant, Record):
    """One thing somebody did to a month, a bill or a statement: who, why, before and after."""

    __tablename__ = "finance_events"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        Index("ix_finance_events_about", "tenant_id", "about_id", "at"),
    )

    key: Mapped[str] = mapped_column(short(300))
    about_id: Mapped[uuid.UUID]
    word: Mapped[str] = mapped_column(short())
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(short(254))
    because: Mapped[str] = mapped_column(default="", server_default="")
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
