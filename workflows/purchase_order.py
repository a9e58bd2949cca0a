"""An order to a supplier is followed: sent, told late, until it is complete or cancelled."""

from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from rules.pool_orders import OrderRef, OrderTurn, Turned
    from rules.pool_words import COMING

#: A new run with an empty history begins after this many turns.
TURNS_A_RUN = 100
RECORD_PATIENCE = RetryPolicy(
    initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(minutes=1)
)
RECORD_ANSWERS_IN = timedelta(seconds=30)


@workflow.defn(name="purchase_order")
class PurchaseOrder:
    """The story of one order; the record says what is due, the workflow waits for it."""

    @workflow.init
    def __init__(self, ref: OrderRef) -> None:
        """All state before the first signal: one may come before `run` starts."""
        self.ref = ref
        self.changed = False

    @workflow.signal
    def look(self) -> None:
        """The order is not as it was; told twice it is harmless."""
        self.changed = True

    @workflow.run
    async def run(self, ref: OrderRef) -> str:
        """Turn it whenever something is due or changed, until nothing more is to come."""
        turns = 0
        while (turned := await self.turn()).state in COMING or self.changed:
            await self.sleep_until(turned.next_at)
            turns += 1
            if turns == TURNS_A_RUN:
                workflow.continue_as_new(ref)
        return turned.state

    async def turn(self) -> Turned:
        """Have everything written that is due by now; the state, and what is due next."""
        self.changed = False
        turned: Turned = await workflow.execute_activity(
            "turn_order",
            OrderTurn(order=self.ref, at=workflow.now()),
            result_type=Turned,
            start_to_close_timeout=RECORD_ANSWERS_IN,
            retry_policy=RECORD_PATIENCE,
        )
        return turned

    async def sleep_until(self, instant: datetime | None) -> None:
        """Sleep until that instant, or until the order changes."""
        patience = None if instant is None else max(instant - workflow.now(), timedelta())
        try:
            await workflow.wait_condition(lambda: self.changed, timeout=patience)
        except TimeoutError:
            return
