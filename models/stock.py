"""Stock as rows with locks: requests, grants in promise order, packing, and movements."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.devices import DeviceModel, Unit
from models.locations import Location, Place, RequestState, Reservation, StockMove, UnitRequest

#: Requests that may still be given, or lose, a unit: nothing is packed yet.
UNPACKED = (RequestState.WAITING, RequestState.GRANTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allotment:
    """A change of who holds which unit after a shelf was served."""

    case_id: uuid.UUID
    request_id: uuid.UUID
    reservation_id: uuid.UUID
    unit_id: uuid.UUID
    serial: str
    granted: bool  # False: the unit was taken back for an earlier promise


def lock_shelf(session: Session, tenant_id: uuid.UUID, shelf_id: uuid.UUID) -> None:
    """Serialise everything that allots units of one shelf until the transaction ends."""
    session.execute(
        select(Location.id)
        .where(Location.tenant_id == tenant_id, Location.id == shelf_id)
        .with_for_update(key_share=True)
    ).one()


def free_units(session: Session, shelf_id: uuid.UUID, model_id: uuid.UUID) -> list[uuid.UUID]:
    """Units of the model that stand on the shelf and are held by nobody, oldest serial first."""
    held = exists().where(
        Reservation.tenant_id == Unit.tenant_id,
        Reservation.unit_id == Unit.id,
        Reservation.released_at.is_(None),
    )
    return list(
        session.scalars(
            select(Unit.id)
            .where(Unit.location_id == shelf_id, Unit.model_id == model_id, ~held)
            .order_by(Unit.serial)
        )
    )


def serve_shelf(
    session: Session, tenant_id: uuid.UUID, shelf_id: uuid.UUID, model_id: uuid.UUID, at: datetime
) -> list[Allotment]:
    """Give the shelf's unpacked units to the earliest promises; returns only what changed.

    The shelf must be locked. A reservation is firm from the pack scan on; until then a request
    with an earlier promise may take the unit.
    """
    queue = waiting_line(session, shelf_id, model_id)
    free = free_units(session, shelf_id, model_id)
    holding = held_units(session, [request.id for request in queue])
    winners = queue[: len(free) + len(holding)]
    losers = [r for r in queue[len(winners) :] if r.id in holding]
    changes = [take_back(session, request, holding[request.id], at) for request in losers]
    free += [change.unit_id for change in changes]
    wanting = [request for request in winners if request.id not in holding]
    changes += [
        grant(session, tenant_id, request, unit_id, at)
        for request, unit_id in zip(wanting, free, strict=False)
    ]
    session.flush()
    return changes


def waiting_line(session: Session, shelf_id: uuid.UUID, model_id: uuid.UUID) -> list[UnitRequest]:
    """The shelf's unpacked requests, earliest promise first."""
    return list(
        session.scalars(
            select(UnitRequest)
            .where(
                UnitRequest.shelf_id == shelf_id,
                UnitRequest.model_id == model_id,
                UnitRequest.state.in_(UNPACKED),
            )
            # Of two that are equal, whoever holds a unit keeps it.
            .order_by(
                UnitRequest.promised_for,
                UnitRequest.requested_at,
                UnitRequest.state != RequestState.GRANTED,
                UnitRequest.id,
            )
        )
    )


def held_units(session: Session, requests: list[uuid.UUID]) -> dict[uuid.UUID, Reservation]:
    """The live reservation of each request that has one."""
    live = session.scalars(
        select(Reservation).where(
            Reservation.request_id.in_(requests), Reservation.released_at.is_(None)
        )
    )
    return {reservation.request_id: reservation for reservation in live}


def take_back(session: Session, request: UnitRequest, held: Reservation, at: datetime) -> Allotment:
    """Release a reservation that an earlier promise needs."""
    held.released_at = at
    request.state = RequestState.WAITING
    session.flush()
    return allotment(session, request, held, granted=False)


def grant(
    session: Session,
    tenant_id: uuid.UUID,
    request: UnitRequest,
    unit_id: uuid.UUID,
    at: datetime,
) -> Allotment:
    """Reserve the unit for the request."""
    held = Reservation(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        unit_id=unit_id,
        request_id=request.id,
        granted_at=at,
    )
    session.add(held)
    request.state = RequestState.GRANTED
    return allotment(session, request, held, granted=True)


def allotment(
    session: Session, request: UnitRequest, held: Reservation, *, granted: bool
) -> Allotment:
    """The change as a value."""
    serial = session.scalars(select(Unit.serial).where(Unit.id == held.unit_id)).one()
    return Allotment(
        case_id=request.case_id,
        request_id=request.id,
        reservation_id=held.id,
        unit_id=held.unit_id,
        serial=serial,
        granted=granted,
    )


def request_of(session: Session, key: str) -> UnitRequest | None:
    """The request made under a business key."""
    return session.scalars(select(UnitRequest).where(UnitRequest.key == key)).one_or_none()


def live_reservation(session: Session, request_id: uuid.UUID) -> Reservation | None:
    """The unit a request holds now."""
    return held_units(session, [request_id]).get(request_id)


def unit_with_code(session: Session, code: str) -> Unit | None:
    """The unit with this serial or either IMEI."""
    return session.scalars(
        select(Unit).where(or_(Unit.serial == code, Unit.imei == code, Unit.imei2 == code))
    ).first()


def place_of(session: Session, kind: Place, customer_id: uuid.UUID | None = None) -> Location:
    """The tenant's place of a kind; shelves and customers' places are one per customer."""
    query = select(Location).where(Location.kind == kind)
    if kind in {Place.SHELF, Place.CUSTOMER, Place.SITE}:
        query = query.where(Location.customer_id == customer_id)
    return session.scalars(query.order_by(Location.code).limit(1)).one()


def move_unit(
    session: Session,
    unit: Unit,
    to: Location,
    *,
    key: str,
    case_id: uuid.UUID | None,
    at: datetime,
    actor: str,
) -> bool:
    """Book one movement from where the unit is; a repeat under the same key changes nothing.

    A unit that already is there makes no movement: custody is a fact, not a journey.
    """
    if unit.location_id == to.id:
        return False
    added = session.execute(
        insert(StockMove)
        .values(
            tenant_id=unit.tenant_id,
            id=uuid.uuid4(),
            key=key,
            unit_id=unit.id,
            quantity=1,
            from_id=unit.location_id,
            to_id=to.id,
            case_id=case_id,
            at=at,
            actor=actor,
        )
        .on_conflict_do_nothing()
        .returning(StockMove.id)
    ).first()
    if added is None:
        return False
    session.execute(
        update(Unit)
        .where(Unit.tenant_id == unit.tenant_id, Unit.id == unit.id)
        .values(location_id=to.id)
    )
    session.refresh(unit)
    return True


def levels(session: Session, customer_id: uuid.UUID | None = None) -> list[tuple[str, str, int]]:
    """Counted, never cached: (place, model, units) for each place that holds any."""
    query = (
        select(Location.code, DeviceModel.code, func.count())
        .select_from(Unit)
        .join(
            Location,
            (Location.tenant_id == Unit.tenant_id) & (Location.id == Unit.location_id),
        )
        .join(
            DeviceModel,
            (DeviceModel.tenant_id == Unit.tenant_id) & (DeviceModel.id == Unit.model_id),
        )
        .group_by(Location.code, DeviceModel.code)
        .order_by(Location.code, DeviceModel.code)
    )
    if customer_id is not None:
        query = query.where(Unit.owner_customer_id == customer_id)
    return [(place, model, count) for place, model, count in session.execute(query)]
