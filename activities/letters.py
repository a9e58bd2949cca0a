"""Letters to contacts: composed from the record at sending, sent once under one Message-ID."""

import smtplib
import ssl
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.contract_letters import contract_facts
from documents.language import language_of
from documents.letters import Letter, LetterKind, Mention, compose_letter
from models.cases import AuditEvent, Case, Promise
from models.devices import DeviceModel, Unit
from models.legs import Label, Leg
from models.papers import Document, Notification, Paper, Sending
from models.part_stock import part_with_code
from models.parties import Contact, Tenant
from models.service import ServiceClock
from rules.case_state import CaseState
from rules.case_words import Direction
from rules.errors import DeskError, Kind
from rules.promises import Promise as PromiseMade
from rules.service_words import Metric
from rules.targets import TargetDue
from rules.terms import Terms
from runtime.database import Database
from runtime.payloads import from_plain

SMTP_SECONDS = 10
#: What a letter says when the record has nothing to say.
NOTHING = "-"
NEWS_WITHIN = timedelta(days=3)
#: What travels with which letter of a case.
PAPERS = {
    LetterKind.DISPATCHED: (Paper.SERVICE_SLIP,),
    LetterKind.DELIVERED_RETURN_DUE: (Paper.RETURN_LABEL, Paper.SERVICE_SLIP),
    LetterKind.RETURN_REMINDER: (Paper.RETURN_LABEL, Paper.SERVICE_SLIP),
    LetterKind.SEND_IT_IN: (Paper.RETURN_LABEL, Paper.SERVICE_SLIP),
}


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
    """The mail: its letter in the contact's language, and the slip where the letter needs it."""
    contact = session.get_one(Contact, (row.tenant_id, row.contact_id))
    kind = LetterKind(row.letter)
    if row.case_id is None:
        told = contract_facts(session, contact, row)
        return envelope(row, contact, compose_letter(kind, contact.locale, told), post)
    case = session.get_one(Case, (row.tenant_id, row.case_id))
    papers = papers_of(session, case, PAPERS.get(kind, ()))
    facts = facts_of(session, case, contact, row)
    letter = compose_letter(kind, contact.locale, facts, mentions_for(papers))
    message = envelope(row, contact, letter, post)
    for document in papers:
        message.add_attachment(
            document.content,
            maintype="application",
            subtype="pdf",
            filename=f"{document.kind}-{case.number}.pdf",
        )
    return message


def envelope(row: Notification, contact: Contact, letter: Letter, post: Post) -> EmailMessage:
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


def papers_of(session: Session, case: Case, kinds: tuple[Paper, ...]) -> list[Document]:
    """The case's documents of these kinds; a return label only while it is live."""
    dead = select(Label.document_id).where(Label.voided_at.is_not(None))
    return list(
        session.scalars(
            select(Document)
            .where(Document.case_id == case.id, Document.kind.in_(kinds), Document.id.not_in(dead))
            .order_by(Document.made_at, Document.key)
        )
    )


def mentions_for(papers: Iterable[Document]) -> frozenset[Mention]:
    """What a letter reminds of: of a slip only when one is attached."""
    slip = any(paper.kind is Paper.SERVICE_SLIP for paper in papers)
    return frozenset(Mention) - (set() if slip else {Mention.SLIP_ATTACHED})


def facts_of(
    session: Session, case: Case, contact: Contact, row: Notification
) -> Mapping[str, str]:
    """Everything any letter may mention, as text."""
    tenant = session.get_one(Tenant, case.tenant_id)
    unit = session.get_one(Unit, (case.tenant_id, case.device_unit_id))
    model = session.get_one(DeviceModel, (case.tenant_id, unit.model_id))
    state = from_plain(CaseState, case.snapshot)
    part = part_with_code(session, state.part) if state.part else None
    zone = ZoneInfo(Terms.from_json(case.terms).timezone)
    promise = current_promise(session, case)
    label = outbound_label(session, case)
    return {
        "contact_name": contact.name,
        "case_number": case.number,
        "desk_name": tenant.name,
        "device": part.name if part else model.name,
        "serial": part.code if part else unit.serial,
        "promise": said_day(promise.due_at, zone) if promise else NOTHING,
        "reason": explained(promise, contact) if promise else reason_told(session, case),
        "next_news": said_day(row.queued_at + NEWS_WITHIN, zone),
        "carrier": label.carrier if label else NOTHING,
        "tracking_no": label.tracking_no if label else NOTHING,
        "return_due": return_due(state, row, zone),
        "reminder_no": row.part or "1",
        "received_on": said_day(row.queued_at, zone),
        "closed_on": said_day(row.queued_at, zone),
        "advice": reason_told(session, case),
        "text": text_told(session, case, row),
        "answer_by": answer_by(session, case, contact),
    }


def explained(promise: Promise, contact: Contact) -> str:
    """Why the promise falls on its day, in the contact's language."""
    if not promise.made:
        return promise.explanation
    return PromiseMade.from_json(promise.made).explain(language_of(contact.locale))


def said_day(instant: datetime, zone: ZoneInfo) -> str:
    """The day on which a promise falls; an instant at midnight ends the day before it."""
    local: date = (instant.astimezone(zone) - timedelta(microseconds=1)).date()
    return local.isoformat()


def return_due(state: CaseState, row: Notification, zone: ZoneInfo) -> str:
    """The day the desk looks whether the unit has come."""
    review = state.deadlines.get("return_review")
    return said_day(review or row.queued_at + NEWS_WITHIN, zone)


def current_promise(session: Session, case: Case) -> Promise | None:
    """The promise that holds now."""
    return session.scalars(
        select(Promise).where(Promise.case_id == case.id, Promise.superseded_at.is_(None))
    ).first()


def outbound_label(session: Session, case: Case) -> Label | None:
    """The live label of the newest outbound leg."""
    return session.scalars(
        select(Label)
        .join(Leg, (Leg.tenant_id == Label.tenant_id) & (Leg.id == Label.leg_id))
        .where(
            Leg.case_id == case.id,
            Leg.direction == Direction.OUTBOUND,
            Label.voided_at.is_(None),
        )
        .order_by(Leg.attempt.desc())
        .limit(1)
    ).first()


def reason_told(session: Session, case: Case) -> str:
    """The last reason or note that was written into the case's story."""
    lines = session.scalars(
        select(AuditEvent.details)
        .where(AuditEvent.case_id == case.id)
        .order_by(AuditEvent.seq.desc())
    )
    for details in lines:
        said = details.get("because") or details.get("note")
        if said:
            return str(said)
    return NOTHING


def text_told(session: Session, case: Case, row: Notification) -> str:
    """The text that was written for this very letter."""
    told = session.scalars(
        select(AuditEvent.details["text"].astext).where(
            AuditEvent.case_id == case.id, AuditEvent.details["part"].astext == row.part
        )
    ).first()
    return told or NOTHING


def answer_by(session: Session, case: Case, contact: Contact) -> str:
    """When the first answer is due and why, in the contact's language."""
    clock = session.scalars(
        select(ServiceClock)
        .where(ServiceClock.case_id == case.id, ServiceClock.metric == Metric.RESPONSE)
        .order_by(ServiceClock.number.desc())
    ).first()
    if clock is None or not clock.counted:
        return NOTHING
    return TargetDue.from_json(clock.counted).explain(language_of(contact.locale))
