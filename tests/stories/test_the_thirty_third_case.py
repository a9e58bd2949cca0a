"""400 phones need 32 in the pool; the 33rd case waits, and is told before its promise breaks."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from activities.pool_counts import count_pools
from models.cases import Case, Promise, PromiseOutcome
from models.pools import Pool
from rules.case_facts import Told
from rules.case_words import Outbound
from rules.pools import PoolLevel
from tests.pools import TestPool, open_a_pool
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, HOUR, outbound
from tests.way_back import PhoneCustomer, a_phone_swap

pytestmark = pytest.mark.asyncio(loop_scope="module")

CONTOSO = PhoneCustomer(code="contoso")
#: 14:00 in Stockholm on the day of registration: the last moment for the next day's delivery.
CUTOFF = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def level(stage: harness.Stage, pool: TestPool) -> PoolLevel:
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        row = session.get_one(Pool, (stage.desk.tenant_id, pool.pool_id))
        return count_pools(session, [row], BEFORE_CUTOFF)[0].models[0].level


def promises(stage: harness.Stage, number: str) -> list[Promise]:
    """Every promise of the case, the first one first."""
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        found = session.scalars(
            select(Promise).where(Promise.case_id == case_id).order_by(Promise.due_at)
        ).all()
        session.expunge_all()
        return list(found)


async def test_the_thirty_third_case_waits_and_hears_a_later_day_before_the_first_one_breaks(
    stage: harness.Stage,
) -> None:
    pool = open_a_pool(stage.database, stage.desk.tenant_id)
    assert (level(stage, pool).base, level(stage, pool).target) == (400, 32)
    forms = [a_phone_swap(CONTOSO, f"CC-{n}", BEFORE_CUTOFF) for n in range(1, 33)]
    numbers = await asyncio.gather(*(stage.open(form) for form in forms))
    for number in numbers:
        await stage.until(number, outbound(Outbound.RESERVED))
    last = await stage.open(a_phone_swap(CONTOSO, "CC-33", BEFORE_CUTOFF + MINUTE))
    state = await stage.until(last, lambda s: "promise_chance" in s.deadlines)
    assert state.outbound is Outbound.WAITING
    assert state.deadlines["promise_chance"] == CUTOFF
    assert (level(stage, pool).available, level(stage, pool).waiting) == (0, 1)

    await stage.skip_to(last, CUTOFF)
    state = await stage.until(last, lambda s: "promise_remade" in stage.letters(s.number))
    first, second = promises(stage, last)
    # Told at 14:00, a day and more before the end of the day that was promised.
    assert (first.superseded_at, first.outcome) == (CUTOFF, PromiseOutcome.OPEN)
    assert CUTOFF < first.due_at == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    # Nothing is ordered: 12 days' lead time end on Saturday 5 December.
    assert second.due_at == state.promise_due == datetime(2026, 12, 8, 23, 0, tzinfo=UTC)
    assert second.explanation.startswith("A unit is expected Sat 5 December 2026")
    assert stage.story(last).count("promise_remade") == 1

    # A unit becomes free: the case that waits has it at once, and hears nothing more.
    at = CUTOFF + HOUR
    await stage.decide(numbers[0], Told.CANCEL_ASKED, at, because="The phone works again.")
    state = await stage.until(last, outbound(Outbound.RESERVED))
    assert "promise_chance" not in state.deadlines
    assert stage.letters(last).count("promise_remade") == 1
