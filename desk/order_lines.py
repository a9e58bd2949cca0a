"""Lines of an order that change: a rest is given up, or another model comes instead."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.order_state import LineStanding, lines_of, settle_state
from activities.pool_counts import terms_of
from activities.pool_prices import Offer, offers_on
from desk.actors import Actor
from desk.order_refusals import (
    LineComplete,
    ModelDiscontinued,
    ModelNotInPool,
    MoreThanMissing,
    NoPriceKnown,
    NothingWouldRemain,
    PriceWouldRise,
    SameModel,
    UnknownOrderLine,
)
from desk.orders import Change, change_order, reason_of
from desk.request_keys import Answer
from desk.supplier_prices import model_named, require_price
from desk.suppliers import prefixed
from models.devices import DeviceModel
from models.orders import OrderLine, Supplier
from models.pools import Pool, PoolModel
from rules.coverage_dates import day_of
from rules.pool_words import PoolWord
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUpForm:
    """So many of a line are not waited for any more; None for all that are missing."""

    number: str
    line: int
    because: str
    quantity: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstituteForm:
    """Another model comes for what a line still misses.

    Without a price the supplier's own holds. `customer_reference` is the customer's word for a
    price above the one it approved.
    """

    number: str
    line: int
    model: str
    unit_price: Decimal | None = None
    customer_reference: str = ""
    at: datetime | None = None


def give_up_rest(database: Database, actor: Actor, form: GiveUpForm, key: str) -> Answer:
    """Wait no longer for what a line misses; the supplier gets the order anew.

    Raises NotAllowed, UnknownOrder, UnknownOrderLine, OrderEnded, ReasonMissing, LineComplete,
    MoreThanMissing, NothingWouldRemain.
    """

    def act(change: Change) -> None:
        because, line = reason_of(form.because), missing_line(change, form.line)
        quantity = line.missing if form.quantity is None else form.quantity
        if not 1 <= quantity <= line.missing:
            raise MoreThanMissing(quantity, line.missing)
        line.row.given_up += quantity
        change.session.flush()
        if not any(one.wanted for one in lines_of(change.session, change.order)):
            raise NothingWouldRemain(form.number)
        change.note(
            PoolWord.ORDER_CHANGED,
            line=form.line,
            model=line.model.code,
            quantity=quantity,
            because=because,
        )
        settle_state(change.session, change.order, change.at, change.actor.name)

    return change_order(database, actor, form, prefixed("order-give-up", key), act)


def substitute_model(database: Database, actor: Actor, form: SubstituteForm, key: str) -> Answer:
    """Order another model for what a line misses; the line keeps which one was ordered first.

    Raises NotAllowed, UnknownOrder, UnknownOrderLine, UnknownModel, OrderEnded, LineComplete,
    SameModel, ModelNotInPool, ModelDiscontinued, NoPriceKnown, PriceImpossible, PriceWouldRise.
    """

    def act(change: Change) -> None:
        line = missing_line(change, form.line)
        model = model_for(change, form.model)
        if model.id == line.row.model_id:
            raise SameModel(model.code)
        price = price_of(change, model, form)
        if price > line.row.unit_price and not form.customer_reference.strip():
            currency = change.order.currency
            raise PriceWouldRise(model.code, price, line.row.unit_price, currency)
        put_instead(change.session, line, model, price)
        change.note(
            PoolWord.ORDER_CHANGED,
            line=form.line,
            model=line.model.code,
            offered=model.code,
            quantity=line.missing,
            unit_price=f"{price:.2f} {change.order.currency}",
            reference=form.customer_reference.strip(),
        )

    return change_order(database, actor, form, prefixed("order-substitute", key), act)


def missing_line(change: Change, number: int) -> LineStanding:
    """The line, while something of it is missing (UnknownOrderLine, LineComplete)."""
    lines = {line.row.line: line for line in lines_of(change.session, change.order)}
    if number not in lines:
        raise UnknownOrderLine(change.order.number, number)
    if lines[number].missing < 1:
        raise LineComplete(change.order.number, number)
    return lines[number]


def model_for(change: Change, code: str) -> DeviceModel:
    """The model, if the order's pool holds it and still orders it."""
    order = change.order
    pool = change.session.get_one(Pool, (order.tenant_id, order.pool_id))
    return model_to_order(change.session, pool, code, local_day(change.session, pool, change.at))


def model_to_order(session: Session, pool: Pool, code: str, day: date) -> DeviceModel:
    """The model that may be ordered for a pool (UnknownModel, ModelNotInPool, …Discontinued)."""
    model = model_named(session, code)
    held = session.scalars(
        select(PoolModel).where(PoolModel.pool_id == pool.id, PoolModel.model_id == model.id)
    ).one_or_none()
    if held is None:
        raise ModelNotInPool(pool.code, code)
    if held.discontinued_on is not None and held.discontinued_on <= day:
        next_one = (
            session.get_one(DeviceModel, (pool.tenant_id, held.successor_id)).code
            if held.successor_id
            else ""
        )
        raise ModelDiscontinued(pool.code, code, held.discontinued_on, next_one)
    return model


def price_of(change: Change, model: DeviceModel, form: SubstituteForm) -> Decimal:
    """The price that was given, else the supplier's own in the order's currency."""
    order, session = change.order, change.session
    if form.unit_price is not None:
        require_price(form.unit_price, order.currency)
        return form.unit_price
    supplier = session.get_one(Supplier, (order.tenant_id, order.supplier_id))
    pool = session.get_one(Pool, (order.tenant_id, order.pool_id))
    day = local_day(session, pool, change.at)
    offer = offer_by(session, supplier, model, day)
    if offer is None or offer.currency != order.currency:
        raise NoPriceKnown(supplier.code, model.code, day)
    return offer.price


def offer_by(session: Session, supplier: Supplier, model: DeviceModel, day: date) -> Offer | None:
    """What this supplier asks for the model on that day."""
    offers = offers_on(session, supplier.tenant_id, [model.id], day)
    return next((offer for _, offer in offers if offer.supplier_id == supplier.id), None)


def local_day(session: Session, pool: Pool, at: datetime) -> date:
    """The day where the pool's programme is."""
    return day_of(at, terms_of(session, pool).timezone)


def put_instead(session: Session, line: LineStanding, model: DeviceModel, price: Decimal) -> None:
    """What still misses is of the other model: the line itself, or a new one where some came."""
    row = line.row
    first = row.instead_of_id or row.model_id
    if not line.came and not row.given_up:
        row.instead_of_id, row.model_id, row.unit_price = first, model.id, price
    else:
        missing = line.missing
        row.given_up += missing
        numbers = select(OrderLine.line).where(OrderLine.order_id == row.order_id)
        session.add(
            OrderLine(
                tenant_id=row.tenant_id,
                order_id=row.order_id,
                line=max(session.scalars(numbers)) + 1,
                model_id=model.id,
                instead_of_id=first,
                quantity=missing,
                unit_price=price,
            )
        )
    session.flush()
