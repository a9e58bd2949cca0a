import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from desk.actors import Actor
from desk.asked import FOR_THE_DESK, RequestForm
from desk.board import list_cases
from desk.entitlement_check import CheckForm, check_entitlement
from desk.intake import CaseForm, open_case
from desk.programme_loading import load_for
from desk.programme_versions import VersionAlreadyLoaded
from desk.refusals import NotAllowed, NotCovered, UnknownCustomer
from models.cases import AuditEvent, Case
from models.parties import Customer, ResellerRelation, Role
from programmes.loader import load_programme
from rules.decision import Decision, Verdict
from rules.reasons import ReasonCode
from rules.service_words import Asker, ChannelKind, Measure, Need
from runtime.database import Database
from tests.builders import TestDesk, a_swap, an_advance_replacement, found_desk
from tests.served import BISTRO, BRASSERIE, DIALTONE, FIBRA, a_ticket, serve

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def record(shared_record: Database) -> Database:
    return shared_record


@pytest.fixture
def desk(shared_record: Database, shared_url: str) -> TestDesk:
    desk = found_desk(shared_url, shared_record, code=f"asked-{uuid.uuid4().hex[:8]}")
    serve(shared_record, desk.tenant_id, BRASSERIE, BISTRO, FIBRA, DIALTONE)
    return desk


def person_of(record: Database, desk: TestDesk, code: str) -> Actor:
    with record.as_tenant(desk.tenant_id) as session:
        customer = session.scalars(select(Customer.id).where(Customer.code == code)).one()
    return Actor(
        tenant_id=desk.tenant_id,
        tenant=desk.tenant,
        name=f"person@{code}.example",
        role=Role.CUSTOMER,
        customer_id=customer,
    )


