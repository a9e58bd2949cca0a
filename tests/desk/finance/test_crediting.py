import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from activities.finance.finalising import invoice_of, items_of
from desk.actors import Actor
from desk.finance.crediting import CreditForm, credit_statement
from desk.finance.own_statements import own_statements
from desk.finance.statement_files import Ending, NotPrintedYet, own_file, statement_file
from desk.finance.statement_refusals import (
    CreditNoteStays,
    CreditReasonMissing,
    ItemNotOfStatement,
    NothingToCredit,
    StatementNotIssued,
    UnknownStatement,
)
from desk.finance.statements import StatementFilter, list_statements, statement_page
from desk.finance.unbilled import waiting_events
from desk.refusals import KeyReused, NotAllowed
from models.finance.statements import Statement, StatementItem, StatementLine
from models.papers import Document, Paper
from models.parties import Role
from rules.finance.money_words import FinanceDuty, StatementKind, StatementState
from runtime.database import Database
from tests.builders import TestDesk
from tests.statements import (
    AFTER_GRACE,
    NOVEMBER,
    OCTOBER,
    a_party,
    an_event,
    bill_month,
    customer_id,
    found_parties,
    issue_month,
)

LATER = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
INVOICE = "2026-000001"


@pytest.fixture
def approver(desk: TestDesk) -> Actor:
    return person(desk, FinanceDuty.APPROVER)


@pytest.fixture
def issued(shared_record: Database, desk: TestDesk) -> Database:
    """An invoice of three lines to fabrikam: 2 x 100, 40 and 0.55, with 25 % VAT."""
    found_parties(shared_record, desk.tenant_id)
    add_events(shared_record, desk, 100, 100, 40, Decimal("0.55"))
    issue_month(shared_record, desk.tenant_id)
    return shared_record


def person(desk: TestDesk, duty: FinanceDuty | None, role: Role = Role.FINANCE) -> Actor:
    return replace(desk.clerk, name=f"{duty}@acme.example", role=role, duty=duty)


def add_events(record: Database, desk: TestDesk, *amounts: Decimal | int, **said: Any) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        for amount in amounts:
            an_event(session, desk.tenant_id, amount=Decimal(amount), **said)


def a_credit(**said: Any) -> CreditForm:
    usual = {"statement": INVOICE, "because": "Billed by mistake.", "at": LATER}
    return CreditForm(**{**usual, **said})


def line_numbers(record: Database, actor: Actor, *nets: str) -> tuple[int, ...]:
    lines = statement_page(record, actor, INVOICE).invoice.lines
    return tuple(line.number for line in lines if line.net in {Decimal(net) for net in nets})


def test_item_9_a_credit_note_gives_a_whole_invoice_back_by_reference(
    issued: Database, approver: Actor
) -> None:
    answer = credit_statement(issued, approver, a_credit(), "k1")
    assert (answer["credit_note"], answer["net"], answer["gross"]) == (
        "2026-000002",
        "240.55",
        "300.69",
    )
    page = statement_page(issued, approver, "2026-000002")
    assert (page.row.kind, page.row.credits, page.row.month) == (
        StatementKind.CREDIT_NOTE,
        INVOICE,
        NOVEMBER,
    )
    assert (page.invoice.credits_on, page.invoice.because) == (
        date(2026, 11, 10),
        "Billed by mistake.",
    )
    billed = statement_page(issued, approver, INVOICE).invoice
    assert [line.text for line in page.invoice.lines] == [line.text for line in billed.lines]
    assert page.invoice.vat == billed.vat


def test_item_9_a_part_of_an_invoice_is_given_back_line_by_line_or_item_by_item(
    issued: Database, approver: Actor
) -> None:
    [forty] = line_numbers(issued, approver, "40")
    credit_statement(issued, approver, a_credit(lines=(forty,)), "k1")
    page = statement_page(issued, approver, INVOICE)
    hundred = next(item for item in page.items if item.net == Decimal(100))
    answer = credit_statement(issued, approver, a_credit(items=(str(hundred.item_id),)), "k2")
    assert answer["net"] == "100.00"
    page = statement_page(issued, approver, INVOICE)
    assert [one.net for one in page.credit_notes] == [Decimal(40), Decimal(100)]
    assert sorted(item.net for item in page.items if item.given_back) == [40, 100]
    rest = credit_statement(issued, approver, a_credit(), "k3")
    assert rest["net"] == "100.55"
    with pytest.raises(NothingToCredit):
        credit_statement(issued, approver, a_credit(), "k4")


def test_an_item_is_given_back_once(issued: Database, approver: Actor) -> None:
    [forty] = line_numbers(issued, approver, "40")
    credit_statement(issued, approver, a_credit(lines=(forty,)), "k1")
    with pytest.raises(ItemNotOfStatement):
        credit_statement(issued, approver, a_credit(lines=(forty,)), "k2")
    with pytest.raises(ItemNotOfStatement):
        credit_statement(issued, approver, a_credit(items=(str(uuid.uuid4()),)), "k3")


def test_the_same_request_is_one_credit_note(issued: Database, approver: Actor) -> None:
    first, again = (credit_statement(issued, approver, a_credit(), "k1") for _ in range(2))
    assert first == again
    with pytest.raises(KeyReused):
        credit_statement(issued, approver, a_credit(because="Another."), "k1")


def test_item_12_who_credited_why_and_what_is_kept(issued: Database, approver: Actor) -> None:
    credit_statement(issued, approver, a_credit(), "k1")
    [deed] = statement_page(issued, approver, INVOICE).deeds
    assert (deed.word, deed.by, deed.because) == ("credited", approver.name, "Billed by mistake.")
    assert deed.after == {"credit_note": "2026-000002", "gross": "300.69"}


