"""What a test asks of a contract at the desk, and of the hands of its workflow."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select

from activities.coverage import CoverageRecord
from desk.contract_page import contract_page
from desk.contract_view import ContractView
from desk.coverage import ExtensionForm, buy_extension
from desk.renewals import RenewalForm, renew_contract
from models.contracts import Contract
from models.exchange import OutboxMessage
from rules.contract_orders import ContractRef, CoverageOrder, CoverageTurn
from runtime.database import Database
from tests.builders import TestDesk
from tests.contracts import NOON


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC)


def ref(record: Database, house: TestDesk, number: str) -> ContractRef:
    with record.as_tenant(house.tenant_id) as session:
        contract_id = session.scalars(select(Contract.id).where(Contract.number == number)).one()
    return ContractRef(
        tenant_id=str(house.tenant_id),
        tenant=house.tenant,
        contract_id=str(contract_id),
        number=number,
    )


def turn(record: Database, house: TestDesk, number: str, at: datetime) -> CoverageTurn:
    order = CoverageOrder(contract=ref(record, house, number), at=at)
    return CoverageRecord(record).turn_coverage_day(order)


def next_at(record: Database, house: TestDesk, number: str, at: datetime) -> datetime | None:
    order = CoverageOrder(contract=ref(record, house, number), at=at)
    return CoverageRecord(record).next_coverage_date(order).at


def page(record: Database, house: TestDesk, number: str, at: datetime = NOON) -> ContractView:
    return contract_page(record, house.clerk, number, at)


def extend(record: Database, house: TestDesk, serial: str, on: date, **more: Any) -> None:
    form = ExtensionForm(serial=serial, bought_on=on, at=noon(on), **more)
    buy_extension(record, house.clerk, "K-1", form, f"extend {serial} {on}")


def renew(record: Database, house: TestDesk, on: date, **more: Any) -> dict[str, Any]:
    form = RenewalForm(bought_on=on, at=noon(on), **more)
    return renew_contract(record, house.clerk, "K-1", form, f"renew {on}")


def owed(record: Database, house: TestDesk) -> int:
    """How often contract workflows were owed a word."""
    with record.as_tenant(house.tenant_id) as session:
        query = select(func.count()).where(OutboxMessage.kind == "coverage")
        return session.scalars(query.select_from(OutboxMessage)).one()
