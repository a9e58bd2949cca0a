"""How a promise is watched while its case waits, and made anew before it breaks."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.entries import Clerk, Page, when
from activities.pool_counts import terms_of
from models.cases import Promise, PromiseKind, PromiseOutcome
from models.locations import UnitRequest
from models.pool_levels import expected_days
from models.pools import Pool, PoolModel
from models.stock import request_of
from rules.case_facts import Told
from rules.case_state import Entry
from rules.case_words import Enter
from rules.coverage_dates import day_of
from rules.promises import Promise as PromiseMade
from rules.promises_remade import last_chance, remake
from rules.refill_terms import RefillTerms


def current_promise(page: Page) -> Promise | None:
    """The promise that holds now, if it was stored as it was made."""
    found = page.session.scalars(
        select(Promise).where(Promise.case_id == page.case.id, Promise.superseded_at.is_(None))
    ).first()
    return found if found is not None and found.made else None


def watch_promise(page: Page, entry: Entry) -> None:
    """Name the instant after which a unit would come too late."""
    row = current_promise(page)
    if row is None:
        return
    chance = last_chance(PromiseMade.from_json(row.made), page.terms, page.calendars)
    page.result(
        Told.PROMISE_WATCHED,
        when(entry),
        part=str(len(page.results)),
        chance=max(chance, when(entry)).isoformat(),
    )


def remake_promise(page: Page, entry: Entry) -> None:
    """Write the later promise beside the old one, which stays readable, and say what holds."""
    row, at = current_promise(page), when(entry)
    if row is None:
        return
    expected = expected_on(page, at)
    made = remake(PromiseMade.from_json(row.made), expected, page.terms, page.calendars)
    row.superseded_at = at
    page.session.flush()
    page.session.add(remade_row(page, row, made, at))
    page.session.flush()
    page.result(
        Told.PROMISE_REMADE,
        at,
        due_at=made.due_at.isoformat(),
        kind=made.kind.value,
        because=made.explanation,
        chance=last_chance(made, page.terms, page.calendars).isoformat(),
    )


def remade_row(page: Page, before: Promise, made: PromiseMade, at: datetime) -> Promise:
    """The promise that follows the one before, under the next number."""
    count = select(func.count()).where(Promise.case_id == page.case.id, Promise.kind == before.kind)
    number = page.session.scalars(count).one() + 1
    return Promise(
        tenant_id=page.case.tenant_id,
        key=page.key(f"promise/{made.kind}/{number}"),
        case_id=page.case.id,
        kind=PromiseKind(made.kind.value),
        counted_from=at,
        due_at=made.due_at,
        explanation=made.explanation,
        made=made.to_json(),
        programme_version=before.programme_version,
        calendar_hash=made.calendar_hash,
        outcome=PromiseOutcome.OPEN,
    )


def expected_on(page: Page, at: datetime) -> date:
    """The day a unit is expected: of the order for its pool, else after the usual lead time."""
    today = day_of(at, page.terms.timezone)
    request = request_of(page.session, page.key(f"request/{page.state.attempt}"))
    pool = pool_asked(page.session, request) if request else None
    if request is None or pool is None:
        return today + timedelta(days=RefillTerms().lead_days)
    ordered = expected_days(page.session, [pool.id]).get((pool.id, request.model_id))
    if ordered is not None:
        return max(ordered, today + timedelta(days=1))
    return today + timedelta(days=pool.lead_days or lead_days(page.session, pool))


def pool_asked(session: Session, request: UnitRequest) -> Pool | None:
    """The pool on whose shelf the case waits for a unit."""
    return session.scalars(
        select(Pool)
        .join(PoolModel, (PoolModel.tenant_id == Pool.tenant_id) & (PoolModel.pool_id == Pool.id))
        .where(PoolModel.shelf_id == request.shelf_id, PoolModel.model_id == request.model_id)
    ).one_or_none()


def lead_days(session: Session, pool: Pool) -> int:
    """The lead time of the pool's contract, as it is in force now."""
    stock = terms_of(session, pool).ground.swap_stock
    return (stock.refill if stock else RefillTerms()).lead_days


PROMISE_CLERKS: dict[Enter, Clerk] = {
    Enter.WATCH_PROMISE: watch_promise,
    Enter.REMAKE_PROMISE: remake_promise,
}
