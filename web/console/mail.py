"""The mail pages: what the embedded stack's local mailbox received."""

import uuid

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.mail_page import list_mail, read_mail
from web.asking import ask
from web.console.pages import show
from web.sign_in import Signed

router = APIRouter()


@router.get("/mail")
async def mail(request: Request, actor: Signed) -> Response:
    """The letters, newest first."""
    state = request.app.state
    mailbox = state.settings.places.mailbox
    lines = await ask(list_mail, state.database, actor, mailbox)
    return show(request, "mail.html", actor, lines=lines)


@router.get("/mail/{letter}")
async def message(request: Request, actor: Signed, letter: uuid.UUID) -> Response:
    """One letter as its reader got it."""
    state = request.app.state
    found = await ask(read_mail, state.database, actor, state.settings.places.mailbox, letter)
    return show(request, "message.html", actor, message=found)
