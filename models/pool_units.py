"""The units of one pool, each with its place and what it counts as there."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, and_, case, cast, exists, literal, or_, select
from sqlalchemy.orm import Session

from models.cases import Case
from models.debts import OwedUnit
from models.devices import DeviceModel, Owner, Unit
from models.locations import Location, Place, Reservation
from models.orders import DeliveredUnit
from models.pool_places import ASKED_ABOUT, AWAY
from models.pools import PoolModel
from rules.case_values import SETTLED
from rules.case_words import ENDED
from rules.pool_words import HoldState


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolUnit:
    """A unit of a pool; `state` is the word of rules.pools.PoolLevel that it counts as."""

    serial: str
    imei: str
    imei2: str
    model: str
    batch: str
    owner: Owner
    place: str
    state: str


def units_of_pool(session: Session, pool_id: uuid.UUID) -> list[PoolUnit]:
    """Everything that counts for the pool as a unit, by model and serial, counted now."""
    shelved = Unit.location_id == PoolModel.shelf_id
    home = and_(PoolModel.takes_returns, Unit.owner_customer_id == PoolModel.customer_id)
    lent = exists().where(
        Case.tenant_id == Unit.tenant_id,
        Case.customer_id == PoolModel.customer_id,
        Case.stage.not_in(ENDED),
        Case.snapshot["back"]["loan"].astext == cast(Unit.id, Text),
    )
    state = case(
        (and_(shelved, held()), literal("reserved")),
        (shelved, literal("available")),
        *(
            (and_(home, Location.kind == place, ~failed()), literal(word))
            for place, word in AWAY.items()
        ),
        (and_(home, Location.kind == Place.DOCK, held()), literal("reserved")),
        (and_(home, Location.kind.in_(ASKED_ABOUT), owed()), literal("in_transit")),
        (and_(home, Location.kind == Place.CUSTOMER, lent), literal("on_loan")),
    )
    at = and_(Location.tenant_id == Unit.tenant_id, Location.id == Unit.location_id)
    model = and_(DeviceModel.tenant_id == Unit.tenant_id, DeviceModel.id == Unit.model_id)
    of_model = and_(
        Unit.tenant_id == PoolModel.tenant_id,
        Unit.model_id == PoolModel.model_id,
        or_(shelved, home),
    )
    rows = session.execute(
        select(Unit, DeviceModel.code, Location.code, state)
        .select_from(PoolModel)
        .join(Unit, of_model)
        .join(Location, at)
        .join(DeviceModel, model)
        .where(PoolModel.pool_id == pool_id, state.is_not(None))
        .order_by(DeviceModel.code, Unit.serial)
    )
    return [
        PoolUnit(
            serial=unit.serial,
            imei=unit.imei,
            imei2=unit.imei2,
            model=code,
            batch=unit.batch,
            owner=unit.owner,
            place=place,
            state=word,
        )
        for unit, code, place, word in rows
    ]


def held() -> ColumnElement[bool]:
    """Whether a live reservation holds the unit."""
    return exists().where(
        Reservation.tenant_id == Unit.tenant_id,
        Reservation.unit_id == Unit.id,
        Reservation.released_at.is_(None),
    )


def owed() -> ColumnElement[bool]:
    """Whether a case waits for the unit to come back."""
    return exists().where(
        OwedUnit.tenant_id == Unit.tenant_id,
        OwedUnit.unit_id == Unit.id,
        OwedUnit.state.not_in(sorted(SETTLED)),
    )


def failed() -> ColumnElement[bool]:
    """Whether the unit failed when it was delivered: it is a claim against its supplier."""
    return exists().where(
        DeliveredUnit.tenant_id == Unit.tenant_id,
        DeliveredUnit.unit_id == Unit.id,
        DeliveredUnit.hold == HoldState.FAILED,
    )
