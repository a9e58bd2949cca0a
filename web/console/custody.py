"""The custody page: what came in and is nobody's answer yet, with the forms that end it."""

import uuid
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from desk.actors import Actor
from desk.custody import custody_list
from desk.custody_outcome import settle_custody
from rules.errors import DeskError, Kind
from web.api.custody import OutcomeBody
from web.asking import ask, ask_story
from web.console.pages import key_of, new_key, show
from web.problems import HEADERS, status_of
from web.sign_in import Signed

router = APIRouter()
OUTCOMES = {
    "returned": "sent back",
    "destroyed": "destroyed",
    "kept": "kept",
    "accepted": "has come",
    "other_case": "belongs to another case",
}
UNREAD = "A field holds what it cannot hold."


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An end of custody that was not written, with what was typed and its key."""

    item: uuid.UUID
    typed: dict[str, str]
    key: str
    detail: str
    status: HTTPStatus


@router.get("/custody")
async def custody(request: Request, actor: Signed) -> Response:
    """Everything whose custody is open, the oldest first."""
    return await custody_page(request, actor)


async def custody_page(request: Request, actor: Actor, refused: Refused | None = None) -> Response:
    """The page as the record has it now, with a refusal on top and what was typed kept."""
    lines = await ask(custody_list, request.app.state.database, actor)
    status = refused.status if refused else HTTPStatus.OK
    page = show(
        request,
        "custody.html",
        actor,
        status=status,
        lines=lines,
        refused=refused,
        outcomes=OUTCOMES,
        new_key=new_key,
        business_time=request.app.state.settings.business_time,
    )
    page.headers.update(HEADERS.get(status, {}))
    return page


@router.post("/custody/{item}")
async def settle(request: Request, actor: Signed, item: uuid.UUID) -> Response:
    """Back to the list once it is settled; refused, the page says why."""
    sent = {name: str(value).strip() for name, value in (await request.form()).items()}
    key = key_of(sent.pop("key", ""))
    state = request.app.state
    try:
        body = OutcomeBody.model_validate({name: said for name, said in sent.items() if said})
        form = body.form(request)
        await ask_story(lambda: settle_custody(state.database, state.door, actor, item, form, key))
    except ValidationError:
        refused = Refused(
            item=item, typed=sent, key=key, detail=UNREAD, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
        return await custody_page(request, actor, refused)
    except DeskError as refusal:
        if refusal.kind in {Kind.FORBIDDEN, Kind.UNSIGNED}:
            raise
        status = status_of(type(refusal))
        detail = f"{refusal.title} {refusal.detail}"
        refused = Refused(item=item, typed=sent, key=key, detail=detail, status=status)
        return await custody_page(request, actor, refused)
    return RedirectResponse("/custody", HTTPStatus.SEE_OTHER)
