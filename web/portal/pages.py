"""The requester's pages: one Jinja environment, in the language of whoever looks."""

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from desk.actors import Actor
from desk.own_person import Person, who_is
from rules.errors import DeskError
from rules.reason_words import VOCABULARIES
from web.asking import ask
from web.console import times as console_times
from web.console.pages import SHARED
from web.portal import times
from web.portal.words import Phrases, phrases_in
from web.problems import HEADERS, status_of

TEMPLATES = Path(__file__).parent / "templates"
#: The header's links: path and phrase; the desk's own people have the board instead.
PLACES = (
    ("/my", "page.tickets"),
    ("/my/new", "page.new"),
    ("/check", "page.check"),
    ("/my/reports", "report.nav"),
    ("/my/statements", "statement.nav"),
)
#: Besides, for an organisation that stock is kept for.
OF_POOLS = (("/my/pools", "nav.pools"), ("/my/prompts", "nav.prompts"))
OF_THE_DESK = (("/", "page.board"), ("/check", "page.check"))

pages = Environment(
    loader=FileSystemLoader((TEMPLATES, SHARED)),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
pages.filters.update(moment=times.moment, due=times.due, whole=console_times.whole)


async def person_of(request: Request, actor: Actor) -> Person:
    """Who looks, and in which language the page speaks."""
    return await ask(who_is, request.app.state.database, actor)


def show(
    request: Request,
    template: str,
    actor: Actor,
    person: Person,
    *,
    status: int = 200,
    focus_on: str = "",
    **values: Any,  # noqa: ANN401 - each template names its own
) -> HTMLResponse:
    """The page in the person's language; `focus_on` is the field that is to be corrected first."""
    phrases = phrases_in(person.language)
    places = [(path, phrases.say(word)) for path, word in places_of(actor, person)]
    text = pages.get_template(template).render(
        request=request,
        actor=actor,
        person=person,
        phrases=phrases,
        say=phrases.say,
        word=phrases.word,
        vocabulary=VOCABULARIES[person.language],
        places=places,
        focus_on=focus_on.replace(".", "-"),
        now=datetime.now(UTC),
        business_time=request.app.state.settings.business_time,
        **values,
    )
    return HTMLResponse(text, status, dict(HEADERS.get(HTTPStatus(status), {})))


def places_of(actor: Actor, person: Person) -> tuple[tuple[str, str], ...]:
    """The header's links for this person."""
    if actor.customer_id is None:
        return OF_THE_DESK
    return (*PLACES, *(OF_POOLS if person.keeps_pool else ()))


def missing(
    request: Request, actor: Actor, person: Person, told: str = "error.missing_ticket"
) -> HTMLResponse:
    """There is nothing here for this person, said in its language."""
    return show(request, "missing.html", actor, person, status=404, told=told)


def in_words(phrases: Phrases, refusal: DeskError) -> str:
    """A refusal in the reader's language where there is a phrase for it."""
    return phrases.refusal(refusal.code, f"{refusal.title}. {refusal.detail}")


def refusal_status(refusal: DeskError) -> int:
    """The status a page with that refusal is answered with."""
    return status_of(type(refusal)).value


def options(
    phrases: Phrases, group: str, names: Mapping[str, object] | tuple[str, ...]
) -> list[tuple[str, str]]:
    """Words of a group as choices of a form."""
    return [(name, phrases.word(group, name)) for name in names]
