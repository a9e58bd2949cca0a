"""A letter about a refill is owed: one row and one outbox message under one key."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.prompt_record import AskedPrompt, prompt_key
from documents.letters import LetterKind
from models.exchange import OutboxMessage
from models.papers import Notification, Sending
from models.parties import Contact
from runtime.announce import announce

#: An outbox row that is due as soon as it is committed.
AT_ONCE = datetime.fromtimestamp(0, tz=UTC)


def owe_letters(
    session: Session,
    asked: AskedPrompt,
    contacts: Iterable[Contact],
    kind: LetterKind,
    purpose: str,
    at: datetime,
    *,
    part: str = "",
) -> None:
    """Queue one letter to each of these people; nobody gets it twice for one purpose."""
    for contact in contacts:
        owe_letter(session, asked, contact, kind, f"{purpose}/{contact.id}", at, part)
    announce(session, "relay")


def owe_letter(
    session: Session,
    asked: AskedPrompt,
    contact: Contact,
    kind: LetterKind,
    purpose: str,
    at: datetime,
    part: str,
) -> None:
    """The letter's row with what the relay owes, in the caller's transaction."""
    key, letter_id = prompt_key(asked.row, f"letter/{purpose}"), uuid.uuid4()
    added = session.execute(
        insert(Notification)
        .values(
            tenant_id=asked.row.tenant_id,
            id=letter_id,
            key=key,
            contract_id=asked.pool.contract_id,
            contact_id=contact.id,
            about_id=asked.row.id,
            letter=kind,
            part=part,
            state=Sending.QUEUED,
            message_id=f"<{uuid.uuid5(asked.row.tenant_id, key)}@swapdesk>",
            queued_at=at,
            refusal="",
        )
        .on_conflict_do_nothing()
        .returning(Notification.id)
    ).scalar_one_or_none()
    if added is not None:
        session.add(
            OutboxMessage(
                tenant_id=asked.row.tenant_id,
                key=key,
                kind="letter",
                payload={"notification_id": str(letter_id)},
                created_at=at,
                try_after=AT_ONCE,
            )
        )
