"""How a count and the record differ, when what moved meanwhile is no difference."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from desk.shelf_ground import is_held
from models.devices import Unit
from models.locations import Location, Place, RequestState, Reservation, StockMove, UnitRequest
from models.pools import PoolModel
from models.stocktakes import StockTake, StockTakeScan
from rules.pool_words import Difference

#: Begins the keys of movements that a count made.
COUNTED = "count/"


class Standing(StrEnum):
    """How a unit that is expected stands: for nobody, for a case, or packed for one."""

    FREE = "free"
    RESERVED = "reserved"
    PACKED = "packed"


class Follows(StrEnum):
    """What closing the count does about a difference."""

    #: Booked as lost, or into quarantine where its explanation says it is misplaced.
    GOES = "goes"
    #: Found again: booked onto the shelf.
    COMES = "comes"
    #: Packed for a case, which decides about it.
    ITS_CASE = "its_case"
    #: Not this shelf's, or not to go onto a shelf unseen: only noted.
    NOTED = "noted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One difference: the serial or the code that was scanned, and what follows of it."""

    code: str
    kind: Difference
    follows: Follows
    unit: Unit | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """A count as it stands: what is expected by the record now, and what was scanned."""

    take: StockTake
    shelf: Location
    expected: Mapping[UUID, tuple[Unit, Standing]]
    scans: Sequence[StockTakeScan]
    moved: Collection[UUID]

    @property
    def scanned(self) -> set[UUID]:
        """The units that were scanned."""
        return {scan.unit_id for scan in self.scans if scan.unit_id is not None}


def counting_now(session: Session, take: StockTake) -> Counting:
    """What the shelf should hold now, what was scanned, and what moved since it was opened."""
    expected = expected_units(session, take.shelf_id)
    query = select(StockTakeScan).where(StockTakeScan.take_id == take.id)
    scans = session.scalars(query.order_by(StockTakeScan.seq)).all()
    seen = {scan.unit_id for scan in scans if scan.unit_id is not None}
    return Counting(
        take=take,
        shelf=session.get_one(Location, (take.tenant_id, take.shelf_id)),
        expected=expected,
        scans=scans,
        moved=moved_since(session, take, seen | set(expected)),
    )


def expected_units(session: Session, shelf_id: UUID) -> dict[UUID, tuple[Unit, Standing]]:
    """The units on the shelf, and those packed from it that still stand at the dock."""
    asked = and_(
        UnitRequest.tenant_id == Reservation.tenant_id, UnitRequest.id == Reservation.request_id
    )
    place = and_(Location.tenant_id == Unit.tenant_id, Location.id == Unit.location_id)
    with_request = select(Unit, Reservation.id, UnitRequest.state)
    stands = (
        with_request.outerjoin(Reservation, holding())
        .outerjoin(UnitRequest, asked)
        .where(Unit.location_id == shelf_id)
    )
    packed = (
        with_request.join(Reservation, holding())
        .join(UnitRequest, asked)
        .join(Location, place)
        .where(
            UnitRequest.shelf_id == shelf_id,
            UnitRequest.state == RequestState.PACKED,
            Location.kind == Place.DOCK,
        )
    )
    rows = [*session.execute(stands), *session.execute(packed)]
    rows.sort(key=lambda row: row[0].serial)
    return {unit.id: (unit, standing(held, state)) for unit, held, state in rows}


def holding() -> ColumnElement[bool]:
    """The live reservation of a unit."""
    return and_(
        Reservation.tenant_id == Unit.tenant_id,
        Reservation.unit_id == Unit.id,
        Reservation.released_at.is_(None),
    )


def standing(held: UUID | None, state: RequestState | None) -> Standing:
    """How the unit stands, from its live reservation."""
    if held is None:
        return Standing.FREE
    return Standing.PACKED if state is RequestState.PACKED else Standing.RESERVED


def moved_since(session: Session, take: StockTake, units: Collection[UUID]) -> set[UUID]:
    """Those that came to the shelf, left it or left the dock after the count was opened."""
    docks = select(Location.id).where(Location.kind == Place.DOCK)
    query = select(StockMove.unit_id).where(
        StockMove.unit_id.in_(units),
        StockMove.seq > take.moves_before,
        or_(
            StockMove.to_id == take.shelf_id,
            StockMove.from_id == take.shelf_id,
            StockMove.from_id.in_(docks),
        ),
    )
    return {one for one in session.scalars(query) if one is not None}


def deviations(session: Session, counting: Counting) -> list[Deviation]:
    """Every difference, the missing ones first, each by its serial or code."""
    scanned = counting.scanned
    missing = [
        Deviation(
            code=unit.serial,
            kind=Difference.MISSING,
            follows=Follows.ITS_CASE if how is Standing.PACKED else Follows.GOES,
            unit=unit,
            standing=how,
        )
        for unit, how in counting.expected.values()
        if unit.id not in scanned and unit.id not in counting.moved
    ]
    extra = scanned - set(counting.expected) - set(counting.moved)
    unknown = [
        Deviation(code=scan.code, kind=Difference.UNKNOWN, follows=Follows.NOTED)
        for scan in counting.scans
        if scan.unit_id is None
    ]
    return missing + unexpected(session, counting, extra) + unknown


def unexpected(session: Session, counting: Counting, extra: Collection[UUID]) -> list[Deviation]:
    """Units that stand here and not on the record."""
    rows = session.execute(
        select(Unit, Location)
        .join(Location, and_(Location.tenant_id == Unit.tenant_id, Location.id == Unit.location_id))
        .where(Unit.id.in_(extra))
        .order_by(Unit.serial)
    ).all()
    return [
        Deviation(
            code=unit.serial,
            kind=Difference.UNEXPECTED,
            follows=Follows.COMES if comes_back(session, counting, unit, place) else Follows.NOTED,
            unit=unit,
        )
        for unit, place in rows
    ]


def comes_back(session: Session, counting: Counting, unit: Unit, place: Location) -> bool:
    """Whether the unit is this shelf's, and an earlier count missed it.

    What the record has on another shelf is transferred by a person; what was at a customer's, on
    its way or on the bench has to be received, inspected and wiped first.
    """
    away = place.kind in {Place.LOST, Place.QUARANTINE}
    own = away and belongs(session, counting.shelf, unit)
    return own and put_there_by_a_count(session, unit) and not is_held(session, unit.id)


def belongs(session: Session, shelf: Location, unit: Unit) -> bool:
    """Whether a pool of this shelf holds the unit's model, and its customer's units."""
    kept = select(PoolModel.id).where(
        PoolModel.shelf_id == shelf.id, PoolModel.model_id == unit.model_id
    )
    own = unit.owner_customer_id in {None, shelf.customer_id}
    return own and session.scalars(kept).first() is not None


def put_there_by_a_count(session: Session, unit: Unit) -> bool:
    """Whether the unit's last movement was made by a count that missed it."""
    newest = select(StockMove.key).where(StockMove.unit_id == unit.id)
    key = session.scalars(newest.order_by(StockMove.seq.desc()).limit(1)).one_or_none()
    return key is not None and key.startswith(COUNTED)
