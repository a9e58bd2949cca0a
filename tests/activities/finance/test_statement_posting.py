from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.reversals import PostedSince, post_reversal
from activities.finance.statement_posting import (
    StatementNotFinal,
    post_deferrals,
    post_statement,
)
from models.finance.ledger import JournalEntry, JournalLine
from models.finance.statements import Statement
from rules.finance.money_words import StatementKind, StatementState, VatCategory
from rules.local_month import next_month
from tests.finance_books import (
    CLOSER,
    NOVEMBER,
    NOW,
    OCTOBER,
    Books,
    a_rate,
    balances,
    close,
)
from tests.finance_statements import ISSUED, Sold, a_final_statement

LATER = date(2026, 12, 31)


def post_it(session: Session, statement: Statement) -> JournalEntry | None:
    return post_statement(session, statement.id, at=NOW, by=CLOSER)


def earn(session: Session, books: Books, month: date) -> int:
    return post_deferrals(session, books.tenant_id, month, at=NOW, by=CLOSER)


def kronor(**accounts: str) -> dict[str, Decimal]:
    return {name[1:]: Decimal(amount) for name, amount in accounts.items()}


def test_a_statement_is_receivable_against_income_by_item_and_vat(
    books: Books, session: Session
) -> None:
    statement = a_final_statement(
        session,
        books,
        [
            Sold(item="freight", net="100.00"),
            Sold(item="packaging", net="20.00"),
            Sold(item="device", net="4990.00"),
            Sold(item="repair", net="800.00"),
            Sold(item="unreturned", net="3000.00"),
            Sold(item="seats", net="39.00"),
        ],
    )
    entry = post_it(session, statement)
    assert entry is not None
    assert (entry.series, entry.number, entry.posted_on) == ("K", 1, ISSUED)
    assert balances(session) == kronor(
        a1510="11186.25",
        a2611="-2237.25",
        a3010="-39.00",
        a3011="-800.00",
        a3050="-4990.00",
        a3510="-20.00",
        a3520="-100.00",
        a3590="-3000.00",
    )
    assert post_it(session, statement) is None


def test_sales_without_vat_have_an_account_of_their_own(books: Books, session: Session) -> None:
    sold = Sold(item="freight", net="100.00", category=VatCategory.REVERSE_CHARGE)
    post_it(session, a_final_statement(session, books, [sold]))
    assert balances(session) == kronor(a1510="100.00", a3308="-100.00")


def test_a_credit_note_takes_the_same_accounts_back(books: Books, session: Session) -> None:
    invoice = a_final_statement(session, books, [Sold(item="freight", net="100.00")])
    post_it(session, invoice)
    credit = a_final_statement(
        session,
        books,
        [Sold(item="freight", net="40.00")],
        kind=StatementKind.CREDIT_NOTE,
        credits_id=invoice.id,
        because="Never sent.",
    )
    post_it(session, credit)
    assert balances(session) == kronor(a1510="75.00", a2611="-15.00", a3520="-60.00")


def test_a_fee_paid_ahead_is_income_by_days_and_earned_to_the_last_cent(
    books: Books, session: Session
) -> None:
    """1000.00 over 365 days from 15 October: 17 days, 30 days, 31 … and 14 in the last October."""
    fee = Sold(
        item="contract_fee", net="1000.00", begins=date(2026, 10, 15), ends=date(2027, 10, 14)
    )
    post_it(session, a_final_statement(session, books, [fee]))
    # 1000.00 x 17 / 365 = 46.575...
    assert balances(session) == kronor(
        a1510="1250.00", a2611="-250.00", a2970="-953.42", a3010="-46.58"
    )
    month, earned = NOVEMBER, []
    for _ in range(12):
        assert earn(session, books, month) == 1
        assert earn(session, books, month) == 0
        earned.append(balances(session).get("2970", Decimal(0)))
        month = next_month(month)
    # 30 days of November: 82.19; nothing is left after the last of the term.
    assert earned[0] == Decimal("-871.23")
    assert earned[-1] == 0
    assert balances(session)["3010"] == Decimal("-1000.00")


