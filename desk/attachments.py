"""Files that people add to a case: judged, kept once by their hash, and given back as they came."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, undefer

from desk.actors import Actor
from desk.refusals import UnknownCase
from desk.request_keys import database_clock
from models.cases import Case
from models.papers import Attachment
from rules.attachment_kinds import judge_attachment, plain_name
from rules.errors import DeskError, Kind
from runtime.announce import announce
from runtime.database import Database


class UnknownAttachment(DeskError):
    """No such file hangs on this case."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, number: str) -> None:
        super().__init__(f"List the files of {number} to see which there are.", case=number)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentView:
    """A file without its bytes; `size` is in bytes, `media_type` what the content is."""

    id: uuid.UUID
    file_name: str
    media_type: str
    sha256: str
    size: int
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentFile:
    """A file with its bytes, to be offered for saving and never to be shown in place."""

    file_name: str
    media_type: str
    content: bytes


def attach(
    database: Database,
    actor: Actor,
    number: str,
    file_name: str,
    media_type: str,
    content: bytes,
    at: datetime | None = None,
) -> AttachmentView:
    """Keep a file with a case; the same bytes again give the file that is there already.

    Raises UnknownCase, AttachmentEmpty, AttachmentTooLarge and AttachmentKindNotAllowed.
    """
    actor.require("attach")
    with database.as_tenant(actor.tenant_id) as session:
        case = seen_case(session, actor, number)
        kept = keep_file(
            session, case, file_name, media_type, content, at or database_clock(session), actor.name
        )
        announce(session, "board", str(actor.tenant_id))
        return kept


def keep_file(
    session: Session,
    case: Case,
    file_name: str,
    media_type: str,
    content: bytes,
    at: datetime,
    by: str,
) -> AttachmentView:
    """The case's file with these bytes, judged and written in the caller's transaction."""
    name = plain_name(file_name)
    kind = judge_attachment(name, media_type, content)
    digest = hashlib.sha256(content).hexdigest()
    session.execute(
        insert(Attachment)
        .values(
            tenant_id=case.tenant_id,
            id=uuid.uuid4(),
            case_id=case.id,
            file_name=name,
            media_type=kind.media_type,
            sha256=digest,
            content=content,
            added_at=at,
            added_by=by,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "case_id", "sha256"])
    )
    [view] = views_of(session, case, digest)
    return view


def list_attachments(database: Database, actor: Actor, number: str) -> tuple[AttachmentView, ...]:
    """The case's files, the oldest first (UnknownCase)."""
    with database.as_tenant(actor.tenant_id) as session:
        return tuple(views_of(session, seen_case(session, actor, number)))


def read_attachment(
    database: Database, actor: Actor, number: str, attachment_id: uuid.UUID
) -> AttachmentFile:
    """One of the case's files with its bytes (UnknownCase, UnknownAttachment)."""
    with database.as_tenant(actor.tenant_id) as session:
        case = seen_case(session, actor, number)
        row = session.scalars(
            select(Attachment)
            .where(Attachment.case_id == case.id, Attachment.id == attachment_id)
            .options(undefer(Attachment.content))
        ).one_or_none()
        if row is None:
            raise UnknownAttachment(number)
        return AttachmentFile(
            file_name=row.file_name, media_type=row.media_type, content=row.content
        )


def seen_case(session: Session, actor: Actor, number: str) -> Case:
    """The case, unless the asker may not know of it (UnknownCase either way)."""
    case = session.scalars(select(Case).where(Case.number == number, actor.sees)).one_or_none()
    if case is None:
        raise UnknownCase(number)
    return case


def views_of(session: Session, case: Case, sha256: str = "") -> Sequence[AttachmentView]:
    """The case's files, or only the one with that hash; their bytes stay in the record."""
    query = select(
        Attachment.id,
        Attachment.file_name,
        Attachment.media_type,
        Attachment.sha256,
        func.octet_length(Attachment.content).label("size"),
        Attachment.added_at,
        Attachment.added_by,
    ).where(Attachment.case_id == case.id)
    if sha256:
        query = query.where(Attachment.sha256 == sha256)
    rows = session.execute(query.order_by(Attachment.added_at, Attachment.file_name))
    return [AttachmentView(**row._mapping) for row in rows]  # noqa: SLF001 - its public name
