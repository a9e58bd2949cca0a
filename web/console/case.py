"""The page of one case: its promise and reason, both legs, its story, and what can be decided."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from desk.actors import Actor
from desk.board import read_document, view_case
from desk.case_page import case_version, view_version, workflow_link
from desk.decisions import decide
from desk.look_ahead import look_ahead
from desk.people import names_of
from rules.case_facts import Told
from rules.errors import DeskError, Kind
from web.api.bodies import DecisionBody
from web.api.headers import Number, shown_inline
from web.asking import ask, ask_story
from web.console.decision_forms import DecisionForm, forms_for
from web.console.decision_words import DECISIONS
from web.console.pages import key_of, show, unchanged, wants_fragment
from web.problems import HEADERS, status_of
from web.sign_in import Signed

router = APIRouter()
#: A document is printed from a hidden frame of our own page, and shown nowhere else.
FRAMED_BY_US = {
    "Content-Security-Policy": "frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}


@router.get("/cases/{number}")
async def case(request: Request, actor: Signed, number: Number) -> Response:
    """The whole page, or its changing part for a screen that asks again."""
    if wants_fragment(request):
        version = await ask(case_version, request.app.state.database, actor, number)
        if (same := unchanged(request, version)) is not None:
            return same
    return await case_page(request, actor, number)


async def case_page(
    request: Request,
    actor: Actor,
    number: str,
    *,
    refused: DecisionForm | None = None,
    file_refusal: DeskError | None = None,
    status: int = 200,
) -> Response:
    """The page as the record has it now, with a refused decision still in its form."""
    state = request.app.state
    view = await ask(view_case, state.database, actor, number)
    outsider = actor.customer_id is not None
    ahead = await ask(look_ahead, state.database, actor, number, datetime.now(UTC))
    names = {} if outsider else await ask(names_of, state.database, actor.tenant_id)
    return show(
        request,
        "_case.html" if wants_fragment(request) else "case.html",
        actor,
        status=status,
        version=view_version(view),
        case=view,
        ahead=ahead.coming,
        zone=view.row.timezone,
        names=names,
        forms=forms_for(actor, view, refused),
        file_refusal=file_refusal,
        workflow=workflow_link(state.settings.temporal_ui_url, view.workflow_id),
        business_time=state.settings.business_time,
    )


@router.post("/cases/{number}/decisions")
async def decide_case(request: Request, actor: Signed, number: Number) -> Response:
    """Back to the case once it is decided; refused, the page says why beside the form."""
    sent = {name: str(value).strip() for name, value in (await request.form()).items()}
    told = Told(sent.get("decision", "")) if sent.get("decision") in set(DECISIONS) else None
    if told is None:
        return RedirectResponse(f"/cases/{number}", HTTPStatus.SEE_OTHER)
    form = DecisionForm(
        decision=told,
        words=DECISIONS[told],
        key=key_of(sent.get("key", "")),
        typed=sent,
    )
    try:
        await take(request, actor, number, form)
    except ValidationError:
        unread = replace(form, problem="The time or an answer cannot be read.")
        return await case_page(request, actor, number, refused=unread, status=422)
    except DeskError as refusal:
        return await say_refusal(request, actor, number, form, refusal)
    return RedirectResponse(f"/cases/{number}", HTTPStatus.SEE_OTHER)


async def take(request: Request, actor: Actor, number: str, form: DecisionForm) -> None:
    """Hand the decision to the case's workflow."""
    asked = {question.name for question in form.words.questions}
    answers = {name: form.typed[name] for name in asked if form.typed.get(name)}
    body = DecisionBody.model_validate(
        {"decision": form.decision.value, "answers": answers, "at": form.typed.get("at") or None}
    )
    state = request.app.state
    asked_for = body.form(request)
    await ask_story(lambda: decide(state.database, state.door, actor, number, asked_for, form.key))


async def say_refusal(
    request: Request, actor: Actor, number: str, form: DecisionForm, refusal: DeskError
) -> Response:
    """The page with the refusal; the key stays, so pressing again repeats and never doubles."""
    if refusal.kind in {Kind.MISSING, Kind.FORBIDDEN, Kind.UNSIGNED}:
        raise refusal
    status = status_of(type(refusal))
    page = await case_page(
        request, actor, number, refused=replace(form, refusal=refusal), status=status
    )
    page.headers.update(HEADERS.get(status, {}))
    return page


@router.get("/cases/{number}/documents/{document}")
async def document(
    request: Request, actor: Signed, number: Number, document: uuid.UUID
) -> Response:
    """A label or slip, shown in place at its exact size."""
    content, media_type, name = await ask(
        read_document, request.app.state.database, actor, number, document
    )
    headers = {"Content-Disposition": shown_inline(name), **FRAMED_BY_US}
    return Response(content, media_type=media_type, headers=headers)
