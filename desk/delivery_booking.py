"""A judged delivery is written: units, movements, money, story, and the cases that waited."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count, groupby
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from activities.order_billing import bill_received
from activities.order_events import Happened, note_order, owe_look
from activities.order_state import LineStanding, lines_of, settle_state
from activities.pool_counts import stock_terms, terms_of
from desk.actors import Actor
from desk.receiving import serve
from models.devices import DeviceModel, Unit
from models.locations import Location, Place, StockMove
from models.orders import DeliveredUnit, Delivery, OrderLine, StockOrder
from models.pools import Pool
from models.stock import lock_shelf, place_of
from rules.delivery_judging import TakenUnit
from rules.pool_words import HoldState, PoolWord


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where the units of one order go, and by whom and when they are booked in."""

    order: StockOrder
    place: Location
    lines: Mapping[int, LineStanding]
    at: datetime
    by: str
    file_sha256: str

    @property
    def held(self) -> bool:
        """Whether the units are judged before they go into the pool."""
        return self.place.kind is Place.RECEIVING


def book_delivery(
    session: Session,
    actor: Actor,
    orders: Sequence[StockOrder],
    taken: Sequence[TakenUnit],
    at: datetime,
    file_sha256: str,
) -> int:
    """Book every unit in for its order and serve the shelves; returns how many cases got one.

    The orders are held by the caller; their shelves are locked here, in one sequence.
    """
    of_order = {order: [one for one in taken if one.order == order.number] for order in orders}
    receipts = [
        receipt_for(session, order, actor, at, file_sha256)
        for order, units in of_order.items()
        if units
    ]
    shelves = {one.place.id: one.place for one in receipts if not one.held}
    for shelf_id in sorted(shelves):
        lock_shelf(session, actor.tenant_id, shelf_id)
    granted = 0
    for receipt in receipts:
        models = book_order(session, receipt, of_order[receipt.order])
        if not receipt.held:
            granted += sum(serve(session, actor, receipt.place, model, at) for model in models)
    return granted


def receipt_for(
    session: Session, order: StockOrder, actor: Actor, at: datetime, file_sha256: str
) -> Receipt:
    """Into receiving where the contract has units judged first, else onto the pool's shelf."""
    pool = session.get_one(Pool, (order.tenant_id, order.pool_id))
    held = stock_terms(pool, terms_of(session, pool)).refill.quality_hold
    shelf = session.get_one(Location, (order.tenant_id, pool.shelf_id))
    return Receipt(
        order=order,
        place=place_of(session, Place.RECEIVING) if held else shelf,
        lines={one.row.line: one for one in lines_of(session, order)},
        at=at,
        by=actor.name,
        file_sha256=file_sha256,
    )


def book_order(
    session: Session, receipt: Receipt, taken: Iterable[TakenUnit]
) -> tuple[DeviceModel, ...]:
    """One order's units, note by note; returns the models that came."""
    order = receipt.order
    units = sorted(taken, key=lambda one: (one.note, one.line, one.row))
    for note, rows in groupby(units, key=lambda one: one.note):
        book_note(session, receipt, delivery_of(session, receipt, note), list(rows))
    settle_state(session, order, receipt.at, receipt.by)
    models = {receipt.lines[one.line].model for one in units}
    return tuple(sorted(models, key=lambda model: model.code))


def delivery_of(session: Session, receipt: Receipt, note: str) -> Delivery:
    """The delivery under this note; more of it may come in a second go."""
    order = receipt.order
    known = session.scalars(
        select(Delivery).where(Delivery.order_id == order.id, Delivery.note == note)
    ).one_or_none()
    if known is None:
        known = Delivery(
            tenant_id=order.tenant_id,
            id=uuid.uuid4(),
            order_id=order.id,
            note=note,
            file_sha256=receipt.file_sha256,
            received_at=receipt.at,
            received_by=receipt.by,
        )
        session.add(known)
        session.flush()
    return known


