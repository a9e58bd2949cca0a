"""Disputes in a list, what will expire first before all others; and the bill somebody means."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from activities.finance.own_zone import own_zone
from desk.actors import Actor
from desk.finance.dispute_refusals import BillNotOne, UnknownBill, UnknownLine
from models.finance.bills import CarrierBill, CarrierCharge
from models.finance.disputes import Dispute
from rules.finance.dispute_words import UNANSWERED
from rules.finance.freight_words import DISPUTED, DisputeState, Verdict
from runtime.database import Database

LARGEST_PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFilter:
    """What the list is narrowed to; `before` is the number a page ends with."""

    carrier: str = ""
    bill: str = ""
    open_only: bool = False
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRow:
    """One dispute in a list; `alert` says that it waits for a person before it is too late."""

    number: str
    state: DisputeState
    carrier: str
    bill: str
    verdict: Verdict
    claimed: Decimal
    accepted: Decimal | None
    credited: Decimal
    currency: str
    deadline: datetime
    next_at: datetime | None
    opened_at: datetime
    alert: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputePage:
    """Disputes, newest first, and the number the next page begins after; None on the last.

    `expiring` are those, of all, that nobody has answered and whose end was told of.
    """

    items: tuple[DisputeRow, ...]
    expiring: tuple[DisputeRow, ...]
    next: str | None
    timezone: str


def list_disputes(
    database: Database,
    actor: Actor,
    *,
    wanted: DisputeFilter | None = None,
    limit: int = 50,
) -> DisputePage:
    """Disputes, newest first (NotAllowed)."""
    actor.require("see finance")
    size = min(max(limit, 1), LARGEST_PAGE)
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.execute(listed(wanted or DisputeFilter()).limit(size + 1)).all()
        expiring = session.execute(expiring_first().limit(LARGEST_PAGE)).all()
        zone = own_zone(session, actor.tenant_id)
    shown = rows[:size]
    return DisputePage(
        items=tuple(row_of(dispute, bill) for dispute, bill in shown),
        expiring=tuple(row_of(dispute, bill) for dispute, bill in expiring),
        next=shown[-1][0].number if len(rows) > size else None,
        timezone=zone,
    )


def row_of(dispute: Dispute, bill: str) -> DisputeRow:
    """A dispute as a value."""
    return DisputeRow(
        number=dispute.number,
        state=dispute.state,
        carrier=dispute.carrier,
        bill=bill,
        verdict=dispute.verdict,
        claimed=dispute.claimed,
        accepted=dispute.accepted,
        credited=dispute.credited,
        currency=dispute.currency,
        deadline=dispute.deadline,
        next_at=dispute.next_at,
        opened_at=dispute.opened_at,
        alert=dispute.alerted_at is not None and dispute.state in DISPUTED,
    )


def with_bills() -> Select[Dispute, str]:
    """Disputes with the numbers of their bills."""
    return select(Dispute, CarrierBill.number).join(
        CarrierBill,
        (CarrierBill.tenant_id == Dispute.tenant_id) & (CarrierBill.id == Dispute.bill_id),
    )


def listed(wanted: DisputeFilter) -> Select[Dispute, str]:
    """The disputes the filter leaves, newest first."""
    query = with_bills().order_by(Dispute.number.desc())
    if wanted.carrier:
        query = query.where(Dispute.carrier == wanted.carrier)
    if wanted.bill:
        query = query.where(CarrierBill.number == wanted.bill)
    if wanted.open_only:
        query = query.where(Dispute.state.in_(DISPUTED))
    if wanted.before:
        query = query.where(Dispute.number < wanted.before)
    return query


def expiring_first() -> Select[Dispute, str]:
    """Those that were told to expire and are not answered, by their deadline."""
    return (
        with_bills()
        .where(Dispute.state.in_(UNANSWERED), Dispute.alerted_at.is_not(None))
        .order_by(Dispute.deadline, Dispute.number)
    )


def bill_meant(database: Database, actor: Actor, bill: str) -> uuid.UUID:
    """The id of the bill with that id or number (NotAllowed, UnknownBill, BillNotOne)."""
    actor.require("approve finance")
    with database.as_tenant(actor.tenant_id) as session:
        return bill_named(session, bill)


def bill_named(session: Session, bill: str) -> uuid.UUID:
    """The id of the bill with that id or number (UnknownBill, BillNotOne)."""
    same = [CarrierBill.number == bill]
    if as_id := id_in(bill):
        same = [CarrierBill.id == as_id]
    rows = session.execute(select(CarrierBill.id, CarrierBill.carrier).where(*same)).all()
    if not rows:
        raise UnknownBill(bill)
    if len(rows) > 1:
        raise BillNotOne(bill, {row.carrier for row in rows})
    found: uuid.UUID = rows[0].id
    return found


def id_in(text: str) -> uuid.UUID | None:
    """The id that the text is, if it is one."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def charges_on(database: Database, actor: Actor, bill_id: uuid.UUID, lines: set[int]) -> list[int]:
    """The ids of the charges on those lines of a bill (NotAllowed, UnknownLine)."""
    actor.require("approve finance")
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.execute(
            select(CarrierCharge.line, CarrierCharge.id).where(
                CarrierCharge.bill_id == bill_id, CarrierCharge.line.in_(lines)
            )
        )
        found = {row.line: row.id for row in rows}
    if missing := lines - set(found):
        raise UnknownLine(missing)
    return sorted(found.values())
