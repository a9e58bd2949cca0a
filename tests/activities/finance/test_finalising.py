import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from activities.finance.exchange import NoExchangeRate
from activities.finance.finalising import (
    StatementInGrace,
    VatNumberMissing,
    finalise,
    invoice_of,
    items_of,
)
from models.finance.ledger import ExchangeRate
from models.finance.statements import BillingParty, Statement, StatementItem, StatementLine
from rules.finance.invoices import InvoiceHasNoLines
from rules.finance.money_words import StatementKind, StatementState, VatCategory
from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.statements import (
    AFTER_GRACE,
    FRENCH,
    NOVEMBER,
    PAYER,
    a_party,
    an_event,
    bill_month,
    found_parties,
    issue_month,
    the_statement,
)

BY = "finance@acme.example"


@pytest.fixture
def desk(empty_database: str, record: Database) -> TestDesk:
    desk = found_desk(empty_database, record)
    found_parties(record, desk.tenant_id)
    return desk


def add_event(record: Database, desk: TestDesk, **said: Any) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        an_event(session, desk.tenant_id, **said)


def draft(record: Database, desk: TestDesk, **said: Any) -> uuid.UUID:
    add_event(record, desk, **said)
    [one] = bill_month(record, desk.tenant_id)
    return one


def issue(record: Database, desk: TestDesk, one: uuid.UUID, at: datetime = AFTER_GRACE) -> str:
    with record.as_tenant(desk.tenant_id) as session:
        return finalise(session, one, at=at, by=BY)


def statement(record: Database, desk: TestDesk, one: uuid.UUID) -> Statement:
    with record.as_tenant(desk.tenant_id) as session:
        return the_statement(session, one)


def test_item_9_a_final_statement_has_its_number_its_days_and_its_vat(
    record: Database, desk: TestDesk
) -> None:
    one = draft(record, desk)
    assert issue(record, desk, one) == "2026-000001"
    row = statement(record, desk, one)
    assert (row.state, row.final_at, row.final_by) == (StatementState.FINAL, AFTER_GRACE, BY)
    assert (row.issued_on, row.due_on) == (date(2026, 11, 10), date(2026, 12, 10))
    assert (row.net, row.vat, row.gross) == (Decimal(100), Decimal(25), Decimal(125))
    assert row.vat_own is None


def test_a_statement_is_issued_once_however_often_it_is_asked_for(
    record: Database, desk: TestDesk
) -> None:
    one = draft(record, desk)
    numbers = {issue(record, desk, one, AFTER_GRACE + timedelta(days=day)) for day in range(3)}
    assert numbers == {"2026-000001"}
    assert statement(record, desk, one).issued_on == date(2026, 11, 10)


def test_item_9_nothing_is_issued_within_its_grace(record: Database, desk: TestDesk) -> None:
    one = draft(record, desk)
    until = statement(record, desk, one).grace_until
    assert until is not None
    with pytest.raises(StatementInGrace, match="2026-11-03 23:00"):
        issue(record, desk, one, until - timedelta(seconds=1))
    assert issue(record, desk, one, until) == "2026-000001"


def test_the_day_of_issue_is_that_of_the_tenant_s_own_zone(
    record: Database, desk: TestDesk
) -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # 1 January in Stockholm
    one = draft(record, desk)
    assert issue(record, desk, one, new_year) == "2027-000001"


def test_item_9_numbers_have_no_gaps_in_a_year_whoever_issues_at_once(
    empty_database: str, desk: TestDesk
) -> None:
    record = Database(empty_database.replace("swapdesk_owner", "swapdesk_runtime"), connections=6)
    for currency in ("SEK", "DKK", "NOK", "EUR", "USD", "GBP"):
        add_event(record, desk, currency=currency)
        rate(record, desk, currency)
    drafts = bill_month(record, desk.tenant_id)
    together = threading.Barrier(len(drafts))

    def run(one: uuid.UUID) -> str:
        together.wait()
        return issue(record, desk, one)

    with ThreadPoolExecutor(len(drafts)) as pool:
        numbers = sorted(pool.map(run, drafts))
    assert numbers == [f"2026-{number:06d}" for number in range(1, 7)]
    record.close()


def rate(record: Database, desk: TestDesk, currency: str, day: date = date(2026, 11, 9)) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        session.add(
            ExchangeRate(
                tenant_id=desk.tenant_id,
                id=uuid.uuid4(),
                currency=currency,
                day=day,
                rate=Decimal("11.2345"),
                source="a central bank",
                recorded_at=AFTER_GRACE,
                recorded_by=BY,
            )
        )


def test_a_failed_issue_leaves_no_gap(record: Database, desk: TestDesk) -> None:
    failing = draft(record, desk, currency="EUR")
    with pytest.raises(NoExchangeRate):
        issue(record, desk, failing)
    add_event(record, desk)
    sek = next(one for one in bill_month(record, desk.tenant_id) if one != failing)
    assert issue(record, desk, sek) == "2026-000001"


def test_item_9_vat_is_told_in_the_seller_s_currency_when_the_statement_is_in_another(
    record: Database, desk: TestDesk
) -> None:
    rate(record, desk, "EUR")
    one = draft(record, desk, currency="EUR")
    issue(record, desk, one)
    row = statement(record, desk, one)
    assert (row.vat, row.vat_own) == (Decimal(25), Decimal("280.86"))  # 25 x 11.2345, half up
    with record.as_tenant(desk.tenant_id) as session:
        invoice = invoice_of(session, one)
    assert (invoice.currency, invoice.own_currency, invoice.own_vat) == ("EUR", "SEK", row.vat_own)


