"""Delivered units that are looked at before they go into a pool: listed, passed, or failed."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session

from activities.order_events import Happened, note_order
from desk.actors import Actor
from desk.hold_refusals import (
    LONGEST_FINDING,
    MOST_UNITS,
    FindingMissing,
    JudgedBefore,
    NotHeld,
    NothingToJudge,
)
from desk.receiving import serve
from desk.request_keys import Answer, answer_once, database_clock
from desk.scan_page import LAST, ScanLine
from desk.scan_verdict import Colour
from models.devices import DeviceModel, Unit
from models.exchange import RequestKey
from models.locations import Location, Place
from models.orders import DeliveredUnit, Delivery, StockOrder, Supplier
from models.parties import Customer
from models.pools import Pool
from models.stock import lock_shelf, move_unit, place_of, unit_with_code
from rules.pool_words import HoldState, PoolWord
from rules.scan_text import read_scan
from runtime.database import Database

#: A question about delivered units.
Delivered = Select[DeliveredUnit, Unit, Delivery, StockOrder, Pool]
#: Keys of the console begin with t and a clock, so that the newest sorts last.
CONSOLE_KEYS = "hold:t"
GREEN, AMBER = Colour.GREEN, Colour.AMBER
CLAIMED = "Put it into quarantine and claim it from the supplier: the order's story says of whom."
WORDS = {HoldState.PASSED: PoolWord.UNIT_PASSED, HoldState.FAILED: PoolWord.UNIT_FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldUnit:
    """A unit that waits in receiving: for which pool, from which delivery, and since when."""

    serial: str
    imei: str
    model: str
    customer: str
    pool: str
    order: str
    note: str
    supplier: str
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldForm:
    """Units by serial or IMEI, judged together; a failed one needs a finding."""

    units: tuple[str, ...]
    passed: bool
    finding: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A delivered unit with what it was delivered for."""

    row: DeliveredUnit
    unit: Unit
    delivery: Delivery
    order: StockOrder
    pool: Pool


def held_units(database: Database, actor: Actor) -> tuple[HeldUnit, ...]:
    """Every unit that waits to be judged, the oldest delivery first (NotAllowed)."""
    actor.require("receive stock")
    oldest_first = (Delivery.received_at, StockOrder.number, Unit.serial)
    query = deliveries_of_units().where(DeliveredUnit.hold == HoldState.HELD)
    with database.as_tenant(actor.tenant_id) as session:
        found = session.execute(query.order_by(*oldest_first)).all()
        return tuple(held_unit(session, waiting(row)) for row in found)


def held_unit(session: Session, one: Waiting) -> HeldUnit:
    """The unit as a list shows it."""
    tenant = one.unit.tenant_id
    return HeldUnit(
        serial=one.unit.serial,
        imei=one.unit.imei,
        model=session.get_one(DeviceModel, (tenant, one.unit.model_id)).code,
        customer=session.get_one(Customer, (tenant, one.order.customer_id)).code,
        pool=one.pool.code,
        order=one.order.number,
        note=one.delivery.note,
        supplier=session.get_one(Supplier, (tenant, one.order.supplier_id)).name,
        received_at=one.delivery.received_at,
    )


def deliveries_of_units() -> Delivered:
    """Delivered units with all they were delivered for."""
    tenant = DeliveredUnit.tenant_id
    return (
        select(DeliveredUnit, Unit, Delivery, StockOrder, Pool)
        .join(Unit, and_(Unit.tenant_id == tenant, Unit.id == DeliveredUnit.unit_id))
        .join(
            Delivery, and_(Delivery.tenant_id == tenant, Delivery.id == DeliveredUnit.delivery_id)
        )
        .join(StockOrder, and_(StockOrder.tenant_id == tenant, StockOrder.id == Delivery.order_id))
        .join(Pool, and_(Pool.tenant_id == tenant, Pool.id == StockOrder.pool_id))
    )


def waiting(row: Row[DeliveredUnit, Unit, Delivery, StockOrder, Pool]) -> Waiting:
    """The row by its names."""
    delivered, unit, delivery, order, pool = row
    return Waiting(row=delivered, unit=unit, delivery=delivery, order=order, pool=pool)


def judge_held(database: Database, actor: Actor, form: HoldForm, key: str) -> Answer:
    """Pass units into their pool, or fail them, all or none, once per key.

    A unit that was judged so before stays as it is. What passes goes to the earliest promises
    that wait, in the same transaction. Raises NotHeld, JudgedBefore, FindingMissing,
    NothingToJudge and UnreadableScan.
    """
    actor.require("receive stock")
    if not 1 <= len(form.units) <= MOST_UNITS:
        raise NothingToJudge
    if not form.passed and not 1 <= len(form.finding.strip()) <= LONGEST_FINDING:
        raise FindingMissing
    codes = sorted({read_scan(code).value for code in form.units})
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        given = f"hold:{key}" if key else ""
        return answer_once(
            session, actor, given, asdict(form), at, lambda: judge(session, actor, form, codes, at)
        )


