"""A tenant's monthly reports, started by its schedule on the real workflow server."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from temporalio.client import ScheduleActionExecutionStartWorkflow, ScheduleHandle
from temporalio.service import RPCError
from temporalio.worker import Replayer
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from desk.report_schedule import keep_schedules, tenants_to_report
from models.contracts import Contract
from models.papers import Notification
from models.parties import Contact
from models.reports import QualityReportRow
from rules.local_month import month_before
from rules.report_orders import ReportsRef
from runtime.payloads import DATA_CONVERTER
from tests.stories import harness
from workers.reporting import keep_reporting
from workflows.quality_month import QualityMonth

pytestmark = pytest.mark.asyncio(loop_scope="module")


def own(stage: harness.Stage) -> ReportsRef:
    """The reports of this story's tenant."""
    known = tenants_to_report(stage.database)
    return next(one for one in known if one.tenant == stage.desk.tenant)


async def scheduled(stage: harness.Stage) -> ScheduleHandle:
    """The tenant's schedule, made or mended."""
    reports = own(stage)
    assert await keep_schedules(stage.client, [reports], task_queue=stage.task_queue) == 1
    return stage.client.get_schedule_handle(reports.schedule_id)


def told(stage: harness.Stage) -> tuple[Sequence[date], Sequence[str]]:
    """The months that are reported, and the letters that are owed for them."""
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        months = session.scalars(select(QualityReportRow.month)).all()
        letters = session.scalars(
            select(Notification.key).where(Notification.letter == "quality_report")
        ).all()
        return months, letters


def with_reader(stage: harness.Stage) -> None:
    """One customer of several has a reader: a contact its contract names."""
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        contract = session.scalars(select(Contract).where(Contract.number == "C-100")).one()
        contact = Contact(
            tenant_id=contract.tenant_id,
            customer_id=contract.customer_id,
            name="Ada Orderer",
            email="orders@fabrikam.example",
            phone="",
            locale="sv",
        )
        session.add(contact)
        session.flush()
        contract.contact_id = contact.id


async def ran(schedule: ScheduleHandle, times: int) -> list[str]:
    """The workflows the schedule has started, once there are so many and each has ended."""
    await waited(lambda found: len(found) >= times, schedule)
    runs = (await schedule.describe()).info.recent_actions
    started = [one.action for one in runs]
    return [
        one.workflow_id for one in started if isinstance(one, ScheduleActionExecutionStartWorkflow)
    ]


async def waited(enough: Callable[[Sequence[object]], bool], schedule: ScheduleHandle) -> None:
    async with asyncio.timeout(harness.PATIENCE):
        while True:
            info = (await schedule.describe()).info
            if enough(info.recent_actions) and not info.running_actions:
                return
            await asyncio.sleep(0.1)


async def test_the_schedule_tells_each_customer_s_month_once(stage: harness.Stage) -> None:
    await asyncio.to_thread(with_reader, stage)
    schedule = await scheduled(stage)
    await schedule.trigger()
    [first] = await ran(schedule, 1)
    # fabrikam, adatum, litware and proseware; northwind's programme tells no statistics.
    assert await stage.client.get_workflow_handle(first).result() == 4
    months, letters = await asyncio.to_thread(told, stage)
    last = month_before(datetime.now(UTC).date().replace(day=1))
    assert list(months) == [last] * 4
    assert list(letters) == [f"quality/fabrikam/{last:%Y-%m}"]

    await schedule.trigger()
    again = (await ran(schedule, 2))[-1]
    assert await stage.client.get_workflow_handle(again).result() == 0
    assert await asyncio.to_thread(told, stage) == (months, letters)

    await stage.keep_history("quality_month", first)
    history = await stage.client.get_workflow_handle(first).fetch_history()
    runner = SandboxedWorkflowRunner(
        restrictions=SandboxRestrictions.default.with_passthrough_modules("rules")
    )
    replayer = Replayer(
        workflows=[QualityMonth], data_converter=DATA_CONVERTER, workflow_runner=runner
    )
    await replayer.replay_workflow(history)


async def test_a_schedule_is_mended_and_stays_paused(stage: harness.Stage) -> None:
    schedule = await scheduled(stage)
    await schedule.pause(note="The desk is closed.")
    await scheduled(stage)
    known = await schedule.describe()
    assert (known.schedule.state.paused, known.schedule.state.note) == (True, "The desk is closed.")
    await schedule.unpause()
    known = await schedule.describe()
    next_runs = known.info.next_action_times
    assert {(at.day, at.hour, at.minute) for at in next_runs} == {(1, 6, 0)}
    assert [month_before(at.date()) for at in next_runs[1:3]] == [at.date() for at in next_runs[:2]]


async def test_a_tenant_has_its_schedule_without_being_asked(stage: harness.Stage) -> None:
    schedule = await scheduled(stage)
    await schedule.delete()
    stop = asyncio.Event()
    looking = asyncio.create_task(
        keep_reporting(stage.client, stage.database, stop, task_queue=stage.task_queue)
    )
    async with asyncio.timeout(harness.PATIENCE):
        while not await there(schedule):  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0.1)
    stop.set()
    await looking


async def there(schedule: ScheduleHandle) -> bool:
    try:
        await schedule.describe()
    except RPCError:
        return False
    return True
