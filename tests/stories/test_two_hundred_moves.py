"""Two hundred movements at once, and several who look: one prompt for each pool and model."""

import random
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from activities.pool_counts import count_pools
from activities.pool_shortage import watch_pools
from desk.pool_watch import check_due_pools
from models.devices import Unit
from models.locations import Place
from models.pools import Pool, PoolEvent
from models.prompts import RefillPrompt
from models.stock import lock_shelf, place_of
from rules.pool_words import PoolWord, PromptState
from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.pool_moves import (
    another_model,
    carry,
    hold_also,
    look,
    looks_owed,
    prompts,
    soon,
    take,
)
from tests.pools import PoolCustomer, TestPool, open_a_pool

HANDS, CHECKERS = 16, 4
#: 1,250 phones at 8 per cent: a pool that is exactly full with a hundred units.
HUNDRED = PoolCustomer(fleet=1250, phones=100)


@pytest.fixture
def crowded(record_url: str) -> Iterator[Database]:
    """Enough connections for everybody who moves, looks and turns at the same time."""
    database = Database(record_url, connections=HANDS + CHECKERS + 2)
    yield database
    database.close()


@pytest.fixture
def desk(empty_database: str, crowded: Database) -> TestDesk:
    return found_desk(empty_database, crowded)


def units_of(record: Database, desk: TestDesk, pool: TestPool) -> list[uuid.UUID]:
    with record.as_tenant(desk.tenant_id) as session:
        query = select(Unit.id).where(Unit.location_id == pool.shelf_id)
        return list(session.scalars(query))


def scrap(record: Database, desk: TestDesk, pool: TestPool, unit: uuid.UUID) -> None:
    """One movement in a transaction of its own, as every door of the desk makes it."""
    with record.as_tenant(desk.tenant_id) as session:
        lock_shelf(session, desk.tenant_id, pool.shelf_id)
        carry(session, desk, unit, place_of(session, Place.SCRAP))


def turn(record: Database, desk: TestDesk) -> None:
    """What the workflow of a prompt does: lock it, count its pool, write."""
    with record.as_tenant(desk.tenant_id) as session:
        query = select(RefillPrompt).where(RefillPrompt.state == PromptState.OPEN)
        for row in session.scalars(query.order_by(RefillPrompt.id).with_for_update()):
            pool = session.get_one(Pool, (desk.tenant_id, row.pool_id))
            found = watch_pools(session, count_pools(session, [pool], soon()))
            short = found[row.pool_id, row.model_id].shortage
            row.quantity = short.quantity if short else row.quantity
            session.add(
                PoolEvent(
                    tenant_id=desk.tenant_id,
                    key=f"test/{uuid.uuid4()}",
                    pool_id=pool.id,
                    prompt_id=row.id,
                    word=PoolWord.PROMPT_AMENDED,
                    at=datetime.now(UTC),
                    actor="desk",
                )
            )


def again_and_again(done: threading.Event, act: Callable[[], object]) -> int:
    """Do it until everything has moved; returns how often it was done."""
    times = 0
    while not done.is_set():
        act()
        times += 1
    return times


def move_all(record: Database, desk: TestDesk, pools: list[TestPool], seed: int) -> list[int]:
    """Every unit of these pools is scrapped by some hand while others look and turn.

    Returns how often each of the others did. Whatever went wrong in any of them is raised.
    """
    moves = [(pool, unit) for pool in pools for unit in units_of(record, desk, pool)]
    random.Random(seed).shuffle(moves)
    done = threading.Event()

    def check() -> int:
        return check_due_pools(record, soon(), settled_for=0)

    with ThreadPoolExecutor(HANDS + CHECKERS + 1) as people:
        others: list[Future[int]] = [
            people.submit(again_and_again, done, check) for _ in range(CHECKERS)
        ]
        others.append(people.submit(again_and_again, done, lambda: turn(record, desk)))
        hands = [people.submit(scrap, record, desk, pool, unit) for pool, unit in moves]
        try:
            for hand in hands:
                hand.result()
        finally:
            done.set()
        return [other.result() for other in others]


@pytest.mark.parametrize("seed", range(3))
def test_two_hundred_concurrent_moves_open_one_prompt_for_each_pool_and_model(
    crowded: Database, desk: TestDesk, seed: int
) -> None:
    pools = [
        open_a_pool(crowded, desk.tenant_id, replace(HUNDRED, code=code))
        for code in ("contoso", "tailspin")
    ]
    assert sum(len(units_of(crowded, desk, pool)) for pool in pools) == 200
    assert all(move_all(crowded, desk, pools, seed)), "everybody had a turn"
    look(crowded)
    turn(crowded, desk)
    for pool in pools:
        [prompt] = prompts(crowded, desk, pool)
        assert (prompt.number, prompt.state, prompt.quantity) == (1, PromptState.OPEN, 100)
        assert looks_owed(crowded, desk, prompt) > 1, "later moves had the open prompt look"
    with crowded.as_tenant(desk.tenant_id) as session:
        opened = select(PoolEvent.id).where(PoolEvent.word == PoolWord.PROMPT_OPENED)
        assert len(session.scalars(opened).all()) == len(pools)


def test_two_hundred_moves_of_one_pool_with_two_models_open_one_prompt_of_each(
    crowded: Database, desk: TestDesk
) -> None:
    pool = open_a_pool(crowded, desk.tenant_id, HUNDRED)
    other = another_model(crowded, desk, "PHONE-Y2")
    hold_also(crowded, desk, pool, other, units=100, fleet=1250)
    assert len(units_of(crowded, desk, pool)) == 200
    move_all(crowded, desk, [pool], seed=7)
    look(crowded)
    asked = prompts(crowded, desk, pool)
    assert {one.model_id for one in asked} == {pool.model_id, other}
    assert [one.number for one in asked] == [1, 1]


def test_the_database_itself_refuses_a_second_open_prompt(
    crowded: Database, desk: TestDesk
) -> None:
    pool = open_a_pool(crowded, desk.tenant_id)
    take(crowded, desk, pool, 2)
    look(crowded)
    [prompt] = prompts(crowded, desk, pool)
    with (
        pytest.raises(IntegrityError, match="uq_refill_prompts_open"),
        crowded.as_tenant(desk.tenant_id) as session,
    ):
        session.add(
            RefillPrompt(
                tenant_id=desk.tenant_id,
                pool_id=pool.pool_id,
                model_id=pool.model_id,
                number=2,
                kind=prompt.kind,
                state=PromptState.OPEN,
                offered_id=pool.model_id,
                quantity=1,
                because={},
                next_at=prompt.next_at,
                opened_at=prompt.opened_at,
            )
        )
        session.flush()
    assert len(prompts(crowded, desk, pool)) == 1
