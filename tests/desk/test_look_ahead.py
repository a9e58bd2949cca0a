from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from desk.actors import Actor
from desk.look_ahead import LookAhead, look_ahead
from desk.refusals import UnknownCase
from desk.sentences.ahead import AGAIN
from models.parties import Customer, Role
from rules.case_facts import Told
from rules.case_words import Direction
from rules.foresight import Coming
from runtime.database import Database
from tests.builders import TestDesk, a_swap
from tests.desk.case_walk import CaseWalk
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


def test_a_case_that_has_ended_has_no_future(walk: CaseWalk) -> None:
    number = walk.open(a_swap("AHEAD-2", at=MONDAY_0900))
    walk.tell(number, Told.CANCEL_ASKED, MONDAY_0900 + HOUR, because="not needed")
    assert walk.run_errands(number).ended
    assert ahead_of(walk, number).coming == ()
