"""Which pool a case draws on, what goes out when a model is out, and where a unit comes home to."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from activities.entries import Page
from activities.shelf_choice import home_shelf
from desk.founding import UnitForm
from desk.pool_forms import PoolForm, PoolModelForm, PoolSize
from desk.pool_keeping import open_pool
from desk.pool_models import add_model
from desk.receiving import ReceiptForm, receive_units
from models.cases import Case
from models.devices import Unit
from models.locations import Location, RequestState, UnitRequest
from models.pools import Pool, PoolModel
from rules.case_words import Outbound
from runtime.database import Database
from tests.builders import HOME, TestDesk
from tests.desk.case_walk import CaseWalk
from tests.pool_moves import another_model, bring_back, carry, hold_also, take
from tests.pools import TestPool, open_a_pool
from tests.way_back import PhoneCustomer, a_phone_swap

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONTOSO = PhoneCustomer(code="contoso")


@pytest.fixture
def pool(shared_record: Database, desk: TestDesk) -> TestPool:
    """The customer's main pool with 32 phones."""
    return open_a_pool(shared_record, desk.tenant_id)


@pytest.fixture
def lund(shared_record: Database, desk: TestDesk, pool: TestPool) -> str:
    """A second pool that serves postcodes from 22, with two of the phones; its shelf's code."""
    form = PoolForm(
        code="contoso-lund",
        name="Lund",
        customer="contoso",
        site="Lund",
        size=PoolSize(postcodes=("22",)),
    )
    shelf = str(open_pool(shared_record, desk.clerk, form, "open-lund")["shelf"])
    model = PoolModelForm(model="PHONE-X2")
    add_model(shared_record, desk.clerk, "contoso-lund", model, "lund-x2")
    with shared_record.as_tenant(desk.tenant_id) as session:
        place = session.scalars(select(Location).where(Location.code == shelf)).one()
        for serial in ("CONTOSO-0031", "CONTOSO-0032"):
            unit = session.scalars(select(Unit.id).where(Unit.serial == serial)).one()
            carry(session, desk, unit, place)
    assert pool.code != "contoso-lund"
    return shelf


def swap(walk: CaseWalk, serial: str, postcode: str = "111 51") -> str:
    """A swap of a phone for somebody at this postcode."""
    address = replace(HOME, postcode=postcode)
    return walk.open(a_phone_swap(CONTOSO, serial, MONDAY, address=address))


def test_a_case_draws_on_the_pool_that_serves_its_address(walk: CaseWalk, lund: str) -> None:
    assert lund == "POOL-CONTOSO-LUND"
    near, far = swap(walk, "BROKEN-1", "223 50"), swap(walk, "BROKEN-2")
    assert walk.reserved(near) == "CONTOSO-0031"
    assert walk.reserved(far) == "CONTOSO-0001"


@pytest.mark.usefixtures("lund")
def test_a_pool_that_is_empty_does_not_borrow_from_the_other_site(walk: CaseWalk) -> None:
    numbers = [swap(walk, f"BROKEN-{n}", "22350") for n in range(3)]
    assert [walk.state(one).outbound for one in numbers] == [
        Outbound.RESERVED,
        Outbound.RESERVED,
        Outbound.WAITING,
    ]


def test_a_model_that_no_pool_holds_is_drawn_from_the_customers_main_shelf(
    shared_record: Database, desk: TestDesk, walk: CaseWalk, pool: TestPool
) -> None:
    with shared_record.as_tenant(desk.tenant_id) as session:
        session.execute(text("UPDATE pools SET closed_at = now()"))
    assert walk.reserved(swap(walk, "BROKEN-1", "223 50")) == "CONTOSO-0001"
    assert pool.code == "contoso-phones"


def substituted(record: Database, desk: TestDesk, pool: TestPool, units: int) -> uuid.UUID:
    """Another model in the pool, named as what may go out instead."""
    other = another_model(record, desk, "PHONE-Y2")
    hold_also(record, desk, pool, other, units=units)
    with record.as_tenant(desk.tenant_id) as session:
        query = select(PoolModel).where(PoolModel.model_id == pool.model_id)
        session.scalars(query).one().substitute_id = other
    return other


