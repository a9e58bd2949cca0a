"""What every change of a contract needs: its row, the purchase, and the word to its workflow."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.contract_terms import ContractOnRecord, contract_on_record
from desk.actors import Actor
from desk.agreed import may_act_for
from desk.contract_refusals import BoughtInFuture, ContractNotFound
from models.contracts import Contract
from models.coverage import CoveragePurchase
from models.exchange import OutboxMessage
from models.parties import Customer
from rules import coverage_days
from rules.coverage_dates import day_of, rows_for
from rules.fees import require_price
from rules.question import ContractRun, DeviceOnRecord
from runtime.announce import announce


class PurchaseForm(Protocol):
    """What every form of a purchase says."""

    @property
    def price(self) -> Decimal | None:
        """What was agreed, in the contract's currency."""

    @property
    def order_reference(self) -> str:
        """The buyer's order."""


def find_contract(
    session: Session, actor: Actor, number: str, at: datetime, *, lock: bool = False
) -> Contract:
    """The contract, unless the asker may not know of it (ContractNotFound either way)."""
    query = select(Contract).where(Contract.number == number)
    contract = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if contract is None or not may_see(session, actor, contract, at):
        raise ContractNotFound(number)
    return contract


def may_see(session: Session, actor: Actor, contract: Contract, at: datetime) -> bool:
    """True for the desk, and for the customer's own people and its reseller's on that day."""
    customer = session.get_one(Customer, (contract.tenant_id, contract.customer_id))
    return may_act_for(session, actor, customer, at.date())


def contract_to_change(
    session: Session, actor: Actor, number: str, at: datetime
) -> ContractOnRecord:
    """The contract with all its dates follow from, locked (ContractNotFound)."""
    return contract_on_record(session, find_contract(session, actor, number, at, lock=True))


def bought_day(contract: ContractOnRecord, given: date | None, at: datetime) -> date:
    """The day of a purchase: as given, else today in the programme's zone (BoughtInFuture)."""
    today = day_of(at, contract.terms.timezone)
    if given is not None and given > today:
        raise BoughtInFuture(given, today)
    return given or today


def follow_again(session: Session, actor: Actor, contract: Contract, at: datetime) -> None:
    """Have the relay tell the contract's workflow, with the commit, that its dates changed."""
    contract.quiet_since = None
    session.add(
        OutboxMessage(
            tenant_id=actor.tenant_id,
            key=f"contract/{contract.number}/changed/{uuid.uuid4()}",
            kind="coverage",
            payload={
                "tenant": actor.tenant,
                "contract_id": str(contract.id),
                "number": contract.number,
            },
            created_at=at,
            try_after=datetime.fromtimestamp(0, tz=at.tzinfo),
        )
    )
    announce(session, "relay")


def allow_late(contract: ContractOnRecord, device: DeviceOnRecord, run: ContractRun) -> None:
    """Raise CoverageOutlastsMaximum where the readings let no contract outlast a device (A21)."""
    terms = contract.terms
    for row in rows_for(terms.offer, device):
        coverage_days.allow_late_coverage(row, device, run, terms.figures, terms.readings)


def purchase_row(
    actor: Actor,
    contract: ContractOnRecord,
    form: PurchaseForm,
    bought_on: date,
    at: datetime,
) -> CoveragePurchase:
    """What every purchase says: for whom, when, for how much (FeeNotPositive), by which order."""
    require_price(form.price)
    own_id = uuid.uuid4()
    currency = contract.row.fee_currency or contract.terms.currency
    return CoveragePurchase(
        tenant_id=actor.tenant_id,
        id=own_id,
        key=f"contract/{contract.row.number}/purchase/{own_id}",
        contract_id=contract.row.id,
        bought_on=bought_on,
        price=form.price,
        currency="" if form.price is None else currency,
        order_reference=form.order_reference,
        recorded_at=at,
        recorded_by=actor.name,
    )
