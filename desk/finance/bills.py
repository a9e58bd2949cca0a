"""One bill of a carrier: read with its verdicts and charges, and approved by a second person."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from activities.finance.month_record import wake_closing_months
from desk.actors import Actor
from desk.finance.bill_list import BillRow, bill_row
from desk.finance.bill_refusals import BillNotReady, ChargesUndecided, SecondLookMissing
from desk.finance.dispute_refusals import UnknownBill
from desk.finance.events import note
from desk.request_keys import Answer, answer_once
from models.finance.bills import BillFile, CarrierBill, CarrierCharge
from models.finance.verdicts import ChargeVerdict
from rules.finance.freight_words import BillState, ChargeClass, MatchKey, Verdict
from runtime.database import Database

CHARGES_SHOWN: Final = 100
MOST_CHARGES: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictTotal:
    """How many charges of a bill have a verdict, and their money without VAT.

    `agreed` sums what is agreed to be paid; `open` charges have nothing agreed yet.
    """

    verdict: Verdict
    charges: int
    billed: Decimal
    expected: Decimal
    agreed: Decimal
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRow:
    """One charge with its current verdict; None before the bill is matched."""

    id: int
    line: int
    tracking: str
    reference: str
    customer_reference: str
    charge_class: ChargeClass
    code: str
    text: str
    billed_g: int | None
    net: Decimal
    vat_percent: Decimal | None
    currency: str
    shipped_on: date | None
    verdict: Verdict | None
    matched_by: MatchKey | None
    expected: Decimal | None
    agreed: Decimal | None
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargePage:
    """Charges by their line, and the line the next page begins after; None on the last."""

    items: tuple[ChargeRow, ...]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillView:
    """A bill, its verdicts summed, a page of its charges, and who may approve it."""

    bill: BillRow
    credits_number: str
    file_id: uuid.UUID
    file_name: str
    matched_at: datetime | None
    approved_at: datetime | None
    posted_at: datetime | None
    mine: bool
    undecided: int
    verdicts: tuple[VerdictTotal, ...]
    charges: ChargePage


def bill_view(
    database: Database,
    actor: Actor,
    bill_id: uuid.UUID,
    *,
    verdict: str = "",
    after: int = 0,
    limit: int = CHARGES_SHOWN,
) -> BillView:
    """One bill with the charges of one verdict, or of all (NotAllowed, UnknownBill)."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        bill = _bill(session, actor, bill_id)
        totals = verdict_totals(session, bill_id)
        name = session.scalar(select(BillFile.name).where(BillFile.id == bill.file_id))
        return BillView(
            bill=bill_row(bill),
            credits_number=bill.credits_number,
            file_id=bill.file_id,
            file_name=name or "",
            matched_at=bill.matched_at,
            approved_at=bill.approved_at,
            posted_at=bill.posted_at,
            mine=bill.taken_by == actor.name,
            undecided=sum(one.open for one in totals),
            verdicts=totals,
            charges=charge_page(session, bill_id, verdict=verdict, after=after, limit=limit),
        )


def _bill(session: Session, actor: Actor, bill_id: uuid.UUID) -> CarrierBill:
    bill = session.get(CarrierBill, (actor.tenant_id, bill_id))
    if bill is None:
        raise UnknownBill(str(bill_id))
    return bill


def verdict_totals(session: Session, bill_id: uuid.UUID) -> tuple[VerdictTotal, ...]:
    """The bill's current verdicts summed, in the order of their words."""
    nothing = Decimal("0.00")
    rows = session.execute(
        select(
            ChargeVerdict.verdict,
            func.count(),
            func.coalesce(func.sum(ChargeVerdict.billed), nothing),
            func.coalesce(func.sum(ChargeVerdict.expected), nothing),
            func.coalesce(func.sum(ChargeVerdict.agreed), nothing),
            func.count().filter(ChargeVerdict.agreed.is_(None)),
        )
        .where(ChargeVerdict.bill_id == bill_id, ChargeVerdict.superseded_at.is_(None))
        .group_by(ChargeVerdict.verdict)
    ).all()
    found = {
        verdict: VerdictTotal(
            verdict=verdict,
            charges=charges,
            billed=billed or nothing,
            expected=due or nothing,
            agreed=agreed or nothing,
            open=left,
        )
        for verdict, charges, billed, due, agreed, left in rows
    }
    return tuple(found[verdict] for verdict in Verdict if verdict in found)


