"""Prepaid time as it stands: packs with what is left of them, and drawing under a lock."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.parties import Customer
from models.prepaid import PrepaidDraw, PrepaidPack
from rules.prepaid import Pack, Portion, balance, draw_down


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Minutes worked for a customer, under a key that is drawn once; `case_id` where it was."""

    key: str
    minutes: int
    what: str
    at: datetime
    by: str
    case_id: uuid.UUID | None = None


def draw_time(
    session: Session, customer: Customer, work: Work, on: date, packs_hours: Sequence[int] = ()
) -> tuple[Portion, ...]:
    """Draw the work from the customer's packs, oldest first; a known key draws nothing again.

    Customers' draws wait for each other, so the packs never go below zero. `on` is the day of the
    work: packs bought later do not count. Raises NothingToDraw and NoPrepaidTimeLeft.
    """
    lock_customer(session, customer)
    known = portions_of(session, customer.tenant_id, work.key)
    if known:
        return known
    rows = {str(row.id): row for row in packs_of(session, customer, on)}
    portions = draw_down(standing(session, rows.values()), work.minutes, packs_hours)
    session.add_all(
        draw_row(rows[portion.pack], work, number, portion)
        for number, portion in enumerate(portions, start=1)
    )
    session.flush()
    return portions


def prepaid_left(session: Session, customer: Customer, on: date) -> int:
    """The minutes that the customer has left on that day."""
    return balance(standing(session, packs_of(session, customer, on)))


def lock_customer(session: Session, customer: Customer) -> None:
    """Let two draws of one customer wait for each other; rows that name it are not held up."""
    session.execute(
        select(Customer.id)
        .where(Customer.tenant_id == customer.tenant_id, Customer.id == customer.id)
        .with_for_update(key_share=True)
    )


def packs_of(session: Session, customer: Customer, on: date) -> Sequence[PrepaidPack]:
    """The customer's packs bought on or before that day, the oldest first."""
    return session.scalars(
        select(PrepaidPack)
        .where(
            PrepaidPack.tenant_id == customer.tenant_id,
            PrepaidPack.customer_id == customer.id,
            PrepaidPack.bought_on <= on,
        )
        .order_by(PrepaidPack.bought_on, PrepaidPack.seq)
    ).all()


def standing(session: Session, rows: Iterable[PrepaidPack]) -> tuple[Pack, ...]:
    """The packs as values, with the minutes drawn of each."""
    known = list(rows)
    rows_drawn = session.execute(
        select(PrepaidDraw.pack_id, func.sum(PrepaidDraw.minutes))
        .where(PrepaidDraw.pack_id.in_([row.id for row in known]))
        .group_by(PrepaidDraw.pack_id)
    )
    drawn = {pack_id: int(minutes) for pack_id, minutes in rows_drawn}
    return tuple(
        Pack(
            id=str(row.id),
            hours=row.hours,
            bought_on=row.bought_on,
            drawn_minutes=drawn.get(row.id, 0),
            step_minutes=row.step_minutes,
        )
        for row in known
    )


def portions_of(session: Session, tenant_id: uuid.UUID, key: str) -> tuple[Portion, ...]:
    """What was drawn under a key; nothing for a new one."""
    rows = session.scalars(
        select(PrepaidDraw)
        .where(
            PrepaidDraw.tenant_id == tenant_id,
            PrepaidDraw.key.startswith(f"{key}/", autoescape=True),
        )
        .order_by(PrepaidDraw.seq)
    )
    return tuple(
        Portion(pack=str(row.pack_id), drawn_before=row.drawn_before, minutes=row.minutes)
        for row in rows
    )


def draw_row(pack: PrepaidPack, work: Work, number: int, portion: Portion) -> PrepaidDraw:
    """The row of one portion."""
    return PrepaidDraw(
        tenant_id=pack.tenant_id,
        key=f"{work.key}/{number}",
        pack_id=pack.id,
        pack_hours=pack.hours,
        drawn_before=portion.drawn_before,
        minutes=portion.minutes,
        case_id=work.case_id,
        at=work.at,
        by=work.by,
        what=work.what,
    )
