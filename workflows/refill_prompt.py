"""A question to the customer about its stock: asked, reminded of, answered or left, and over."""

from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from rules.errors import DeskError
    from rules.pool_orders import PromptAnswer, PromptOutcome, PromptRef, PromptTurn, Turned
    from rules.prompt_answers import AnswerUnclear, check_answer

#: A new run with an empty history begins after this many turns.
TURNS_A_RUN = 60
RECORD_PATIENCE = RetryPolicy(
    initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(minutes=1)
)
RECORD_ANSWERS_IN = timedelta(seconds=30)


@workflow.defn(name="refill_prompt")
class RefillPrompt:
    """The story of one prompt; the record names its instants, the workflow waits for them."""

    @workflow.init
    def __init__(self, ref: PromptRef) -> None:
        """All state before the first signal or answer: one may come before `run` starts."""
        self.ref = ref
        self.changed = False

    @workflow.run
    async def run(self, ref: PromptRef) -> str:
        """Ask, wait for what is due or said, and end when nothing is to come any more."""
        turns = 0
        while (turned := await self.turn()).next_at is not None or self.changed:
            await self.sleep_until(turned.next_at)
            turns += 1
            if turns >= TURNS_A_RUN and workflow.all_handlers_finished():
                workflow.continue_as_new(ref)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return turned.state

    @workflow.signal
    def look(self) -> None:
        """The stock or the prompt is not as it was; told twice it is harmless."""
        self.changed = True

    @workflow.update
    async def answer(self, answer: PromptAnswer) -> PromptOutcome:
        """What becomes of an approver's answer; the record takes exactly one."""
        outcome: PromptOutcome = await workflow.execute_activity(
            "answer_prompt",
            answer,
            result_type=PromptOutcome,
            start_to_close_timeout=RECORD_ANSWERS_IN,
            retry_policy=RECORD_PATIENCE,
        )
        self.changed = True
        return outcome

    @answer.validator
    def check(self, answer: PromptAnswer) -> None:
        """Refuse what is no answer to this prompt; a refusal leaves no trace in the history."""
        try:
            check_answer(answer.answer, answer.details)
            if answer.prompt.prompt_id != self.ref.prompt_id:
                raise AnswerUnclear("That is another prompt.", "Answer the one you were asked.")
        except DeskError as refusal:
            raise ApplicationError(
                refusal.detail, refusal.facts, type=type(refusal).__name__, non_retryable=True
            ) from refusal

    async def turn(self) -> Turned:
        """Have everything done that is due by now; where the prompt stands then."""
        self.changed = False
        turned: Turned = await workflow.execute_activity(
            "turn_prompt",
            PromptTurn(prompt=self.ref, at=workflow.now()),
            result_type=Turned,
            start_to_close_timeout=RECORD_ANSWERS_IN,
            retry_policy=RECORD_PATIENCE,
        )
        return turned

    async def sleep_until(self, instant: datetime | None) -> None:
        """Sleep until that instant, or until somebody looks or answers."""
        patience = None if instant is None else max(instant - workflow.now(), timedelta())
        try:
            await workflow.wait_condition(lambda: self.changed, timeout=patience)
        except TimeoutError:
            return