def charge_page(
    session: Session, bill_id: uuid.UUID, *, verdict: str, after: int, limit: int
) -> ChargePage:
    """Charges of a bill by line; a verdict that is none is no filter."""
    size = min(max(limit, 1), MOST_CHARGES)
    asked = _charges(bill_id).where(CarrierCharge.line > after)
    if verdict in set(Verdict):
        asked = asked.where(ChargeVerdict.verdict == Verdict(verdict))
    rows = session.execute(asked.order_by(CarrierCharge.line).limit(size + 1)).all()
    shown = tuple(_charge_row(charge, judged) for charge, judged in rows[:size])
    return ChargePage(items=shown, next=shown[-1].line if len(rows) > size else None)


def _charges(bill_id: uuid.UUID) -> Select[CarrierCharge, ChargeVerdict]:
    current = (
        (ChargeVerdict.tenant_id == CarrierCharge.tenant_id)
        & (ChargeVerdict.charge_id == CarrierCharge.id)
        & ChargeVerdict.superseded_at.is_(None)
    )
    return (
        select(CarrierCharge, ChargeVerdict)
        .outerjoin(ChargeVerdict, current)
        .where(CarrierCharge.bill_id == bill_id)
    )


def _charge_row(charge: CarrierCharge, judged: ChargeVerdict | None) -> ChargeRow:
    return ChargeRow(
        id=charge.id,
        line=charge.line,
        tracking=charge.tracking,
        reference=charge.reference,
        customer_reference=charge.customer_reference,
        charge_class=charge.charge_class,
        code=charge.code,
        text=charge.text,
        billed_g=charge.billed_g,
        net=charge.net,
        vat_percent=charge.vat_percent,
        currency=charge.currency,
        shipped_on=charge.shipped_on,
        verdict=judged.verdict if judged else None,
        matched_by=judged.matched_by if judged else None,
        expected=judged.expected if judged else None,
        agreed=judged.agreed if judged else None,
        because=judged.because if judged else "",
    )


def approve_bill(
    database: Database, actor: Actor, bill_id: uuid.UUID, key: str, now: datetime
) -> Answer:
    """Approve a matched bill of which everything is agreed, once per key.

    Whoever brought it in does not approve it. Raises NotAllowed, UnknownBill, BillNotReady,
    SecondLookMissing and ChargesUndecided.
    """
    actor.require("approve finance")
    with database.as_tenant(actor.tenant_id) as session:
        own_key = f"approve-bill:{key}" if key else ""
        body = {"bill": str(bill_id)}
        return answer_once(
            session, actor, own_key, body, now, lambda: _approve(session, actor, bill_id, now)
        )


def _approve(session: Session, actor: Actor, bill_id: uuid.UUID, now: datetime) -> Answer:
    bill = session.scalars(
        select(CarrierBill).where(CarrierBill.id == bill_id).with_for_update()
    ).one_or_none()
    if bill is None:
        raise UnknownBill(str(bill_id))
    if bill.state is not BillState.MATCHED:
        raise BillNotReady(bill.number, bill.state)
    if bill.taken_by == actor.name:
        raise SecondLookMissing("bill")
    totals = verdict_totals(session, bill_id)
    undecided = bill.charges - sum(one.charges - one.open for one in totals)
    if undecided:
        raise ChargesUndecided(bill.number, undecided)
    bill.state, bill.approved_at, bill.approved_by = BillState.APPROVED, now, actor.name
    agreed = sum((one.agreed for one in totals), Decimal("0.00"))
    before, after = {"state": "matched"}, {"state": "approved", "agreed": str(agreed)}
    note(session, actor, bill.id, "bill_approved", now, before=before, after=after)
    wake_closing_months(session, f"bill/{bill.id}/approved", now)
    session.flush()
    return {"id": str(bill.id), "number": bill.number, "state": bill.state.value, **after}
