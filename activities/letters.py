"""Letters to contacts: composed from the record at sending, sent once under one Message-ID."""

import smtplib
import ssl
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.letter_facts import facts_of
from activities.letter_papers import mentions_for, papers_for
from activities.letter_subjects import Writing
from activities.tellers import TELLERS
from activities.telling import LetterAsked, Reader
from documents.letters import Letter, LetterKind, compose_letter
from models.cases import Case
from models.finance.disputes import ClaimRule
from models.orders import Supplier
from models.papers import Document, Notification, Sending
from models.parties import Contact
from rules.case_state import CaseState
from rules.errors import DeskError, Kind
from rules.terms import Terms
from runtime.database import Database
from runtime.payloads import from_plain
from runtime.signed_links import SignedLinks

SMTP_SECONDS = 10


class PostUnavailable(DeskError):
    """The mail server did not take the letter."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where mail is handed in, and in whose name."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    #: What the links in a letter are signed with; without it a letter has none.
    links: SignedLinks | None = None


def send_letter(database: Database, post: Post, tenant_id: uuid.UUID, letter_id: uuid.UUID) -> None:
    """Send one queued letter; sent again after a lost answer it carries the same Message-ID.

    The mail is handed in before the row says so: a letter may be handed in twice after a crash,
    and the Message-ID lets the receiving side keep one. It is never lost.
    """
    with database.as_tenant(tenant_id) as session:
        row = session.scalars(
            select(Notification).where(Notification.id == letter_id).with_for_update()
        ).one()
        if row.state is not Sending.QUEUED:
            return
        message = compose(session, row, post)
        refused = hand_in(post, message)
        row.state = Sending.REFUSED if refused else Sending.SENT
        row.refusal = refused
        row.sent_at = datetime.now(UTC)


def hand_in(post: Post, message: EmailMessage) -> str:
    """Hand the mail in; returns the refusal's text when the address itself is refused."""
    try:
        with smtplib.SMTP(post.host, post.port, timeout=SMTP_SECONDS) as smtp:
            if post.tls:
                smtp.starttls(context=ssl.create_default_context())
            if post.user:
                smtp.login(post.user, post.password)
            smtp.send_message(message)
    except smtplib.SMTPRecipientsRefused as refused:
        return "; ".join(str(code) for code, _ in refused.recipients.values())
    except (OSError, smtplib.SMTPException) as error:
        raise PostUnavailable(
            f"The mail server at {post.host}:{post.port} did not take the letter "
            f"({type(error).__name__}); it is tried again.",
        ) from error
    return ""


def compose(session: Session, row: Notification, post: Post) -> EmailMessage:
    """The mail: its letter in the contact's language, with the papers that are good now."""
    kind = LetterKind(row.letter)
    if row.case_id is None:
        return compose_told(
            LetterAsked(session=session, row=row, reader=reader_of(session, row), links=post.links),
            post,
        )
    contact = session.get_one(Contact, (row.tenant_id, row.contact_id))
    writing = about_case(session, row, contact, post)
    papers = papers_for(session, writing.case, writing.state, row)
    mentions = mentions_for(papers, writing.state)
    letter = compose_letter(kind, contact.locale, facts_of(writing), mentions)
    return with_papers(envelope(row, contact, letter, post), papers, writing.case)


def reader_of(session: Session, row: Notification) -> Reader:
    """The contact, the supplier or the claims desk the letter goes to."""
    if row.supplier_id is not None:
        return session.get_one(Supplier, (row.tenant_id, row.supplier_id))
    if row.claim_rule_id is not None:
        return session.get_one(ClaimRule, (row.tenant_id, row.claim_rule_id))
    return session.get_one(Contact, (row.tenant_id, row.contact_id))


def compose_told(asked: LetterAsked, post: Post) -> EmailMessage:
    """The mail of a letter that is of no case, with what it encloses."""
    kind = LetterKind(asked.row.letter)
    told = TELLERS[kind](asked)
    letter = compose_letter(kind, asked.reader.locale, told.facts)
    message = envelope(asked.row, asked.reader, letter, post)
    for paper in told.papers:
        message.add_attachment(
            paper.content,
            maintype=paper.maintype,
            subtype=paper.subtype,
            filename=paper.file_name,
        )
    return message


def about_case(session: Session, row: Notification, contact: Contact, post: Post) -> Writing:
    """The case of the letter as it stands now."""
    case = session.get_one(Case, (row.tenant_id, row.case_id))
    return Writing(
        session=session,
        row=row,
        contact=contact,
        case=case,
        state=from_plain(CaseState, case.snapshot),
        terms=Terms.from_json(case.terms),
        links=post.links,
    )


def with_papers(message: EmailMessage, papers: list[Document], case: Case) -> EmailMessage:
    """The mail with its attachments, each named for its kind and the case."""
    for document in papers:
        message.add_attachment(
            document.content,
            maintype="application",
            subtype="pdf",
            filename=f"{document.kind}-{case.number}.pdf",
        )
    return message


def envelope(row: Notification, contact: Reader, letter: Letter, post: Post) -> EmailMessage:
    """The mail without its attachments."""
    message = EmailMessage()
    message["From"] = post.sender
    message["To"] = contact.email
    message["Subject"] = letter.subject
    message["Message-ID"] = row.message_id
    message["Date"] = row.queued_at
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message
