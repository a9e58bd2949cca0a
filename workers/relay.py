"""The relay: carries facts to workflows and owed messages out: `python -m workers.relay`."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import groupby
from uuid import UUID

import psycopg
import structlog
from temporalio.client import Client

from activities.letters import Post, send_letter
from desk.pool_watch import check_due_pools
from desk.routing import (
    LOOKS,
    Owed,
    Routed,
    owed_messages,
    postpone,
    route,
    settle,
    waiting_facts,
)
from desk.workflow_door import TemporalDoor, WorkflowDoor
from rules.errors import DeskError
from runtime.announce import CHANNELS
from runtime.connections import open_database
from runtime.database import Database
from runtime.log import configure_logging
from runtime.settings import Settings, load_settings
from runtime.signed_links import SignedLinks
from runtime.temporal import connect
from workers.reporting import keep_reporting

#: Seconds between looks when nothing is announced: announcements can be lost with a connection.
PAUSE = 1.0
#: Seconds given to the announcements of one moment to come together into one look.
GATHER = 0.02
#: Seconds before a look that failed as a whole is repeated.
REST = 2.0
log = structlog.get_logger()


class Relay:
    """Looks for facts and messages whenever something is announced, and once a second."""

    def __init__(self, database: Database, door: WorkflowDoor, post: Post) -> None:
        self.database = database
        self.door = door
        self.post = post

    async def look(self) -> int:
        """One look at facts, pools and messages; returns how many were dealt with."""
        now = datetime.now(UTC)
        # First, so that a prompt it opens goes out with this look's messages.
        pools = await asyncio.to_thread(check_due_pools, self.database, now)
        facts = await asyncio.to_thread(waiting_facts, self.database, now)
        owed = await asyncio.to_thread(owed_messages, self.database, now)
        await asyncio.gather(
            *(self.carry_in_order(group) for group in by_case(facts)),
            *(self.deliver(message) for message in owed),
        )
        return pools + len(facts) + len(owed)

    async def carry_in_order(self, facts: list[Routed]) -> None:
        """The facts of one case in the order they came."""
        for routed in facts:
            try:
                await route(self.database, self.door, routed)
            except DeskError as trouble:
                log.warning("fact_postponed", fact=routed.fact.key, why=trouble.code)
                await asyncio.to_thread(postpone, self.database, routed, datetime.now(UTC))
                return

    async def deliver(self, owed: Owed) -> None:
        """Do what one outbox row asks for; what fails is tried again after a pause."""
        try:
            await self.act(owed)
        except DeskError as trouble:
            log.warning("message_postponed", kind=owed.kind, why=trouble.code)
            await asyncio.to_thread(settle, self.database, owed, trouble.code)
        else:
            await asyncio.to_thread(settle, self.database, owed)

    async def act(self, owed: Owed) -> None:
        """Have a workflow started or told to look, or send a letter."""
        if owed.kind in LOOKS:
            await LOOKS[owed.kind](self.door, owed)
        elif owed.kind == "letter":
            letter = UUID(owed.payload["notification_id"])
            await asyncio.to_thread(send_letter, self.database, self.post, owed.tenant_id, letter)

    async def run(self, stop: asyncio.Event, woken: asyncio.Event) -> None:
        """Look until told to stop; a database that is away is waited for."""
        while not stop.is_set():
            woken.clear()
            try:
                busy = await self.look()
            except DeskError as trouble:
                log.warning("relay_waits", why=trouble.code)
                await pause(stop, REST)
                continue
            if not busy:
                await first_of(stop, woken, PAUSE)
            await asyncio.sleep(GATHER)


def by_case(facts: list[Routed]) -> list[list[Routed]]:
    """Facts grouped by case, each group in order."""

    def case(routed: Routed) -> str:
        return routed.ref.case_id if routed.ref else str(routed.inbox_id)

    return [list(group) for _, group in groupby(sorted(facts, key=case), key=case)]


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait, unless told to stop."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def first_of(stop: asyncio.Event, woken: asyncio.Event, seconds: float) -> None:
    """Wait for either event or the time."""
    waits = [asyncio.create_task(event.wait()) for event in (stop, woken)]
    await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


async def listen(url: str, woken: asyncio.Event) -> None:
    """Wake the relay on every announcement; a lost connection is made again."""
    plain = url.replace("+psycopg", "")
    while True:
        with suppress(psycopg.Error, OSError):
            async with await psycopg.AsyncConnection.connect(
                plain, autocommit=True, connect_timeout=3
            ) as connection:
                await connection.execute(f"LISTEN {CHANNELS[0]}".encode())
                async for _ in connection.notifies():
                    woken.set()
        await asyncio.sleep(REST)


async def connected(attempt: Callable[[], Awaitable[Client]], stop: asyncio.Event) -> Client | None:
    """The client as soon as the server answers, or None when told to stop first."""
    while not stop.is_set():
        try:
            return await attempt()
        except (RuntimeError, OSError):
            log.warning("relay_waits", why="temporal-unreachable")
            await pause(stop, REST)
    return None


def post_from(settings: Settings) -> Post:
    """The mail server of the settings, with its sign-in where it has one."""
    password = settings.smtp_password
    return Post(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        user=settings.smtp_user or "",
        password=password.get_secret_value() if password else "",
        tls=settings.smtp_tls,
        links=SignedLinks.of(settings),
    )


async def serve() -> None:
    """Relay until SIGTERM or SIGINT."""
    settings = load_settings()
    configure_logging("relay", level=settings.log_level)
    database = open_database(settings, connections=8)
    post = post_from(settings)
    stop, woken = asyncio.Event(), asyncio.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(ending, stop.set)
    client = await connected(lambda: connect(settings), stop)
    if client is not None:
        url = database.engine.url.render_as_string(hide_password=False)
        ear = asyncio.create_task(listen(url, woken))
        calendar = asyncio.create_task(keep_reporting(client, database, stop))
        await Relay(database, TemporalDoor(client), post).run(stop, woken)
        ear.cancel()
        calendar.cancel()
    database.close()


if __name__ == "__main__":
    asyncio.run(serve())