def test_item_9_vat_is_counted_once_on_the_summed_base(record: Database, desk: TestDesk) -> None:
    for number in range(3):  # 0.10 each: 0.03 and 0.03 and 0.03 by the line
        add_event(record, desk, amount=Decimal("0.10"), key=f"contract/C-100/{number}/{number}")
    [one] = bill_month(record, desk.tenant_id)
    issue(record, desk, one)
    assert statement(record, desk, one).vat == Decimal("0.08")


def test_item_9_reverse_charge_names_both_vat_numbers(record: Database, desk: TestDesk) -> None:
    one = draft(record, desk, contract="C-200")
    issue(record, desk, one)
    with record.as_tenant(desk.tenant_id) as session:
        invoice = invoice_of(session, one)
    [group] = invoice.groups
    assert group.category is VatCategory.REVERSE_CHARGE
    assert (group.vat, invoice.gross) == (Decimal(0), Decimal(100))
    assert (invoice.seller.vat_number, invoice.buyer.vat_number) == (
        "SE556677889901",
        FRENCH["vat_number"],
    )
    assert (invoice.locale, invoice.buyer.email) == ("fr", PAYER.email)


@pytest.mark.parametrize("whose", ["", "northwind"])
def test_item_9_reverse_charge_without_a_vat_number_is_not_issued(
    empty_database: str, record: Database, whose: str
) -> None:
    desk = found_desk(empty_database, record, code="beta")
    nameless = {"vat_number": ""}
    with record.as_tenant(desk.tenant_id) as session:
        a_party(session, desk.tenant_id, **({} if whose else nameless))
        a_party(session, desk.tenant_id, "northwind", **FRENCH | (nameless if whose else {}))
    one = draft(record, desk, contract="C-200")
    with pytest.raises(VatNumberMissing):
        issue(record, desk, one)
    assert statement(record, desk, one).number is None


def test_a_statement_without_a_line_is_not_issued(record: Database, desk: TestDesk) -> None:
    one = draft(record, desk)
    with record.as_tenant(desk.tenant_id) as session:
        session.execute(delete(StatementItem))
        session.execute(delete(StatementLine))
    with pytest.raises(InvoiceHasNoLines):
        issue(record, desk, one)


CHANGES = (
    update(Statement).values(net=1, gross=1),
    update(Statement).values(state=StatementState.DRAFT, number=None),
    delete(Statement),
    update(StatementLine).values(net=1),
    delete(StatementLine),
    update(StatementItem).values(net=1),
    delete(StatementItem),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change).split(" SET")[0])
def test_item_9_a_final_statement_never_changes(
    record: Database, desk: TestDesk, change: Any
) -> None:
    one = draft(record, desk)
    issue(record, desk, one)
    with (
        pytest.raises(DBAPIError, match=r"final statement never changes|violates"),
        record.as_tenant(desk.tenant_id) as session,
    ):
        session.execute(change)
    assert statement(record, desk, one).net == Decimal(100)


def test_nothing_is_added_to_a_final_statement(record: Database, desk: TestDesk) -> None:
    one = draft(record, desk)
    issue(record, desk, one)
    columns = ", ".join(column.name for column in StatementLine.__table__.columns)
    values = columns.replace("id,", "gen_random_uuid(),", 2).replace(
        "tenant_gen_random_uuid()", "tenant_id"
    )
    values = values.replace(" line,", " 2,")
    with (
        pytest.raises(DBAPIError, match="final statement never changes"),
        record.as_tenant(desk.tenant_id) as session,
    ):
        session.execute(
            text(f"INSERT INTO statement_lines ({columns}) SELECT {values} FROM statement_lines")
        )


def test_the_month_s_second_run_leaves_what_was_issued_as_it_is(
    record: Database, desk: TestDesk
) -> None:
    add_event(record, desk)
    [(one, number)] = issue_month(record, desk.tenant_id).items()
    assert issue_month(record, desk.tenant_id) == {}
    row = statement(record, desk, one)
    assert (row.number, row.net) == (number, Decimal(100))


def test_a_credit_note_names_its_invoice_and_has_no_day_to_be_paid_by(
    record: Database, desk: TestDesk
) -> None:
    add_event(record, desk)
    issue_month(record, desk.tenant_id)
    add_event(record, desk, amount=Decimal(-40), at=datetime(2026, 11, 2, tzinfo=UTC))
    [note] = issue_month(record, desk.tenant_id, NOVEMBER, datetime(2026, 12, 9, tzinfo=UTC))
    with record.as_tenant(desk.tenant_id) as session:
        invoice, items = invoice_of(session, note), items_of(session, note)
    assert (invoice.kind, invoice.number) == (StatementKind.CREDIT_NOTE, "2026-000002")
    assert (invoice.credits_number, invoice.credits_on) == ("2026-000001", date(2026, 11, 10))
    assert (invoice.due_on, invoice.net) == (None, Decimal(40))
    assert [item.net for item in items] == [Decimal(40)]


def test_a_draft_can_be_read_as_an_invoice_without_a_number(
    record: Database, desk: TestDesk
) -> None:
    one = draft(record, desk)
    with record.as_tenant(desk.tenant_id) as session:
        invoice = invoice_of(session, one)
        buyer = session.scalars(
            select(BillingParty).where(BillingParty.customer_id.is_not(None)).limit(1)
        ).one()
    assert (invoice.number, invoice.issued_on) == ("", date(2026, 11, 10))
    assert invoice.buyer_reference == "PO-4711"
    assert buyer.currency == "SEK"
