"""Visits to customers' sites: those still to book, those ahead, and what came of the rest."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select

from desk.actors import Actor
from models.cases import Case
from models.devices import Unit
from models.parties import Address, Customer
from models.visits import SiteVisit
from rules.case_words import Stage
from runtime.database import Database

#: Visits a screen shows at most, those ahead first.
LARGEST_BOARD = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ToBook:
    """A case whose part is on site and that has no visit ahead; `since` is its last change."""

    case: str
    customer: str
    customer_name: str
    device: str
    part: str
    city: str
    since: datetime
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """One visit with its window; without an outcome it is still ahead."""

    case: str
    customer: str
    customer_name: str
    device: str
    part: str
    city: str
    number: int
    begins_at: datetime
    ends_at: datetime
    outcome: str
    note: str
    booked_by: str
    closed_at: datetime | None
    timezone: str

    def unreported(self, now: datetime) -> bool:
        """True once the window is over and nobody has said what came of it."""
        return self.closed_at is None and self.ends_at < now


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitBoard:
    """What has to be booked, and every visit: those ahead first, then the newest."""

    to_book: tuple[ToBook, ...]
    visits: tuple[VisitLine, ...]


def list_visits(database: Database, actor: Actor, *, case: str = "") -> VisitBoard:
    """The visits the actor may see, of one case if it is named; at most 500."""
    waiting, booked = to_book_query(actor), visit_query(actor)
    if case:
        waiting, booked = waiting.where(Case.number == case), booked.where(Case.number == case)
    with database.as_tenant(actor.tenant_id) as session:
        return VisitBoard(
            to_book=tuple(ToBook(**row) for row in session.execute(waiting).mappings()),
            visits=tuple(VisitLine(**row) for row in session.execute(booked).mappings()),
        )


def case_lines() -> Select[Any]:
    """What is said of the case itself."""
    own = Case.tenant_id
    return (
        select(
            Case.number.label("case"),
            Customer.code.label("customer"),
            Customer.name.label("customer_name"),
            Unit.serial.label("device"),
            Case.snapshot["part"].astext.label("part"),
            func.coalesce(Address.city, "").label("city"),
            Case.terms["timezone"].astext.label("timezone"),
        )
        .join(Customer, and_(Customer.tenant_id == own, Customer.id == Case.customer_id))
        .join(Unit, and_(Unit.tenant_id == own, Unit.id == Case.device_unit_id))
        .outerjoin(Address, and_(Address.tenant_id == own, Address.id == Case.address_id))
    )


def to_book_query(actor: Actor) -> Select[Any]:
    """Cases whose part is on site and that nobody goes to yet, the longest waiting first."""
    ahead = select(SiteVisit.id).where(
        SiteVisit.tenant_id == Case.tenant_id,
        SiteVisit.case_id == Case.id,
        SiteVisit.closed_at.is_(None),
    )
    return (
        case_lines()
        .add_columns(Case.changed_at.label("since"))
        .where(Case.stage == Stage.VISITING, actor.sees, ~ahead.exists())
        .order_by(Case.changed_at, Case.number)
        .limit(LARGEST_BOARD)
    )


def visit_query(actor: Actor) -> Select[Any]:
    """Every visit, those ahead first and the soonest of them on top."""
    of_case = and_(SiteVisit.tenant_id == Case.tenant_id, SiteVisit.case_id == Case.id)
    return (
        case_lines()
        .add_columns(
            SiteVisit.number,
            SiteVisit.begins_at,
            SiteVisit.ends_at,
            SiteVisit.outcome,
            SiteVisit.note,
            SiteVisit.booked_by,
            SiteVisit.closed_at,
        )
        .join(SiteVisit, of_case)
        .where(actor.sees)
        .order_by(
            SiteVisit.closed_at.is_not(None),
            SiteVisit.closed_at.desc(),
            SiteVisit.begins_at,
            Case.number,
        )
        .limit(LARGEST_BOARD)
    )
