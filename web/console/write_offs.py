"""The page of write-offs: proposed by one person, confirmed or refused by another."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from desk.actors import Actor
from desk.request_keys import Answer
from desk.write_off_list import list_write_offs
from desk.write_offs import DecideForm, ProposeForm, decide_write_off, propose_write_off
from rules.errors import DeskError, Kind
from runtime.database import Database
from web.asking import ask
from web.console.count_words import WRITE_OFFS
from web.console.pages import key_of, new_key, show
from web.console.pool import typed_in
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
Sent = Mapping[str, str]


def propose(database: Database, actor: Actor, sent: Sent, key: str) -> Answer:
    """A unit and a reason."""
    form = ProposeForm(serial=sent.get("serial", ""), reason=sent.get("reason", ""))
    return propose_write_off(database, actor, form, key)


def confirm(database: Database, actor: Actor, sent: Sent, key: str) -> Answer:
    """The second person agrees."""
    return decide(database, actor, sent, key, confirmed=True)


def refuse(database: Database, actor: Actor, sent: Sent, key: str) -> Answer:
    """The second person does not."""
    return decide(database, actor, sent, key, confirmed=False)


def decide(database: Database, actor: Actor, sent: Sent, key: str, *, confirmed: bool) -> Answer:
    """The second person's word."""
    form = DecideForm(
        serial=sent.get("serial", ""), confirmed=confirmed, remark=sent.get("remark", "")
    )
    return decide_write_off(database, actor, form, key)


ACTS: Mapping[str, Callable[[Database, Actor, Sent, str], Answer]] = {
    "propose": propose,
    "confirm": confirm,
    "refuse": refuse,
}


@router.get("/write-offs")
async def write_offs(request: Request, actor: Signed) -> Response:
    """What waits, and what was decided."""
    return await list_page(request, actor, {})


@router.post("/write-offs")
async def act_on_one(request: Request, actor: Signed) -> Response:
    """The list once it is done, or with what to correct; once per key."""
    sent = await typed_in(request)
    key, act = key_of(sent.get("key", "")), ACTS.get(sent.get("act", ""), propose)
    try:
        await ask(act, request.app.state.database, actor, sent, key)
    except DeskError as refusal:
        if refusal.kind is Kind.UNSIGNED or refusal.code == "not-allowed":
            raise
        return await list_page(request, actor, sent, refusal)
    return RedirectResponse("/write-offs", HTTPStatus.SEE_OTHER)


async def list_page(
    request: Request, actor: Actor, sent: Sent, refusal: DeskError | None = None
) -> Response:
    """The list, with a refusal above its forms."""
    return show(
        request,
        "write_offs.html",
        actor,
        status=int(status_of(type(refusal))) if refusal else HTTPStatus.OK,
        lines=await ask(list_write_offs, request.app.state.database, actor),
        typed=sent if sent.get("act") == "propose" else {},
        wrong=f"{refusal.title}. {refusal.detail}" if refusal else "",
        states=WRITE_OFFS,
        new_key=new_key,
    )
