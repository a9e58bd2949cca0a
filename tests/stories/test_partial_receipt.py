"""An order comes in two parts: a waiting case gets its unit, the rest ends the order's workflow."""

import asyncio
from datetime import timedelta

import pytest

from desk.deliveries import import_delivery, receive_delivery
from desk.quality_hold import HoldForm, held_units, judge_held
from rules.case_words import Outbound
from rules.pool_orders import OrderRef
from tests.deliveries import CAME, a_file, a_waiting_swap, billed, came, serials, state_of, story
from tests.orders import ORDERED, placed
from tests.pools import PoolCustomer, open_a_pool
from tests.stories.harness import PATIENCE, Stage, eventually
from tests.stories.steps import outbound

pytestmark = pytest.mark.asyncio(loop_scope="module")
HOUR = timedelta(hours=1)


async def test_an_order_that_comes_in_parts_serves_who_waits_and_ends_with_the_rest(
    stage: Stage,
) -> None:
    record, clerk, tenant = stage.database, stage.desk.clerk, stage.desk.tenant_id
    pool = open_a_pool(record, tenant, PoolCustomer(code="tailspin", phones=0))
    number = await stage.open(a_waiting_swap("tailspin", "TAILSPIN-BROKEN-1", ORDERED - HOUR))
    await stage.until(number, outbound(Outbound.WAITING))
    order = placed(record, tenant, pool, by="approver@tailspin.example")
    ref = OrderRef(
        tenant_id=str(tenant), tenant=stage.desk.tenant, order_id=str(order.id), number=order.number
    )
    await follows(stage, ref)

    # Five of eight come; the supplier's file says so. They are judged before anybody gets one.
    rows = (f"{order.number};N-1;{one}" for one in serials(1, 5, "TAIL"))
    file = a_file(*rows, header="Ordernummer;Följesedel;Serienummer")
    first = await asyncio.to_thread(import_delivery, record, clerk, file, stage.key())
    assert (first["received"], first["granted"]) == (5, 0)
    assert stage.state(number).outbound is Outbound.WAITING
    assert len(held_units(record, clerk)) == 5

    # One is cracked; the first that passes goes to the case.
    await judge(stage, "TAIL-0005", finding="The screen is cracked.")
    assert (await judge(stage, "TAIL-0001"))["granted"] == 1
    await stage.until(number, outbound(Outbound.RESERVED))
    assert stage.reserved_serial(number) == "TAIL-0001"

    # The same file again changes nothing; the rest is scanned, and the workflow has nothing to do.
    again = await asyncio.to_thread(import_delivery, record, clerk, file, stage.key())
    assert (again["received"], again["already"]) == (0, 5)
    assert state_of(record, tenant, order.number) == "partial"
    for serial in serials(6, 8, "TAIL"):
        form = came(order.number, serial, note="N-2", at=CAME + HOUR)
        await asyncio.to_thread(receive_delivery, record, clerk, form, stage.key())
    assert state_of(record, tenant, order.number) == "complete"
    async with asyncio.timeout(PATIENCE):
        assert await stage.client.get_workflow_handle(ref.workflow_id).result() == "complete"

    assert [count for count, _ in billed(record, tenant).values()] == [5, 1, 1, 1]
    assert sum(float(amount) for _, amount in billed(record, tenant).values()) == 8 * 4990
    assert story(record, tenant) == [
        *("order_placed", "order_sent", "delivery_received", "unit_failed", "unit_passed"),
        *("delivery_received", "delivery_received", "delivery_received", "order_complete"),
    ]


async def follows(stage: Stage, ref: OrderRef) -> None:
    """Wait until the order's workflow runs."""
    async with asyncio.timeout(PATIENCE):
        await eventually(lambda: sent(stage))
    await stage.client.get_workflow_handle(ref.workflow_id).describe()


def sent(stage: Stage) -> bool:
    """Whether the order was told to be sent to its supplier."""
    return "order_sent" in story(stage.database, stage.desk.tenant_id)


async def judge(stage: Stage, serial: str, finding: str = "") -> dict[str, object]:
    """Pass the unit, or fail it where something was found."""
    form = HoldForm(units=(serial,), passed=not finding, finding=finding, at=CAME)
    return await asyncio.to_thread(judge_held, stage.database, stage.desk.clerk, form, stage.key())
