"""Pools are opened and sized, and their customers' fleets counted."""

import uuid
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activities.contract_terms import terms_in_force
from activities.pool_counts import NoSwapStock, count_pools
from desk.actors import Actor
from desk.agreed import find_contract, find_customer
from desk.pool_forms import FleetForm, PoolForm, PoolSize
from desk.pool_ground import (
    Asked,
    Change,
    change_once,
    count_now,
    note_pool,
    pool_to_change,
    require_code,
    row_of_model,
    shelf_for,
)
from desk.pool_refusals import (
    FleetDayImpossible,
    FleetImpossible,
    PoolAlreadyOpen,
    PoolCodeTaken,
)
from desk.request_keys import Answer
from models.contracts import Contract
from models.devices import Owner
from models.parties import Customer
from models.pools import FleetCount, Pool, PoolCheck, PoolModel
from rules.coverage_dates import day_of, start_of
from rules.fulfilment import SwapStockTerms
from rules.pool_words import PoolWord
from rules.swap_stock import order_refill, require_kept_here
from runtime.database import Database

#: A fleet is counted from a day at most so far from today; further away is a slip of the pen.
FARTHEST: Final = timedelta(days=5 * 366)
#: No customer has more devices of one model.
MOST_DEVICES: Final = 1_000_000


def open_pool(database: Database, actor: Actor, form: PoolForm, key: str) -> Answer:
    """Open a pool under a contract whose programme has a swap stock, once per key.

    A pool of a site of its own gets a shelf of its own. Raises NotAllowed, UnknownCustomer,
    UnknownContract, NoRunningContract, NoSwapStock, KeptByCustomer, NotForRent, PoolCodeInvalid,
    PoolCodeTaken, PoolAlreadyOpen and SiteNameUnusable.
    """
    asked = Asked(verb="open-pool", body=asdict(form), at=form.at)
    return change_once(database, actor, asked, key, lambda change: add_pool(change, form))


def add_pool(change: Change, form: PoolForm) -> Answer:
    """The pool's row and the first line of its story."""
    customer = find_customer(change.session, change.actor, form.customer, change.at)
    contract = find_contract(change.session, customer, form.contract)
    stock = stock_of(change.session, contract)
    require_kept_here(stock)
    owner = order_refill(stock, decided_by=stock.refill_decided_by, rented=form.rented).owner
    refuse_twin(change.session, customer, form)
    shelf = shelf_for(change.session, customer, form.site.strip())
    pool = Pool(
        tenant_id=customer.tenant_id,
        id=uuid.uuid4(),
        code=require_code(form.code),
        name=form.name.strip() or require_code(form.code),
        customer_id=customer.id,
        contract_id=contract.id,
        shelf_id=shelf.id,
        site=form.site.strip(),
        family=form.family.strip(),
        owner=Owner(owner),
        opened_at=change.at,
    )
    set_size(pool, form.size)
    change.session.add(pool)
    change.session.flush()
    note_pool(change, pool, PoolWord.POOL_OPENED, shelf=shelf.code, contract=contract.number)
    return {"pool": pool.code, "shelf": shelf.code, "owner": owner}


def stock_of(session: Session, contract: Contract) -> SwapStockTerms:
    """The terms of the contract's swap stock (NoSwapStock)."""
    stock = terms_in_force(session, contract).ground.swap_stock
    if stock is None:
        raise NoSwapStock(contract)
    return stock


def refuse_twin(session: Session, customer: Customer, form: PoolForm) -> None:
    """Raise PoolCodeTaken or PoolAlreadyOpen for a pool that is there already."""
    code, site, family = require_code(form.code), form.site.strip(), form.family.strip()
    same = (Pool.customer_id == customer.id) & (Pool.site == site) & (Pool.family == family)
    for known in session.scalars(select(Pool).where(or_(Pool.code == code, same))):
        raise PoolCodeTaken(code) if known.code == code else PoolAlreadyOpen(known)


