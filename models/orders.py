"""Suppliers, orders of stock, and what was delivered for them unit by unit."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from models.devices import Owner
from rules.pool_words import HoldState, OrderState


class Supplier(OfTenant, Record):
    """Where devices are ordered; `lead_days` are calendar days from the order to the dock."""

    __tablename__ = "suppliers"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        CheckConstraint("lead_days > 0", name="has_lead_days"),
    )

    code: Mapped[str] = mapped_column(short())
    name: Mapped[str]
    email: Mapped[str] = mapped_column(short(254))
    locale: Mapped[str] = mapped_column(short(8))
    lead_days: Mapped[int | None]
    added_at: Mapped[datetime]


class SupplierPrice(OfTenant, Record):
    """What a supplier asks for one device, from a day on, in packs of so many; without VAT."""

    __tablename__ = "supplier_prices"
    __table_args__ = (
        UniqueConstraint("tenant_id", "supplier_id", "model_id", "valid_from"),
        to_tenants("suppliers", "supplier_id"),
        to_tenants("device_models", "model_id"),
        CheckConstraint("price > 0", name="has_price"),
        CheckConstraint("pack > 0 AND least > 0", name="whole_packs"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="valid_days"),
    )

    supplier_id: Mapped[uuid.UUID]
    model_id: Mapped[uuid.UUID]
    price: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(short(3))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    pack: Mapped[int] = mapped_column(default=1, server_default="1")
    least: Mapped[int] = mapped_column(default=1, server_default="1")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(short(254))


class StockOrder(OfTenant, Record):
    """An order to a supplier for one pool, numbered without gaps per tenant and year."""

    __tablename__ = "stock_orders"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        to_tenants("suppliers", "supplier_id"),
        to_tenants("customers", "customer_id"),
        to_tenants("contracts", "contract_id"),
        to_tenants("pools", "pool_id"),
        to_tenants("refill_prompts", "prompt_id"),
        CheckConstraint(
            "(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_at_a_time"
        ),
        # One prompt is ordered once, whoever approves it how often.
        Index(
            "uq_stock_orders_prompt",
            "tenant_id",
            "prompt_id",
            unique=True,
            postgresql_where=text("prompt_id IS NOT NULL"),
        ),
        Index("ix_stock_orders_pool", "tenant_id", "pool_id", "placed_at"),
        Index(
            "ix_stock_orders_coming",
            "tenant_id",
            "next_at",
            postgresql_where=text("state IN ('placed', 'confirmed', 'partial')"),
        ),
    )

    number: Mapped[str] = mapped_column(short())
    supplier_id: Mapped[uuid.UUID]
    customer_id: Mapped[uuid.UUID]
    contract_id: Mapped[uuid.UUID]
    pool_id: Mapped[uuid.UUID]
    prompt_id: Mapped[uuid.UUID | None]
    state: Mapped[OrderState] = mapped_column(one_of(OrderState))
    owner: Mapped[Owner] = mapped_column(one_of(Owner))  # whose the units become
    currency: Mapped[str] = mapped_column(short(3))
    customer_reference: Mapped[str] = mapped_column(short(80), default="", server_default="")
    supplier_reference: Mapped[str] = mapped_column(short(80), default="", server_default="")
    placed_at: Mapped[datetime]
    placed_by: Mapped[str] = mapped_column(short(254))
    sent_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    expected_on: Mapped[date]
    late_told_for: Mapped[date | None]  # the expected day whose lateness was told
    next_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[str] = mapped_column(short(254), default="", server_default="")
    cancelled_because: Mapped[str] = mapped_column(default="", server_default="")


class OrderLine(OfTenant, Record):
    """So many devices of one model at one price; what came is counted from what was delivered."""

    __tablename__ = "order_lines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "order_id", "line"),
        to_tenants("stock_orders", "order_id"),
        to_tenants("device_models", "model_id"),
        to_tenants("device_models", "instead_of_id"),
        CheckConstraint("quantity > 0", name="has_quantity"),
        CheckConstraint("given_up BETWEEN 0 AND quantity", name="gives_up_what_it_has"),
        CheckConstraint("unit_price >= 0", name="has_price"),
    )

    order_id: Mapped[uuid.UUID]
    line: Mapped[int]
    model_id: Mapped[uuid.UUID]
    instead_of_id: Mapped[uuid.UUID | None]  # the model that was ordered first
    quantity: Mapped[int]
    given_up: Mapped[int] = mapped_column(default=0, server_default="0")
    unit_price: Mapped[Decimal]


class Delivery(OfTenant, Record):
    """One delivery for an order, under the supplier's delivery note."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("tenant_id", "order_id", "note"),
        to_tenants("stock_orders", "order_id"),
    )

    order_id: Mapped[uuid.UUID]
    note: Mapped[str] = mapped_column(short(80))
    file_sha256: Mapped[str] = mapped_column(short(64), default="", server_default="")
    received_at: Mapped[datetime]
    received_by: Mapped[str] = mapped_column(short(254))


class DeliveredUnit(OfTenant, Record):
    """A unit that came with a delivery; it goes into the pool once it has passed its hold."""

    __tablename__ = "delivered_units"
    __table_args__ = (
        UniqueConstraint("tenant_id", "unit_id"),
        to_tenants("deliveries", "delivery_id"),
        to_tenants("order_lines", "line_id"),
        to_tenants("units", "unit_id"),
        CheckConstraint("(hold = 'held') = (judged_at IS NULL)", name="held_until_judged"),
        Index("ix_delivered_units_line", "tenant_id", "line_id"),
        Index(
            "ix_delivered_units_held",
            "tenant_id",
            "unit_id",
            postgresql_where=text("hold = 'held'"),
        ),
    )

    delivery_id: Mapped[uuid.UUID]
    line_id: Mapped[uuid.UUID]
    unit_id: Mapped[uuid.UUID]
    hold: Mapped[HoldState] = mapped_column(one_of(HoldState))
    judged_at: Mapped[datetime | None]
    judged_by: Mapped[str] = mapped_column(short(254), default="", server_default="")
    finding: Mapped[str] = mapped_column(default="", server_default="")
