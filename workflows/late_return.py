"""A unit turns up for a case that has already ended: book it in and tell its story."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from rules.case_orders import LateReturn


@workflow.defn(name="late_return")
class LateReturnStory:
    """The story of a unit that comes home after its case has ended."""

    @workflow.run
    async def run(self, late: LateReturn) -> str:
        """Book the unit's custody and add it to the ended case's story."""
        settled: str = await workflow.execute_activity(
            "settle_late_return",
            late,
            result_type=str,
            start_to_close_timeout=timedelta(seconds=30),
            retry_policy=RetryPolicy(maximum_interval=timedelta(seconds=30)),
        )
        return settled
