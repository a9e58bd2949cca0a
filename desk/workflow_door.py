"""The desk's way to the workflows: start by business key, decide by update, one answer each."""

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol, TypeAlias

from temporalio.client import (
    Client,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from desk.refusals import WorkflowsUnavailable
from rules.case_orders import CaseRef, DecisionAnswer, LateReturn
from rules.case_refusals import CaseEnded, DecisionIncomplete, WrongStage
from rules.case_state import Fact
from rules.contract_orders import ContractRef
from rules.errors import DeskError
from rules.finance.month_orders import DisputeRef, MonthRef
from rules.pool_orders import OrderRef, PromptAnswer, PromptOutcome, PromptRef
from rules.prompt_answers import AnswerUnclear
from rules.safety_decisions import SAFETY_REFUSALS

TASK_QUEUE = "desk"
#: What a workflow of its own follows: it is told to look whenever the record changed.
Followed: TypeAlias = PromptRef | OrderRef | DisputeRef | MonthRef
STORIES: Mapping[type, str] = {
    PromptRef: "refill_prompt",
    OrderRef: "purchase_order",
    DisputeRef: "freight_dispute",
    MonthRef: "freight_month",
}
DECISION_PATIENCE = 8.0  # seconds; then the answer is "unknown, repeat with the same key"
#: Refusals that travel back from a workflow under their names.
TRAVELLERS: Mapping[str, type[DeskError]] = {
    kind.__name__: kind
    for kind in (CaseEnded, WrongStage, DecisionIncomplete, AnswerUnclear, *SAFETY_REFUSALS)
}


class EndedMeanwhile(Exception):
    """The workflow completed before it could take the decision."""


class WorkflowDoor(Protocol):
    """What the desk and the relay need of the workflow server."""

    async def start(self, story: str, ref: CaseRef) -> None:
        """Make sure the case's workflow runs."""

    async def tell(self, story: str, ref: CaseRef, fact: Fact) -> None:
        """Signal a fact, starting the workflow first if it does not run."""

    async def decide(self, story: str, ref: CaseRef, fact: Fact, update_id: str) -> DecisionAnswer:
        """Take a decision and wait for its answer."""

    async def settle_late(self, late: LateReturn) -> None:
        """Start the story of a unit that came after its case had ended."""

    async def follow(self, contract: ContractRef) -> None:
        """Have the contract's dates looked at again, starting its workflow if it does not run."""

    async def look(self, ref: Followed) -> None:
        """Have what is followed looked at again, starting its workflow if it does not run."""

    async def answer(self, answer: PromptAnswer) -> PromptOutcome:
        """Hand an approver's answer to its prompt and wait for what becomes of it."""


class TemporalDoor:
    """The door to a real Temporal server."""

    def __init__(self, client: Client, *, task_queue: str = TASK_QUEUE) -> None:
        self.client = client
        self.task_queue = task_queue

    async def start(self, story: str, ref: CaseRef) -> None:
        """Start under the business key; a workflow that already runs is success."""
        try:
            await self._start(story, ref)
        except WorkflowAlreadyStartedError:
            return
        except RPCError as error:
            raise WorkflowsUnavailable from error

    async def tell(self, story: str, ref: CaseRef, fact: Fact) -> None:
        """Signal-with-start: one call whether or not the workflow runs."""
        try:
            await self._start(story, ref, start_signal="tell", start_signal_args=[fact])
        except RPCError as error:
            raise WorkflowsUnavailable from error

    async def _start(self, story: str, ref: CaseRef, **signal: Any) -> None:  # noqa: ANN401
        await self.client.start_workflow(
            story,
            ref,
            id=ref.workflow_id,
            task_queue=self.task_queue,
            # A case restarted from its snapshot takes its old id again; two at once never run.
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            rpc_timeout=timedelta(seconds=5),
            **signal,
        )

    async def decide(self, story: str, ref: CaseRef, fact: Fact, update_id: str) -> DecisionAnswer:
        """The decision's answer, or the refusal the workflow sent back, or WorkflowsUnavailable."""
        await self.start(story, ref)
        handle = self.client.get_workflow_handle(ref.workflow_id)
        try:
            async with asyncio.timeout(DECISION_PATIENCE):
                answer: DecisionAnswer = await handle.execute_update(
                    "decide", fact, id=update_id, result_type=DecisionAnswer
                )
                return answer
        except WorkflowUpdateFailedError as failed:
            raise refusal_of(failed) from failed
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
            raise WorkflowsUnavailable from error
        except RPCError as error:
            raise rpc_refusal(error) from error

    async def settle_late(self, late: LateReturn) -> None:
        """One story per late fact, under its own business key."""
        key = late.inbox_key.rpartition("/")[2]
        try:
            await self.client.start_workflow(
                "late_return",
                late,
                id=f"{late.case.tenant}/late-return/{late.case.number}/{key}",
                task_queue=self.task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                rpc_timeout=timedelta(seconds=5),
            )
        except RPCError as error:
            raise WorkflowsUnavailable from error

    async def follow(self, contract: ContractRef) -> None:
        """Signal-with-start: a contract that changed names its next date anew."""
        try:
            await self.client.start_workflow(
                "coverage_window",
                contract,
                id=contract.workflow_id,
                task_queue=self.task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                rpc_timeout=timedelta(seconds=5),
                start_signal="contract_changed",
            )
        except RPCError as error:
            raise WorkflowsUnavailable from error

    async def look(self, ref: Followed) -> None:
        """Signal-with-start: what has ended meanwhile looks once more and ends again."""
        try:
            await self.client.start_workflow(
                story_of(ref),
                ref,
                id=ref.workflow_id,
                task_queue=self.task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                rpc_timeout=timedelta(seconds=5),
                start_signal="look",
            )
        except RPCError as error:
            raise WorkflowsUnavailable from error

    async def answer(self, answer: PromptAnswer) -> PromptOutcome:
        """The prompt's outcome, or WorkflowsUnavailable: repeat it, a repeat is harmless."""
        await self.look(answer.prompt)
        handle = self.client.get_workflow_handle(answer.prompt.workflow_id)
        try:
            async with asyncio.timeout(DECISION_PATIENCE):
                outcome: PromptOutcome = await handle.execute_update(
                    "answer", answer, id=update_id_of(answer), result_type=PromptOutcome
                )
                return outcome
        except WorkflowUpdateFailedError as failed:
            raise refusal_of(failed) from failed
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
            raise WorkflowsUnavailable from error
        except RPCError as error:
            raise rpc_refusal(error) from error


def story_of(ref: Followed) -> str:
    """The name of the workflow that follows it."""
    return STORIES[type(ref)]


def update_id_of(answer: PromptAnswer) -> str:
    """The same answer of the same person is the same update, however often it is sent."""
    said = f"{answer.prompt.tenant_id}/{answer.invitation_id}/{answer.key}"
    return hashlib.sha256(said.encode()).hexdigest()


def refusal_of(failed: WorkflowUpdateFailedError) -> Exception:
    """The named refusal that the workflow sent back."""
    cause = failed.cause
    kind = cause.type if isinstance(cause, ApplicationError) else None
    if kind == "AcceptedUpdateCompletedWorkflow":
        return EndedMeanwhile()
    if isinstance(cause, ApplicationError) and kind in TRAVELLERS:
        facts = cause.details[0] if cause.details else {}
        return TRAVELLERS[str(kind)].revive(cause.message, dict(facts))
    return WorkflowsUnavailable()


def rpc_refusal(error: RPCError) -> Exception:
    """A completed workflow is a case that ended; anything else is not known."""
    ended = {RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION}
    if error.status in ended or "completed" in str(error) or "closing workflow" in str(error):
        return EndedMeanwhile()
    return WorkflowsUnavailable()
