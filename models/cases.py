"""Cases: the head with its snapshot, the promises made, and the story told."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Identity, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.case_words import Inbound, Mover, Outbound, Remedy, Stage

OPEN_STAGES = "stage NOT IN ('closed', 'cancelled', 'advised')"


class PromiseKind(enum.StrEnum):
    """What was promised: delivery at the user, or hand-over to the carrier."""

    DELIVERY = "delivery"
    DISPATCH = "dispatch"


class PromiseOutcome(enum.StrEnum):
    """Whether a promise was kept, once its proof or its instant has come."""

    OPEN = "open"
    KEPT = "kept"
    MISSED = "missed"


class Case(OfTenant, Record):
    """The head of a case: what the board shows, and the snapshot its workflow restarts from."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        to_tenants("customers", "customer_id"),
        to_tenants("customers", "requester_id"),
        to_tenants("end_customers", "end_customer_id"),
        to_tenants("contracts", "contract_id"),
        to_tenants("contacts", "contact_id"),
        to_tenants("addresses", "address_id"),
        to_tenants("units", "device_unit_id"),
        CheckConstraint(
            f"NOT ({OPEN_STAGES}) OR (waiting_for <> 'nothing' AND wake_at IS NOT NULL)",
            name="open_cases_wait_for_something",
        ),
        Index("ix_cases_newest", "tenant_id", "registered_at", "id"),
        Index(
            "ix_cases_open_wake",
            "tenant_id",
            "wake_at",
            postgresql_where=text(OPEN_STAGES),
        ),
        Index("ix_cases_customer", "tenant_id", "customer_id", "registered_at"),
        Index(
            "ix_cases_requester",
            "tenant_id",
            "requester_id",
            "registered_at",
            postgresql_where=text("requester_id IS NOT NULL"),
        ),
        Index(
            "uq_cases_open_device",
            "tenant_id",
            "device_unit_id",
            unique=True,
            postgresql_where=text(OPEN_STAGES),
        ),
    )

    number: Mapped[str] = mapped_column(short())
    customer_id: Mapped[uuid.UUID]
    requester_id: Mapped[uuid.UUID | None]  # the reseller that asked for its customer
    end_customer_id: Mapped[uuid.UUID | None]
    contract_id: Mapped[uuid.UUID]
    contact_id: Mapped[uuid.UUID]
    address_id: Mapped[uuid.UUID]
    device_unit_id: Mapped[uuid.UUID]
    remedy: Mapped[Remedy] = mapped_column(one_of(Remedy))
    fault: Mapped[str]
    stage: Mapped[Stage] = mapped_column(one_of(Stage))
    outbound: Mapped[Outbound] = mapped_column(one_of(Outbound))
    inbound: Mapped[Inbound] = mapped_column(one_of(Inbound))
    waiting_for: Mapped[str] = mapped_column(short())
    mover: Mapped[Mover] = mapped_column(one_of(Mover))
    wake_at: Mapped[datetime | None]
    promised_for: Mapped[datetime | None]
    registered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)
    snapshot: Mapped[dict[str, Any]]  # rules.case_state.CaseState
    terms: Mapped[dict[str, Any]]  # frozen at intake: programme, version, tier, calendar hashes
    entitlement: Mapped[dict[str, Any]]


class Promise(OfTenant, Record):
    """A promise with its reason; re-made only by a new row that names the old one."""

    __tablename__ = "promises"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("cases", "case_id"),
        Index("ix_promises_case", "tenant_id", "case_id"),
        Index(
            "uq_promises_current",
            "tenant_id",
            "case_id",
            "kind",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    key: Mapped[str] = mapped_column(short(200))
    case_id: Mapped[uuid.UUID]
    kind: Mapped[PromiseKind] = mapped_column(one_of(PromiseKind))
    counted_from: Mapped[datetime]
    due_at: Mapped[datetime]
    explanation: Mapped[str]
    #: rules.promises.Promise, to be said in another language; empty for promises made before.
    made: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    programme_version: Mapped[str] = mapped_column(short(80))
    calendar_hash: Mapped[str] = mapped_column(short(64))
    outcome: Mapped[PromiseOutcome] = mapped_column(one_of(PromiseOutcome))
    proved_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]


class AuditEvent(OfTenant, Record):
    """One thing that happened, append-only; a case's events, in order, are its story."""

    __tablename__ = "audit_events"
    __table_args__ = (
        UniqueConstraint("tenant_id", "case_id", "version", "line"),
        to_tenants("cases", "case_id"),
        Index("ix_audit_events_story", "tenant_id", "case_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(Identity(always=True))
    case_id: Mapped[uuid.UUID | None]
    version: Mapped[int | None]
    line: Mapped[int | None]
    word: Mapped[str] = mapped_column(short(80))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(short(254))
    details: Mapped[dict[str, Any]]
