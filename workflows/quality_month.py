"""A schedule starts it once a month: every report of the month before is written and sent."""

from datetime import date, datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey

with workflow.unsafe.imports_passed_through():
    from rules.local_month import month_before
    from rules.report_orders import ReportsOrder, ReportsRef, ReportsWritten

#: When the schedule meant it to run: a server that was away starts it late.
MEANT_FOR = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")
RECORD_PATIENCE = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=10)
)
WRITTEN_WITHIN = timedelta(hours=1)
HEARD_OF_EVERY = timedelta(minutes=2)


@workflow.defn(name="quality_month")
class QualityMonth:
    """The story of a tenant's reports of one month."""

    @workflow.run
    async def run(self, reports: ReportsRef) -> int:
        """Write what is not written yet; where the month is not over, wait until it is."""
        month = month_meant()
        done = await self.write(reports, month)
        count = done.written
        while done.again_at is not None:
            await workflow.sleep(max(done.again_at - workflow.now(), timedelta(seconds=1)))
            done = await self.write(reports, month)
            count += done.written
        return count

    async def write(self, reports: ReportsRef, month: date) -> ReportsWritten:
        """Have the month's reports written as of now."""
        order = ReportsOrder(reports=reports, month=month, at=workflow.now())
        done: ReportsWritten = await workflow.execute_activity(
            "write_quality_reports",
            order,
            result_type=ReportsWritten,
            start_to_close_timeout=WRITTEN_WITHIN,
            heartbeat_timeout=HEARD_OF_EVERY,
            retry_policy=RECORD_PATIENCE,
        )
        return done


def month_meant() -> date:
    """The first day of the month before the one it was scheduled in."""
    meant: datetime = workflow.info().typed_search_attributes.get(MEANT_FOR, workflow.now())
    return month_before(meant.date().replace(day=1))
