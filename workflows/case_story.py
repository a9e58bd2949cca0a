"""What every case's workflow does: hear facts, take decisions, keep deadlines, run errands."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from rules.case_decisions import check_decision
    from rules.case_facts import DECISIONS, Told
    from rules.case_machine import take
    from rules.case_orders import (
        CaseRef,
        DecisionAnswer,
        ErrandOrder,
        LoadedCase,
        StepOrder,
        StepResult,
    )
    from rules.case_state import CaseState, Fact, PendingErrand
    from rules.case_waiting import waits_for
    from rules.errors import DeskError

CASE_STATE = SearchAttributeKey.for_keyword("CaseState")
DUE_AT = SearchAttributeKey.for_datetime("DueAt")
RECORD_PATIENCE = RetryPolicy(
    initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=30)
)
#: A statement ends after ten seconds; a worker that says nothing for longer is gone.
RECORD_ANSWERS_IN = timedelta(seconds=12)
#: The record is asked from inside the workflow task: one step costs a third of what it costs as
#: a task of its own. Longer waits than this become timers, so an outage costs no history.
RECORD_TIMER_FROM = timedelta(seconds=2)
CARRIER_PATIENCE = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5)
)
Milestone = Callable[[CaseState], bool]


class CaseStory:
    """The part of a case's workflow that is the same in every story."""

    def __init__(self, ref: CaseRef) -> None:
        self.ref = ref
        self.state: CaseState | None = None
        self.heard: list[Fact] = []
        self.running: dict[str, asyncio.Task[None]] = {}
        self.lock = asyncio.Lock()

    @workflow.signal
    def tell(self, fact: Fact) -> None:
        """A fact from the inbox; telling it twice is harmless."""
        self.heard.append(fact)

    @workflow.update
    async def decide(self, fact: Fact) -> DecisionAnswer:
        """A person's decision, answered once its step is in the record."""
        await workflow.wait_condition(lambda: self.state is not None)
        async with self.lock:
            # The validator saw an older state: another decision may have come first.
            self.allow(fact)
            await self.work_out([fact])
        return self.answer()

    @decide.validator
    def check(self, fact: Fact) -> None:
        """Refuse by name what the case cannot take; a refusal leaves no trace in the history."""
        if self.state is not None:
            self.allow(fact)

    def allow(self, fact: Fact) -> None:
        """Turn a refusal of the rules into one that travels."""
        try:
            check_decision(self.known(), fact)
        except DeskError as refusal:
            raise ApplicationError(
                refusal.detail, refusal.facts, type=type(refusal).__name__, non_retryable=True
            ) from refusal

    def allow_still(self, facts: Iterable[Fact]) -> None:
        """A decision that has to be worked out again may no longer be one the case can take."""
        for fact in facts:
            if fact.told in DECISIONS:
                self.allow(fact)

    def known(self) -> CaseState:
        """The state, once it is loaded."""
        if self.state is None:
            raise ApplicationError("the case is still being loaded", type="CaseLoading")
        return self.state

    def answer(self) -> DecisionAnswer:
        """Where the case stands."""
        state = self.known()
        return DecisionAnswer(
            number=state.number,
            stage=state.stage,
            outbound=state.outbound,
            inbound=state.inbound,
            waiting_for=waits_for(state).what,
            version=state.version,
        )

    async def begin(self) -> None:
        """Load the case; open it if it is new, hear what its last step brought to light if not."""
        loaded: LoadedCase = await workflow.execute_local_activity(
            "load_case",
            self.ref,
            result_type=LoadedCase,
            start_to_close_timeout=RECORD_ANSWERS_IN,
            retry_policy=RECORD_PATIENCE,
            local_retry_threshold=RECORD_TIMER_FROM,
        )
        async with self.lock:
            self.state = loaded.state
            if loaded.state.version == 0:
                await self.work_out([self.opening(loaded.state)])
            elif loaded.unheard:
                await self.work_out(loaded.unheard)

    def opening(self, state: CaseState) -> Fact:
        """The first fact of every case, at its registration."""
        key = f"{self.ref.number}/opened"
        return Fact(told=Told.OPENED, key=key, at=state.opened_at, by="desk")

    async def until(self, reached: Milestone) -> None:
        """Live through the case until the milestone, or the case's end, is reached."""
        while not self.known().ended and not reached(self.known()):
            await self.next_move()

    async def next_move(self) -> None:
        """Wait for the next fact or deadline, work it out, and send for what it owes."""
        self.send_errands()
        await self.wait_for_news()
        async with self.lock:
            facts = [*self.passed_deadlines(), *self.heard]
            self.heard = []
            await self.work_out(facts)
        if workflow.info().is_continue_as_new_suggested() and not self.heard:
            await self.start_afresh()

    async def wait_for_news(self) -> None:
        """Sleep until a fact is heard, a decision changed the case, or the earliest deadline."""
        version = self.known().version
        alarm = min(self.known().deadlines.values(), default=None)
        patience = None if alarm is None else max(alarm - workflow.now(), timedelta())
        try:
            await workflow.wait_condition(
                lambda: bool(self.heard) or self.known().version != version, timeout=patience
            )
        except TimeoutError:
            return

    def passed_deadlines(self) -> list[Fact]:
        """The deadlines whose instant has come, in order, each under a key of its own."""
        due = sorted((at, n) for n, at in self.known().deadlines.items() if at <= workflow.now())
        return [
            Fact(
                told=Told.DEADLINE_PASSED,
                key=f"{self.ref.number}/deadline/{name}/{at.isoformat()}",
                at=at,
                by="clock",
                details={"name": name},
            )
            for at, name in due
        ]

    async def work_out(self, facts: Iterable[Fact]) -> None:
        """Apply facts and write the step, again for whatever the writing brings to light."""
        facts = tuple(facts)
        while facts:
            before = self.known()
            step = take(before, facts)
            written: StepResult = await workflow.execute_local_activity(
                "write_step",
                StepOrder(case=self.ref, step=step, facts=tuple(f.key for f in facts)),
                result_type=StepResult,
                start_to_close_timeout=RECORD_ANSWERS_IN,
                retry_policy=RECORD_PATIENCE,
                local_retry_threshold=RECORD_TIMER_FROM,
            )
            self.state = written.instead or step.state
            if self.state.stage != before.stage:
                workflow.upsert_search_attributes([CASE_STATE.value_set(self.state.stage)])
            again = facts if written.instead else ()
            self.allow_still(again)
            facts = (*written.facts, *again)

    def send_errands(self) -> None:
        """Start every errand that is owed and not yet on its way."""
        for owed in self.known().pending:
            if owed.key not in self.running:
                self.running[owed.key] = asyncio.create_task(self.run_errand(owed))

    async def run_errand(self, owed: PendingErrand) -> None:
        """One errand to its outcome, which is a fact like any other."""
        fact: Fact = await workflow.execute_activity(
            owed.errand,
            ErrandOrder(case=self.ref, errand=owed),
            result_type=Fact,
            start_to_close_timeout=timedelta(seconds=30),
            retry_policy=CARRIER_PATIENCE,
        )
        self.heard.append(fact)

    async def start_afresh(self) -> None:
        """Begin a new run with an empty history; the record holds the state."""
        await workflow.wait_condition(workflow.all_handlers_finished)
        if not self.heard:
            workflow.continue_as_new(self.ref)

    async def end(self) -> str:
        """Let every open decision be answered, then tell how the case ended."""
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.known().stage
