"""Credits on later bills: linked to what was disputed, so that a dispute closes by itself."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.finance.dispute_events import (
    DESK,
    Happened,
    note_change,
    note_dispute,
    owe_look,
    standing_of,
)
from activities.finance.dispute_verdicts import let_go
from models.finance.bills import CarrierBill, CarrierCharge
from models.finance.disputes import Dispute, DisputeCredit, DisputedCharge
from models.finance.verdicts import ChargeVerdict
from rules.finance.claims import CreditFound, Disputed, pays_back
from rules.finance.dispute_words import LOST, DisputeWord
from rules.finance.freight_words import DISPUTED, DisputeState, Verdict

#: Disputes that a credit may belong to: open ones, and those that were given up too early.
CREDITABLE: Final = (*DISPUTED, *LOST)
_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A disputed charge of which something is not credited yet, on the bill it stands on."""

    row: DisputedCharge
    dispute: Dispute
    charge: CarrierCharge
    bill: CarrierBill

    @property
    def rest(self) -> Decimal:
        """What is not credited of it."""
        return self.row.claimed - self.row.credited

    @property
    def told(self) -> Disputed:
        """What a credit is compared with."""
        return Disputed(
            tracking_key=self.charge.tracking_key,
            charge_class=self.charge.charge_class,
            code=self.charge.code,
            names=frozenset({self.bill.number, self.dispute.number}),
        )


def settle_by_credits(session: Session, bill_id: uuid.UUID, at: datetime) -> int:
    """Link the bill's credits to what they pay back; how many disputes they concerned.

    Called once the bill is matched; a repeat links nothing more. A credit belongs to a disputed
    charge of the same carrier and currency as `rules.finance.claims.pays_back` says. What exceeds
    the claims stays an ordinary credit.
    """
    bill = session.scalars(
        select(CarrierBill).where(CarrierBill.id == bill_id).with_for_update(key_share=True)
    ).one()
    found = credits_left(session, bill)
    if not found:
        return 0
    owed = owed_by(session, bill)
    concerned = dict[uuid.UUID, Dispute]()
    for charge, left in found:
        for one in paid_back(bill, charge, owed):
            amount = min(left, one.rest)
            if amount > 0:
                link(session, bill, charge, one, amount, at)
                concerned[one.dispute.id] = one.dispute
                left -= amount  # noqa: PLW2901 - what the credit has not paid back yet
    for dispute in concerned.values():
        settle_dispute(session, dispute, bill, at)
    session.flush()
    return len(concerned)


def credits_left(session: Session, bill: CarrierBill) -> list[tuple[CarrierCharge, Decimal]]:
    """The bill's credits with what of each is not linked yet, in the order of the bill."""
    linked = (
        select(func.coalesce(func.sum(DisputeCredit.amount), _NOTHING))
        .where(
            DisputeCredit.tenant_id == CarrierCharge.tenant_id,
            DisputeCredit.bill_id == CarrierCharge.bill_id,
            DisputeCredit.credit_charge_id == CarrierCharge.id,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(CarrierCharge, -CarrierCharge.net - linked)
        .join(
            ChargeVerdict,
            (ChargeVerdict.tenant_id == CarrierCharge.tenant_id)
            & (ChargeVerdict.charge_id == CarrierCharge.id)
            & (ChargeVerdict.bill_id == CarrierCharge.bill_id)
            & ChargeVerdict.superseded_at.is_(None),
        )
        .where(
            CarrierCharge.bill_id == bill.id,
            ChargeVerdict.verdict == Verdict.CREDIT,
            -CarrierCharge.net > linked,
        )
        .order_by(CarrierCharge.line)
    )
    return [(charge, left) for charge, left in rows]


def owed_by(session: Session, bill: CarrierBill) -> list[Owed]:
    """What the carrier owes on earlier bills, open claims first; the disputes are held."""
    own = Dispute.tenant_id
    claimed = (
        select(Dispute.id)
        .where(
            Dispute.carrier == bill.carrier,
            Dispute.currency == bill.currency,
            Dispute.state.in_(CREDITABLE),
            Dispute.bill_id != bill.id,
        )
        .order_by(Dispute.id)
        .with_for_update(key_share=True)
    )
    held = session.scalars(claimed).all()
    rows = session.execute(
        select(DisputedCharge, Dispute, CarrierCharge, CarrierBill)
        .join(
            Dispute, (own == DisputedCharge.tenant_id) & (Dispute.id == DisputedCharge.dispute_id)
        )
        .join(
            CarrierCharge,
            (CarrierCharge.tenant_id == own) & (CarrierCharge.id == DisputedCharge.charge_id),
        )
        .join(CarrierBill, (CarrierBill.tenant_id == own) & (CarrierBill.id == Dispute.bill_id))
        .where(Dispute.id.in_(held), DisputedCharge.credited < DisputedCharge.claimed)
        .order_by(DisputedCharge.released_at.is_not(None), Dispute.number, CarrierCharge.line)
        .execution_options(populate_existing=True)
    )
    return [
        Owed(row=row, dispute=dispute, charge=charge, bill=disputed)
        for row, dispute, charge, disputed in rows
    ]


def paid_back(bill: CarrierBill, charge: CarrierCharge, owed: Sequence[Owed]) -> list[Owed]:
    """What the credit may be for: the same amount first, then in the order of what is owed."""
    credit = CreditFound(
        tracking_key=charge.tracking_key,
        charge_class=charge.charge_class,
        code=charge.code,
        names=frozenset({bill.credits_number, charge.reference, charge.customer_reference} - {""}),
    )
    fitting = [one for one in owed if one.rest > 0 and pays_back(credit, one.told)]
    return sorted(fitting, key=lambda one: one.rest != -charge.net)


def link(
    session: Session,
    bill: CarrierBill,
    charge: CarrierCharge,
    one: Owed,
    amount: Decimal,
    at: datetime,
) -> None:
    """So much of the credit pays back so much of the disputed charge."""
    session.add(
        DisputeCredit(
            tenant_id=bill.tenant_id,
            id=uuid.uuid4(),
            dispute_id=one.dispute.id,
            disputed_charge_id=one.row.id,
            credit_charge_id=charge.id,
            bill_id=bill.id,
            amount=amount,
            found_at=at,
        )
    )
    one.row.credited += amount


def settle_dispute(session: Session, dispute: Dispute, bill: CarrierBill, at: datetime) -> None:
    """Credited when all that was agreed has come, in part while a rest is still to come."""
    before = standing_of(dispute)
    session.flush()
    dispute.credited = session.execute(
        select(func.sum(DisputedCharge.credited)).where(DisputedCharge.dispute_id == dispute.id)
    ).scalar_one()
    whole = dispute.credited >= (dispute.claimed if dispute.accepted is None else dispute.accepted)
    if whole:
        dispute.state, dispute.ended_at, dispute.next_at = DisputeState.CREDITED, at, None
        let_go(session, dispute, at)
    elif dispute.state in DISPUTED:
        dispute.state = DisputeState.PARTIAL
        dispute.answered_at = dispute.answered_at or at
        dispute.alerted_at = None
    word = DisputeWord.CREDITED if whole else DisputeWord.PARTLY_CREDITED
    key = f"credited/{bill.id}/{dispute.credited:.2f}"
    details = {"bill": bill.number, "credited": f"{dispute.credited:.2f} {dispute.currency}"}
    credited = Happened(word=word, key=key, at=at, by=DESK, details=details)
    note_dispute(session, dispute, credited)
    note_change(session, dispute, credited, before)
    owe_look(session, dispute, key, at)
