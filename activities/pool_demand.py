"""How many units of a pool's model were handed out lately, for any number of pools at once."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.pool_counts import CountedPool
from models.locations import RequestState, UnitRequest
from models.pool_levels import PoolKey
from models.pools import PoolModel
from rules.coverage_dates import day_of, start_of
from rules.forecast import Demand

#: How far back swaps are counted, in calendar days: half a year, or since the model was added.
OBSERVED_DAYS = 180
#: Requests for which a unit has left the shelf.
HANDED_OUT = (RequestState.PACKED, RequestState.DONE)


def observe_demand(session: Session, pools: Sequence[CountedPool]) -> Mapping[PoolKey, Demand]:
    """What was handed out of each model of these pools on whole days before the day they count.

    Days are those of the pool's programme.
    """
    found: dict[PoolKey, Demand] = {}
    for zone, day in {(pool.terms.timezone, pool.day) for pool in pools}:
        alike = [pool for pool in pools if (pool.terms.timezone, pool.day) == (zone, day)]
        first = day - timedelta(days=OBSERVED_DAYS)
        counted = count_handed_out(
            session, [pool.row.id for pool in alike], start_of(first, zone), start_of(day, zone)
        )
        for row in rows_of(alike):
            key = (row.pool_id, row.model_id)
            since = min(day, max(first, day_of(row.added_at, zone)))
            found[key] = Demand(swaps=counted.get(key, 0), since=since, until=day)
    return found


def rows_of(pools: Iterable[CountedPool]) -> list[PoolModel]:
    """Every model's row of these pools."""
    return [model.row for pool in pools for model in pool.models]


def count_handed_out(
    session: Session, pools: Sequence[uuid.UUID], since: datetime, until: datetime
) -> dict[PoolKey, int]:
    """Requests asked for between the instants, and since the pool has the model, that got a unit.

    `until` is not in it.
    """
    asked = (
        (UnitRequest.tenant_id == PoolModel.tenant_id)
        & (UnitRequest.shelf_id == PoolModel.shelf_id)
        & (UnitRequest.model_id == PoolModel.model_id)
    )
    query = (
        select(PoolModel.pool_id, PoolModel.model_id, func.count())
        .join(UnitRequest, asked)
        .where(
            PoolModel.pool_id.in_(pools),
            UnitRequest.state.in_(HANDED_OUT),
            UnitRequest.requested_at >= func.greatest(PoolModel.added_at, since),
            UnitRequest.requested_at < until,
        )
        .group_by(PoolModel.pool_id, PoolModel.model_id)
    )
    return {(pool, model): count for pool, model, count in session.execute(query)}
