"""Coverage ends between opening and shipping; the replacement's warranty is the contract's rule."""

import asyncio
from datetime import date, datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select

from desk.founding import ContractForm, UnitForm, add_contract, add_customer, shelve_units
from desk.scans import Station
from models.cases import Case
from models.devices import DeviceModel
from models.warranties import UnitWarranty
from rules.case_words import Inbound, Outbound, Stage
from rules.errors import DeskError
from rules.way_back_terms import WarrantyRule
from tests.builders import FOUNDED, PHONE
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, delivered, inbound, outbound, sent_back
from tests.way_back import PhoneCustomer, a_phone_swap

pytestmark = pytest.mark.asyncio(loop_scope="module")

#: The contracts end the day after the cases are opened, before anything is shipped.
ENDS_ON = date(2026, 11, 24)
SHIPPED = BEFORE_CUTOFF + 3 * DAY
UNINSPECTED = {"bench": {"inspected": False}}


def under(code: str, **warranty: object) -> PhoneCustomer:
    """A customer whose contract has this rule for the warranty of a replacement."""
    return PhoneCustomer(code=code, returns={"care": {**UNINSPECTED, "warranty": warranty}})


REST = under("rest", rule="rest")
LONGER = under("longer", rule="longer", days=90)
FRESH = under("fresh", rule="fresh", days=30)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(stage: harness.Stage) -> harness.Stage:
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        phone = session.scalars(select(DeviceModel).where(DeviceModel.code == PHONE.code)).one()
        for one in (REST, LONGER, FRESH):
            customer = add_customer(
                session, stage.desk.tenant_id, one.code, one.code.title(), one.locale
            )
            form = ContractForm(
                number=f"C-{one.code}",
                programme="atea_smartservice",
                tier="prof",
                settings={"return": one.returns, "repair_return_to": "stock"},
                starts_on=date(2026, 1, 1),
                ends_on=ENDS_ON,
            )
            add_contract(session, customer, form)
            units = [UnitForm(serial=f"{one.code.upper()}-{n}") for n in (1, 2)]
            shelve_units(session, phone, units, customer, FOUNDED)
    return stage


def stamp(desk: harness.Stage, number: str) -> object:
    with desk.database.as_tenant(desk.desk.tenant_id) as session:
        return session.scalars(select(Case.entitlement).where(Case.number == number)).one()


def warranty(desk: harness.Stage, number: str) -> tuple[str, WarrantyRule, date | None]:
    (row,) = desk.rows(number, UnitWarranty)  # type: ignore[type-var]
    return desk.serial_of(row.unit_id), row.rule, row.until


async def shipped_after_the_end(desk: harness.Stage, customer: PhoneCustomer) -> str:
    """Opened under coverage, shipped when it is over, settled; the stamp never changes."""
    serial = f"OLD-{customer.code.upper()}"
    case = await delivered_late(desk, customer, serial)
    await sent_back(desk, case, SHIPPED + 2 * DAY)
    assert await desk.scan(Station.RECEIPT, serial, SHIPPED + 4 * DAY) == "RECEIVED"
    end = await desk.until(case, lambda s: s.ended)
    assert (end.stage, end.outbound, end.inbound) == (
        Stage.CLOSED,
        Outbound.DELIVERED,
        Inbound.RECEIVED,
    )
    assert (desk.debts(case), desk.custody(case), desk.money(case)) == (
        {serial: "received"},
        {},
        {},
    )
    return case


async def delivered_late(desk: harness.Stage, customer: PhoneCustomer, serial: str) -> str:
    """The replacement leaves two days after the contract has ended."""
    form = a_phone_swap(customer, serial, BEFORE_CUTOFF)
    case = await delivered(desk, form, SHIPPED)
    assert "promise_missed" in desk.story(case.number)
    await desk.until(case.number, inbound(Inbound.LABELLED))
    await desk.until(case.number, outbound(Outbound.DELIVERED))
    return case.number


async def test_coverage_ends_between_opening_and_shipping_and_the_rest_is_over(
    desk: harness.Stage,
) -> None:
    case = await shipped_after_the_end(desk, REST)
    assert warranty(desk, case) == ("REST-1", WarrantyRule.REST, ENDS_ON - timedelta(days=1))


async def test_the_longer_of_rest_and_fresh_days_is_given_where_the_contract_says_so(
    desk: harness.Stage,
) -> None:
    case = await shipped_after_the_end(desk, LONGER)
    assert warranty(desk, case) == ("LONGER-1", WarrantyRule.LONGER, after(SHIPPED, 1 + 90))


async def test_fresh_days_are_given_whatever_was_left(desk: harness.Stage) -> None:
    case = await shipped_after_the_end(desk, FRESH)
    assert warranty(desk, case) == ("FRESH-1", WarrantyRule.FRESH, after(SHIPPED, 1 + 30))


def after(shipped: datetime, days: int) -> date:
    return (shipped + timedelta(days=days)).date()


async def test_the_stamp_of_the_opening_stands_and_nothing_new_is_opened_after_the_end(
    desk: harness.Stage,
) -> None:
    number = await desk.open(a_phone_swap(FRESH, "STAMPED", BEFORE_CUTOFF))
    before = await asyncio.to_thread(stamp, desk, number)
    await desk.until(number, outbound(Outbound.RESERVED, Outbound.WAITING))
    with pytest.raises(DeskError):
        await desk.open(a_phone_swap(FRESH, "TOO-LATE", SHIPPED + HOUR))
    assert await asyncio.to_thread(stamp, desk, number) == before
