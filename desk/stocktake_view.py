"""A count as its page shows it: expected against scanned, and each difference."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.pool_finding import find_pool
from desk.stocktake_differences import (
    Counting,
    Deviation,
    Follows,
    Standing,
    counting_now,
    deviations,
)
from desk.stocktakes import COUNT_STOCK, count_named
from desk.unit_history import names_in
from models.devices import DeviceModel, Unit
from models.locations import Location
from models.pools import Pool
from models.stocktakes import StockTake, StockTakeDifference
from rules.pool_words import Difference, TakeState
from runtime.database import Database

#: Scans and earlier counts that a page shows, newest first.
LAST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceLine:
    """A unit or a code that differs; what follows while the count is open, else its explanation."""

    code: str
    kind: Difference
    model: str
    place: str
    standing: Standing | None
    follows: Follows | None
    explanation: str
    explained_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanSeen:
    """A code that was scanned into the count."""

    code: str
    known: bool
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountView:
    """One count; `expected` is what the record has on the shelf now, with what is packed."""

    number: str
    shelf: str
    pools: tuple[str, ...]
    state: TakeState
    opened_at: datetime
    opened_by: str
    ended_at: datetime | None
    ended_by: str
    expected: int
    scanned: int
    differences: tuple[DifferenceLine, ...]
    scans: tuple[ScanSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """A count in a list."""

    number: str
    state: TakeState
    opened_at: datetime
    opened_by: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfCounts:
    """The counts of a pool's shelf: the open one if there is one, and those before."""

    pool: str
    shelf: str
    open: str
    earlier: tuple[CountLine, ...]


Names = Mapping[str, str]


def count_page(database: Database, actor: Actor, number: str) -> CountView:
    """The count as it stands now (NotAllowed, UnknownCount)."""
    actor.require(COUNT_STOCK)
    with database.as_tenant(actor.tenant_id) as session:
        take, names = count_named(session, number), names_in(session)
        return view_of(session, counting_now(session, take), names)


def view_of(session: Session, counting: Counting, names: Names) -> CountView:
    """The count with its differences: worked out while it is open, as written once it is closed."""
    take = counting.take
    if take.state is TakeState.OPEN:
        lines = open_lines(session, deviations(session, counting))
    else:
        lines = closed_lines(session, take, names)
    pools = select(Pool.code).where(Pool.shelf_id == take.shelf_id).order_by(Pool.code)
    return CountView(
        number=take.number,
        shelf=counting.shelf.code,
        pools=tuple(session.scalars(pools)),
        state=take.state,
        opened_at=take.opened_at,
        opened_by=names.get(take.opened_by, take.opened_by),
        ended_at=take.ended_at,
        ended_by=names.get(take.ended_by, take.ended_by),
        expected=len(counting.expected),
        scanned=len(counting.scans),
        differences=lines,
        scans=tuple(
            ScanSeen(
                code=scan.code,
                known=scan.unit_id is not None,
                at=scan.at,
                by=names.get(scan.by, scan.by),
            )
            for scan in list(counting.scans)[: -LAST - 1 : -1]
        ),
    )


def open_lines(session: Session, found: list[Deviation]) -> tuple[DifferenceLine, ...]:
    """The differences there are now."""
    models = codes_of(session, DeviceModel)
    places = codes_of(session, Location)
    return tuple(
        DifferenceLine(
            code=one.code,
            kind=one.kind,
            model=models.get(one.unit.model_id, "") if one.unit else "",
            place=places.get(one.unit.location_id, "") if one.unit else "",
            standing=one.standing,
            follows=one.follows,
            explanation="",
            explained_by="",
        )
        for one in found
    )


def codes_of(session: Session, table: type[DeviceModel | Location]) -> Mapping[object, str]:
    """The tenant's codes by id."""
    return {row.id: row.code for row in session.execute(select(table.id, table.code))}


def closed_lines(session: Session, take: StockTake, names: Names) -> tuple[DifferenceLine, ...]:
    """The differences as they were explained."""
    tenant = StockTakeDifference.tenant_id
    rows = session.execute(
        select(StockTakeDifference, DeviceModel.code, Location.code)
        .outerjoin(Unit, and_(Unit.tenant_id == tenant, Unit.id == StockTakeDifference.unit_id))
        .outerjoin(
            DeviceModel, and_(DeviceModel.tenant_id == tenant, DeviceModel.id == Unit.model_id)
        )
        .outerjoin(Location, and_(Location.tenant_id == tenant, Location.id == Unit.location_id))
        .where(StockTakeDifference.take_id == take.id)
        .order_by(StockTakeDifference.kind, StockTakeDifference.code)
    )
    return tuple(
        DifferenceLine(
            code=row.code,
            kind=row.kind,
            model=model or "",
            place=place or "",
            standing=None,
            follows=None,
            explanation=row.explanation,
            explained_by=names.get(row.explained_by, row.explained_by),
        )
        for row, model, place in rows
    )


def shelf_counts(database: Database, actor: Actor, pool: str) -> ShelfCounts:
    """The counts of the pool's shelf, newest first (NotAllowed, UnknownPool)."""
    actor.require(COUNT_STOCK)
    with database.as_tenant(actor.tenant_id) as session:
        found = find_pool(session, actor, pool)
        names = names_in(session)
        query = select(StockTake).where(StockTake.shelf_id == found.shelf_id)
        takes = session.scalars(query.order_by(StockTake.number.desc()).limit(LAST)).all()
        return ShelfCounts(
            pool=found.code,
            shelf=session.get_one(Location, (found.tenant_id, found.shelf_id)).code,
            open=next((one.number for one in takes if one.state is TakeState.OPEN), ""),
            earlier=tuple(line_of(one, names) for one in takes if one.state is not TakeState.OPEN),
        )


def line_of(take: StockTake, names: Names) -> CountLine:
    """The count in a line."""
    return CountLine(
        number=take.number,
        state=take.state,
        opened_at=take.opened_at,
        opened_by=names.get(take.opened_by, take.opened_by),
        ended_at=take.ended_at,
    )
