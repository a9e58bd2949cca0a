"""A mail of somebody on record that opens a support case, or waits with the reason."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from desk.intake import open_case
from desk.mail_intake import MailOutcome, take_mail
from desk.mail_opening import open_from_mail
from desk.programme_versions import load_version
from models.cases import Case
from models.contracts import Contract
from models.parties import Contact, Tenant
from models.prepaid import MailMessage, MailState
from programmes.loader import load_programme
from rules.case_state import CaseState
from rules.case_words import Remedy
from rules.decision import Decision
from rules.programme import Programme
from rules.reasons import ReasonCode
from rules.service_words import Need
from runtime.database import Database
from runtime.payloads import from_plain
from tests.builders import TestDesk, a_swap
from tests.desk.prepaid_desk import NOON, customer_of
from tests.desk.test_mail_intake import know
from tests.rules.mails import CUSTOMER, TICKET, a_mail

LATER = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SERIAL = "POOL-0001"
REQUEST = f"{TICKET}\nSerial: {SERIAL}\nSeverity: 2\n"
FIELDS = ("end_customer_name", "system_type_and_host_id", "software_release", "call_scenario")


@pytest.fixture
def tenant(shared_record: Database, desk: TestDesk) -> Tenant:
    with shared_record.as_tenant(desk.tenant_id) as session:
        return session.get_one(Tenant, desk.tenant_id)


@pytest.fixture(autouse=True)
def earlier(shared_record: Database, desk: TestDesk) -> str:
    """A customer with help by mail, whose earlier case says where and who it is."""
    help_by_mail(shared_record, desk)
    form = a_swap(contract="C-100", at=NOON)
    return str(open_case(shared_record, desk.clerk, form, "earlier")["number"])


def asking_for_fields() -> Programme:
    """A programme with help by mail for an end customer, and fields a ticket has to have."""
    shipped = load_programme("exer_cst")
    intake = replace(shipped.ground.intake, required_fields=FIELDS)
    return replace(shipped, id="by_mail", ground=replace(shipped.ground, intake=intake))


def help_by_mail(record: Database, desk: TestDesk) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        load_version(session, desk.tenant_id, asking_for_fields(), NOON, "person-1")
        session.add(
            Contract(
                tenant_id=desk.tenant_id,
                number="C-400",
                customer_id=customer_of(session, "fabrikam").id,
                programme="by_mail",
                tier="premium",
                starts_on=date(2026, 1, 1),
                ends_on=date(2031, 1, 1),
                settings={},
            )
        )


def take(record: Database, tenant: Tenant, text: str = REQUEST, **headers: str) -> MailOutcome:
    raw = a_mail(text, **headers).as_bytes()
    return take_mail(record, tenant, raw, LATER, open_from_mail)


def case_of(record: Database, desk: TestDesk, number: str) -> tuple[CaseState, Decision, str]:
    """The case's state, its decision and its contact's address."""
    with record.as_tenant(desk.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        contact = session.get_one(Contact, (case.tenant_id, case.contact_id))
        decision = Decision.from_json(case.entitlement["decision"])
        return from_plain(CaseState, case.snapshot), decision, contact.email


def cases(record: Database, desk: TestDesk) -> int:
    with record.as_tenant(desk.tenant_id) as session:
        return session.scalars(select(func.count()).select_from(Case)).one()


def missing(decision: Decision) -> list[str]:
    codes = decision.conditions
    return [one.facts["field"] for one in codes if one.code is ReasonCode.FIELD_MISSING]


def test_a_mail_with_serial_severity_and_fields_opens_a_support_case(
    shared_record: Database, desk: TestDesk, tenant: Tenant
) -> None:
    outcome = take(shared_record, tenant)
    assert (outcome.state, outcome.reason) == (MailState.PLACED, "")
    state, decision, email = case_of(shared_record, desk, outcome.case)
    assert (state.remedy, state.need, state.severity) == (Remedy.SUPPORT, Need.INCIDENT, "2")
    assert email == CUSTOMER
    assert missing(decision) == []


def test_the_clocks_of_a_mail_count_from_when_it_came(
    shared_record: Database, desk: TestDesk, tenant: Tenant
) -> None:
    outcome = take(shared_record, tenant)
    state, decision, _ = case_of(shared_record, desk, outcome.case)
    assert (state.opened_at, decision.asked_at) == (LATER, LATER)


def test_a_field_that_the_mail_leaves_out_is_a_condition_of_the_case(
    shared_record: Database, desk: TestDesk, tenant: Tenant
) -> None:
    text = "".join(
        line for line in REQUEST.splitlines(keepends=True) if not line.startswith("Call Scenario")
    )
    outcome = take(shared_record, tenant, text)
    _, decision, _ = case_of(shared_record, desk, outcome.case)
    assert missing(decision) == ["call_scenario"]


def test_a_mail_that_names_no_device_waits_for_a_person_with_the_reason(
    shared_record: Database, desk: TestDesk, tenant: Tenant
) -> None:
    outcome = take(shared_record, tenant, TICKET)
    assert (outcome.state, outcome.reason) == (MailState.NEW, "no-device")
    assert cases(shared_record, desk) == 1


def test_a_mail_of_a_device_nobody_knows_waits_for_a_person_with_the_reason(
    shared_record: Database, desk: TestDesk, tenant: Tenant
) -> None:
    outcome = take(shared_record, tenant, REQUEST.replace(SERIAL, "NEVER-SEEN"))
    assert (outcome.state, outcome.reason) == (MailState.NEW, "unknown-model")
    assert cases(shared_record, desk) == 1


def test_a_repeated_message_opens_nothing_twice(
    shared_record: Database, desk: TestDesk, tenant: Tenant
) -> None:
    first = take(shared_record, tenant)
    assert take(shared_record, tenant) == replace(first, repeated=True)
    assert take(shared_record, tenant, REQUEST, Subject="Again").case == first.case
    assert cases(shared_record, desk) == 1 + 1


def test_a_second_message_about_the_same_device_waits_instead_of_opening_a_second_case(
    shared_record: Database, tenant: Tenant
) -> None:
    take(shared_record, tenant)
    outcome = take(shared_record, tenant, Message_ID="<second@mail.fabrikam.example>")
    assert (outcome.state, outcome.reason) == (MailState.NEW, "device-has-open-case")


def test_a_sender_who_writes_for_two_customers_opens_nothing(
    shared_record: Database, desk: TestDesk, tenant: Tenant
) -> None:
    know(shared_record, desk, "northwind", CUSTOMER)
    outcome = take(shared_record, tenant)
    assert (outcome.state, outcome.reason) == (MailState.NEW, "several-customers")
    with shared_record.as_tenant(desk.tenant_id) as session:
        [detail] = session.scalars(select(MailMessage.detail))
    assert "fabrikam, northwind" in detail


def test_a_stranger_s_mail_opens_nothing(
    shared_record: Database, desk: TestDesk, tenant: Tenant
) -> None:
    outcome = take(shared_record, tenant, From="somebody@elsewhere.example")
    assert (outcome.state, outcome.reason) == (MailState.NEW, "unknown_sender")
    assert cases(shared_record, desk) == 1
