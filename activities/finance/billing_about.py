"""What a line says an event is about: a device and its order, a contract, a serial, a case."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.billing_events import EventRow
from models.coverage import CoveragePurchase
from models.devices import DeviceModel, Unit
from models.orders import OrderLine, StockOrder
from models.prepaid import PrepaidPack

LONGEST = 200


def subjects_of(session: Session, rows: Sequence[EventRow]) -> dict[str, str]:
    """What the events with a subject of their own are about, by their keys."""
    return {
        **of_orders(session, [row.key for row in rows if row.key.startswith("order/")]),
        **of_packs(session, [row.key for row in rows if row.key.startswith("prepaid/")]),
        **of_extensions(session, [row.key for row in rows if "/extension/" in row.key]),
    }


def of_orders(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """The device and the order's number: `order/NUMBER/NOTE/LINE`."""
    numbers = {key.split("/")[1] for key in keys}
    rows = session.execute(
        select(StockOrder.number, OrderLine.line, DeviceModel.name)
        .join(
            OrderLine,
            (OrderLine.tenant_id == StockOrder.tenant_id) & (OrderLine.order_id == StockOrder.id),
        )
        .join(
            DeviceModel,
            (DeviceModel.tenant_id == OrderLine.tenant_id) & (DeviceModel.id == OrderLine.model_id),
        )
        .where(StockOrder.number.in_(numbers))
    )
    names = {(number, str(line)): f"{name}, {number}" for number, line, name in rows}
    parts = {key: (key.split("/")[1], key.rpartition("/")[2]) for key in keys}
    return {key: names[part] for key, part in parts.items() if part in names}


def of_packs(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """The customer's own reference: `prepaid/ID`."""
    rows = session.execute(
        select(PrepaidPack.id, PrepaidPack.order_reference).where(PrepaidPack.id.in_(ids_in(keys)))
    )
    return {f"prepaid/{pack}": reference for pack, reference in rows}


def of_extensions(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """The serial of the device: `contract/NUMBER/extension/ID`."""
    rows = session.execute(
        select(CoveragePurchase.id, Unit.serial)
        .join(
            Unit,
            (Unit.tenant_id == CoveragePurchase.tenant_id) & (Unit.id == CoveragePurchase.unit_id),
        )
        .where(CoveragePurchase.id.in_(ids_in(keys)))
    )
    serials = {str(purchase): serial for purchase, serial in rows}
    return {key: serials[end] for key in keys if (end := key.rpartition("/")[2]) in serials}


def ids_in(keys: Iterable[str]) -> set[uuid.UUID]:
    """The ids that the keys end with."""
    return {uuid.UUID(key.rpartition("/")[2]) for key in keys}
