from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from activities.finance.accruals import accrue
from activities.finance.chart_files import FOLDER
from models.parties import Customer
from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import ADMIN, CLERK, Terminal
from tests.finance_books import CLOSER, NOW, Books, a_party, an_expected
from tests.finance_sie import read_sie

AS_ADMIN = ("--as", ADMIN)


@pytest.fixture
def month(books: Database, desk: TestDesk, swapdesk: Terminal) -> Terminal:
    """A terminal on books with the sample chart and one accrual of October."""
    assert swapdesk("ledger", "chart", str(FOLDER / "bas.yaml"), *AS_ADMIN).out == "bas: 40 new.\n"
    with books.as_tenant(desk.tenant_id) as session:
        customer = session.scalars(select(Customer.id).where(Customer.code == "fabrikam")).one()
        own = Books(record=books, tenant_id=desk.tenant_id, customer_id=customer)
        session.add(a_party(desk.tenant_id))
        an_expected(session, own, "100.00")
        accrue(session, desk.tenant_id, date(2026, 10, 31), at=NOW, by=CLOSER)
    return swapdesk


def test_the_books_are_shown_from_accounts_to_a_voucher(month: Terminal) -> None:
    accounts = month("ledger", "accounts", "2026", *AS_ADMIN).out.splitlines()
    assert accounts[0] == "2990             -100.00  Upplupna fraktkostnader"
    assert accounts[-1] == "all                 0.00"
    [voucher] = month("ledger", "entries", "2026-10", *AS_ADMIN).out.splitlines()
    assert voucher.startswith("A-2026-1  2026-10-31          100.00  2 lines")
    assert "5710" in month("ledger", "show", "A-2026-1", *AS_ADMIN).out
    accruals = month("ledger", "accruals", "2026-10-31", *AS_ADMIN)
    assert "expected 100.00, ledger 100.00 SEK, they tie." in accruals.out


def test_the_journal_is_written_for_other_systems(month: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "october.si"
    month("ledger", "sie", "2026-10", "--out", str(file), *AS_ADMIN)
    assert len(read_sie(file.read_bytes()).vouchers) == 1
    table = tmp_path / "october.csv"
    month("ledger", "csv", "2026-10", "--out", str(table), *AS_ADMIN)
    assert len(table.read_text(encoding="utf-8").splitlines()) == 3


def test_a_rate_is_typed_once_and_what_is_not_allowed_is_refused(month: Terminal) -> None:
    rate = ("ledger", "rate", "eur", "2026-10-30", "11.2345", "--source", "Riksbank")
    assert month(*rate, *AS_ADMIN).out == "EUR on 2026-10-30: 11.2345 (Riksbank).\n"
    assert month("ledger", "rate", "EUR", "2026-10-30", "x", "--source", "y", *AS_ADMIN).code == 2
    assert month("ledger", "accounts", "2026", "--as", CLERK, "--json").error == "not-allowed"
    refused = month("ledger", "reverse", "A-2026-1", "2026-10-31", "--because", "x", *AS_ADMIN)
    assert refused.code == 1
