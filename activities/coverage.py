"""The hands of a contract's workflow: name the next date, and write what a day brings, once."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from temporalio import activity

from activities.contract_letters import owe_contract_letter
from activities.contract_terms import ContractOnRecord, contract_on_record
from models.contracts import Contract
from models.coverage import CoverageNotice, seats_on
from models.money import BillableEvent
from rules.contract_orders import ContractRef, CoverageDay, CoverageOrder, CoverageTurn
from rules.coverage_dates import (
    FeeDate,
    Notice,
    day_of,
    due_fees,
    due_notices,
    next_day,
    start_of,
)
from rules.service_words import Billing
from runtime.announce import announce
from runtime.database import Database
from runtime.killpoints import killpoint


class CoverageRecord:
    """The activities of the coverage window."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @activity.defn(name="next_coverage_date")
    def next_coverage_date(self, order: CoverageOrder) -> CoverageDay:
        """When the next day begins on which something falls due, in the programme's zone."""
        with self.database.as_tenant(uuid.UUID(order.contract.tenant_id)) as session:
            contract = contract_on_record(session, row_of(session, order.contract))
            return CoverageDay(at=next_instant(contract, order.at))

    @activity.defn(name="turn_coverage_day")
    def turn_coverage_day(self, order: CoverageOrder) -> CoverageTurn:
        """Write every notice and fee that is due by the instant; a repeat writes nothing."""
        with self.database.as_tenant(uuid.UUID(order.contract.tenant_id)) as session:
            row = row_of(session, order.contract, lock=True)
            turned = turn_day(session, contract_on_record(session, row), order.at)
            killpoint("coverage_turned")
        return turned


def row_of(session: Session, ref: ContractRef, *, lock: bool = False) -> Contract:
    """The contract's row, locked when it is to be turned."""
    query = select(Contract).where(Contract.id == uuid.UUID(ref.contract_id))
    return session.scalars(query.with_for_update() if lock else query).one()


def next_instant(contract: ContractOnRecord, after: datetime) -> datetime | None:
    """The instant at which the next date begins; None when no date is to come."""
    zone = contract.terms.timezone
    day = next_day(contract.followed, day_of(after, zone))
    return start_of(day, zone) if day else None


def turn_day(session: Session, contract: ContractOnRecord, at: datetime) -> CoverageTurn:
    """Notices and fees up to that instant, and whether anything is left to wait for."""
    today, followed = day_of(at, contract.terms.timezone), contract.followed
    told = sum(tell(session, contract.row, one, at) for one in due_notices(followed, today))
    charged = sum(charge(session, contract, fee) for fee in due_fees(followed, today))
    if next_instant(contract, at) is not None:
        contract.row.quiet_since = None
    elif contract.row.quiet_since is None:
        contract.row.quiet_since = at
    if told:
        announce(session, "relay")
    return CoverageTurn(notices=told, fees=charged)


def tell(session: Session, contract: Contract, notice: Notice, at: datetime) -> bool:
    """Write the notice under its key, with its letter; False when it was written before."""
    key = f"contract/{contract.number}/notice/{notice.key}"
    added = session.execute(
        insert(CoverageNotice)
        .values(
            tenant_id=contract.tenant_id,
            id=uuid.uuid4(),
            key=key,
            kind=notice.kind,
            contract_id=contract.id,
            unit_id=uuid.UUID(notice.unit) if notice.unit else None,
            coverage=notice.coverage,
            months=notice.months,
            about=notice.about,
            due_on=notice.due_on,
            told_at=at,
        )
        .on_conflict_do_nothing()
        .returning(CoverageNotice.id)
    ).scalar_one_or_none()
    if added is not None:
        owe_contract_letter(session, contract, notice.kind, key, at)
    return added is not None


def charge(session: Session, contract: ContractOnRecord, fee: FeeDate) -> bool:
    """Write the fee as a billable event of its day; no user, no monthly fee."""
    quantity = 1
    if fee.billing is Billing.MONTHLY:
        quantity = seats_on(session, contract.row, fee.due_on)
    if quantity == 0:
        return False
    key = f"fee/{fee.key}"
    kind = f"contract_fee_{fee.billing}"
    return bill(session, contract, key, kind, fee.due_on, amount=fee.amount, quantity=quantity)


def bill(
    session: Session,
    contract: ContractOnRecord,
    key: str,
    kind: str,
    on: date,
    *,
    amount: Decimal | None,
    quantity: int = 1,
) -> bool:
    """One billable event of a contract per key, dated at the start of its day."""
    row, currency = contract.row, contract.row.fee_currency or contract.terms.currency
    added = session.execute(
        insert(BillableEvent)
        .values(
            tenant_id=row.tenant_id,
            id=uuid.uuid4(),
            key=f"contract/{row.number}/{key}",
            kind=kind,
            contract_id=row.id,
            customer_id=row.customer_id,
            payer="customer",
            quantity=quantity,
            amount=None if amount is None else amount * quantity,
            currency="" if amount is None else currency,
            at=start_of(on, contract.terms.timezone),
        )
        .on_conflict_do_nothing()
        .returning(BillableEvent.id)
    ).scalar_one_or_none()
    return added is not None
