"""The billable events that are to be rated, with the day each belongs to."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.cases import Case
from models.finance.statements import RatedEvent
from models.money import BillableEvent
from rules.finance.billing_rules import KINDS, REVERSAL, Event
from rules.finance.money_words import Billable

#: No zone is further ahead or behind than this.
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """A billable event as the record has it; `zone` is its case's, and empty without one."""

    event_id: uuid.UUID
    key: str
    customer_id: uuid.UUID
    case_id: uuid.UUID | None
    case_number: str
    zone: str
    contract_id: uuid.UUID | None
    at: datetime
    event: Event

    @property
    def kind(self) -> str:
        """Its kind."""
        return self.event.kind

    @property
    def purpose(self) -> str:
        """What its key says after the case's number and its kind."""
        return self.key.rpartition(f"/{self.kind}/")[2]

    @property
    def reverses(self) -> str:
        """The key of the charge that it gives back; empty when it gives nothing back."""
        how = KINDS.get(self.kind)
        if how is None or not how.reverses:
            return ""
        return self.key.replace(f"/{how.reverses}{REVERSAL}/", f"/{how.reverses}/", 1)


def events_to_rate(session: Session, tenant_id: uuid.UUID, through: date) -> list[EventRow]:
    """What was not rated yet or waits, until the end of that day anywhere; oldest first."""
    until = datetime.combine(through, time.max, UTC) + A_DAY
    rows = session.execute(
        select(BillableEvent, Case.number, Case.terms["timezone"].astext)
        .outerjoin(
            Case, (Case.tenant_id == BillableEvent.tenant_id) & (Case.id == BillableEvent.case_id)
        )
        .outerjoin(
            RatedEvent,
            (RatedEvent.tenant_id == BillableEvent.tenant_id)
            & (RatedEvent.event_id == BillableEvent.id),
        )
        .where(
            BillableEvent.tenant_id == tenant_id,
            BillableEvent.at <= until,
            or_(RatedEvent.id.is_(None), RatedEvent.outcome == Billable.WAITS),
        )
        .order_by(BillableEvent.at, BillableEvent.key)
    )
    return [row_of(event, number, zone) for event, number, zone in rows]


def row_of(event: BillableEvent, number: str | None, zone: str | None) -> EventRow:
    """The event as it is judged."""
    return EventRow(
        event_id=event.id,
        key=event.key,
        customer_id=event.customer_id,
        case_id=event.case_id,
        case_number=number or "",
        zone=zone or "",
        contract_id=event.contract_id,
        at=event.at,
        event=Event(
            kind=event.kind,
            payer=event.payer,
            quantity=Decimal(event.quantity),
            amount=event.amount,
            currency=event.currency,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversed:
    """The charge that a reversal gives back, and what became of it."""

    event_id: uuid.UUID
    outcome: Billable | None


def charges_reversed(session: Session, rows: Sequence[EventRow]) -> dict[str, Reversed]:
    """The charges that the reversals among these rows give back, by their keys."""
    keys: Collection[str] = {row.reverses for row in rows if row.reverses}
    if not keys:
        return {}
    found = session.execute(
        select(BillableEvent.key, BillableEvent.id, RatedEvent.outcome)
        .outerjoin(
            RatedEvent,
            (RatedEvent.tenant_id == BillableEvent.tenant_id)
            & (RatedEvent.event_id == BillableEvent.id),
        )
        .where(BillableEvent.key.in_(keys))
    )
    return {key: Reversed(event_id=event_id, outcome=how) for key, event_id, how in found}
