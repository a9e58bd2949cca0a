"""A cost proposal for whoever holds its link: to read, to print, and to answer once.

Looking changes nothing: a mail scanner that follows the link decides nothing; only the form does.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import TypeAdapter, ValidationError

from desk.proposals import (
    LinkedProposal,
    ProposalAnswer,
    answer_by_link,
    linked_paper,
    linked_proposal,
)
from desk.refusals import UnknownDocument
from documents.amounts import money_in, quantity_in
from documents.language import language_of
from rules.case_values import ProposalState
from rules.dates_in_words import weekday_date
from rules.errors import DeskError, Kind
from runtime.signed_links import LinkUnknown, SignedLinks
from web.api.headers import shown_inline
from web.api.words import BusinessTime, business_time
from web.asking import ask, ask_story
from web.portal.pages import pages
from web.portal.words import phrases_in
from web.problems import HEADERS, status_of

router = APIRouter()
#: What can be answered, each by the value its radio button sends.
CHOICES = {
    "accept": ProposalAnswer(answer="accept"),
    "return": ProposalAnswer(answer="decline", otherwise="return"),
    "scrap": ProposalAnswer(answer="decline", otherwise="scrap"),
}
#: Refusals that mean somebody, or the calendar, was faster: the page then says who.
TOO_LATE = frozenset({Kind.CONFLICT})


@router.get("/proposal/{token}")
async def proposal(request: Request, token: str) -> Response:
    """The proposal in the contact's language."""
    try:
        found = await look(request, token)
    except LinkUnknown:
        return unknown(request)
    return show_proposal(request, token, found)


@router.get("/proposal/{token}/paper")
async def paper(request: Request, token: str) -> Response:
    """The proposal as it was printed."""
    links, database = links_of(request), request.app.state.database
    try:
        content, name = await ask(linked_paper, database, links, token)
    except (LinkUnknown, UnknownDocument):
        return unknown(request)
    headers = {"Content-Disposition": shown_inline(name)}
    return Response(content, media_type="application/pdf", headers=headers)


@router.post("/proposal/{token}")
async def answer(request: Request, token: str) -> Response:
    """Back to the page once the answer is taken; a double click is one answer."""
    sent = {name: str(value) for name, value in (await request.form()).items()}
    try:
        found = await look(request, token)
    except LinkUnknown:
        return unknown(request)
    chosen = CHOICES.get(sent.get("answer", ""))
    if not found.answerable:
        return answered_before(request, token, found, chosen)
    if chosen is None:
        return show_proposal(request, token, found, status=422, problem="proposal.choose")
    return await take(request, token, found, chosen, sent.get("at", "").strip())


async def take(
    request: Request, token: str, found: LinkedProposal, chosen: ProposalAnswer, at: str
) -> Response:
    """Hand the answer on; where another came first, the page says which."""
    state, links = request.app.state, links_of(request)
    try:
        when = moment_of(request, at)
        await ask_story(
            lambda: answer_by_link(state.database, state.door, links, token, chosen, when)
        )
    except ValidationError:
        return show_proposal(request, token, found, status=422, problem="error.unread")
    except DeskError as refusal:
        if refusal.kind in TOO_LATE:
            found = await look(request, token)
            return answered_before(request, token, found, chosen)
        return not_taken(request, token, found, refusal)
    return to_page(token)


def moment_of(request: Request, at: str) -> datetime | None:
    """The answer's business time in demo and test mode; without one it is now."""
    said: datetime | None = TypeAdapter(BusinessTime).validate_python(at) if at else None
    return business_time(request, said)


def answered_before(
    request: Request, token: str, found: LinkedProposal, chosen: ProposalAnswer | None
) -> Response:
    """The same answer again is as good as one; any other comes too late."""
    if chosen is not None and chosen.is_of(found.proposal):
        return to_page(token)
    waited = found.proposal.state in {ProposalState.OPEN, ProposalState.EXPIRED}
    return show_proposal(
        request,
        token,
        found,
        status=HTTPStatus.GONE if waited else HTTPStatus.CONFLICT,
        problem="proposal.too_late",
    )


def not_taken(request: Request, token: str, found: LinkedProposal, refusal: DeskError) -> Response:
    """Not known or not understood: the form stays, to be sent again."""
    status = status_of(type(refusal))
    answer = show_proposal(request, token, found, status=status, problem="proposal.not_known")
    answer.headers.update(HEADERS.get(status, {}))
    return answer


async def look(request: Request, token: str) -> LinkedProposal:
    """The proposal as it stands now (LinkUnknown)."""
    return await ask(linked_proposal, request.app.state.database, links_of(request), token)


def links_of(request: Request) -> SignedLinks:
    """The links of this desk."""
    return SignedLinks.of(request.app.state.settings)


def to_page(token: str) -> Response:
    """To the page, by a GET."""
    return RedirectResponse(f"/proposal/{token}", HTTPStatus.SEE_OTHER)


def show_proposal(
    request: Request, token: str, found: LinkedProposal, *, status: int = 200, problem: str = ""
) -> HTMLResponse:
    """The page; an open proposal that can no longer be answered is over, with status 410."""
    over = found.proposal.state is ProposalState.OPEN and not found.answerable
    expired = found.proposal.state is ProposalState.EXPIRED
    return render(
        request,
        "proposal.html",
        found.language,
        status=HTTPStatus.GONE if status == HTTPStatus.OK and (over or expired) else status,
        token=token,
        found=found,
        proposal=found.proposal,
        standing="expired" if over else found.proposal.state.value,
        told=figures(found),
        problem=problem,
        choices=tuple(CHOICES),
        business_time=request.app.state.settings.business_time,
    )


def figures(found: LinkedProposal) -> Mapping[str, Any]:
    """Money, quantities and days as the contact's language writes them."""
    proposal, language = found.proposal, language_of(found.language)
    last_day = proposal.valid_until.astimezone(ZoneInfo(found.zone)).date()
    lines = [
        {
            "text": line.text,
            "quantity": quantity_in(language, line.quantity),
            "price": money_in(language, line.unit_price, proposal.currency),
        }
        for line in proposal.lines
    ]
    fee = found.estimate_fee
    return {
        "lines": lines,
        "amount": money_in(language, proposal.amount, proposal.currency),
        "fee": money_in(language, fee, proposal.currency) if fee else "",
        "last_day": weekday_date(last_day, found.language),
    }


def unknown(request: Request) -> HTMLResponse:
    """A link that is not ours, or was torn in a mail: said kindly, in the browser's language."""
    asked = request.headers.get("accept-language", "")
    language = language_of(asked.partition(",")[0].partition(";")[0].strip())
    return render(request, "proposal_unknown.html", language, status=HTTPStatus.NOT_FOUND)


def render(
    request: Request,
    template: str,
    language: str,
    *,
    status: int,
    **values: Any,  # noqa: ANN401 - each template names its own
) -> HTMLResponse:
    """A page that needs no sign-in, in that language."""
    phrases = phrases_in(language)
    text = pages.get_template(template).render(
        request=request, language=language, say=phrases.say, now=datetime.now(UTC), **values
    )
    return HTMLResponse(text, status)
