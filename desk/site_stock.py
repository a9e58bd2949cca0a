"""Spare phones on a customer's site: its own units, kept apart from its pool (facts 61, 62)."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.agreed import find_customer
from desk.receiving import serve
from desk.request_keys import Answer, answer_once, database_clock
from models.cases import Case
from models.devices import DeviceModel, Unit
from models.locations import Location, Place
from models.parties import Customer
from models.stock import free_units, lock_shelf, move_unit, place_of, unit_with_code
from rules.case_facts import Told
from rules.case_state import Fact
from rules.errors import DeskError
from rules.scan_text import normal_serial
from runtime.announce import announce
from runtime.database import Database


class NotFreeInPool(DeskError):
    """This unit is not free in the customer's pool."""

    def __init__(self, serial: str, shelf: str) -> None:
        super().__init__(
            f"Unit {serial} does not stand free on {shelf}: it is elsewhere, reserved, or another "
            "owner's. Nothing was moved; choose another unit.",
            serial=serial,
            shelf=shelf,
        )


class NotOnSite(DeskError):
    """This unit is not among the spares on that site."""

    def __init__(self, serial: str, site: str) -> None:
        super().__init__(
            f"Unit {serial} is not on {site}. Nothing was moved; choose one of the spares that "
            "are listed there.",
            serial=serial,
            site=site,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SpareForm:
    """Units by serial or IMEI, and whose site they go to or come from."""

    customer: str
    serials: tuple[str, ...]
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpareLevel:
    """The spares of one model on one customer's site."""

    customer: str
    customer_name: str
    place: str
    model: str
    count: int
    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A customer's pool and site, both locked for one movement of spares under a key."""

    shelf: Location
    site: Location
    key: str
    at: datetime


#: Customer, its name, place, model, serial.
SpareRow = Row[str, str, str, str, str]


def list_spares(database: Database, actor: Actor) -> tuple[SpareLevel, ...]:
    """The spares on every site, by customer and model; a customer's person sees its own.

    Raises NotAllowed.
    """
    actor.require("see stock")
    query = spare_query()
    if actor.customer_id is not None:
        query = query.where(Location.customer_id == actor.customer_id)
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.execute(query).all()
    found: dict[tuple[str, str], list[SpareRow]] = {}
    for row in rows:
        found.setdefault((row.customer, row.model), []).append(row)
    return tuple(level_of(rows) for rows in found.values())


def spare_query() -> Select[str, str, str, str, str]:
    """Every unit on a site, in the order of the list."""
    own = Location.tenant_id
    return (
        select(
            Customer.code.label("customer"),
            Customer.name.label("customer_name"),
            Location.code.label("place"),
            DeviceModel.code.label("model"),
            Unit.serial,
        )
        .select_from(Unit)
        .join(Location, and_(own == Unit.tenant_id, Location.id == Unit.location_id))
        .join(Customer, and_(Customer.tenant_id == own, Customer.id == Location.customer_id))
        .join(DeviceModel, and_(DeviceModel.tenant_id == own, DeviceModel.id == Unit.model_id))
        .where(Location.kind == Place.SITE)
        .order_by(Customer.code, DeviceModel.code, Unit.serial)
    )


def level_of(rows: Sequence[SpareRow]) -> SpareLevel:
    """The units of one model on one site as a value."""
    first = rows[0]
    return SpareLevel(
        customer=first.customer,
        customer_name=first.customer_name,
        place=first.place,
        model=first.model,
        count=len(rows),
        serials=tuple(row.serial for row in rows),
    )


def place_spares(database: Database, actor: Actor, form: SpareForm, key: str) -> Answer:
    """Move free units of the customer's pool to its site, once per key, all of them or none.

    Raises NotAllowed, UnknownCustomer, NotFreeInPool.
    """
    return move_spares(database, actor, form, f"spare-out:{key}" if key else "", send_out)


def take_spares_back(database: Database, actor: Actor, form: SpareForm, key: str) -> Answer:
    """Move spares back to the pool and grant them in promise order, all of them or none.

    Raises NotAllowed, UnknownCustomer, NotOnSite.
    """
    return move_spares(database, actor, form, f"spare-in:{key}" if key else "", bring_in)


Way = Callable[[Session, Actor, SpareForm, Ground], Answer]


def move_spares(database: Database, actor: Actor, form: SpareForm, key: str, way: Way) -> Answer:
    """Move them on locked ground; every repeat of the key gets the same answer."""
    actor.require("move spares")
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)

        def act() -> Answer:
            return way(session, actor, form, lock_ground(session, actor, form, key, at))

        return answer_once(session, actor, key, asdict(form), at, act)


