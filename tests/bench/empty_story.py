"""A workflow that does nothing but call activities that do nothing, one after the other."""

from datetime import timedelta

from temporalio import activity, workflow

QUEUE = "bench-ceiling"
PATIENCE = timedelta(seconds=30)


@activity.defn(name="nothing")
def nothing() -> None:
    """Sync, in a thread, like the desk's own."""


@workflow.defn(name="empty_story")
class EmptyStory:
    """Regular activities first, then local ones."""

    @workflow.run
    async def run(self, regular: int, local: int) -> None:
        for _ in range(regular):
            await workflow.execute_activity("nothing", start_to_close_timeout=PATIENCE)
        for _ in range(local):
            await workflow.execute_local_activity("nothing", start_to_close_timeout=PATIENCE)