def test_income_of_a_closed_month_is_earned_in_the_open_one_and_keeps_its_month(
    books: Books, session: Session
) -> None:
    fee = Sold(item="contract_fee", net="300.00", ends=LATER)
    post_it(session, a_final_statement(session, books, [fee]))
    close(session, books, NOVEMBER)
    assert earn(session, books, NOVEMBER) == 1
    entry = session.scalars(select(JournalEntry).where(JournalEntry.posting == "deferral")).one()
    assert entry.posted_on == date(2026, 12, 1)
    months = select(JournalLine.service_month).where(JournalLine.entry_id == entry.id)
    assert set(session.scalars(months)) == {NOVEMBER}


def test_a_credited_fee_gives_back_what_was_earned_and_what_is_kept(
    books: Books, session: Session
) -> None:
    fee = Sold(item="contract_fee", net="920.00", ends=LATER)
    invoice = a_final_statement(session, books, [fee])
    post_it(session, invoice)
    credit = a_final_statement(
        session,
        books,
        [fee],
        kind=StatementKind.CREDIT_NOTE,
        credits_id=invoice.id,
        because="The contract never began.",
    )
    post_it(session, credit)
    assert balances(session) == {}
    assert earn(session, books, date(2026, 12, 1)) == 4
    assert balances(session) == {}


def test_a_statement_in_euro_keeps_both_amounts_and_states_its_vat_in_kronor(
    books: Books, session: Session
) -> None:
    a_rate(session, books, "EUR", ISSUED, "11.2345")
    statement = a_final_statement(
        session,
        books,
        [Sold(item="freight", net="10.01"), Sold(item="packaging", net="10.01")],
        currency="EUR",
        vat_own=Decimal("56.26"),
    )
    post_it(session, statement)
    # 25.03 EUR gross is 281.20; the lines are 112.46 each, the VAT is stated as 56.26.
    assert balances(session) == kronor(
        a1510="281.20", a2611="-56.26", a3510="-112.46", a3520="-112.46", a3960="-0.02"
    )


def test_a_statement_of_a_closed_month_is_posted_in_the_first_open_one(
    books: Books, session: Session
) -> None:
    close(session, books, OCTOBER)
    entry = post_it(session, a_final_statement(session, books, [Sold(item="freight", net="10.00")]))
    assert entry is not None
    assert entry.posted_on == NOVEMBER


def test_a_draft_is_not_posted(books: Books, session: Session) -> None:
    statement = a_final_statement(session, books, [Sold(item="freight", net="10.00")])
    draft = Statement(
        tenant_id=books.tenant_id,
        kind=StatementKind.INVOICE,
        state=StatementState.DRAFT,
        customer_id=books.customer_id,
        month=NOVEMBER,
        buyer_id=statement.buyer_id,
        seller_id=statement.seller_id,
        currency="SEK",
        net=0,
        vat=0,
        gross=0,
        drafted_at=NOW,
    )
    session.add(draft)
    session.flush()
    with pytest.raises(StatementNotFinal):
        post_it(session, draft)


def test_a_reversed_statement_is_posted_anew_with_what_it_keeps(
    books: Books, session: Session
) -> None:
    fee = Sold(item="contract_fee", net="920.00", ends=LATER)
    statement = a_final_statement(session, books, [fee])
    entry = post_it(session, statement)
    before = balances(session)
    assert entry is not None
    post_reversal(session, entry.id, ISSUED, "a wrong account", at=NOW, by=CLOSER)
    assert balances(session) == {}
    assert earn(session, books, NOVEMBER) == 0
    again = post_it(session, statement)
    assert again is not None
    assert balances(session) == before
    assert earn(session, books, NOVEMBER) == 1
    with pytest.raises(PostedSince):
        post_reversal(session, again.id, ISSUED, "too late", at=NOW, by=CLOSER)
