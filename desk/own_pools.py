"""The pools of the signed-in person's own organisation: level, run-out day and open question."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from activities.pool_counts import CountedPool, count_pools
from activities.pool_shortage import Watched, watch_pools
from desk.actors import Actor
from desk.request_keys import database_clock
from models.pools import Pool
from models.prompts import RefillPrompt
from rules.errors import DeskError, Kind
from rules.pool_words import PromptState
from rules.pools import PoolLevel
from runtime.database import Database


class UnknownOwnPool(DeskError):
    """There is no such stock among yours."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, code: str) -> None:
        super().__init__("Choose one from the list of your stock.", pool=code)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnModel:
    """A model of a pool as its owner sees it; `forecast` as rules.forecast_words reads it."""

    code: str
    name: str
    level: PoolLevel
    forecast: Mapping[str, str]
    prompt: uuid.UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPool:
    """A pool with each of its models, counted at this very moment."""

    code: str
    name: str
    site: str
    models: tuple[OwnModel, ...]


def keeps_pool(session: Session, actor: Actor) -> bool:
    """Whether any stock is kept for the actor's organisation."""
    kept = exists().where(Pool.customer_id == actor.customer_id, Pool.closed_at.is_(None))
    return actor.customer_id is not None and bool(session.scalar(select(kept)))


def list_own_pools(
    database: Database, actor: Actor, at: datetime | None = None
) -> tuple[OwnPool, ...]:
    """Every pool that is kept for the actor's organisation, by its name."""
    with database.as_tenant(actor.tenant_id) as session:
        query = select(Pool).where(Pool.customer_id == actor.customer_id, Pool.closed_at.is_(None))
        pools = session.scalars(query.order_by(Pool.name, Pool.code)).all()
        return views_of(session, pools, at or database_clock(session))


def own_pool(database: Database, actor: Actor, code: str, at: datetime | None = None) -> OwnPool:
    """A pool that is kept for the actor's organisation (UnknownOwnPool)."""
    with database.as_tenant(actor.tenant_id) as session:
        query = select(Pool).where(
            Pool.code == code, Pool.customer_id == actor.customer_id, Pool.closed_at.is_(None)
        )
        pools = session.scalars(query).all()
        if not pools:
            raise UnknownOwnPool(code)
        return views_of(session, pools, at or database_clock(session))[0]


def views_of(session: Session, pools: Sequence[Pool], now: datetime) -> tuple[OwnPool, ...]:
    """The pools counted and foreseen together."""
    counted = count_pools(session, pools, now)
    watched, prompts = watch_pools(session, counted), open_prompts(session, pools)
    return tuple(
        OwnPool(
            code=pool.row.code,
            name=pool.row.name,
            site=pool.row.site,
            models=models_in(pool, watched, prompts),
        )
        for pool in counted
    )


Key = tuple[uuid.UUID, uuid.UUID]


def models_in(
    pool: CountedPool, watched: Mapping[Key, Watched], prompts: Mapping[Key, uuid.UUID]
) -> tuple[OwnModel, ...]:
    """The pool's models, each with its forecast and the question that is open about it."""
    keys = [(pool.row.id, model.row.model_id) for model in pool.models]
    return tuple(
        OwnModel(
            code=model.code,
            name=model.name,
            level=model.level,
            forecast=watched[key].forecast.facts(),
            prompt=prompts.get(key),
        )
        for key, model in zip(keys, pool.models, strict=True)
    )


def open_prompts(session: Session, pools: Sequence[Pool]) -> dict[Key, uuid.UUID]:
    """The open question about each model of each pool."""
    rows = session.scalars(
        select(RefillPrompt).where(
            RefillPrompt.pool_id.in_([pool.id for pool in pools]),
            RefillPrompt.state == PromptState.OPEN,
        )
    )
    return {(row.pool_id, row.model_id): row.id for row in rows}
