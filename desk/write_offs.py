"""Units are written off: proposed with a reason, and confirmed or refused by a second person."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.pool_ground import Asked, Change, act_once, note_pool
from desk.request_keys import Answer
from desk.shelf_ground import (
    hold_in_place,
    is_held,
    lock_shelves,
    move_to,
    require_reason,
    unit_named,
)
from desk.shelf_refusals import LONGEST_REASON
from desk.write_off_refusals import (
    InOpenCase,
    NotInTheBooks,
    NoWriteOffProposed,
    ReservedForCase,
    SecondPersonNeeded,
    WriteOffProposed,
)
from models.cases import Case
from models.devices import Unit
from models.locations import Location, Place
from models.pools import Pool, PoolModel
from models.stock import place_of
from models.stocktakes import WriteOff
from rules.case_words import ENDED
from rules.pool_words import PoolWord, WriteOffState
from runtime.announce import announce
from runtime.database import Database

WRITE_OFF = "write off"
#: Where a unit may be written off from.
FROM = frozenset({Place.SHELF, Place.QUARANTINE, Place.LOST})
WORDS = {
    WriteOffState.CONFIRMED: PoolWord.WRITTEN_OFF,
    WriteOffState.REFUSED: PoolWord.WRITE_OFF_REFUSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeForm:
    """A unit by serial or IMEI, and why it should leave the books."""

    serial: str
    reason: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideForm:
    """The second person's word; a refusal says why."""

    serial: str
    confirmed: bool
    remark: str = ""
    at: datetime | None = None


def propose_write_off(database: Database, actor: Actor, form: ProposeForm, key: str) -> Answer:
    """Propose to write a unit off, once per key; nothing moves before another person confirms it.

    Raises NotAllowed, UnknownUnit, ReasonNeeded, NotInTheBooks, ReservedForCase, InOpenCase and
    WriteOffProposed.
    """
    asked = Asked(verb="write-off", body=asdict(form), at=form.at)
    return act_once(database, actor, WRITE_OFF, asked, key, lambda change: propose(change, form))


def propose(change: Change, form: ProposeForm) -> Answer:
    """The proposal, one open at a time for each unit."""
    session, reason = change.session, require_reason(form.reason)
    unit = unit_named(session, form.serial)
    require_disposable(session, unit)
    added = session.scalars(
        insert(WriteOff)
        .values(
            tenant_id=unit.tenant_id,
            id=uuid.uuid4(),
            unit_id=unit.id,
            reason=reason,
            state=WriteOffState.PROPOSED,
            proposed_at=change.at,
            proposed_by=change.actor.name,
        )
        .on_conflict_do_nothing()
        .returning(WriteOff.id)
    ).one_or_none()
    if added is None:
        raise WriteOffProposed(unit.serial)
    tell(change, unit, PoolWord.WRITE_OFF_PROPOSED, reason=reason)
    return {"serial": unit.serial, "state": WriteOffState.PROPOSED.value}


def decide_write_off(database: Database, actor: Actor, form: DecideForm, key: str) -> Answer:
    """Confirm or refuse what another person proposed, once; a confirmed unit is scrap.

    Raises NotAllowed, UnknownUnit, NoWriteOffProposed, SecondPersonNeeded, ReasonNeeded for a
    refusal without a remark and, for a unit that cannot go any more, NotInTheBooks,
    ReservedForCase, InOpenCase and MovedMeanwhile.
    """
    asked = Asked(verb="write-off-decision", body=asdict(form), at=form.at)
    return act_once(database, actor, WRITE_OFF, asked, key, lambda change: decide(change, form))


def decide(change: Change, form: DecideForm) -> Answer:
    """The shelf is locked before the proposal and the unit, so that nobody is granted it."""
    session = change.session
    remark = form.remark.strip()[:LONGEST_REASON]
    if not form.confirmed:
        require_reason(remark)
    unit = unit_named(session, form.serial)
    if place_kind(session, unit) is Place.SHELF:
        lock_shelves(change, {unit.location_id})
    row = proposal_of(session, unit)
    if row.proposed_by == change.actor.name:
        raise SecondPersonNeeded(unit.serial)
    row.state = WriteOffState.CONFIRMED if form.confirmed else WriteOffState.REFUSED
    row.decided_at, row.decided_by, row.remark = change.at, change.actor.name, remark
    tell(change, unit, WORDS[row.state], reason=row.reason, remark=remark)
    if form.confirmed:
        scrap(change, row, unit)
    return {"serial": unit.serial, "state": row.state.value}


def proposal_of(session: Session, unit: Unit) -> WriteOff:
    """The proposal that waits, locked against another decision (NoWriteOffProposed)."""
    query = select(WriteOff).where(
        WriteOff.unit_id == unit.id, WriteOff.state == WriteOffState.PROPOSED
    )
    found = session.scalars(query.with_for_update()).one_or_none()
    if found is None:
        raise NoWriteOffProposed(unit.serial)
    return found


def scrap(change: Change, row: WriteOff, unit: Unit) -> None:
    """Out of the books, unless the unit may not go any more."""
    hold_in_place(change, unit)
    require_disposable(change.session, unit)
    move_to(change, unit, place_of(change.session, Place.SCRAP), f"write-off/{row.id}")


def require_disposable(session: Session, unit: Unit) -> None:
    """Raise NotInTheBooks, ReservedForCase or InOpenCase."""
    place = session.get_one(Location, (unit.tenant_id, unit.location_id))
    if place.kind not in FROM:
        raise NotInTheBooks(unit.serial, place.code)
    if is_held(session, unit.id):
        raise ReservedForCase(unit.serial)
    about = select(Case.number).where(Case.device_unit_id == unit.id, Case.stage.not_in(ENDED))
    number = session.scalars(about).first()
    if number is not None:
        raise InOpenCase(unit.serial, number)


def place_kind(session: Session, unit: Unit) -> Place:
    """What kind of place the unit is in."""
    return session.get_one(Location, (unit.tenant_id, unit.location_id)).kind


def tell(change: Change, unit: Unit, word: PoolWord, **details: str) -> None:
    """A line in the story of the unit's pool, if it has one, and news for open screens."""
    pool = pool_of(change.session, unit)
    if pool is not None:
        note_pool(change, pool, word, serial=unit.serial, **details)
    announce(change.session, "board", str(unit.tenant_id))


def pool_of(session: Session, unit: Unit) -> Pool | None:
    """The pool on whose shelf the unit stands, else the one it would come home to."""
    home = and_(PoolModel.customer_id == unit.owner_customer_id, PoolModel.takes_returns)
    query = (
        select(Pool)
        .join(PoolModel, and_(PoolModel.tenant_id == Pool.tenant_id, PoolModel.pool_id == Pool.id))
        .where(PoolModel.model_id == unit.model_id)
    )
    here = session.scalars(query.where(PoolModel.shelf_id == unit.location_id)).one_or_none()
    return here or session.scalars(query.where(home)).one_or_none()
