"""Child processes that live no longer than the process that started them."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LARGEST_LOG = 20 * 1024 * 1024  # bytes, looked at when a program starts
LAUNCHER = Path(__file__).with_name("launch.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user and group that a child runs as."""

    name: str
    user: int
    group: int


def start_child(
    command: Sequence[str],
    *,
    log: Path | None,
    env: Mapping[str, str] | None = None,
    account: Account | None = None,
    death_signal: signal.Signals = signal.SIGKILL,
    keep: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """A child in its own process group, writing to `log` (None: to our own output).

    It ends with us: Linux sends `death_signal` when the thread that starts it ends, so call this
    from one that lives as long as the child should. `keep` are open files it inherits (its lock).
    """
    user, group = (account.user, account.group) if account else (-1, -1)
    facts = [os.getpid(), int(death_signal), user, group]
    with _private(log) if log else nullcontext() as sink:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", str(LAUNCHER), *map(str, facts), *command],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            env=None if env is None else dict(env),
            start_new_session=True,
            pass_fds=tuple(keep),
        )


def _private(log: Path) -> BinaryIO:
    """The log to append to, readable by us alone; one that has grown large becomes `….1` first."""
    with suppress(FileNotFoundError):
        if log.stat().st_size > LARGEST_LOG:
            log.replace(f"{log}.1")
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab", 0)


def stop_child(
    child: subprocess.Popen[bytes], *, ask: signal.Signals = signal.SIGTERM, patience: float = 10
) -> None:
    """Asks the child to end, waits `patience` seconds, then kills its whole group."""
    if child.poll() is None:
        child.send_signal(ask)
        with suppress(subprocess.TimeoutExpired):
            child.wait(patience)
    kill_child(child)


def kill_child(child: subprocess.Popen[bytes]) -> None:
    """Kills the child and everything in its group at once (-9)."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def last_words(log: Path, size: int = 2000) -> str:
    """The end of a log file, empty when there is none."""
    with suppress(OSError), log.open("rb") as source:
        source.seek(0, os.SEEK_END)
        source.seek(max(0, source.tell() - size))
        return source.read().decode(errors="replace")
    return ""
