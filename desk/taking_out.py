"""The customer takes units out of its pool: they are with the customer, and its property still."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from desk.actors import Actor
from desk.pool_ground import Asked, Change, act_once, note_pool
from desk.request_keys import Answer
from desk.shelf_ground import (
    UnitChoice,
    choose_units,
    lock_shelves,
    move_to,
    open_pool_with,
    require_reason,
    serials_of,
)
from desk.shelf_refusals import LONGEST_NAME, FetcherMissing
from models.locations import Place
from models.stock import place_of
from rules.pool_words import PoolWord
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOutForm:
    """Units of a pool that the customer wants in its own hands: why, and who fetched them."""

    pool: str
    units: UnitChoice
    fetched_by: str
    because: str
    at: datetime | None = None


def take_out_units(database: Database, actor: Actor, form: TakeOutForm, key: str) -> Answer:
    """Hand free units out to the customer, all or none, once per key; their owner stays.

    They come back like any device that was at a customer's: received, inspected and wiped. Raises
    NotAllowed, UnknownPool, PoolClosed, ReasonNeeded, FetcherMissing, UnknownUnit, UnitNotFree,
    TooFewFree, UnknownModel and ModelNotInPool; then nothing is moved.
    """
    asked = Asked(verb="take-out", body=asdict(form), at=form.at)
    return act_once(
        database, actor, "manage pools", asked, key, lambda change: hand_out(change, form)
    )


def hand_out(change: Change, form: TakeOutForm) -> Answer:
    """From the shelf to the customer's place, with a line in the pool's story."""
    pool, because = open_pool_with(change, form.pool), require_reason(form.because)
    fetched_by = form.fetched_by.strip()
    if not 1 <= len(fetched_by) <= LONGEST_NAME:
        raise FetcherMissing
    lock_shelves(change, {pool.shelf_id})
    units = choose_units(change, pool, form.units)
    place = place_of(change.session, Place.CUSTOMER, pool.customer_id)
    number = uuid.uuid4()
    for unit in units:
        move_to(change, unit, place, f"take-out/{number}/{unit.id}")
    note_pool(
        change,
        pool,
        PoolWord.TAKEN_OUT,
        quantity=len(units),
        serials=serials_of(units),
        fetched_by=fetched_by,
        reason=because,
    )
    serials = sorted(unit.serial for unit in units)
    return {"taken": len(units), "serials": serials, "pool": pool.code, "place": place.code}
