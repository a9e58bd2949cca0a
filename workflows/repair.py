"""A device comes in, the bench repairs or replaces it, and it goes home."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.case_orders import CaseRef
    from workflows.case_story import CaseStory
    from workflows.milestones import balanced, came_in, handed_over, judged


@workflow.defn(name="repair")
class Repair(CaseStory):
    """The story of a repair, from the label of its way in to the delivery of its way home."""

    @workflow.init
    def __init__(self, ref: CaseRef) -> None:
        """All state before the first fact: one may be told before `run` starts."""
        super().__init__(ref)

    @workflow.run
    async def run(self, ref: CaseRef) -> str:  # noqa: ARG002 - Temporal hands both the same
        """Send for the device, receive it, judge it, send it home; end when all is settled."""
        await self.begin()
        await self.until(came_in)
        await self.until(judged)
        await self.until(handed_over)
        await self.until(balanced)
        return await self.end()
