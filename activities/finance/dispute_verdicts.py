"""What a dispute does to the verdicts of its charges: agreed meanwhile, open again afterwards."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.finance.bills import CarrierBill
from models.finance.disputes import Dispute, DisputedCharge
from models.finance.verdicts import ChargeVerdict
from rules.finance.claims import agreed_meanwhile
from rules.finance.freight_words import BillState

#: The reason under which a verdict is agreed because its charge is claimed.
DISPUTED: Final = "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """New verdicts in one person's name: what is agreed of each charge, and why."""

    agreed: Mapping[int, Decimal | None]
    reason: str
    because: str
    by: str
    at: datetime


def agree_disputed(session: Session, dispute: Dispute, by: str) -> None:
    """The dispute's charges are agreed as its pay mode says, each by a verdict of its own."""
    claimed = claimed_by(session, dispute)
    verdicts = current_verdicts(session, claimed)
    agreed = {
        charge: agreed_meanwhile(dispute.pay_mode, one.billed or Decimal(0), claimed[charge])
        for charge, one in verdicts.items()
    }
    supersede(
        session,
        verdicts,
        Settling(
            agreed=agreed, reason=DISPUTED, because=dispute.number, by=by, at=dispute.opened_at
        ),
    )


def reopen_verdicts(session: Session, dispute: Dispute, by: str, at: datetime) -> None:
    """A claim that brought nothing leaves its charges to a person again, unless they are paid.

    Of a bill that is approved or posted nothing changes here: the books carry the loss.
    """
    bill = session.get_one(CarrierBill, (dispute.tenant_id, dispute.bill_id))
    if bill.state is not BillState.MATCHED:
        return
    verdicts = {
        charge: one
        for charge, one in current_verdicts(session, claimed_by(session, dispute)).items()
        if one.because == dispute.number
    }
    because = f"{dispute.number}: {dispute.state}"
    agreed = dict.fromkeys(verdicts)
    supersede(session, verdicts, Settling(agreed=agreed, reason="", because=because, by=by, at=at))


def let_go(session: Session, dispute: Dispute, at: datetime) -> None:
    """The dispute has ended and holds its charges no longer; what was credited of each stays."""
    session.execute(
        update(DisputedCharge)
        .where(DisputedCharge.dispute_id == dispute.id, DisputedCharge.released_at.is_(None))
        .values(released_at=at)
        .execution_options(synchronize_session="fetch")
    )


def claimed_by(session: Session, dispute: Dispute) -> dict[int, Decimal]:
    """What the dispute claims of each of its charges."""
    rows = session.scalars(select(DisputedCharge).where(DisputedCharge.dispute_id == dispute.id))
    return {one.charge_id: one.claimed for one in rows}


def current_verdicts(session: Session, charge_ids: Collection[int]) -> dict[int, ChargeVerdict]:
    """The current verdict of each charge, held until the end of the transaction."""
    rows = session.scalars(
        select(ChargeVerdict)
        .where(ChargeVerdict.charge_id.in_(charge_ids), ChargeVerdict.superseded_at.is_(None))
        .order_by(ChargeVerdict.charge_id)
        .with_for_update()
    )
    return {one.charge_id: one for one in rows if one.charge_id is not None}


def supersede(session: Session, verdicts: Mapping[int, ChargeVerdict], settling: Settling) -> None:
    """Each verdict again with another agreed amount; the one before stays on record."""
    session.execute(
        update(ChargeVerdict)
        .where(ChargeVerdict.id.in_([one.id for one in verdicts.values()]))
        .values(superseded_at=settling.at)
        .execution_options(synchronize_session="fetch")
    )
    session.add_all(
        ChargeVerdict(
            tenant_id=one.tenant_id,
            bill_id=one.bill_id,
            charge_id=charge,
            expected_id=one.expected_id,
            shipment_id=one.shipment_id,
            verdict=one.verdict,
            matched_by=one.matched_by,
            expected=one.expected,
            billed=one.billed,
            agreed=settling.agreed[charge],
            reason=settling.reason,
            account=one.account,
            decided_at=settling.at,
            decided_by=settling.by,
            because=settling.because,
            instead_of=one.id,
        )
        for charge, one in verdicts.items()
    )
    session.flush()
