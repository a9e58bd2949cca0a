"""Units from the vendor: received onto a shelf, then granted to whoever waits, in promise order."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activities.stock_entries import stock_fact
from desk.actors import Actor
from desk.founding import UnitForm, shelve_units
from desk.intake import find_customer
from desk.refusals import UnknownModel
from desk.request_keys import Answer, answer_once, database_clock
from models.devices import DeviceModel, Unit
from models.locations import Location, Place
from models.parties import Customer
from models.stock import Allotment, lock_shelf, place_of, serve_shelf
from rules.case_words import Told
from rules.errors import DeskError
from rules.imei import read_imei
from rules.scan_text import normal_serial
from runtime.announce import announce
from runtime.database import Database


class UnitOnRecord(DeskError):
    """This unit is on record already."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"{number} is on record; a unit is received from the vendor once. Scan it at the dock "
            "if it came back.",
            number=number,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReceipt:
    """Units of one model for a customer's pool, or without one for the provider's own shelf."""

    model: str
    units: tuple[UnitForm, ...]
    customer: str = ""
    at: datetime | None = None


def receive_units(database: Database, actor: Actor, form: StockReceipt, key: str) -> Answer:
    """Book the units in and serve the shelf's queue; the answer is the same for every repeat.

    Raises UnknownModel, UnknownCustomer, UnitOnRecord, BadImei, UnreadableScan and the keys' own.
    """
    actor.require("scan")
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        return answer_once(
            session,
            actor,
            f"receive:{key}" if key else "",
            asdict(form),
            at,
            lambda: book_in(session, actor, form, at),
        )


def book_in(session: Session, actor: Actor, form: StockReceipt, at: datetime) -> Answer:
    """Shelve the units, grant them to the earliest promises, and tell those cases."""
    model = session.scalars(select(DeviceModel).where(DeviceModel.code == form.model)).one_or_none()
    if model is None:
        raise UnknownModel(form.model)
    owner = find_customer(session, actor, form.customer) if form.customer else None
    shelf = place_of(session, Place.SHELF, owner.id if owner else None)
    lock_shelf(session, actor.tenant_id, shelf.id)
    refuse_known(session, form.units)
    received = shelve_units(session, model, form.units, owner, at)
    granted = serve_shelf(session, actor.tenant_id, shelf.id, model.id, at)
    tell_cases(session, actor, granted, at)
    return answer(form, shelf, owner, received, granted)


def refuse_known(session: Session, units: Iterable[UnitForm]) -> None:
    """Raise UnitOnRecord for the first unit that has a row, or comes twice."""
    numbers = [number for unit in units for number in numbers_of(unit)]
    known = session.scalars(
        select(Unit.serial).where(
            or_(Unit.serial.in_(numbers), Unit.imei.in_(numbers), Unit.imei2.in_(numbers))
        )
    ).first()
    twice = next((number for number in numbers if numbers.count(number) > 1), None)
    if known or twice:
        raise UnitOnRecord(str(known or twice))


def numbers_of(unit: UnitForm) -> list[str]:
    """Serial and IMEIs as they would be stored."""
    imeis = [read_imei(imei) for imei in (unit.imei, unit.imei2) if imei]
    return [normal_serial(unit.serial), *imeis]


def tell_cases(session: Session, actor: Actor, granted: list[Allotment], at: datetime) -> None:
    """A fact for each case whose unit came or went, with the commit."""
    for change in granted:
        told = Told.UNIT_GRANTED if change.granted else Told.UNIT_TAKEN_BACK
        key = f"{actor.tenant_id}/stock/{change.reservation_id}/{told}"
        session.add(stock_fact(actor.tenant_id, change, told, at, key))
    announce(session, "relay")
    announce(session, "board", str(actor.tenant_id))


def answer(
    form: StockReceipt,
    shelf: Location,
    owner: Customer | None,
    received: int,
    granted: list[Allotment],
) -> Answer:
    """What the receiver is told at once."""
    return {
        "place": shelf.code,
        "customer": owner.code if owner else None,
        "model": form.model,
        "received": received,
        "granted": [change.serial for change in granted if change.granted],
    }
