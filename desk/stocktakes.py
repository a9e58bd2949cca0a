"""Counts of a pool's shelf: opened once at a time, scanned into, and cancelled."""

import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.own_label import next_number
from desk.actors import Actor
from desk.pool_ground import Asked, Change, act_once, note_pool
from desk.request_keys import Answer
from desk.scan_verdict import Colour
from desk.shelf_ground import lock_shelves, open_pool_with, require_reason
from desk.stocktake_differences import expected_units, moved_since
from desk.stocktake_refusals import (
    LONGEST_CODE,
    CodeTooLong,
    CountEnded,
    CountOpenAlready,
    UnknownCount,
)
from models.devices import Unit
from models.locations import Location, StockMove
from models.pools import Pool
from models.stock import unit_with_code
from models.stocktakes import StockTake, StockTakeScan
from rules.pool_words import PoolWord, TakeState
from rules.scan_text import read_scan
from runtime.announce import announce
from runtime.database import Database

COUNT_STOCK = "count stock"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCountForm:
    """The pool whose shelf is to be counted."""

    pool: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountScanForm:
    """One code that was scanned into a count."""

    number: str
    code: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelCountForm:
    """A count that is given up: nothing follows from it."""

    number: str
    because: str
    at: datetime | None = None


def open_count(database: Database, actor: Actor, form: OpenCountForm, key: str) -> Answer:
    """Begin to count the shelf of a pool, once per key; all that stands on it is counted.

    The database allows one open count of each shelf. Raises NotAllowed, UnknownPool, PoolClosed
    and CountOpenAlready.
    """
    asked = Asked(verb="count-open", body=asdict(form), at=form.at)
    return act_once(database, actor, COUNT_STOCK, asked, key, lambda change: begin(change, form))


def begin(change: Change, form: OpenCountForm) -> Answer:
    """The count's row, and a line in the story of each pool on the shelf."""
    session, pool = change.session, open_pool_with(change, form.pool)
    lock_shelves(change, {pool.shelf_id})
    shelf = session.get_one(Location, (pool.tenant_id, pool.shelf_id))
    year = change.at.astimezone(UTC).year
    number = f"SC-{year}-{next_number(session, pool.tenant_id, f'count/{year}'):05d}"
    added = session.scalars(
        insert(StockTake)
        .values(
            tenant_id=pool.tenant_id,
            id=uuid.uuid4(),
            number=number,
            shelf_id=shelf.id,
            state=TakeState.OPEN,
            opened_at=change.at,
            opened_by=change.actor.name,
            moves_before=session.scalars(select(func.coalesce(func.max(StockMove.seq), 0))).one(),
        )
        .on_conflict_do_nothing()
        .returning(StockTake.id)
    ).one_or_none()
    if added is None:
        raise CountOpenAlready(open_number(session, shelf.id), shelf.code)
    note_count(change, shelf.id, PoolWord.COUNT_OPENED, count=number)
    expected = len(expected_units(session, shelf.id))
    return {"number": number, "shelf": shelf.code, "state": "open", "expected": expected}


def open_number(session: Session, shelf_id: uuid.UUID) -> str:
    """The number of the shelf's open count; empty without one."""
    query = select(StockTake.number).where(
        StockTake.shelf_id == shelf_id, StockTake.state == TakeState.OPEN
    )
    return session.scalars(query).one_or_none() or ""


def note_count(change: Change, shelf_id: uuid.UUID, word: PoolWord, **details: str | int) -> None:
    """A line in the story of every open pool on the shelf."""
    on_shelf = select(Pool).where(Pool.shelf_id == shelf_id, Pool.closed_at.is_(None))
    for pool in change.session.scalars(on_shelf.order_by(Pool.code)):
        note_pool(change, pool, word, **details)


def count_named(session: Session, number: str) -> StockTake:
    """The count of that number (UnknownCount)."""
    query = select(StockTake).where(StockTake.number == number.strip().upper())
    found = session.scalars(query).one_or_none()
    if found is None:
        raise UnknownCount(number)
    return found


