"""The board: open cases by what is due, filtered and searched, kept current by the stream."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.actors import Actor
from desk.board import FILTERS, OPEN, board_version, due_cases, tally
from runtime.database import Database
from web.asking import ask
from web.console.pages import render, show, unchanged, wants_fragment
from web.sign_in import Signed

router = APIRouter()
LONGEST_SEARCH = 80
#: Boards kept rendered: some filters and searches of some customers' eyes, a minute each.
KEPT = 64


@router.get("/")
async def board(request: Request, actor: Signed, only: str = OPEN, text: str = "") -> Response:
    """The whole page, or its changing part for a screen that asks again."""
    database: Database = request.app.state.database
    only = only if only in FILTERS else OPEN
    text = text.strip()[:LONGEST_SEARCH]
    version = f"{await ask(board_version, database, actor)}/{this_minute():%H:%M}"
    if (same := unchanged(request, version)) is not None:
        return same
    eyes = replace(actor, name="")
    lines = await ask(rendered_lines, database, eyes, only, text, version, this_minute())
    template = "_board.html" if wants_fragment(request) else "board.html"
    return show(
        request,
        template,
        actor,
        version=version,
        lines=lines,
        only=only,
        text=text,
        filters=FILTERS,
    )


def this_minute() -> datetime:
    """The wall clock, to the minute: what is overdue changes no faster on a screen."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


@lru_cache(maxsize=KEPT)
def rendered_lines(
    database: Database, eyes: Actor, only: str, text: str, version: str, now: datetime
) -> str:
    """The tally and the lines as HTML, rendered once for everybody with the same eyes."""
    rows = due_cases(database, eyes, only=only, text=text)
    counted = tally(database, eyes, now)
    return render(
        "_lines.html",
        rows=[(row, row.overdue(now)) for row in rows],
        counted=counted,
        minute=now,
        filtered=bool(text) or only != OPEN,
        version=version,
    )
