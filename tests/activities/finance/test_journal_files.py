"""A month of everything that is posted, as other programs read it."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.finance.accruals import accrue
from activities.finance.bill_posting import post_bill
from activities.finance.journal_reading import HEADINGS, journal_csv, sie_file
from activities.finance.reversals import post_reversal
from activities.finance.statement_posting import post_deferrals, post_statement
from models.finance.ledger import JournalEntry
from rules.finance.freight_words import ChargeClass, PayMode, Verdict
from rules.finance.money_words import VatCategory
from tests.finance_beancount import beancount_balances
from tests.finance_books import (
    CLOSER,
    NOVEMBER,
    NOW,
    OCTOBER,
    Billed,
    Books,
    a_rate,
    an_approved_bill,
    an_expected,
    balances,
)
from tests.finance_claims import a_claim
from tests.finance_sie import read_sie
from tests.finance_statements import Sold, a_final_statement

LAST = date(2026, 10, 31)


@pytest.fixture
def month(books: Books, session: Session) -> Session:
    """Accruals, bills, a claim, euros, statements, income that is kept, and a correction."""
    a_rate(session, books, "EUR", date(2026, 10, 12), "11.10")
    a_rate(session, books, "EUR", LAST, "11.2345")
    parcels = [an_expected(session, books, f"{90 + n}.{n:02d}") for n in range(12)]
    euro = an_expected(session, books, "17.35", currency="EUR")
    accrue(session, books.tenant_id, LAST, at=NOW, by=CLOSER)
    charges = [Billed(net=f"{one.amount + 1}", expected=one) for one in parcels[:6]]
    charges.append(Billed(net="40.00", verdict=Verdict.DUTY, charge_class=ChargeClass.DUTY))
    bills = [
        an_approved_bill(session, books, charges),
        an_approved_bill(session, books, [Billed(net="18.00", expected=euro)], currency="EUR"),
        an_approved_bill(session, books, [Billed(net="300.00", expected=parcels[7])]),
    ]
    a_claim(session, bills[2], "203.00", PayMode.PAY_AND_CLAIM)
    entries = [post_bill(session, bill.id, on=LAST, at=NOW, by=CLOSER) for bill in bills]
    assert entries[0] is not None
    post_reversal(session, entries[0].id, LAST, "Fel konto – åtgärdat", at=NOW, by=CLOSER)
    post_bill(session, bills[0].id, on=LAST, at=NOW, by=CLOSER)
    fee = Sold(item="contract_fee", net="1200.00", ends=date(2027, 9, 30))
    abroad = Sold(item="freight", net="77.77", category=VatCategory.REVERSE_CHARGE)
    for lines, changes in (([fee, abroad], {}), ([abroad], {"currency": "EUR"})):
        statement = a_final_statement(session, books, lines, **changes)
        post_statement(session, statement.id, at=NOW, by=CLOSER)
    post_deferrals(session, books.tenant_id, NOVEMBER, at=NOW, by=CLOSER)
    return session


def test_item_10_sie_every_voucher_sums_to_nought_and_all_together_are_the_ledger(
    month: Session,
) -> None:
    read = read_sie(sie_file(month, OCTOBER, NOVEMBER, date(2026, 12, 1)))
    assert len(read.vouchers) == month.scalar(select(func.count(JournalEntry.id)))
    assert {sum(row[1] for row in one.rows) for one in read.vouchers} == {0}
    sums: dict[str, Decimal] = {}
    for one in read.vouchers:
        for account, amount, _ in one.rows:
            sums[account] = sums.get(account, Decimal(0)) + amount
    assert {account: amount for account, amount in sums.items() if amount} == balances(month)
    assert set(sums) == {words[0] for words in read.records["#KONTO"]}
    assert read.records["#FNAMN"] == [["Åkerö Support & Räddning AB"]]
    assert "Fel konto - åtgärdat (takes back L-2026-1)" in {one.text for one in read.vouchers}


def test_item_10_sie_of_one_month_has_that_month_only(month: Session) -> None:
    read = read_sie(sie_file(month, OCTOBER, OCTOBER, date(2026, 12, 1)))
    assert {one.day[:6] for one in read.vouchers} == {"202610"}
    again = sie_file(month, OCTOBER, OCTOBER, date(2026, 12, 1))
    assert again == sie_file(month, OCTOBER, OCTOBER, date(2026, 12, 1))


def test_another_program_finds_no_error_and_the_same_balances(
    month: Session, tmp_path: Path
) -> None:
    found, count = beancount_balances(month, tmp_path)
    assert found == balances(month)
    assert count == month.scalar(select(func.count(JournalEntry.id)))


def test_the_table_has_a_row_for_each_line_and_no_formula(month: Session) -> None:
    rows = list(csv.DictReader(io.StringIO(journal_csv(month, OCTOBER, NOVEMBER))))
    assert tuple(rows[0]) == HEADINGS
    assert sum(Decimal(row["amount"]) for row in rows) == 0
    parcel = next(row for row in rows if row["account"] == "2990")
    assert (parcel["carrier"], parcel["posting"]) == ("practice", "accrual")
    assert parcel["tracking"].startswith("PC")
    assert {row["month"] for row in rows} == {"2026-10", "2026-11"}
