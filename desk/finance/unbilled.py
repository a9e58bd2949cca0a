"""What is billed to nobody yet, and why: it has no price, or its customer no billing party."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from desk.actors import Actor
from models.finance.statements import RatedEvent, StatementItem
from models.parties import Customer
from rules.finance.money_words import Billable
from runtime.database import Database

MOST_WAITING: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """Billable events that are on no statement, alike in why: waiting for a price or a party."""

    customer: str
    item: str
    because: str
    events: int
    oldest: date
    net: Decimal | None
    currency: str


def waiting_events(database: Database, actor: Actor) -> tuple[WaitingRow, ...]:
    """What is billed to nobody yet, and why: no price, or no billing party (NotAllowed)."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.execute(waiting_query()).all()
    return tuple(
        WaitingRow(
            customer=code,
            item=item,
            because=because,
            events=events,
            oldest=oldest,
            net=net,
            currency=currency,
        )
        for code, item, because, currency, events, oldest, net in rows
    )


def waiting_query() -> Select[str, str, str, str, int, date, Decimal | None]:
    """Rated events on no statement, put together by customer, item and reason."""
    rated = RatedEvent
    waits = rated.outcome == Billable.WAITS
    lonely = and_(rated.outcome == Billable.BILLABLE, ~on_statement())
    return (
        select(
            Customer.code,
            rated.item,
            rated.because,
            rated.currency,
            func.count(),
            func.min(rated.billable_on),
            func.sum(rated.net),
        )
        .join(
            Customer, (Customer.tenant_id == rated.tenant_id) & (Customer.id == rated.customer_id)
        )
        .where(or_(waits, lonely))
        .group_by(Customer.code, rated.item, rated.because, rated.currency)
        .order_by(Customer.code, rated.item, rated.because)
        .limit(MOST_WAITING)
    )


def on_statement() -> ColumnElement[bool]:
    """True of a rated event that some statement bills or, a reversal, gives back."""
    return exists().where(
        StatementItem.tenant_id == RatedEvent.tenant_id,
        or_(
            and_(StatementItem.rated_id == RatedEvent.id, ~StatementItem.credit),
            StatementItem.reversal_id == RatedEvent.id,
        ),
    )