def hold_open(session: Session, number: str, *, shared: bool = False) -> StockTake:
    """The count, held open until the transaction ends (UnknownCount, CountEnded).

    Those who scan hold it together; who closes or cancels it waits for them.
    """
    query = select(StockTake).where(StockTake.id == count_named(session, number).id)
    held = query.with_for_update(read=shared, key_share=not shared)
    take = session.scalars(held.execution_options(populate_existing=True)).one()
    if take.state is not TakeState.OPEN:
        raise CountEnded(take.number, take.state)
    return take


def scan_into_count(database: Database, actor: Actor, form: CountScanForm, key: str) -> Answer:
    """Note a serial or IMEI as seen on the shelf; a repeat is harmless, an unknown code is kept.

    Raises NotAllowed, UnknownCount, CountEnded, UnreadableScan and CodeTooLong.
    """
    asked = Asked(verb="count-scan", body=asdict(form), at=form.at)
    return act_once(database, actor, COUNT_STOCK, asked, key, lambda change: scan(change, form))


def scan(change: Change, form: CountScanForm) -> Answer:
    """The scan's row, under the unit's serial where the code is known."""
    session, value = change.session, read_scan(form.code).value
    if len(value) > LONGEST_CODE:
        raise CodeTooLong(value)
    take = hold_open(session, form.number, shared=True)
    unit = unit_with_code(session, value)
    code = unit.serial if unit else value
    added = session.scalars(
        insert(StockTakeScan)
        .values(
            tenant_id=take.tenant_id,
            id=uuid.uuid4(),
            take_id=take.id,
            code=code,
            unit_id=unit.id if unit else None,
            at=change.at,
            by=change.actor.name,
        )
        .on_conflict_do_nothing()
        .returning(StockTakeScan.id)
    ).one_or_none()
    announce(session, "board", str(take.tenant_id))
    return said(session, take, code, unit, repeated=added is None)


def said(
    session: Session, take: StockTake, code: str, unit: Unit | None, *, repeated: bool
) -> Answer:
    """The word a station shows: counted, elsewhere on record, or unknown."""
    word, colour, text = judged(session, take, unit)
    if repeated:
        text = f"It was scanned before, and counts once. {text}"
    return {
        "number": take.number,
        "code": code,
        "repeated": repeated,
        "word": word,
        "colour": colour.value,
        "text": text,
    }


def judged(session: Session, take: StockTake, unit: Unit | None) -> tuple[str, Colour, str]:
    """The word, its colour, and what to do."""
    if unit is None:
        return "UNKNOWN", Colour.RED, "No unit on record has this code. Put it aside."
    known = expected_units(session, take.shelf_id)
    if unit.id in known or moved_since(session, take, [unit.id]):
        return "COUNTED", Colour.GREEN, "Leave it where it stands."
    place = session.get_one(Location, (take.tenant_id, unit.location_id))
    return "NOT EXPECTED", Colour.AMBER, f"The record has it in {place.code}. Put it aside."


def cancel_count(database: Database, actor: Actor, form: CancelCountForm, key: str) -> Answer:
    """Give the count up, once per key: what was scanned stays to be read, and nothing follows.

    Raises NotAllowed, UnknownCount, CountEnded and ReasonNeeded.
    """
    asked = Asked(verb="count-cancel", body=asdict(form), at=form.at)
    return act_once(database, actor, COUNT_STOCK, asked, key, lambda change: give_up(change, form))


def give_up(change: Change, form: CancelCountForm) -> Answer:
    """The count ends without differences."""
    because = require_reason(form.because)
    take = hold_open(change.session, form.number)
    end_count(take, change, TakeState.CANCELLED)
    note_count(
        change,
        take.shelf_id,
        PoolWord.COUNT_CLOSED,
        count=take.number,
        outcome="It was cancelled, and nothing was changed.",
        reason=because,
    )
    return {"number": take.number, "state": take.state.value}


def end_count(take: StockTake, change: Change, state: TakeState) -> None:
    """It has ended, so another one may be opened."""
    take.state, take.ended_at, take.ended_by = state, change.at, change.actor.name
