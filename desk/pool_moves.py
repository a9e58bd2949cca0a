"""Movements of a pool's units, newest first, each with the case or order it belongs to."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import aliased

from desk.actors import Actor
from desk.case_rows import BadCursor
from desk.pool_finding import find_pool
from models.cases import Case
from models.devices import DeviceModel, Unit
from models.locations import Location, Place, StockMove
from models.orders import DeliveredUnit, OrderLine, StockOrder
from models.pools import Pool, PoolModel
from runtime.database import Database

LARGEST_PAGE = 100
SOURCE, TARGET = aliased(Location), aliased(Location)
#: Places from which a unit comes for an order.
SUPPLIED = (Place.VENDOR, Place.RECEIVING)
#: No movement has a number as large.
LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolMove:
    """One movement; `case` and `order` are numbers, empty where there is none."""

    at: datetime
    serial: str
    model: str
    source: str
    target: str
    case: str
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePage:
    """Movements, newest first, and the cursor of the page after; None on the last."""

    items: tuple[PoolMove, ...]
    next: str | None


def pool_moves(
    database: Database, actor: Actor, code: str, *, cursor: str | None = None, limit: int = 50
) -> MovePage:
    """A page of at most `limit` (1 to 100) movements of the pool's units.

    All that touched its shelf; for models that come home to it also what happened on their way.
    Units that no longer lie there and are not the customer's are left out. Raises NotAllowed,
    UnknownPool, BadCursor.
    """
    actor.require("see stock")
    size, before = max(1, min(limit, LARGEST_PAGE)), read_cursor(cursor) if cursor else LARGEST
    with database.as_tenant(actor.tenant_id) as session:
        pool = find_pool(session, actor, code)
        query = move_query(pool).where(StockMove.seq < before)
        rows = session.execute(query.order_by(StockMove.seq.desc()).limit(size + 1)).all()
    last = rows[size - 1] if len(rows) > size else None
    return MovePage(
        items=tuple(move_of(row) for row in rows[:size]),
        next=write_cursor(last.seq) if last else None,
    )


def move_query(pool: Pool) -> Select[*tuple[Any, ...]]:
    """Every movement of the pool's units, with places, case and order."""
    tenant = StockMove.tenant_id
    own = and_(PoolModel.tenant_id == Unit.tenant_id, PoolModel.model_id == Unit.model_id)
    query: Select[*tuple[Any, ...]] = (
        select(
            *(StockMove.seq, StockMove.at, Unit.serial, DeviceModel.code.label("model")),
            *(SOURCE.code.label("source"), TARGET.code.label("target")),
            *(SOURCE.kind, Case.number.label("case"), StockOrder.number.label("order")),
        )
        .select_from(PoolModel)
        .join(Unit, own)
        .join(StockMove, and_(tenant == Unit.tenant_id, StockMove.unit_id == Unit.id))
        .join(DeviceModel, and_(DeviceModel.tenant_id == tenant, DeviceModel.id == Unit.model_id))
        .join(SOURCE, and_(SOURCE.tenant_id == tenant, SOURCE.id == StockMove.from_id))
        .join(TARGET, and_(TARGET.tenant_id == tenant, TARGET.id == StockMove.to_id))
        .outerjoin(Case, and_(Case.tenant_id == tenant, Case.id == StockMove.case_id))
        .where(PoolModel.pool_id == pool.id, of_the_pool(pool))
    )
    return with_orders(query)


def of_the_pool(pool: Pool) -> ColumnElement[bool]:
    """What touched the shelf, and the way home of the models that come home to the pool."""
    touched = or_(StockMove.from_id == pool.shelf_id, StockMove.to_id == pool.shelf_id)
    away = and_(PoolModel.takes_returns, SOURCE.kind != Place.SHELF, TARGET.kind != Place.SHELF)
    own = or_(Unit.owner_customer_id == pool.customer_id, Unit.location_id == pool.shelf_id)
    return and_(own, or_(touched, away))


def with_orders(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The order each unit was delivered for, where it was."""
    tenant = DeliveredUnit.tenant_id
    of_unit = and_(tenant == StockMove.tenant_id, DeliveredUnit.unit_id == StockMove.unit_id)
    of_line = and_(OrderLine.tenant_id == tenant, OrderLine.id == DeliveredUnit.line_id)
    of_order = and_(StockOrder.tenant_id == tenant, StockOrder.id == OrderLine.order_id)
    return (
        query.outerjoin(DeliveredUnit, of_unit)
        .outerjoin(OrderLine, of_line)
        .outerjoin(StockOrder, of_order)
    )


def move_of(row: Row[Any]) -> PoolMove:
    """The movement as a value; an order is named where the unit came from the supplier."""
    return PoolMove(
        at=row.at,
        serial=row.serial,
        model=row.model,
        source=row.source,
        target=row.target,
        case=row.case or "",
        order=(row.order or "") if row.kind in SUPPLIED else "",
    )


def write_cursor(seq: int) -> str:
    """An opaque word for where a page ended."""
    return base64.urlsafe_b64encode(str(seq).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> int:
    """The movement the page before ended with (BadCursor)."""
    try:
        seq = int(base64.urlsafe_b64decode((cursor + "=" * (-len(cursor) % 4)).encode()))
    except (ValueError, binascii.Error) as wrong:
        raise BadCursor from wrong
    if not 0 < seq <= LARGEST:
        raise BadCursor
    return seq
