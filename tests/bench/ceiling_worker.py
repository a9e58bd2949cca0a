"""A worker for the empty story, with the desk worker's settings: `… ceiling_worker ADDRESS`."""

import asyncio
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from runtime.payloads import DATA_CONVERTER
from tests.bench.empty_story import QUEUE, EmptyStory, nothing
from workers.desk_worker import CACHED_WORKFLOWS, SLOTS


async def serve(address: str) -> None:
    """Work until SIGTERM."""
    client = await Client.connect(address, data_converter=DATA_CONVERTER)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    worker = Worker(
        client,
        task_queue=QUEUE,
        workflows=[EmptyStory],
        activities=[nothing],
        activity_executor=ThreadPoolExecutor(SLOTS),
        max_concurrent_activities=SLOTS,
        max_cached_workflows=CACHED_WORKFLOWS,
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=2),
        workflow_runner=SandboxedWorkflowRunner(
            restrictions=SandboxRestrictions.default.with_passthrough_modules("rules")
        ),
    )
    async with worker:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
