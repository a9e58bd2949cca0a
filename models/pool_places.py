"""Where the units of pools are, counted along indexes in one statement for any number of pools."""

import uuid
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)

from models.cases import Case
from models.debts import OwedUnit
from models.devices import Unit
from models.locations import Location, Place, RequestState, Reservation, UnitRequest
from models.orders import DeliveredUnit, OrderLine, StockOrder
from models.pools import PoolModel
from rules.case_values import SETTLED, DebtState
from rules.case_words import ENDED
from rules.pool_words import COMING, HoldState

#: Pool, model, word, units.
Counts = Select[*tuple[Any, ...]]
#: What a unit counts as while it is in such a place, away from its shelf.
AWAY = {
    Place.BENCH: "on_bench",
    Place.QUARANTINE: "on_bench",
    Place.REPAIRER: "at_repair",
    Place.RECEIVING: "on_hold",
}
#: Places in which a unit has to be owed or reserved, to count at all.
ASKED_ABOUT = (Place.DOCK, Place.TRANSIT, Place.CUSTOMER)


@cache
def level_query() -> Counts:
    """All counts of the pools named when it is run, in one statement.

    What is ordered is counted in it, too: a delivery that commits between two statements would
    be counted neither as a unit nor as ordered, and the customer asked for it once more.
    The models are found first and once: with them in hand each part is a walk along an index.
    """
    model = kept_models()
    unit = known_of(off_the_shelf(model))
    parts = on_shelf(model), away(unit), lent(unit), queued(model), on_order(model)
    return select(union_all(*parts).subquery())


def kept_models() -> CTE:
    """The models of the pools that are counted, each with its shelf and customer."""
    named = bindparam("pools", type_=ARRAY(Uuid()))
    columns = (
        *(PoolModel.tenant_id, PoolModel.pool_id, PoolModel.model_id),
        *(PoolModel.shelf_id, PoolModel.customer_id, PoolModel.takes_returns),
    )
    return materialized(select(*columns).where(PoolModel.pool_id == any_(named)), "kept")


def counted_as(model: CTE, word: str) -> Counts:
    """Rows counted by pool and model: pool, model, word, units."""
    columns = model.c.pool_id, model.c.model_id
    return select(*columns, literal(word).label("word"), func.count().label("units")).group_by(
        *columns
    )


def holding() -> ColumnElement[bool]:
    """The live reservation of a unit."""
    return and_(
        Reservation.tenant_id == Unit.tenant_id,
        Reservation.unit_id == Unit.id,
        Reservation.released_at.is_(None),
    )


def on_shelf(model: CTE) -> Counts:
    """What stands on the pools' own shelves, free or reserved."""
    shelved = and_(
        Unit.tenant_id == model.c.tenant_id,
        Unit.location_id == model.c.shelf_id,
        Unit.model_id == model.c.model_id,
    )
    whole = model.join(Unit, shelved).outerjoin(Reservation, holding())
    word = case((Reservation.unit_id.is_(None), literal("available")), else_=literal("reserved"))
    return by_word(model.c.pool_id, model.c.model_id, word).select_from(whole)


def by_word(
    pool: ColumnElement[uuid.UUID], model: ColumnElement[uuid.UUID], word: ColumnElement[str]
) -> Counts:
    """Rows counted by pool, model and the word that is said of each."""
    said = word.label("word")
    return select(pool, model, said, func.count().label("units")).group_by(pool, model, said)


def away(unit: CTE) -> Counts:
    """The customer's units of the models that come home to these pools, by where they are.

    On the bench, at a repairer, delivered and held; packed for a case and not left; handed in, or
    still to be, by a customer's person. A unit that failed when it was delivered is a claim
    against its supplier and counts nowhere.
    """
    word = case(
        *((unit.c.kind == place, literal(said)) for place, said in AWAY.items()),
        (unit.c.held, literal("reserved")),
        else_=literal("in_transit"),
    )
    counts = or_(
        and_(unit.c.kind.in_(plainly(AWAY)), ~unit.c.failed),
        unit.c.held,
        unit.c.owed,
    )
    return by_word(unit.c.pool_id, unit.c.model_id, word).where(counts)


