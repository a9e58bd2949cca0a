"""Mail that came in: kept once, then placed in its case, opened as a case, or left to a person."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from desk.attachments import keep_file
from models.cases import Case
from models.exchange import InboxFact, Placement, Source
from models.parties import Contact, Customer, ResellerRelation, Role, StaffAccount, Tenant
from models.prepaid import MailMessage, MailState
from rules.case_facts import Told
from rules.case_words import ENDED
from rules.errors import DeskError, Kind
from rules.mail_reading import HEAD, LARGEST_MAIL, MailRead, read_mail
from runtime.announce import announce
from runtime.database import Database

#: Who added what came by mail, where a person's handle would stand.
BY_MAIL = "mail"


class Waits(StrEnum):
    """Why a sound message waits for a person."""

    UNKNOWN_SENDER = "unknown_sender"
    NOT_THEIR_CASE = "not_their_case"
    CASE_ENDED = "case_ended"
    AUTOMATIC = "automatic"


DETAILS = {
    Waits.UNKNOWN_SENDER: "Nobody on record has this address. Place it, or refuse it.",
    Waits.NOT_THEIR_CASE: "The subject names no case of the sender's. Place it, or refuse it.",
    Waits.CASE_ENDED: "The case has ended. Open a new one, or place it there to keep it.",
    Waits.AUTOMATIC: "A machine sent it. Never answer it automatically.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRequest:
    """A sound request of somebody on record, to be opened as a case.

    `customers` are the codes of all the sender writes for; `key` makes opening it happen once.
    """

    tenant: Tenant
    mail_id: uuid.UUID
    key: str
    mail: MailRead
    customers: tuple[str, ...]
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MailOutcome:
    """What became of a message; `case` is its number once it is placed.

    `left_out` names the files that were not kept, each with its refusal.
    """

    mail_id: uuid.UUID
    state: MailState
    reason: str
    case: str = ""
    repeated: bool = False
    left_out: tuple[str, ...] = ()


#: Opens a case and answers its number, once per key, or raises the refusal a person has to see.
OpenFromMail: TypeAlias = Callable[[Database, MailRequest], str]


def take_mail(
    database: Database,
    tenant: Tenant,
    raw: bytes,
    at: datetime,
    open_from_mail: OpenFromMail | None = None,
) -> MailOutcome:
    """Keep a message once per Message-ID and do with it what can be done without a person.

    Nothing is lost: a message that cannot be worked on stays as a row with its reason. Raises
    RecordUnavailable, and refusals of that kind from `open_from_mail`; then it is to be repeated.
    """
    mail = read_mail(raw)
    with database.as_tenant(tenant.id) as session:
        row, repeated = keep_message(session, tenant, mail, raw, at)
        if not repeated:
            judge_message(session, row, mail)
        request = request_from(session, tenant, row, mail)
        outcome = outcome_of(session, row, repeated=repeated)
        announce(session, "board", str(tenant.id))
    if request is None or open_from_mail is None:
        return outcome
    return replace(open_request(database, request, open_from_mail), repeated=repeated)


def keep_message(
    session: Session, tenant: Tenant, mail: MailRead, raw: bytes, at: datetime
) -> tuple[MailMessage, bool]:
    """The message's row and whether it was there before; of a huge one only its head is kept."""
    added = session.execute(
        insert(MailMessage)
        .values(
            tenant_id=tenant.id,
            id=uuid.uuid4(),
            message_id=mail.message_id,
            sender=mail.sender,
            subject=mail.subject[:300],
            state=MailState.NEW,
            reason="",
            detail="",
            automatic=mail.automatic,
            left_out=[],
            raw=raw if len(raw) <= LARGEST_MAIL else raw[:HEAD],
            received_at=at,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "message_id"])
        .returning(MailMessage.id)
    ).first()
    row = session.scalars(
        select(MailMessage).where(
            MailMessage.tenant_id == tenant.id, MailMessage.message_id == mail.message_id
        )
    ).one()
    return row, added is None


def judge_message(session: Session, row: MailMessage, mail: MailRead) -> None:
    """Refuse what is hostile, place an answer in its case, and leave the rest as new."""
    if mail.trouble is not None:
        row.state, row.reason = MailState.REFUSED, mail.trouble.value
        row.detail = "It was kept as it came. A person may place it all the same."
        return
    customers = customers_of(session, mail.sender)
    row.customer_id = customers[0].id if len(customers) == 1 else None
    case = case_in_reach(session, mail.case_number, customers, row.received_at.date())
    if case is not None and case.stage in ENDED and not mail.automatic:
        wait(row, Waits.CASE_ENDED)
    elif case is not None:
        put_in_case(session, row, case, mail)
    elif not customers:
        wait(row, Waits.UNKNOWN_SENDER)
    elif mail.case_number:
        wait(row, Waits.NOT_THEIR_CASE)
    elif mail.automatic:
        wait(row, Waits.AUTOMATIC)


