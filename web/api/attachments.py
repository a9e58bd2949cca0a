"""Files of a case: attached, listed, and given back as they came."""

from typing import Annotated

from fastapi import APIRouter, File, Path, Request, UploadFile
from fastapi.responses import Response

from desk.actors import Actor
from desk.attachments import UnknownAttachment, attach, list_attachments, read_attachment
from web.api.headers import KnownTag, Number, shown_inline, unchanged
from web.api.service_answers import Attachment, AttachmentList
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/cases", tags=["cases"])
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="The file's SHA-256.")]


@router.post("/{number}/attachments", status_code=201, operation_id="attachFile")
async def attach_a_file(
    request: Request,
    response: Response,
    actor: Signed,
    number: Number,
    file: Annotated[UploadFile, File(description="At most 10 MiB; judged by its content.")],
) -> Attachment:
    """Keep a file with the case; the same bytes again are the file that is there already."""
    database, content = request.app.state.database, await file.read()
    name, kind = file.filename or "", file.content_type or ""
    kept = await ask(attach, database, actor, number, name, kind, content)
    response.headers["Location"] = f"/v1/cases/{number}/attachments/{kept.sha256}"
    return Attachment.model_validate(kept)


@router.get("/{number}/attachments", operation_id="listAttachments")
async def list_the_files(request: Request, actor: Signed, number: Number) -> AttachmentList:
    """The case's files, the oldest first."""
    files = await ask(list_attachments, request.app.state.database, actor, number)
    return AttachmentList.model_validate({"items": files})


@router.get(
    "/{number}/attachments/{sha256}",
    operation_id="readAttachment",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The file."}},
)
async def read_a_file(
    request: Request,
    actor: Signed,
    number: Number,
    sha256: Digest,
    if_none_match: KnownTag = None,
) -> Response:
    """The file as it came, to be saved; its ETag is its hash."""
    return await file_answer(request, actor, number, sha256, if_none_match)


async def file_answer(
    request: Request, actor: Actor, number: str, sha256: str, known: str | None = None
) -> Response:
    """The bytes, offered for saving and never shown in place (UnknownCase, UnknownAttachment)."""
    database = request.app.state.database
    files = await ask(list_attachments, database, actor, number)
    wanted = next((one for one in files if one.sha256 == sha256), None)
    if wanted is None:
        raise UnknownAttachment(number)
    tag = f'"{sha256}"'
    if unchanged(known, tag):
        return Response(status_code=304, headers={"ETag": tag})
    file = await ask(read_attachment, database, actor, number, wanted.id)
    headers = {"Content-Disposition": offered(file.file_name), "ETag": tag}
    return Response(file.content, media_type=file.media_type, headers=headers)


def offered(file_name: str) -> str:
    """Content-Disposition for a file that is to be saved."""
    return shown_inline(file_name).replace("inline;", "attachment;", 1)
