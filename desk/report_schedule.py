"""The schedule of each tenant's monthly reports, kept on the workflow server."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.service import RPCError

from desk.refusals import WorkflowsUnavailable
from desk.workflow_door import TASK_QUEUE
from models.parties import Tenant
from rules.report_orders import ReportsRef
from runtime.database import Database, Role

#: On the first of a month at six in UTC; where the month is not over by then, the story waits.
FIRST_AT_SIX = ScheduleCalendarSpec(
    day_of_month=(ScheduleRange(1),), hour=(ScheduleRange(6),), comment="quality reports"
)
#: A run that was due while the server was away is made up for, as long as it is this month's.
CATCH_UP = timedelta(days=27)
ANSWERS_IN = timedelta(seconds=5)


def tenants_to_report(database: Database) -> list[ReportsRef]:
    """Every tenant."""
    with database.as_role(Role.RECONCILE) as session:
        rows = session.execute(select(Tenant.id, Tenant.code).order_by(Tenant.code)).all()
    return [ReportsRef(tenant_id=str(tenant_id), tenant=code) for tenant_id, code in rows]


async def keep_schedules(
    client: Client, reports: Iterable[ReportsRef], *, task_queue: str = TASK_QUEUE
) -> int:
    """Make or mend the schedule of each tenant, and say how many there are; harmless to repeat.

    A schedule that somebody paused stays paused. Raises WorkflowsUnavailable.
    """
    kept = 0
    for ref in reports:
        wanted = schedule_of(ref, task_queue)
        try:
            await keep_schedule(client, ref.schedule_id, wanted)
        except RPCError as error:
            raise WorkflowsUnavailable from error
        kept += 1
    return kept


async def keep_schedule(client: Client, schedule_id: str, wanted: Schedule) -> None:
    """The schedule as wanted, whether or not it is there already."""
    try:
        await client.create_schedule(schedule_id, wanted, rpc_timeout=ANSWERS_IN)
    except ScheduleAlreadyRunningError:

        def mended(known: ScheduleUpdateInput) -> ScheduleUpdate:
            wanted.state = known.description.schedule.state
            return ScheduleUpdate(schedule=wanted)

        handle = client.get_schedule_handle(schedule_id)
        await handle.update(mended, rpc_timeout=ANSWERS_IN)


def schedule_of(ref: ReportsRef, task_queue: str) -> Schedule:
    """What runs when: two runs of a tenant never overlap, none is lost."""
    return Schedule(
        action=ScheduleActionStartWorkflow(
            "quality_month", ref, id=ref.workflow_id, task_queue=task_queue
        ),
        spec=ScheduleSpec(calendars=[FIRST_AT_SIX]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.BUFFER_ALL, catchup_window=CATCH_UP),
    )
