"""The board: which cases there are, what is due, and a version that tells two looks apart."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, and_, case, cast, func, outerjoin, select, tuple_

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
    promise_is_late,
    read_cursor,
    row_of,
    row_query,
    rows_of,
    write_cursor,
)
from desk.case_view import CaseView
from desk.clock_view import counted_clocks, soonest_clocks
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
    """How many open cases there are, how many of them are overdue or soon, whose move it is."""

    open: int
    overdue: int
    warning: int
    desk: int
    customer: int
    carrier: int
    stock: int
    manufacturer: int


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

    `only` is open, all, a stage, overdue or warning; `text` is part of a case number, serial, IMEI
    or customer code. Raises BadCursor and UnknownFilter.
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
    database: Database,
    actor: Actor,
    *,
    only: str = OPEN,
    text: str = "",
    now: datetime | None = None,
) -> tuple[CaseRow, ...]:
    """At most 200 cases the actor may see: the soonest instant of a promise or clock comes first.

    A case with neither stands where it looks again; a broken promise stays on top.
    """
    clock = soonest_clocks()
    of_the_case = and_(clock.c.tenant_id == Case.tenant_id, clock.c.case_id == Case.id)
    promised = case((Case.outbound.in_(SETTLED), None), else_=Case.promised_for)
    due = func.coalesce(func.least(promised, clock.c.due_at), Case.wake_at)
    order = due.asc().nulls_last(), Case.wake_at, Case.registered_at.desc(), Case.id
    source = outerjoin(Case, clock, of_the_case)
    picked = pick(actor, only, text, *order, source=source, now=now)
    with database.as_tenant(actor.tenant_id) as session:
        return tuple(row_of(row) for row in session.execute(rows_of(picked.limit(LARGEST_BOARD))))


def tally(database: Database, actor: Actor, now: datetime) -> Tally:
    """The open cases the actor may see, counted by whose move it is."""
    clock = counted_clocks(now)
    of_the_case = and_(clock.c.tenant_id == Case.tenant_id, clock.c.case_id == Case.id)
    overdue = promise_is_late(now) | clock.c.overdue
    movers = (Mover.DESK, Mover.CUSTOMER, Mover.CARRIER, Mover.STOCK, Mover.MANUFACTURER)
    query = (
        select(
            func.count().label("open"),
            func.count().filter(overdue).label("overdue"),
            func.count().filter(clock.c.warning).label("warning"),
            *(func.count().filter(Case.mover == mover).label(mover.value) for mover in movers),
        )
        .select_from(outerjoin(Case, clock, of_the_case))
        .where(Case.stage.not_in(ENDED), actor.sees)
    )
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
