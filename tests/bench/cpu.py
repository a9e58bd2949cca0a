"""CPU seconds of processes and of all they started, as /proc counts them (proc(5))."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
#: Fields after the command's name, which may itself hold blanks and brackets.
PARENT, USER, SYSTEM, USER_OF_ENDED, SYSTEM_OF_ENDED = 1, 11, 12, 13, 14
DRIVER, DATABASE = "driver", "postgres"

Reading = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """Its parent, the seconds it used, and those of the children it has waited for."""

    parent: int
    own: float
    ended: float


def all_processes() -> dict[int, Process]:
    return dict(living())


def living() -> Iterator[tuple[int, Process]]:
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            with suppress(OSError):
                yield int(path.name), parsed((path / "stat").read_text())


def parsed(stat: str) -> Process:
    told = stat.rpartition(")")[2].split()
    return Process(
        parent=int(told[PARENT]),
        own=(int(told[USER]) + int(told[SYSTEM])) / TICKS,
        ended=(int(told[USER_OF_ENDED]) + int(told[SYSTEM_OF_ENDED])) / TICKS,
    )


def whole(processes: Mapping[int, Process], pid: int) -> float:
    """The process, its children that live (and theirs), and those it has waited for."""
    if pid not in processes:
        return 0.0
    below = [child for child, process in processes.items() if process.parent == pid]
    one = processes[pid]
    return one.own + one.ended + sum(whole(processes, child) for child in below)


@dataclass(kw_only=True)
class Meter:
    """The CPU seconds of named processes with all they started, and of ourselves, the driver.

    A supervisor counts `alone`: its children have names of their own. Database sessions of the
    driver's own are the driver's doing and are counted there.
    """

    pids: Mapping[str, int]
    alone: Mapping[str, int] = field(default_factory=dict)
    sessions: list[int] = field(default_factory=list)

    def read(self) -> Reading:
        now = all_processes()
        ours = sum(now[pid].own for pid in self.sessions if pid in now)
        used = {name: whole(now, pid) for name, pid in self.pids.items()}
        if DATABASE in used:
            used[DATABASE] -= ours
        used |= {name: now[pid].own for name, pid in self.alone.items() if pid in now}
        return {**used, DRIVER: time.process_time() + ours}


@dataclass(kw_only=True)
class Window:
    """Counts what is finished and times the middle of it, when as much is begun as ends.

    The clock starts when `skip` are finished and stops when `wanted` more are.
    """

    skip: int
    wanted: int
    read: Callable[[], Reading]
    finished: int = 0
    counted: int = 0
    seconds: float = 0.0
    cpu: Reading = field(default_factory=dict)
    _begun: tuple[int, float, Reading] | None = None

    @property
    def over(self) -> bool:
        """True when enough was counted: nothing new need be begun."""
        return self.counted > 0

    def finish(self, number: int = 1) -> None:
        self.finished += number
        if self._begun is None and self.finished >= self.skip:
            self._begun = (self.finished, time.monotonic(), self.read())
        elif self._begun is not None and not self.over:
            first, at, before = self._begun
            if self.finished >= first + self.wanted:
                after = self.read()
                self.counted, self.seconds = self.finished - first, time.monotonic() - at
                self.cpu = {name: after[name] - before[name] for name in after}

    @property
    def rate(self) -> float:
        """How many a second."""
        return self.counted / self.seconds

    @property
    def milliseconds(self) -> Reading:
        """CPU milliseconds for each one finished."""
        return {name: used * 1000 / self.counted for name, used in self.cpu.items()}
