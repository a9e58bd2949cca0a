"""Pools: a customer's swap stock by site and family of models, and the fleet it is sized for."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Identity,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from models.devices import Owner
from rules.pool_words import PoolWord


class Pool(OfTenant, Record):
    """A stock kept for one customer, site and family of models, on one shelf.

    `owner` is whose its units are; the shelf is where they lie. `percent`, `floor` and `ceiling`
    are the customer's own where set; else the contract's percentage holds (fact 61).
    """

    __tablename__ = "pools"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        UniqueConstraint("tenant_id", "customer_id", "site", "family"),
        # Lets its models repeat its shelf and customer, so that the database can compare them.
        UniqueConstraint("tenant_id", "id", "shelf_id", "customer_id"),
        to_tenants("customers", "customer_id"),
        to_tenants("contracts", "contract_id"),
        to_tenants("locations", "shelf_id"),
        CheckConstraint("percent > 0", name="has_percent"),
        CheckConstraint("floor >= 0 AND (ceiling IS NULL OR ceiling >= floor)", name="limits"),
        CheckConstraint("lead_days > 0", name="has_lead_days"),
    )

    code: Mapped[str] = mapped_column(short())
    name: Mapped[str]
    customer_id: Mapped[uuid.UUID]
    contract_id: Mapped[uuid.UUID]
    shelf_id: Mapped[uuid.UUID]
    site: Mapped[str] = mapped_column(short(80), default="", server_default="")
    family: Mapped[str] = mapped_column(short(80), default="", server_default="")
    owner: Mapped[Owner] = mapped_column(one_of(Owner))
    percent: Mapped[Decimal | None]
    floor: Mapped[int] = mapped_column(default=0, server_default="0")
    ceiling: Mapped[int | None]
    lead_days: Mapped[int | None]
    #: Beginnings of the postcodes it serves; the customer's pool without any serves the rest.
    postcodes: Mapped[list[str]] = mapped_column(default=list, server_default=text("'[]'"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class PoolModel(OfTenant, Record):
    """A model a pool holds; no shelf has one model in two pools.

    `weight` makes a model count for more or less than its share of the fleet (A24). Units that
    come home go to the pool of the customer that `takes_returns` of their model.
    """

    __tablename__ = "pool_models"
    __table_args__ = (
        UniqueConstraint("tenant_id", "pool_id", "model_id"),
        UniqueConstraint("tenant_id", "shelf_id", "model_id"),
        ForeignKeyConstraint(
            ["tenant_id", "pool_id", "shelf_id", "customer_id"],
            ["pools.tenant_id", "pools.id", "pools.shelf_id", "pools.customer_id"],
        ),
        to_tenants("device_models", "model_id"),
        to_tenants("device_models", "substitute_id"),
        to_tenants("device_models", "successor_id"),
        CheckConstraint("weight > 0", name="has_weight"),
        CheckConstraint("substitute_id <> model_id", name="substitute_differs"),
        CheckConstraint("successor_id <> model_id", name="successor_differs"),
        Index(
            "uq_pool_models_home",
            "tenant_id",
            "customer_id",
            "model_id",
            unique=True,
            postgresql_where=text("takes_returns"),
        ),
    )

    pool_id: Mapped[uuid.UUID]
    model_id: Mapped[uuid.UUID]
    shelf_id: Mapped[uuid.UUID]
    customer_id: Mapped[uuid.UUID]
    weight: Mapped[Decimal] = mapped_column(default=Decimal(1), server_default="1")
    takes_returns: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    substitute_id: Mapped[uuid.UUID | None]  # goes out when none of the model is free
    successor_id: Mapped[uuid.UUID | None]  # is ordered instead, once the model is discontinued
    discontinued_on: Mapped[date | None]
    added_at: Mapped[datetime]


class FleetCount(OfTenant, Record):
    """How many devices of a model the customer has from a day on; the newest of a day holds."""

    __tablename__ = "fleet_counts"
    __table_args__ = (
        to_tenants("pools", "pool_id"),
        to_tenants("device_models", "model_id"),
        CheckConstraint("devices >= 0", name="no_negative_fleet"),
        Index("ix_fleet_counts_newest", "tenant_id", "pool_id", "model_id", "counts_from", "seq"),
    )

    seq: Mapped[int] = mapped_column(Identity(always=True))
    pool_id: Mapped[uuid.UUID]
    model_id: Mapped[uuid.UUID]
    devices: Mapped[int]
    counts_from: Mapped[date]
    source: Mapped[str] = mapped_column(short(200), default="", server_default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(short(254))


class PoolCheck(Record):
    """Somebody changed what a pool counts: written by the database with the change itself.

    Rows are only added and taken away, never changed: movements of one pool do not wait for each
    other here. Whoever checks the pool takes all its rows away.
    """

    __tablename__ = "pool_checks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "pool_id"], ["pools.tenant_id", "pools.id"]),
        Index("ix_pool_checks_pool", "tenant_id", "pool_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    tenant_id: Mapped[uuid.UUID]
    pool_id: Mapped[uuid.UUID]
    asked_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class PoolEvent(OfTenant, Record):
    """One thing that happened to a pool, a prompt or an order, append-only, once per key."""

    __tablename__ = "pool_events"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("pools", "pool_id"),
        to_tenants("refill_prompts", "prompt_id"),
        to_tenants("stock_orders", "order_id"),
        Index("ix_pool_events_pool", "tenant_id", "pool_id", "seq"),
        Index("ix_pool_events_prompt", "tenant_id", "prompt_id", "seq"),
        Index("ix_pool_events_order", "tenant_id", "order_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(Identity(always=True))
    key: Mapped[str] = mapped_column(short(300))
    pool_id: Mapped[uuid.UUID]
    prompt_id: Mapped[uuid.UUID | None]
    order_id: Mapped[uuid.UUID | None]
    word: Mapped[PoolWord] = mapped_column(one_of(PoolWord))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(short(254))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
