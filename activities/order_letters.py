"""Letters about orders: owed once to the supplier and to those who decide about the pool."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.order_events import AT_ONCE, order_key
from activities.order_papers import paper_key
from activities.order_state import lines_of, said
from activities.telling import Enclosed, LetterAsked, Teller, Told
from documents.language import language_of
from documents.letters import LetterKind
from models.exchange import OutboxMessage
from models.orders import StockOrder, Supplier
from models.papers import Document, Notification, Sending
from models.parties import Contact, Tenant
from models.pools import Pool
from rules.dates_in_words import full_date
from runtime.announce import announce

#: What is said where the record says nothing.
NOTHING = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLetter:
    """A letter that is owed; `part` is the revision or the expected day it tells of."""

    kind: LetterKind
    key: str
    at: datetime
    part: str = ""
    contact_id: uuid.UUID | None = None  # None: the supplier


def owe_order_letter(session: Session, order: StockOrder, letter: OrderLetter) -> bool:
    """Queue the letter unless it was before; the relay sends it after the commit."""
    key = order_key(order, letter.key)
    added = session.execute(
        insert(Notification)
        .values(
            tenant_id=order.tenant_id,
            id=uuid.uuid4(),
            key=key,
            contract_id=order.contract_id,
            contact_id=letter.contact_id,
            supplier_id=None if letter.contact_id else order.supplier_id,
            about_id=order.id,
            letter=letter.kind,
            part=letter.part,
            state=Sending.QUEUED,
            message_id=f"<{uuid.uuid5(order.tenant_id, key)}@swapdesk>",
            queued_at=letter.at,
            refusal="",
        )
        .on_conflict_do_nothing()
        .returning(Notification.id)
    ).scalar_one_or_none()
    if added is None:
        return False
    session.add(
        OutboxMessage(
            tenant_id=order.tenant_id,
            key=key,
            kind="letter",
            payload={"notification_id": str(added)},
            created_at=letter.at,
            try_after=AT_ONCE,
        )
    )
    announce(session, "relay")
    return True


def approvers_of(session: Session, order: StockOrder) -> list[uuid.UUID]:
    """Those of the customer who decide about its stock."""
    return list(
        session.scalars(
            select(Contact.id)
            .where(Contact.customer_id == order.customer_id, Contact.approves_refills)
            .order_by(Contact.id)
        )
    )


def order_told(asked: LetterAsked) -> Told:
    """Everything a letter about an order may mention, as the record is now."""
    order = session_order(asked)
    return Told(facts=facts_of(asked, order))


def order_told_with_paper(asked: LetterAsked) -> Told:
    """The same with the order itself, in the revision the letter is about."""
    order = session_order(asked)
    key = paper_key(order, int(asked.row.part))
    paper = asked.session.scalars(select(Document).where(Document.key == key)).one()
    enclosed = Enclosed(content=paper.content, file_name=f"{order.number}.pdf")
    return Told(facts=facts_of(asked, order), papers=(enclosed,))


def session_order(asked: LetterAsked) -> StockOrder:
    """The order the letter is about."""
    if asked.row.about_id is None:
        raise LookupError(asked.row.key)  # an order's letter is never owed without it
    return asked.session.get_one(StockOrder, (asked.row.tenant_id, asked.row.about_id))


def facts_of(asked: LetterAsked, order: StockOrder) -> Mapping[str, str]:
    """Who writes to whom about which order, and what of it is still to come."""
    session, tenant_id = asked.session, order.tenant_id
    day = expected_day(asked, order)
    return {
        "contact_name": asked.reader.name,
        "desk_name": session.get_one(Tenant, tenant_id).name,
        "order_number": order.number,
        "supplier": session.get_one(Supplier, (tenant_id, order.supplier_id)).name,
        "pool": session.get_one(Pool, (tenant_id, order.pool_id)).name,
        "ordered": said(lines_of(session, order)) or NOTHING,
        "expected_on": full_date(day, language_of(asked.reader.locale)),
        "because": order.cancelled_because or NOTHING,
    }


def expected_day(asked: LetterAsked, order: StockOrder) -> date:
    """The day whose passing the letter tells of; else the day that is expected now."""
    late = asked.row.letter in {LetterKind.ORDER_CHASED, LetterKind.ORDER_LATE}
    return date.fromisoformat(asked.row.part) if late else order.expected_on


ORDER_TELLERS: dict[LetterKind, Teller] = {
    LetterKind.PURCHASE_ORDER: order_told_with_paper,
    LetterKind.ORDER_CHANGED: order_told_with_paper,
    LetterKind.ORDER_CANCELLED: order_told,
    LetterKind.ORDER_CHASED: order_told,
    LetterKind.ORDER_LATE: order_told,
}
