"""Asking the desk from an event loop: in a thread, and never longer than nine seconds."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, ParamSpec, TypeVar

import anyio
import anyio.to_thread
from sqlalchemy.exc import IntegrityError

from desk.refusals import WorkflowsUnavailable
from runtime.database import RecordUnavailable

#: Below ten seconds, the longest any request may take, whatever is broken.
PATIENCE = 9.0

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


async def ask(
    function: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs
) -> Answer:
    """The function's answer from a thread; RecordUnavailable after nine seconds.

    A frozen database keeps the thread, not the person who waits. The function is one transaction
    under a key: where two raced for one row, the loser looks again and sees the winner's.
    """
    question = partial(function, *args, **kwargs)
    try:
        with anyio.fail_after(PATIENCE):
            try:
                return await anyio.to_thread.run_sync(question, abandon_on_cancel=True)
            except IntegrityError:
                return await anyio.to_thread.run_sync(question, abandon_on_cancel=True)
    except TimeoutError as slow:
        raise RecordUnavailable(slow) from slow


async def ask_story(question: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
    """A workflow's answer; WorkflowsUnavailable (not known: repeat it) after nine seconds."""
    asked = asyncio.ensure_future(asked_twice(question))
    asked.add_done_callback(look_at)
    await asyncio.wait({asked}, timeout=PATIENCE)
    if not asked.done():
        raise WorkflowsUnavailable
    return asked.result()


async def asked_twice(question: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
    """Once more for the loser of a race for one row, such as the second half of a double click."""
    try:
        return await question()
    except IntegrityError:
        return await question()


def look_at(asked: asyncio.Future[Any]) -> None:
    """Nobody waits for it any more: its exception is not news."""
    if not asked.cancelled():
        asked.exception()
