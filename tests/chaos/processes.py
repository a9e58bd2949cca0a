"""A desk of real processes, each of which a test may kill and start again."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from desk.workflow_door import TemporalDoor
from models.migrate import migrate
from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.carriers.builders import API_KEY, REPOSITORY, WEBHOOK_SECRET, PracticeProcess, Receiver
from tests.stories.harness import Stage, connect_client
from workers.stack.ports import free_port
from workers.stack.postgres import EmbeddedPostgres
from workers.stack.temporal_server import EmbeddedTemporal


@dataclass(kw_only=True)
class Processes:
    """The parts of a desk, by the names of what they do."""

    folder: Path
    postgres: EmbeddedPostgres
    temporal: EmbeddedTemporal
    practice: PracticeProcess
    smtp_port: int
    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *words: str) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", f"workers.{name}", *words],
            env=self.environment,
            stdout=log,
            stderr=log,
            cwd=REPOSITORY,
        )
        log.close()

    def kill(self, name: str) -> None:
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait()

    def kill_and_start(self, name: str) -> None:
        self.kill(name)
        self.start(name)

    def died(self, name: str) -> bool:
        return self.running[name].poll() is not None

    def mails(self) -> list[str]:
        """The Message-IDs that reached the mailbox, one for each message kept."""
        return sorted(path.name for path in (self.folder / "mail").glob("*.eml"))

    def close(self) -> None:
        for name in self.running:
            self.kill(name)
        self.practice.kill()
        self.temporal.kill()
        self.postgres.kill()


def launch(folder: Path, events_url: str) -> Processes:
    postgres = EmbeddedPostgres(folder / "postgres", durable=False)
    postgres.start()
    migrate(postgres.url())
    port = free_port(0)
    ui = free_port(0, taken={port})
    smtp = free_port(0, taken={port, ui})
    temporal = EmbeddedTemporal(folder / "temporal", port, ui, time_skipping=True)
    temporal.start()
    practice = PracticeProcess(folder / "practice", events_url)
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("TEMPORAL_", "SWAPDESK_"))},
        "SWAPDESK_MODE": "test",
        "SWAPDESK_DATA_DIR": str(folder),
        "DATABASE_URL": postgres.url(),
        "DATABASE_RUNTIME_URL": postgres.url("swapdesk_runtime"),
        "TEMPORAL_ADDRESS": temporal.address,
        "SWAPDESK_TEMPORAL_EMBEDDED": "true",
        "SWAPDESK_PRACTICE_URL": practice.base_url,
        "SWAPDESK_PRACTICE_KEY": API_KEY,
        "SWAPDESK_PRACTICE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "SWAPDESK_SMTP_PORT": str(smtp),
    }
    return Processes(
        folder=folder,
        postgres=postgres,
        temporal=temporal,
        practice=practice,
        smtp_port=smtp,
        environment=environment,
    )


@asynccontextmanager
async def desk_of_processes(
    folder: Path, kill_points: str = ""
) -> AsyncIterator[tuple[Stage, Processes]]:
    events = Receiver()
    parts = await asyncio.to_thread(launch, folder, events.url)
    parts.environment["SWAPDESK_KILL_POINTS"] = kill_points
    record = Database(parts.postgres.url("swapdesk_runtime"))
    try:
        desk: TestDesk = found_desk(parts.postgres.url(), record)
        parts.start("mailbox", "--folder", str(folder / "mail"), "--port", str(parts.smtp_port))
        parts.start("desk_worker")
        parts.start("relay")
        client = await connect_client(parts.temporal.address)
        yield (
            Stage(
                database=record,
                desk=desk,
                client=client,
                door=TemporalDoor(client),
                carrier=parts.practice.carrier(),
                practice=parts.practice,
                steering=parts.practice.steering,
                events=events,
                task_queue="desk",
                # The workers here are processes of their own.
                shift=AsyncExitStack(),
            ),
            parts,
        )
    finally:
        record.close()
        parts.close()
        events.close()
