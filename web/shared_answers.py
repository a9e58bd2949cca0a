"""Answers shared by those who ask for the same at once, and kept while nothing was written."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Lock
from typing import Generic, TypeVar

Told = TypeVar("Told")
#: Answers that are kept, those asked for last.
MOST_KEPT = 256
#: Answers that are worked out at once: more would share the same processors, and hold connections.
MOST_AT_ONCE = 3


@dataclass(slots=True)
class Turn(Generic[Told]):
    """Who works the answer out, who waits for the next one, and what was told last."""

    working: Lock = field(default_factory=Lock)
    next: Future[Told] | None = None
    version: str = ""
    told: list[Told] = field(default_factory=list)


class SharedAnswers(Generic[Told]):
    """Nobody is given an answer that was begun before the question: all who wait share the next."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._lock = Lock()
        self._places = BoundedSemaphore(MOST_AT_ONCE)
        self._turns: OrderedDict[Hashable, Turn[Told]] = OrderedDict()

    def answer(self, key: Hashable, version: Callable[[], str], make: Callable[[], Told]) -> Told:
        """What `make` gives; what it gave before, where `version` still is what it was then."""
        turn, shared, leads = self._join(key)
        if leads:
            with turn.working, self._places:
                self._begin(turn)
                self._work(turn, shared, version, make)
        return shared.result()

    def _join(self, key: Hashable) -> tuple[Turn[Told], Future[Told], bool]:
        with self._lock:
            turn = self._turns.setdefault(key, Turn())
            self._turns.move_to_end(key)
            while len(self._turns) > self._most:
                self._turns.popitem(last=False)
            leads = turn.next is None
            shared = turn.next = turn.next or Future()
            return turn, shared, leads

    def _begin(self, turn: Turn[Told]) -> None:
        """From here on who asks waits for the answer after this one."""
        with self._lock:
            turn.next = None

    def _work(
        self,
        turn: Turn[Told],
        shared: Future[Told],
        version: Callable[[], str],
        make: Callable[[], Told],
    ) -> None:
        try:
            now = version()
            if now != turn.version or not turn.told:
                turn.told, turn.version = [make()], now
            shared.set_result(turn.told[0])
        except BaseException as trouble:
            shared.set_exception(trouble)
            raise
