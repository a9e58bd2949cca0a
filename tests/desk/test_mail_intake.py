import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest
from sqlalchemy import func, select

from desk.attachments import list_attachments, read_attachment
from desk.intake import open_case
from desk.mail_intake import MailOutcome, MailRequest, OpenFromMail, take_mail
from desk.mail_placing import (
    MailPlaced,
    UnknownMail,
    list_mail,
    open_mail,
    place_mail,
    refuse_mail,
)
from desk.people_to_reach import ContactForm, keep_contact
from desk.refusals import NoDevice, NotAllowed, UnknownCase, WorkflowsUnavailable
from models.cases import Case
from models.exchange import InboxFact, Placement, Source
from models.parties import ResellerRelation, Role, Tenant
from models.prepaid import MailMessage, MailState
from rules.case_facts import Told
from rules.case_words import Stage
from rules.mail_reading import HEAD, LARGEST_MAIL, ticket_of
from runtime.database import Database
from tests.builders import CONTACT, TestDesk, a_swap
from tests.desk.prepaid_desk import NOON, customer_of
from tests.rules.mails import CUSTOMER, a_mail, with_files

LATER = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
CONFIG = b"hostname router-1\n"


@pytest.fixture
def tenant(shared_record: Database, desk: TestDesk) -> Tenant:
    with shared_record.as_tenant(desk.tenant_id) as session:
        return session.get_one(Tenant, desk.tenant_id)


@pytest.fixture
def number(shared_record: Database, desk: TestDesk) -> str:
    """A case of `fabrikam`, whose contact is the usual sender."""
    assert CONTACT.email == CUSTOMER
    return str(open_case(shared_record, desk.clerk, a_swap(at=NOON), "case")["number"])


def know(record: Database, desk: TestDesk, customer: str, email: str) -> uuid.UUID:
    """A contact of the customer; answers the customer's id."""
    with record.as_tenant(desk.tenant_id) as session:
        owner = customer_of(session, customer)
        keep_contact(session, desk.clerk, owner, ContactForm(name="A Contact", email=email))
        return owner.id


def take(
    record: Database, tenant: Tenant, mail: EmailMessage | bytes, hook: OpenFromMail | None = None
) -> MailOutcome:
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    return take_mail(record, tenant, raw, LATER, hook)


def notes(record: Database, desk: TestDesk) -> list[InboxFact]:
    with record.as_tenant(desk.tenant_id) as session:
        return list(session.scalars(select(InboxFact).where(InboxFact.source == Source.MAIL)))


def rows(record: Database, desk: TestDesk) -> list[MailMessage]:
    with record.as_tenant(desk.tenant_id) as session:
        return list(session.scalars(select(MailMessage)))


def test_an_answer_about_a_case_is_told_to_the_case_with_its_files(
    shared_record: Database, desk: TestDesk, tenant: Tenant, number: str
) -> None:
    mail = with_files(
        a_mail("Here is the file you asked for.", Subject=f"Re: {number}"),
        ("router.cfg", "application/octet-stream", CONFIG),
        ("setup.exe", "application/octet-stream", b"MZ"),
    )
    outcome = take(shared_record, tenant, mail)
    assert (outcome.state, outcome.case, outcome.reason) == (MailState.PLACED, number, "")
    assert outcome.left_out == ("setup.exe: attachment-kind-not-allowed",)
    [file] = list_attachments(shared_record, desk.clerk, number)
    assert (file.file_name, file.added_by, file.added_at) == ("router.cfg", "mail", LATER)
    assert read_attachment(shared_record, desk.clerk, number, file.id).content == CONFIG
    [note] = notes(shared_record, desk)
    assert (note.told, note.at, note.placement) == (Told.CUSTOMER_ANSWERED, LATER, Placement.NEW)
    assert note.details == {"mail": str(outcome.mail_id)}


def test_a_fact_for_the_workflow_holds_no_name_no_address_and_no_words(
    shared_record: Database, desk: TestDesk, tenant: Tenant, number: str
) -> None:
    take(shared_record, tenant, a_mail("Call me at home.", Subject=f"Re: {number}"))
    [note] = notes(shared_record, desk)
    said = f"{note.actor} {note.key} {note.details}"
    assert "home" not in said
    assert "fabrikam" not in said
    assert note.raw is None


def test_a_repeated_message_changes_nothing(
    shared_record: Database, desk: TestDesk, tenant: Tenant, number: str
) -> None:
    mail = a_mail("Hello.", Subject=f"Re: {number}")
    first = take(shared_record, tenant, mail)
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(lambda _: take(shared_record, tenant, mail), range(6)))
    assert all(one == replace(first, repeated=True) for one in again)
    other_words = a_mail("Another text.", Subject="Another subject")
    assert take(shared_record, tenant, other_words).case == number
    assert len(rows(shared_record, desk)) == len(notes(shared_record, desk)) == 1