def judge(
    session: Session, actor: Actor, form: HoldForm, codes: Sequence[str], at: datetime
) -> Answer:
    """Move the units, write their judgement and its story, and serve the shelves they go to."""
    state = HoldState.PASSED if form.passed else HoldState.FAILED
    units = [found for code in codes if (found := held_with(session, code, state)) is not None]
    if form.passed:
        for shelf_id in sorted({one.pool.shelf_id for one in units}):
            lock_shelf(session, actor.tenant_id, shelf_id)
    for one in units:
        settle(session, one, state, form.finding.strip(), at, actor)
    granted = serve_pools(session, actor, units, at) if form.passed else 0
    return {
        "state": state.value,
        "judged": len(units),
        "before": len(codes) - len(units),
        "granted": granted,
        "pools": sorted({one.pool.code for one in units}),
        "said": said(state, codes, units, granted),
    }


def said(
    state: HoldState, codes: Sequence[str], units: Sequence[Waiting], granted: int
) -> dict[str, str]:
    """The line a station shows: a word, a colour, what to do, and for which pools."""
    pools = ", ".join(sorted({one.pool.code for one in units}))
    text = {HoldState.PASSED: f"Put it on the shelf of {pools}.", HoldState.FAILED: CLAIMED}[state]
    word, colour = (state.value.upper(), GREEN if state is HoldState.PASSED else AMBER)
    if not units:
        word, colour, text = "HERE ALREADY", AMBER, f"It has {state.value} before."
    if granted:
        text += " A case was waiting for it."
    return {
        "code": ", ".join(codes)[:64],
        "word": word,
        "colour": colour.value,
        "text": text,
        "case": pools,
    }


def last_judged(database: Database, actor: Actor) -> tuple[ScanLine, ...]:
    """The person's last ten judgements at the console, the newest first."""
    actor.require("receive stock")
    query = (
        select(RequestKey.answer)
        .where(RequestKey.actor == actor.name, RequestKey.key.startswith(CONSOLE_KEYS))
        .order_by(RequestKey.key.desc())
        .limit(LAST)
    )
    with database.as_tenant(actor.tenant_id) as session:
        return tuple(ScanLine(**answer["said"]) for answer in session.scalars(query))


def held_with(session: Session, code: str, state: HoldState) -> Waiting | None:
    """The delivered unit, held against others; None when it was judged in the same way before."""
    unit = unit_with_code(session, code)
    query = deliveries_of_units().with_for_update(of=DeliveredUnit)
    found = session.execute(query.where(Unit.id == unit.id)).one_or_none() if unit else None
    if found is None:
        raise NotHeld(code)
    one = waiting(found)
    if one.row.hold is HoldState.HELD:
        return one
    if one.row.hold is state:
        return None
    raise JudgedBefore(one.unit.serial, one.row.hold)


def settle(
    session: Session, one: Waiting, state: HoldState, finding: str, at: datetime, actor: Actor
) -> None:
    """Out of receiving: onto the pool's shelf, or aside as a claim against the supplier.

    A failed unit has come for its order and is billed as it was; it counts for no pool, and its
    story says what the desk has to do about it.
    """
    tenant = one.unit.tenant_id
    if state is HoldState.PASSED:
        target = session.get_one(Location, (tenant, one.pool.shelf_id))
    else:
        target = place_of(session, Place.QUARANTINE)
    key = f"hold/{one.row.id}"
    move_unit(session, one.unit, target, key=key, case_id=None, at=at, actor=actor.name)
    one.row.hold, one.row.judged_at, one.row.judged_by = state, at, actor.name
    one.row.finding = finding
    details = {"serial": one.unit.serial, "note": one.delivery.note}
    if state is HoldState.FAILED:
        details |= {"finding": finding, "to_do": claim(session, one)}
    happened = Happened(
        word=WORDS[state], key=f"hold/{one.unit.serial}", at=at, by=actor.name, details=details
    )
    note_order(session, one.order, happened)


def claim(session: Session, one: Waiting) -> str:
    """What the desk has to do about a unit that failed."""
    supplier = session.get_one(Supplier, (one.order.tenant_id, one.order.supplier_id))
    return (
        f"Claim unit {one.unit.serial} from {supplier.name} (order {one.order.number}, delivery "
        f"note {one.delivery.note}): have it credited to the customer, or order another."
    )


def serve_pools(session: Session, actor: Actor, units: Iterable[Waiting], at: datetime) -> int:
    """Give what now stands on the shelves to the cases that wait; how many got a unit."""
    session.flush()
    served = sorted({(one.pool.shelf_id, one.unit.model_id) for one in units})
    granted = 0
    for shelf_id, model_id in served:
        shelf = session.get_one(Location, (actor.tenant_id, shelf_id))
        model = session.get_one(DeviceModel, (actor.tenant_id, model_id))
        granted += serve(session, actor, shelf, model, at)
    return granted
