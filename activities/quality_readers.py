"""Whose month is reported, and who reads the report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from activities.contract_terms import programme_now
from activities.quality_figures import tells_statistics
from models.contracts import Contract
from models.parties import Contact, Customer
from models.pools import Pool
from models.reports import QualityReportRow
from rules.local_month import next_month


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReader:
    """The contact a report is sent to, and the contract under which it is told."""

    contract: Contract
    contact: Contact


def unreported(session: Session, first: date) -> list[str]:
    """The codes of customers with a contract in that month whose report is not written yet."""
    written = exists().where(
        QualityReportRow.tenant_id == Customer.tenant_id,
        QualityReportRow.customer_id == Customer.id,
        QualityReportRow.month == first,
    )
    ran = exists().where(
        Contract.tenant_id == Customer.tenant_id,
        Contract.customer_id == Customer.id,
        ran_in(first),
    )
    query = select(Customer.code).where(ran, ~written).order_by(Customer.code)
    return list(session.scalars(query))


def ran_in(first: date) -> ColumnElement[bool]:
    """True of a contract that ran on a day of the month; its expiry date is one of them."""
    return and_(Contract.starts_on < next_month(first), Contract.ends_on >= first)


def is_reported(session: Session, customer: Customer, first: date) -> bool:
    """True when a programme tells the customer's statistics, or it has a pool (fact 66)."""
    opened = select(Pool.id).where(Pool.customer_id == customer.id, Pool.closed_at.is_(None))
    if session.scalars(opened.limit(1)).first() is not None:
        return True
    return any(telling for _, telling in contracts_of(session, customer, first))


def contracts_of(
    session: Session, customer: Customer, first: date
) -> Iterator[tuple[Contract, bool]]:
    """The customer's contracts of the month, the newest first, and whether its programme tells."""
    rows = session.scalars(
        select(Contract)
        .where(Contract.customer_id == customer.id, ran_in(first))
        .order_by(Contract.ends_on.desc(), Contract.number)
    ).all()
    for contract in rows:
        programme = programme_now(session, contract.tenant_id, contract.programme)
        yield contract, tells_statistics(programme)


def reader_of(session: Session, customer: Customer, first: date) -> ReportReader | None:
    """Whom the report goes to: the contact of the contract that tells, else of the account.

    None where the record knows nobody to write to.
    """
    found = sorted(contracts_of(session, customer, first), key=lambda one: not one[1])
    contracts = [contract for contract, _ in found]
    named = [contract for contract in contracts if contract.contact_id is not None]
    if named:
        contact = session.get_one(Contact, (customer.tenant_id, named[0].contact_id))
        return ReportReader(contract=named[0], contact=contact)
    return account_reader(session, customer, contracts)


def account_reader(
    session: Session, customer: Customer, contracts: Sequence[Contract]
) -> ReportReader | None:
    """The contact who hears for the whole organisation, if there is one."""
    contact = session.scalars(
        select(Contact)
        .where(Contact.customer_id == customer.id, Contact.for_account)
        .order_by(Contact.email)
    ).first()
    if contact is None or not contracts:
        return None
    return ReportReader(contract=contracts[0], contact=contact)
