"""A part is sent ahead, a technician comes once it is there, the defective part returns."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.case_orders import CaseRef
    from workflows.case_story import CaseStory
    from workflows.milestones import balanced, delivered, handed_over, visited


@workflow.defn(name="on_site")
class OnSite(CaseStory):
    """The story of a repair on site, from the part's way out to the receipt of the old one."""

    @workflow.init
    def __init__(self, ref: CaseRef) -> None:
        """All state before the first fact: one may be told before `run` starts."""
        super().__init__(ref)

    @workflow.run
    async def run(self, ref: CaseRef) -> str:  # noqa: ARG002 - Temporal hands both the same
        """Send the part, confirm its arrival, visit; wait for the defective part."""
        await self.begin()
        await self.until(handed_over)
        await self.until(delivered)
        await self.until(visited)
        await self.until(balanced)
        return await self.end()
