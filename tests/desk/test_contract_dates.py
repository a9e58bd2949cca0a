import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

from activities.letters import Post, compose
from desk.actors import Actor
from desk.contract_page import contract_page, list_contracts
from desk.contract_refusals import (
    ContractNotFound,
)
from desk.founding import add_customer
from desk.refusals import NotAllowed
from desk.renewals import RenewalForm, renew_contract
from models.contracts import Contract
from models.coverage import CoverageNotice, CoveragePurchase
from models.exchange import OutboxMessage
from models.money import BillableEvent
from models.papers import Notification
from models.parties import Customer, ResellerRelation, Role
from models.prepaid import Seat
from rules.contract_orders import CoverageTurn
from rules.service_words import Billing
from runtime.database import Database
from tests.builders import TestDesk
from tests.contracts import NOON, SIGNED, cover, found_care, sign
from tests.desk.contract_walk import next_at, noon, page, ref, renew, turn

POST = Post(host="127.0.0.1", port=1, sender="desk@acme.example")


@pytest.fixture
def house(shared_record: Database, desk: TestDesk) -> TestDesk:
    """A desk that sells the invented programme."""
    found_care(shared_record, desk)
    return desk


def test_a_turned_day_is_written_once_however_often_it_is_turned(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1", billing=Billing.YEARLY, price=Decimal(1200))
    at = noon(date(2042, 12, 1))
    assert turn(shared_record, house, "K-1", at) == CoverageTurn(notices=1, fees=3)
    assert turn(shared_record, house, "K-1", at) == CoverageTurn(notices=0, fees=0)
    view = page(shared_record, house, "K-1", at)
    assert [fee.on.isoformat() for fee in view.fees] == ["2040-02-29", "2041-02-28", "2042-02-28"]
    assert {fee.amount for fee in view.fees} == {1200}


def test_the_next_date_begins_at_midnight_in_the_programme_s_zone(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1")
    first = next_at(shared_record, house, "K-1", NOON)
    assert first == datetime(2042, 11, 29, 23, 0, tzinfo=UTC)
    turn(shared_record, house, "K-1", first - timedelta(seconds=1))
    assert page(shared_record, house, "K-1").notices == ()
    turn(shared_record, house, "K-1", first)
    assert [one.kind for one in page(shared_record, house, "K-1").notices] == ["renewal_due"]


def test_a_contract_with_nothing_to_come_falls_quiet_until_it_changes(
    shared_record: Database, house: TestDesk
) -> None:
    settings = {"surcharge": "150", "notice_days": [30]}
    sign(shared_record, house, "K-1", term_years=1, settings=settings)

    def quiet_since() -> datetime | None:
        with shared_record.as_tenant(house.tenant_id) as session:
            query = select(Contract.quiet_since).where(Contract.number == "K-1")
            return session.scalars(query).one()

    ended = noon(date(2041, 2, 28))
    turn(shared_record, house, "K-1", ended - timedelta(days=1))
    assert quiet_since() is None
    turn(shared_record, house, "K-1", ended)
    turn(shared_record, house, "K-1", ended + timedelta(days=9))
    assert quiet_since() == ended
    assert next_at(shared_record, house, "K-1", ended) is None
    renew(shared_record, house, date(2041, 4, 1))
    assert quiet_since() is None


def test_a_monthly_fee_counts_the_users_of_its_first_day(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1", billing=Billing.MONTHLY)
    contract_id = uuid.UUID(ref(shared_record, house, "K-1").contract_id)
    with shared_record.as_tenant(house.tenant_id) as session:
        session.add_all(
            Seat(
                tenant_id=house.tenant_id,
                contract_id=contract_id,
                handle=handle,
                since=since,
                until=until,
            )
            for handle, since, until in (
                ("user-1", date(2040, 3, 29), None),
                ("user-2", date(2040, 3, 29), date(2040, 4, 29)),
            )
        )
    turn(shared_record, house, "K-1", noon(date(2040, 5, 29)))
    view = page(shared_record, house, "K-1", noon(date(2040, 5, 29)))
    assert [(fee.on.isoformat(), fee.quantity, fee.amount) for fee in view.fees] == [
        ("2040-03-29", 2, Decimal(38)),
        ("2040-04-29", 2, Decimal(38)),
        ("2040-05-29", 1, Decimal(19)),
    ]


def test_a_contract_that_lists_no_user_pays_for_its_agreed_number(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1", billing=Billing.MONTHLY, settings={"seats": 400})
    turn(shared_record, house, "K-1", NOON)
    [fee] = page(shared_record, house, "K-1").fees
    assert (fee.quantity, fee.amount, fee.currency) == (400, Decimal(7600), "USD")


def test_a_renewal_at_its_own_price_is_billed_at_it_from_then_on(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1", term_years=1, billing=Billing.UP_FRONT, price=Decimal(1000))
    renew(shared_record, house, date(2041, 1, 10), price=Decimal(900))
    turn(shared_record, house, "K-1", noon(date(2041, 2, 28)))
    view = page(shared_record, house, "K-1", noon(date(2041, 2, 28)))
    assert [(fee.kind, fee.amount) for fee in view.fees] == [
        ("contract_fee_up_front", Decimal(1000)),
        ("contract_fee_up_front", Decimal(900)),
    ]


def test_the_price_of_a_renewal_that_no_fee_bills_is_billed_itself(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1", term_years=1)
    renew(shared_record, house, date(2041, 1, 10), price=Decimal(900))
    [fee] = page(shared_record, house, "K-1").fees
    assert (fee.kind, fee.amount) == ("contract_renewal", Decimal(900))


def test_the_letter_of_a_notice_is_written_in_the_contact_s_language(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1")
    cover(shared_record, house, "K-1", "SYS-1")
    turn(shared_record, house, "K-1", noon(date(2041, 1, 29)))
    with shared_record.as_tenant(house.tenant_id) as session:
        row = session.scalars(select(Notification).where(Notification.case_id.is_(None))).one()
        mail = compose(session, row, POST)
        letters = session.scalars(
            select(OutboxMessage.payload).where(OutboxMessage.kind == "letter")
        ).all()
    assert mail["To"] == "owner@fabrikam.example"
    assert mail["Subject"] == "K-1: förläng skyddet för Model system (SYS-1)"
    assert "Sista dagen: 2041-02-28" in mail.get_content()
    assert "12 månader" in mail.get_content()
    assert [payload["notification_id"] for payload in letters] == [str(row.id)]


def test_the_letter_of_a_contract_names_its_last_covered_day(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1", term_years=1)
    turn(shared_record, house, "K-1", noon(date(2041, 2, 28)))
    with shared_record.as_tenant(house.tenant_id) as session:
        row = session.scalars(select(Notification).where(Notification.case_id.is_(None))).one()
        mail = compose(session, row, POST)
    assert mail["Subject"] == "K-1: skyddet för Gold Care har upphört"
    assert "2041-02-27" in mail.get_content()


def test_without_a_contact_the_notice_is_kept_and_no_letter_is_owed(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1", contact=None)
    turn(shared_record, house, "K-1", noon(date(2042, 12, 1)))
    assert [one.kind for one in page(shared_record, house, "K-1").notices] == ["renewal_due"]
    with shared_record.as_tenant(house.tenant_id) as session:
        assert session.scalars(select(Notification)).all() == []


def test_the_page_names_every_date_to_come(shared_record: Database, house: TestDesk) -> None:
    sign(shared_record, house, "K-1", term_years=1, billing=Billing.YEARLY)
    cover(shared_record, house, "K-1", "SYS-1")
    upcoming = page(shared_record, house, "K-1").upcoming
    assert [(one.on.isoformat(), one.kind, one.serial) for one in upcoming] == [
        ("2040-11-30", "extension_offer", "SYS-1"),
        ("2040-11-30", "renewal_due", ""),
        ("2041-01-29", "extension_offer", "SYS-1"),
        ("2041-01-29", "renewal_due", ""),
        ("2041-02-28", "lapsed", ""),
        ("2041-03-01", "lapsed", "SYS-1"),
    ]


def test_a_reseller_s_person_sees_the_contracts_of_its_customers_while_it_sells_to_them(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1")
    with shared_record.as_tenant(house.tenant_id) as session:
        fabrikam = session.scalars(select(Customer.id).where(Customer.code == "fabrikam")).one()
        reseller = add_customer(session, house.tenant_id, "resale", "Resale AB", "sv")
        relation = ResellerRelation(
            tenant_id=house.tenant_id,
            reseller_id=reseller.id,
            customer_id=fabrikam,
            since=SIGNED,
            until=date(2041, 1, 1),
        )
        session.add(relation)
        person = replace(house.clerk, role=Role.CUSTOMER, customer_id=reseller.id)
    seen = [one.number for one in list_contracts(shared_record, person, NOON)]
    assert seen == ["C-100", "K-1"]
    assert contract_page(shared_record, person, "K-1", NOON).number == "K-1"
    with pytest.raises(ContractNotFound):
        contract_page(shared_record, person, "K-1", noon(date(2041, 1, 2)))


def test_a_customer_s_person_sees_its_own_contracts_and_changes_none(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1")
    with shared_record.as_tenant(house.tenant_id) as session:
        other = session.scalars(select(Customer.id).where(Customer.code == "northwind")).one()
    person = Actor(
        tenant_id=house.tenant_id,
        tenant=house.tenant,
        name="person@northwind.example",
        role=Role.CUSTOMER,
        customer_id=other,
    )
    assert [one.number for one in list_contracts(shared_record, person)] == ["C-200"]
    with pytest.raises(ContractNotFound):
        contract_page(shared_record, person, "K-1")
    with pytest.raises(NotAllowed):
        renew_contract(shared_record, person, "K-1", RenewalForm(), "key")
    assert [one.number for one in list_contracts(shared_record, house.clerk)] == [
        "C-100",
        "C-200",
        "K-1",
    ]


@pytest.mark.parametrize("table", [CoveragePurchase, CoverageNotice, BillableEvent])
def test_what_was_bought_told_and_billed_is_never_changed(
    shared_record: Database, house: TestDesk, table: type[CoveragePurchase]
) -> None:
    for change in (update(table).values(key="x"), delete(table)):
        with pytest.raises(ProgrammingError), shared_record.as_tenant(house.tenant_id) as session:
            session.execute(change)


def test_a_fee_belongs_to_a_case_or_to_a_contract(shared_record: Database, house: TestDesk) -> None:
    with shared_record.as_tenant(house.tenant_id) as session:
        customer = session.scalars(select(Customer.id).where(Customer.code == "fabrikam")).one()
    nobody_s = BillableEvent(
        tenant_id=house.tenant_id, key="x", kind="x", customer_id=customer, payer="x", at=NOON
    )
    with (
        pytest.raises(IntegrityError, match="of_case_or_contract"),
        shared_record.as_tenant(house.tenant_id) as session,
    ):
        session.add(nobody_s)


def test_no_other_tenant_sees_what_a_contract_has(shared_record: Database, house: TestDesk) -> None:
    sign(shared_record, house, "K-1")
    cover(shared_record, house, "K-1", "SYS-1")
    with shared_record.as_tenant(uuid.uuid4()) as session:
        for table in ("contracts", "covered_devices", "coverage_purchases", "coverage_notices"):
            assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 0
