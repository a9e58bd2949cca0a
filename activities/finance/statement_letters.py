"""The letter that brings a statement: owed with its papers, which it encloses."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.telling import Enclosed, LetterAsked, Teller, Told
from documents.finance.statement_words import Saying, saying_in
from documents.letters import LetterKind
from models.exchange import OutboxMessage
from models.finance.statements import BillingParty, Statement
from models.papers import Document, Notification, Sending
from models.parties import Customer, Tenant
from rules.dates_in_words import month_year
from rules.finance.money_words import StatementKind
from runtime.announce import announce

#: An outbox row that is due as soon as it is committed.
AT_ONCE: Final = datetime.fromtimestamp(0, tz=UTC)
#: The enclosed papers by the ends of their keys: main type, subtype and ending of the file.
ENCLOSED: Final = {
    "pdf": ("application", "pdf", "pdf"),
    "ubl": ("application", "xml", "xml"),
    "items": ("text", "csv", "csv"),
}


def paper_key(number: str, name: str) -> str:
    """The business key of one paper of a statement: its `pdf`, `ubl` or `items`."""
    return f"statement/{number}/{name}"


def owe_statement_letter(session: Session, statement: Statement, at: datetime) -> bool:
    """Queue the letter unless it was before; False also where the buyer has named no contact."""
    buyer = session.get_one(BillingParty, (statement.tenant_id, statement.buyer_id))
    if buyer.contact_id is None:
        return False
    key = paper_key(statement.number or "", "letter")
    added = session.execute(
        insert(Notification)
        .values(
            tenant_id=statement.tenant_id,
            id=uuid.uuid4(),
            key=key,
            contact_id=buyer.contact_id,
            about_id=statement.id,
            letter=LetterKind.STATEMENT_SENT,
            part="",
            state=Sending.QUEUED,
            message_id=f"<{uuid.uuid5(statement.tenant_id, key)}@swapdesk>",
            queued_at=at,
            refusal="",
        )
        .on_conflict_do_nothing()
        .returning(Notification.id)
    ).scalar_one_or_none()
    if added is None:
        return False
    session.add(
        OutboxMessage(
            tenant_id=statement.tenant_id,
            key=key,
            kind="letter",
            payload={"notification_id": str(added)},
            created_at=at,
            try_after=AT_ONCE,
        )
    )
    announce(session, "relay")
    return True


def statement_told(asked: LetterAsked) -> Told:
    """Which statement of which month comes to how much, with its papers as they were made."""
    session, tenant_id = asked.session, asked.row.tenant_id
    statement = session.get_one(Statement, (tenant_id, asked.row.about_id))
    number = statement.number or ""
    papers = tuple(
        Enclosed(
            content=paper_of(session, number, name),
            file_name=f"{number}.{ending}",
            maintype=maintype,
            subtype=subtype,
        )
        for name, (maintype, subtype, ending) in ENCLOSED.items()
    )
    return Told(facts=facts_of(asked, statement), papers=papers)


def paper_of(session: Session, number: str, name: str) -> bytes:
    """One paper of a statement as it was kept."""
    key = paper_key(number, name)
    return session.scalars(select(Document.content).where(Document.key == key)).one()


def facts_of(asked: LetterAsked, statement: Statement) -> Mapping[str, str]:
    """Who writes to whom about which statement, and what becomes of its amount."""
    session, tenant_id = asked.session, statement.tenant_id
    saying = saying_in(asked.reader.locale, statement.currency)
    return {
        "contact_name": asked.reader.name,
        "desk_name": session.get_one(Tenant, tenant_id).name,
        "customer_name": session.get_one(Customer, (tenant_id, statement.customer_id)).name,
        "statement_title": saying.named("title", statement.kind),
        "statement_number": statement.number or "",
        "month": month_year(statement.month, saying.language),
        "amount": saying.money(statement.gross),
        "payment": payment_said(statement, saying),
    }


def payment_said(statement: Statement, saying: Saying) -> str:
    """What is to be paid until when; of a credit, that it is set off."""
    if statement.gross == 0:
        return saying.say("nothing_to_pay")
    if statement.kind is StatementKind.CREDIT_NOTE or statement.gross < 0:
        return saying.say("set_off")
    day = statement.due_on or statement.month
    return saying.say("paying_says", amount=saying.money(statement.gross), day=saying.day(day))


STATEMENT_TELLERS: dict[LetterKind, Teller] = {LetterKind.STATEMENT_SENT: statement_told}
