"""What every movement of a pool's units stands on: once per key, shelves locked, units chosen."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.pool_finding import find_pool
from desk.pool_ground import Change, row_of_model
from desk.receiving import serve
from desk.shelf_refusals import (
    LONGEST_REASON,
    MOST_UNITS,
    MovedMeanwhile,
    NothingChosen,
    PoolClosed,
    ReasonNeeded,
    TooFewFree,
    UnitNotFree,
)
from desk.unit_history import UnknownUnit
from models.devices import DeviceModel, Unit
from models.locations import Location, Reservation
from models.pools import Pool, PoolModel
from models.stock import free_units, lock_shelf, move_unit, unit_with_code
from rules.scan_text import read_scan

#: Serials that a line of the story names; of more units it tells the number alone.
MOST_NAMED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChoice:
    """Units by serial or IMEI, or so many free ones of a model; raises NothingChosen."""

    serials: tuple[str, ...] = ()
    model: str = ""
    quantity: int = 0

    def __post_init__(self) -> None:
        named = len(self.serials) or self.quantity
        both = bool(self.serials) == bool(self.model) or (self.serials and self.quantity)
        if both or not 1 <= named <= MOST_UNITS:
            raise NothingChosen


def open_pool_with(change: Change, code: str) -> Pool:
    """The pool of that code, while it is open (UnknownPool, PoolClosed)."""
    pool = find_pool(change.session, change.actor, code.strip())
    if pool.closed_at is not None:
        raise PoolClosed(pool)
    return pool


def lock_shelves(change: Change, shelves: Collection[UUID]) -> None:
    """Nothing of these shelves is allotted meanwhile; locked in the order that all use."""
    for shelf_id in sorted(shelves):
        lock_shelf(change.session, change.actor.tenant_id, shelf_id)


def unit_named(session: Session, code: str) -> Unit:
    """The unit with this serial or IMEI (UnknownUnit, UnreadableScan)."""
    found = unit_with_code(session, read_scan(code).value)
    if found is None:
        raise UnknownUnit(code)
    return found


def choose_units(change: Change, pool: Pool, choice: UnitChoice) -> list[Unit]:
    """The units, all of them free on the pool's shelf, which is locked.

    Of a model the first serials are chosen. Raises UnknownUnit, UnitNotFree, UnknownModel,
    ModelNotInPool and TooFewFree.
    """
    session = change.session
    if choice.serials:
        units = {unit.id: unit for unit in (unit_named(session, one) for one in choice.serials)}
        require_free(session, pool, list(units.values()))
        return list(units.values())
    row = row_of_model(session, pool, choice.model)
    free = free_units(session, pool.shelf_id, row.model_id)
    if len(free) < choice.quantity:
        raise TooFewFree(pool, choice.model, choice.quantity, len(free))
    tenant = change.actor.tenant_id
    return [session.get_one(Unit, (tenant, one)) for one in free[: choice.quantity]]


def require_free(session: Session, pool: Pool, units: Sequence[Unit]) -> None:
    """Raise UnitNotFree for the first that is not a free unit of the pool."""
    kept = select(PoolModel.model_id).where(PoolModel.pool_id == pool.id)
    models = {unit.model_id for unit in units} & set(session.scalars(kept))
    free = {one for model in models for one in free_units(session, pool.shelf_id, model)}
    for unit in units:
        if unit.id not in free:
            raise UnitNotFree(unit.serial, pool)


def is_held(session: Session, unit_id: UUID) -> bool:
    """Whether a case holds the unit, reserved or packed."""
    live = select(Reservation.id).where(
        Reservation.unit_id == unit_id, Reservation.released_at.is_(None)
    )
    return session.scalars(live).first() is not None


def move_to(change: Change, unit: Unit, to: Location, key: str) -> None:
    """One movement under a key of its own, from where the unit was found (MovedMeanwhile)."""
    hold_in_place(change, unit)
    actor = change.actor.name
    move_unit(change.session, unit, to, key=key, case_id=None, at=change.at, actor=actor)


def hold_in_place(change: Change, unit: Unit) -> None:
    """Nobody else moves the unit until the transaction ends (MovedMeanwhile)."""
    found_in = unit.location_id
    change.session.refresh(unit, with_for_update={"key_share": True})
    if unit.location_id != found_in:
        raise MovedMeanwhile(unit.serial)


def serve_models(change: Change, shelf: Location, models: Iterable[UUID]) -> int:
    """Give what the shelf now holds to the earliest promises; how many cases got a unit."""
    change.session.flush()
    granted = 0
    for model_id in sorted(set(models)):
        model = change.session.get_one(DeviceModel, (change.actor.tenant_id, model_id))
        granted += serve(change.session, change.actor, shelf, model, change.at)
    return granted


def require_reason(text: str) -> str:
    """The reason, in so many characters (ReasonNeeded)."""
    if not 1 <= len(text.strip()) <= LONGEST_REASON:
        raise ReasonNeeded
    return text.strip()


def serials_of(units: Sequence[Unit]) -> str:
    """Their serials in a line, of not too many."""
    named = sorted(unit.serial for unit in units)
    return ", ".join(named) if len(named) <= MOST_NAMED else ""
