"""One part of the stack as its supervisor sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class Server(Protocol):
    """What can be started, watched and ended: PostgreSQL, Temporal or a program of ours."""

    log: Path

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""

    def start(self) -> None:
        """Returns when it is healthy."""

    def revive(self) -> None:
        """Begins again after it died; may return before it is healthy."""

    def ask_to_end(self) -> None:
        """Asks without waiting."""

    def stop(self, patience: float = 5) -> None:
        """Ends it within `patience` seconds, by force if need be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A server with the words a person knows it by; `check` is cheap enough for every 5 s."""

    key: str
    title: str
    server: Server
    check: Callable[[], bool]
    version: Callable[[], str]
    address: str
    url: str = ""
    infrastructure: bool = False
