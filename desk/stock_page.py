"""Stock as it stands: counted from the units themselves whenever somebody looks."""

from dataclasses import dataclass

from sqlalchemy import and_, func, select

from desk.actors import Actor
from models.devices import DeviceModel, Unit
from models.locations import Location, Place, Reservation
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevel:
    """Units of one model at one place; only what stands free on a shelf is available."""

    place: str
    kind: Place
    model: str
    available: int
    reserved: int
    total: int


def stock_levels(database: Database, actor: Actor) -> tuple[StockLevel, ...]:
    """Every place that holds a unit, shelves first; a customer's person sees its own units.

    Raises NotAllowed.
    """
    actor.require("see stock")
    held = and_(
        Reservation.tenant_id == Unit.tenant_id,
        Reservation.unit_id == Unit.id,
        Reservation.released_at.is_(None),
    )
    at = and_(Location.tenant_id == Unit.tenant_id, Location.id == Unit.location_id)
    model = and_(DeviceModel.tenant_id == Unit.tenant_id, DeviceModel.id == Unit.model_id)
    query = (
        select(
            Location.code,
            Location.kind,
            DeviceModel.code.label("model"),
            func.count().label("total"),
            func.count(Reservation.id).label("reserved"),
        )
        .select_from(Unit)
        .join(Location, at)
        .join(DeviceModel, model)
        .outerjoin(Reservation, held)
        .group_by(Location.code, Location.kind, DeviceModel.code)
    )
    if actor.customer_id is not None:
        query = query.where(Unit.owner_customer_id == actor.customer_id)
    with database.as_tenant(actor.tenant_id) as session:
        levels = [
            StockLevel(
                place=place,
                kind=kind,
                model=model,
                available=total - reserved if kind is Place.SHELF else 0,
                reserved=reserved,
                total=total,
            )
            for place, kind, model, total, reserved in session.execute(query)
        ]
    return tuple(sorted(levels, key=lambda one: (ORDER.index(one.kind), one.place, one.model)))


#: Shelves first; what the vendor still has comes last.
ORDER = (*tuple(Place)[1:], Place.VENDOR)
