"""What the credits of a bill give back of charges that were disputed on earlier ones."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from activities.finance.exchange import exchange_on
from models.finance.bills import CarrierBill
from models.finance.disputes import Dispute, DisputeCredit, DisputedCharge
from rules.finance.bill_posting import TakenBack
from rules.finance.freight_words import PayMode


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditTaken:
    """What a credit gives back of a disputed charge; `paid` when it was paid meanwhile."""

    paid: bool
    back: TakenBack


def credits_taken(session: Session, bill: CarrierBill) -> dict[int, list[CreditTaken]]:
    """What the bill's charges give back, by the charge that gives it (NoExchangeRate)."""
    found: dict[int, list[CreditTaken]] = {}
    for row in session.execute(credits_of(bill)).all():
        found.setdefault(row[0].credit_charge_id, []).append(taken(session, row))
    return found


def credits_of(bill: CarrierBill) -> Select[DisputeCredit, int, PayMode, CarrierBill]:
    """The credits the bill brought, each with its disputed charge and that charge's bill."""
    own = DisputeCredit.tenant_id
    return (
        select(DisputeCredit, DisputedCharge.charge_id, Dispute.pay_mode, CarrierBill)
        .join(
            DisputedCharge,
            (DisputedCharge.tenant_id == own)
            & (DisputedCharge.id == DisputeCredit.disputed_charge_id),
        )
        .join(Dispute, (Dispute.tenant_id == own) & (Dispute.id == DisputeCredit.dispute_id))
        .join(CarrierBill, (CarrierBill.tenant_id == own) & (CarrierBill.id == Dispute.bill_id))
        .where(DisputeCredit.tenant_id == bill.tenant_id, DisputeCredit.bill_id == bill.id)
        .order_by(DisputeCredit.credit_charge_id, DisputedCharge.charge_id)
    )


def taken(session: Session, row: Row[DisputeCredit, int, PayMode, CarrierBill]) -> CreditTaken:
    """In the tenant's own currency at the rate of the disputed bill, at which it was posted."""
    credit, charge_id, pay_mode, disputed = row
    amount: Decimal = credit.amount
    exchange = exchange_on(session, disputed.currency, disputed.issued_on)
    back = TakenBack(charge_id=charge_id, amount=amount, own=exchange.to_own(amount))
    return CreditTaken(paid=pay_mode is PayMode.PAY_AND_CLAIM, back=back)
