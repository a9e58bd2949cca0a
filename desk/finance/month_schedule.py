"""The schedule by which the close of each tenant's month begins, kept on the workflow server."""

from collections.abc import Iterable

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
)
from temporalio.service import RPCError

from desk.refusals import WorkflowsUnavailable
from desk.report_schedule import CATCH_UP, keep_schedule
from desk.workflow_door import TASK_QUEUE
from rules.finance.month_orders import MonthsRef

#: On the first of a month at six in UTC: by the first working hours, what a machine can do is done.
FIRST_AT_SIX = ScheduleCalendarSpec(
    day_of_month=(ScheduleRange(1),), hour=(ScheduleRange(6),), comment="the freight month"
)


async def keep_months(
    client: Client, tenants: Iterable[MonthsRef], *, task_queue: str = TASK_QUEUE
) -> int:
    """Make or mend the schedule of each tenant, and say how many there are; harmless to repeat.

    A schedule that somebody paused stays paused. Raises WorkflowsUnavailable.
    """
    kept = 0
    for ref in tenants:
        try:
            await keep_schedule(client, ref.schedule_id, schedule_of(ref, task_queue))
        except RPCError as error:
            raise WorkflowsUnavailable from error
        kept += 1
    return kept


def schedule_of(ref: MonthsRef, task_queue: str) -> Schedule:
    """What runs when: two runs of a tenant never overlap, none is lost."""
    return Schedule(
        action=ScheduleActionStartWorkflow(
            "freight_months", ref, id=ref.workflow_id, task_queue=task_queue
        ),
        spec=ScheduleSpec(calendars=[FIRST_AT_SIX]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.BUFFER_ALL, catchup_window=CATCH_UP),
    )
