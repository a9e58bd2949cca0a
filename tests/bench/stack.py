"""The whole desk as `swapdesk up` starts it, on a throw-away folder, ended whatever happens."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path

from runtime.places import Places, generated_secret
from runtime.running import RunningStack, running_stack
from runtime.settings import DATABASE_RUNTIME_URL, DATABASE_URL, TEMPORAL_ADDRESS, Secret
from tests.bench.cpu import Meter
from tests.bench.report import BenchStuck
from workers.stack.children import kill_child, last_words, start_child, stop_child
from workers.stack.plan import ALL

REPOSITORY = Path(__file__).resolve().parents[2]
PARTS = frozenset(ALL) - {"migrate"}
#: Seconds for a first start on a loaded machine, and for a stop (the supervisor promises 15).
START_PATIENCE, STOP_PATIENCE = 180.0, 25.0
#: Not to be taken over: they would lead the measured desk to somebody's real one.
FOREIGN = ("SWAPDESK_", "TEMPORAL_", "DATABASE_")
PORTS = ("WEB", "TEMPORAL", "TEMPORAL_UI", "PRACTICE", "SMTP")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A healthy desk: its supervisor, its facts, and the seconds it took to be so."""

    folder: Path
    supervisor: subprocess.Popen[bytes]
    told: RunningStack
    seconds: float

    @property
    def places(self) -> Places:
        return Places(root=self.folder)

    @property
    def owner_url(self) -> str:
        return self.told.environment[DATABASE_URL]

    @property
    def runtime_url(self) -> str:
        return self.told.environment[DATABASE_RUNTIME_URL]

    @property
    def temporal_address(self) -> str:
        return self.told.environment[TEMPORAL_ADDRESS]

    @property
    def practice_key(self) -> str:
        return generated_secret(self.places.secrets, Secret.PRACTICE_KEY.value)

    def address(self, name: str) -> str:
        """Where a part answers, as host:port."""
        return next(part.address for part in self.told.parts if part.name == name)

    def meter(self) -> Meter:
        """The CPU seconds of each part, and of what looks after them."""
        pids = {part.name: part.pid for part in self.told.parts if part.pid is not None}
        return Meter(pids=pids, alone={"supervisor": self.supervisor.pid})


@contextmanager
def throw_away_folder(below: Path | None) -> Iterator[Path]:
    """A new folder, removed at the end; root's is passable, for the database's own account."""
    folder = Path(tempfile.mkdtemp(prefix="swapdesk-bench-", dir=below))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def stack_up(folder: Path, only: frozenset[str] = PARTS) -> Iterator[Stack]:
    """The desk on this data folder, in production mode with durable settings (BenchStuck)."""
    begun = time.monotonic()
    supervisor = start_supervisor(folder, only)
    try:
        told = wait_until_healthy(folder, supervisor, only)
        yield Stack(
            folder=folder,
            supervisor=supervisor,
            told=told,
            seconds=time.monotonic() - begun,
        )
    finally:
        end(supervisor)


def start_supervisor(folder: Path, only: frozenset[str]) -> subprocess.Popen[bytes]:
    wanted = () if only == PARTS else (*sorted(only), "migrate")
    words = [word for part in wanted for word in ("--only", part)]
    with chdir(folder.parent):  # no `.env` of the place we were called from
        return start_child(
            [sys.executable, "-m", "cli.main", "up", "--data-dir", str(folder), *words],
            log=log_of(folder),
            env=clean_environment(),
            death_signal=signal.SIGTERM,
        )


def log_of(folder: Path) -> Path:
    """Beside the data folder, which the supervisor makes itself."""
    return folder.with_name(f"{folder.name}.log")


def clean_environment() -> dict[str, str]:
    """Ours without anything that names another desk; every port is any free one."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    ports = {f"SWAPDESK_{name}_PORT": "0" for name in PORTS}
    return {**plain, **ports, "PYTHONPATH": str(REPOSITORY)}


def wait_until_healthy(
    folder: Path, supervisor: subprocess.Popen[bytes], only: frozenset[str]
) -> RunningStack:
    """What the supervisor tells once every part is healthy (BenchStuck)."""
    end_of_patience = time.monotonic() + START_PATIENCE
    while (
        supervisor.poll() is None and time.monotonic() < end_of_patience and folder.parent.exists()
    ):
        told = running_stack(Places(root=folder))
        if told is not None and told.pid == supervisor.pid:
            healthy = {part.name for part in told.parts if part.healthy}
            if healthy >= only:
                return told
        time.sleep(0.02)
    said = last_words(log_of(folder)) or f"nothing is left in {log_of(folder)}"
    raise BenchStuck(f"`swapdesk up` did not become healthy: {said}")


def end(child: subprocess.Popen[bytes]) -> float:
    """Ends it and all below it; the seconds it took. A second Ctrl-C makes it hard."""
    begun = time.monotonic()
    try:
        stop_child(child, patience=STOP_PATIENCE)
    except BaseException:
        kill_child(child)
        raise
    return time.monotonic() - begun
