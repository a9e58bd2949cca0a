"""Documents, letters and attachments, kept by hash."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants


class Paper(enum.StrEnum):
    """The kinds of document the desk makes or gets from a carrier."""

    PARCEL_LABEL = "parcel_label"
    RETURN_LABEL = "return_label"
    SERVICE_SLIP = "service_slip"
    WIPE_CERTIFICATE = "wipe_certificate"
    COST_PROPOSAL = "cost_proposal"
    DANGER_NOTE = "danger_note"
    REFILL_PROPOSAL = "refill_proposal"
    PURCHASE_ORDER = "purchase_order"
    QUALITY_REPORT = "quality_report"
    DISPUTE_PACKET = "dispute_packet"
    STATEMENT = "statement"


class Sending(enum.StrEnum):
    """How far a letter has come."""

    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"


class Document(OfTenant, Record):
    """A document under its business key, with the bytes and their SHA-256.

    It belongs to a case or, a refill's papers, a report and a statement, to a customer; a dispute's
    packet belongs to the tenant alone.
    """

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("cases", "case_id"),
        to_tenants("customers", "customer_id"),
        CheckConstraint("octet_length(content) > 0", name="not_empty"),
        CheckConstraint(
            "num_nonnulls(case_id, customer_id) > 0 OR kind = 'dispute_packet'",
            name="of_case_or_customer",
        ),
        Index("ix_documents_case", "tenant_id", "case_id"),
    )

    key: Mapped[str] = mapped_column(short(300))
    kind: Mapped[Paper] = mapped_column(one_of(Paper))
    case_id: Mapped[uuid.UUID | None]
    customer_id: Mapped[uuid.UUID | None]
    media_type: Mapped[str] = mapped_column(short(80))
    sha256: Mapped[str] = mapped_column(short(64))
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    made_at: Mapped[datetime]


class Notification(OfTenant, Record):
    """A letter to a contact, a supplier or a carrier's claims desk: exactly one for each event."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("cases", "case_id"),
        to_tenants("contracts", "contract_id"),
        to_tenants("contacts", "contact_id"),
        to_tenants("suppliers", "supplier_id"),
        to_tenants("claim_rules", "claim_rule_id"),
        CheckConstraint(
            "num_nonnulls(case_id, contract_id, about_id) > 0", name="of_case_or_contract"
        ),
        CheckConstraint(
            "num_nonnulls(contact_id, supplier_id, claim_rule_id) = 1", name="to_one_reader"
        ),
        Index("ix_notifications_case", "tenant_id", "case_id"),
        Index("ix_notifications_contract", "tenant_id", "contract_id"),
    )

    key: Mapped[str] = mapped_column(short(300))
    case_id: Mapped[uuid.UUID | None]
    contract_id: Mapped[uuid.UUID | None]  # of a letter about a contract's dates or its pool
    contact_id: Mapped[uuid.UUID | None]
    supplier_id: Mapped[uuid.UUID | None]
    claim_rule_id: Mapped[uuid.UUID | None]  # whose address a dispute is mailed to
    #: The prompt, order, report, dispute or statement that a letter of no case tells of.
    about_id: Mapped[uuid.UUID | None]
    letter: Mapped[str] = mapped_column(short())
    part: Mapped[str] = mapped_column(short(), default="")
    state: Mapped[Sending] = mapped_column(one_of(Sending))
    message_id: Mapped[str] = mapped_column(short(200))
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    refusal: Mapped[str] = mapped_column(default="")


class Attachment(OfTenant, Record):
    """A file somebody added to a case, stored by its hash."""

    __tablename__ = "attachments"
    __table_args__ = (
        UniqueConstraint("tenant_id", "case_id", "sha256"),
        to_tenants("cases", "case_id"),
        CheckConstraint("octet_length(content) BETWEEN 1 AND 10485760", name="size"),
    )

    case_id: Mapped[uuid.UUID]
    file_name: Mapped[str] = mapped_column(short(200))
    media_type: Mapped[str] = mapped_column(short(80))
    sha256: Mapped[str] = mapped_column(short(64))
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(short(254))
