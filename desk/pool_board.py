"""The pool board: pools by code, a page at a time, of which only the pools shown are counted."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, or_, select, text
from sqlalchemy.orm import Session

from activities.pool_counts import CountedPool, count_pools
from desk.actors import Actor
from desk.case_rows import BadCursor
from desk.pool_lines import PoolLine, is_short, lines_of, lines_of_counted
from models.parties import Customer
from models.pools import Pool
from models.prompts import RefillPrompt
from rules.pool_words import PromptState
from runtime.database import Database

LARGEST_PAGE = 100
#: Pools below target are found by counting: so many at once, and so many at most for one page.
COUNTED_AT_ONCE, MOST_COUNTED = 250, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolFilter:
    """What the board is narrowed to.

    `customer` is a code; `text` part of a pool's code, name, site or family, or of its customer's
    code or name.
    """

    customer: str = ""
    text: str = ""
    open_prompt: bool = False
    below_target: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolPage:
    """Pools by code, and the cursor of the page after; None on the last.

    `looked_at` says how many pools were counted to find those below target: a page may be short
    although more follow.
    """

    items: tuple[PoolLine, ...]
    next: str | None
    looked_at: int


def list_pools(
    database: Database,
    actor: Actor,
    now: datetime,
    *,
    wanted: PoolFilter | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> PoolPage:
    """A page of at most `limit` (1 to 100) open pools the actor may see, by code.

    Raises NotAllowed and BadCursor.
    """
    actor.require("see stock")
    wanted, size = wanted or PoolFilter(), max(1, min(limit, LARGEST_PAGE))
    query = pools_seen(actor, wanted)
    if cursor:
        query = query.where(Pool.code > read_cursor(cursor))
    with database.as_tenant(actor.tenant_id) as session:
        if wanted.below_target:
            return short_page(session, query, size, now)
        rows = session.scalars(query.limit(size + 1)).all()
        return PoolPage(
            items=lines_of(session, rows[:size], now),
            next=write_cursor(rows[size - 1].code) if len(rows) > size else None,
            looked_at=len(rows[:size]),
        )


def record_version(database: Database, actor: Actor) -> str:
    """A word that stays the same only while no transaction that has written anything ends.

    Whoever sees the same snapshot of the record sees the same pools.
    """
    with database.as_tenant(actor.tenant_id) as session:
        return str(session.execute(text("SELECT pg_current_snapshot()::text")).scalar_one())


def pools_seen(actor: Actor, wanted: PoolFilter) -> Select[Pool]:
    """The open pools the actor may see, by code; a customer's person sees its own."""
    query = select(Pool).where(Pool.closed_at.is_(None)).order_by(Pool.code)
    if actor.customer_id is not None:
        query = query.where(Pool.customer_id == actor.customer_id)
    if wanted.customer:
        named = select(Customer.id).where(Customer.code == wanted.customer)
        query = query.where(Pool.customer_id.in_(named))
    if wanted.open_prompt:
        asked = exists().where(
            RefillPrompt.tenant_id == Pool.tenant_id,
            RefillPrompt.pool_id == Pool.id,
            RefillPrompt.state == PromptState.OPEN,
        )
        query = query.where(asked)
    return with_text(query, wanted.text) if wanted.text else query


def with_text(query: Select[Pool], part: str) -> Select[Pool]:
    """Narrowed to what has this part; wildcards in it mean themselves."""
    own = (Pool.code, Pool.name, Pool.site, Pool.family)
    theirs = (Customer.code, Customer.name)
    customers = select(Customer.id).where(
        or_(*(one.icontains(part, autoescape=True) for one in theirs))
    )
    return query.where(
        or_(*(one.icontains(part, autoescape=True) for one in own), Pool.customer_id.in_(customers))
    )


def short_page(session: Session, query: Select[Pool], size: int, now: datetime) -> PoolPage:
    """Pools below target, counted many at once until the page is full or MOST_COUNTED are seen."""
    found: list[CountedPool] = []
    looked_at, after, more = 0, "", True
    while more and len(found) < size and looked_at < MOST_COUNTED:
        rows = session.scalars(query.where(Pool.code > after).limit(COUNTED_AT_ONCE)).all()
        found += [one for one in count_pools(session, rows, now) if is_short(one)]
        looked_at, more = looked_at + len(rows), len(rows) == COUNTED_AT_ONCE
        after = rows[-1].code if rows else after
    if len(found) > size:
        after, more = found[size - 1].row.code, True
    return PoolPage(
        items=lines_of_counted(session, found[:size]),
        next=write_cursor(after) if more else None,
        looked_at=looked_at,
    )


def write_cursor(code: str) -> str:
    """An opaque word for where a page ended."""
    return base64.urlsafe_b64encode(code.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> str:
    """The code the page before ended with (BadCursor)."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        code = base64.b64decode(padded.encode(), altchars=b"-_", validate=True).decode()
    except (ValueError, binascii.Error) as wrong:
        raise BadCursor from wrong
    if not code or "\x00" in code:
        raise BadCursor
    return code
