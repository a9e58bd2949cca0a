"""Something does not work and is helped without a parcel: answered in time, then solved."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.case_orders import CaseRef
    from workflows.case_story import CaseStory
    from workflows.milestones import answered, balanced


@workflow.defn(name="support")
class Support(CaseStory):
    """The story of a request for help, from its ticket to its solution."""

    @workflow.init
    def __init__(self, ref: CaseRef) -> None:
        """All state before the first fact: one may be told before `run` starts."""
        super().__init__(ref)

    @workflow.run
    async def run(self, ref: CaseRef) -> str:  # noqa: ARG002 - Temporal hands both the same
        """Answer first; then ask, look, send, escalate or refer until it is solved."""
        await self.begin()
        await self.until(answered)
        await self.until(balanced)
        return await self.end()