def lock_ground(session: Session, actor: Actor, form: SpareForm, key: str, at: datetime) -> Ground:
    """The site before the pool, the order in which everybody locks them (UnknownCustomer)."""
    customer = find_customer(session, actor, form.customer, at)
    shelf = place_of(session, Place.SHELF, customer.id)
    site = place_of(session, Place.SITE, customer.id)
    lock_shelf(session, actor.tenant_id, site.id)
    lock_shelf(session, actor.tenant_id, shelf.id)
    short = hashlib.sha256(f"{actor.name}/{key}".encode()).hexdigest()[:32]
    return Ground(shelf=shelf, site=site, key=short, at=at)


def send_out(session: Session, actor: Actor, form: SpareForm, ground: Ground) -> Answer:
    """From the pool to the site; a unit on site is free for no request."""
    units = [free_unit(session, serial, ground) for serial in named(form)]
    for unit in units:
        book(session, actor, unit, ground.site, ground)
    announce(session, "board", str(actor.tenant_id))
    return {
        "moved": len(units),
        "from_place": ground.shelf.code,
        "to_place": ground.site.code,
        "granted": 0,
    }


def bring_in(session: Session, actor: Actor, form: SpareForm, ground: Ground) -> Answer:
    """From the site to the pool; whoever waits longest for such a unit has it at once."""
    units = [unit_on_site(session, serial, ground.site) for serial in named(form)]
    for unit in units:
        book(session, actor, unit, ground.shelf, ground)
    models = {unit.model_id for unit in units}
    granted = sum(
        serve(
            session,
            actor,
            ground.shelf,
            session.get_one(DeviceModel, (actor.tenant_id, model)),
            ground.at,
        )
        for model in sorted(models)
    )
    return {
        "moved": len(units),
        "from_place": ground.site.code,
        "to_place": ground.shelf.code,
        "granted": granted,
    }


def named(form: SpareForm) -> list[str]:
    """Each serial once, as it is on record."""
    return list(dict.fromkeys(normal_serial(serial) for serial in form.serials))


def free_unit(session: Session, serial: str, ground: Ground) -> Unit:
    """The unit, while it stands on the pool's shelf and nobody holds it (NotFreeInPool)."""
    unit = unit_with_code(session, serial)
    if unit is None or unit.id not in free_units(session, ground.shelf.id, unit.model_id):
        raise NotFreeInPool(serial, ground.shelf.code)
    return unit


def unit_on_site(session: Session, serial: str, site: Location) -> Unit:
    """The unit, while it is a spare of that site (NotOnSite)."""
    unit = unit_with_code(session, serial)
    if unit is None or unit.location_id != site.id:
        raise NotOnSite(serial, site.code)
    return unit


def book(session: Session, actor: Actor, unit: Unit, to: Location, ground: Ground) -> None:
    """One movement under the request's own key."""
    key = f"spare/{ground.key}/{unit.id}"
    move_unit(session, unit, to, key=key, case_id=None, at=ground.at, actor=actor.name)


def require_spare(session: Session, case: Case, fact: Fact) -> None:
    """Refuse a spare that is not on the site of the case's customer (NotOnSite)."""
    if fact.told is not Told.BACKUP_TAKEN:
        return
    site = place_of(session, Place.SITE, case.customer_id)
    unit_on_site(session, normal_serial(fact.details["serial"]), site)
