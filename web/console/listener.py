"""One ear per process: it hears which tenant's board changed and wakes the open screens."""

import asyncio
from collections import Counter
from contextlib import suppress

import psycopg

from runtime.log import get_logger

CHANNEL = "swapdesk_board"
#: Seconds before a lost database is tried again: at first, and at most.
SOON, LATE = 0.2, 5.0
CONNECT_SECONDS = 3

log = get_logger(__name__)


class Listener:
    """Counts announcements by tenant; a lost connection counts as news for everybody."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.closed = False
        self.connected = asyncio.Event()
        self._news: Counter[str] = Counter()
        self._everybody = 0
        self._changed = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen, in a task of this event loop."""
        self._task = asyncio.create_task(self._listen_for_ever())

    async def stop(self) -> None:
        """End every wait and the task."""
        await self.close()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def close(self) -> None:
        """End every wait at once: the server wants to stop."""
        self.closed = True
        async with self._changed:
            self._changed.notify_all()

    def mark(self, tenant_id: str) -> int:
        """How much has been heard for the tenant so far."""
        return self._news[tenant_id] + self._everybody

    async def next(self, tenant_id: str, mark: int) -> int | None:
        """The new mark once something was heard since the old one; None when all is over."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.closed or self.mark(tenant_id) != mark)
        return None if self.closed else self.mark(tenant_id)

    async def _listen_for_ever(self) -> None:
        pause = SOON
        while not self.closed:
            try:
                await self._listen()
                pause = SOON
            except (psycopg.Error, OSError) as lost:
                self.connected.clear()
                log.warning("board_listener_waits", why=type(lost).__name__, seconds=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LATE)

    async def _listen(self) -> None:
        """Listen until the connection is lost; what was missed meanwhile is news for all."""
        connection = await psycopg.AsyncConnection.connect(
            self.url,
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            application_name="swapdesk-board",
            keepalives_idle=10,
            keepalives_interval=5,
            keepalives_count=3,
        )
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}".encode())
            await self._tell_everybody()
            self.connected.set()
            async for notice in connection.notifies():
                await self._tell(notice.payload)

    async def _tell(self, tenant_id: str) -> None:
        async with self._changed:
            self._news[tenant_id] += 1
            self._changed.notify_all()

    async def _tell_everybody(self) -> None:
        async with self._changed:
            self._everybody += 1
            self._changed.notify_all()
