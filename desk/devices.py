"""The broken device: found on record by serial or IMEI, or put on record where it is."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.refusals import NoDevice, UnknownModel
from desk.request_keys import hold
from models.devices import BatteryClass, DeviceModel, Owner, Unit
from models.locations import Place, StockMove
from models.parties import Customer
from models.stock import place_of
from rules.imei import read_imei
from rules.scan_text import normal_serial


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceForm:
    """How the asker names the device; the model is needed only for one not on record."""

    serial: str = ""
    imei: str = ""
    model: str = ""


def identify_device(
    session: Session, actor: Actor, customer: Customer, form: DeviceForm, at: datetime
) -> Unit:
    """The unit on record, or a new one at the customer's (NoDevice, BadImei, UnknownModel)."""
    imei = read_imei(form.imei) if form.imei.strip() else ""
    serial = normal_serial(form.serial) if form.serial.strip() else imei
    if not serial:
        raise NoDevice
    # Two requests that name the same new device wait for each other instead of both adding it.
    hold(session, f"{actor.tenant_id}/device/{serial}")
    known = session.scalars(
        select(Unit)
        .where(or_(Unit.serial == serial, *([Unit.imei == imei] if imei else [])))
        .with_for_update()
    ).first()
    return known or put_on_record(session, actor, customer, form.model, serial, imei, at)


def put_on_record(
    session: Session,
    actor: Actor,
    customer: Customer,
    model_code: str,
    serial: str,
    imei: str,
    at: datetime,
) -> Unit:
    """A device nobody had registered, in the customer's hands, with the move that says so."""
    model = session.scalars(select(DeviceModel).where(DeviceModel.code == model_code)).one_or_none()
    if model is None:
        raise UnknownModel(model_code)
    place = place_of(session, Place.CUSTOMER, customer.id)
    unit = Unit(
        tenant_id=actor.tenant_id,
        id=uuid.uuid4(),
        serial=serial,
        imei=imei,
        model_id=model.id,
        owner=Owner.CUSTOMER,
        owner_customer_id=customer.id,
        location_id=place.id,
    )
    session.add(unit)
    session.flush()
    session.add(
        StockMove(
            tenant_id=actor.tenant_id,
            key=f"register/{unit.id}",
            unit_id=unit.id,
            from_id=place_of(session, Place.VENDOR).id,
            to_id=place.id,
            at=at,
            actor=actor.name,
        )
    )
    return unit


def has_no_battery(session: Session, unit: Unit) -> bool:
    """True for a model without a battery: there is nothing to ask about."""
    model = session.get_one(DeviceModel, (unit.tenant_id, unit.model_id))
    return model.battery_class is BatteryClass.NONE
