"""How many empty workflows the same Temporal server completes, and what a real case is made of."""

import asyncio
import signal
import statistics
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from tests.bench.cpu import Meter, Window
from tests.bench.empty_story import QUEUE, EmptyStory
from tests.bench.report import BenchStuck
from tests.bench.stack import Stack, clean_environment, end
from workers.stack.children import start_child

#: Histories that are read to count a case's activities; the middle one counts.
HISTORIES = 9
LOCAL_ACTIVITY = "core_local_activity"
PATIENCE = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Activities:
    """How many a case has: tasks of their own, and those run inside a workflow task."""

    regular: int
    local: int
    events: int

    @property
    def all(self) -> int:
        return self.regular + self.local


async def activities_of(client: Client, workflow_ids: list[str]) -> Activities:
    """What the histories say: the median of each count."""
    found = [await counted(client, one) for one in workflow_ids[-HISTORIES:]]
    return Activities(
        regular=round(statistics.median(one.regular for one in found)),
        local=round(statistics.median(one.local for one in found)),
        events=round(statistics.median(one.events for one in found)),
    )


async def counted(client: Client, workflow_id: str) -> Activities:
    history = await client.get_workflow_handle(workflow_id).fetch_history()
    kinds = [event.event_type for event in history.events]
    markers = [event.marker_recorded_event_attributes.marker_name for event in history.events]
    return Activities(
        regular=kinds.count(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED),
        local=markers.count(LOCAL_ACTIVITY),
        events=len(kinds),
    )


@contextmanager
def ceiling_worker(stack: Stack) -> Iterator[subprocess.Popen[bytes]]:
    worker = start_child(
        [sys.executable, "-m", "tests.bench.ceiling_worker", stack.temporal_address],
        log=stack.places.logs / "ceiling-worker.log",
        env=clean_environment(),
        death_signal=signal.SIGTERM,
    )
    try:
        yield worker
    finally:
        end(worker)


async def measure_ceiling(
    stack: Stack, client: Client, regular: int, local: int, wanted: int, in_flight: int
) -> Window:
    """Empty workflows of so many activities, so many at once."""
    with ceiling_worker(stack) as worker:
        pids = {part.name: part.pid for part in stack.told.parts if part.pid is not None}
        meter = Meter(pids={"temporal": pids["temporal"], "worker": worker.pid})
        window = Window(skip=in_flight, wanted=wanted, read=meter.read)

        async def lane() -> None:
            while not window.over:
                await client.execute_workflow(
                    EmptyStory.run,
                    args=[regular, local],
                    id=f"bench/{uuid.uuid4()}",
                    task_queue=QUEUE,
                )
                window.finish()

        try:
            async with asyncio.timeout(PATIENCE + wanted):
                await asyncio.gather(*(lane() for _ in range(in_flight)))
        except TimeoutError as late:
            raise BenchStuck(f"{window.finished} empty workflows ended in time") from late
        return window
