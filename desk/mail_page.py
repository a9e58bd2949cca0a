"""The local mailbox of the embedded stack: the tenant's own letters as they were really sent."""

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern
from pathlib import Path
from typing import ClassVar

from sqlalchemy import Row, Select, and_, func, select

from desk.actors import Actor
from models.cases import Case
from models.contracts import Contract
from models.papers import Notification
from rules.errors import DeskError, Kind
from runtime.database import Database

#: Letters looked at, newest first.
MOST = 200
LONGEST_TEXT = 20_000
#: Id, letter, Message-ID, sent at, number of the case or contract.
Letter = tuple[uuid.UUID, str, str, datetime | None, str]


class UnknownMessage(DeskError):
    """There is no such message in the local mailbox."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self) -> None:
        super().__init__(
            "It was not sent yet, or it went to a real mail server. See the case's letters."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """One letter in the mailbox."""

    id: uuid.UUID
    case: str
    letter: str
    to: str
    subject: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailMessage:
    """A letter as its reader gets it: plain text, and the names and sizes of what is attached."""

    line: MailLine
    sender: str
    message_id: str
    text: str
    attachments: tuple[tuple[str, int], ...]


def list_mail(database: Database, actor: Actor, mailbox: Path) -> tuple[MailLine, ...]:
    """The tenant's messages in the mailbox, newest first (NotAllowed)."""
    actor.require("read mail")
    if not mailbox.is_dir():
        return ()
    newest = letters().order_by(Notification.queued_at.desc(), Notification.key.desc()).limit(MOST)
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.execute(newest).all()
    return tuple(line_of(row, message) for row, message in kept(rows, mailbox, whole=False))


def read_mail(database: Database, actor: Actor, mailbox: Path, letter: uuid.UUID) -> MailMessage:
    """One of the tenant's messages (NotAllowed, UnknownMessage)."""
    actor.require("read mail")
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.execute(letters().where(Notification.id == letter)).all()
    for row, message in kept(rows, mailbox, whole=True):
        return MailMessage(
            line=line_of(row, message),
            sender=str(message["From"] or ""),
            message_id=row.message_id,
            text=text_of(message),
            attachments=tuple(attachments_of(message)),
        )
    raise UnknownMessage


def letters() -> Select[*Letter]:
    """The letters of the tenant's cases and contracts, each with the number it is about."""
    of_case = and_(Case.tenant_id == Notification.tenant_id, Case.id == Notification.case_id)
    of_contract = and_(
        Contract.tenant_id == Notification.tenant_id, Contract.id == Notification.contract_id
    )
    return (
        select(
            Notification.id,
            Notification.letter,
            Notification.message_id,
            Notification.sent_at,
            func.coalesce(Case.number, Contract.number).label("number"),
        )
        .outerjoin(Case, of_case)
        .outerjoin(Contract, of_contract)
    )


def kept(
    rows: Sequence[Row[*Letter]], mailbox: Path, *, whole: bool
) -> Iterator[tuple[Row[*Letter], EmailMessage]]:
    """The letters whose message lies in the mailbox: others' mail there is none of ours."""
    for row in rows:
        path = mailbox / file_name(row.message_id)
        if path.is_file():
            with path.open("rb") as file:
                yield row, BytesParser(policy=modern).parse(file, headersonly=not whole)


def file_name(message_id: str) -> str:
    """The mailbox's name for a message: the hash of its Message-ID without brackets."""
    bare = message_id.strip().strip("<>")
    return f"{hashlib.sha256(bare.encode()).hexdigest()[:40]}.eml"


def line_of(row: Row[*Letter], message: EmailMessage) -> MailLine:
    """The letter as a line of the list."""
    return MailLine(
        id=row.id,
        case=row.number,
        letter=row.letter,
        to=str(message["X-Envelope-To"] or message["To"] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=row.sent_at,
    )


def text_of(message: EmailMessage) -> str:
    """The letter's plain text."""
    body = message.get_body(preferencelist=("plain",))
    return str(body.get_content())[:LONGEST_TEXT] if body is not None else ""


def attachments_of(message: EmailMessage) -> Iterator[tuple[str, int]]:
    """Name and size in bytes of each attachment."""
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        yield str(part.get_filename() or "attachment"), len(content or b"")
