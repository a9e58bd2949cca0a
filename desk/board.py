"""The board: which cases there are, what is due, and a version that tells two looks apart."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, case, cast, func, select, tuple_

from desk.actors import Actor
from desk.case_page import read_document, view_case
from desk.case_rows import (
    ALL,
    FILTERS,
    OPEN,
    SETTLED,
    BadCursor,
    CaseRow,
    UnknownFilter,
    narrowed,
    pick,
    read_cursor,
    row_of,
    row_query,
    rows_of,
    write_cursor,
)
from desk.case_view import CaseView
from desk.stock_page import StockLevel, stock_levels
from models.cases import Case
from rules.case_words import ENDED, Mover
from runtime.database import Database

LARGEST_PAGE = 100
#: Lines a screen of due cases shows at most; what is due later is found by searching.
LARGEST_BOARD = 200

__all__ = [
    "ALL",
    "FILTERS",
    "LARGEST_BOARD",
    "LARGEST_PAGE",
    "OPEN",
    "BadCursor",
    "CasePage",
    "CaseRow",
    "CaseView",
    "StockLevel",
    "Tally",
    "UnknownFilter",
    "board_version",
    "due_cases",
    "list_cases",
    "read_document",
    "stock_levels",
    "tally",
    "view_case",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """Cases, newest first, and the cursor of the page after; None on the last."""

    items: tuple[CaseRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many open cases there are, how many promises are overdue, and whose move it is."""

    open: int
    overdue: int
    desk: int
    customer: int
    carrier: int
    stock: int


def list_cases(
    database: Database,
    actor: Actor,
    *,
    cursor: str | None = None,
    limit: int = 50,
    only: str = OPEN,
    text: str = "",
) -> CasePage:
    """A page of at most `limit` (1 to 100) cases the actor may see, newest first.

    `only` is open, all or a stage; `text` is part of a case number, serial, IMEI or customer
    code. Raises BadCursor and UnknownFilter.
    """
    size = max(1, min(limit, LARGEST_PAGE))
    query = narrowed(row_query(), actor, only, text)
    if cursor:
        query = query.where(tuple_(Case.registered_at, Case.id) < read_cursor(cursor))
    query = query.order_by(Case.registered_at.desc(), Case.id.desc()).limit(size + 1)
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.execute(query).all()
    last = rows[size - 1] if len(rows) > size else None
    return CasePage(
        items=tuple(row_of(row) for row in rows[:size]),
        next=write_cursor(last.registered_at, last.id) if last else None,
    )


def due_cases(
    database: Database, actor: Actor, *, only: str = OPEN, text: str = ""
) -> tuple[CaseRow, ...]:
    """At most 200 cases the actor may see, soonest due first; a broken promise stays on top."""
    due = case(
        (Case.outbound.in_(SETTLED), Case.wake_at),
        else_=func.least(Case.promised_for, Case.wake_at),
    )
    order = due.asc().nulls_last(), Case.registered_at.desc(), Case.id
    soonest = rows_of(pick(actor, only, text, *order).limit(LARGEST_BOARD))
    with database.as_tenant(actor.tenant_id) as session:
        return tuple(row_of(row) for row in session.execute(soonest))


def tally(database: Database, actor: Actor, now: datetime) -> Tally:
    """The open cases the actor may see, counted by whose move it is."""
    late = Case.outbound.not_in(SETTLED) & (Case.promised_for <= now)
    movers = (Mover.DESK, Mover.CUSTOMER, Mover.CARRIER, Mover.STOCK)
    query = select(
        func.count().label("open"),
        func.count().filter(late).label("overdue"),
        *(func.count().filter(Case.mover == mover).label(mover.value) for mover in movers),
    ).where(Case.stage.not_in(ENDED), actor.sees)
    with database.as_tenant(actor.tenant_id) as session:
        return Tally(**session.execute(query).mappings().one())


def board_version(database: Database, actor: Actor) -> str:
    """A word that changes whenever a list of the cases the actor may see does."""
    steps = func.hashtextextended(cast(Case.id, Text), Case.version)
    open_now = select(func.count(), func.coalesce(func.sum(steps), 0)).where(
        Case.stage.not_in(ENDED), actor.sees
    )
    ever = select(func.count()).select_from(Case).where(actor.sees).scalar_subquery()
    with database.as_tenant(actor.tenant_id) as session:
        count, digest, known = session.execute(open_now.add_columns(ever)).one()
    return f"{known}.{count}.{int(digest):x}"
