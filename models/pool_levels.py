"""Pools counted from the units themselves, for any number of pools in a few set queries."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from models.cases import Case
from models.debts import OwedUnit
from models.devices import Unit
from models.locations import Location, Place, RequestState, Reservation, UnitRequest
from models.orders import DeliveredUnit, OrderLine, StockOrder
from models.pools import FleetCount, Pool, PoolModel
from rules.case_values import SETTLED
from rules.case_words import ENDED
from rules.pool_words import COMING

#: Pool, model, word, units.
Counts = Select[uuid.UUID, uuid.UUID, str, int]
#: A pool and a model of it.
PoolKey = tuple[uuid.UUID, uuid.UUID]
#: What a unit counts as while it is in such a place, away from its shelf.
AWAY = {
    Place.BENCH: "on_bench",
    Place.QUARANTINE: "on_bench",
    Place.REPAIRER: "at_repair",
    Place.RECEIVING: "on_hold",
}
#: Places in which a unit has to be owed or reserved, to count at all.
ASKED_ABOUT = (Place.DOCK, Place.TRANSIT, Place.CUSTOMER)


def count_units(session: Session, pools: Collection[uuid.UUID]) -> dict[PoolKey, dict[str, int]]:
    """How many units of each model of these pools stand where, by the words of PoolLevel.

    A word that is missing is 0. Counted anew at every call.
    """
    parts = union_all(
        on_shelf(pools), away(pools), packed(pools), owed_back(pools), lent(pools), queued(pools)
    ).subquery()
    found: dict[PoolKey, dict[str, int]] = {}
    for pool, model, word, count in session.execute(select(parts)):
        levels = found.setdefault((pool, model), {})
        levels[word] = levels.get(word, 0) + count
    return found


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


def counted_as(word: ColumnElement[str], pools: Collection[uuid.UUID]) -> Counts:
    """One column of counts: pool, model, word, units."""
    return (
        select(PoolModel.pool_id, PoolModel.model_id, word.label("word"), func.count())
        .where(PoolModel.pool_id.in_(pools))
        .group_by(PoolModel.pool_id, PoolModel.model_id, word)
    )


def on_shelf(pools: Collection[uuid.UUID]) -> Counts:
    """What stands on the pools' own shelves, free or reserved."""
    word = case((held(), literal("reserved")), else_=literal("available"))
    shelved = and_(
        Unit.tenant_id == PoolModel.tenant_id,
        Unit.location_id == PoolModel.shelf_id,
        Unit.model_id == PoolModel.model_id,
    )
    return counted_as(word, pools).select_from(PoolModel).join(Unit, shelved)


def of_the_house(query: Counts) -> Counts:
    """The customer's units of the models that come home to these pools, with their places."""
    own = and_(
        PoolModel.takes_returns,
        Unit.tenant_id == PoolModel.tenant_id,
        Unit.owner_customer_id == PoolModel.customer_id,
        Unit.model_id == PoolModel.model_id,
    )
    at = and_(Location.tenant_id == Unit.tenant_id, Location.id == Unit.location_id)
    return query.select_from(PoolModel).join(Unit, own).join(Location, at)


def away(pools: Collection[uuid.UUID]) -> Counts:
    """What is on the bench, at a repairer, or delivered and held."""
    word = case(*((Location.kind == place, literal(said)) for place, said in AWAY.items()))
    return of_the_house(counted_as(word, pools)).where(Location.kind.in_(AWAY))


def packed(pools: Collection[uuid.UUID]) -> Counts:
    """What is packed for a case and has not left."""
    query = of_the_house(counted_as(literal("reserved"), pools))
    return query.where(Location.kind == Place.DOCK, held())


def owed_back(pools: Collection[uuid.UUID]) -> Counts:
    """What a customer's person has handed in or still has to."""
    query = of_the_house(counted_as(literal("in_transit"), pools))
    return query.where(Location.kind.in_(ASKED_ABOUT), owed())


