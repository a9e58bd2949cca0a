"""Accruals: what was scanned and not billed is owed in the books, once for each expected charge."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, func, select, tuple_
from sqlalchemy.orm import Session

from activities.finance.exchange import exchanges_on
from activities.finance.many import among
from activities.finance.periods import last_day, posting_month
from activities.finance.posting import hold_series, post
from models.finance.ledger import AccountUse, JournalEntry, JournalLine
from models.finance.shipments import ExpectedCharge, FreightShipment
from rules.finance.accrual_posting import ToAccrue, accrual_voucher
from rules.finance.freight_words import ExpectedState
from rules.finance.money_words import Series, Use

#: Charges that go into one voucher: memory stays flat, however many wait.
A_VOUCHER: Final = 20_000
#: A shipment's id, tracking number, case and customer.
Parcel: TypeAlias = Row[int, str, uuid.UUID | None, uuid.UUID | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the accruals: up to which day, when, and in whose name."""

    tenant_id: uuid.UUID
    through: date
    at: datetime
    by: str


def accrue(session: Session, tenant_id: uuid.UUID, through: date, *, at: datetime, by: str) -> int:
    """Post what was accrued by the day and is not in the books; how many charges that were.

    A voucher for each month, of at most 20,000 charges; of a closed month in the first open one.
    A repeat posts nothing. Raises NoExchangeRate, NoOwnCurrency and NoAccountFor.
    """
    due = (ExpectedCharge.state == ExpectedState.ACCRUED) & (ExpectedCharge.accrued_on <= through)
    return accrue_all(session, Run(tenant_id=tenant_id, through=through, at=at, by=by), due)


def accrue_these(session: Session, run: Run, expected_ids: Collection[int]) -> int:
    """Post those of the charges that are not in the books yet, whenever they were accrued."""
    return accrue_all(session, run, ExpectedCharge.id == among(expected_ids))


def accrue_all(session: Session, run: Run, which: ColumnElement[bool]) -> int:
    """Batch by batch, while no other run of the tenant posts accruals."""
    hold_series(session, run.tenant_id, Series.ACCRUALS)
    posted = 0
    after: tuple[date, int] = (date.min, 0)
    while batch := session.execute(candidates(which, after)).all():
        posted += post_batch(session, run, batch)
        last = batch[-1]
        after = (last.accrued_on, last.id)
    return posted


def candidates(which: ColumnElement[bool], after: tuple[date, int]) -> Select[*tuple[Any, ...]]:
    """The next of these charges that come to something, by day; they may be in the books."""
    return (
        select(
            ExpectedCharge.id,
            ExpectedCharge.shipment_id,
            ExpectedCharge.carrier,
            ExpectedCharge.charge_class,
            ExpectedCharge.code,
            ExpectedCharge.amount,
            ExpectedCharge.currency,
            ExpectedCharge.accrued_on,
        )
        .where(
            which,
            ExpectedCharge.amount > 0,
            tuple_(ExpectedCharge.accrued_on, ExpectedCharge.id) > after,
        )
        .order_by(ExpectedCharge.accrued_on, ExpectedCharge.id)
        .limit(A_VOUCHER)
    )


def in_the_books(session: Session, expected_ids: Sequence[int]) -> set[int]:
    """Those for which something stands on the accrued accounts."""
    return set(
        session.scalars(
            select(JournalLine.expected_id)
            .where(
                JournalLine.expected_id == among(expected_ids),
                JournalLine.account.in_(session.scalars(accrued_accounts()).all()),
            )
            .group_by(JournalLine.expected_id)
            .having(func.sum(JournalLine.amount) != 0)
        )
    )


def accrued_accounts() -> Select[str]:
    """Every account that accrued freight is or was posted to."""
    return select(AccountUse.account).where(AccountUse.use == Use.ACCRUED_FREIGHT)


def post_batch(session: Session, run: Run, batch: Sequence[Row[Any]]) -> int:
    """A voucher for each month that the charges were carried in; how many charges were posted."""
    known = in_the_books(session, [one.id for one in batch])
    charges = to_accrue(session, [one for one in batch if one.id not in known])
    posted = 0
    for month, group in groupby(charges, key=lambda one: one.carried_in):
        worth = [one for one in group if one.exchange.to_own(one.amount)]
        if worth:
            day = day_for(session, run, month)
            key = next_key(session, month)
            post(session, run.tenant_id, accrual_voucher(key, day, worth), at=run.at, by=run.by)
            posted += len(worth)
    return posted


def to_accrue(session: Session, batch: Sequence[Row[Any]]) -> list[ToAccrue]:
    """The charges as values, each at the rate of the day it was accrued on."""
    rates = exchanges_on(session, {(one.currency, one.accrued_on) for one in batch})
    parcels = parcels_of(session, [one.shipment_id for one in batch])
    return [
        ToAccrue(
            expected_id=one.id,
            shipment_id=one.shipment_id,
            charge_class=one.charge_class,
            amount=one.amount,
            exchange=rates[one.currency, one.accrued_on],
            carried_in=one.accrued_on.replace(day=1),
            text=f"{one.carrier} {parcel.tracking} {one.code or one.charge_class}",
            case_id=parcel.case_id,
            customer_id=parcel.customer_id,
        )
        for one, parcel in ((one, parcels[one.shipment_id]) for one in batch)
    ]


def parcels_of(session: Session, shipment_ids: Iterable[int]) -> dict[int, Parcel]:
    """Tracking number, case and customer of each shipment."""
    rows = session.execute(
        select(
            FreightShipment.id,
            FreightShipment.tracking,
            FreightShipment.case_id,
            FreightShipment.customer_id,
        ).where(FreightShipment.id == among(shipment_ids))
    )
    return {row[0]: row for row in rows}


def day_for(session: Session, run: Run, month: date) -> date:
    """The last day of the month, but none after the run's; of a closed month the open one's."""
    into = posting_month(session, run.tenant_id, month)
    return min(last_day(into), max(into, run.through)) if into == month else into


def next_key(session: Session, month: date) -> str:
    """A run's key: how many vouchers the month has had. Runs wait for each other."""
    prefix = f"accrual/{month:%Y-%m}/"
    before = select(func.count()).where(JournalEntry.key.startswith(prefix, autoescape=True))
    return f"{prefix}{session.execute(before).scalar_one() + 1}"
