"""What a customer has left of its prepaid hours, and a month's statement of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.agreed import find_customer
from desk.prepaid_sellers import Seller, sellers
from desk.request_keys import database_clock
from models.cases import Case
from models.parties import Customer
from models.prepaid import PrepaidDraw, PrepaidPack
from models.prepaid_time import packs_of, standing
from rules.local_month import next_month
from rules.prepaid import MINUTES_PER_HOUR
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLine:
    """A pack as it was bought, with the minutes left of it today."""

    bought_on: date
    hours: int
    left_minutes: int
    order_reference: str
    price: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawLine:
    """Minutes drawn from one pack: when, for which case, what for and by whom."""

    at: datetime
    minutes: int
    case: str
    what: str
    by: str
    order_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepaidBalance:
    """What is left of all packs, and the sizes that can be bought now."""

    customer: str
    left_minutes: int
    packs: tuple[PackLine, ...]
    packs_hours: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepaidStatement:
    """One local month: opening balance + bought - drawn = closing balance, in minutes."""

    customer: str
    month: date
    opening_minutes: int
    bought: tuple[PackLine, ...]
    drawn: tuple[DrawLine, ...]
    closing_minutes: int


def balance(
    database: Database, actor: Actor, customer: str, at: datetime | None = None
) -> PrepaidBalance:
    """What the customer has left; a customer's person sees its own (UnknownCustomer)."""
    now = at or datetime.now(UTC)
    with database.as_tenant(actor.tenant_id) as session:
        owner = find_customer(session, actor, customer, now)
        seller = next(sellers(session, owner, now), None)
        packs = pack_lines(session, packs_of(session, owner, local_day(seller, now)))
    return PrepaidBalance(
        customer=owner.code,
        left_minutes=sum(pack.left_minutes for pack in packs),
        packs=packs,
        packs_hours=seller.terms.packs_hours if seller else (),
    )


def statement(database: Database, actor: Actor, customer: str, month: date) -> PrepaidStatement:
    """The month that day lies in, in the programme's zone (UnknownCustomer)."""
    first = month.replace(day=1)
    after = next_month(first)
    with database.as_tenant(actor.tenant_id) as session:
        now = database_clock(session)
        owner = find_customer(session, actor, customer, now)
        seller = next(sellers(session, owner, now), None)
        begin, end = (midnight(day, seller) for day in (first, after))
        packs = [row for row in packs_of(session, owner, after) if row.bought_on < after]
        draws = draws_until(session, owner, end)
        bought = pack_lines(session, [row for row in packs if row.bought_on >= first])
        earlier = sum(row.hours * MINUTES_PER_HOUR for row in packs if row.bought_on < first)
    opening = earlier - sum(line.minutes for line in draws if line.at < begin)
    drawn = tuple(line for line in draws if line.at >= begin)
    added = sum(pack.hours * MINUTES_PER_HOUR for pack in bought)
    return PrepaidStatement(
        customer=owner.code,
        month=first,
        opening_minutes=opening,
        bought=bought,
        drawn=drawn,
        closing_minutes=opening + added - sum(line.minutes for line in drawn),
    )


def local_day(seller: Seller | None, at: datetime) -> date:
    """The day in the programme's zone; in UTC while nobody sells hours."""
    return seller.local_day(at) if seller else at.astimezone(UTC).date()


def midnight(day: date, seller: Seller | None) -> datetime:
    """The instant at which that local day begins, in UTC."""
    zone: tzinfo = seller.zone if seller else UTC
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def pack_lines(session: Session, rows: Iterable[PrepaidPack]) -> tuple[PackLine, ...]:
    """The packs with what is left of them."""
    known = list(rows)
    return tuple(
        PackLine(
            bought_on=row.bought_on,
            hours=row.hours,
            left_minutes=pack.left_minutes,
            order_reference=row.order_reference,
            price=row.price,
            currency=row.currency,
        )
        for row, pack in zip(known, standing(session, known), strict=True)
    )


def draws_until(session: Session, customer: Customer, end: datetime) -> tuple[DrawLine, ...]:
    """Everything drawn before that instant, the earliest first."""
    rows = session.execute(
        select(PrepaidDraw, PrepaidPack.order_reference, Case.number)
        .join(
            PrepaidPack,
            (PrepaidPack.tenant_id == PrepaidDraw.tenant_id)
            & (PrepaidPack.id == PrepaidDraw.pack_id),
        )
        .outerjoin(
            Case, (Case.tenant_id == PrepaidDraw.tenant_id) & (Case.id == PrepaidDraw.case_id)
        )
        .where(PrepaidPack.customer_id == customer.id, PrepaidDraw.at < end)
        .order_by(PrepaidDraw.at, PrepaidDraw.seq)
    )
    return tuple(
        DrawLine(
            at=draw.at,
            minutes=draw.minutes,
            case=number or "",
            what=draw.what,
            by=draw.by,
            order_reference=reference,
        )
        for draw, reference, number in rows
    )
