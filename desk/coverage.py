"""Devices under a contract, and the extensions bought for them."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.contract_terms import ContractOnRecord, device_on_record
from activities.coverage import bill
from desk.actors import Actor
from desk.contract_refusals import DeviceAlreadyCovered, DeviceNotCovered, NoExtensionSold
from desk.contract_rows import (
    allow_late,
    bought_day,
    contract_to_change,
    follow_again,
    purchase_row,
)
from desk.devices import DeviceForm, identify_device
from desk.request_keys import Answer, answer_once, database_clock
from models.coverage import CoveredDevice, PurchaseKind
from models.devices import DeviceModel, Unit
from models.parties import Customer
from rules import coverage_days
from rules.coverage_dates import day_of, rows_for
from rules.coverage_terms import Extension
from rules.question import DeviceOnRecord
from rules.scan_text import normal_serial
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredDeviceForm:
    """A device to cover, with the days its warranty may count from."""

    device: DeviceForm
    invoiced_on: date | None = None
    shipped_on: date | None = None
    activated_on: date | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionForm:
    """An extension bought for a device, on a day not after today (default: today)."""

    serial: str
    bought_on: date | None = None
    coverage: str = ""
    price: Decimal | None = None
    order_reference: str = ""
    at: datetime | None = None


def add_covered_device(
    database: Database, actor: Actor, number: str, form: CoveredDeviceForm, key: str
) -> Answer:
    """Put a device under the contract, once per key; one not on record yet needs its model.

    Raises ContractNotFound, DeviceAlreadyCovered, CoverageOutlastsMaximum (A21) and what
    `desk.devices.identify_device` refuses.
    """
    actor.require("manage contracts")
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        return answer_once(
            session,
            actor,
            f"cover:{key}" if key else "",
            {"contract": number, **asdict(form)},
            at,
            lambda: cover(session, actor, number, form, at),
        )


def buy_extension(
    database: Database, actor: Actor, number: str, form: ExtensionForm, key: str
) -> Answer:
    """Record a bought extension, once per key, and what it costs.

    Raises ContractNotFound, DeviceNotCovered, NoExtensionSold, BoughtInFuture, and by the rules
    ExtensionTooLate, ClassNotExtendable or MaximumReached.
    """
    actor.require("manage contracts")
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        return answer_once(
            session,
            actor,
            f"extend:{key}" if key else "",
            {"contract": number, **asdict(form)},
            at,
            lambda: extend(session, actor, number, form, at),
        )


def cover(
    session: Session, actor: Actor, number: str, form: CoveredDeviceForm, at: datetime
) -> Answer:
    """The device's row under the contract."""
    contract = contract_to_change(session, actor, number, at)
    customer = session.get_one(Customer, (actor.tenant_id, contract.row.customer_id))
    unit = identify_device(session, actor, customer, form.device, at)
    if any(device.unit_id == unit.id for device in contract.devices):
        raise DeviceAlreadyCovered(unit.serial, number)
    model = session.get_one(DeviceModel, (actor.tenant_id, unit.model_id))
    row = CoveredDevice(
        tenant_id=actor.tenant_id,
        contract_id=contract.row.id,
        unit_id=unit.id,
        product_class=model.product_class,
        invoiced_on=form.invoiced_on,
        shipped_on=form.shipped_on,
        activated_on=form.activated_on,
        added_on=day_of(at, contract.terms.timezone),
        added_at=at,
        added_by=actor.name,
    )
    allow_late(contract, device_on_record(row, ()), contract.followed.run)
    session.add(row)
    follow_again(session, actor, contract.row, at)
    return {"contract": number, "serial": unit.serial, "product_class": model.product_class}


def extend(
    session: Session, actor: Actor, number: str, form: ExtensionForm, at: datetime
) -> Answer:
    """The purchase of an extension and its billable event."""
    contract = contract_to_change(session, actor, number, at)
    bought_on = bought_day(contract, form.bought_on, at)
    unit, device = covered_device(session, contract, form.serial)
    extension = sold_extension(contract, unit, device, form.coverage, bought_on)
    purchase = purchase_row(actor, contract, form, bought_on, at)
    purchase.kind, purchase.unit_id = PurchaseKind.EXTENSION, unit.id
    purchase.months = extension.months
    session.add(purchase)
    bill(
        session,
        contract,
        f"extension/{purchase.id}",
        "coverage_extension",
        bought_on,
        amount=form.price,
    )
    follow_again(session, actor, contract.row, at)
    return {
        "contract": number,
        "serial": unit.serial,
        "months": extension.months,
        "bought_on": bought_on.isoformat(),
    }


def covered_device(
    session: Session, contract: ContractOnRecord, serial: str
) -> tuple[Unit, DeviceOnRecord]:
    """The covered unit of that serial with what is known of it (DeviceNotCovered)."""
    wanted = normal_serial(serial)
    unit = session.scalars(select(Unit).where(Unit.serial == wanted)).one_or_none()
    for row in contract.devices:
        if unit is not None and row.unit_id == unit.id:
            return unit, device_on_record(row, contract.purchases)
    raise DeviceNotCovered(wanted, contract.row.number)


def sold_extension(
    contract: ContractOnRecord, unit: Unit, device: DeviceOnRecord, coverage: str, on: date
) -> Extension:
    """The extension that could be bought that day, of the named coverage or the first with one."""
    rows = [
        row
        for row in rows_for(contract.terms.offer, device)
        if row.extensions and coverage in {"", row.id}
    ]
    if not rows:
        raise NoExtensionSold(unit.serial, contract.terms.offer)
    terms, run = contract.terms, contract.followed.run
    return coverage_days.buy_extension(rows[0], device, run, terms.figures, terms.readings, on)
