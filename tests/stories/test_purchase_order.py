"""An order to a supplier on the real workflow server: mailed once, told late once, called off."""

import asyncio
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import pytest_asyncio
from sqlalchemy import select
from temporalio.client import WorkflowExecutionStatus

from activities.orders import OrderRecord
from desk.order_view import OrderView, order_page
from desk.orders import CancelForm, ExpectForm, cancel_order, expect_another_day
from models.papers import Document, Notification, Paper
from models.parties import Tenant
from rules.pool_orders import OrderRef, OrderTurn
from rules.pool_words import PoolWord
from runtime.temporal import skip_to
from tests.orders import deliver, placed
from tests.pools import PoolCustomer, TestPool, open_a_pool
from tests.stories import harness

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool(stage: harness.Stage) -> TestPool:
    wanted = PoolCustomer(code="contoso", fleet=100, phones=8)
    return await asyncio.to_thread(open_a_pool, stage.database, stage.desk.tenant_id, wanted)


async def ordered(stage: harness.Stage, pool: TestPool) -> OrderRef:
    """An order placed now whose workflow was told to look."""
    order = await asyncio.to_thread(
        placed, stage.database, stage.desk.tenant_id, pool, at=datetime.now(UTC)
    )
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        tenant = session.get_one(Tenant, stage.desk.tenant_id).code
    return OrderRef(
        tenant_id=str(stage.desk.tenant_id),
        tenant=tenant,
        order_id=str(order.id),
        number=order.number,
    )


def page(stage: harness.Stage, ref: OrderRef) -> OrderView:
    return order_page(stage.database, stage.desk.clerk, ref.number, datetime.now(UTC))


async def until(
    stage: harness.Stage, ref: OrderRef, reached: Callable[[OrderView], bool]
) -> OrderView:
    async with asyncio.timeout(harness.PATIENCE):
        await harness.eventually(lambda: reached(page(stage, ref)))
    return await asyncio.to_thread(page, stage, ref)


async def ended(stage: harness.Stage, ref: OrderRef) -> str:
    handle = stage.client.get_workflow_handle(ref.workflow_id, result_type=str)
    async with asyncio.timeout(harness.PATIENCE):
        state: str = await handle.result()
    return state


def letters(stage: harness.Stage, ref: OrderRef) -> list[str]:
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        return list(
            session.scalars(
                select(Notification.letter)
                .where(Notification.about_id == uuid.UUID(ref.order_id))
                .order_by(Notification.queued_at, Notification.key)
            )
        )


def papers(stage: harness.Stage, ref: OrderRef) -> int:
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        found = select(Document.id).where(
            Document.kind == Paper.PURCHASE_ORDER,
            Document.key.startswith(f"order/{ref.number}/"),
        )
        return len(session.scalars(found).all())


def told(found: OrderView, word: PoolWord) -> int:
    return [entry.word for entry in found.story].count(word)


async def day_of_lateness(stage: harness.Stage, ref: OrderRef) -> datetime:
    """The instant that the order's workflow sleeps until."""
    found = await until(
        stage, ref, lambda view: view.next_at is not None and view.sent_at is not None
    )
    assert found.next_at is not None
    return found.next_at


async def test_an_order_is_mailed_once_told_late_once_expected_anew_and_cancelled(
    stage: harness.Stage, pool: TestPool
) -> None:
    ref = await ordered(stage, pool)
    late = await day_of_lateness(stage, ref)
    assert letters(stage, ref) == ["purchase_order"]
    turn = OrderTurn(order=ref, at=datetime.now(UTC))
    repeated = [asyncio.to_thread(OrderRecord(stage.database).turn_order, turn) for _ in range(3)]
    assert {one.state for one in await asyncio.gather(*repeated)} == {"placed"}
    await stage.restart_worker()
    await stage.door.look(ref)
    await skip_to(stage.client, ref.workflow_id, late)
    found = await until(stage, ref, lambda view: view.late_told_for is not None)
    await stage.door.look(ref)
    assert letters(stage, ref) == ["purchase_order", "order_chased", "order_late"]
    assert papers(stage, ref) == 1
    assert (told(found, PoolWord.ORDER_SENT), told(found, PoolWord.ORDER_LATE)) == (1, 1)
    assert await status(stage, ref) is WorkflowExecutionStatus.RUNNING

    another = ExpectForm(
        number=ref.number, expected_on=date.fromordinal(late.toordinal() + 60), because="Customs."
    )
    await asyncio.to_thread(expect_another_day, stage.database, stage.desk.clerk, another, "day")
    again = await day_of_lateness(stage, ref)
    assert again.date() > another.expected_on
    assert letters(stage, ref).count("order_late") == 1

    calls_off = CancelForm(number=ref.number, because="The fleet shrank.")
    for _ in range(2):
        await asyncio.to_thread(cancel_order, stage.database, stage.desk.clerk, calls_off, "cancel")
    assert await ended(stage, ref) == "cancelled"
    assert letters(stage, ref)[-1] == "order_cancelled"
    assert letters(stage, ref).count("order_cancelled") == 1


async def status(stage: harness.Stage, ref: OrderRef) -> WorkflowExecutionStatus | None:
    return (await stage.client.get_workflow_handle(ref.workflow_id).describe()).status


async def test_an_order_ends_when_the_rest_has_come(stage: harness.Stage, pool: TestPool) -> None:
    ref = await ordered(stage, pool)
    await day_of_lateness(stage, ref)
    for count, state in ((3, "partial"), (5, "complete")):
        await asyncio.to_thread(deliver, stage.database, stage.desk.tenant_id, ref.number, count)
        assert (await asyncio.to_thread(page, stage, ref)).state == state
        await stage.door.look(ref)
    assert await ended(stage, ref) == "complete"
    assert letters(stage, ref) == ["purchase_order"]
    await stage.keep_history("purchase_order-complete", ref.workflow_id)


async def test_an_order_that_is_looked_at_after_its_end_ends_again(
    stage: harness.Stage, pool: TestPool
) -> None:
    ref = await ordered(stage, pool)
    calls_off = CancelForm(number=ref.number, because="A mistake.")
    await asyncio.to_thread(cancel_order, stage.database, stage.desk.clerk, calls_off, "mistake")
    for _ in range(2):
        await stage.door.look(ref)
        assert await ended(stage, ref) == "cancelled"
    assert letters(stage, ref).count("order_cancelled") <= 1
