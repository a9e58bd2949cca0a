"""A month of the books is closed: frozen, rated, matched, approved, billed, posted, locked."""

from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey

with workflow.unsafe.imports_passed_through():
    from rules.finance.closing import STEPS
    from rules.finance.money_words import CloseStep
    from rules.finance.month_orders import MonthRef, MonthsRef, MonthTurn
    from rules.local_month import month_before
    from rules.pool_orders import Turned

#: A new run with an empty history begins after this many turns.
TURNS_A_RUN = 100
#: When the schedule meant it to run: a server that was away starts it late.
MEANT_FOR = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")
RECORD_PATIENCE = RetryPolicy(
    initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(minutes=5)
)
#: A step of a large month takes minutes; a worker that is gone is noticed sooner.
A_STEP_ENDS_IN = timedelta(hours=2)
HEARD_OF_EVERY = timedelta(seconds=15)
RECORD_ANSWERS_IN = timedelta(seconds=30)


@workflow.defn(name="freight_month")
class FreightMonth:
    """The story of one close; the record says which step is due and what holds it up."""

    @workflow.init
    def __init__(self, ref: MonthRef) -> None:
        """All state before the first signal: one may come before `run` starts."""
        self.ref = ref
        self.changed = False
        self.due = CloseStep.FREEZE
        self.turns = 0

    @workflow.signal
    def look(self) -> None:
        """Somebody decided something of the month; told twice it is harmless."""
        self.changed = True

    @workflow.run
    async def run(self, _: MonthRef) -> str:
        """Close the month, and again where it was re-opened and asked for meanwhile."""
        await self.close()
        while self.changed:
            self.due = CloseStep.FREEZE
            await self.close()
        return self.due

    async def close(self) -> None:
        """Each step once, one after another; a step that the record knows as done is passed by."""
        await self.until_done(CloseStep.FREEZE)  # what comes later is the next month's
        await self.until_done(CloseStep.RATE)  # shipments and billable events get their prices
        await self.until_done(CloseStep.MATCH)  # every charge of the carriers gets its verdict
        await self.until_done(CloseStep.EXCEPTIONS)  # people decide what no rule does
        await self.until_done(CloseStep.APPROVE)  # one person approves, another asks to close
        await self.until_done(CloseStep.ISSUE)  # statements: draft, days of grace, final
        await self.until_done(CloseStep.POST)  # bills, statements, accruals: into the books
        await self.until_done(CloseStep.LOCK)  # the figures are kept, nothing more is posted

    async def until_done(self, step: CloseStep) -> None:
        """Turn the month until the record is past this step; what holds it up is waited for."""
        while STEPS.index(self.due) <= STEPS.index(step):
            turned = await self.turn()
            self.due = CloseStep(turned.state)
            await self.sleep_until(turned.next_at)

    async def turn(self) -> Turned:
        """Have the step done that is due; the one due then, and when to look again."""
        if self.turns == TURNS_A_RUN:
            workflow.continue_as_new(self.ref)
        self.turns += 1
        self.changed = False
        turned: Turned = await workflow.execute_activity(
            "turn_month",
            MonthTurn(month=self.ref, at=workflow.now()),
            result_type=Turned,
            start_to_close_timeout=A_STEP_ENDS_IN,
            heartbeat_timeout=HEARD_OF_EVERY,
            retry_policy=RECORD_PATIENCE,
        )
        return turned

    async def sleep_until(self, instant: datetime | None) -> None:
        """Sleep until that instant, or until somebody decided something; None is at once."""
        if instant is None or instant <= workflow.now():
            return
        try:
            patience = instant - workflow.now()
            await workflow.wait_condition(lambda: self.changed, timeout=patience)
        except TimeoutError:
            return


@workflow.defn(name="freight_months")
class FreightMonths:
    """A schedule starts it once a month: the close of the month before begins by itself."""

    @workflow.run
    async def run(self, months: MonthsRef) -> None:
        """Have the month put on record as begun; its own workflow is told to look."""
        meant: datetime = workflow.info().typed_search_attributes.get(MEANT_FOR, workflow.now())
        month = month_before(meant.date().replace(day=1))
        ref = MonthRef(tenant_id=months.tenant_id, tenant=months.tenant, month=month)
        await workflow.execute_activity(
            "begin_month",
            MonthTurn(month=ref, at=workflow.now()),
            start_to_close_timeout=RECORD_ANSWERS_IN,
            retry_policy=RECORD_PATIENCE,
        )
