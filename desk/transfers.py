"""Units are moved from one pool of a customer to another, all of them or none."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.pool_ground import Asked, Change, act_once, note_pool
from desk.pool_refusals import ModelNotInPool
from desk.request_keys import Answer
from desk.shelf_ground import (
    UnitChoice,
    choose_units,
    lock_shelves,
    move_to,
    open_pool_with,
    serials_of,
    serve_models,
)
from desk.shelf_refusals import LONGEST_REASON, PoolsOfTwoCustomers, SamePool
from models.devices import DeviceModel, Unit
from models.locations import Location
from models.pools import Pool, PoolModel
from rules.pool_words import PoolWord
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferForm:
    """Units of one pool for another of the same customer, and why if anybody said."""

    source: str
    target: str
    units: UnitChoice
    because: str = ""
    at: datetime | None = None


def transfer_units(database: Database, actor: Actor, form: TransferForm, key: str) -> Answer:
    """Move free units to another pool's shelf and serve the cases that wait there, once per key.

    Raises NotAllowed, UnknownPool, PoolClosed, SamePool, PoolsOfTwoCustomers, UnknownUnit,
    UnitNotFree, TooFewFree, UnknownModel and ModelNotInPool; then nothing is moved.
    """
    asked = Asked(verb="transfer", body=asdict(form), at=form.at)
    return act_once(
        database, actor, "manage pools", asked, key, lambda change: transfer(change, form)
    )


def transfer(change: Change, form: TransferForm) -> Answer:
    """Both shelves are locked, the units chosen, moved, and those who wait are served."""
    source, target = open_pool_with(change, form.source), open_pool_with(change, form.target)
    require_pair(source, target)
    lock_shelves(change, {source.shelf_id, target.shelf_id})
    units = choose_units(change, source, form.units)
    require_models(change.session, target, {unit.model_id for unit in units})
    shelf = change.session.get_one(Location, (target.tenant_id, target.shelf_id))
    number = uuid.uuid4()
    for unit in units:
        move_to(change, unit, shelf, f"transfer/{number}/{unit.id}")
    granted = serve_models(change, shelf, [unit.model_id for unit in units])
    note_transfer(change, (source, target), units, form)
    return {
        "moved": len(units),
        "serials": sorted(unit.serial for unit in units),
        "from_pool": source.code,
        "to_pool": target.code,
        "granted": granted,
    }


def require_pair(source: Pool, target: Pool) -> None:
    """Raise SamePool or PoolsOfTwoCustomers."""
    if source.id == target.id:
        raise SamePool(source.code)
    if source.customer_id != target.customer_id:
        raise PoolsOfTwoCustomers(source, target)


def require_models(session: Session, target: Pool, models: Collection[uuid.UUID]) -> None:
    """Raise ModelNotInPool for a model the other pool does not hold; it would count nowhere."""
    kept = set(
        session.scalars(select(PoolModel.model_id).where(PoolModel.pool_id == target.id)).all()
    )
    for model_id in sorted(set(models) - kept):
        model = session.get_one(DeviceModel, (target.tenant_id, model_id))
        raise ModelNotInPool(target, model.code)


def note_transfer(
    change: Change, pools: tuple[Pool, Pool], units: Sequence[Unit], form: TransferForm
) -> None:
    """A line in the story of each of the two pools."""
    source, target = pools
    for pool in pools:
        note_pool(
            change,
            pool,
            PoolWord.TRANSFERRED,
            from_pool=source.code,
            to_pool=target.code,
            quantity=len(units),
            serials=serials_of(units),
            reason=form.because.strip()[:LONGEST_REASON],
        )
