"""Whatever is open in the record gets its workflow back, and messages reach the workflows."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from activities.letters import Post
from activities.ordering import NewLine
from desk.reconciling import prompts_to_follow, reconcile
from desk.routing import Owed
from desk.workflow_door import Followed
from models.exchange import OutboxMessage
from models.orders import StockOrder
from models.prompts import RefillPrompt
from rules.case_orders import CaseRef
from rules.contract_orders import ContractRef
from rules.pool_words import OrderState, PromptState
from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.desk.test_routing import ClosedDoor
from tests.orders import placed
from tests.pool_moves import look, prompts, take
from tests.pools import TestPool, open_a_pool
from workers.relay import Relay

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class NotingDoor(ClosedDoor):
    """A door that notes who was asked to look."""

    def __init__(self) -> None:
        self.looked: list[str] = []

    async def start(self, story: str, ref: CaseRef) -> None:
        raise AssertionError(story, ref)

    async def look(self, ref: Followed) -> None:
        self.looked.append(ref.workflow_id)

    async def follow(self, contract: ContractRef) -> None:
        del contract


@pytest.fixture
def desk(empty_database: str, record: Database) -> TestDesk:
    return found_desk(empty_database, record)


@pytest.fixture
def pool(record: Database, desk: TestDesk) -> TestPool:
    """A pool with one open prompt."""
    found = open_a_pool(record, desk.tenant_id)
    take(record, desk, found, 2)
    look(record)
    return found


def end(record: Database, desk: TestDesk, pool: TestPool, next_at: datetime | None) -> None:
    """The pool's prompt was declined, and has this to wait for."""
    [prompt] = prompts(record, desk, pool)
    with record.as_tenant(desk.tenant_id) as session:
        row = session.get_one(RefillPrompt, (desk.tenant_id, prompt.id))
        row.state, row.ended_at, row.next_at = PromptState.DECLINED, NOW, next_at


def order(record: Database, desk: TestDesk, pool: TestPool) -> StockOrder:
    line = NewLine(model_id=pool.model_id, quantity=2, unit_price=Decimal(4990))
    return placed(record, desk.tenant_id, pool, lines=(line,))


async def test_open_prompts_and_orders_that_are_still_to_come_are_looked_at(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    door, coming = NotingDoor(), order(record, desk, pool)
    done = await reconcile(record, door)
    assert (done.prompts, done.orders, done.contracts) == (1, 1, 3)
    assert door.looked == [
        "acme/prompt/contoso-phones/PHONE-X2/1",
        f"acme/order/{coming.number}",
    ]


async def test_a_cancelled_order_is_left_alone(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    placed_id = order(record, desk, pool).id
    with record.as_tenant(desk.tenant_id) as session:
        row = session.get_one(StockOrder, (desk.tenant_id, placed_id))
        row.state, row.cancelled_at = OrderState.CANCELLED, NOW
    assert (await reconcile(record, NotingDoor())).orders == 0


def test_a_declined_prompt_is_followed_until_it_may_be_asked_again(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    end(record, desk, pool, NOW + timedelta(days=28))
    assert [one.key for one in prompts_to_follow(record)] == ["contoso-phones/PHONE-X2/1"]
    end(record, desk, pool, None)
    assert prompts_to_follow(record) == []


def owed(record: Database, desk: TestDesk) -> list[Owed]:
    with record.as_tenant(desk.tenant_id) as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.kind)).all()
        return [
            Owed(
                tenant_id=row.tenant_id,
                outbox_id=row.id,
                kind=row.kind,
                payload=row.payload,
                case_id="",
            )
            for row in rows
            if row.kind in {"prompt", "order"}
        ]


async def test_the_relay_has_prompts_and_orders_looked_at(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    door, number = NotingDoor(), order(record, desk, pool).number
    relay = Relay(record, door, Post(host="127.0.0.1", port=1, sender="desk@acme.example"))
    for message in owed(record, desk):
        await relay.act(message)
    assert door.looked == [f"acme/order/{number}", "acme/prompt/contoso-phones/PHONE-X2/1"]


async def test_one_look_of_the_relay_checks_a_pool_and_starts_its_prompt(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    end(record, desk, pool, None)
    door = NotingDoor()
    relay = Relay(record, door, Post(host="127.0.0.1", port=1, sender="desk@acme.example"))
    take(record, desk, pool, 1)
    with record.as_tenant(desk.tenant_id) as session:
        for row in session.scalars(select(OutboxMessage)):
            row.done_at = NOW
    async with asyncio.timeout(20):
        while not door.looked:
            await relay.look()
    assert door.looked == ["acme/prompt/contoso-phones/PHONE-X2/2"]