def book_note(
    session: Session, receipt: Receipt, delivery: Delivery, taken: Sequence[TakenUnit]
) -> None:
    """The units under one note: on record, moved, billed by line, and told once."""
    before = units_under(session, delivery)
    add_units(session, receipt, delivery, taken)
    for number, rows in groupby(taken, key=lambda one: one.line):
        bill(session, receipt, delivery, receipt.lines[number].row, len(list(rows)))
    key = f"delivered/{delivery.id}/{before}"
    details = {
        "note": delivery.note,
        "received": counted(receipt, taken),
        "hold": "yes" if receipt.held else "",
    }
    came = Happened(
        word=PoolWord.DELIVERY_RECEIVED, key=key, at=receipt.at, by=receipt.by, details=details
    )
    note_order(session, receipt.order, came)
    owe_look(session, receipt.order, key, receipt.at)


def bill(
    session: Session, receipt: Receipt, delivery: Delivery, line: OrderLine, quantity: int
) -> None:
    """Bill what came of a line, under the first part of the note that is not billed yet.

    The order is held, so nobody else bills a part meanwhile.
    """
    parts = count(1)
    while not bill_received(
        session, receipt.order, line, quantity, delivery, receipt.at, part=next(parts)
    ):
        continue


def units_under(session: Session, delivery: Delivery) -> int:
    """How many units came under the note so far."""
    query = select(func.count()).where(DeliveredUnit.delivery_id == delivery.id)
    return session.execute(query).scalar_one()


def counted(receipt: Receipt, taken: Sequence[TakenUnit]) -> str:
    """Such as 5 x PHONE-X2, for the story."""
    codes = [receipt.lines[one.line].model.code for one in taken]
    return ", ".join(f"{codes.count(code)} x {code}" for code in sorted(set(codes)))


def add_units(
    session: Session, receipt: Receipt, delivery: Delivery, taken: Sequence[TakenUnit]
) -> None:
    """Each unit, whose property it is, its first movement, and the delivery it came with."""
    vendor = place_of(session, Place.VENDOR)
    ids = [(uuid.uuid4(), one) for one in taken]
    units = [unit_values(receipt, unit_id, one) for unit_id, one in ids]
    moves = [move_values(receipt, unit_id, vendor) for unit_id, _ in ids]
    delivered = [delivered_values(receipt, delivery, unit_id, one) for unit_id, one in ids]
    # What is returned is not needed: it makes one statement, and one check of the pool, of many.
    session.execute(insert(Unit).returning(Unit.id), units)
    session.execute(insert(StockMove).returning(StockMove.id), moves)
    session.execute(insert(DeliveredUnit).returning(DeliveredUnit.id), delivered)


def unit_values(receipt: Receipt, unit_id: uuid.UUID, one: TakenUnit) -> dict[str, Any]:
    """The unit's row: owned as the order says, and of the customer's pool whoever owns it."""
    return {
        "tenant_id": receipt.order.tenant_id,
        "id": unit_id,
        "serial": one.numbers.serial,
        "imei": one.numbers.imei,
        "imei2": one.numbers.imei2,
        "batch": one.numbers.batch,
        "model_id": receipt.lines[one.line].row.model_id,
        "owner": receipt.order.owner,
        "owner_customer_id": receipt.order.customer_id,
        "location_id": receipt.place.id,
    }


def move_values(receipt: Receipt, unit_id: uuid.UUID, vendor: Location) -> dict[str, Any]:
    """Its first movement, from the vendor."""
    return {
        "tenant_id": receipt.order.tenant_id,
        "id": uuid.uuid4(),
        "key": f"receive/{unit_id}",
        "unit_id": unit_id,
        "from_id": vendor.id,
        "to_id": receipt.place.id,
        "at": receipt.at,
        "actor": receipt.by,
    }


def delivered_values(
    receipt: Receipt, delivery: Delivery, unit_id: uuid.UUID, one: TakenUnit
) -> dict[str, Any]:
    """With which delivery it came, and whether it is judged before it may go out."""
    held = receipt.held
    return {
        "tenant_id": receipt.order.tenant_id,
        "id": uuid.uuid4(),
        "delivery_id": delivery.id,
        "line_id": receipt.lines[one.line].row.id,
        "unit_id": unit_id,
        "hold": HoldState.HELD if held else HoldState.PASSED,
        "judged_at": None if held else receipt.at,
        "judged_by": "" if held else receipt.by,
    }
