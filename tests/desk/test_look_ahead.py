from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from desk.actors import Actor
from desk.look_ahead import LookAhead, look_ahead, surroundings
from desk.pool_forms import PoolForm, PoolModelForm, PoolSize
from desk.pool_keeping import open_pool
from desk.pool_models import add_model
from desk.refusals import UnknownCase
from desk.sentences.ahead import AGAIN
from models.cases import Case
from models.devices import Unit
from models.locations import Location
from models.parties import Customer, Role
from models.pools import PoolModel
from rules.case_facts import Told
from rules.case_words import Direction
from rules.foresight import Coming
from rules.terms import Terms
from runtime.database import Database
from tests.builders import HOME, TestDesk, a_swap
from tests.desk.case_walk import CaseWalk
from tests.pool_moves import another_model, carry, hold_also, take
from tests.pools import TestPool, open_a_pool
from tests.way_back import ADATUM, PROSEWARE, PhoneCustomer, a_phone_swap, serve_phones

MONDAY_0900 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DELIVERED = MONDAY_0900 + DAY


def delivered(walk: CaseWalk, customer: PhoneCustomer) -> str:
    serve_phones(walk.database, walk.desk.tenant_id, customer)
    number = walk.open(a_phone_swap(customer, "AHEAD-1", MONDAY_0900))
    walk.pack(number, walk.reserved(number), MONDAY_0900 + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY_0900 + 2 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", DELIVERED)
    return number


def ahead_of(walk: CaseWalk, number: str, actor: Actor | None = None) -> LookAhead:
    return look_ahead(walk.database, actor or walk.desk.clerk, number, MONDAY_0900)


def a_customer(record: Database, desk: TestDesk, code: str) -> Actor:
    with record.as_tenant(desk.tenant_id) as session:
        customer = session.scalars(select(Customer.id).where(Customer.code == code)).one()
    return replace(desk.clerk, role=Role.CUSTOMER, customer_id=customer)


def test_what_comes_is_told_in_sentences_soonest_first(walk: CaseWalk) -> None:
    found = ahead_of(walk, delivered(walk, ADATUM))
    told = [((one.at - DELIVERED).days, one.sentence) for one in found.coming]
    assert told[:6] == [
        (5, "The customer is reminded: the letter 'return reminder'."),
        (10, "The last day for handing in what is owed ends."),
        (10, "The customer is reminded: the letter 'return reminder'."),
        (12, "The letter 'return escalated' goes to the account's contact."),
        (20, "A charge (unreturned unit) of 450.00 SEK is put before finance."),
        (
            23,
            f"Finance is asked again for its decision on the charge.{AGAIN}",
        ),
    ]
    assert [one.at for one in found.coming] == sorted(one.at for one in found.coming)
    assert found.timezone == "Europe/Stockholm"


def test_a_customers_person_reads_what_reaches_the_customer_only(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = delivered(walk, ADATUM)
    found = ahead_of(walk, number, a_customer(shared_record, desk, "adatum"))
    assert {one.what for one in found.coming} == {Coming.LETTER, Coming.REMINDER, Coming.ALARM}
    assert {one.name for one in found.coming if one.what is Coming.ALARM} == {"return_due"}
    with pytest.raises(UnknownCase):
        ahead_of(walk, number, a_customer(shared_record, desk, "northwind"))


def test_working_days_are_those_of_the_case(walk: CaseWalk) -> None:
    found = ahead_of(walk, delivered(walk, PROSEWARE))
    reminders = [one.at for one in found.coming if one.what is Coming.REMINDER]
    # Five working days after Tuesday 24 November end with Tuesday 1 December, in Stockholm.
    assert reminders[0] == datetime(2026, 12, 1, 23, 0, tzinfo=UTC)


def test_looking_ahead_leaves_the_case_as_it_is(walk: CaseWalk) -> None:
    number = delivered(walk, ADATUM)
    before = walk.state(number)
    ahead_of(walk, number)
    assert walk.state(number) == before


def test_what_stops_the_clock_empties_the_future(walk: CaseWalk) -> None:
    number = delivered(walk, ADATUM)
    walk.tell(number, Told.BATTERY_ANSWERED, DELIVERED + DAY, battery="suspect")
    walk.run_errands(number)
    assert {one.what for one in ahead_of(walk, number).coming} == {Coming.ALARM}


@pytest.fixture
def pool(shared_record: Database, desk: TestDesk) -> TestPool:
    """A customer with 32 phones on its main shelf."""
    return open_a_pool(shared_record, desk.tenant_id)


def travelling(walk: CaseWalk, customer: str, postcode: str) -> str:
    """A swap whose phone is on its way to somebody at this postcode."""
    address = replace(HOME, postcode=postcode)
    form = a_phone_swap(PhoneCustomer(code=customer), "AHEAD-3", MONDAY_0900, address=address)
    number = walk.open(form)
    walk.pack(number, walk.reserved(number), MONDAY_0900 + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY_0900 + 2 * HOUR)
    return number


def another_is_free(walk: CaseWalk, number: str) -> bool:
    """Whether another unit could be had for the case at once."""
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        terms = Terms.from_json(case.terms)
        return surroundings(session, case, walk.state(number), terms).unit_free


def open_lund(record: Database, desk: TestDesk, serial: str) -> None:
    """A second pool for postcodes from 22, with that one phone."""
    size = PoolSize(postcodes=("22",))
    form = PoolForm(code="lund", name="", customer="contoso", site="Lund", size=size)
    shelf = open_pool(record, desk.clerk, form, "open")["shelf"]
    add_model(record, desk.clerk, "lund", PoolModelForm(model="PHONE-X2"), "add")
    with record.as_tenant(desk.tenant_id) as session:
        place = session.scalars(select(Location).where(Location.code == shelf)).one()
        unit = session.scalars(select(Unit.id).where(Unit.serial == serial)).one()
        carry(session, desk, unit, place)


@pytest.mark.parametrize(("postcode", "free"), [("22350", False), ("111 51", True)])
def test_another_unit_comes_from_the_pool_that_serves_the_address(
    shared_record: Database,
    desk: TestDesk,
    walk: CaseWalk,
    pool: TestPool,
    postcode: str,
    free: bool,  # noqa: FBT001
) -> None:
    open_lund(shared_record, desk, "CONTOSO-0032")
    assert another_is_free(walk, travelling(walk, pool.customer, postcode)) is free


@pytest.mark.parametrize("spares", [0, 1])
def test_a_substitute_may_be_the_other_unit(
    shared_record: Database, desk: TestDesk, walk: CaseWalk, pool: TestPool, spares: int
) -> None:
    number = travelling(walk, pool.customer, "111 51")
    take(shared_record, desk, pool, 31)
    other = another_model(shared_record, desk, "PHONE-Y2")
    hold_also(shared_record, desk, pool, other, units=spares)
    with shared_record.as_tenant(desk.tenant_id) as session:
        query = select(PoolModel).where(PoolModel.model_id == pool.model_id)
        session.scalars(query).one().substitute_id = other
    assert another_is_free(walk, number) is bool(spares)


def test_a_case_that_has_ended_has_no_future(walk: CaseWalk) -> None:
    number = walk.open(a_swap("AHEAD-2", at=MONDAY_0900))
    walk.tell(number, Told.CANCEL_ASKED, MONDAY_0900 + HOUR, because="not needed")
    assert walk.run_errands(number).ended
    assert ahead_of(walk, number).coming == ()
