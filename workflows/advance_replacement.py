"""A defect is identified, a replacement ships within the promised days, the defective returns."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.case_orders import CaseRef
    from workflows.case_story import CaseStory
    from workflows.milestones import assessed, balanced, delivered, handed_over, promised


@workflow.defn(name="advance_replacement")
class AdvanceReplacement(CaseStory):
    """The story of an advance replacement, from its diagnosis to the receipt of the unit."""

    @workflow.init
    def __init__(self, ref: CaseRef) -> None:
        """All state before the first fact: one may be told before `run` starts."""
        super().__init__(ref)

    @workflow.run
    async def run(self, ref: CaseRef) -> str:  # noqa: ARG002 - Temporal hands both the same
        """Diagnose, promise, ship in the window, deliver; wait for the defective unit."""
        await self.begin()
        await self.until(assessed)
        await self.until(promised)
        await self.until(handed_over)
        await self.until(delivered)
        await self.until(balanced)
        return await self.end()
