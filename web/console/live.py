"""Live updates: a stream of names of what changed; each screen asks again for what it shows."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType

from fastapi import APIRouter, FastAPI, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from web.console.listener import Listener
from web.console.pages import problem_page
from web.sign_in import Signed

router = APIRouter()
Handler = Callable[[int, FrameType | None], object]


@asynccontextmanager
async def listening(app: FastAPI) -> AsyncIterator[None]:
    """The process's one listener, from start to stop; open streams end when a stop is asked for."""
    url = app.state.database.engine.url.set(drivername="postgresql")
    listener = Listener(url.render_as_string(hide_password=False))
    app.state.listener = listener
    app.state.problem_page = problem_page
    listener.start()
    with on_stop_signals(listener):
        yield
    await listener.stop()


@contextmanager
def on_stop_signals(listener: Listener) -> Iterator[None]:
    """End the streams as soon as SIGTERM or SIGINT comes, in front of the server's own handler.

    The server drains open answers before any shutdown of ours; a stream never ends by itself.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # a server inside a thread gets no signals
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def end(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(lambda: asyncio.ensure_future(listener.close()))
        earlier = before[signal.Signals(number)]
        if callable(earlier):
            earlier(number, frame)

    for number in before:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, earlier in before.items():
            if earlier is not None:
                signal.signal(number, earlier)


@router.get("/live", response_class=EventSourceResponse)
async def live(request: Request, actor: Signed) -> AsyncIterator[ServerSentEvent]:
    """The event `board` whenever a case of the tenant changed; a comment every 15 seconds."""
    listener: Listener = request.app.state.listener
    tenant = str(actor.tenant_id)
    mark: int | None = listener.mark(tenant)
    yield ServerSentEvent(comment="open", retry=2000)
    while mark is not None:
        mark = await listener.next(tenant, mark)
        if mark is not None:
            yield ServerSentEvent(event="board", raw_data="changed")
