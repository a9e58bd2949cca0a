"""The fees of contracts as they are billed: the days they are for, and seats day by day."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.contract_terms import ContractOnRecord, contract_on_record
from activities.coverage import bill
from models.contracts import Contract
from models.coverage import CoveragePurchase, seats_on
from models.money import BillableEvent
from models.prepaid import Seat
from rules.coverage_dates import FeeDate, fees_of
from rules.finance.billing_rules import FEE
from rules.finance.seat_days import SeatSpan, days_of, seat_days
from rules.service_words import Billing

DAY = timedelta(days=1)
SEATS = f"{FEE}{Billing.MONTHLY}"


@dataclass(kw_only=True)
class BilledContract:
    """A contract with its fees by their day, and its seats."""

    on_record: ContractOnRecord
    spans: tuple[SeatSpan, ...] = ()

    @property
    def row(self) -> Contract:
        """The contract."""
        return self.on_record.row

    @property
    def zone(self) -> str:
        """The zone its days are counted in."""
        return self.on_record.terms.timezone

    @property
    def currency(self) -> str:
        """The currency of its fee."""
        return self.row.fee_currency or self.on_record.terms.currency

    @cached_property
    def fees(self) -> dict[str, FeeDate]:
        """Its fees, by the end of their keys."""
        return {fee.key: fee for fee in fees_of(self.on_record.followed)}

    @cached_property
    def purchases(self) -> dict[str, CoveragePurchase]:
        """What was bought for it, by id."""
        return {str(one.id): one for one in self.on_record.purchases}

    def fee_of(self, key: str) -> FeeDate | None:
        """The fee that a billable event of that key is for."""
        return self.fees.get("/".join(key.split("/")[-2:]))

    def last_of(self, fee: FeeDate) -> date:
        """The last day the fee is for, while the contract runs."""
        return min(fee.until, self.row.ends_on) - DAY

    def seat_days(self, fee: FeeDate) -> int:
        """The days of all seats in the fee's month.

        A contract that lists no user pays for its setting `seats` on each of those days.
        """
        last = self.last_of(fee)
        if self.spans:
            return seat_days(self.spans, fee.due_on, last)
        agreed = int(self.row.settings.get("seats") or 0)
        return agreed * max(days_of(fee.due_on, last + DAY), 0)

    def term_of(self, key: str) -> tuple[date, date] | None:
        """The first and last day that the fee or renewal of that key pays for, if it has a term."""
        fee = self.fee_of(key)
        if fee is not None:
            return fee.due_on, self.last_of(fee)
        bought = self.purchases.get(key.rpartition("/")[2])
        if bought is None or bought.previous_end is None or bought.counted_from is None:
            return None
        return max(bought.previous_end, bought.counted_from), (bought.ends_on or date.max) - DAY


@dataclass(kw_only=True)
class BilledContracts:
    """The contracts of the events that are rated, each read once."""

    session: Session
    spans: dict[uuid.UUID, list[SeatSpan]] = field(default_factory=dict)
    read: dict[uuid.UUID, BilledContract] = field(default_factory=dict)

    def of(self, contract_id: uuid.UUID, tenant_id: uuid.UUID) -> BilledContract:
        """The contract; raises as contract_on_record does."""
        if contract_id not in self.read:
            row = self.session.get_one(Contract, (tenant_id, contract_id))
            self.read[contract_id] = BilledContract(
                on_record=contract_on_record(self.session, row),
                spans=tuple(self.spans.get(contract_id, ())),
            )
        return self.read[contract_id]


def contracts_of(session: Session, tenant_id: uuid.UUID) -> BilledContracts:
    """The tenant's contracts, with the seats of those that pay by the user."""
    spans: dict[uuid.UUID, list[SeatSpan]] = defaultdict(list)
    rows = session.execute(
        select(Seat.contract_id, Seat.handle, Seat.since, Seat.until)
        .join(Contract, (Contract.tenant_id == Seat.tenant_id) & (Contract.id == Seat.contract_id))
        .where(Seat.tenant_id == tenant_id, Contract.billing == Billing.MONTHLY)
    )
    for contract_id, handle, since, until in rows:
        spans[contract_id].append(SeatSpan(user=handle, since=since, until=until))
    return BilledContracts(session=session, spans=dict(spans))


def book_seat_months(
    session: Session, tenant_id: uuid.UUID, contracts: BilledContracts, through: date
) -> None:
    """The months that began without a user and in which one came: their fee is owed, too.

    A contract's workflow writes the fee of a month on its first day, for the users of that day. It
    writes none when there is nobody, so the months that are over are looked through once more.
    """
    for contract_id in contracts.spans:
        contract = contracts.of(contract_id, tenant_id)
        known = fees_on_record(session, contract_id)
        for fee in months_over(contract, through):
            key = f"fee/{fee.key}"
            if f"contract/{contract.row.number}/{key}" not in known and contract.seat_days(fee):
                users = seats_on(session, contract.row, fee.due_on)
                bill(
                    session,
                    contract.on_record,
                    key,
                    SEATS,
                    fee.due_on,
                    amount=fee.amount,
                    quantity=users,
                )


def months_over(contract: BilledContract, through: date) -> Iterable[FeeDate]:
    """The months of seats whose last day has passed."""
    return (
        fee
        for fee in contract.fees.values()
        if fee.billing is Billing.MONTHLY and fee.until - DAY <= through
    )


def fees_on_record(session: Session, contract_id: uuid.UUID) -> set[str]:
    """The keys of the contract's monthly fees."""
    return set(
        session.scalars(
            select(BillableEvent.key).where(
                BillableEvent.contract_id == contract_id, BillableEvent.kind == SEATS
            )
        )
    )
