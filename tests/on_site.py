"""Repairs on site: a kiosk of the class they are sold for, and the request as the desk makes it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from desk.asked import RequestForm
from desk.devices import DeviceForm
from desk.founding import ModelForm, add_model
from desk.intake import CaseForm
from models.devices import BatteryClass, DeviceModel
from rules.case_words import Direction, Remedy
from rules.service_words import Asker, ChannelKind, Need
from runtime.database import Database
from tests.builders import KIOSK, TestDesk, an_advance_replacement
from tests.desk.case_walk import CaseWalk
from tests.parts import FAN

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THURSDAY = {"begins_at": "2026-11-26T09:00+01:00", "ends_at": "2026-11-26T12:00+01:00"}
FRIDAY = {"begins_at": "2026-11-27T09:00+01:00", "ends_at": "2026-11-27T12:00+01:00"}
#: A kiosk as the programme means it, and a product that no technician comes for.
VISITED = ModelForm(
    code="KIOSK-V1",
    name="Kiosk V1",
    weight_g=KIOSK.weight_g,
    length_mm=KIOSK.length_mm,
    width_mm=KIOSK.width_mm,
    height_mm=KIOSK.height_mm,
    battery_class=BatteryClass.NONE,
    product_class="metadefender_kiosk",
)
SENT_IN = ModelForm(
    code="DRIVE-D1",
    name="Drive D1",
    weight_g=300,
    length_mm=120,
    width_mm=90,
    height_mm=40,
    battery_class=BatteryClass.NONE,
    product_class="metadefender_drive",
)


def know_kiosks(record: Database, desk: TestDesk) -> None:
    """Put both models on record, once."""
    with record.as_tenant(desk.tenant_id) as session:
        known = set(session.scalars(select(DeviceModel.code)))
        for model in (VISITED, SENT_IN):
            if model.code not in known:
                add_model(session, desk.tenant_id, model)


def a_visit(serial: str, at: datetime, **changes: Any) -> CaseForm:
    """An on-site repair with the fan as its part, at a place where a technician may come."""
    asked: dict[str, Any] = {
        "remedy": Remedy.ON_SITE,
        "device": DeviceForm(serial=serial, model=VISITED.code),
        "part": "fan-40",
        "request": at_the_site(site_eligible=True),
        "at": at,
    }
    return an_advance_replacement(serial, **(asked | changes))


def at_the_site(**said: Any) -> RequestForm:
    """The request of a customer by phone for a visit."""
    return RequestForm(
        need=Need.ON_SITE,
        who=Asker.END_CUSTOMER,
        channel=ChannelKind.PHONE,
        defect_confirmed=True,
        **said,
    )


def part_on_site(walk: CaseWalk, serial: str) -> str:
    """A case whose part was delivered the day after it opened."""
    number = walk.open(a_visit(serial, MONDAY))
    walk.pack(number, FAN.code, MONDAY + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY + 2 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", MONDAY + DAY)
    return number
