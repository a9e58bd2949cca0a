"""A supervised program of our own: how to start it, how to see that it works."""

import smtplib
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from workers.stack.children import kill_child, last_words, start_child, stop_child
from workers.stack.refusals import MigrationFailed, PartNotHealthy

PATIENCE = 60.0  # seconds until the first healthy answer, on a machine under load
SETTLED = 1.5  # seconds a program without a port of its own must live to count as started
SERVER_ERROR = 500


class Program:
    """One child process with its log; `check` says whether it does its work."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        log: Path,
        check: Callable[[], bool] | None = None,
    ) -> None:
        self.name = name
        self.command = command
        self.environment = environment
        self.log = log
        self.check = check
        self.child: subprocess.Popen[bytes] | None = None
        self._since = 0.0

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self.child.pid if self.child and self.child.poll() is None else None

    def launch(self) -> None:
        """Begins, without waiting for health; harmless when it runs."""
        if self.pid is None:
            self.kill()  # what a dead program left in its group
            self.child = start_child(self.command, log=self.log, env=self.environment)
            self._since = time.monotonic()

    def start(self) -> None:
        """Returns when it answers; raises PartNotHealthy when it ends or stays silent."""
        self.launch()
        end = time.monotonic() + PATIENCE
        while not self.answers():
            if self.pid is None or time.monotonic() >= end:
                self.kill()
                raise PartNotHealthy(self.name, self.log, last_words(self.log))
            time.sleep(0.05)

    def run(self) -> None:
        """Returns when the program has ended well; raises MigrationFailed when it has not."""
        if self.child is None:
            self.launch()
        if self.child is not None and self.child.wait() != 0:
            raise MigrationFailed(self.log, last_words(self.log))

    def answers(self) -> bool:
        """True when it runs and its check passes."""
        if self.pid is None:
            return False
        if self.check is None:
            return time.monotonic() - self._since >= SETTLED
        return self.check()

    def revive(self) -> None:
        """Begins again, without waiting for health."""
        self.launch()

    def ask_to_end(self) -> None:
        """SIGTERM, without waiting."""
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()

    def stop(self, patience: float = 5) -> None:
        """Ends it: asked first, killed with its group after `patience` seconds."""
        if self.child is not None:
            stop_child(self.child, patience=patience)
        self.child = None

    def kill(self) -> None:
        """Ends it and its group at once (-9)."""
        if self.child is not None:
            kill_child(self.child)
        self.child = None


def http_answers(port: int, path: str, host: str = "127.0.0.1") -> Callable[[], bool]:
    """A check: the server answers with anything below 500 within 3 s; no proxy is asked."""

    def check() -> bool:
        asked = HTTPConnection(host, port, timeout=3)
        with suppress(OSError, HTTPException), closing(asked):
            asked.request("GET", path)
            return asked.getresponse().status < SERVER_ERROR
        return False

    return check


def smtp_answers(port: int, host: str = "127.0.0.1") -> Callable[[], bool]:
    """A check: the mail server greets within 3 s."""

    def check() -> bool:
        with suppress(OSError, smtplib.SMTPException), smtplib.SMTP(host, port, timeout=3) as mail:
            return mail.noop()[0] == 250  # noqa: PLR2004 - "requested action okay", RFC 5321
        return False

    return check
