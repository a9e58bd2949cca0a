"""An order placed by a person at the desk, on behalf of the customer's own decision."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.ordering import NewLine, NewOrder, place_order
from activities.pool_counts import stock_terms, terms_of
from desk.actors import Actor
from desk.order_lines import local_day, model_to_order, offer_by
from desk.order_refusals import (
    CurrenciesMixed,
    NoPriceKnown,
    NotWholePacks,
    PoolNotFound,
    TooManyLines,
)
from desk.orders import standing_of
from desk.request_keys import Answer, answer_once, database_clock
from desk.supplier_prices import require_price
from desk.suppliers import prefixed, supplier_named
from models.orders import Supplier
from models.pools import Pool
from rules.fulfilment import SwapStockTerms
from rules.swap_stock import CUSTOMER
from runtime.database import Database

#: Who asks for an order that nobody decided: the provider, as programmes write it.
PROVIDER: Final = "provider"
MOST_LINES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class LineForm:
    """So many devices of a model; without a price the supplier's own holds."""

    model: str
    quantity: int
    unit_price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceForm:
    """What is ordered for a pool, where, and under which reference the customer decided it.

    `currency` is that of the prices given here. A rented device becomes its lessor's.
    """

    pool: str
    supplier: str
    lines: tuple[LineForm, ...]
    customer_reference: str = ""
    currency: str = ""
    lead_days: int | None = None
    rented: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A line with its price, and the currency that it is in."""

    line: NewLine
    currency: str


def place_by_hand(database: Database, actor: Actor, form: PlaceForm, key: str) -> Answer:
    """Order for a pool, once per key.

    Raises NotAllowed, PoolNotFound, UnknownSupplier, UnknownModel, ModelNotInPool,
    ModelDiscontinued, NoPriceKnown, PriceImpossible, NotWholePacks, CurrenciesMixed, TooManyLines,
    activities.ordering.OrderEmpty and OrderQuantityAbsurd, and rules.swap_stock.NotTheirsToOrder
    where the customer decides and its reference is missing, NotForRent.
    """
    actor.require("manage orders")
    if len(form.lines) > MOST_LINES:
        raise TooManyLines(len(form.lines), MOST_LINES)
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)

        def act() -> Answer:
            return standing_of(place_order(session, new_order(session, actor, form, at)))

        return answer_once(session, actor, prefixed("order-place", key), asdict(form), at, act)


def new_order(session: Session, actor: Actor, form: PlaceForm, at: datetime) -> NewOrder:
    """The order as the record completes it: models, prices, lead time, and who decided."""
    pool, supplier = pool_named(session, form.pool), supplier_named(session, form.supplier)
    day = local_day(session, pool, at)
    priced = [priced_line(session, (pool, supplier), form, line, day) for line in form.lines]
    stock = stock_terms(pool, terms_of(session, pool))
    return NewOrder(
        pool=pool,
        supplier_id=supplier.id,
        lines=tuple(one.line for one in priced),
        currency=one_currency(priced, terms_of(session, pool).currency),
        prompt_id=None,
        customer_reference=form.customer_reference.strip(),
        by=actor.name,
        at=at,
        lead_days=form.lead_days or pool.lead_days or supplier.lead_days or stock.refill.lead_days,
        decided_by=decider_of(stock, form),
        rented=form.rented,
    )


def decider_of(stock: SwapStockTerms, form: PlaceForm) -> str:
    """Who decided: the customer by the reference it gave, else the provider itself."""
    customers = stock.refill_decided_by == CUSTOMER
    if customers and not form.customer_reference.strip():
        return PROVIDER
    return stock.refill_decided_by


def pool_named(session: Session, code: str) -> Pool:
    """The open pool with that code (PoolNotFound)."""
    pool = session.scalars(
        select(Pool).where(Pool.code == code, Pool.closed_at.is_(None))
    ).one_or_none()
    if pool is None:
        raise PoolNotFound(code)
    return pool


def priced_line(
    session: Session, of: tuple[Pool, Supplier], form: PlaceForm, line: LineForm, day: date
) -> Priced:
    """The line at the given price, else at the supplier's own in whole packs."""
    pool, supplier = of
    model = model_to_order(session, pool, line.model, day)
    offer = offer_by(session, supplier, model, day)
    if offer is not None and offer.size.fitting(line.quantity) != line.quantity:
        raise NotWholePacks(model.code, line.quantity, offer.size.fitting(line.quantity))
    price, currency = line.unit_price, form.currency or (offer.currency if offer else "")
    if price is None:
        if offer is None:
            raise NoPriceKnown(supplier.code, model.code, day)
        price, currency = offer.price, offer.currency
    if currency:
        require_price(price, currency)
    new = NewLine(model_id=model.id, quantity=line.quantity, unit_price=price)
    return Priced(line=new, currency=currency)


def one_currency(priced: Sequence[Priced], usual: str) -> str:
    """The one currency of all lines; prices without any are in the programme's."""
    found = {one.currency or usual for one in priced}
    if len(found) > 1:
        raise CurrenciesMixed(sorted(found))
    return found.pop() if found else usual