def lent(pools: Collection[uuid.UUID]) -> Counts:
    """What is with a user until its own device is repaired, and was not asked back yet."""
    lending = exists().where(
        Case.tenant_id == Unit.tenant_id,
        Case.customer_id == PoolModel.customer_id,
        Case.stage.not_in(ENDED),
        Case.snapshot["back"]["loan"].astext == cast(Unit.id, Text),
    )
    query = of_the_house(counted_as(literal("on_loan"), pools))
    return query.where(Location.kind == Place.CUSTOMER, lending, ~owed())


def queued(pools: Collection[uuid.UUID]) -> Counts:
    """Requests that wait for a unit of the shelf."""
    waiting = and_(
        UnitRequest.tenant_id == PoolModel.tenant_id,
        UnitRequest.shelf_id == PoolModel.shelf_id,
        UnitRequest.model_id == PoolModel.model_id,
        UnitRequest.state == RequestState.WAITING,
    )
    return counted_as(literal("waiting"), pools).select_from(PoolModel).join(UnitRequest, waiting)


def count_ordered(
    session: Session, pools: Collection[uuid.UUID]
) -> dict[PoolKey, tuple[int, date | None]]:
    """What suppliers still owe each pool, by model, and the day the first of it is expected."""
    came = (
        select(func.count())
        .where(
            DeliveredUnit.tenant_id == OrderLine.tenant_id, DeliveredUnit.line_id == OrderLine.id
        )
        .scalar_subquery()
    )
    missing = OrderLine.quantity - OrderLine.given_up - came
    order = and_(StockOrder.tenant_id == OrderLine.tenant_id, StockOrder.id == OrderLine.order_id)
    query = (
        select(
            StockOrder.pool_id,
            OrderLine.model_id,
            func.sum(missing),
            func.min(StockOrder.expected_on).filter(missing > 0),
        )
        .join(StockOrder, order)
        .where(StockOrder.pool_id.in_(pools), StockOrder.state.in_(COMING))
        .group_by(StockOrder.pool_id, OrderLine.model_id)
    )
    return {(pool, model): (int(n), day) for pool, model, n, day in session.execute(query)}


def fleets_on(session: Session, pools: Collection[uuid.UUID], day: date) -> Mapping[PoolKey, int]:
    """The installed devices of each model on that day: the newest count that had begun."""
    newest = (
        select(FleetCount.pool_id, FleetCount.model_id, FleetCount.devices)
        .ext(distinct_on(FleetCount.pool_id, FleetCount.model_id))
        .where(FleetCount.pool_id.in_(pools), FleetCount.counts_from <= day)
        .order_by(
            FleetCount.pool_id,
            FleetCount.model_id,
            FleetCount.counts_from.desc(),
            FleetCount.seq.desc(),
        )
    )
    return {(pool, model): devices for pool, model, devices in session.execute(newest)}


def pool_shelf_for(
    session: Session, customer_id: uuid.UUID, model_id: uuid.UUID, postcode: str
) -> uuid.UUID | None:
    """The shelf of the customer's pool that serves this place with this model, if it has pools.

    The longest beginning of the postcode wins; a pool without any serves what is left.
    """
    pool = and_(Pool.tenant_id == PoolModel.tenant_id, Pool.id == PoolModel.pool_id)
    rows = session.execute(
        select(Pool.shelf_id, Pool.postcodes)
        .join(PoolModel, pool)
        .where(
            PoolModel.customer_id == customer_id,
            PoolModel.model_id == model_id,
            Pool.closed_at.is_(None),
        )
        .order_by(Pool.code)
    ).all()
    fits = [(fit, shelf) for shelf, codes in rows if (fit := fit_of(codes, postcode)) is not None]
    return max(fits, key=lambda found: found[0])[1] if fits else None


def fit_of(beginnings: Sequence[str], postcode: str) -> int | None:
    """How many characters of the postcode fit; 0 for a pool that names none, None for another's."""
    if not beginnings:
        return 0
    asked = postcode.replace(" ", "")
    fitting = [one for one in beginnings if asked.startswith(one.replace(" ", ""))]
    return max(map(len, fitting), default=None)
