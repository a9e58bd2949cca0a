"""The hands of an order's workflow: print and send it, tell its lateness, each once."""

import uuid
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from temporalio import activity

from activities.contract_terms import programme_now, terms_in_force
from activities.order_events import Happened, note_order, order_key
from activities.order_letters import OrderLetter, approvers_of, owe_order_letter
from activities.order_papers import print_order
from activities.order_state import lines_of, locked_order, revision_of, said
from activities.pool_counts import stock_terms
from documents.letters import LetterKind
from models.contracts import Contract
from models.orders import StockOrder
from models.papers import Notification
from models.pools import Pool
from rules.pool_orders import OrderTurn, Turned
from rules.pool_words import COMING, OrderState, PoolWord
from rules.prompt_schedule import LetterDays
from rules.terms import calendars_under, refill_calendar
from runtime.database import Database
from runtime.killpoints import killpoint

#: In whose name the record tells what nobody asked for.
DESK: Final = "desk"


class OrderRecord:
    """The activity of a purchase order."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @activity.defn(name="turn_order")
    def turn_order(self, turn: OrderTurn) -> Turned:
        """Write everything that is due by the instant; a repeat writes nothing."""
        with self.database.as_tenant(uuid.UUID(turn.order.tenant_id)) as session:
            order = locked_order(session, uuid.UUID(turn.order.order_id))
            turned = follow_order(session, order, turn.at)
            killpoint("order_turned")
        return turned


def follow_order(session: Session, order: StockOrder, at: datetime) -> Turned:
    """Tell the supplier how the order stands, tell lateness, and name the next instant."""
    if order.state is OrderState.CANCELLED:
        tell_cancelled(session, order, at)
    elif order.sent_at is not None or order.state in COMING:
        send_order(session, order, at)
    order.next_at = tell_lateness(session, order, at) if order.state in COMING else None
    session.flush()
    return Turned(state=order.state, next_at=order.next_at)


def send_order(session: Session, order: StockOrder, at: datetime) -> None:
    """Print the newest revision and owe it to the supplier, once."""
    revision = revision_of(session, order)
    key = f"letter/{revision}"
    if was_owed(session, order, key):
        return
    print_order(session, order, revision, at)
    kind = LetterKind.ORDER_CHANGED if order.sent_at else LetterKind.PURCHASE_ORDER
    letter = OrderLetter(kind=kind, key=key, at=at, part=str(revision))
    if owe_order_letter(session, order, letter):
        order.sent_at = order.sent_at or at
        details = {"revision": str(revision)}
        sent = Happened(
            word=PoolWord.ORDER_SENT, key=f"sent/{revision}", at=at, by=DESK, details=details
        )
        note_order(session, order, sent)


def was_owed(session: Session, order: StockOrder, key: str) -> bool:
    """Whether the letter under this key was queued before."""
    known = select(Notification.id).where(Notification.key == order_key(order, key))
    return session.scalars(known).one_or_none() is not None


def tell_cancelled(session: Session, order: StockOrder, at: datetime) -> None:
    """The supplier hears once that nothing is wanted; of an order it never got, nothing."""
    if order.sent_at is not None:
        letter = OrderLetter(kind=LetterKind.ORDER_CANCELLED, key="letter/cancelled", at=at)
        owe_order_letter(session, order, letter)


def tell_lateness(session: Session, order: StockOrder, at: datetime) -> datetime | None:
    """Chase the supplier and tell those who decide, once for each expected day.

    Returns the instant at which lateness would be told next; None when it has been.
    """
    if order.late_told_for == order.expected_on:
        return None
    days = letter_days(session, order)
    late_at = days.after(order.expected_on, days.terms.late_after_days)
    due = days.letter_moment(max(late_at, at))
    if due > at:
        return due
    day = order.expected_on.isoformat()
    missing = said(lines_of(session, order))
    chased = OrderLetter(kind=LetterKind.ORDER_CHASED, key=f"chased/{day}", at=at, part=day)
    owe_order_letter(session, order, chased)
    for contact in approvers_of(session, order):
        key = f"late/{day}/{contact}"
        told = OrderLetter(kind=LetterKind.ORDER_LATE, key=key, at=at, part=day, contact_id=contact)
        owe_order_letter(session, order, told)
    details = {"expected_on": day, "missing": missing}
    late = Happened(word=PoolWord.ORDER_LATE, key=f"late/{day}", at=at, by=DESK, details=details)
    note_order(session, order, late)
    order.late_told_for = order.expected_on
    return None


def letter_days(session: Session, order: StockOrder) -> LetterDays:
    """The terms that lateness is counted by, and whose working days."""
    pool = session.get_one(Pool, (order.tenant_id, order.pool_id))
    contract = session.get_one(Contract, (order.tenant_id, order.contract_id))
    terms = terms_in_force(session, contract)
    programme = programme_now(session, contract.tenant_id, contract.programme)
    calendar = refill_calendar(terms, calendars_under(programme, terms.figures))
    return LetterDays(terms=stock_terms(pool, terms).refill, calendar=calendar)
