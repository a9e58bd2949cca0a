"""Claims on the real workflow server: mailed, told to expire, expired; credited by a later bill."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from temporalio.client import WorkflowExecutionStatus

from desk.finance.dispute_view import DisputeView
from runtime.temporal import skip_to
from tests.disputes import EIGHT_DAYS, DisputeDesk, TestBill, credit, over
from tests.stories import harness

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def finance(stage: harness.Stage) -> DisputeDesk:
    desk = DisputeDesk(record=stage.database, desk=stage.desk)
    days = replace(EIGHT_DAYS, days=20, remind_days=3)
    return await asyncio.to_thread(desk.furnish, days)


async def disputed(finance: DisputeDesk, tracking: str) -> tuple[str, TestBill]:
    """A bill of today with one claim on it."""
    now = datetime.now(UTC)

    def opened() -> tuple[str, TestBill]:
        bill = finance.bill(over(tracking), issued_on=now.date())
        return finance.open(bill, at=now), bill

    return await asyncio.to_thread(opened)


async def until(
    finance: DisputeDesk, number: str, reached: Callable[[DisputeView], bool]
) -> DisputeView:
    async with asyncio.timeout(harness.PATIENCE):
        await harness.eventually(lambda: reached(finance.view(number)))
    return await asyncio.to_thread(finance.view, number)


async def ended(stage: harness.Stage, finance: DisputeDesk, number: str) -> str:
    workflow_id = finance.ref(number).workflow_id
    handle = stage.client.get_workflow_handle(workflow_id, result_type=str)
    async with asyncio.timeout(harness.PATIENCE):
        state: str = await handle.result()
    return state


async def test_item_7_a_claim_is_mailed_told_to_expire_and_expires_at_the_carriers_deadline(
    stage: harness.Stage, finance: DisputeDesk
) -> None:
    number, bill = await disputed(finance, await asyncio.to_thread(finance.shipment))
    sent = await until(finance, number, lambda view: view.sent_at is not None)
    assert sent.next_at == sent.deadline - timedelta(days=3)
    ref = finance.ref(number)
    for _ in range(2):
        await stage.door.look(ref)
    await stage.restart_worker()
    assert sent.next_at is not None
    await skip_to(stage.client, ref.workflow_id, sent.next_at)
    told = await until(finance, number, lambda view: view.alerted_at is not None)
    assert (told.state, told.next_at) == ("sent", sent.deadline)
    handle = stage.client.get_workflow_handle(ref.workflow_id)
    assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING
    await skip_to(stage.client, ref.workflow_id, sent.deadline)
    assert await ended(stage, finance, number) == "expired"
    assert finance.words(number) == ["opened", "sent", "expiring", "expired"]
    assert finance.letters(number) == ["dispute_sent"]
    assert finance.agreed(bill) == [None]
    await stage.keep_history("freight_dispute-expired", ref.workflow_id)


async def test_item_7_a_later_bill_credits_the_claim_and_ends_its_workflow(
    stage: harness.Stage, finance: DisputeDesk
) -> None:
    tracking = await asyncio.to_thread(finance.shipment)
    number, bill = await disputed(finance, tracking)
    await until(finance, number, lambda view: view.sent_at is not None)
    now = datetime.now(UTC)
    for amount, state in (("15.00", "partial"), ("25.00", "credited")):
        later = await asyncio.to_thread(finance.bill, credit(tracking, amount))
        assert await asyncio.to_thread(finance.credit, later, now) == 1
        await until(finance, number, lambda view, state=state: view.state == state)  # type: ignore[misc]
        await stage.restart_worker()
    assert await ended(stage, finance, number) == "credited"
    assert finance.words(number) == ["opened", "sent", "partly_credited", "credited"]
    assert finance.agreed(bill) == ["139.00"]


async def test_a_claim_that_is_withdrawn_before_it_is_mailed_ends_without_a_letter(
    stage: harness.Stage, finance: DisputeDesk
) -> None:
    number, _ = await disputed(finance, await asyncio.to_thread(finance.shipment))
    await asyncio.to_thread(finance.withdraw, number, datetime.now(UTC))
    for _ in range(2):
        await stage.door.look(finance.ref(number))
        assert await ended(stage, finance, number) == "withdrawn"
    assert set(finance.letters(number)) <= {"dispute_sent", "dispute_withdrawn"}
    assert finance.letters(number).count("dispute_withdrawn") <= 1
