"""Who sells prepaid hours to a customer: a programme, on its own or through a contract."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.agreed import find_contract
from desk.programme_versions import programme_in_force
from models.contracts import Contract
from models.parties import Customer
from models.prepaid import PrepaidPack
from rules.errors import DeskError
from rules.programme import Programme
from rules.service_terms import Prepaid


class NoPacksSold(DeskError):
    """No programme of this customer sells prepaid hours."""

    def __init__(self, customer: str) -> None:
        super().__init__(
            f"None of the contracts of '{customer}' is under a programme with prepaid hours. "
            "Name the programme that sells them.",
            customer=customer,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """The programme that sells hours, its terms, and the contract it was found through."""

    programme: Programme
    terms: Prepaid
    contract: Contract | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The programme's zone, which decides days and months."""
        return ZoneInfo(self.programme.timezone)

    def local_day(self, at: datetime) -> date:
        """The day of an instant in that zone."""
        return at.astimezone(self.zone).date()


def find_seller(
    session: Session, customer: Customer, contract: str, programme: str, at: datetime
) -> Seller:
    """Who sells hours to the customer: as named, else the first that does.

    Raises UnknownContract, ProgrammeUnknown and NoPacksSold.
    """
    if contract:
        found = [through_contract(session, find_contract(session, customer, contract), at)]
    elif programme:
        found = [seller_of(programme_in_force(session, customer.tenant_id, programme, at))]
    else:
        found = [next(sellers(session, customer, at), None)]
    if found[0] is None:
        raise NoPacksSold(customer.code)
    return found[0]


def sellers(session: Session, customer: Customer, at: datetime) -> Iterator[Seller]:
    """Everybody who sells hours to the customer: by its newest contract, then by its packs."""
    contracts = session.scalars(
        select(Contract)
        .where(Contract.customer_id == customer.id)
        .order_by(Contract.ends_on.desc(), Contract.number)
    ).all()
    for contract in contracts:
        if seller := through_contract(session, contract, at):
            yield seller
    bought = session.scalars(
        select(PrepaidPack.programme)
        .where(PrepaidPack.customer_id == customer.id)
        .order_by(PrepaidPack.seq.desc())
    ).all()
    for name in dict.fromkeys(bought):
        if seller := seller_of(programme_in_force(session, customer.tenant_id, name, at)):
            yield seller


def through_contract(session: Session, contract: Contract, at: datetime) -> Seller | None:
    """The seller a contract leads to, or None when its programme sells no hours."""
    programme = programme_in_force(session, contract.tenant_id, contract.programme, at)
    return seller_of(programme, contract)


def seller_of(programme: Programme, contract: Contract | None = None) -> Seller | None:
    """The programme as a seller, or None when it sells no hours."""
    terms = programme.ground.prepaid
    return None if terms is None else Seller(programme=programme, terms=terms, contract=contract)
