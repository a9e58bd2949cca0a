"""A claim on a carrier's bill is followed: mailed, told to expire, until it is credited or over."""

from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from rules.finance.freight_words import DISPUTED
    from rules.finance.month_orders import DisputeRef, DisputeTurn
    from rules.pool_orders import Turned

#: A new run with an empty history begins after this many turns.
TURNS_A_RUN = 100
RECORD_PATIENCE = RetryPolicy(
    initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(minutes=1)
)
#: A packet of some hundred charges is drawn in seconds.
RECORD_ANSWERS_IN = timedelta(minutes=2)


@workflow.defn(name="freight_dispute")
class FreightDispute:
    """The story of one dispute; the record says what is due, the workflow waits for it."""

    @workflow.init
    def __init__(self, ref: DisputeRef) -> None:
        """All state before the first signal: one may come before `run` starts."""
        self.ref = ref
        self.changed = False

    @workflow.signal
    def look(self) -> None:
        """The dispute is not as it was; told twice it is harmless."""
        self.changed = True

    @workflow.run
    async def run(self, ref: DisputeRef) -> str:
        """Turn it whenever something is due or changed, until nothing more is to come."""
        turns = 0
        while (turned := await self.turn()).state in DISPUTED or self.changed:
            await self.sleep_until(turned.next_at)
            turns += 1
            if turns == TURNS_A_RUN:
                workflow.continue_as_new(ref)
        return turned.state

    async def turn(self) -> Turned:
        """Have everything written that is due by now; the state, and what is due next."""
        self.changed = False
        turned: Turned = await workflow.execute_activity(
            "turn_dispute",
            DisputeTurn(dispute=self.ref, at=workflow.now()),
            result_type=Turned,
            start_to_close_timeout=RECORD_ANSWERS_IN,
            retry_policy=RECORD_PATIENCE,
        )
        return turned

    async def sleep_until(self, instant: datetime | None) -> None:
        """Sleep until that instant, or until the dispute changes."""
        patience = None if instant is None else max(instant - workflow.now(), timedelta())
        try:
            await workflow.wait_condition(lambda: self.changed, timeout=patience)
        except TimeoutError:
            return
