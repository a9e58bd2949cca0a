"""What every change of a pool stands on: who may, once per key, the pool's row, its story."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.pool_counts import CountedPool, count_pools
from desk.actors import Actor
from desk.pool_finding import find_pool
from desk.pool_refusals import (
    ModelInPool,
    ModelNotInPool,
    ModelOnShelfTwice,
    PoolCodeInvalid,
    SiteNameUnusable,
)
from desk.refusals import UnknownModel
from desk.request_keys import Answer, answer_once, database_clock, hold
from models.devices import DeviceModel
from models.locations import Location, Place
from models.parties import Customer
from models.pools import Pool, PoolEvent, PoolModel
from models.stock import place_of
from rules.pool_words import PoolWord
from runtime.announce import announce
from runtime.database import Database

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
NOT_IN_CODE = re.compile(r"[\W_]+")
LONGEST_CODE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for, as a repeat under the same key has to ask for it again."""

    verb: str
    body: dict[str, Any]
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of pools being made: by whom, in which transaction, at which instant."""

    session: Session
    actor: Actor
    at: datetime


def change_once(
    database: Database, actor: Actor, asked: Asked, key: str, act: Callable[[Change], Answer]
) -> Answer:
    """Make the change once per key, one at a time for the tenant's pools.

    Raises NotAllowed, KeyMissing, KeyReused.
    """
    return act_once(
        database, actor, "manage pools", asked, key, lambda change: in_turn(change, act)
    )


def act_once(
    database: Database,
    actor: Actor,
    need: str,
    asked: Asked,
    key: str,
    act: Callable[[Change], Answer],
) -> Answer:
    """Make the change once per key, for those who may (NotAllowed, KeyMissing, KeyReused)."""
    actor.require(need)
    with database.as_tenant(actor.tenant_id) as session:
        change = Change(session=session, actor=actor, at=asked.at or database_clock(session))
        given = f"{asked.verb}:{key}" if key else ""
        return answer_once(session, actor, given, asked.body, change.at, lambda: act(change))


def in_turn(change: Change, act: Callable[[Change], Answer]) -> Answer:
    """Changes of one tenant's pools wait for each other: two never see the same gap."""
    hold(change.session, f"{change.actor.tenant_id}/pools")
    return act(change)


def pool_to_change(change: Change, code: str) -> Pool:
    """The pool, locked against other changes and checks, not against its movements.

    Raises UnknownPool.
    """
    found = find_pool(change.session, change.actor, code)
    query = select(Pool).where(Pool.id == found.id)
    locked = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return change.session.scalars(locked).one()


def note_pool(change: Change, pool: Pool, word: PoolWord, **details: Any) -> None:  # noqa: ANN401 - details are any JSON value
    """Write it into the pool's story and wake the boards; its change is made once."""
    change.session.add(
        PoolEvent(
            tenant_id=pool.tenant_id,
            key=f"pool/{pool.code}/{word}/{uuid.uuid4()}",
            pool_id=pool.id,
            word=word,
            at=change.at,
            actor=change.actor.name,
            details=details,
        )
    )
    announce(change.session, "board", str(pool.tenant_id))


def count_now(change: Change, pool: Pool) -> CountedPool:
    """The pool as it stands at the instant of the change."""
    (counted,) = count_pools(change.session, [pool], change.at)
    return counted


def require_code(code: str) -> str:
    """The code as it may stand in addresses and business keys (PoolCodeInvalid)."""
    if not CODE.fullmatch(code.strip()):
        raise PoolCodeInvalid(code)
    return code.strip()


def shelf_for(session: Session, customer: Customer, site: str) -> Location:
    """The customer's main shelf, or the one of its site, made when it is missing.

    The main shelf's code begins all others, so that it stays the first. Raises SiteNameUnusable.
    """
    main = place_of(session, Place.SHELF, customer.id)
    if not site:
        return main
    told = NOT_IN_CODE.sub("-", site).strip("-").upper()
    code = f"{main.code}-{told}"
    known = session.scalars(select(Location).where(Location.code == code)).one_or_none()
    if not told or len(code) > LONGEST_CODE or not is_shelf_of(session, known, customer, site):
        raise SiteNameUnusable(site, code)
    if known is not None:
        return known
    shelf = Location(
        tenant_id=customer.tenant_id, code=code, kind=Place.SHELF, customer_id=customer.id
    )
    session.add(shelf)
    session.flush()
    return shelf


def is_shelf_of(session: Session, known: Location | None, customer: Customer, site: str) -> bool:
    """Whether the place of this name, if any, is the customer's shelf of this very site."""
    if known is None:
        return True
    if (known.kind, known.customer_id) != (Place.SHELF, customer.id):
        return False
    sites = session.scalars(select(Pool.site).where(Pool.shelf_id == known.id)).all()
    return all(one == site for one in sites)


def model_with(session: Session, code: str) -> DeviceModel:
    """The device model of that code (UnknownModel)."""
    found = session.scalars(select(DeviceModel).where(DeviceModel.code == code)).one_or_none()
    if found is None:
        raise UnknownModel(code)
    return found


def row_of_model(session: Session, pool: Pool, code: str) -> PoolModel:
    """The model's row in the pool; raises UnknownModel and ModelNotInPool."""
    row = find_row(session, pool, model_with(session, code))
    if row is None:
        raise ModelNotInPool(pool, code)
    return row


def find_row(session: Session, pool: Pool, model: DeviceModel) -> PoolModel | None:
    """The model's row in the pool, if it has one."""
    query = select(PoolModel).where(PoolModel.pool_id == pool.id, PoolModel.model_id == model.id)
    return session.scalars(query).one_or_none()


def put_into_pool(change: Change, pool: Pool, model: DeviceModel) -> PoolModel:
    """A new model of the pool; the customer's first pool that has it takes its returns.

    Raises ModelInPool and ModelOnShelfTwice.
    """
    session = change.session
    refuse_second(session, pool, model)
    taken = session.scalars(
        select(PoolModel.id).where(
            PoolModel.customer_id == pool.customer_id,
            PoolModel.model_id == model.id,
            PoolModel.takes_returns,
        )
    ).first()
    row = PoolModel(
        tenant_id=pool.tenant_id,
        id=uuid.uuid4(),
        pool_id=pool.id,
        model_id=model.id,
        shelf_id=pool.shelf_id,
        customer_id=pool.customer_id,
        takes_returns=taken is None,
        added_at=change.at,
    )
    session.add(row)
    session.flush()
    return row


def refuse_second(session: Session, pool: Pool, model: DeviceModel) -> None:
    """Raise ModelInPool or ModelOnShelfTwice for a model the shelf holds in a pool already."""
    other = session.scalars(
        select(Pool.code)
        .join(PoolModel, (PoolModel.tenant_id == Pool.tenant_id) & (PoolModel.pool_id == Pool.id))
        .where(PoolModel.shelf_id == pool.shelf_id, PoolModel.model_id == model.id)
    ).one_or_none()
    if other == pool.code:
        raise ModelInPool(pool, model)
    if other is not None:
        raise ModelOnShelfTwice(other, model)
