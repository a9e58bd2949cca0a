"""What is on record before a delivery is judged: its orders, held, and the units it names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, ColumnElement, Text, and_, any_, literal, or_, select
from sqlalchemy.orm import Session

from activities.order_state import lines_of, locked_order
from models.devices import DeviceModel, Unit
from models.orders import DeliveredUnit, Delivery, StockOrder
from models.parties import Customer
from rules.delivery_judging import ComingLine, ComingOrder, KnownUnit, OnRecord
from rules.delivery_numbers import read_numbers
from rules.delivery_rows import DeliveryRow
from rules.pool_words import OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The orders a delivery is for, held until the transaction ends, and what is known of it."""

    orders: Mapping[str, StockOrder]
    known: OnRecord


def open_ledger(session: Session, rows: Sequence[DeliveryRow], only_order: str) -> Ledger:
    """Hold the orders that the rows name, in one sequence for everybody, and look at the units."""
    named = {row.order for row in rows} | ({only_order} if only_order else set())
    orders = hold_orders(session, named)
    read = [numbers for row in rows if (numbers := read_numbers(row)[0]) is not None]
    imeis = {imei for numbers in read for imei in (numbers.imei, numbers.imei2) if imei}
    known = OnRecord(
        orders={number: coming(session, order) for number, order in orders.items()},
        units=units_known(session, {numbers.serial for numbers in read}),
        imeis=imeis_known(session, imeis),
        only_order=only_order,
    )
    return Ledger(orders=orders, known=known)


def hold_orders(session: Session, numbers: Iterable[str]) -> dict[str, StockOrder]:
    """The orders with these numbers, each locked; two deliveries never wait for each other."""
    wanted = select(StockOrder.id).where(StockOrder.number == any_(texts(numbers)))
    ids = session.scalars(wanted.order_by(StockOrder.number)).all()
    orders = [locked_order(session, order_id) for order_id in ids]
    return {order.number: order for order in orders}


def coming(session: Session, order: StockOrder) -> ComingOrder:
    """The order with what is still to come of each line, counted."""
    return ComingOrder(
        number=order.number,
        customer=session.get_one(Customer, (order.tenant_id, order.customer_id)).code,
        cancelled=order.state is OrderState.CANCELLED,
        lines=tuple(
            ComingLine(
                line=one.row.line,
                model=one.model.code,
                name=one.model.name,
                ordered=one.wanted,
                missing=one.missing,
            )
            for one in lines_of(session, order)
        ),
    )


def units_known(session: Session, serials: Iterable[str]) -> dict[str, KnownUnit]:
    """The units on record with these serials, and with which delivery each of them came."""
    model = and_(DeviceModel.tenant_id == Unit.tenant_id, DeviceModel.id == Unit.model_id)
    came = and_(DeliveredUnit.tenant_id == Unit.tenant_id, DeliveredUnit.unit_id == Unit.id)
    delivery = and_(
        Delivery.tenant_id == DeliveredUnit.tenant_id, Delivery.id == DeliveredUnit.delivery_id
    )
    order = and_(StockOrder.tenant_id == Delivery.tenant_id, StockOrder.id == Delivery.order_id)
    customer = and_(
        Customer.tenant_id == StockOrder.tenant_id, Customer.id == StockOrder.customer_id
    )
    rows = session.execute(
        select(Unit, DeviceModel.code, DeviceModel.name)
        .add_columns(StockOrder.number, Delivery.note, Customer.code)
        .join(DeviceModel, model)
        .outerjoin(DeliveredUnit, came)
        .outerjoin(Delivery, delivery)
        .outerjoin(StockOrder, order)
        .outerjoin(Customer, customer)
        .where(Unit.serial == any_(texts(serials)))
    )
    return {
        unit.serial: KnownUnit(
            serial=unit.serial,
            imei=unit.imei,
            imei2=unit.imei2,
            model=code,
            name=name,
            order=number or "",
            note=note or "",
            customer=whose or "",
        )
        for unit, code, name, number, note, whose in rows
    }


def imeis_known(session: Session, imeis: Iterable[str]) -> dict[str, str]:
    """The serial of the unit on record that has each IMEI, as its first or its second."""
    asked = texts(imeis)
    first = and_(Unit.imei != "", Unit.imei == any_(asked))
    second = and_(Unit.imei2 != "", Unit.imei2 == any_(asked))
    rows = session.execute(select(Unit.serial, Unit.imei, Unit.imei2).where(or_(first, second)))
    return {imei: serial for serial, *both in rows for imei in both if imei}


def texts(values: Iterable[str]) -> ColumnElement[list[str]]:
    """One parameter for any number of texts."""
    return literal(sorted(set(values)), ARRAY(Text))
