"""Letters about disputes: owed once to the claims desk that the carrier's rule names."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.finance.dispute_events import AT_ONCE, dispute_key
from activities.finance.own_zone import own_zone
from activities.telling import Enclosed, LetterAsked, Teller, Told
from documents.amounts import money_in
from documents.language import language_of
from documents.letters import LetterKind
from models.exchange import OutboxMessage
from models.finance.bills import CarrierBill
from models.finance.disputes import ClaimRule, Dispute
from models.papers import Document, Notification, Sending
from models.parties import Tenant
from rules.coverage_dates import day_of
from rules.dates_in_words import full_date
from runtime.announce import announce

#: What is said where the record says nothing.
NOTHING = "-"


def has_address(session: Session, dispute: Dispute) -> bool:
    """Whether the carrier's rule says where claims are mailed to."""
    return bool(session.get_one(ClaimRule, (dispute.tenant_id, dispute.rule_id)).email)


def owe_dispute_letter(session: Session, dispute: Dispute, kind: LetterKind, at: datetime) -> bool:
    """Queue the letter unless it was before; the relay sends it after the commit."""
    key = dispute_key(dispute, f"letter/{kind}")
    added = session.execute(
        insert(Notification)
        .values(
            tenant_id=dispute.tenant_id,
            id=uuid.uuid4(),
            key=key,
            claim_rule_id=dispute.rule_id,
            about_id=dispute.id,
            letter=kind,
            part="",
            state=Sending.QUEUED,
            message_id=f"<{uuid.uuid5(dispute.tenant_id, key)}@swapdesk>",
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
            tenant_id=dispute.tenant_id,
            key=key,
            kind="letter",
            payload={"notification_id": str(added)},
            created_at=at,
            try_after=AT_ONCE,
        )
    )
    announce(session, "relay")
    return True


def dispute_told(asked: LetterAsked) -> Told:
    """Everything a letter about a dispute may mention, as the record is now."""
    return Told(facts=facts_of(asked, dispute_of(asked)))


def dispute_told_with_packet(asked: LetterAsked) -> Told:
    """The same with the packet as it was made."""
    dispute = dispute_of(asked)
    packet, table = (
        asked.session.get_one(Document, (dispute.tenant_id, one))
        for one in (dispute.packet_id, dispute.packet_csv_id)
    )
    return Told(
        facts=facts_of(asked, dispute),
        papers=(
            Enclosed(content=packet.content, file_name=f"{dispute.number}.pdf"),
            Enclosed(
                content=table.content,
                file_name=f"{dispute.number}.csv",
                maintype="text",
                subtype="csv",
            ),
        ),
    )


def dispute_of(asked: LetterAsked) -> Dispute:
    """The dispute the letter is about."""
    if asked.row.about_id is None:
        raise LookupError(asked.row.key)  # a dispute's letter is never owed without it
    return asked.session.get_one(Dispute, (asked.row.tenant_id, asked.row.about_id))


def facts_of(asked: LetterAsked, dispute: Dispute) -> Mapping[str, str]:
    """Who writes to whom about which bill, what is claimed, and until when that is in time."""
    session, tenant_id = asked.session, dispute.tenant_id
    language = language_of(asked.reader.locale)
    last = day_of(dispute.deadline - timedelta(microseconds=1), own_zone(session, tenant_id))
    return {
        "contact_name": asked.reader.name,
        "desk_name": session.get_one(Tenant, tenant_id).name,
        "dispute_number": dispute.number,
        "bill": session.get_one(CarrierBill, (tenant_id, dispute.bill_id)).number,
        "claimed": money_in(language, dispute.claimed, dispute.currency),
        "last_day": full_date(last, language),
        "because": dispute.because or NOTHING,
    }


DISPUTE_TELLERS: dict[LetterKind, Teller] = {
    LetterKind.DISPUTE_SENT: dispute_told_with_packet,
    LetterKind.DISPUTE_WITHDRAWN: dispute_told,
}