def stamped(record: Database, desk: TestDesk, number: str) -> Decision:
    with record.as_tenant(desk.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        return Decision.from_json(case.entitlement["decision"])


def refused(
    record: Database, desk: TestDesk, form: object, actor: Actor | None = None
) -> NotCovered:
    with pytest.raises(NotCovered) as raised:
        open_case(record, actor or desk.clerk, form, uuid.uuid4().hex)  # type: ignore[arg-type]
    return raised.value


def test_a_ticket_carries_the_decision_it_was_opened_under(
    record: Database, desk: TestDesk
) -> None:
    answer = open_case(record, desk.clerk, a_ticket("brasserie", "FW-1", MONDAY, severity="2"), "k")
    decision = stamped(record, desk, str(answer["number"]))
    assert decision.verdict is Verdict.COVERED
    assert (decision.programme, decision.tier) == ("exer_cst", "premium")
    assert all(reason.facts["source"] for reason in decision.reasons if "source" in reason.facts)


@pytest.mark.parametrize("form", [a_swap(at=MONDAY), an_advance_replacement(at=MONDAY)])
def test_a_swap_and_an_advance_replacement_carry_a_decision_too(
    record: Database, desk: TestDesk, form: CaseForm
) -> None:
    answer = open_case(record, desk.clerk, form, "k")
    assert stamped(record, desk, str(answer["number"])).verdict is not Verdict.NOT_COVERED


def test_an_end_customer_without_premium_is_sent_to_its_reseller_in_its_own_language(
    record: Database, desk: TestDesk
) -> None:
    form = a_ticket("bistro", "FW-1", MONDAY, who=Asker.END_CUSTOMER, channel=ChannelKind.EMAIL)
    form = replace(form, contact=replace(form.contact, locale="fr"))
    refusal = refused(record, desk, form)
    assert "votre revendeur" in refusal.detail
    assert refusal.facts["language"] == "fr"
    assert refusal.facts["decision"]["verdict"] == "not_covered"


def test_a_request_that_is_turned_away_opens_no_case_and_is_logged_all_the_same(
    record: Database, desk: TestDesk
) -> None:
    refused(record, desk, a_ticket("bistro", "FW-1", MONDAY, channel=ChannelKind.PHONE))
    assert list_cases(record, desk.clerk).items == ()
    with record.as_tenant(desk.tenant_id) as session:
        logged = session.scalars(
            select(AuditEvent).where(AuditEvent.word == "request_not_covered")
        ).all()
        assert [line.details["customer"] for line in logged] == ["bistro"]


def test_an_expired_contract_gets_its_package_and_opens_with_an_approved_order(
    record: Database, desk: TestDesk
) -> None:
    late = datetime(2029, 3, 1, 15, 0, tzinfo=UTC)
    refusal = refused(record, desk, a_ticket("dialtone", "PBX-1", late))
    costs = {cost["what"]: cost["amount"] for cost in refusal.facts["decision"]["costs"]}
    assert costs["surcharge"] == "150"
    assert costs["audit_hours"] == "95"
    ordered = a_ticket("dialtone", "PBX-1", late, order_approved=True)
    answer = open_case(record, desk.clerk, ordered, "k")
    decision = stamped(record, desk, str(answer["number"]))
    assert ReasonCode.PURCHASE_ORDER_APPROVED in {reason.code for reason in decision.reasons}


def test_a_customers_person_cannot_approve_its_own_order(record: Database, desk: TestDesk) -> None:
    late = datetime(2029, 3, 1, 15, 0, tzinfo=UTC)
    person = person_of(record, desk, "dialtone")
    refused(record, desk, a_ticket("dialtone", "PBX-1", late, order_approved=True), person)


def test_what_only_the_desk_can_establish_is_nothing_a_customer_can_say() -> None:
    usual = RequestForm()
    claimed = replace(usual, order_approved=True, defect_confirmed=True, registered=True)
    assert claimed.as_a_customer_may_say() == usual
    assert set(FOR_THE_DESK) <= set(RequestForm.__dataclass_fields__)


def test_a_reseller_asks_for_its_customer_while_the_relation_runs_and_sees_that_case_only(
    record: Database, desk: TestDesk
) -> None:
    reseller = person_of(record, desk, "fabrikam")
    form = a_ticket("bistro", "FW-1", MONDAY, channel=ChannelKind.EMAIL)
    with pytest.raises(UnknownCustomer):
        open_case(record, reseller, form, "k1")
    with record.as_tenant(desk.tenant_id) as session:
        customer = session.scalars(select(Customer.id).where(Customer.code == "bistro")).one()
        session.add(
            ResellerRelation(
                tenant_id=desk.tenant_id,
                reseller_id=reseller.customer_id,
                customer_id=customer,
                since=date(2026, 1, 1),
                until=date(2026, 12, 31),
            )
        )
    number = str(open_case(record, reseller, form, "k2")["number"])
    open_case(record, desk.clerk, a_ticket("brasserie", "FW-2", MONDAY), "k3")
    assert [row.number for row in list_cases(record, reseller).items] == [number]
    assert [row.number for row in list_cases(record, person_of(record, desk, "bistro")).items] == [
        number
    ]
    later = replace(form, at=datetime(2027, 1, 1, 9, 0, tzinfo=UTC))
    with pytest.raises(UnknownCustomer):
        open_case(record, reseller, later, "k4")


def test_a_case_keeps_the_version_it_opened_under(record: Database, desk: TestDesk) -> None:
    first = str(open_case(record, desk.clerk, a_ticket("fibra", "N-1", MONDAY), "k1")["number"])
    admin = replace(desk.clerk, role=Role.ADMIN)
    second_version = replace(load_programme("smartoptics_smart_care"), version="2")
    load_for(record, admin, second_version)
    second = str(open_case(record, desk.clerk, a_ticket("fibra", "N-2", MONDAY), "k2")["number"])
    assert (stamped(record, desk, first).version, stamped(record, desk, second).version) == (
        "1",
        "2",
    )


def test_a_loaded_version_never_changes_and_only_an_admin_loads_one(
    record: Database, desk: TestDesk
) -> None:
    programme = load_programme("exer_cst")
    with pytest.raises(NotAllowed):
        load_for(record, desk.clerk, programme)
    admin = replace(desk.clerk, role=Role.ADMIN)
    open_case(record, desk.clerk, a_ticket("brasserie", "FW-1", MONDAY), "k")
    changed = replace(programme, currency="USD")
    with pytest.raises(VersionAlreadyLoaded, match="Raise the version number"):
        load_for(record, admin, changed)


def test_the_check_answers_what_opening_the_case_would(record: Database, desk: TestDesk) -> None:
    ticket = a_ticket("brasserie", "FW-1", MONDAY, severity="4")
    assert ticket.request is not None
    form = CheckForm(customer="brasserie", language="fr", request=ticket.request, at=MONDAY)
    checked = check_entitlement(record, desk.clerk, form)
    number = str(open_case(record, desk.clerk, ticket, "k")["number"])
    decision = stamped(record, desk, number)
    assert (checked.decision.verdict, checked.decision.measures) == (
        decision.verdict,
        decision.measures,
    )
    assert checked.sentences[0].startswith("Couvert")
    # 12 working hours from Monday 10:00 in Paris: 6.5 h that day, 5.5 h the next.
    assert [due.due_at for due in checked.targets] == [datetime(2026, 11, 24, 15, 0, tzinfo=UTC)]
    assert not checked.binding


def test_the_check_says_when_the_channel_is_open_in_the_requesters_language(
    record: Database, desk: TestDesk
) -> None:
    request = RequestForm(need=Need.INCIDENT, who=Asker.RESELLER, channel=ChannelKind.PHONE)
    lunch = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    form = CheckForm(customer="brasserie", language="sv", request=request, at=lunch)
    checked = check_entitlement(record, desk.clerk, form)
    assert checked.hours is not None
    assert checked.hours.opens_at == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
    assert checked.sentences[-1].startswith(
        "Telefonen är stängd nu; den öppnar mån 23 november kl. 14:00 i Paris"
    )
    by_chat = replace(form, request=replace(request, channel=ChannelKind.CHAT))
    assert check_entitlement(record, desk.clerk, by_chat).hours is None


def test_the_check_of_a_swap_shows_the_promise(record: Database, desk: TestDesk) -> None:
    request = RequestForm(
        need=Need.HARDWARE,
        who=Asker.ATTACHED_USER,
        channel=ChannelKind.PHONE,
        topic="swap_activation",
        definite_fault=True,
    )
    form = CheckForm(customer="fabrikam", request=request, at=MONDAY)
    checked = check_entitlement(record, desk.clerk, form)
    assert Measure.SWAP in checked.decision.measures
    assert [promise.due_day for promise in checked.promises] == [date(2026, 11, 24)]