def test_a_stranger_s_message_about_a_case_waits_for_a_person(
    shared_record: Database, desk: TestDesk, tenant: Tenant, number: str
) -> None:
    know(shared_record, desk, "northwind", "it@northwind.example")
    strange = take(
        shared_record, tenant, a_mail(Subject=number, From="x@stranger.example", Message_ID="<1@x>")
    )
    other = take(
        shared_record, tenant, a_mail(Subject=number, From="it@northwind.example", Message_ID="<2>")
    )
    unknown = take(shared_record, tenant, a_mail(Subject="SE-2026-999999", Message_ID="<3@x>"))
    assert [(one.state, one.reason, one.case) for one in (strange, other, unknown)] == [
        (MailState.NEW, "unknown_sender", ""),
        (MailState.NEW, "not_their_case", ""),
        (MailState.NEW, "not_their_case", ""),
    ]
    assert notes(shared_record, desk) == []


def test_the_reseller_of_a_customer_may_answer_for_it_while_it_resells(
    shared_record: Database, desk: TestDesk, tenant: Tenant, number: str
) -> None:
    reseller = know(shared_record, desk, "northwind", "it@northwind.example")
    with shared_record.as_tenant(desk.tenant_id) as session:
        session.add(
            ResellerRelation(
                tenant_id=desk.tenant_id,
                reseller_id=reseller,
                customer_id=customer_of(session, "fabrikam").id,
                since=date(2026, 1, 1),
                until=LATER.date(),
            )
        )
    mail = a_mail(Subject=number, From="it@northwind.example").as_bytes()
    assert take_mail(shared_record, tenant, mail, LATER).case == number
    late = a_mail(Subject=number, From="it@northwind.example", Message_ID="<late@x>").as_bytes()
    after = take_mail(shared_record, tenant, late, datetime(2026, 11, 25, 8, 0, tzinfo=UTC))
    assert (after.state, after.reason) == (MailState.NEW, "not_their_case")


def test_a_reply_from_a_machine_is_placed_and_the_case_is_not_told(
    shared_record: Database, desk: TestDesk, tenant: Tenant, number: str
) -> None:
    mail = a_mail("I am on leave.", Subject=f"Re: {number}", Auto_Submitted="auto-replied")
    assert take(shared_record, tenant, mail).state is MailState.PLACED
    [row] = list_mail(shared_record, desk.clerk, MailState.PLACED)
    assert (row.automatic, row.case) == (True, number)
    assert notes(shared_record, desk) == []


def test_an_answer_about_a_case_that_has_ended_waits_for_a_person(
    shared_record: Database, desk: TestDesk, tenant: Tenant, number: str
) -> None:
    with shared_record.as_tenant(desk.tenant_id) as session:
        session.scalars(select(Case).where(Case.number == number)).one().stage = Stage.CANCELLED
    outcome = take(shared_record, tenant, a_mail("It is broken again.", Subject=number))
    assert (outcome.state, outcome.reason) == (MailState.NEW, "case_ended")
    assert place_mail(shared_record, desk.clerk, outcome.mail_id, number).case == number


def test_a_machine_s_new_message_opens_nothing(
    shared_record: Database, tenant: Tenant, number: str
) -> None:
    mail = a_mail(Auto_Submitted="auto-generated")
    outcome = take(shared_record, tenant, mail, lambda *_: number)
    assert (outcome.state, outcome.reason) == (MailState.NEW, "automatic")


def test_a_new_request_waits_for_the_desk_where_nothing_opens_it(
    shared_record: Database, desk: TestDesk, tenant: Tenant, number: str
) -> None:
    outcome = take(shared_record, tenant, a_mail())
    assert (outcome.state, outcome.reason) == (MailState.NEW, "")
    [row] = list_mail(shared_record, desk.clerk)
    assert (row.sender, row.subject) == (CUSTOMER, "Phones do not register")
    assert open_mail(shared_record, desk.clerk, row.id).fields["end_customer_name"] == (
        "Contoso Clinics"
    )
    placed = place_mail(shared_record, desk.clerk, row.id, number)
    assert (placed.state, placed.case) == (MailState.PLACED, number)


def test_a_new_request_is_opened_through_the_hook_once(
    shared_record: Database, desk: TestDesk, tenant: Tenant, number: str
) -> None:
    asked: list[MailRequest] = []

    def opening(database: Database, request: MailRequest) -> str:
        asked.append(request)
        form = a_swap("BROKEN-9", at=request.received_at)
        return str(open_case(database, desk.clerk, form, request.key)["number"])

    mail = with_files(a_mail(), ("router.cfg", "text/plain", CONFIG))
    outcome = take(shared_record, tenant, mail, opening)
    assert (outcome.state, outcome.reason) == (MailState.PLACED, "")
    assert outcome.case not in {"", number}
    assert take(shared_record, tenant, mail, opening) == replace(outcome, repeated=True)
    [request] = asked
    assert request.customers == ("fabrikam",)
    assert ticket_of(request.mail, ("call_scenario",)) != {}
    assert len(list_attachments(shared_record, desk.clerk, outcome.case)) == 1
    assert notes(shared_record, desk) == []


