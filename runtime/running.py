"""What runs now: the facts a running stack leaves for every other command."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from runtime.places import Places, write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningPart:
    """One supervised part: where it answers, what to open, when it last became healthy."""

    name: str
    pid: int | None
    address: str
    version: str
    log: str
    healthy: bool
    restarts: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningStack:
    """A running stack: its supervisor, its parts and the environment that reaches them."""

    pid: int
    started_at: str
    mode: str
    parts: list[RunningPart] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)


def announce_stack(places: Places, stack: RunningStack) -> None:
    """Writes the facts for other commands to find, whole or not at all."""
    write_whole(places.stack_file, json.dumps(asdict(stack), indent=2) + "\n")


def withdraw_stack(places: Places) -> None:
    """Nothing runs any more."""
    places.stack_file.unlink(missing_ok=True)


def running_stack(places: Places) -> RunningStack | None:
    """The stack that runs on this data folder; None when its supervisor is gone."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        told = json.loads(places.stack_file.read_text())
        if _lives(int(told["pid"])):
            parts = [RunningPart(**part) for part in told.pop("parts")]
            return RunningStack(**told, parts=parts)
    return None


def _lives(pid: int) -> bool:
    """True when a process with this pid runs the stack; pids are used again after a restart."""
    with suppress(OSError):
        return b"workers.stack" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
