"""The files of a case: added on its page, and given back for saving, never shown in place."""

import uuid
from http import HTTPStatus
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from desk.actors import Actor
from desk.attachments import attach, read_attachment
from rules.errors import DeskError, Kind
from web.api.headers import Number
from web.asking import ask
from web.console.case import case_page
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()


@router.post("/cases/{number}/attachments")
async def add_file(request: Request, actor: Signed, number: Number) -> Response:
    """Back to the case once the file is kept; refused, the page says why beside the form."""
    try:
        async with request.form() as form:
            await keep(request, actor, number, form.get("file"))
    except DeskError as refusal:
        if refusal.kind in {Kind.MISSING, Kind.FORBIDDEN, Kind.UNSIGNED}:
            raise
        status = status_of(type(refusal))
        return await case_page(request, actor, number, file_refusal=refusal, status=status)
    return RedirectResponse(f"/cases/{number}#attachments", HTTPStatus.SEE_OTHER)


async def keep(request: Request, actor: Actor, number: str, sent: UploadFile | str | None) -> None:
    """Hang the file on the case; a form without one changes nothing."""
    if isinstance(sent, UploadFile) and sent.filename:
        content, claimed = await sent.read(), sent.content_type or ""
        database = request.app.state.database
        await ask(attach, database, actor, number, sent.filename, claimed, content)


@router.get("/cases/{number}/attachments/{file}")
async def read_file(request: Request, actor: Signed, number: Number, file: uuid.UUID) -> Response:
    """The file's bytes, to be saved: what strangers send is not run by our own pages."""
    found = await ask(read_attachment, request.app.state.database, actor, number, file)
    name = quote(found.file_name, safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(found.content, media_type="application/octet-stream", headers=headers)
