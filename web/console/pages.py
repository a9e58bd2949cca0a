"""Pages: one Jinja environment, what every page is given, and refusals as a page."""

import re
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from desk.actors import Actor
from web.console import times, words

_KEY = re.compile(r"[!-~]{1,100}")
TEMPLATES = Path(__file__).parent / "templates"
#: Parts of pages that the requesters' pages have, too.
SHARED = TEMPLATES.parents[1] / "shared_templates"
FRAGMENT = "X-Fragment"
VERSION = "X-Version"
#: The header's links: path, word, and the verb a role needs to see it ("" for everybody).
PLACES = (
    ("/", "Board", ""),
    ("/cases/new", "New case", "open cases"),
    ("/scan", "Scan", "scan"),
    ("/check", "Check", "check entitlement"),
    ("/contracts", "Contracts", "see contracts"),
    ("/programmes", "Programmes", "see contracts"),
    ("/stock", "Stock", "see stock"),
    ("/pools", "Pools", "see stock"),
    ("/write-offs", "Write-offs", "write off"),
    ("/deliveries", "Deliveries", "receive stock"),
    ("/custody", "Custody", "scan"),
    ("/bench", "Bench", "see bench"),
    ("/overdue", "Owed", "see returns"),
    ("/charges", "Charges", "decide charges"),
    ("/loans", "Loans", "see stock"),
    ("/spares", "Spares", "see stock"),
    ("/visits", "Visits", "see stock"),
    ("/searches", "Parcels", "see parcels"),
    ("/orders", "Orders", "see orders"),
    ("/suppliers", "Suppliers", "see orders"),
    ("/finance", "Finance", "see finance"),
    ("/reports", "Reports", "see contracts"),
    ("/mail", "Mail", "read mail"),
)

pages = Environment(
    loader=FileSystemLoader((TEMPLATES, SHARED)),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
pages.globals["words"] = words
pages.filters.update(
    moment=times.moment,
    due=times.due,
    whole=times.whole,
    day=times.day,
    spent=times.spent,
    size=words.size,
    waiting=words.waiting,
    deadline=words.deadline,
    plain=words.plain,
    reason=words.reason,
)


def show(
    request: Request,
    template: str,
    actor: Actor | None,
    *,
    status: int = 200,
    version: str = "",
    **values: Any,  # noqa: ANN401 - each template names its own
) -> HTMLResponse:
    """The page; `version` lets an open screen ask later whether anything has changed."""
    text = render(template, request=request, actor=actor, version=version, **values)
    return HTMLResponse(text, status, {VERSION: version} if version else None)


def render(template: str, **values: Any) -> str:  # noqa: ANN401 - each template names its own
    """The template's text, with the wall clock and what the header needs."""
    actor: Actor | None = values.get("actor")
    places = [
        (path, word) for path, word, verb in PLACES if actor and (not verb or actor.may(verb))
    ]
    return pages.get_template(template).render(now=datetime.now(UTC), places=places, **values)


def wants_fragment(request: Request) -> bool:
    """True when a script asks for the changed part only."""
    return FRAGMENT in request.headers


def unchanged(request: Request, version: str) -> Response | None:
    """An empty answer for a screen that already shows this version."""
    if wants_fragment(request) and request.headers.get(VERSION) == version:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return None


def key_of(sent: str) -> str:
    """The key a form was sent with, or a new one for what cannot be a key."""
    return sent if _KEY.fullmatch(sent) else new_key()


def new_key() -> str:
    """A key minted with a form: sent twice, it is done once; later keys sort later."""
    return f"t{time.time_ns() // 1_000_000:013d}-{secrets.token_hex(6)}"


def problem_page(request: Request, problem: Mapping[str, Any]) -> Response:
    """A refusal where a person looks; strangers are sent to the sign-in page."""
    if problem["status"] == HTTPStatus.UNAUTHORIZED:
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        back = f"?next={quote(wanted, safe='')}" if request.method == "GET" else ""
        return RedirectResponse(f"/sign-in{back}", HTTPStatus.SEE_OTHER)
    actor: Actor | None = getattr(request.state, "actor", None)
    return show(request, "problem.html", actor, status=problem["status"], problem=problem)
