"""What customers are billed: rated events, statements with their lines, and income of later."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.finance.money_words import Billable, StatementKind, StatementState, VatCategory


class BillingParty(OfTenant, Record):
    """Who sells or buys, as an invoice names it; without a customer it is the tenant itself.

    Versions begin on a day; a statement is issued under the newest that has begun. `currency`,
    `payment_days`, `grace_days`, `vat_*` are a buyer's terms, or the tenant's usual ones.
    """

    __tablename__ = "billing_parties"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "customer_id", "valid_from", postgresql_nulls_not_distinct=True
        ),
        to_tenants("customers", "customer_id"),
        to_tenants("contacts", "contact_id"),
        CheckConstraint("vat_percent >= 0", name="has_vat"),
        CheckConstraint("payment_days >= 0 AND grace_days >= 0", name="has_days"),
    )

    customer_id: Mapped[uuid.UUID | None]
    valid_from: Mapped[date]
    legal_name: Mapped[str]
    registration: Mapped[str] = mapped_column(short(40))  # the company's number in its register
    vat_number: Mapped[str] = mapped_column(short(20), default="", server_default="")
    endpoint_scheme: Mapped[str] = mapped_column(short(4))  # of its electronic address
    endpoint: Mapped[str] = mapped_column(short(80))
    street: Mapped[str]
    postcode: Mapped[str] = mapped_column(short(16))
    city: Mapped[str]
    country: Mapped[str] = mapped_column(short(2))
    buyer_reference: Mapped[str] = mapped_column(short(80), default="", server_default="")
    contact_id: Mapped[uuid.UUID | None]  # whom statements are mailed to
    locale: Mapped[str] = mapped_column(short(8))
    currency: Mapped[str] = mapped_column(short(3))
    payment_days: Mapped[int]
    grace_days: Mapped[int]
    vat_category: Mapped[VatCategory] = mapped_column(one_of(VatCategory))
    vat_percent: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    iban: Mapped[str] = mapped_column(short(34), default="", server_default="")
    bic: Mapped[str] = mapped_column(short(11), default="", server_default="")
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(short(254))


class RatedEvent(OfTenant, Record):
    """What a billable event comes to for its customer, or why it is not billed: one row for each.

    `unit_price` times `quantity` is `net`, rounded half up to the cent. An event that waits is
    rated again with the next month; any other row never changes, but that a reversal is no longer
    billable once a person has credited its charge. `billable_on` decides its month: the event's
    day, or the last of a month of seats.
    """

    __tablename__ = "rated_events"
    __table_args__ = (
        UniqueConstraint("tenant_id", "event_id"),
        to_tenants("billable_events", "event_id"),
        to_tenants("customers", "customer_id"),
        to_tenants("rate_cards", "card_id"),
        CheckConstraint("outcome = 'billable' OR because <> ''", name="others_say_why"),
        CheckConstraint(
            "outcome <> 'billable' OR (net IS NOT NULL AND currency <> '')", name="has_amount"
        ),
        CheckConstraint("reverses_event_id <> event_id", name="reverses_another"),
        Index("ix_rated_events_customer", "tenant_id", "customer_id", "billable_on"),
        Index(
            "ix_rated_events_reverses",
            "tenant_id",
            "reverses_event_id",
            postgresql_where=text("reverses_event_id IS NOT NULL"),
        ),
    )

    event_id: Mapped[uuid.UUID]
    reverses_event_id: Mapped[uuid.UUID | None]  # the charge that this one gives back
    customer_id: Mapped[uuid.UUID]
    outcome: Mapped[Billable] = mapped_column(one_of(Billable))
    because: Mapped[str] = mapped_column(default="", server_default="")
    item: Mapped[str] = mapped_column(short())  # what it is billed as: rules.finance.items.Item
    about: Mapped[str] = mapped_column(short(200), default="", server_default="")
    unit: Mapped[str] = mapped_column(short(3))  # UN/ECE recommendation 20
    quantity: Mapped[Decimal] = mapped_column(Numeric(16, 6))
    unit_price: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    net: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    currency: Mapped[str] = mapped_column(short(3), default="", server_default="")
    card_id: Mapped[uuid.UUID | None]
    billable_on: Mapped[date]
    served_on: Mapped[date]
    served_until: Mapped[date | None]  # of a month of seats, or a term that was paid ahead
    rated_at: Mapped[datetime]


class Statement(OfTenant, Record):
    """An invoice or credit note to a customer: numbered without gaps when it is final.

    A final one never changes, nor do its lines: a trigger refuses it.
    """

    __tablename__ = "statements"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        to_tenants("customers", "customer_id"),
        to_tenants("statements", "credits_id"),
        to_tenants("billing_parties", "buyer_id"),
        to_tenants("billing_parties", "seller_id"),
        CheckConstraint(
            "(state IN ('final', 'sent')) = (number IS NOT NULL)", name="final_has_number"
        ),
        CheckConstraint(
            "(kind = 'credit_note') = (credits_id IS NOT NULL)", name="credits_an_invoice"
        ),
        CheckConstraint("month = date_trunc('month', month)::date", name="of_a_month"),
        CheckConstraint("gross = net + vat", name="adds_up"),
        Index(
            "uq_statements_draft",
            "tenant_id",
            "customer_id",
            "currency",
            "month",
            "kind",
            "credits_id",
            unique=True,
            postgresql_where=text("state IN ('draft', 'grace') AND grace_until IS NOT NULL"),
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_statements_customer", "tenant_id", "customer_id", "month"),
        Index(
            "ix_statements_credits",
            "tenant_id",
            "credits_id",
            postgresql_where=text("credits_id IS NOT NULL"),
        ),
    )

    kind: Mapped[StatementKind] = mapped_column(one_of(StatementKind))
    state: Mapped[StatementState] = mapped_column(one_of(StatementState))
    number: Mapped[str | None] = mapped_column(short())
    customer_id: Mapped[uuid.UUID]
    month: Mapped[date]
    credits_id: Mapped[uuid.UUID | None]
    buyer_id: Mapped[uuid.UUID]
    seller_id: Mapped[uuid.UUID]
    currency: Mapped[str] = mapped_column(short(3))
    net: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    vat: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    gross: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    vat_own: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))  # in the seller's currency
    because: Mapped[str] = mapped_column(default="", server_default="")  # of a credit note
    drafted_at: Mapped[datetime]
    grace_until: Mapped[datetime | None]
    issued_on: Mapped[date | None]
    due_on: Mapped[date | None]
    final_at: Mapped[datetime | None]
    final_by: Mapped[str] = mapped_column(short(254), default="", server_default="")
    sent_at: Mapped[datetime | None]


class StatementLine(OfTenant, Record):
    """One line of a statement: equal things at one price together, their items beside it."""

    __tablename__ = "statement_lines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "statement_id", "line"),
        to_tenants("statements", "statement_id"),
        to_tenants("statement_lines", "credits_line_id"),
        # Without it, taking a draft's lines away would look through all lines for each.
        Index(
            "ix_statement_lines_credits",
            "tenant_id",
            "credits_line_id",
            postgresql_where=text("credits_line_id IS NOT NULL"),
        ),
    )

    statement_id: Mapped[uuid.UUID]
    line: Mapped[int]
    item: Mapped[str] = mapped_column(short())
    text: Mapped[str] = mapped_column(short(200))
    quantity: Mapped[Decimal] = mapped_column(Numeric(16, 6))
    unit: Mapped[str] = mapped_column(short(3))
    unit_price: Mapped[Decimal] = mapped_column(Numeric(14, 4))
    net: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    vat_category: Mapped[VatCategory] = mapped_column(one_of(VatCategory))
    vat_percent: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    served_from: Mapped[date]
    served_until: Mapped[date]
    credits_line_id: Mapped[uuid.UUID | None]


class StatementItem(OfTenant, Record):
    """A rated event on a line: each event is billed once, and credited at most once.

    What a reversal gives back is the charge it reverses: the item credits the charge and names the
    reversal. `net` has the sign with which its statement counts it.
    """

    __tablename__ = "statement_items"
    __table_args__ = (
        to_tenants("statements", "statement_id"),
        to_tenants("statement_lines", "line_id"),
        to_tenants("rated_events", "rated_id"),
        to_tenants("rated_events", "reversal_id"),
        CheckConstraint("reversal_id IS NULL OR credit", name="reversal_credits"),
        Index(
            "uq_statement_items_reversal",
            "tenant_id",
            "reversal_id",
            unique=True,
            postgresql_where=text("reversal_id IS NOT NULL"),
        ),
        Index(
            "uq_statement_items_billed",
            "tenant_id",
            "rated_id",
            unique=True,
            postgresql_where=text("NOT credit"),
        ),
        Index(
            "uq_statement_items_credited",
            "tenant_id",
            "rated_id",
            unique=True,
            postgresql_where=text("credit"),
        ),
        Index("ix_statement_items_line", "tenant_id", "line_id"),
        Index("ix_statement_items_statement", "tenant_id", "statement_id"),
    )

    statement_id: Mapped[uuid.UUID]
    line_id: Mapped[uuid.UUID]
    rated_id: Mapped[uuid.UUID]
    reversal_id: Mapped[uuid.UUID | None]
    credit: Mapped[bool]
    net: Mapped[Decimal] = mapped_column(Numeric(14, 2))


class DeferredMonth(OfTenant, Record):
    """The part of a fee paid ahead that is income of one month."""

    __tablename__ = "deferred_months"
    __table_args__ = (
        UniqueConstraint("tenant_id", "statement_line_id", "month"),
        to_tenants("statement_lines", "statement_line_id"),
        to_tenants("journal_entries", "entry_id"),
        Index(
            "ix_deferred_months_to_come",
            "tenant_id",
            "month",
            postgresql_where=text("entry_id IS NULL"),
        ),
    )

    statement_line_id: Mapped[uuid.UUID]
    month: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Numeric(18, 2))  # in the seller's currency
    entry_id: Mapped[uuid.UUID | None]
