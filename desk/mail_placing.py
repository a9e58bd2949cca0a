"""What a person does with mail that waits: look, place it in a case, or refuse it."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, undefer

from desk.actors import Actor
from desk.attachments import seen_case
from desk.mail_intake import MailOutcome, outcome_of, put_in_case
from models.cases import Case
from models.prepaid import MailMessage, MailState
from rules.errors import DeskError, Kind
from rules.mail_reading import MailRead, read_mail
from runtime.announce import announce
from runtime.database import Database

MOST_LISTED = 200


class UnknownMail(DeskError):
    """There is no such message."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self) -> None:
        super().__init__("No message with this id came in by mail. List the ones that wait.")


class MailPlaced(DeskError):
    """The message is in a case already."""

    def __init__(self, number: str) -> None:
        super().__init__(f"It was placed in {number}. Go on there.", case=number)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRow:
    """One message as a list shows it; `automatic` forbids answering it automatically."""

    id: uuid.UUID
    sender: str
    subject: str
    state: MailState
    reason: str
    detail: str
    automatic: bool
    case: str
    left_out: tuple[str, ...]
    received_at: datetime


def list_mail(
    database: Database, actor: Actor, state: MailState = MailState.NEW
) -> tuple[MailRow, ...]:
    """The messages in that state, the newest first (NotAllowed)."""
    actor.require("read mail")
    query = (
        select(MailMessage, Case.number)
        .outerjoin(
            Case, and_(Case.tenant_id == MailMessage.tenant_id, Case.id == MailMessage.case_id)
        )
        .where(MailMessage.state == state)
        .order_by(MailMessage.received_at.desc(), MailMessage.id)
        .limit(MOST_LISTED)
    )
    with database.as_tenant(actor.tenant_id) as session:
        return tuple(mail_row(message, number) for message, number in session.execute(query))


def mail_row(message: MailMessage, number: str | None) -> MailRow:
    """The row without its bytes."""
    return MailRow(
        id=message.id,
        sender=message.sender,
        subject=message.subject,
        state=message.state,
        reason=message.reason,
        detail=message.detail,
        automatic=message.automatic,
        case=number or "",
        left_out=tuple(message.left_out),
        received_at=message.received_at,
    )


def open_mail(database: Database, actor: Actor, mail_id: uuid.UUID) -> MailRead:
    """The message as it reads; its files are kept unjudged (NotAllowed, UnknownMail)."""
    actor.require("read mail")
    with database.as_tenant(actor.tenant_id) as session:
        return read_mail(waiting(session, actor, mail_id).raw)


def place_mail(database: Database, actor: Actor, mail_id: uuid.UUID, number: str) -> MailOutcome:
    """Put a waiting or refused message into a case; placing it there again changes nothing.

    Raises NotAllowed, UnknownMail, UnknownCase and MailPlaced.
    """
    actor.require("read mail")
    with database.as_tenant(actor.tenant_id) as session:
        row = waiting(session, actor, mail_id)
        case = seen_case(session, actor, number)
        if row.case_id not in {None, case.id}:
            raise MailPlaced(outcome_of(session, row).case)
        if row.case_id is None:
            put_in_case(session, row, case, read_mail(row.raw))
            announce(session, "board", str(actor.tenant_id))
        return outcome_of(session, row)


def refuse_mail(database: Database, actor: Actor, mail_id: uuid.UUID, why: str) -> MailOutcome:
    """Put a waiting message away, with the person's own words (UnknownMail, MailPlaced)."""
    actor.require("read mail")
    with database.as_tenant(actor.tenant_id) as session:
        row = waiting(session, actor, mail_id)
        if row.case_id is not None:
            raise MailPlaced(outcome_of(session, row).case)
        row.state, row.reason, row.detail = MailState.REFUSED, "by_hand", why
        announce(session, "board", str(actor.tenant_id))
        return outcome_of(session, row)


def waiting(session: Session, actor: Actor, mail_id: uuid.UUID) -> MailMessage:
    """The message with its bytes, locked while a person decides (UnknownMail)."""
    row = session.get(
        MailMessage,
        (actor.tenant_id, mail_id),
        options=[undefer(MailMessage.raw)],
        with_for_update=True,
    )
    if row is None:
        raise UnknownMail
    return row