@pytest.mark.parametrize("duty", [FinanceDuty.IMPORTER, FinanceDuty.CLOSER, None])
def test_item_12_only_the_approver_credits(
    issued: Database, desk: TestDesk, duty: FinanceDuty | None
) -> None:
    with pytest.raises(NotAllowed):
        credit_statement(issued, person(desk, duty), a_credit(), "k1")
    with pytest.raises(NotAllowed):
        credit_statement(issued, person(desk, None, Role.ADMIN), a_credit(), "k1")


def test_what_cannot_be_credited_is_refused_by_name(
    issued: Database, desk: TestDesk, approver: Actor
) -> None:
    with pytest.raises(CreditReasonMissing):
        credit_statement(issued, approver, a_credit(because="  "), "k1")
    with pytest.raises(UnknownStatement):
        credit_statement(issued, approver, a_credit(statement="2026-000009"), "k2")
    add_events(issued, desk, 10, at=LATER)
    [draft] = bill_month(issued, desk.tenant_id, NOVEMBER)
    with pytest.raises(StatementNotIssued):
        credit_statement(issued, approver, a_credit(statement=str(draft)), "k3")
    note = credit_statement(issued, approver, a_credit(), "k4")["credit_note"]
    with pytest.raises(CreditNoteStays):
        credit_statement(issued, approver, a_credit(statement=note), "k5")


def test_a_credit_note_by_hand_stands_beside_the_month_s_own(
    issued: Database, desk: TestDesk, approver: Actor
) -> None:
    add_events(issued, desk, -30, at=datetime(2026, 11, 12, tzinfo=UTC))
    [drafted] = bill_month(issued, desk.tenant_id, NOVEMBER)
    credit_statement(issued, approver, a_credit(), "k1")
    again = bill_month(issued, desk.tenant_id, NOVEMBER)
    assert again == (drafted,)


def test_the_items_of_a_credit_note_sum_to_its_lines(issued: Database, approver: Actor) -> None:
    credit_statement(issued, approver, a_credit(), "k1")
    with issued.as_tenant(approver.tenant_id) as session:
        note = session.scalars(select(Statement).where(Statement.number == "2026-000002")).one()
        items, invoice = items_of(session, note.id), invoice_of(session, note.id)
        lines = session.scalars(
            select(StatementLine.credits_line_id).where(StatementLine.statement_id == note.id)
        ).all()
        credits_ = session.scalars(
            select(StatementItem.credit).where(StatementItem.statement_id == note.id)
        ).all()
    assert sum(item.net for item in items) == invoice.net == Decimal("240.55")
    assert all(lines)
    assert all(credits_)


def test_statements_are_listed_by_month_customer_and_state(
    issued: Database, desk: TestDesk, approver: Actor
) -> None:
    add_events(issued, desk, 10, at=LATER, contract="C-200")
    bill_month(issued, desk.tenant_id, NOVEMBER)

    def listed(**wanted: Any) -> list[str]:
        return [
            one.customer for one in list_statements(issued, approver, StatementFilter(**wanted))
        ]

    assert listed() == ["northwind", "fabrikam"]
    assert listed(month=OCTOBER) == ["fabrikam"]
    assert listed(customer="northwind") == ["northwind"]
    assert listed(state=StatementState.FINAL) == ["fabrikam"]
    with pytest.raises(NotAllowed):
        list_statements(issued, desk.clerk, StatementFilter())


def test_what_is_billed_to_nobody_yet_is_told_with_its_reason(
    shared_record: Database, desk: TestDesk, approver: Actor
) -> None:
    with shared_record.as_tenant(desk.tenant_id) as session:
        a_party(session, desk.tenant_id)
        an_event(session, desk.tenant_id)
        an_event(session, desk.tenant_id, "contract_fee_yearly", amount=None)
    bill_month(shared_record, desk.tenant_id)
    told = [(one.customer, one.item, one.net) for one in waiting_events(shared_record, approver)]
    assert told == [("fabrikam", "contract_fee", None), ("fabrikam", "surcharge", Decimal(100))]


def own(record: Database, desk: TestDesk, code: str) -> Actor:
    with record.as_tenant(desk.tenant_id) as session:
        return replace(desk.clerk, role=Role.CUSTOMER, customer_id=customer_id(session, code))


def test_a_customer_has_its_own_issued_statements_and_no_others(
    issued: Database, desk: TestDesk, approver: Actor
) -> None:
    add_events(issued, desk, 10, at=LATER)
    bill_month(issued, desk.tenant_id, NOVEMBER)
    fabrikam, northwind = (own(issued, desk, code) for code in ("fabrikam", "northwind"))
    assert [one.name for one in own_statements(issued, fabrikam)] == [INVOICE]
    assert own_statements(issued, northwind) == ()
    with pytest.raises(NotPrintedYet):
        own_file(issued, fabrikam, INVOICE, Ending.PDF)
    keep_paper(issued, desk)
    assert own_file(issued, fabrikam, INVOICE, Ending.PDF).content == b"%PDF-1"
    assert statement_file(issued, approver, INVOICE, Ending.PDF).file_name == f"{INVOICE}.pdf"
    for who in (northwind, approver):
        with pytest.raises(UnknownStatement):
            own_file(issued, who, INVOICE, Ending.PDF)


def keep_paper(record: Database, desk: TestDesk) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        session.add(
            Document(
                tenant_id=desk.tenant_id,
                key=f"statement/{INVOICE}/pdf",
                kind=Paper.STATEMENT,
                customer_id=customer_id(session, "fabrikam"),
                media_type="application/pdf",
                sha256="0" * 64,
                content=b"%PDF-1",
                made_at=AFTER_GRACE,
            )
        )
