"""A phone breaks, another arrives the next working day, the broken one comes back."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.case_orders import CaseRef
    from workflows.case_story import CaseStory
    from workflows.milestones import assessed, balanced, delivered, handed_over, packed


@workflow.defn(name="swap")
class Swap(CaseStory):
    """The story of a swap, from its control questions to the receipt of the broken unit."""

    @workflow.init
    def __init__(self, ref: CaseRef) -> None:
        """All state before the first fact: one may be told before `run` starts."""
        super().__init__(ref)

    @workflow.run
    async def run(self, ref: CaseRef) -> str:  # noqa: ARG002 - Temporal hands both the same
        """Ask, reserve, pack, hand over, deliver; remind until the broken unit is in hand."""
        await self.begin()
        await self.until(assessed)
        await self.until(packed)
        await self.until(handed_over)
        await self.until(delivered)
        await self.until(balanced)
        return await self.end()
