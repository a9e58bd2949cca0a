"""Claims that brought nothing, or not all: what lay on disputed freight becomes cost."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from activities.finance.periods import posting_day
from activities.finance.posting import hold_series, post
from models.finance.bills import CarrierBill, CarrierCharge
from models.finance.disputes import DisputedCharge
from models.finance.ledger import AccountUse, JournalEntry, JournalLine
from rules.finance.freight_words import BillState
from rules.finance.lost_claims import LostClaim, lost_voucher
from rules.finance.money_words import Series, Use


def post_lost_claims(
    session: Session, tenant_id: uuid.UUID, on: date, *, at: datetime, by: str
) -> int:
    """Move what no open claim holds any more off the disputed account; how many charges that were.

    Of bills that are posted only. A repeat posts nothing. Raises NoAccountFor.
    """
    hold_series(session, tenant_id, Series.BILLS)
    rows = session.execute(left_over()).all()
    if not rows:
        return 0
    day = posting_day(session, tenant_id, on)
    post(session, tenant_id, lost_voucher(next_key(session, day), day, told(rows)), at=at, by=by)
    return len(rows)


def left_over() -> Select[*tuple[Any, ...]]:
    """By charge and account: what stands on disputed freight though nobody claims it any more."""
    disputed = select(AccountUse.account).where(AccountUse.use == Use.DISPUTED_FREIGHT)
    live = select(DisputedCharge.charge_id).where(DisputedCharge.released_at.is_(None))
    own = JournalLine.tenant_id
    return (
        select(
            JournalLine.charge_id,
            JournalLine.account,
            func.sum(JournalLine.amount),
            func.max(JournalLine.shipment_id),
            func.max(CarrierBill.number),
        )
        .join(
            CarrierCharge,
            (CarrierCharge.tenant_id == own) & (CarrierCharge.id == JournalLine.charge_id),
        )
        .join(
            CarrierBill,
            (CarrierBill.tenant_id == own) & (CarrierBill.id == CarrierCharge.bill_id),
        )
        .where(
            JournalLine.account.in_(disputed),
            CarrierBill.state == BillState.POSTED,
            JournalLine.charge_id.not_in(live),
        )
        .group_by(JournalLine.charge_id, JournalLine.account)
        .having(func.sum(JournalLine.amount) != 0)
        .order_by(JournalLine.charge_id)
    )


def told(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[LostClaim]:
    """The rows as values."""
    return [
        LostClaim(
            charge_id=charge_id,
            account=account,
            amount=Decimal(amount),
            shipment_id=shipment_id,
            bill=bill,
        )
        for charge_id, account, amount, shipment_id, bill in rows
    ]


def next_key(session: Session, day: date) -> str:
    """A run's key: how many vouchers the month has had. Runs wait for each other."""
    prefix = f"claims/{day:%Y-%m}/"
    before = select(func.count()).where(JournalEntry.key.startswith(prefix, autoescape=True))
    return f"{prefix}{session.execute(before).scalar_one() + 1}"
