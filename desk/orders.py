"""Orders to suppliers: confirmed, expected on another day, cancelled; each change once per key."""

import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.order_events import Happened, note_order, owe_look
from activities.order_state import lines_of, locked_order
from activities.pool_counts import terms_of
from desk.actors import Actor
from desk.order_refusals import (
    DayImpossible,
    DeliveredAlready,
    OrderEnded,
    ReasonMissing,
    UnknownOrder,
)
from desk.request_keys import Answer, answer_once, database_clock
from desk.suppliers import prefixed
from models.orders import StockOrder
from models.pools import Pool
from rules.coverage_dates import day_of
from rules.pool_words import COMING, OrderState, PoolWord
from runtime.database import Database

#: Nobody waits longer for a delivery; a later day is a slip of the finger.
LONGEST_WAIT: Final = timedelta(days=730)


class OrderForm(Protocol):
    """What is asked of one order."""

    @property
    def number(self) -> str:
        """The order's number."""

    @property
    def at(self) -> datetime | None:
        """The business time, or None for now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmForm:
    """The supplier takes the order, under its own reference, for a day."""

    number: str
    expected_on: date
    supplier_reference: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectForm:
    """The supplier names another day."""

    number: str
    expected_on: date
    because: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelForm:
    """Nothing of the order is wanted any more."""

    number: str
    because: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change being written: the order, locked and still to come, by whom and when."""

    session: Session
    actor: Actor
    order: StockOrder
    at: datetime

    def note(self, word: PoolWord, **details: Any) -> None:  # noqa: ANN401 - facts are any JSON value
        """Tell it in the pool's story, and have the order's workflow look."""
        key = f"changed/{uuid.uuid4().hex}"
        happened = Happened(
            word=word, key=key, at=self.at, by=self.actor.name, details=without_nothing(details)
        )
        note_order(self.session, self.order, happened)
        owe_look(self.session, self.order, key, self.at)


Act = Callable[[Change], None]


def confirm_order(database: Database, actor: Actor, form: ConfirmForm, key: str) -> Answer:
    """Write down the supplier's confirmation with its day.

    Raises NotAllowed, UnknownOrder, OrderEnded, DayImpossible.
    """

    def act(change: Change) -> None:
        order = change.order
        expect_on(change, form.expected_on)
        order.supplier_reference = form.supplier_reference.strip() or order.supplier_reference
        order.confirmed_at = change.at
        if order.state is OrderState.PLACED:
            order.state = OrderState.CONFIRMED
        day, reference = form.expected_on.isoformat(), order.supplier_reference
        change.note(PoolWord.ORDER_CONFIRMED, expected_on=day, reference=reference)

    return change_order(database, actor, form, prefixed("order-confirm", key), act)


def expect_another_day(database: Database, actor: Actor, form: ExpectForm, key: str) -> Answer:
    """Follow the order to another day; its lateness is told anew.

    Raises NotAllowed, UnknownOrder, OrderEnded, DayImpossible.
    """

    def act(change: Change) -> None:
        expect_on(change, form.expected_on)
        day = form.expected_on.isoformat()
        change.note(PoolWord.ORDER_CHANGED, expected_on=day, because=form.because.strip())

    return change_order(database, actor, form, prefixed("order-expect", key), act)


def cancel_order(database: Database, actor: Actor, form: CancelForm, key: str) -> Answer:
    """Call the whole order off; its workflow tells the supplier.

    Raises NotAllowed, UnknownOrder, OrderEnded, ReasonMissing, DeliveredAlready.
    """

    def act(change: Change) -> None:
        because, order = reason_of(form.because), change.order
        came = sum(line.came for line in lines_of(change.session, order))
        if came:
            raise DeliveredAlready(order.number, came)
        order.state, order.next_at = OrderState.CANCELLED, None
        order.cancelled_at, order.cancelled_by = change.at, change.actor.name
        order.cancelled_because = because
        change.note(PoolWord.ORDER_CANCELLED, because=because)

    return change_order(database, actor, form, prefixed("order-cancel", key), act)


def change_order(
    database: Database,
    actor: Actor,
    form: OrderForm,
    key: str,
    act: Act,
) -> Answer:
    """One change under one key; the answer says how the order stands after it."""
    actor.require("manage orders")
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)

        def change() -> Answer:
            order = order_to_change(session, form.number)
            act(Change(session=session, actor=actor, order=order, at=at))
            session.flush()
            return standing_of(order)

        return answer_once(session, actor, key, asdict(form), at, change)  # type: ignore[call-overload]


def standing_of(order: StockOrder) -> Answer:
    """How an order stands, in an answer."""
    return {
        "number": order.number,
        "state": order.state.value,
        "expected_on": order.expected_on.isoformat(),
    }


def order_to_change(session: Session, number: str) -> StockOrder:
    """The order, locked, while something of it is to come (UnknownOrder, OrderEnded)."""
    order = locked_order(session, order_named(session, number).id)
    if order.state not in COMING:
        raise OrderEnded(number, order.state)
    return order


def order_named(session: Session, number: str) -> StockOrder:
    """The order with that number (UnknownOrder)."""
    order = session.scalars(select(StockOrder).where(StockOrder.number == number)).one_or_none()
    if order is None:
        raise UnknownOrder(number)
    return order


def expect_on(change: Change, day: date) -> None:
    """The order is expected on that day: not before today, and not in years (DayImpossible)."""
    pool = change.session.get_one(Pool, (change.order.tenant_id, change.order.pool_id))
    today = day_of(change.at, terms_of(change.session, pool).timezone)
    last = today + LONGEST_WAIT
    if not today <= day <= last:
        raise DayImpossible(day, today, last)
    change.order.expected_on = day


def reason_of(because: str) -> str:
    """The reason as it is kept (ReasonMissing)."""
    if not because.strip():
        raise ReasonMissing
    return because.strip()


def without_nothing(details: dict[str, Any]) -> dict[str, Any]:
    """The details that say something."""
    return {name: said for name, said in details.items() if said not in {"", None}}