@pytest.mark.usefixtures("number")
def test_a_request_that_cannot_be_opened_keeps_the_refusal_for_a_person(
    shared_record: Database, desk: TestDesk, tenant: Tenant
) -> None:
    def refusing(_database: Database, _request: MailRequest) -> str:
        raise NoDevice

    outcome = take(shared_record, tenant, a_mail(), refusing)
    assert (outcome.state, outcome.reason) == (MailState.NEW, "no-device")
    [row] = list_mail(shared_record, desk.clerk)
    assert row.detail == NoDevice().detail


@pytest.mark.usefixtures("number")
def test_a_message_that_met_an_outage_is_opened_by_its_repeat(
    shared_record: Database, desk: TestDesk, tenant: Tenant
) -> None:
    def down(_database: Database, _request: MailRequest) -> str:
        raise WorkflowsUnavailable

    def opening(database: Database, request: MailRequest) -> str:
        form = a_swap("BROKEN-9", at=request.received_at)
        return str(open_case(database, desk.clerk, form, request.key)["number"])

    with pytest.raises(WorkflowsUnavailable):
        take(shared_record, tenant, a_mail(), down)
    outcome = take(shared_record, tenant, a_mail(), opening)
    assert (outcome.state, outcome.repeated) == (MailState.PLACED, True)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"Subject: Hi\r\n\r\nText", "no_sender"),
        (b"From: a@x.example\r\nContent-Type: text/html\r\n\r\n<p>Hi</p>", "html_only"),
        (b"From: a@x.example\r\nContent-Type: text/plain; charset=no\r\n\r\nx", "bad_charset"),
        (b"\x00\xff", "no_sender"),
        (b"", "no_sender"),
        (b"From: a@x.example\r\n\r\n" + b"x" * LARGEST_MAIL, "too_large"),
    ],
)
def test_a_hostile_message_is_kept_with_its_reason(
    shared_record: Database, desk: TestDesk, tenant: Tenant, raw: bytes, reason: str
) -> None:
    outcome = take(shared_record, tenant, raw, lambda *_: "SE-2026-000001")
    assert (outcome.state, outcome.reason) == (MailState.REFUSED, reason)
    with shared_record.as_tenant(desk.tenant_id) as session:
        [kept] = session.scalars(select(MailMessage.raw)).all()
    assert kept == (raw if len(raw) <= LARGEST_MAIL else raw[:HEAD])


def test_a_person_may_place_a_message_that_was_refused_and_may_refuse_one_that_waits(
    shared_record: Database, desk: TestDesk, tenant: Tenant, number: str
) -> None:
    page = b"From: service@fabrikam.example\r\nContent-Type: text/html\r\n\r\n<p>It rings</p>"
    refused = take(shared_record, tenant, page)
    for _ in range(2):
        placed = place_mail(shared_record, desk.clerk, refused.mail_id, number)
    assert (placed.state, placed.reason) == (MailState.PLACED, "")
    assert len(notes(shared_record, desk)) == 1
    waits = take(shared_record, tenant, a_mail(From="x@stranger.example"))
    put_away = refuse_mail(shared_record, desk.clerk, waits.mail_id, "An advertisement.")
    assert (put_away.state, put_away.reason) == (MailState.REFUSED, "by_hand")


def test_what_a_person_cannot_place_is_refused_by_name(
    shared_record: Database, desk: TestDesk, tenant: Tenant, number: str
) -> None:
    other = open_case(shared_record, desk.clerk, a_swap("BROKEN-2", at=NOON), "two")["number"]
    placed = take(shared_record, tenant, a_mail(Subject=number)).mail_id
    with pytest.raises(MailPlaced):
        place_mail(shared_record, desk.clerk, placed, other)
    with pytest.raises(MailPlaced):
        refuse_mail(shared_record, desk.clerk, placed, "No.")
    with pytest.raises(UnknownMail):
        place_mail(shared_record, desk.clerk, uuid.uuid4(), number)
    with pytest.raises(UnknownCase):
        place_mail(shared_record, desk.clerk, placed, "SE-2026-999999")
    customer = replace(desk.clerk, role=Role.CUSTOMER)
    with pytest.raises(NotAllowed):
        list_mail(shared_record, customer)


def test_another_tenant_sees_no_message(
    shared_record: Database, tenant: Tenant, number: str
) -> None:
    take(shared_record, tenant, a_mail(Subject=number))
    with shared_record.as_tenant(uuid.uuid4()) as session:
        assert session.scalars(select(func.count()).select_from(MailMessage)).one() == 0
