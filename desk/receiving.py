"""New stock: units from the vendor onto a shelf, and at once to the cases that wait for them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.stock_entries import stock_fact
from desk.actors import Actor
from desk.agreed import find_customer
from desk.founding import UnitForm, shelve_units
from desk.refusals import SerialKnown, UnknownModel
from desk.request_keys import Answer, answer_once, database_clock
from models.devices import DeviceModel, Unit
from models.locations import Location, Place
from models.pool_homes import serve_and_lend
from models.stock import lock_shelf, place_of
from rules.case_facts import Told
from rules.scan_text import normal_serial
from runtime.announce import announce
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptForm:
    """Units of one model for a customer's pool, or for the provider's own shelf without one."""

    model: str
    units: tuple[UnitForm, ...]
    customer: str = ""
    at: datetime | None = None


def receive_units(database: Database, actor: Actor, form: ReceiptForm, key: str) -> Answer:
    """Book the units in, once per key, and grant them in promise order in the same transaction.

    Raises UnknownCustomer, UnknownModel, SerialKnown, BadImei; then nothing is booked.
    """
    actor.require("receive stock")
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


def book_in(session: Session, actor: Actor, form: ReceiptForm, at: datetime) -> Answer:
    """Shelve, serve the queue, and tell the winners through their inbox."""
    owner = find_customer(session, actor, form.customer, at) if form.customer else None
    model = session.scalars(select(DeviceModel).where(DeviceModel.code == form.model)).one_or_none()
    if model is None:
        raise UnknownModel(form.model)
    refuse_known(session, form.units)
    shelf = place_of(session, Place.SHELF, owner.id if owner else None)
    lock_shelf(session, actor.tenant_id, shelf.id)
    count = shelve_units(session, model, form.units, owner, at)
    granted = serve(session, actor, shelf, model, at)
    return {"received": count, "shelf": shelf.code, "granted": granted}


def refuse_known(session: Session, units: Sequence[UnitForm]) -> None:
    """Raise SerialKnown for the first serial that is on record already."""
    serials = [normal_serial(unit.serial) for unit in units]
    known = session.scalars(select(Unit.serial).where(Unit.serial.in_(serials))).first()
    if known is not None:
        raise SerialKnown(known)


def serve(session: Session, actor: Actor, shelf: Location, model: DeviceModel, at: datetime) -> int:
    """Grant what the shelf now holds; each case hears of it from the relay."""
    changes = serve_and_lend(session, actor.tenant_id, shelf.id, model.id, at)
    for change in changes:
        told = Told.UNIT_GRANTED if change.granted else Told.UNIT_TAKEN_BACK
        key = f"{actor.tenant_id}/stock/{change.reservation_id}/{told}"
        session.add(stock_fact(actor.tenant_id, change, told, at, key))
    announce(session, "relay")
    announce(session, "board", str(actor.tenant_id))
    return sum(change.granted for change in changes)
