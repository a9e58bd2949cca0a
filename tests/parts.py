"""A fan of the appliance: a part without a serial, its stock, and the case that asks for it."""

import uuid
from typing import Any

from sqlalchemy import select

from desk.intake import CaseForm
from desk.parts import PartForm, PartReceipt, add_part, receive_parts
from models.devices import DeviceModel
from models.locations import Location
from models.part_stock import part_with_code, parts_at
from runtime.database import Database
from tests.builders import FOUNDED, TestDesk, an_advance_replacement

FAN = PartForm(
    code="FAN-40", name="Fan 40 mm", weight_g=90, length_mm=60, width_mm=60, height_mm=40
)


def stock_fans(record: Database, desk: TestDesk, quantity: int) -> None:
    """Put the fan on record, with so many on the provider's shelf."""
    with record.as_tenant(desk.tenant_id) as session:
        kiosk = session.scalars(select(DeviceModel).where(DeviceModel.code == "KIOSK-K1")).one()
        add_part(session, FAN, kiosk)
    if quantity:
        receive_fans(record, desk, quantity)


def receive_fans(record: Database, desk: TestDesk, quantity: int, key: str = "") -> None:
    form = PartReceipt(part=FAN.code, quantity=quantity, at=FOUNDED)
    receive_parts(record, desk.clerk, form, key or uuid.uuid4().hex)


def a_fan(serial: str, **changes: Any) -> CaseForm:
    """An advance replacement of the fan of this appliance."""
    return an_advance_replacement(serial, part="fan-40", **changes)


def fans(record: Database, desk: TestDesk) -> dict[str, int]:
    """Where the fans are, by place; places without any are left out."""
    with record.as_tenant(desk.tenant_id) as session:
        fan = part_with_code(session, FAN.code)
        assert fan is not None
        places = session.scalars(select(Location).order_by(Location.code)).all()
        held = {place.code: parts_at(session, fan, place) for place in places}
    return {place: count for place, count in held.items() if count and place != "VENDOR"}
