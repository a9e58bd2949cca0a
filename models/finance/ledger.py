"""The journal: balanced entries that are only ever added, by voucher series and fiscal year."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Numeric,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from models.finance.shipments import OfMany
from rules.finance.money_words import AccountKind, Posting, Series, Use


class LedgerAccount(OfTenant, Record):
    """An account of the chart."""

    __tablename__ = "ledger_accounts"
    __table_args__ = (UniqueConstraint("tenant_id", "number"),)

    number: Mapped[str] = mapped_column(short(20))
    name: Mapped[str]
    kind: Mapped[AccountKind] = mapped_column(one_of(AccountKind))


class AccountUse(OfTenant, Record):
    """Which account is posted to for a use; the newest that has begun holds."""

    __tablename__ = "account_uses"
    __table_args__ = (
        UniqueConstraint("tenant_id", "use", "valid_from"),
        ForeignKeyConstraint(
            ["tenant_id", "account"], ["ledger_accounts.tenant_id", "ledger_accounts.number"]
        ),
    )

    use: Mapped[Use] = mapped_column(one_of(Use))
    account: Mapped[str] = mapped_column(short(20))
    valid_from: Mapped[date]


class JournalEntry(OfTenant, Record):
    """One voucher: numbered without gaps in its series and fiscal year, written once under its key.

    `month` is the first day of the period it is posted in. A correction names what it reverses.
    """

    __tablename__ = "journal_entries"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        UniqueConstraint("tenant_id", "series", "fiscal_year", "number"),
        to_tenants("journal_entries", "reverses_id"),
        CheckConstraint("number > 0", name="is_numbered"),
        CheckConstraint(
            "month = date_trunc('month', month)::date AND posted_on >= month"
            " AND posted_on < month + interval '1 month'",
            name="in_its_month",
        ),
        CheckConstraint(
            "(posting = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_names_its_entry"
        ),
        Index(
            "uq_journal_entries_reversed",
            "tenant_id",
            "reverses_id",
            unique=True,
            postgresql_where=text("reverses_id IS NOT NULL"),
        ),
        Index("ix_journal_entries_month", "tenant_id", "month"),
        Index("ix_journal_entries_source", "tenant_id", "source_id"),
    )

    key: Mapped[str] = mapped_column(short(300))
    series: Mapped[Series] = mapped_column(one_of(Series))
    fiscal_year: Mapped[int]
    number: Mapped[int]
    posting: Mapped[Posting] = mapped_column(one_of(Posting))
    source_id: Mapped[uuid.UUID | None]  # the bill, statement, dispute or close it comes from
    reverses_id: Mapped[uuid.UUID | None]
    posted_on: Mapped[date]
    month: Mapped[date]
    text: Mapped[str] = mapped_column(short(200))
    posted_at: Mapped[datetime]
    posted_by: Mapped[str] = mapped_column(short(254))


class JournalLine(OfMany, Record):
    """One line of an entry: debit is positive, in the tenant's own currency.

    What was billed in another currency keeps that amount and the rate beside it. The lines of an
    entry are inserted in one statement: its trigger refuses lines that do not sum to nought.
    """

    __tablename__ = "journal_lines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "entry_id", "line"),
        to_tenants("journal_entries", "entry_id"),
        ForeignKeyConstraint(
            ["tenant_id", "account"], ["ledger_accounts.tenant_id", "ledger_accounts.number"]
        ),
        CheckConstraint(
            "num_nonnulls(foreign_amount, rate) IN (0, 2)"
            " AND (foreign_amount IS NULL) = (foreign_currency = '')",
            name="foreign_amount_has_rate",
        ),
        Index("ix_journal_lines_account", "tenant_id", "account", "entry_id"),
        Index(
            "ix_journal_lines_shipment",
            "tenant_id",
            "shipment_id",
            postgresql_where=text("shipment_id IS NOT NULL"),
        ),
        Index(
            "ix_journal_lines_expected",
            "tenant_id",
            "expected_id",
            postgresql_where=text("expected_id IS NOT NULL"),
        ),
        Index(
            "ix_journal_lines_charge",
            "tenant_id",
            "charge_id",
            postgresql_where=text("charge_id IS NOT NULL"),
        ),
    )

    entry_id: Mapped[uuid.UUID]
    line: Mapped[int]
    account: Mapped[str] = mapped_column(short(20))
    amount: Mapped[Decimal] = mapped_column(Numeric(18, 2))
    foreign_amount: Mapped[Decimal | None] = mapped_column(Numeric(18, 2))
    foreign_currency: Mapped[str] = mapped_column(short(3), default="", server_default="")
    rate: Mapped[Decimal | None] = mapped_column(Numeric(18, 8))
    text: Mapped[str] = mapped_column(short(200), default="", server_default="")
    customer_id: Mapped[uuid.UUID | None]
    case_id: Mapped[uuid.UUID | None]
    shipment_id: Mapped[int | None] = mapped_column(BigInteger)
    expected_id: Mapped[int | None] = mapped_column(BigInteger)
    charge_id: Mapped[int | None] = mapped_column(BigInteger)
    statement_line_id: Mapped[uuid.UUID | None]
    service_month: Mapped[date | None]  # when it was carried or served, where that is another month


class ExchangeRate(OfTenant, Record):
    """What one unit of a currency was worth in the tenant's own on a day, and who says so."""

    __tablename__ = "exchange_rates"
    __table_args__ = (
        UniqueConstraint("tenant_id", "currency", "day"),
        CheckConstraint("rate > 0", name="has_rate"),
    )

    currency: Mapped[str] = mapped_column(short(3))
    day: Mapped[date]
    rate: Mapped[Decimal] = mapped_column(Numeric(18, 8))
    source: Mapped[str] = mapped_column(short(80))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(short(254))
