"""Pools counted from the units themselves, for any number of pools in a few set queries."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import (
    and_,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from models.orders import OrderLine, StockOrder
from models.pool_places import level_query, still_owed
from models.pools import FleetCount, Pool, PoolModel
from rules.pool_words import COMING

#: A pool and a model of it.
PoolKey = tuple[uuid.UUID, uuid.UUID]


def count_units(session: Session, pools: Collection[uuid.UUID]) -> dict[PoolKey, dict[str, int]]:
    """How many units of each model of these pools stand where, by the words of PoolLevel.

    A word that is missing is 0. Counted anew at every call; each unit counts once.
    """
    found: dict[PoolKey, dict[str, int]] = {}
    for pool, model, word, count in session.execute(level_query(), {"pools": list(pools)}):
        levels = found.setdefault((pool, model), {})
        levels[word] = levels.get(word, 0) + count
    return found


def expected_days(session: Session, pools: Collection[uuid.UUID]) -> dict[PoolKey, date]:
    """The day on which the first of what suppliers still owe each pool is expected, by model."""
    order = and_(StockOrder.tenant_id == OrderLine.tenant_id, StockOrder.id == OrderLine.order_id)
    query = (
        select(StockOrder.pool_id, OrderLine.model_id, func.min(StockOrder.expected_on))
        .join(StockOrder, order)
        .where(StockOrder.pool_id.in_(pools), StockOrder.state.in_(COMING), still_owed() > 0)
        .group_by(StockOrder.pool_id, OrderLine.model_id)
    )
    return {(pool, model): day for pool, model, day in session.execute(query)}


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