def known_of(unit: CTE) -> CTE:
    """The units with whether they are held, owed, or failed when they were delivered.

    Each is asked of an index by its unit: as a join, all that is held anywhere would be read.
    """
    held = (
        select(true())
        .where(
            Reservation.tenant_id == unit.c.tenant_id,
            Reservation.unit_id == unit.c.unit_id,
            Reservation.released_at.is_(None),
        )
        .scalar_subquery()
    )
    owed = (
        select(true())
        .where(
            OwedUnit.tenant_id == unit.c.tenant_id,
            OwedUnit.unit_id == unit.c.unit_id,
            OwedUnit.state.in_(plainly(state for state in DebtState if state not in SETTLED)),
        )
        .scalar_subquery()
    )
    failed = (
        select(DeliveredUnit.hold == HoldState.FAILED)
        .where(
            DeliveredUnit.tenant_id == unit.c.tenant_id,
            DeliveredUnit.unit_id == unit.c.unit_id,
        )
        .scalar_subquery()
    )
    asked = unit.c.kind.in_(plainly(ASKED_ABOUT))
    facts = {
        "held": case((unit.c.kind == Place.DOCK, held)),
        "owed": case((asked, owed)),
        "failed": case((unit.c.kind.in_(plainly(AWAY)), failed)),
    }
    columns = (func.coalesce(fact, false()).label(name) for name, fact in facts.items())
    return materialized(select(unit, *columns), "known")


def plainly(words: Iterable[StrEnum]) -> BindParameter[Any]:
    """Words written into the statement itself, so that an index of just these can serve it."""
    return bindparam(None, sorted(words), expanding=True, literal_execute=True)


def off_the_shelf(model: CTE) -> CTE:
    """The customer's own units of the models that come home, with the kind of place they are in."""
    own = and_(
        Unit.tenant_id == model.c.tenant_id,
        Unit.owner_customer_id == model.c.customer_id,
        Unit.model_id == model.c.model_id,
        Unit.location_id != model.c.shelf_id,
    )
    kind = (
        select(Location.kind)
        .where(Location.tenant_id == Unit.tenant_id, Location.id == Unit.location_id)
        .scalar_subquery()
    )
    columns = Unit.tenant_id, model.c.pool_id, model.c.model_id, Unit.id.label("unit_id")
    return materialized(
        select(*columns, model.c.customer_id, kind.label("kind"))
        .select_from(model.join(Unit, own))
        .where(model.c.takes_returns),
        "away",
    )


def materialized(query: Counts, name: str) -> CTE:
    """Rows that are found once, before whatever reads them."""
    return query.cte(name).prefix_with("MATERIALIZED", dialect="postgresql")


def lent(unit: CTE) -> Counts:
    """What is with a user until its own device is repaired, and was not asked back yet."""
    loan = func.nullif(Case.snapshot["back"]["loan"].astext, "")
    out = (
        select(Case.customer_id, cast(loan, Uuid()).label("unit_id"))
        .where(
            Case.customer_id.in_(select(unit.c.customer_id)),
            Case.stage.not_in(plainly(ENDED)),
            loan.is_not(None),
        )
        .subquery("lent")
    )
    same = and_(out.c.customer_id == unit.c.customer_id, out.c.unit_id == unit.c.unit_id)
    return (
        counted_as(unit, "on_loan")
        .select_from(unit.join(out, same))
        .where(unit.c.kind == Place.CUSTOMER, ~unit.c.owed)
    )


def queued(model: CTE) -> Counts:
    """Requests that wait for a unit of the shelf."""
    waiting = and_(
        UnitRequest.tenant_id == model.c.tenant_id,
        UnitRequest.shelf_id == model.c.shelf_id,
        UnitRequest.model_id == model.c.model_id,
        UnitRequest.state == RequestState.WAITING,
    )
    return counted_as(model, "waiting").select_from(model.join(UnitRequest, waiting))


def on_order(model: CTE) -> Counts:
    """What suppliers still owe: ordered, not given up, and not delivered."""
    order = and_(StockOrder.tenant_id == model.c.tenant_id, StockOrder.pool_id == model.c.pool_id)
    line = and_(
        OrderLine.tenant_id == StockOrder.tenant_id,
        OrderLine.order_id == StockOrder.id,
        OrderLine.model_id == model.c.model_id,
    )
    columns = model.c.pool_id, model.c.model_id
    missing = cast(func.sum(still_owed()), BigInteger)
    return (
        select(*columns, literal("ordered").label("word"), missing.label("units"))
        .select_from(model.join(StockOrder, order).join(OrderLine, line))
        .where(StockOrder.state.in_(plainly(COMING)))
        .group_by(*columns)
    )


def still_owed() -> ColumnElement[int]:
    """What of an order's line is still to come."""
    came = (
        select(func.count())
        .where(
            DeliveredUnit.tenant_id == OrderLine.tenant_id, DeliveredUnit.line_id == OrderLine.id
        )
        .scalar_subquery()
    )
    return OrderLine.quantity - OrderLine.given_up - came
