"""Devices: models, units with serials, and parts that are counted."""

import enum
import uuid
from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants


class Owner(enum.StrEnum):
    """Whose property a unit is, whoever holds it."""

    CUSTOMER = "customer"
    PROVIDER = "provider"
    LESSOR = "lessor"


class BatteryClass(enum.StrEnum):
    """How the battery travels: none, inside the equipment, or packed beside it."""

    NONE = "none"
    IN_EQUIPMENT = "in_equipment"
    WITH_EQUIPMENT = "with_equipment"


class DeviceModel(OfTenant, Record):
    """A kind of device, with what a carrier needs to know of its parcel."""

    __tablename__ = "device_models"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        CheckConstraint("weight_g > 0", name="has_weight"),
        CheckConstraint("length_mm > 0 AND width_mm > 0 AND height_mm > 0", name="has_dimensions"),
    )

    code: Mapped[str] = mapped_column(short())
    name: Mapped[str]
    weight_g: Mapped[int]
    length_mm: Mapped[int]
    width_mm: Mapped[int]
    height_mm: Mapped[int]
    battery_class: Mapped[BatteryClass] = mapped_column(one_of(BatteryClass))
    battery_wh: Mapped[Decimal | None]
    #: What a programme's coverage calls this kind of product; empty where none asks.
    product_class: Mapped[str] = mapped_column(short(), default="", server_default="")
    #: Whether a unit may hold a user's data, and so is wiped before it goes on a shelf.
    holds_data: Mapped[bool] = mapped_column(default=True, server_default=text("true"))


class Unit(OfTenant, Record):
    """One device with a serial: who owns it and where it is are different columns."""

    __tablename__ = "units"
    __table_args__ = (
        UniqueConstraint("tenant_id", "serial"),
        Index(
            "uq_units_imei", "tenant_id", "imei", unique=True, postgresql_where=text("imei <> ''")
        ),
        Index(
            "uq_units_imei2",
            "tenant_id",
            "imei2",
            unique=True,
            postgresql_where=text("imei2 <> ''"),
        ),
        to_tenants("device_models", "model_id"),
        to_tenants("customers", "owner_customer_id"),
        to_tenants("locations", "location_id"),
        CheckConstraint(
            "owner <> 'customer' OR owner_customer_id IS NOT NULL", name="customer_owner_named"
        ),
        CheckConstraint("imei = '' OR imei <> imei2", name="two_imeis_differ"),
        # Pools are counted along these two alone, without a look at the units themselves.
        Index(
            "ix_units_shelf",
            *("tenant_id", "location_id", "model_id"),
            postgresql_include=["id"],
        ),
        Index(
            "ix_units_owner",
            *("tenant_id", "owner_customer_id", "model_id", "location_id"),
            postgresql_include=["id"],
        ),
    )

    serial: Mapped[str] = mapped_column(short(64))
    imei: Mapped[str] = mapped_column(short(16), default="", server_default="")
    imei2: Mapped[str] = mapped_column(short(16), default="", server_default="")
    model_id: Mapped[uuid.UUID]
    owner: Mapped[Owner] = mapped_column(one_of(Owner))
    owner_customer_id: Mapped[uuid.UUID | None]
    batch: Mapped[str] = mapped_column(short(), default="", server_default="")
    location_id: Mapped[uuid.UUID]  # custody: always where its last move ended


class Part(OfTenant, Record):
    """A thing without serials, moved and counted by quantity."""

    __tablename__ = "parts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        to_tenants("device_models", "model_id"),
        CheckConstraint("weight_g > 0", name="has_weight"),
        CheckConstraint("length_mm > 0 AND width_mm > 0 AND height_mm > 0", name="has_dimensions"),
    )

    code: Mapped[str] = mapped_column(short())
    name: Mapped[str]
    model_id: Mapped[uuid.UUID | None]
    weight_g: Mapped[int]
    length_mm: Mapped[int]
    width_mm: Mapped[int]
    height_mm: Mapped[int]
