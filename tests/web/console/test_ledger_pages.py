from datetime import date

import pytest
from sqlalchemy import select

from activities.finance.accruals import accrue
from activities.finance.chart_files import sample_chart
from desk.finance.chart import open_books
from models.parties import Customer
from tests.finance_books import CLOSER, NOW, Books, a_party, an_expected
from tests.web.console.front_desk import FrontDesk


@pytest.fixture(scope="module")
def ledger(front: FrontDesk) -> FrontDesk:
    """The console on books with one accrual of October."""
    record, tenant_id = front.walk.database, front.walk.desk.tenant_id
    with record.as_tenant(tenant_id) as session:
        customer = session.scalars(select(Customer.id).where(Customer.code == "fabrikam")).one()
        books = Books(record=record, tenant_id=tenant_id, customer_id=customer)
        open_books(session, tenant_id, sample_chart("bas"), NOW)
        session.add(a_party(tenant_id, valid_from=date(2019, 1, 1)))
        an_expected(session, books, "1234.50")
        accrue(session, tenant_id, date(2026, 10, 31), at=NOW, by=CLOSER)
    return front


def test_every_amount_leads_on_until_the_parcel_and_its_scan(ledger: FrontDesk) -> None:
    page = ledger.get("/finance/ledger?year=2026&month=2026-10", "finance").text
    assert '<a href="/finance/ledger/accounts/5710?month=2026-10">1,234.50</a>' in page
    account = ledger.get("/finance/ledger/accounts/5710?month=2026-10", "finance").text
    assert 'href="/finance/ledger/entries/A-2026-1"' in account
    voucher = ledger.get("/finance/ledger/entries/A-2026-1", "finance").text
    assert "scanned <time" in voucher
    assert "Take this voucher back" not in voucher


def test_the_accruals_tie_on_the_page_and_are_narrowed(ledger: FrontDesk) -> None:
    page = ledger.get("/finance/accruals?as_of=2026-10-31", "finance").text
    assert '<span class="badge good">ties</span>' in page
    assert "1,234.50 SEK" in page
    nothing = ledger.get("/finance/accruals?as_of=2026-10-30&month=x", "finance").text
    assert "Nothing is owed on this day." in nothing


def test_files_are_saved_and_strangers_refused(ledger: FrontDesk) -> None:
    file = ledger.get("/finance/ledger/journal.si?first=2026-10&last=2026-10", "finance")
    assert file.content.startswith(b"#FLAGGA 0\r\n")
    assert "journal-2026-10-2026-10.si" in file.headers["content-disposition"]
    table = ledger.get("/finance/ledger/journal.csv?first=2026-10", "finance")
    assert table.text.count("\n") == 3
    for path in ("ledger", "accruals", "ledger/accounts/5710", "ledger/entries/A-2026-1"):
        assert ledger.get(f"/finance/{path}", "clerk").status_code == 403
    assert ledger.get("/finance/ledger/accounts/99", "finance").status_code == 404
    assert ledger.post("/finance/ledger/entries/A-2026-1", {"on": "x"}, "finance").status_code in {
        403,
        422,
    }
