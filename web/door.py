"""The way to the workflows, opened when it is first needed: Temporal may be down until then."""

import asyncio

from temporalio.service import RPCError

from desk.refusals import WorkflowsUnavailable
from desk.workflow_door import TemporalDoor
from rules.case_orders import CaseRef, DecisionAnswer, LateReturn
from rules.case_state import Fact
from rules.pool_orders import OrderRef, PromptAnswer, PromptOutcome, PromptRef
from runtime.settings import Settings
from runtime.temporal import connect

CONNECT_PATIENCE = 3.0  # seconds
HEALTH_PATIENCE = 2.0  # seconds


class LateDoor:
    """A door that connects on first use and again after a failure; the client keeps it open."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._door: TemporalDoor | None = None
        self._one_at_a_time = asyncio.Lock()

    async def opened(self) -> TemporalDoor:
        """The connected door (WorkflowsUnavailable)."""
        async with self._one_at_a_time:
            if self._door is None:
                try:
                    async with asyncio.timeout(CONNECT_PATIENCE):
                        self._door = TemporalDoor(await connect(self._settings))
                except (RuntimeError, TimeoutError) as error:
                    raise WorkflowsUnavailable from error
            return self._door

    async def answers(self) -> bool:
        """True when the server is reached and answers within two seconds."""
        try:
            async with asyncio.timeout(HEALTH_PATIENCE):
                door = await self.opened()
                return await door.client.service_client.check_health()
        except (WorkflowsUnavailable, RPCError, TimeoutError):
            return False

    async def start(self, story: str, ref: CaseRef) -> None:
        """Make sure the case's workflow runs."""
        await (await self.opened()).start(story, ref)

    async def tell(self, story: str, ref: CaseRef, fact: Fact) -> None:
        """Signal a fact, starting the workflow first if it does not run."""
        await (await self.opened()).tell(story, ref, fact)

    async def decide(self, story: str, ref: CaseRef, fact: Fact, update_id: str) -> DecisionAnswer:
        """Take a decision and wait for its answer."""
        return await (await self.opened()).decide(story, ref, fact, update_id)

    async def settle_late(self, late: LateReturn) -> None:
        """Start the story of a unit that came after its case had ended."""
        await (await self.opened()).settle_late(late)

    async def look(self, ref: PromptRef | OrderRef) -> None:
        """Have a prompt or an order looked at again, starting its workflow if it does not run."""
        await (await self.opened()).look(ref)

    async def answer(self, answer: PromptAnswer) -> PromptOutcome:
        """Hand an approver's answer to its prompt and wait for what becomes of it."""
        return await (await self.opened()).answer(answer)
