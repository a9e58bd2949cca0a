"""What comes in, what goes out, and what has been done under which key."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.case_facts import Told


class Source(enum.StrEnum):
    """Where a fact came from."""

    CARRIER = "carrier"
    SCAN = "scan"
    STOCK = "stock"
    MAIL = "mail"


class Placement(enum.StrEnum):
    """Where an inbox fact stands."""

    NEW = "new"
    ROUTED = "routed"
    APPLIED = "applied"
    UNPLACED = "unplaced"


class EffectState(enum.StrEnum):
    """The outcomes of something done outside, and the intent before it."""

    INTENT = "intent"
    DONE = "done"
    REJECTED = "rejected"


class InboxFact(Record):
    """A fact that was accepted under a unique key and is routed until its case has applied it."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("key"),
        to_tenants("cases", "case_id"),
        # A key is unique over all tenants; only a carrier, who belongs to none, may choose one
        # without its tenant in front, so that no tenant can learn of another's keys.
        CheckConstraint(
            "source = 'carrier' OR starts_with(key, tenant_id::text || '/')",
            name="keys_name_their_tenant",
        ),
        Index(
            "ix_inbox_waiting",
            "seq",
            postgresql_where=text("placement IN ('new', 'routed')"),
        ),
        Index("ix_inbox_case", "tenant_id", "case_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    seq: Mapped[int] = mapped_column(Identity(always=True))
    tenant_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("tenants.id"))
    source: Mapped[Source] = mapped_column(one_of(Source))
    key: Mapped[str] = mapped_column(short(300))
    told: Mapped[Told] = mapped_column(one_of(Told))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(short(254))
    details: Mapped[dict[str, Any]]
    raw: Mapped[bytes | None]
    case_id: Mapped[uuid.UUID | None]
    placement: Mapped[Placement] = mapped_column(one_of(Placement))
    received_at: Mapped[datetime]
    routed_at: Mapped[datetime | None]
    try_after: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str] = mapped_column(short(200), default="")


class OutboxMessage(OfTenant, Record):
    """Something the relay owes: a workflow to start or a letter to send."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("cases", "case_id"),
        Index("ix_outbox_waiting", "try_after", postgresql_where=text("done_at IS NULL")),
    )

    key: Mapped[str] = mapped_column(short(300))
    kind: Mapped[str] = mapped_column(short())
    case_id: Mapped[uuid.UUID | None]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    try_after: Mapped[datetime]
    done_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")


class Effect(OfTenant, Record):
    """What was done under a business key: asked for, then done or rejected, once."""

    __tablename__ = "effects"
    __table_args__ = (UniqueConstraint("tenant_id", "key"),)

    key: Mapped[str] = mapped_column(short(300))
    state: Mapped[EffectState] = mapped_column(one_of(EffectState))
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]


class RequestKey(OfTenant, Record):
    """An Idempotency-Key with the hash of its request and the answer that was given."""

    __tablename__ = "request_keys"
    __table_args__ = (UniqueConstraint("tenant_id", "actor", "key"),)

    actor: Mapped[str] = mapped_column(short(254))
    key: Mapped[str] = mapped_column(short(200))
    body_sha256: Mapped[str] = mapped_column(short(64))
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class NumberSeries(OfTenant, Record):
    """The next number of a series, taken under its row lock."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("tenant_id", "series"),)

    series: Mapped[str] = mapped_column(short(80))
    next: Mapped[int]
