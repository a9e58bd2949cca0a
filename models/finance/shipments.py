"""Shipments as finance knows them, and what each is expected to cost, charge by charge."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Identity,
    Numeric,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, Record, one_of, short, to_tenants
from rules.finance.freight_words import ChargeClass, ExpectedState, Way

#: Compared byte by byte: half the time of a comparison in the language of the database.
KEY = String(64, collation="C")


class OfMany:
    """A row of a table of millions: numbered in the order of writing, keyed with its tenant.

    The tenant is no foreign key: to look it up for each of a million rows took as long as all else
    (measured: 62 s and 36 s). Row security lets nobody write another tenant's row.
    """

    tenant_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-2)
    id: Mapped[int] = mapped_column(
        BigInteger, Identity(always=False), primary_key=True, sort_order=-1
    )


class FreightShipment(OfMany, Record):
    """One label that was booked: what decides its price, and when it was scanned first.

    `tracking_key` is the number as `rules.finance.tracking_keys.tracking_key` writes it. The place
    is the customer's end. `account` is ours at the carrier; `payer` who pays the freight in the
    end (rules.fulfilment.Payer). `event_key` is the billable event its first scan writes.
    """

    __tablename__ = "freight_shipments"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("labels", "label_id"),
        to_tenants("cases", "case_id"),
        to_tenants("customers", "customer_id"),
        CheckConstraint("weight_g > 0", name="has_weight"),
        Index("ix_freight_shipments_tracking", "tenant_id", "carrier", "tracking_key"),
        Index("ix_freight_shipments_reference", "tenant_id", "reference"),
        Index("ix_freight_shipments_case", "tenant_id", "case_id"),
        Index("ix_freight_shipments_event", "tenant_id", "event_key"),
        Index(
            "ix_freight_shipments_unrated",
            "tenant_id",
            "id",
            postgresql_where=text("card_id IS NULL AND voided_at IS NULL"),
        ),
    )

    key: Mapped[str] = mapped_column(short(200))
    label_id: Mapped[uuid.UUID | None]
    case_id: Mapped[uuid.UUID | None]
    customer_id: Mapped[uuid.UUID | None]
    event_key: Mapped[str] = mapped_column(short(300), default="", server_default="")
    carrier: Mapped[str] = mapped_column(short())
    account: Mapped[str] = mapped_column(short(80))
    service: Mapped[str] = mapped_column(short())
    way: Mapped[Way] = mapped_column(one_of(Way))
    tracking: Mapped[str] = mapped_column(short(64))
    tracking_key: Mapped[str] = mapped_column(KEY)
    reference: Mapped[str] = mapped_column(short(200), default="", server_default="")
    country: Mapped[str] = mapped_column(short(2))
    postcode: Mapped[str] = mapped_column(short(16))
    weight_g: Mapped[int]
    length_mm: Mapped[int]
    width_mm: Mapped[int]
    height_mm: Mapped[int]
    battery: Mapped[bool]
    payer: Mapped[str] = mapped_column(short())
    booked_at: Mapped[datetime]
    booked_on: Mapped[date]
    expires_on: Mapped[date | None]  # of a return label that is not used
    scanned_at: Mapped[datetime | None]
    scanned_on: Mapped[date | None]
    voided_at: Mapped[datetime | None]
    card_id: Mapped[uuid.UUID | None]  # the buy card it was rated by
    zone: Mapped[str] = mapped_column(short(), default="", server_default="")
    chargeable_g: Mapped[int | None]
    not_rated: Mapped[str] = mapped_column(default="", server_default="")  # why it has no price


class ExpectedCharge(OfMany, Record):
    """What one shipment should be billed for one thing; all that a verdict compares is in it."""

    __tablename__ = "expected_charges"
    __table_args__ = (
        UniqueConstraint("tenant_id", "shipment_id", "charge_class", "code"),
        Index("ix_expected_charges_tracking", "tenant_id", "carrier", "tracking_key"),
        Index("ix_expected_charges_accrued", "tenant_id", "accrued_on"),
    )

    shipment_id: Mapped[int] = mapped_column(BigInteger)
    carrier: Mapped[str] = mapped_column(short())
    account: Mapped[str] = mapped_column(short(80))
    tracking_key: Mapped[str] = mapped_column(KEY)
    way: Mapped[Way] = mapped_column(one_of(Way))
    charge_class: Mapped[ChargeClass] = mapped_column(one_of(ChargeClass))
    code: Mapped[str] = mapped_column(short(), default="", server_default="")
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    currency: Mapped[str] = mapped_column(short(3))
    percent: Mapped[Decimal | None]  # of fuel
    chargeable_g: Mapped[int]
    card_id: Mapped[uuid.UUID]
    state: Mapped[ExpectedState] = mapped_column(one_of(ExpectedState))
    shipped_on: Mapped[date | None]
    accrued_on: Mapped[date | None]
