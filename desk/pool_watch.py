"""Pools that changed are looked at once things settle: at most one open prompt of each model."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from activities.pool_counts import CountedPool, count_pools
from activities.pool_shortage import watch_pools
from desk.prompt_opening import Asking, have_it_look, open_prompts
from models.parties import Tenant
from models.pool_levels import PoolKey
from models.pools import Pool, PoolCheck
from models.prompts import RefillPrompt
from rules.errors import DeskError
from rules.pool_words import PromptState
from rules.prompt_schedule import Due
from rules.swap_stock import asks_customer
from runtime.announce import announce
from runtime.database import Database, RecordUnavailable, Role

#: Seconds in which changes of one pool come together into one check.
SETTLED = 0.3
#: Pools that are looked at in one go.
BATCH = 200
#: How long a pool that cannot be judged rests before it is looked at again.
REST = timedelta(minutes=5)
#: Ends after which a stock that is still short is not asked about for a while.
UNWANTED = frozenset({PromptState.DECLINED, PromptState.EXPIRED})
log = structlog.get_logger()


def check_due_pools(database: Database, now: datetime, *, settled_for: float = SETTLED) -> int:
    """Judge every pool that was asked to be checked and has settled; returns how many.

    A pool that cannot be judged holds no other back: it rests and is looked at again.
    """
    due = due_pools(database, now - timedelta(seconds=settled_for))
    return sum(check_tenant(database, tenant, pools, now) for tenant, pools in due.items())


def due_pools(database: Database, before: datetime) -> dict[uuid.UUID, list[uuid.UUID]]:
    """The pools of each tenant whose oldest check was asked by then, longest waiting first."""
    query = (
        select(PoolCheck.tenant_id, PoolCheck.pool_id)
        .group_by(PoolCheck.tenant_id, PoolCheck.pool_id)
        .having(func.min(PoolCheck.asked_at) <= before)
        .order_by(func.min(PoolCheck.seq))
        .limit(BATCH)
    )
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    with database.as_role(Role.RELAY) as session:
        for tenant_id, pool_id in session.execute(query):
            found.setdefault(tenant_id, []).append(pool_id)
    return found


def check_tenant(
    database: Database, tenant_id: uuid.UUID, pools: Sequence[uuid.UUID], now: datetime
) -> int:
    """All of them in one transaction; where that fails, each by itself."""
    try:
        with database.as_tenant(tenant_id) as session:
            return check_pools(session, tenant_id, pools, now)
    except RecordUnavailable:
        raise
    except (DeskError, LookupError) as trouble:
        if len(pools) > 1:
            return sum(check_tenant(database, tenant_id, [one], now) for one in pools)
        log.warning("pool_not_judged", pool=str(pools[0]), why=type(trouble).__name__)
        return let_rest(database, tenant_id, pools[0], now)


def let_rest(database: Database, tenant_id: uuid.UUID, pool_id: uuid.UUID, now: datetime) -> int:
    """Its checks become one that is asked later."""
    with database.as_tenant(tenant_id) as session:
        if take_checks(session, lock_pools(session, [pool_id]), now):
            session.add(PoolCheck(tenant_id=tenant_id, pool_id=pool_id, asked_at=now + REST))
    return 0


def check_pools(
    session: Session, tenant_id: uuid.UUID, pools: Sequence[uuid.UUID], now: datetime
) -> int:
    """Take the checks of these pools away, and open or refresh the prompts that follow.

    The checks are gone before anything is counted: whatever commits later asks anew.
    """
    rows = not_in_turn(session, lock_pools(session, pools))
    seen = take_checks(session, rows, now)
    open_ones = [row for row in rows if row.id in seen and row.closed_at is None]
    counted = count_pools(session, open_ones, now)
    tenant = session.get_one(Tenant, tenant_id).code
    act_on(Asking(session=session, tenant=tenant, at=now), counted, seen)
    announce(session, "board", str(tenant_id))
    return len(seen)


def lock_pools(session: Session, pools: Collection[uuid.UUID]) -> list[Pool]:
    """Those of the pools that nobody else looks at just now; the others are left to the next look.

    Rows that refer to a pool, such as new checks, can be added meanwhile.
    """
    query = select(Pool).where(Pool.id.in_(pools)).order_by(Pool.id)
    return list(session.scalars(query.with_for_update(key_share=True, skip_locked=True)))


def not_in_turn(session: Session, pools: Sequence[Pool]) -> list[Pool]:
    """The pools without those whose open prompt is being turned or answered just now.

    A turn that counted before the change and ends the prompt after this check would leave nobody
    to ask: such a pool is left to the next look, and every other turn waits for this one.
    """
    opened = select(RefillPrompt.id, RefillPrompt.pool_id).where(
        RefillPrompt.pool_id.in_([pool.id for pool in pools]),
        RefillPrompt.state == PromptState.OPEN,
    )
    of_pool = {row.id: row.pool_id for row in session.execute(opened)}
    at_rest = set(session.scalars(opened.with_for_update(read=True, skip_locked=True)))
    in_turn = {pool for prompt, pool in of_pool.items() if prompt not in at_rest}
    return [pool for pool in pools if pool.id not in in_turn]


def take_checks(session: Session, pools: Iterable[Pool], now: datetime) -> dict[uuid.UUID, int]:
    """Delete what was asked of these pools by now; returns the newest check of each."""
    asked = [pool.id for pool in pools]
    gone = session.execute(
        delete(PoolCheck)
        .where(PoolCheck.pool_id.in_(asked), PoolCheck.asked_at <= now)
        .returning(PoolCheck.pool_id, PoolCheck.seq)
    ).all()
    seen: dict[uuid.UUID, int] = {}
    for pool_id, seq in gone:
        seen[pool_id] = max(seq, seen.get(pool_id, 0))
    return seen


def act_on(asking: Asking, counted: Sequence[CountedPool], seen: Mapping[uuid.UUID, int]) -> None:
    """Have the workflow of each open prompt look, and ask where a model is short and none is open.

    A model whose last prompt was declined or has expired is left alone until its workflow says so;
    a stock about which somebody else decides, or the customer asks by itself, is for the board.
    """
    watched = watch_pools(asking.session, counted)
    last = newest_prompts(asking.session, [pool.row.id for pool in counted])
    for key, prompt in last.items():
        if prompt.state is PromptState.OPEN:
            have_it_look(asking, watched[key], prompt, seen[key[0]])
    asked = {pool.row.id for pool in counted if asks_customer(pool.stock)}
    wanted = [
        one
        for key, one in watched.items()
        if one.shortage and key[0] in asked and may_ask(last.get(key))
    ]
    open_prompts(asking, wanted, last)


def newest_prompts(session: Session, pools: Collection[uuid.UUID]) -> dict[PoolKey, RefillPrompt]:
    """The newest prompt of each pool and model."""
    query = (
        select(RefillPrompt)
        .ext(distinct_on(RefillPrompt.pool_id, RefillPrompt.model_id))
        .where(RefillPrompt.pool_id.in_(pools))
        .order_by(RefillPrompt.pool_id, RefillPrompt.model_id, RefillPrompt.number.desc())
    )
    return {(row.pool_id, row.model_id): row for row in session.scalars(query)}


def may_ask(last: RefillPrompt | None) -> bool:
    """Whether the customer may be asked now: nothing is open, and it did not just say no."""
    if last is None:
        return True
    resting = last.state in UNWANTED and Due.ASK_AGAIN in last.schedule
    return last.state is not PromptState.OPEN and not resting
