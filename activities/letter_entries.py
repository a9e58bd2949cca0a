"""How letters are written: queued with the step that owes them, each once."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from activities.entries import Clerk, Page, when
from models.exchange import OutboxMessage
from models.papers import Notification, Sending
from models.parties import Contact
from rules.case_state import Entry
from rules.case_words import Enter
from runtime.announce import announce


def write_letter(page: Page, entry: Entry) -> None:
    """Queue one letter per event; the relay sends it after the commit."""
    letter, part = entry.details["letter"], entry.details.get("part", "")
    key = page.key(f"letter/{letter}/{part}".rstrip("/"))
    added = page.session.execute(
        insert(Notification)
        .values(
            tenant_id=page.case.tenant_id,
            id=uuid.uuid4(),
            key=key,
            case_id=page.case.id,
            contact_id=reader(page, entry),
            letter=letter,
            part=part,
            state=Sending.QUEUED,
            message_id=message_id(page, key),
            queued_at=when(entry),
            refusal="",
        )
        .on_conflict_do_nothing()
        .returning(Notification.id)
    ).scalar_one_or_none()
    if added is not None:
        owe_letter(page, key, added, when(entry))


def reader(page: Page, entry: Entry) -> uuid.UUID:
    """Who reads it: the case's contact, or whoever hears of what its organisation owes."""
    if entry.details.get("to") != "account":
        return page.case.contact_id
    account = page.session.scalars(
        select(Contact.id)
        .where(Contact.customer_id == page.case.customer_id, Contact.for_account)
        .order_by(Contact.email)
    ).first()
    return account or page.case.contact_id


def message_id(page: Page, key: str) -> str:
    """The mail's Message-ID: the same for every attempt to send it."""
    name = uuid.uuid5(page.case.tenant_id, key)
    return f"<{name}@swapdesk>"


def owe_letter(page: Page, key: str, notification_id: uuid.UUID, at: datetime) -> None:
    """Hand the letter to the relay with the commit."""
    page.session.add(
        OutboxMessage(
            tenant_id=page.case.tenant_id,
            key=key,
            kind="letter",
            case_id=page.case.id,
            payload={"notification_id": str(notification_id)},
            created_at=at,
            try_after=datetime.fromtimestamp(0, tz=at.tzinfo),
        )
    )
    announce(page.session, "relay")


LETTER_CLERKS: dict[Enter, Clerk] = {Enter.WRITE: write_letter}
