"""Refill prompts: the question to the customer, who was asked, and what was answered."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.pool_words import PromptKind, PromptState


class RefillPrompt(OfTenant, Record):
    """One question about one model of one pool; the database allows one open question of each.

    `model_id` runs low and `offered_id` is what would be ordered. `schedule` holds the instants of
    what is still to come, by name; `next_at` is the earliest. Quantity and price are the
    customer's to see; they are frozen in `answer` when it approves.
    """

    __tablename__ = "refill_prompts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "pool_id", "model_id", "number"),
        to_tenants("pools", "pool_id"),
        to_tenants("device_models", "model_id"),
        to_tenants("device_models", "offered_id"),
        to_tenants("suppliers", "supplier_id"),
        CheckConstraint("quantity > 0", name="asks_for_something"),
        CheckConstraint("(unit_price IS NULL) = (currency = '')", name="price_has_currency"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="open_until_ended"),
        Index(
            "uq_refill_prompts_open",
            "tenant_id",
            "pool_id",
            "model_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_refill_prompts_pool", "tenant_id", "pool_id", "opened_at"),
    )

    pool_id: Mapped[uuid.UUID]
    model_id: Mapped[uuid.UUID]
    number: Mapped[int]
    kind: Mapped[PromptKind] = mapped_column(one_of(PromptKind))
    state: Mapped[PromptState] = mapped_column(one_of(PromptState))
    offered_id: Mapped[uuid.UUID]
    quantity: Mapped[int]
    unit_price: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(short(3), default="", server_default="")
    supplier_id: Mapped[uuid.UUID | None]
    #: Why it is asked, as plain data: levels, target, base, forecast, reasons.
    because: Mapped[dict[str, Any]]
    schedule: Mapped[dict[str, Any]] = mapped_column(default=dict)
    next_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(short(254), default="", server_default="")
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))


class PromptInvitation(OfTenant, Record):
    """Who was asked: its id signs the link of exactly this person."""

    __tablename__ = "prompt_invitations"
    __table_args__ = (
        UniqueConstraint("tenant_id", "prompt_id", "contact_id"),
        to_tenants("refill_prompts", "prompt_id"),
        to_tenants("contacts", "contact_id"),
    )

    prompt_id: Mapped[uuid.UUID]
    contact_id: Mapped[uuid.UUID]
    valid_until: Mapped[datetime]
    invited_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
