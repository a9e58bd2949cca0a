"""What each billable event comes to for its customer: rated once, again only while it waits."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.finance.billing_about import LONGEST
from activities.finance.billing_events import EventRow, events_to_rate
from activities.finance.billing_lock import hold_billing
from activities.finance.contract_billing import book_seat_months, contracts_of
from activities.finance.event_rating import Answer, Rating, answers
from activities.finance.own_zone import own_zone
from models.finance.statements import RatedEvent
from rules.finance.money_words import Billable

#: As many events as are priced and written in one go.
BATCH: Final = 5_000
#: What says which row it is.
NAMES: Final = frozenset({"tenant_id", "id", "event_id"})


def rate_events(session: Session, tenant_id: uuid.UUID, through: date, *, at: datetime) -> int:
    """Rate every event until that day that was not rated yet or waits; how many were.

    The day is that of the case's or contract's own zone. Months of seats are rated when they are
    over: `contract_fee_monthly` says the price of a month, the seats table for how many days.
    Raises what reading a contract's programme does.
    """
    hold_billing(session, tenant_id)
    contracts = contracts_of(session, tenant_id)
    book_seat_months(session, tenant_id, contracts, through)
    run = Rating(
        session=session,
        tenant_id=tenant_id,
        through=through,
        at=at,
        zone=own_zone(session, tenant_id),
        contracts=contracts,
    )
    rows = [
        row for row in events_to_rate(session, tenant_id, through) if run.day_of(row) <= through
    ]
    for batch in in_goes(rows):
        write(run, [*answers(run, batch)])
    return len(rows)


def in_goes(rows: Sequence[EventRow]) -> Iterator[Sequence[EventRow]]:
    """The rows batch by batch; what gives something back comes after all that it may give back."""
    charges = [row for row in rows if not row.reverses]
    reversals = [row for row in rows if row.reverses]
    for part in (charges, reversals):
        for start in range(0, len(part), BATCH):
            yield part[start : start + BATCH]


def write(run: Rating, found: Sequence[Answer]) -> None:
    """One row for each event; only one that waited is written over."""
    query = insert(RatedEvent)
    columns = [one.name for one in RatedEvent.__table__.columns if one.name not in NAMES]
    query = query.on_conflict_do_update(
        index_elements=["tenant_id", "event_id"],
        set_={name: query.excluded[name] for name in columns},
        where=RatedEvent.outcome == Billable.WAITS,
    )
    # Asked for something, it is written many rows a statement.
    run.session.execute(query.returning(RatedEvent.id), [values(run, one) for one in found])


def values(run: Rating, one: Answer) -> dict[str, Any]:
    """The row of an answer."""
    judged, served = one.judged, one.served or (one.billable_on, None)
    return {
        "tenant_id": run.tenant_id,
        "id": uuid.uuid4(),
        "event_id": one.row.event_id,
        "reverses_event_id": one.reverses_event_id,
        "customer_id": one.row.customer_id,
        "outcome": judged.outcome,
        "because": judged.because,
        "item": judged.item,
        "about": one.about[:LONGEST],
        "unit": judged.unit,
        "quantity": judged.quantity,
        "unit_price": judged.unit_price,
        "net": judged.net,
        "currency": judged.currency,
        "card_id": one.card_id,
        "billable_on": one.billable_on,
        "served_on": served[0],
        "served_until": served[1],
        "rated_at": run.at,
    }
