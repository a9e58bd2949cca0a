from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from activities.finance.accruals import accrue
from activities.finance.chart_files import FOLDER, ChartInvalid, read_chart, sample_chart
from desk.actors import Actor
from desk.finance.accrual_view import accrual_page
from desk.finance.chart import ChartContradicts, open_books
from desk.finance.corrections import ReversalForm, reverse_entry
from desk.finance.exchange_rates import BadRate, RateForm, RateStands, record_rate
from desk.finance.ledger import account_page, list_accounts, list_entries
from desk.finance.ledger_entry import NoSuchVoucher, entry_view
from desk.refusals import NotAllowed
from models.parties import Role
from rules.finance.money_words import FinanceDuty
from runtime.database import Database
from tests.finance_books import CLOSER, NOW, OCTOBER, Books, an_expected, opened_books

LAST = date(2026, 10, 31)
CHART = FOLDER / "bas.yaml"


@pytest.fixture
def books(empty_database: str, record: Database) -> Books:
    return opened_books(empty_database, record)


@pytest.fixture
def approver(books: Books) -> Actor:
    return Actor(
        tenant_id=books.tenant_id,
        tenant="acme",
        name="approver@acme.example",
        role=Role.FINANCE,
        duty=FinanceDuty.APPROVER,
    )


def accrued(books: Books) -> None:
    with books.record.as_tenant(books.tenant_id) as session:
        an_expected(session, books, "100.00")
        accrue(session, books.tenant_id, LAST, at=NOW, by=CLOSER)


def test_an_amount_leads_from_its_account_to_the_parcel_and_its_scan(
    books: Books, approver: Actor
) -> None:
    accrued(books)
    accounts = list_accounts(books.record, approver, 2026)
    assert (accounts.total, accounts.moved) == (Decimal(0), (10,))
    assert next(row.months[9] for row in accounts.items if row.number == "5710") == 100
    [line] = account_page(books.record, approver, "5710", month=OCTOBER).items
    assert (line.voucher, line.amount) == ("A-2026-1", Decimal("100.00"))
    assert [row.voucher for row in list_entries(books.record, approver, OCTOBER).items] == [
        "A-2026-1"
    ]
    entry = entry_view(books.record, approver, line.voucher)
    assert entry.lines[0].tracking.startswith("PC")
    assert entry.lines[0].scanned_at == datetime(2026, 10, 12, 12, 0, tzinfo=UTC)
    assert accrual_page(books.record, approver, LAST).report.ties


def test_an_approver_takes_a_voucher_back_once_and_says_why(books: Books, approver: Actor) -> None:
    accrued(books)
    form = ReversalForm(voucher="A-2026-1", on=LAST, because="A wrong card.")
    answers = [reverse_entry(books.record, approver, form, key, NOW) for key in ("k", "k", "l")]
    assert answers == [{"voucher": "R-2026-1"}] * 3
    assert entry_view(books.record, approver, "A-2026-1").reversed_by == "R-2026-1"
    with pytest.raises(NotAllowed):
        reverse_entry(books.record, replace(approver, duty=FinanceDuty.IMPORTER), form, "m", NOW)
    with pytest.raises(NoSuchVoucher):
        entry_view(books.record, approver, "L-2026-1")


def test_a_rate_is_recorded_with_its_source_and_no_other_for_the_day(
    books: Books, approver: Actor
) -> None:
    form = RateForm(currency="EUR", day=LAST, rate=Decimal("11.2345"), source="Riksbank")
    told = {"currency": "EUR", "day": "2026-10-31", "rate": "11.2345", "source": "Riksbank"}
    for key in ("k", "k", "l"):
        assert record_rate(books.record, approver, form, key, NOW) == told
    with pytest.raises(RateStands, match=r"11\.2345"):
        record_rate(books.record, approver, replace(form, rate=Decimal(12)), "m", NOW)
    for wrong in (Decimal(0), Decimal("NaN"), Decimal("0.123456789")):
        with pytest.raises(BadRate):
            record_rate(books.record, approver, replace(form, rate=wrong), "n", NOW)


def test_a_chart_is_loaded_once_and_contradicts_nothing(books: Books) -> None:
    chart = sample_chart("bas")
    with books.record.as_tenant(books.tenant_id) as session:
        assert open_books(session, books.tenant_id, chart, NOW) == 0
        other = replace(chart.uses[0], account="2440")
        with pytest.raises(ChartContradicts, match="1510"):
            open_books(session, books.tenant_id, replace(chart, uses=(other,)), NOW)
        later = replace(other, valid_from=date(2027, 1, 1))
        assert open_books(session, books.tenant_id, replace(chart, uses=(later,)), NOW) == 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('account: "1510"', 'account: "1511"', r"line \d+: uses\.0\.account: the chart has no"),
        ("use: payables", "use: receivables", "begins twice"),
        ("kind: asset", "kind: assett", "chart.yaml, line 5"),
        ("uses:", "used:", "not known here"),
        ("  - {use: rounding", "  # - {use: rounding", "no account is named for: rounding"),
    ],
)
def test_a_chart_with_a_mistake_is_refused_with_its_line(old: str, new: str, told: str) -> None:
    text = CHART.read_text(encoding="utf-8").replace(old, new, 1)
    with pytest.raises(ChartInvalid, match=told):
        read_chart(text, "chart.yaml")