def wait(row: MailMessage, why: Waits) -> None:
    """Leave the message to a person, with the reason."""
    row.reason, row.detail = why.value, DETAILS[why]


def customers_of(session: Session, sender: str) -> tuple[Customer, ...]:
    """The customers an address writes for: as a contact, or as one of their own people."""
    contacts = select(Contact.customer_id).where(func.lower(Contact.email) == sender)
    people = select(StaffAccount.customer_id).where(
        StaffAccount.email == sender,
        StaffAccount.role == Role.CUSTOMER,
        StaffAccount.disabled_at.is_(None),
    )
    found = select(Customer).where(or_(Customer.id.in_(contacts), Customer.id.in_(people)))
    return tuple(session.scalars(found.order_by(Customer.code)))


def case_in_reach(
    session: Session, number: str, customers: tuple[Customer, ...], day: date
) -> Case | None:
    """The case of that number if it belongs to one of them, or to whom one resells that day."""
    own = [customer.id for customer in customers]
    if not number or not own:
        return None
    resold = select(ResellerRelation.customer_id).where(
        ResellerRelation.reseller_id.in_(own),
        ResellerRelation.since <= day,
        or_(ResellerRelation.until.is_(None), ResellerRelation.until >= day),
    )
    return session.scalars(
        select(Case).where(
            Case.number == number, or_(Case.customer_id.in_(own), Case.customer_id.in_(resold))
        )
    ).one_or_none()


def put_in_case(session: Session, row: MailMessage, case: Case, mail: MailRead) -> None:
    """Place the message: its files hang on the case, which hears of it unless a machine wrote."""
    row.state, row.case_id, row.customer_id = MailState.PLACED, case.id, case.customer_id
    row.reason = row.detail = ""
    row.left_out = keep_files(session, row, case, mail)
    if not row.automatic:
        session.add(note_for(row, case))
        announce(session, "relay")


def keep_files(session: Session, row: MailMessage, case: Case, mail: MailRead) -> list[str]:
    """Hang the message's files on the case; what may not hang there is named with its refusal."""
    left_out = []
    for file in mail.attachments:
        try:
            keep_file(
                session,
                case,
                file.file_name,
                file.media_type,
                file.content,
                row.received_at,
                BY_MAIL,
            )
        except DeskError as refused:
            left_out.append(f"{file.file_name[:200]}: {refused.code}")
    return left_out


def note_for(row: MailMessage, case: Case) -> InboxFact:
    """The fact that the customer answered; the words stay in the message's own row."""
    return InboxFact(
        tenant_id=row.tenant_id,
        source=Source.MAIL,
        key=f"{row.tenant_id}/mail/{row.id}",
        told=Told.CUSTOMER_ANSWERED,
        at=row.received_at,
        actor=BY_MAIL,
        details={"mail": str(row.id)},
        case_id=case.id,
        placement=Placement.NEW,
        received_at=row.received_at,
        try_after=row.received_at,
    )


def request_from(
    session: Session, tenant: Tenant, row: MailMessage, mail: MailRead
) -> MailRequest | None:
    """The message as a request to open a case, or None when a person has to look first."""
    if row.state is not MailState.NEW or row.reason:
        return None
    return MailRequest(
        tenant=tenant,
        mail_id=row.id,
        key=f"mail/{row.id}",
        mail=mail,
        customers=tuple(customer.code for customer in customers_of(session, mail.sender)),
        received_at=row.received_at,
    )


def open_request(
    database: Database, request: MailRequest, open_from_mail: OpenFromMail
) -> MailOutcome:
    """Open the case and place the message in it; a refusal stays with the message as its reason."""
    number, refusal = "", None
    try:
        number = open_from_mail(database, request)
    except DeskError as refused:
        if refused.kind is Kind.UNAVAILABLE:
            raise
        refusal = refused
    with database.as_tenant(request.tenant.id) as session:
        row = session.get_one(
            MailMessage, (request.tenant.id, request.mail_id), with_for_update=True
        )
        if row.state is MailState.NEW and refusal is not None:
            row.reason, row.detail = refusal.code[:80], refusal.detail
        elif row.state is MailState.NEW:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            row.state, row.case_id, row.customer_id = MailState.PLACED, case.id, case.customer_id
            row.left_out = keep_files(session, row, case, request.mail)
        return outcome_of(session, row)


def outcome_of(session: Session, row: MailMessage, *, repeated: bool = False) -> MailOutcome:
    """Where the message stands."""
    number = select(Case.number).where(Case.id == row.case_id)
    return MailOutcome(
        mail_id=row.id,
        state=row.state,
        reason=row.reason,
        case=(session.scalars(number).one() if row.case_id else ""),
        repeated=repeated,
        left_out=tuple(row.left_out),
    )