def set_size(pool: Pool, size: PoolSize) -> None:
    """Size the pool by these figures and no others."""
    pool.percent, pool.floor, pool.ceiling = size.percent, size.floor, size.ceiling
    pool.lead_days = size.lead_days
    pool.postcodes = [one.strip().upper() for one in size.postcodes]


def change_pool(database: Database, actor: Actor, code: str, size: PoolSize, key: str) -> Answer:
    """Size the pool anew, once per key: what is left out is the contract's or supplier's again.

    Raises NotAllowed and UnknownPool.
    """
    asked = Asked(verb="change-pool", body={"pool": code, **asdict(size)}, at=None)
    return change_once(database, actor, asked, key, lambda change: resize(change, code, size))


def resize(change: Change, code: str, size: PoolSize) -> Answer:
    """The new size, and the target of all models that follows today."""
    pool = pool_to_change(change, code)
    set_size(pool, size)
    change.session.flush()
    note_pool(change, pool, PoolWord.POOL_CHANGED, **plain(size))
    counted = count_now(change, pool)
    return {"pool": code, "target": sum(model.level.target for model in counted.models)}


def plain(size: PoolSize) -> dict[str, Any]:
    """The size as plain data, without what is left to contract and supplier."""
    given = {name: value for name, value in asdict(size).items() if value not in (None, ())}
    return given | ({"percent": str(size.percent)} if size.percent is not None else {})


def count_fleet(database: Database, actor: Actor, code: str, form: FleetForm, key: str) -> Answer:
    """Note how many devices of a model are installed from a day on, once per key.

    A stock that is larger than the new target is said, and nothing is asked for. Raises
    NotAllowed, UnknownPool, UnknownModel, ModelNotInPool, FleetImpossible and FleetDayImpossible.
    """
    asked = Asked(verb="count-fleet", body={"pool": code, **asdict(form)}, at=form.at)
    return change_once(database, actor, asked, key, lambda change: note_fleet(change, code, form))


def note_fleet(change: Change, code: str, form: FleetForm) -> Answer:
    """The count, a check on its first day, and how the stock stands to the target then."""
    pool = pool_to_change(change, code)
    zone = count_now(change, pool).terms.timezone
    row = row_of_model(change.session, pool, form.model)
    require_fleet(form, day_of(change.at, zone))
    change.session.add(
        FleetCount(
            tenant_id=pool.tenant_id,
            pool_id=pool.id,
            model_id=row.model_id,
            devices=form.devices,
            counts_from=form.counts_from,
            source=form.source.strip(),
            recorded_at=change.at,
            recorded_by=change.actor.name,
        )
    )
    change.session.flush()
    begins = start_of(form.counts_from, zone)
    if begins > change.at:
        # Nothing changes the stock on that morning, so nothing else would have it looked at.
        change.session.add(PoolCheck(tenant_id=pool.tenant_id, pool_id=pool.id, asked_at=begins))
    note_pool(
        change,
        pool,
        PoolWord.FLEET_COUNTED,
        model=form.model,
        devices=form.devices,
        counts_from=form.counts_from.isoformat(),
    )
    return fleet_answer(change, pool, row, max(begins, change.at))


def require_fleet(form: FleetForm, today: date) -> None:
    """Raise FleetImpossible or FleetDayImpossible for what no fleet can be."""
    if not 0 <= form.devices <= MOST_DEVICES:
        raise FleetImpossible(form.devices, MOST_DEVICES)
    first, last = today - FARTHEST, today + FARTHEST
    if not first <= form.counts_from <= last:
        raise FleetDayImpossible(form.counts_from, first, last)


def fleet_answer(change: Change, pool: Pool, row: PoolModel, at: datetime) -> Answer:
    """Base, target and stock of the model at that instant, and a surplus in words."""
    (counted,) = count_pools(change.session, [pool], at)
    level = next(one.level for one in counted.models if one.row.id == row.id)
    surplus = max(0, level.counted - level.target)
    advice = f"The pool has {surplus} devices more than its target; nothing is asked for."
    return {
        "pool": pool.code,
        "model": level.model,
        "base": level.base,
        "target": level.target,
        "counted": level.counted,
        "surplus": surplus,
        "advice": advice if surplus else "",
    }
