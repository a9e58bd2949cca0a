"""Rate cards: what carriers ask of us and what we ask of customers, version by version."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.finance.freight_words import Applies, RateSide, SurchargeBasis, Way


class RateCard(OfTenant, Record):
    """The prices of one carrier's services from a day on: the newest that has begun holds.

    Two versions cannot overlap: each ends where the next one of its side, carrier and customer
    begins, or on `valid_until`. A sell card without a customer is everybody's who has none. A card
    with a markup prices what the buy card says plus so many percent, within its limits.
    """

    __tablename__ = "rate_cards"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code", "version"),
        to_tenants("customers", "customer_id"),
        CheckConstraint("divisor > 0 AND step_g > 0", name="weighs"),
        CheckConstraint("side = 'sell' OR customer_id IS NULL", name="only_sold_to_customers"),
        CheckConstraint("side = 'sell' OR markup_percent IS NULL", name="only_sold_with_markup"),
        CheckConstraint("valid_until >= valid_from", name="valid_days"),
        Index(
            "uq_rate_cards_begins",
            "tenant_id",
            "side",
            "carrier",
            "customer_id",
            "valid_from",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    side: Mapped[RateSide] = mapped_column(one_of(RateSide))
    code: Mapped[str] = mapped_column(short(80))
    version: Mapped[str] = mapped_column(short(80))
    carrier: Mapped[str] = mapped_column(short())
    customer_id: Mapped[uuid.UUID | None]
    currency: Mapped[str] = mapped_column(short(3))
    divisor: Mapped[int]  # cubic centimetres that weigh a kilogram
    step_g: Mapped[int]  # chargeable weight is rounded up to it
    account: Mapped[str] = mapped_column(short(80), default="", server_default="")  # ours there
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    markup_percent: Mapped[Decimal | None]
    markup_least: Mapped[Decimal | None]
    markup_most: Mapped[Decimal | None]
    sha256: Mapped[str] = mapped_column(short(64))
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str] = mapped_column(short(254))


class RateZone(OfTenant, Record):
    """Places of a card's zone: a country and the beginning of its postcodes; the longest wins."""

    __tablename__ = "rate_zones"
    __table_args__ = (
        UniqueConstraint("tenant_id", "card_id", "country", "prefix"),
        to_tenants("rate_cards", "card_id"),
    )

    card_id: Mapped[uuid.UUID]
    country: Mapped[str] = mapped_column(short(2))
    prefix: Mapped[str] = mapped_column(short(16), default="")
    zone: Mapped[str] = mapped_column(short())


class RateRow(OfTenant, Record):
    """The price up to a weight, from the weight of the row below it: breaks cannot overlap."""

    __tablename__ = "rate_rows"
    __table_args__ = (
        UniqueConstraint("tenant_id", "card_id", "service", "way", "zone", "up_to_g"),
        to_tenants("rate_cards", "card_id"),
        CheckConstraint("up_to_g > 0", name="has_weight"),
        CheckConstraint("amount >= 0", name="has_price"),
    )

    card_id: Mapped[uuid.UUID]
    service: Mapped[str] = mapped_column(short())
    way: Mapped[Way] = mapped_column(one_of(Way))
    zone: Mapped[str] = mapped_column(short())
    up_to_g: Mapped[int]
    amount: Mapped[Decimal]


class Surcharge(OfTenant, Record):
    """What a card adds to the freight, by its code; `fuelled` when fuel is counted on it, too."""

    __tablename__ = "surcharges"
    __table_args__ = (
        UniqueConstraint("tenant_id", "card_id", "code"),
        to_tenants("rate_cards", "card_id"),
        CheckConstraint("most >= least", name="most_over_least"),
    )

    card_id: Mapped[uuid.UUID]
    code: Mapped[str] = mapped_column(short())
    text: Mapped[str]
    basis: Mapped[SurchargeBasis] = mapped_column(one_of(SurchargeBasis))
    amount: Mapped[Decimal]
    least: Mapped[Decimal | None]
    most: Mapped[Decimal | None]
    applies: Mapped[Applies] = mapped_column(one_of(Applies))
    fuelled: Mapped[bool]


class PackagingPrice(OfTenant, Record):
    """What a box costs a customer, by its code; the empty code is any box."""

    __tablename__ = "packaging_prices"
    __table_args__ = (
        UniqueConstraint("tenant_id", "card_id", "code"),
        to_tenants("rate_cards", "card_id"),
        CheckConstraint("amount >= 0", name="has_price"),
    )

    card_id: Mapped[uuid.UUID]
    code: Mapped[str] = mapped_column(short())
    amount: Mapped[Decimal]


class FuelRate(OfTenant, Record):
    """A carrier's fuel percentage from a day on, mostly a Monday."""

    __tablename__ = "fuel_rates"
    __table_args__ = (
        UniqueConstraint("tenant_id", "side", "carrier", "valid_from"),
        CheckConstraint("percent >= 0", name="has_percent"),
    )

    side: Mapped[RateSide] = mapped_column(one_of(RateSide))
    carrier: Mapped[str] = mapped_column(short())
    valid_from: Mapped[date]
    percent: Mapped[Decimal]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str] = mapped_column(short(254))
