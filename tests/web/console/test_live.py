import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import psycopg
import pytest

from runtime.announce import announce
from tests.web.console.front_desk import FrontDesk
from web.console.listener import Listener
from workers.stack.ports import free_port
from workers.stack.postgres import EmbeddedPostgres

PATIENCE = 15.0
TENANT, OTHER = "11111111-0000-0000-0000-000000000000", "22222222-0000-0000-0000-000000000000"


@asynccontextmanager
async def listening(url: str) -> AsyncIterator[Listener]:
    listener = Listener(url.replace("+psycopg", ""))
    listener.start()
    async with asyncio.timeout(PATIENCE):
        await listener.connected.wait()
    yield listener
    await listener.stop()


async def say(url: str, tenant: str) -> None:
    plain = url.replace("+psycopg", "")
    async with await psycopg.AsyncConnection.connect(plain, autocommit=True) as connection:
        await connection.execute("SELECT pg_notify('swapdesk_board', %s)", [tenant])


async def test_a_screen_hears_of_its_own_tenant_only(empty_database: str) -> None:
    async with listening(empty_database) as listener, asyncio.timeout(PATIENCE):
        mine, theirs = listener.mark(TENANT), listener.mark(OTHER)
        await say(empty_database, TENANT)
        assert await listener.next(TENANT, mine) != mine
        assert listener.mark(OTHER) == theirs


async def test_a_killed_connection_is_made_again_and_counts_as_news_for_everybody(
    empty_database: str,
) -> None:
    plain = empty_database.replace("+psycopg", "")
    async with listening(empty_database) as listener, asyncio.timeout(PATIENCE):
        mark = listener.mark(TENANT)
        async with await psycopg.AsyncConnection.connect(plain, autocommit=True) as connection:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'swapdesk-board' AND datname = current_database()"
            )
        mark = await listener.next(TENANT, mark) or 0
        await say(empty_database, TENANT)
        assert await listener.next(TENANT, mark) == mark + 1


async def test_a_listener_waits_for_a_database_that_is_restarted(stack_folder: Path) -> None:
    server = EmbeddedPostgres(stack_folder / "restarted", durable=False)
    await asyncio.to_thread(server.start)
    try:
        async with listening(server.url()) as listener, asyncio.timeout(60):
            mark = listener.mark(TENANT)
            await asyncio.to_thread(server.stop)
            await asyncio.to_thread(server.start)
            mark = await listener.next(TENANT, mark) or 0
            await say(server.url(), TENANT)
            assert await listener.next(TENANT, mark) == mark + 1
    finally:
        await asyncio.to_thread(server.stop)


async def test_everybody_who_waits_is_let_go_when_the_listener_stops(empty_database: str) -> None:
    async with listening(empty_database) as listener, asyncio.timeout(PATIENCE):
        waits = [
            asyncio.create_task(listener.next(TENANT, listener.mark(TENANT))) for _ in range(50)
        ]
        await asyncio.sleep(0)
        await listener.close()
        assert await asyncio.gather(*waits) == [None] * 50


@contextmanager
def own_server(front: FrontDesk) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The web server as `swapdesk up` starts it, in a process of its own."""
    port = free_port(0)
    settings = front.settings
    environment = {
        **os.environ,
        "SWAPDESK_MODE": "test",
        "SWAPDESK_DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": str(settings.database_url),
        "TEMPORAL_ADDRESS": "127.0.0.1:9",
        "SWAPDESK_TEMPORAL_EMBEDDED": "true",
    }
    command = [sys.executable, "-m", "uvicorn", "web.app:create_app", "--factory"]
    options = ["--port", str(port), "--timeout-graceful-shutdown", "30", "--no-access-log"]
    child = subprocess.Popen([*command, *options], env=environment)
    try:
        yield child, port
    finally:
        child.kill()
        child.wait()


@contextmanager
def open_stream(port: int, session: str) -> Iterator[HTTPResponse]:
    end = time.monotonic() + PATIENCE
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        while True:
            try:
                connection.request("GET", "/live", headers={"Cookie": f"swapdesk={session}"})
                break
            except ConnectionRefusedError:
                connection.close()
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
        with closing(connection.getresponse()) as stream:
            yield stream


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_the_server_stops_at_once_although_a_stream_is_open(
    front: FrontDesk, stop: signal.Signals
) -> None:
    session = front.session("clerk")
    with own_server(front) as (child, port), open_stream(port, session) as stream:
        assert stream.status == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.readline() == b": open\n"
        with front.walk.database.as_tenant(front.walk.desk.tenant_id) as transaction:
            announce(transaction, "board", str(front.walk.desk.tenant_id))
        heard = b"".join(stream.readline() for _ in range(4))
        assert b"event: board" in heard
        began = time.monotonic()
        child.send_signal(stop)
        child.wait(PATIENCE)
        assert time.monotonic() - began < 5


def test_a_stranger_gets_no_stream(front: FrontDesk) -> None:
    front.client.cookies.clear()
    assert front.client.get("/live").status_code == 401
