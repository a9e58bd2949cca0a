import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from desk.actors import Actor
from desk.asked import RequestForm
from desk.programme_versions import load_version
from desk.refusals import NotCovered, UnknownCustomer
from desk.statistics import CaseStatistics, NoStatisticsSold, case_statistics
from models.parties import Customer, ResellerRelation, Role
from programmes.loader import load_programme
from rules.case_facts import Told
from rules.case_words import Direction
from rules.fulfilment import BillingTerms
from rules.service_words import Asker, ChannelKind, Need
from runtime.database import Database
from tests.builders import TestDesk, a_swap, found_desk
from tests.desk.case_walk import CaseWalk
from tests.desk.service_cases import a_support_case, sell_service

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
BY_TOPIC = RequestForm(
    need=Need.HARDWARE,
    topic="swap_activation",
    who=Asker.ATTACHED_USER,
    channel=ChannelKind.PHONE,
    definite_fault=True,
)
STRANGER = RequestForm(need=Need.HARDWARE, who=Asker.RESELLER, channel=ChannelKind.PHONE)


def counted(walk: CaseWalk, month: date = NOVEMBER, customer: str = "fabrikam") -> CaseStatistics:
    return case_statistics(walk.database, walk.desk.clerk, customer, month)


def swapped(walk: CaseWalk, serial: str, begun: datetime, *, arrives_after: timedelta) -> None:
    """A swap from its opening to its close, a day after the replacement has arrived."""
    number = walk.open(a_swap(serial, at=begun))
    walk.pack(number, walk.reserved(number), begun + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", begun + 2 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", begun + arrives_after)
    walk.carried(number, Direction.RETURN, "handed_over", begun + arrives_after + HOUR)
    walk.receive(number, begun + arrives_after + DAY)


def turned_away(walk: CaseWalk, at: datetime) -> None:
    with pytest.raises(NotCovered):
        walk.open(a_swap(f"S-{uuid.uuid4().hex[:6]}", request=STRANGER, at=at))


def with_statistics(walk: CaseWalk, name: str) -> None:
    """Put a second version of the programme on record that says whom statistics go to."""
    first = load_programme(name)
    billing = BillingTerms(source="to whoever ordered", statistics_to="orderer")
    second = replace(first, version="2", ground=replace(first.ground, billing=billing))
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        load_version(session, walk.desk.tenant_id, second, MONDAY, "person-1")


def person(record: Database, desk: TestDesk, code: str) -> Actor:
    with record.as_tenant(desk.tenant_id) as session:
        customer = session.scalars(select(Customer.id).where(Customer.code == code)).one()
    return replace(desk.clerk, role=Role.CUSTOMER, customer_id=customer)


def test_a_month_counts_its_cases_by_remedy_stage_need_and_topic(walk: CaseWalk) -> None:
    swapped(walk, "A-1", MONDAY, arrives_after=DAY)
    walk.open(a_swap("A-2", request=BY_TOPIC, at=MONDAY))
    walk.open(a_swap("A-3", at=MONDAY, definite_fault=None))
    found = counted(walk)
    assert (found.cases, found.turned_away) == (3, 0)
    assert found.by_remedy == {"swap": 3}
    assert found.by_stage == {"assessing": 1, "closed": 1, "replacing": 1}
    assert found.by_need == {"hardware": 1}
    assert found.by_topic == {"swap_activation": 1}
    assert (found.told_to, found.timezone) == ("orderer", "Europe/Stockholm")


def test_promises_are_counted_as_they_were_kept_or_missed(walk: CaseWalk) -> None:
    swapped(walk, "A-1", MONDAY, arrives_after=DAY)
    swapped(walk, "A-2", MONDAY, arrives_after=3 * DAY)
    walk.open(a_swap("A-3", at=MONDAY))
    assert counted(walk).promises == {"kept": 1, "missed": 1, "open": 1}


def test_the_median_is_the_middle_of_the_days_to_close(walk: CaseWalk) -> None:
    assert counted(walk).median_days_to_close is None
    for serial, days in (("A-1", 1), ("A-2", 2), ("A-3", 9)):
        swapped(walk, serial, MONDAY, arrives_after=days * DAY)
    walk.open(a_swap("A-4", at=MONDAY))
    assert counted(walk).median_days_to_close == Decimal("3.00")


def test_clocks_are_counted_as_they_were_met_or_breached(walk: CaseWalk) -> None:
    sell_service(walk.database, walk.desk)
    for serial, hours in (("F-1", 1), ("F-2", 50)):
        number = walk.open(a_support_case(serial, at=MONDAY))
        walk.tell(number, Told.REPLIED, MONDAY + hours * HOUR, human="yes")
    walk.open(a_support_case("F-3", at=MONDAY))
    without = counted(walk)
    assert (without.cases, without.clocks) == (0, {})
    with_statistics(walk, "exer_cst")
    found = counted(walk)
    assert found.clocks == {"breached": 1, "met": 1, "running": 1}
    assert (found.by_remedy, found.by_need) == ({"support": 3}, {"incident": 3})


def test_every_request_that_is_turned_away_is_counted_too(walk: CaseWalk) -> None:
    turned_away(walk, MONDAY)
    turned_away(walk, MONDAY + HOUR)
    turned_away(walk, MONDAY + 8 * DAY)
    walk.open(a_swap("A-1", at=MONDAY))
    assert (counted(walk).cases, counted(walk).turned_away) == (1, 2)
    assert counted(walk, DECEMBER).turned_away == 1


def test_the_month_begins_and_ends_at_midnight_in_the_programmes_zone(walk: CaseWalk) -> None:
    midnight = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    for serial, at in (("A-1", midnight - timedelta(seconds=1)), ("A-2", midnight)):
        walk.open(a_swap(serial, at=at))
    turned_away(walk, midnight - HOUR)
    assert (counted(walk, date(2026, 11, 30)).cases, counted(walk, DECEMBER).cases) == (1, 1)
    assert (counted(walk).turned_away, counted(walk, DECEMBER).turned_away) == (1, 0)


def test_statistics_come_only_with_a_programme_that_names_whom_they_go_to(walk: CaseWalk) -> None:
    with pytest.raises(NoStatisticsSold, match="northwind"):
        counted(walk, customer="northwind")
    with pytest.raises(UnknownCustomer):
        counted(walk, customer="nobody")


def test_a_customers_person_sees_its_own_and_no_reseller_or_stranger_does(
    shared_record: Database, desk: TestDesk
) -> None:
    own, other = (person(shared_record, desk, code) for code in ("fabrikam", "northwind"))
    assert case_statistics(shared_record, own, "fabrikam", NOVEMBER).cases == 0
    with pytest.raises(UnknownCustomer):
        case_statistics(shared_record, other, "fabrikam", NOVEMBER)
    with shared_record.as_tenant(desk.tenant_id) as session:
        session.add(
            ResellerRelation(
                tenant_id=desk.tenant_id,
                reseller_id=other.customer_id,
                customer_id=own.customer_id,
                since=date(2026, 1, 1),
                until=None,
            )
        )
    with pytest.raises(UnknownCustomer):
        case_statistics(shared_record, other, "fabrikam", NOVEMBER)


def test_another_desks_cases_are_not_counted(
    shared_record: Database, shared_url: str, walk: CaseWalk
) -> None:
    other = found_desk(shared_url, shared_record, code=f"acme-{uuid.uuid4().hex[:8]}")
    CaseWalk(database=shared_record, desk=other).open(a_swap("A-1", at=MONDAY))
    assert counted(walk).cases == 0
