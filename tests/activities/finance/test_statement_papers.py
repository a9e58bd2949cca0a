import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage

import pytest
from sqlalchemy import func, select

from activities.finance import statement_check
from activities.finance.statement_papers import (
    InvoiceBreaksRules,
    StatementNotFinal,
    check_draft,
    check_drafts,
    print_statement,
)
from activities.letters import Post, compose
from documents.finance.factur_x import embedded
from documents.finance.rule_check import RulesNotChecked
from models.exchange import OutboxMessage
from models.papers import Document, Notification, Paper
from models.parties import Contact
from rules.finance.money_words import StatementState
from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.documents.reading import all_words_of
from tests.statements import (
    AFTER_GRACE,
    SWEDISH,
    a_party,
    an_event,
    bill_month,
    customer_id,
    found_parties,
    issue_month,
    the_statement,
)

LATER = AFTER_GRACE + timedelta(days=1)


@pytest.fixture
def desk(record: Database, empty_database: str) -> TestDesk:
    return found_desk(empty_database, record)


def issued(record: Database, desk: TestDesk) -> uuid.UUID:
    """A final statement of one event."""
    found_parties(record, desk.tenant_id)
    with record.as_tenant(desk.tenant_id) as session:
        an_event(session, desk.tenant_id)
    (statement,) = issue_month(record, desk.tenant_id)
    return statement


def printed(record: Database, desk: TestDesk, statement: uuid.UUID, at: datetime = LATER) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        print_statement(session, statement, at)


def test_item_10_a_final_statement_is_kept_as_pdf_ubl_and_item_list_once_and_sent(
    record: Database, desk: TestDesk
) -> None:
    statement = issued(record, desk)
    printed(record, desk, statement)
    printed(record, desk, statement, LATER + timedelta(hours=1))
    with record.as_tenant(desk.tenant_id) as session:
        row = the_statement(session, statement)
        assert (row.state, row.sent_at) == (StatementState.SENT, LATER)
        kept = session.scalars(select(Document).order_by(Document.key)).all()
        assert [(one.key, one.kind, one.media_type) for one in kept] == [
            (f"statement/{row.number}/items", Paper.STATEMENT, "text/csv"),
            (f"statement/{row.number}/pdf", Paper.STATEMENT, "application/pdf"),
            (f"statement/{row.number}/ubl", Paper.STATEMENT, "application/xml"),
        ]
        assert {one.customer_id for one in kept} == {row.customer_id}
        assert f">{row.number}<".encode() in embedded(kept[1].content)
        assert b"CrossIndustryInvoice" in embedded(kept[1].content)
        assert b"BuyerReference>PO-4711<" in kept[2].content
        assert "125,00 SEK" in all_words_of(kept[1].content)


SAID = {
    "en": ("Invoice 2026-000001 from", "Pay 125.00 SEK by 10 December 2026."),
    "sv": ("Faktura 2026-000001 från", "Betala 125,00 SEK senast den 10 december 2026."),
    "fr": ("Facture 2026-000001 de", "Payez 125,00 SEK au plus tard le 10 décembre 2026."),
    "ro": ("Factură 2026-000001 de la", "Plătiți 125,00 SEK până la 10 decembrie 2026."),
}


def test_the_letter_brings_all_papers_in_its_readers_language(
    record: Database, desk: TestDesk
) -> None:
    statement = issued(record, desk)
    printed(record, desk, statement)
    post = Post(host="", port=0, sender="desk@acme.example")
    with record.as_tenant(desk.tenant_id) as session:
        row = session.scalars(select(Notification)).one()
        (owed,) = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "letter"))
        assert owed.payload == {"notification_id": str(row.id)}
        reader = session.get_one(Contact, (desk.tenant_id, row.contact_id))
        for locale, (subject, payment) in SAID.items():
            reader.locale = locale
            mail = compose(session, row, post)
            assert mail["Subject"] == f"{subject} Acme Support Center"
            assert payment in read(mail)
    assert mail["To"] == "payables@customer.example"
    assert [(one.get_filename(), one.get_content_type()) for one in mail.iter_attachments()] == [
        ("2026-000001.pdf", "application/pdf"),
        ("2026-000001.xml", "application/xml"),
        ("2026-000001.csv", "text/csv"),
    ]


def read(mail: EmailMessage) -> str:
    body = mail.get_body()
    assert body is not None
    return str(body.get_content()).replace("\u00a0", " ")


def test_a_buyer_who_names_no_contact_gets_its_papers_without_a_letter(
    record: Database, desk: TestDesk
) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        a_party(session, desk.tenant_id)
        buyer = customer_id(session, "fabrikam")
        a_party(session, desk.tenant_id, **{**SWEDISH, "iban": "", "customer_id": buyer})
        an_event(session, desk.tenant_id)
    (statement,) = issue_month(record, desk.tenant_id)
    printed(record, desk, statement)
    with record.as_tenant(desk.tenant_id) as session:
        assert session.scalar(select(func.count()).select_from(Notification)) == 0
        assert the_statement(session, statement).state is StatementState.SENT


def test_item_10_a_statement_that_breaks_a_rule_is_refused_with_what_it_breaks(
    record: Database, desk: TestDesk
) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        a_party(session, desk.tenant_id)
        a_party(session, desk.tenant_id, "fabrikam", buyer_reference="")
        an_event(session, desk.tenant_id)
    (draft,) = bill_month(record, desk.tenant_id)
    with record.as_tenant(desk.tenant_id) as session:
        assert [one.rule for one in check_draft(session, draft)] == ["PEPPOL-EN16931-R003"]
    (statement,) = issue_month(record, desk.tenant_id)
    with pytest.raises(InvoiceBreaksRules, match=r"2026-000001 would be refused.*R003") as broken:
        printed(record, desk, statement)
    assert broken.value.facts["rules"] == ["PEPPOL-EN16931-R003"]
    with record.as_tenant(desk.tenant_id) as session:
        assert session.scalar(select(func.count()).select_from(Document)) == 0
        assert the_statement(session, statement).state is StatementState.FINAL


def test_a_draft_is_checked_as_if_it_were_issued_and_has_no_papers(
    record: Database, desk: TestDesk
) -> None:
    found_parties(record, desk.tenant_id)
    with record.as_tenant(desk.tenant_id) as session:
        an_event(session, desk.tenant_id)
        an_event(session, desk.tenant_id, contract="C-200", amount=Decimal("20.05"))
    drafts = bill_month(record, desk.tenant_id)
    with record.as_tenant(desk.tenant_id) as session:
        assert check_drafts(session, drafts) == dict.fromkeys(drafts, ())
        with pytest.raises(StatementNotFinal):
            print_statement(session, drafts[0], LATER)


def test_nothing_is_kept_while_the_rules_cannot_be_checked(
    record: Database, desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement = issued(record, desk)

    def unable(contents: list[bytes], _profile: str) -> None:
        raise RulesNotChecked("no answer in 60 seconds", len(contents))

    with monkeypatch.context() as patch:
        patch.setattr(statement_check, "check", unable)
        with pytest.raises(RulesNotChecked, match="Try again"):
            printed(record, desk, statement)
    with record.as_tenant(desk.tenant_id) as session:
        assert session.scalar(select(func.count()).select_from(Document)) == 0
    printed(record, desk, statement)
    with record.as_tenant(desk.tenant_id) as session:
        assert session.scalar(select(func.count()).select_from(Document)) == 3
