"""The accrual report: expected charges that are owed on a day, beside what the ledger says."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, Subquery, cast, func, select
from sqlalchemy.orm import Session
from sqlalchemy.types import Numeric

from activities.finance.accruals import accrued_accounts
from models.finance.ledger import JournalEntry, JournalLine
from models.finance.shipments import ExpectedCharge, FreightShipment
from rules.finance.freight_words import ChargeClass, Way
from rules.finance.rounding import cents

NOUGHT = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccruedGroup:
    """What is owed to one carrier for what it carried in one month."""

    carrier: str
    month: date
    charges: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AccruedCharge:
    """One expected charge that is owed; `own` is it in the tenant's own currency."""

    expected_id: int
    carrier: str
    tracking: str
    shipment_id: int
    way: Way
    charge_class: ChargeClass
    code: str
    accrued_on: date
    amount: Decimal
    currency: str
    own: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AccrualReport:
    """What is owed for freight on a day, in the tenant's own currency.

    `expected` is counted from the expected charges, at the rate each was posted at; `ledger` is
    what the accrued accounts owe. They tie: `difference` is nought, or somebody posted by hand.
    """

    as_of: date
    charges: int
    expected: Decimal
    ledger: Decimal
    groups: tuple[AccruedGroup, ...]

    @property
    def difference(self) -> Decimal:
        """What the ledger owes beyond the expected charges."""
        return self.ledger - self.expected

    @property
    def ties(self) -> bool:
        """True when both are the same to the cent."""
        return self.difference == 0


def accrual_report(session: Session, as_of: date) -> AccrualReport:
    """What was accrued and not cleared by entries of the day or before; the same every time."""
    owed = owed_charges(as_of)
    groups = tuple(
        AccruedGroup(carrier=carrier, month=month, charges=count, amount=cents(amount))
        for carrier, month, count, amount in session.execute(grouped(owed))
    )
    ledger = session.execute(select(func.coalesce(func.sum(standing(as_of).c.own), 0)))
    return AccrualReport(
        as_of=as_of,
        charges=sum(group.charges for group in groups),
        expected=sum((group.amount for group in groups), NOUGHT),
        ledger=cents(-ledger.scalar_one()),
        groups=groups,
    )


def grouped(owed: Subquery) -> Select[str, date, int, Decimal]:
    """By carrier and by the month in which it was accrued."""
    month = cast(func.date_trunc("month", owed.c.accrued_on), owed.c.accrued_on.type)
    return (
        select(owed.c.carrier, month, func.count(), func.sum(owed.c.own))
        .group_by(owed.c.carrier, month)
        .order_by(month, owed.c.carrier)
    )


def owed_charges(as_of: date) -> Subquery:
    """Expected charges for which something stands on the accrued accounts, at their own amount."""
    stands = standing(as_of)
    own = func.round(
        cast(ExpectedCharge.amount * func.coalesce(stands.c.rate, 1), Numeric(24, 8)), 2
    )
    return (
        select(ExpectedCharge.id, *WHAT, (stands.c.times * own).label("own"))
        .join(stands, stands.c.expected_id == ExpectedCharge.id)
        .join(
            FreightShipment,
            (FreightShipment.tenant_id == ExpectedCharge.tenant_id)
            & (FreightShipment.id == ExpectedCharge.shipment_id),
        )
        .where(stands.c.times != 0)
        .subquery()
    )


WHAT: tuple[Any, ...] = (
    ExpectedCharge.carrier,
    FreightShipment.tracking,
    ExpectedCharge.shipment_id,
    ExpectedCharge.way,
    ExpectedCharge.charge_class,
    ExpectedCharge.code,
    ExpectedCharge.accrued_on,
    ExpectedCharge.amount,
    ExpectedCharge.currency,
)


def standing(as_of: date) -> Subquery:
    """By expected charge, or none: what the accrued accounts had on the day, and how often."""
    return (
        select(
            JournalLine.expected_id,
            func.sum(JournalLine.amount).label("own"),
            (-func.sum(func.sign(JournalLine.amount))).label("times"),
            func.max(JournalLine.rate).label("rate"),
        )
        .join(
            JournalEntry,
            (JournalEntry.tenant_id == JournalLine.tenant_id)
            & (JournalEntry.id == JournalLine.entry_id),
        )
        .where(JournalLine.account.in_(accrued_accounts()), JournalEntry.posted_on <= as_of)
        .group_by(JournalLine.expected_id)
        .subquery()
    )


def accrued_charges(
    session: Session,
    as_of: date,
    *,
    carrier: str = "",
    month: date | None = None,
    after: int = 0,
    limit: int = 100,
) -> tuple[AccruedCharge, ...]:
    """The charges of the report one by one, narrowed, from the one after `after`."""
    owed = owed_charges(as_of)
    query = select(owed).where(owed.c.id > after).order_by(owed.c.id).limit(limit)
    if carrier:
        query = query.where(owed.c.carrier == carrier)
    if month is not None:
        query = query.where(func.date_trunc("month", owed.c.accrued_on) == month)
    return tuple(
        AccruedCharge(expected_id=row.pop("id"), **{**row, "own": cents(row["own"])})
        for row in map(dict, session.execute(query).mappings())
    )
