"""A refill prompt for whoever holds its link: to read, to print, and to answer once.

Looking changes nothing: a mail scanner that follows the link decides nothing; only the form does.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from desk.prompt_answers import answer_by_link, linked_prompt, linked_prompt_paper
from desk.prompt_view import LinkedPrompt
from desk.refusals import UnknownDocument
from documents.language import language_of
from rules.pool_orders import PromptOutcome
from runtime.signed_links import LinkUnknown, SignedLinks
from web.api.headers import shown_inline
from web.asking import ask
from web.portal.pages import pages
from web.portal.refill_answering import Seat, answer_prompt, show_prompt
from web.portal.words import phrases_in

router = APIRouter()
LOOKING = ["GET", "HEAD"]
#: The address is the key: it is told to nobody, and no search engine keeps the page.
PRIVATE: Mapping[str, str] = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


@router.api_route("/refill/{token}", methods=LOOKING)
async def refill(request: Request, token: str) -> Response:
    """The question in the contact's language, or what became of it."""
    try:
        return await show_prompt(seat_of(request, token))
    except LinkUnknown:
        return unknown(request)


@router.api_route("/refill/{token}/paper", methods=LOOKING)
async def paper(request: Request, token: str) -> Response:
    """The proposal as it was printed."""
    links, database = links_of(request), request.app.state.database
    try:
        content, name = await ask(linked_prompt_paper, database, links, token)
    except (LinkUnknown, UnknownDocument):
        return unknown(request)
    headers = {"Content-Disposition": shown_inline(name), **PRIVATE}
    return Response(content, media_type="application/pdf", headers=headers)


@router.post("/refill/{token}")
async def answer(request: Request, token: str) -> Response:
    """Back to the page once the answer is taken."""
    try:
        return await answer_prompt(request, seat_of(request, token))
    except LinkUnknown:
        return unknown(request)


def seat_of(request: Request, token: str) -> Seat:
    """The seat of whoever holds the link."""
    state, links = request.app.state, links_of(request)

    async def hand_in(*said: Any) -> PromptOutcome:  # noqa: ANN401 - choice, key and time
        return await answer_by_link(state.database, state.door, links, token, *said)

    return Seat(
        address=f"/refill/{token}",
        look=partial(linked_prompt, state.database, links, token),
        answer=hand_in,
        draw=partial(draw, request),
    )


def links_of(request: Request) -> SignedLinks:
    """The links of this desk."""
    return SignedLinks.of(request.app.state.settings)


def draw(
    request: Request, found: LinkedPrompt, status: HTTPStatus, values: Mapping[str, Any]
) -> Response:
    """The page that needs no sign-in."""
    trial = request.app.state.settings.business_time
    return render(
        request, "refill.html", found.language, status=status, business_time=trial, **values
    )


def unknown(request: Request) -> HTMLResponse:
    """A link that is not ours, or was torn in a mail: said kindly, in the browser's language."""
    asked = request.headers.get("accept-language", "")
    language = language_of(asked.partition(",")[0].partition(";")[0].strip())
    return render(request, "refill_unknown.html", language, status=HTTPStatus.NOT_FOUND)


def render(
    request: Request,
    template: str,
    language: str,
    *,
    status: int,
    **values: Any,  # noqa: ANN401 - each template names its own
) -> HTMLResponse:
    """A page that needs no sign-in, in that language."""
    given = {**values, "language": language, "say": phrases_in(language).say}
    text = pages.get_template(template).render(request=request, now=datetime.now(UTC), **given)
    return HTMLResponse(text, status, dict(PRIVATE))
