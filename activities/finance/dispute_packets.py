"""The packet of a dispute: document and table, made once and kept as they were mailed."""

import hashlib
import uuid
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.finance.dispute_events import dispute_key
from activities.finance.dispute_evidence import TEXT_LIMIT, items_of
from activities.finance.own_zone import own_zone
from activities.proposal_papers import legible
from documents.finance.dispute_packet import draw_dispute_packet
from documents.finance.dispute_table import dispute_table
from documents.finance.disputed import DisputePacket
from documents.printable import NAME_LIMIT
from models.finance.bills import CarrierBill
from models.finance.disputes import ClaimRule, Dispute
from models.papers import Document, Paper
from models.parties import Tenant
from rules.coverage_dates import day_of

PDF, CSV = "application/pdf", "text/csv"


def make_packet(session: Session, dispute: Dispute, at: datetime) -> None:
    """Draw and keep both, unless that was done before."""
    if dispute.packet_id is not None:
        return
    packet = packet_of(session, dispute)
    dispute.packet_id = kept(session, dispute, "packet.pdf", draw_dispute_packet(packet), at)
    dispute.packet_csv_id = kept(session, dispute, "packet.csv", dispute_table(packet), at)
    session.flush()


def packet_of(session: Session, dispute: Dispute) -> DisputePacket:
    """The claim as the record has it now, in the language of the carrier's claims desk."""
    tenant_id = dispute.tenant_id
    bill = session.get_one(CarrierBill, (tenant_id, dispute.bill_id))
    zone = own_zone(session, tenant_id)
    return DisputePacket(
        number=dispute.number,
        issuer=legible(session.get_one(Tenant, tenant_id).name, NAME_LIMIT),
        carrier=legible(dispute.carrier, TEXT_LIMIT),
        account=legible(bill.account, TEXT_LIMIT) or "-",
        bill=legible(bill.number, TEXT_LIMIT),
        issued_on=bill.issued_on,
        last_day=day_of(dispute.deadline - timedelta(microseconds=1), zone),
        timezone=zone,
        currency=dispute.currency,
        locale=session.get_one(ClaimRule, (tenant_id, dispute.rule_id)).locale,
        items=items_of(session, dispute),
    )


def kept(session: Session, dispute: Dispute, name: str, content: bytes, at: datetime) -> uuid.UUID:
    """The id of the document under this name; one that was kept before stays as it is."""
    key = dispute_key(dispute, name)
    session.execute(
        insert(Document)
        .values(
            tenant_id=dispute.tenant_id,
            id=uuid.uuid4(),
            key=key,
            kind=Paper.DISPUTE_PACKET,
            media_type=CSV if name.endswith("csv") else PDF,
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            made_at=at,
        )
        .on_conflict_do_nothing()
    )
    return session.scalars(select(Document.id).where(Document.key == key)).one()
