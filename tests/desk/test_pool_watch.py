"""A pool that runs low is asked about once, and its open prompt follows it."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from activities.ordering import NewLine
from models.contracts import Contract
from models.exchange import OutboxMessage
from models.pools import PoolCheck, PoolEvent
from models.prompts import RefillPrompt
from rules.forecast_words import forecast_sentence
from rules.pool_words import PoolWord, PromptKind, PromptState
from rules.prompt_schedule import Due
from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.orders import placed
from tests.pool_moves import bring_back, checks_asked, look, looks_owed, prompts, soon, take
from tests.pools import PoolCustomer, TestPool, open_a_pool


@pytest.fixture
def pool(shared_record: Database, desk: TestDesk) -> TestPool:
    """400 phones and 32 to swap: nothing to ask for."""
    found = open_a_pool(shared_record, desk.tenant_id)
    while look(shared_record):
        pass  # what other tests left in this database
    assert prompts(shared_record, desk, found) == []
    return found


def end(record: Database, desk: TestDesk, prompt: RefillPrompt, state: PromptState) -> None:
    """The prompt ends as its workflow ends it; after a no it waits before it asks again."""
    now = datetime.now(UTC)
    with record.as_tenant(desk.tenant_id) as session:
        row = session.get_one(RefillPrompt, (desk.tenant_id, prompt.id))
        row.state, row.ended_at, row.ended_by = state, now, "approver@contoso.example"
        again = now + timedelta(days=28)
        row.schedule, row.next_at = {Due.ASK_AGAIN.value: again.isoformat()}, again


def test_a_pool_at_its_target_is_asked_about_by_nobody(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    assert checks_asked(shared_record, desk) == 0
    assert prompts(shared_record, desk, pool) == []


def test_two_missing_phones_open_one_prompt_with_price_supplier_and_reason(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    take(shared_record, desk, pool, 2)
    look(shared_record)
    [prompt] = prompts(shared_record, desk, pool)
    assert (prompt.kind, prompt.state, prompt.number) == (PromptKind.REFILL, PromptState.OPEN, 1)
    assert (prompt.quantity, prompt.unit_price, prompt.currency) == (2, Decimal(4990), "SEK")
    assert (prompt.supplier_id, prompt.offered_id) == (pool.supplier_id, pool.model_id)
    assert (prompt.schedule, prompt.next_at) == ({}, prompt.opened_at)
    because = prompt.because
    assert (because["base"], because["target"], because["counted"]) == (400, 32, 30)
    assert because["reasons"][0] == {
        "code": "below_target",
        "facts": {"level": "30", "goal": "32", "missing": "2"},
    }
    assert "12 days' lead time" in forecast_sentence(because["forecast"])


def test_an_opened_prompt_is_told_in_the_pools_story_and_owed_to_its_workflow(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    take(shared_record, desk, pool, 2)
    look(shared_record)
    [prompt] = prompts(shared_record, desk, pool)
    with shared_record.as_tenant(desk.tenant_id) as session:
        [told] = session.scalars(select(PoolEvent).where(PoolEvent.prompt_id == prompt.id)).all()
        [owed] = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "prompt")).all()
    assert (told.word, told.details["quantity"]) == (PoolWord.PROMPT_OPENED, 2)
    assert owed.payload == {
        "tenant": desk.tenant,
        "prompt_id": str(prompt.id),
        "key": "contoso-phones/PHONE-X2/1",
    }


def test_a_second_check_opens_no_second_prompt_but_has_the_open_one_look(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    take(shared_record, desk, pool, 2)
    look(shared_record)
    take(shared_record, desk, pool, 3)
    look(shared_record)
    [prompt] = prompts(shared_record, desk, pool)
    assert looks_owed(shared_record, desk, prompt) == 2
    look(shared_record)
    assert looks_owed(shared_record, desk, prompt) == 2, "nothing changed, so nobody looks"


def test_a_recovery_has_the_open_prompt_look(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    taken = take(shared_record, desk, pool, 2)
    look(shared_record)
    bring_back(shared_record, desk, pool, taken)
    look(shared_record)
    [prompt] = prompts(shared_record, desk, pool)
    assert (prompt.state, looks_owed(shared_record, desk, prompt)) == (PromptState.OPEN, 2)


def test_a_prompt_that_is_being_answered_is_not_passed_by(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    # The turn counted before two more were taken, and withdraws the prompt afterwards.
    taken = take(shared_record, desk, pool, 2)
    look(shared_record)
    bring_back(shared_record, desk, pool, taken)
    look(shared_record)
    [prompt] = prompts(shared_record, desk, pool)
    with shared_record.as_tenant(desk.tenant_id) as turn:
        row = turn.scalars(
            select(RefillPrompt).where(RefillPrompt.id == prompt.id).with_for_update()
        ).one()
        take(shared_record, desk, pool, 5)
        assert look(shared_record) == 0
        row.state, row.ended_at = PromptState.WITHDRAWN, datetime.now(UTC)
        row.ended_by, row.next_at = "desk", None
    look(shared_record)
    asked = prompts(shared_record, desk, pool)
    assert [(one.number, one.state) for one in asked] == [
        (1, PromptState.WITHDRAWN),
        (2, PromptState.OPEN),
    ]
    assert asked[1].quantity == 5


def test_two_customers_pools_are_judged_each_by_itself(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    other = open_a_pool(shared_record, desk.tenant_id, PoolCustomer(code="tailspin", phones=30))
    take(shared_record, desk, pool, 1)
    look(shared_record)
    assert [one.quantity for one in prompts(shared_record, desk, pool)] == [1]
    assert [one.quantity for one in prompts(shared_record, desk, other)] == [2]


def test_the_pools_of_two_tenants_are_looked_at_in_one_go_and_kept_apart(
    shared_record: Database, shared_url: str, desk: TestDesk, pool: TestPool
) -> None:
    neighbour = found_desk(shared_url, shared_record, code=f"other-{uuid.uuid4().hex[:8]}")
    theirs = open_a_pool(shared_record, neighbour.tenant_id, PoolCustomer(phones=31))
    take(shared_record, desk, pool, 4)
    assert look(shared_record) == 2
    [mine], [his] = prompts(shared_record, desk, pool), prompts(shared_record, neighbour, theirs)
    assert (mine.quantity, his.quantity) == (4, 1)
    assert looks_owed(shared_record, neighbour, mine) == 0


def test_a_burst_of_moves_is_one_check(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    for _ in range(12):
        take(shared_record, desk, pool, 1)
    assert checks_asked(shared_record, desk) == 12
    assert look(shared_record) == 1
    assert checks_asked(shared_record, desk) == 0
    assert [one.quantity for one in prompts(shared_record, desk, pool)] == [12]


def test_a_pool_in_motion_is_left_until_its_first_change_has_settled(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    take(shared_record, desk, pool, 2)
    assert look(shared_record, datetime.now(UTC) - timedelta(seconds=30)) == 0
    assert checks_asked(shared_record, desk) == 2
    assert look(shared_record) == 1


def test_nothing_is_asked_for_what_is_on_order_already(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    line = NewLine(model_id=pool.model_id, quantity=3, unit_price=Decimal(4990))
    placed(shared_record, desk.tenant_id, pool, lines=(line,))
    take(shared_record, desk, pool, 3)
    look(shared_record)
    assert prompts(shared_record, desk, pool) == []
    take(shared_record, desk, pool, 1)
    look(shared_record)
    assert [one.quantity for one in prompts(shared_record, desk, pool)] == [1]


@pytest.mark.parametrize("state", [PromptState.DECLINED, PromptState.EXPIRED])
def test_after_a_no_nobody_asks_until_the_workflow_does(
    shared_record: Database, desk: TestDesk, pool: TestPool, state: PromptState
) -> None:
    take(shared_record, desk, pool, 2)
    look(shared_record)
    [first] = prompts(shared_record, desk, pool)
    end(shared_record, desk, first, state)
    take(shared_record, desk, pool, 10)
    look(shared_record)
    assert len(prompts(shared_record, desk, pool)) == 1
    with shared_record.as_tenant(desk.tenant_id) as session:
        row = session.get_one(RefillPrompt, (desk.tenant_id, first.id))
        row.schedule, row.next_at = {}, None
        session.add(PoolCheck(tenant_id=desk.tenant_id, pool_id=pool.pool_id))
    look(shared_record)
    assert [(one.number, one.quantity) for one in prompts(shared_record, desk, pool)] == [
        (1, 2),
        (2, 12),
    ]


def test_without_a_price_the_customer_is_asked_all_the_same(
    shared_record: Database, desk: TestDesk
) -> None:
    unpriced = PoolCustomer(price=None, phones=30)
    pool = open_a_pool(shared_record, desk.tenant_id, unpriced)
    look(shared_record)
    [prompt] = prompts(shared_record, desk, pool)
    assert (prompt.quantity, prompt.unit_price, prompt.currency) == (2, None, "")
    assert prompt.supplier_id is None


def test_a_surplus_asks_for_nothing(shared_record: Database, desk: TestDesk) -> None:
    pool = open_a_pool(shared_record, desk.tenant_id, PoolCustomer(phones=60))
    look(shared_record)
    assert prompts(shared_record, desk, pool) == []


def test_a_contract_may_want_to_be_asked_late_and_for_more(
    shared_record: Database, desk: TestDesk
) -> None:
    terms = {"ask_below": "90", "least": 6}
    pool = open_a_pool(shared_record, desk.tenant_id, PoolCustomer(refill=terms))
    take(shared_record, desk, pool, 3)
    look(shared_record)
    assert prompts(shared_record, desk, pool) == [], "29 of 32 is above 90 per cent"
    take(shared_record, desk, pool, 1)
    look(shared_record)
    assert [one.quantity for one in prompts(shared_record, desk, pool)] == [6]


def test_a_pool_that_cannot_be_judged_rests_and_holds_no_other_back(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    other = open_a_pool(shared_record, desk.tenant_id, PoolCustomer(code="tailspin", phones=30))
    with shared_record.as_tenant(desk.tenant_id) as session:
        contract = session.get_one(Contract, (desk.tenant_id, pool.contract_id))
        contract.settings = {**contract.settings, "no_such_setting": 1}
    take(shared_record, desk, pool, 2)
    assert look(shared_record) == 1
    assert [one.quantity for one in prompts(shared_record, desk, other)] == [2]
    with shared_record.as_tenant(desk.tenant_id) as session:
        session.execute(
            text("UPDATE contracts SET settings = settings - 'no_such_setting' WHERE id = :id"),
            {"id": pool.contract_id},
        )
    assert look(shared_record) == 0, "it rests"
    assert look(shared_record, soon() + timedelta(minutes=6)) >= 1
    assert [one.quantity for one in prompts(shared_record, desk, pool)] == [2]
