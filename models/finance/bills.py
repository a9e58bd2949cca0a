"""Carriers' files, the bills in them and their charges, line by line."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from models.finance.shipments import KEY, OfMany
from rules.finance.freight_words import BillKind, BillState, ChargeClass, FileState


class BillProfile(OfTenant, Record):
    """A desk's own layout of a carrier's files, version by version: a mapping it wrote itself."""

    __tablename__ = "bill_profiles"
    __table_args__ = (UniqueConstraint("tenant_id", "profile", "version"),)

    profile: Mapped[str] = mapped_column(short())
    version: Mapped[str] = mapped_column(short(80))
    title: Mapped[str] = mapped_column(short(200))
    content: Mapped[str]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str] = mapped_column(short(254))


class BillFile(OfTenant, Record):
    """A file a carrier sent, kept byte for byte under its SHA-256: the same one counts once.

    `content` is its beginning; a longer one goes on in its parts.
    """

    __tablename__ = "bill_files"
    __table_args__ = (
        UniqueConstraint("tenant_id", "sha256"),
        CheckConstraint("state <> 'quarantined' OR because <> ''", name="quarantined_for_a_reason"),
    )

    name: Mapped[str] = mapped_column(short(200))
    sha256: Mapped[str] = mapped_column(short(64))
    size: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    carrier: Mapped[str] = mapped_column(short())
    profile: Mapped[str] = mapped_column(short())
    profile_version: Mapped[str] = mapped_column(short(80))
    state: Mapped[FileState] = mapped_column(one_of(FileState))
    because: Mapped[str] = mapped_column(default="", server_default="")
    rows: Mapped[int] = mapped_column(default=0, server_default="0")
    refused: Mapped[int] = mapped_column(default=0, server_default="0")
    taken_at: Mapped[datetime]
    taken_by: Mapped[str] = mapped_column(short(254))
    loaded_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(short(254), default="", server_default="")


class BillFilePart(OfTenant, Record):
    """What follows of a long file, piece by piece: it is never in memory as a whole."""

    __tablename__ = "bill_file_parts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "file_id", "part"),
        to_tenants("bill_files", "file_id"),
    )

    file_id: Mapped[uuid.UUID]
    part: Mapped[int]  # from 1
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))


class BillRowProblem(OfTenant, Record):
    """A row of a file that could not be read, and what to do about it; the first thousand."""

    __tablename__ = "bill_row_problems"
    __table_args__ = (
        UniqueConstraint("tenant_id", "file_id", "row"),
        to_tenants("bill_files", "file_id"),
    )

    file_id: Mapped[uuid.UUID]
    row: Mapped[int]
    problem: Mapped[str] = mapped_column(short(80))
    detail: Mapped[str]
    raw: Mapped[str] = mapped_column(short(1000))


class CarrierBill(OfTenant, Record):
    """One invoice or credit note of a carrier: once for each account and number.

    Its totals tie to its charges to the cent, or it is quarantined and has no charges on record
    until it is released. Whoever brought it in does not approve it.
    """

    __tablename__ = "carrier_bills"
    __table_args__ = (
        to_tenants("bill_files", "file_id"),
        CheckConstraint("state <> 'quarantined' OR because <> ''", name="quarantined_for_a_reason"),
        CheckConstraint("approved_by <> taken_by OR approved_by = ''", name="two_persons"),
        CheckConstraint(
            "(state IN ('approved', 'posted')) = (approved_at IS NOT NULL)", name="approved_at"
        ),
        Index(
            "uq_carrier_bills_number",
            "tenant_id",
            "carrier",
            "account",
            "number",
            unique=True,
            postgresql_where=text("state NOT IN ('quarantined', 'discarded')"),
        ),
        Index("ix_carrier_bills_number", "tenant_id", "carrier", "number"),
        Index("ix_carrier_bills_issued", "tenant_id", "issued_on"),
        Index("ix_carrier_bills_file", "tenant_id", "file_id"),
        Index(
            "ix_carrier_bills_open",
            "tenant_id",
            "state",
            postgresql_where=text("state NOT IN ('posted', 'discarded')"),
        ),
    )

    file_id: Mapped[uuid.UUID]
    carrier: Mapped[str] = mapped_column(short())
    account: Mapped[str] = mapped_column(short(80))
    number: Mapped[str] = mapped_column(short(80))
    kind: Mapped[BillKind] = mapped_column(one_of(BillKind))
    credits_number: Mapped[str] = mapped_column(short(80), default="", server_default="")
    issued_on: Mapped[date]
    due_on: Mapped[date | None]
    currency: Mapped[str] = mapped_column(short(3))
    net: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    vat: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    gross: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    charges: Mapped[int]
    state: Mapped[BillState] = mapped_column(one_of(BillState))
    because: Mapped[str] = mapped_column(default="", server_default="")
    #: SHA-256 of the charges as read: another file with the same number says the same, or is asked.
    fingerprint: Mapped[str] = mapped_column(short(64))
    taken_at: Mapped[datetime]
    taken_by: Mapped[str] = mapped_column(short(254))
    matched_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str] = mapped_column(short(254), default="", server_default="")
    posted_at: Mapped[datetime | None]


class CarrierCharge(OfMany, Record):
    """One charge of a bill as the carrier wrote it; its row of the file is found by its line.

    Amounts are without VAT; a credit is negative. It names its bill without a foreign key, which
    would cost a million look-ups in a million lines: the import inserts both in one statement set,
    and an invariant looks for a charge without its bill.
    """

    __tablename__ = "carrier_charges"
    __table_args__ = (
        UniqueConstraint("tenant_id", "bill_id", "line"),
        Index("ix_carrier_charges_tracking", "tenant_id", "tracking_key"),
    )

    bill_id: Mapped[uuid.UUID]
    line: Mapped[int]
    tracking: Mapped[str] = mapped_column(short(64), default="", server_default="")
    tracking_key: Mapped[str] = mapped_column(KEY, default="", server_default="")
    reference: Mapped[str] = mapped_column(short(200), default="", server_default="")
    customer_reference: Mapped[str] = mapped_column(short(200), default="", server_default="")
    charge_class: Mapped[ChargeClass] = mapped_column(one_of(ChargeClass))
    code: Mapped[str] = mapped_column(short(), default="", server_default="")
    text: Mapped[str] = mapped_column(short(200), default="", server_default="")
    billed_g: Mapped[int | None]
    net: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    vat: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    vat_percent: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(short(3))
    shipped_on: Mapped[date | None]
