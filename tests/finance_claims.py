"""Disputes to post against: what is claimed of a bill's charge, and what a credit gives back."""

import uuid
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.finance.bills import CarrierBill, CarrierCharge
from models.finance.disputes import ClaimRule, Dispute, DisputeCredit, DisputedCharge
from rules.finance.freight_words import DisputeState, PayMode, Verdict
from tests.finance_books import CLOSER, NOW


def charge_at(session: Session, bill: CarrierBill, line: int) -> CarrierCharge:
    """The bill's charge on this line."""
    return session.scalars(
        select(CarrierCharge).where(CarrierCharge.bill_id == bill.id, CarrierCharge.line == line)
    ).one()


def a_claim(
    session: Session, bill: CarrierBill, claimed: str, pay_mode: PayMode, line: int = 1
) -> DisputedCharge:
    """So much of the bill's charge on this line is claimed, in a dispute of its own."""
    rule = ClaimRule(
        tenant_id=bill.tenant_id,
        id=uuid.uuid4(),
        carrier=f"rule-{uuid.uuid4().hex[:8]}",
        days=90,
        pay_mode=pay_mode,
        valid_from=date(2026, 1, 1),
        set_at=NOW,
        set_by=CLOSER,
    )
    session.add(rule)
    session.flush()
    dispute = Dispute(
        tenant_id=bill.tenant_id,
        id=uuid.uuid4(),
        number=f"D-{uuid.uuid4().hex[:8]}",
        bill_id=bill.id,
        rule_id=rule.id,
        carrier=bill.carrier,
        verdict=Verdict.OVER,
        state=DisputeState.SENT,
        pay_mode=pay_mode,
        claimed=Decimal(claimed),
        currency=bill.currency,
        deadline=NOW,
        opened_at=NOW,
        opened_by=CLOSER,
    )
    session.add(dispute)
    session.flush()
    disputed = DisputedCharge(
        tenant_id=bill.tenant_id,
        id=uuid.uuid4(),
        dispute_id=dispute.id,
        charge_id=charge_at(session, bill, line).id,
        claimed=Decimal(claimed),
    )
    session.add(disputed)
    session.flush()
    return disputed


def give_back(
    session: Session, disputed: DisputedCharge, credit: CarrierBill, amount: str, line: int = 1
) -> None:
    """The charge of a later bill credits so much of the claim, which ends."""
    dispute = session.get_one(Dispute, (disputed.tenant_id, disputed.dispute_id))
    session.add(
        DisputeCredit(
            tenant_id=disputed.tenant_id,
            dispute_id=dispute.id,
            disputed_charge_id=disputed.id,
            credit_charge_id=charge_at(session, credit, line).id,
            bill_id=credit.id,
            amount=Decimal(amount),
            found_at=NOW,
        )
    )
    disputed.credited += Decimal(amount)
    dispute.credited += Decimal(amount)
    end(session, disputed, DisputeState.CREDITED)


def end(session: Session, disputed: DisputedCharge, state: DisputeState) -> None:
    """Nothing more comes of the dispute."""
    dispute = session.get_one(Dispute, (disputed.tenant_id, disputed.dispute_id))
    dispute.state, dispute.ended_at, disputed.released_at = state, NOW, NOW
    session.flush()