def test_a_substitute_goes_out_only_when_none_of_the_wanted_model_is_free(
    shared_record: Database, desk: TestDesk, walk: CaseWalk, pool: TestPool
) -> None:
    substituted(shared_record, desk, pool, units=2)
    assert walk.reserved(swap(walk, "BROKEN-1")) == "CONTOSO-0001"
    taken = take(shared_record, desk, pool, 31)
    second = swap(walk, "BROKEN-2")
    assert walk.reserved(second) == "ALSO-0001"
    bring_back(shared_record, desk, pool, taken[:1])
    assert walk.reserved(swap(walk, "BROKEN-3")) == taken[0]
    packed = walk.pack(second, "ALSO-0002", MONDAY)
    assert packed.outbound is Outbound.LABELLED, "a free twin of the substitute may go as well"
    assert walk.reserved(second) == "ALSO-0002"


def test_where_the_substitute_is_out_too_the_case_waits_for_the_wanted_model(
    shared_record: Database, desk: TestDesk, walk: CaseWalk, pool: TestPool
) -> None:
    substituted(shared_record, desk, pool, units=0)
    take(shared_record, desk, pool, 32)
    number = swap(walk, "BROKEN-1")
    assert walk.state(number).outbound is Outbound.WAITING
    with shared_record.as_tenant(desk.tenant_id) as session:
        asked = session.execute(text("SELECT model_id FROM unit_requests")).scalar_one()
    assert asked == pool.model_id


def test_substitutes_that_arrive_go_to_the_earliest_promises_that_wait_for_the_wanted_model(
    shared_record: Database, desk: TestDesk, walk: CaseWalk, pool: TestPool
) -> None:
    substituted(shared_record, desk, pool, units=0)
    take(shared_record, desk, pool, 32)
    late = walk.open(a_phone_swap(CONTOSO, "BROKEN-1", MONDAY + timedelta(days=2)))
    early, later = swap(walk, "BROKEN-2"), swap(walk, "BROKEN-3")
    units = tuple(UnitForm(serial=f"NEW-{n}") for n in (1, 2))
    form = ReceiptForm(model="PHONE-Y2", units=units, customer="contoso", at=MONDAY)
    assert receive_units(shared_record, desk.clerk, form, "box")["granted"] == 2
    with shared_record.as_tenant(desk.tenant_id) as session:
        granted = select(UnitRequest.case_id).where(UnitRequest.state == RequestState.GRANTED)
        lent_to = {str(one) for one in session.scalars(granted)}
    assert lent_to == {walk.ref(early).case_id, walk.ref(later).case_id}
    assert walk.ref(late).case_id not in lent_to


def home_of(record: Database, desk: TestDesk, walk: CaseWalk, number: str, serial: str) -> str:
    """The code of the shelf that a unit of this serial would come home to in this case."""
    with record.as_tenant(desk.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        unit = session.scalars(select(Unit).where(Unit.serial == serial)).one()
        return home_shelf(Page(session=session, case=case, state=walk.state(number)), unit).code


def test_a_unit_comes_home_to_the_pool_that_takes_returns_of_its_model(
    shared_record: Database, desk: TestDesk, walk: CaseWalk, pool: TestPool, lund: str
) -> None:
    number = swap(walk, "BROKEN-1", "223 50")
    assert home_of(shared_record, desk, walk, number, "BROKEN-1") == "POOL-CONTOSO"
    with shared_record.as_tenant(desk.tenant_id) as session:
        rows = {row.pool_id: row for row in session.scalars(select(PoolModel))}
        main = rows.pop(pool.pool_id)
        main.takes_returns = False
        session.flush()
        [other] = rows.values()
        other.takes_returns = True
        assert session.get_one(Pool, (desk.tenant_id, other.pool_id)).code == "contoso-lund"
    assert home_of(shared_record, desk, walk, number, "BROKEN-1") == lund


def test_without_a_pool_a_unit_comes_home_to_the_customers_shelf(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = walk.open(a_phone_swap(PhoneCustomer(code="fabrikam"), "BROKEN-1", MONDAY))
    assert home_of(shared_record, desk, walk, number, "BROKEN-1") == "POOL-FABRIKAM"
