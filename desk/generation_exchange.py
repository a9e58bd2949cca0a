"""The exchange of a generation: the customer is asked to renew a model that is no longer made."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from activities.pool_counts import CountedPool
from activities.pool_shortage import Watched, watch_pools
from desk.actors import Actor
from desk.exchange_refusals import AskedAlready, NothingToExchange, StillMade
from desk.pool_ground import (
    Asked,
    Change,
    change_once,
    count_now,
    pool_to_change,
    row_of_model,
)
from desk.prompt_opening import Asking, owe_workflow, prompt_key, prompt_row
from desk.request_keys import Answer
from models.devices import DeviceModel
from models.pool_levels import PoolKey
from models.pools import Pool, PoolEvent
from models.prompts import RefillPrompt
from rules.pool_words import PoolWord, PromptKind, PromptState
from rules.refill import OrderSize, Shortage, goal_of
from runtime.announce import announce
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeForm:
    """A pool's model that is no longer made, to be renewed by the one that follows it."""

    pool: str
    model: str
    at: datetime | None = None


def exchange_generation(database: Database, actor: Actor, form: ExchangeForm, key: str) -> Answer:
    """Ask the customer to order the successor, in the same dialogue as a refill, once per key.

    As many as the targets of both models need of the successor, less what of it is there, comes or
    is asked for. The old units stay until they are taken out or written off. Raises NotAllowed,
    UnknownPool, UnknownModel, ModelNotInPool, StillMade, NothingToExchange and AskedAlready.
    """
    asked = Asked(verb="exchange", body=asdict(form), at=form.at)
    return change_once(database, actor, asked, key, lambda change: ask_exchange(change, form))


def ask_exchange(change: Change, form: ExchangeForm) -> Answer:
    """The prompt, while the pool is held against its checks; the database allows one open."""
    pool = pool_to_change(change, form.pool)
    row = row_of_model(change.session, pool, form.model)
    counted = count_now(change, pool)
    watched = watch_pools(change.session, [counted])
    old = watched[pool.id, row.model_id]
    if old.offered_id == row.model_id:
        raise StillMade(pool, form.model)
    one = replace(
        old, verdict=Shortage(quantity=lacking(change, counted, watched, old), because=())
    )
    return open_exchange(change, pool, one)


def lacking(
    change: Change, counted: CountedPool, watched: Mapping[PoolKey, Watched], old: Watched
) -> int:
    """How many of the successor to order, in whole packs (NothingToExchange)."""
    pool_id, _ = old.key
    new = watched.get((pool_id, old.offered_id))
    goal = goal_of(old.counted.level, old.forecast.need)
    there = asked_for(change, pool_id, old.offered_id)
    if new is not None:
        goal += goal_of(new.counted.level, new.forecast.need)
        there += max(0, new.counted.level.counted)
    if goal <= there:
        successor = change.session.get_one(DeviceModel, (counted.row.tenant_id, old.offered_id))
        raise NothingToExchange(counted.row, successor.code, goal, there)
    size = old.offer.size if old.offer else OrderSize()
    least = max(size.least, counted.stock.refill.least)
    return replace(size, least=least).fitting(goal - there)


def asked_for(change: Change, pool_id: uuid.UUID, model_id: uuid.UUID) -> int:
    """How many of the successor an open question of its own is about."""
    query = select(func.coalesce(func.sum(RefillPrompt.quantity), 0)).where(
        RefillPrompt.pool_id == pool_id,
        RefillPrompt.model_id == model_id,
        RefillPrompt.state == PromptState.OPEN,
    )
    return change.session.scalars(query).one()


def open_exchange(change: Change, pool: Pool, one: Watched) -> Answer:
    """The prompt's row, its line in the pool's story, and its workflow (AskedAlready)."""
    prompt_id, session = uuid.uuid4(), change.session
    number = last_number(change, one) + 1
    row = {**prompt_row(one, number, change.at), "kind": PromptKind.EXCHANGE}
    query = insert(RefillPrompt).values(id=prompt_id, **row).on_conflict_do_nothing()
    if session.scalars(query.returning(RefillPrompt.id)).one_or_none() is None:
        raise AskedAlready(pool, one.counted.code)
    offered = session.get_one(DeviceModel, (pool.tenant_id, one.offered_id)).code
    note_asked(change, one, prompt_id, {"quantity": row["quantity"], "offered": offered})
    asking = Asking(session=session, tenant=change.actor.tenant, at=change.at)
    owe_workflow(asking, pool.tenant_id, prompt_id, prompt_key(one, number), "open")
    return {
        "pool": pool.code,
        "model": one.counted.code,
        "offered": offered,
        "number": number,
        "quantity": row["quantity"],
    }


def last_number(change: Change, one: Watched) -> int:
    """The number of the last question about the model; 0 before the first."""
    pool_id, model_id = one.key
    query = select(func.coalesce(func.max(RefillPrompt.number), 0)).where(
        RefillPrompt.pool_id == pool_id, RefillPrompt.model_id == model_id
    )
    return change.session.scalars(query).one()


def note_asked(change: Change, one: Watched, prompt_id: uuid.UUID, details: dict[str, Any]) -> None:
    """The pool's story says who had the customer asked."""
    change.session.add(
        PoolEvent(
            tenant_id=one.counted.row.tenant_id,
            key=f"prompt/{prompt_id}/opened",
            pool_id=one.counted.row.pool_id,
            prompt_id=prompt_id,
            word=PoolWord.PROMPT_OPENED,
            at=change.at,
            actor=change.actor.name,
            details={"model": one.counted.code, **details},
        )
    )
    announce(change.session, "board", str(one.counted.row.tenant_id))
