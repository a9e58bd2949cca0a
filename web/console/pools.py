"""The pool board: levels against targets, run-out days and open questions, a page at a time."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.actors import Actor
from desk.pool_board import PoolFilter, list_pools, record_version
from runtime.database import Database
from web.asking import ask
from web.console.pages import new_key, render, show, wants_fragment
from web.console.pool_words import PROMPTS, running_out
from web.shared_answers import SharedAnswers
from web.sign_in import Signed

router = APIRouter()
LONGEST_SEARCH, LONGEST_CODE, LONGEST_CURSOR = 80, 40, 200
#: The parts that are ticked, as the address names them.
TICKED = {"prompt": "open_prompt", "short": "below_target"}
rendered: SharedAnswers[str] = SharedAnswers()


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What is looked at: the filter and where the page begins."""

    wanted: PoolFilter
    cursor: str

    @property
    def query(self) -> str:
        """The filter as the address of the next page has it."""
        fields = {"text": self.wanted.text, "customer": self.wanted.customer}
        ticks = {name: "yes" for name, field in TICKED.items() if getattr(self.wanted, field)}
        return urlencode({name: value for name, value in {**fields, **ticks}.items() if value})


@router.get("/pools")
async def pools(
    request: Request,
    actor: Signed,
    *,
    text: str = "",
    customer: str = "",
    prompt: str = "",
    short: str = "",
    cursor: str = "",
) -> Response:
    """The whole page, or its table for a screen that asks again."""
    wanted = PoolFilter(
        text=text.strip()[:LONGEST_SEARCH],
        customer=customer.strip()[:LONGEST_CODE],
        open_prompt=bool(prompt),
        below_target=bool(short),
    )
    looked = Looked(wanted=wanted, cursor=cursor[:LONGEST_CURSOR])
    database: Database = request.app.state.database
    lines = await ask(lines_for, database, replace(actor, name=""), looked)
    template = "_pools.html" if wants_fragment(request) else "pools.html"
    return show(request, template, actor, lines=lines, wanted=wanted, key=new_key())


def lines_for(database: Database, eyes: Actor, looked: Looked) -> str:
    """The lines as HTML, made once for all with the same eyes who look at the same time."""
    version = partial(version_now, database, eyes)
    return rendered.answer((eyes, looked), version, partial(render_lines, database, eyes, looked))


def version_now(database: Database, eyes: Actor) -> str:
    """What the lines follow from: the record, and the minute."""
    return f"{record_version(database, eyes)}/{datetime.now(UTC):%Y-%m-%dT%H:%M}"


def render_lines(database: Database, eyes: Actor, looked: Looked) -> str:
    """The page's lines as HTML."""
    now = datetime.now(UTC)
    page = list_pools(database, eyes, now, wanted=looked.wanted, cursor=looked.cursor or None)
    return render(
        "_pool_lines.html",
        page=page,
        wanted=looked.wanted,
        query=looked.query,
        prompts=PROMPTS,
        running_out=running_out,
    )
