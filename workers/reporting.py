"""Sees to it that every tenant, also one founded later, has its reports and its months."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

import structlog
from temporalio.client import Client

from desk.finance.month_schedule import keep_months
from desk.report_schedule import keep_schedules, tenants_to_report
from desk.workflow_door import TASK_QUEUE
from rules.errors import DeskError
from rules.finance.month_orders import MonthsRef
from rules.report_orders import ReportsRef
from runtime.database import Database

#: Seconds between looks for a tenant that is new: its first report is due a month later.
LOOK = 600.0
log = structlog.get_logger()


async def keep_reporting(
    client: Client, database: Database, stop: asyncio.Event, *, task_queue: str = TASK_QUEUE
) -> None:
    """Make or mend each tenant's schedules once, and look for new tenants, until told to stop."""
    kept: set[ReportsRef] = set()
    while not stop.is_set():
        try:
            found = await asyncio.to_thread(tenants_to_report, database)
            new = [one for one in found if one not in kept]
            await keep_schedules(client, new, task_queue=task_queue)
            await keep_months(client, months_of(new), task_queue=task_queue)
            kept.update(found)
        except DeskError as trouble:
            log.warning("reports_wait", why=trouble.code)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK)


def months_of(tenants: Iterable[ReportsRef]) -> list[MonthsRef]:
    """The same tenants, by their months."""
    return [MonthsRef(tenant_id=one.tenant_id, tenant=one.tenant) for one in tenants]
