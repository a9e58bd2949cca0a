"""The dialogue about a refill on the running desk: opened by the watch, lived by its workflow."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from temporalio.client import WorkflowExecutionStatus

from desk.prompt_answers import hand_on
from models.prompts import RefillPrompt
from rules.pool_orders import PromptAnswer, PromptOutcome
from runtime.temporal import skip_to
from tests.pool_moves import take
from tests.pools import PoolCustomer, open_a_pool
from tests.prompts import PromptWalk
from tests.stories import harness

MINUTE = timedelta(minutes=1)


@dataclass(kw_only=True)
class Dialogue:
    """A pool of the running desk, and its newest prompt."""

    stage: harness.Stage
    walk: PromptWalk

    @property
    def prompt(self) -> RefillPrompt:
        return self.walk.prompt

    @property
    def approvers(self) -> tuple[UUID, ...]:
        return self.walk.pool.approvers

    async def until(self, reached: Callable[[RefillPrompt], bool]) -> RefillPrompt:
        """Wait in real time for the newest prompt to come this far."""
        async with asyncio.timeout(harness.PATIENCE):
            await harness.eventually(lambda: (row := self.newest()) is not None and reached(row))
        return self.prompt

    def newest(self) -> RefillPrompt | None:
        """The newest prompt, if any was opened."""
        try:
            return self.walk.prompt
        except IndexError:
            return None

    def due(self, name: str) -> datetime:
        """When this is due, as the record has it."""
        return datetime.fromisoformat(self.prompt.schedule[name])

    async def live_to(self, name: str) -> datetime:
        """Bring the prompt's workflow to that instant and wait until it is dealt with."""
        number, at = self.prompt.number, self.due(name)
        await skip_to(self.stage.client, self.walk.ref.workflow_id, at)
        await self.until(lambda row: name not in row.schedule or row.number != number)
        return at

    async def sent(self) -> datetime:
        """Wait for the prompt to be opened and sent; when it was."""
        await self.until(lambda row: row.next_at is not None and bool(row.schedule))
        if self.prompt.sent_at is None:
            await self.live_to("send")
        row = await self.until(lambda row: row.sent_at is not None)
        assert row.sent_at is not None
        return row.sent_at

    async def answer(
        self, who: UUID, said: str, at: datetime, key: str = "key-1", **details: str
    ) -> PromptOutcome:
        """The answer through the desk's door, to the prompt's workflow."""
        answer = await asyncio.to_thread(self.answer_of, who, said, at, key, details)
        return await hand_on(self.stage.database, self.stage.door, answer)

    def answer_of(
        self, who: UUID, said: str, at: datetime, key: str, details: dict[str, str]
    ) -> PromptAnswer:
        """What this person says through its own invitation."""
        return PromptAnswer(
            prompt=self.walk.ref,
            invitation_id=str(self.walk.invitation(who).id),
            key=key,
            answer=said,
            at=at,
            details=details,
        )

    async def ended(self) -> str:
        """How the workflow of the newest prompt ended."""
        handle = self.stage.client.get_workflow_handle(self.walk.ref.workflow_id, result_type=str)
        async with asyncio.timeout(harness.PATIENCE):
            return str(await handle.result())

    async def runs(self) -> bool:
        """Whether the workflow of the newest prompt runs."""
        handle = self.stage.client.get_workflow_handle(self.walk.ref.workflow_id)
        return (await handle.describe()).status is WorkflowExecutionStatus.RUNNING

    def letters(self) -> list[str]:
        return [letter for letter, _ in self.walk.letters()]


async def keeps_a_pool(
    stage: harness.Stage, code: str, *, approvers: tuple[str, ...] = ("anna",), missing: int = 8
) -> Dialogue:
    """A customer with 400 phones and 32 to swap, of which so many have just gone."""
    wanted = PoolCustomer(code=code, locale="en", approvers=approvers)
    pool = await asyncio.to_thread(open_a_pool, stage.database, stage.desk.tenant_id, wanted)
    walk = PromptWalk(record=stage.database, desk=stage.desk, pool=pool)
    await asyncio.to_thread(take, stage.database, stage.desk, pool, missing)
    return Dialogue(stage=stage, walk=walk)
