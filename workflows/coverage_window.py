"""A contract sleeps until its next date, for years: notices, offers, lapses, fees."""

from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from rules.contract_orders import ContractRef, CoverageDay, CoverageOrder, CoverageTurn

#: A new run with an empty history begins after this many days that were turned.
DAYS_A_RUN = 24
RECORD_PATIENCE = RetryPolicy(
    initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(minutes=1)
)
RECORD_ANSWERS_IN = timedelta(seconds=30)


@workflow.defn(name="coverage_window")
class CoverageWindow:
    """The story of a contract's dates; the record names them, the workflow waits for them."""

    @workflow.init
    def __init__(self, ref: ContractRef) -> None:
        """All state before the first signal: one may come before `run` starts."""
        self.ref = ref
        self.changed = False

    @workflow.signal
    def contract_changed(self) -> None:
        """The contract or one of its devices is not as it was; told twice it is harmless."""
        self.changed = True

    @workflow.run
    async def run(self, ref: ContractRef) -> str:
        """Turn each day that comes, until the record names no further one."""
        turned = 0
        while (next_at := await self.turn()) is not None or self.changed:
            await self.sleep_until(next_at)
            turned += 1
            if turned == DAYS_A_RUN:
                workflow.continue_as_new(ref)
        return "quiet"

    async def turn(self) -> datetime | None:
        """Have everything written that is due by now; the instant the record names next."""
        self.changed = False
        # One instant for both: a midnight between the two would be nobody's.
        order = CoverageOrder(contract=self.ref, at=workflow.now())
        await workflow.execute_activity(
            "turn_coverage_day",
            order,
            result_type=CoverageTurn,
            start_to_close_timeout=RECORD_ANSWERS_IN,
            retry_policy=RECORD_PATIENCE,
        )
        day: CoverageDay = await workflow.execute_activity(
            "next_coverage_date",
            order,
            result_type=CoverageDay,
            start_to_close_timeout=RECORD_ANSWERS_IN,
            retry_policy=RECORD_PATIENCE,
        )
        return day.at

    async def sleep_until(self, instant: datetime | None) -> None:
        """Sleep until that instant, or until the contract changes."""
        patience = None if instant is None else max(instant - workflow.now(), timedelta())
        try:
            await workflow.wait_condition(lambda: self.changed, timeout=patience)
        except TimeoutError:
            return
