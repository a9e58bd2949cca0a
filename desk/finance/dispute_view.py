"""One dispute as finance sees it: its charges, its story, and its packet."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.dispute_evidence import Claimed, claimed_charges
from activities.finance.own_zone import own_zone
from desk.actors import Actor
from desk.finance.dispute_changes import dispute_named
from desk.finance.dispute_refusals import NotPackedYet
from desk.sentences.disputes import FOLLOWED_BY, SENTENCES
from desk.story import Said, readable
from desk.unit_history import names_in
from models.finance.bills import CarrierBill
from models.finance.disputes import ClaimRule, Dispute, DisputeEvent
from models.papers import Document
from rules.finance.dispute_words import DisputeWord
from rules.finance.freight_words import DISPUTED, ChargeClass, DisputeState, PayMode, Verdict
from runtime.database import Database


class PacketPart(StrEnum):
    """The two files of a packet."""

    PAPER = "pdf"
    TABLE = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputedLine:
    """One disputed charge; amounts without VAT."""

    line: int
    tracking: str
    charge_class: ChargeClass
    code: str
    text: str
    shipped_on: date | None
    verdict: Verdict
    billed: Decimal
    expected: Decimal | None
    claimed: Decimal
    credited: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeEntry:
    """One sentence of the story."""

    at: datetime
    actor: str
    word: DisputeWord
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeView:
    """One dispute with its charges and story."""

    number: str
    state: DisputeState
    carrier: str
    bill: str
    bill_id: str
    issued_on: date
    verdict: Verdict
    pay_mode: PayMode
    currency: str
    claimed: Decimal
    accepted: Decimal | None
    credited: Decimal
    deadline: datetime
    next_at: datetime | None
    opened_at: datetime
    sent_at: datetime | None
    alerted_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    carrier_reference: str
    because: str
    claims_address: str
    packed: bool
    timezone: str
    lines: tuple[DisputedLine, ...]
    story: tuple[DisputeEntry, ...]

    @property
    def open(self) -> bool:
        """Whether something is still to come."""
        return self.state in DISPUTED

    @property
    def rest(self) -> Decimal:
        """What is still to be credited, of what was accepted or else claimed."""
        return (self.claimed if self.accepted is None else self.accepted) - self.credited


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketFile:
    """One file of the packet as it was mailed."""

    file_name: str
    media_type: str
    content: bytes


def dispute_page(database: Database, actor: Actor, number: str) -> DisputeView:
    """One dispute with everything finance knows of it (NotAllowed, UnknownDispute)."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        return view_of(session, dispute_named(session, number))


def view_of(session: Session, dispute: Dispute) -> DisputeView:
    """The dispute as a value."""
    bill = session.get_one(CarrierBill, (dispute.tenant_id, dispute.bill_id))
    rule = session.get_one(ClaimRule, (dispute.tenant_id, dispute.rule_id))
    zone = own_zone(session, dispute.tenant_id)
    same: dict[str, Any] = {name: getattr(dispute, name) for name in _SAME}
    return DisputeView(
        **same,
        bill=bill.number,
        bill_id=str(bill.id),
        issued_on=bill.issued_on,
        claims_address=rule.email,
        packed=dispute.packet_id is not None,
        timezone=zone,
        lines=tuple(line_view(one) for one in claimed_charges(session, dispute)),
        story=story_of(session, dispute, zone),
    )


_SAME = (
    *("number", "state", "carrier", "verdict", "pay_mode", "currency"),
    *("claimed", "accepted", "credited", "deadline", "next_at"),
    *("opened_at", "sent_at", "alerted_at", "answered_at", "ended_at"),
    *("carrier_reference", "because"),
)


def line_view(one: Claimed) -> DisputedLine:
    """A charge as a value."""
    charge = one.charge
    return DisputedLine(
        line=charge.line,
        tracking=charge.tracking,
        charge_class=charge.charge_class,
        code=charge.code,
        text=charge.text,
        shipped_on=charge.shipped_on,
        verdict=one.verdict.verdict,
        billed=charge.net,
        expected=one.verdict.expected,
        claimed=one.row.claimed,
        credited=one.row.credited,
    )


def story_of(session: Session, dispute: Dispute, zone: str) -> tuple[DisputeEntry, ...]:
    """What happened to the dispute, newest first."""
    rows = session.scalars(
        select(DisputeEvent)
        .where(DisputeEvent.dispute_id == dispute.id)
        .order_by(DisputeEvent.seq.desc())
    ).all()
    names = names_in(session)
    return tuple(
        DisputeEntry(
            at=row.at,
            actor=names.get(row.by, row.by),
            word=DisputeWord(row.word),
            sentence=sentence_of(DisputeWord(row.word), row.details, zone),
        )
        for row in rows
    )


def sentence_of(word: DisputeWord, details: dict[str, Any], zone: str) -> str:
    """The word's sentence, and what its details add."""
    said = Said({name: readable(name, value, zone) for name, value in details.items() if value})
    more = [text for name, text in FOLLOWED_BY.items() if name in said]
    return SENTENCES[word] + "".join(more).format_map(said)


def packet_file(database: Database, actor: Actor, number: str, part: PacketPart) -> PacketFile:
    """The document or the table as it was mailed (NotAllowed, UnknownDispute, NotPackedYet)."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        dispute = dispute_named(session, number)
        found = dispute.packet_id if part is PacketPart.PAPER else dispute.packet_csv_id
        if found is None:
            raise NotPackedYet(number)
        paper = session.get_one(Document, (dispute.tenant_id, found))
        return PacketFile(
            file_name=f"{number}.{part}", media_type=paper.media_type, content=paper.content
        )
