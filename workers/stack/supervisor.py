"""Starts the parts in order, brings back the ones that die, ends them in reverse order."""

import time
from collections.abc import Callable, Sequence

from rules.errors import DeskError
from runtime.running import RunningPart
from workers.stack.parts import Part
from workers.stack.progress import Progress

LOOK_EVERY = 0.25  # seconds between two looks at the processes
CHECK_EVERY = 5.0  # seconds between two health checks
FIRST_DELAY, LONGEST_DELAY = 0.25, 30.0  # seconds before a dead part is started again
SETTLED = 30.0  # seconds alive after which earlier deaths are forgotten
#: Seconds for everything to end; 15 is promised.
END_WITHIN = 12.0
#: Seconds that are kept for the database, which stops last and should not be cut short.
KEPT_FOR_LAST = 4.0


class Watched:
    """A part that was started, with the story of its deaths."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.restarts = 0
        self.healthy = False
        self.version = ""
        self._deaths = 0
        self._since = 0.0
        self._again_at: float | None = None

    def begin(self) -> None:
        """Returns when the part is healthy."""
        self.part.server.start()
        self._since = time.monotonic()
        self.check()

    def check(self) -> None:
        """Learns whether the part does its work."""
        self.healthy = self.part.server.pid is not None and self.part.check()
        if self.healthy and not self.version:
            self.version = self.part.version()

    def look(self, now: float, say: Callable[[str], None]) -> bool:
        """Starts the part again when it is dead and its delay is over; True when it changed."""
        if self.part.server.pid is not None:
            if now - self._since > SETTLED:
                self._deaths = 0
            return False
        if self._again_at is None:
            delay = min(FIRST_DELAY * 2**self._deaths, LONGEST_DELAY)
            self._again_at, self._deaths, self.healthy = now + delay, self._deaths + 1, False
            say(f"{self.part.title} ended; starting it again (log: {self.part.server.log})")
            return True
        return now >= self._again_at and self._revive(say)

    def _revive(self, say: Callable[[str], None]) -> bool:
        self._again_at = None
        self.restarts += 1
        try:
            self.part.server.revive()
        except DeskError as error:
            say(f"{error.title}: {error.detail}")
        self._since = time.monotonic()
        self.check()
        return True

    def facts(self) -> RunningPart:
        """What other commands may know."""
        return RunningPart(
            name=self.part.key,
            pid=self.part.server.pid,
            address=self.part.address,
            url=self.part.url,
            version=self.version,
            log=str(self.part.server.log),
            healthy=self.healthy,
            restarts=self.restarts,
        )


class Supervisor:
    """Keeps the parts running; `told` hears of every change. Use it from one thread only."""

    def __init__(self, progress: Progress, told: Callable[[list[RunningPart]], None]) -> None:
        self.progress = progress
        self.told = told
        self.watched: list[Watched] = []
        self._checked = 0.0

    def start(self, parts: Sequence[Part]) -> None:
        """Returns when all are healthy; raises what the first unhealthy one raises.

        Servers start one after the other, programs together: they only wait for the servers.
        """
        started = [Watched(part) for part in parts]
        self.watched += started
        for one in started:
            if not one.part.infrastructure:
                one.part.server.revive()
        for one in started:
            with self.progress.step(one.part.title, one.part.address):
                one.begin()

    def look(self) -> None:
        """One look at every part; call it several times a second."""
        now = time.monotonic()
        changed = [one.look(now, self.progress.say) for one in self.watched]
        before = [one.healthy for one in self.watched]
        if any(changed) or not all(before) or now - self._checked > CHECK_EVERY:
            self._checked = now
            for one in self.watched:
                one.check()
        if any(changed) or before != [one.healthy for one in self.watched]:
            self.told(self.facts())

    def watch(self, until: Callable[[], bool]) -> None:
        """Looks after the parts until `until()` is true."""
        while not until():
            self.look()
            time.sleep(LOOK_EVERY)

    def facts(self) -> list[RunningPart]:
        """All parts as other commands may know them."""
        return [one.facts() for one in self.watched]

    def stop(self) -> None:
        """Ends everything within 15 s: our programs first, then servers in reverse order."""
        end = time.monotonic() + END_WITHIN
        ours = [one.part for one in reversed(self.watched) if not one.part.infrastructure]
        servers = [one.part for one in reversed(self.watched) if one.part.infrastructure]
        for part in ours:
            part.server.ask_to_end()
        self._stop(ours, end - 2 * KEPT_FOR_LAST)
        self._stop(servers[:-1], end - KEPT_FOR_LAST)
        self._stop(servers[-1:], end)
        self.watched = []

    def _stop(self, parts: Sequence[Part], end: float) -> None:
        for part in parts:
            with self.progress.step(f"{part.title} stopped"):
                part.server.stop(patience=max(0.2, end - time.monotonic()))
