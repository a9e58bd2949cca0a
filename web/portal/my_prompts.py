"""The questions about one's own stock: open and past ones, and each to be answered by approvers."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from desk.actors import Actor
from desk.own_person import Person
from desk.own_prompts import (
    UnknownPrompt,
    answer_own_prompt,
    list_own_prompts,
    own_prompt,
    own_prompt_paper,
)
from desk.prompt_view import LinkedPrompt
from desk.refusals import UnknownDocument
from rules.pool_orders import PromptOutcome
from rules.pool_words import PromptState
from web.api.headers import shown_inline
from web.asking import ask
from web.portal.pages import missing, person_of, show
from web.portal.refill_answering import Seat, answer_prompt, show_prompt
from web.sign_in import Signed

router = APIRouter()
MISSING = "nav.missing"


@router.get("/my/prompts")
async def my_prompts(request: Request, actor: Signed) -> Response:
    """The list; the desk's own people have a board instead."""
    if actor.customer_id is None:
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    person = await person_of(request, actor)
    rows = await ask(list_own_prompts, request.app.state.database, actor)
    return show(
        request,
        "my_prompts.html",
        actor,
        person,
        waiting=[row for row in rows if row.state is PromptState.OPEN],
        past=[row for row in rows if row.state is not PromptState.OPEN],
    )


@router.get("/my/prompts/{prompt_id}")
async def my_prompt(request: Request, actor: Signed, prompt_id: str) -> Response:
    """The question, if it is one's own organisation's."""
    person = await person_of(request, actor)
    try:
        return await show_prompt(seat_of(request, actor, person, prompt_id))
    except UnknownPrompt:
        return missing(request, actor, person, MISSING)


@router.post("/my/prompts/{prompt_id}")
async def answer_my_prompt(request: Request, actor: Signed, prompt_id: str) -> Response:
    """Back to the question once the answer is taken."""
    person = await person_of(request, actor)
    try:
        return await answer_prompt(request, seat_of(request, actor, person, prompt_id))
    except UnknownPrompt:
        return missing(request, actor, person, MISSING)


@router.get("/my/prompts/{prompt_id}/paper")
async def my_paper(request: Request, actor: Signed, prompt_id: str) -> Response:
    """The proposal as it was printed."""
    database = request.app.state.database
    try:
        content, name = await ask(own_prompt_paper, database, actor, id_of(prompt_id))
    except (UnknownPrompt, UnknownDocument):
        return missing(request, actor, await person_of(request, actor), MISSING)
    headers = {"Content-Disposition": shown_inline(name)}
    return Response(content, media_type="application/pdf", headers=headers)


def id_of(written: str) -> uuid.UUID:
    """The prompt's id (UnknownPrompt for what is none)."""
    try:
        return uuid.UUID(written)
    except ValueError as wrong:
        raise UnknownPrompt from wrong


def seat_of(request: Request, actor: Actor, person: Person, prompt_id: str) -> Seat:
    """The seat of somebody who has signed in (UnknownPrompt for an address that is none)."""
    state, wanted = request.app.state, id_of(prompt_id)

    async def hand_in(*said: Any) -> PromptOutcome:  # noqa: ANN401 - choice, key and time
        return await answer_own_prompt(state.database, state.door, actor, wanted, *said)

    def draw(found: LinkedPrompt, status: HTTPStatus, values: Mapping[str, Any]) -> Response:
        speaks = replace(person, language=found.language)
        return show(request, "my_prompt.html", actor, speaks, status=status, **values)

    return Seat(
        address=f"/my/prompts/{wanted}",
        look=partial(own_prompt, state.database, actor, wanted),
        answer=hand_in,
        draw=draw,
    )
