from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.finance.posting import MonthClosed, NoAccountFor, UnknownAccount, post
from models.finance.ledger import AccountUse, JournalEntry, JournalLine
from rules.finance.money_words import Posting, Series, Use
from rules.finance.vouchers import Foreign, Voucher, VoucherLine
from runtime.database import Database
from tests.finance_books import CLOSER, NOVEMBER, NOW, OCTOBER, Books, close
from tests.finance_hand import by_hand

DAY = date(2026, 10, 31)


def posted(session: Session, books: Books, voucher: Voucher) -> JournalEntry | None:
    return post(session, books.tenant_id, voucher, at=NOW, by=CLOSER)


def numbered(session: Session, books: Books, key: str, on: date) -> int | None:
    entry = posted(session, books, by_hand(key, "5710", "2440", "1.00", on))
    return entry.number if entry else None


def test_a_key_is_posted_once_and_uses_up_one_number(books: Books, session: Session) -> None:
    numbers = [numbered(session, books, key, DAY) for key in ("a", "a", "b")]
    assert numbers == [1, None, 2]
    assert numbered(session, books, "c", date(2027, 1, 1)) == 1
    assert numbered(session, books, "d", DAY) == 3


def test_a_transaction_that_fails_leaves_no_gap(books: Books) -> None:
    for key in ("a", "b"):
        with books.record.as_tenant(books.tenant_id) as session:
            numbered(session, books, key, DAY)
            if key == "a":
                session.rollback()
    with books.record.as_tenant(books.tenant_id) as session:
        assert session.scalars(select(JournalEntry.number)).all() == [1]


def test_twenty_threads_post_each_key_once_under_numbers_without_gaps(
    books: Books, record_url: str
) -> None:
    database = Database(record_url, connections=20)

    def work(thread: int) -> None:
        for turn in range(10):
            with database.as_tenant(books.tenant_id) as session:
                # Every key is wanted by four threads at once.
                numbered(session, books, f"{(thread + turn) % 5}/{thread % 5}/{turn}", DAY)

    with ThreadPoolExecutor(20) as threads:
        list(threads.map(work, range(20)))
    database.close()
    with books.record.as_tenant(books.tenant_id) as session:
        numbers = session.scalars(select(JournalEntry.number).order_by(JournalEntry.number)).all()
        keys = session.scalar(select(func.count(JournalEntry.key.distinct())))
    assert numbers == list(range(1, 51))
    assert keys == 50


def test_the_account_is_the_newest_of_its_use_on_the_day(books: Books, session: Session) -> None:
    newer = AccountUse(
        tenant_id=books.tenant_id, use=Use.PAYABLES, account="2990", valid_from=NOVEMBER
    )
    session.add(newer)
    session.flush()
    for key, on in (("old", DAY), ("new", NOVEMBER)):
        lines = (
            VoucherLine(use=Use.FREIGHT_COST, amount=Decimal(5)),
            VoucherLine(use=Use.PAYABLES, amount=Decimal(-5)),
        )
        voucher = Voucher(
            key=key, series=Series.BILLS, posting=Posting.BILL, on=on, text=key, lines=lines
        )
        posted(session, books, voucher)
    accounts = session.scalars(
        select(JournalLine.account).where(JournalLine.amount < 0).order_by(JournalLine.id)
    ).all()
    assert accounts == ["2440", "2990"]


def test_what_a_line_is_about_is_kept_with_it(books: Books, session: Session) -> None:
    foreign = Foreign(amount=Decimal("10.00"), currency="EUR", rate=Decimal("11.2345"))
    about = VoucherLine(
        use=Use.FREIGHT_COST,
        amount=Decimal("112.35"),
        text="x" * 300,
        foreign=foreign,
        customer_id=books.customer_id,
        shipment_id=7,
        expected_id=8,
        charge_id=9,
        service_month=OCTOBER,
    )
    plain = VoucherLine(use=Use.PAYABLES, amount=Decimal("-112.35"))
    voucher = Voucher(
        key="k",
        series=Series.BILLS,
        posting=Posting.BILL,
        on=NOVEMBER,
        text="a bill",
        lines=(about, plain),
    )
    posted(session, books, voucher)
    first, second = session.scalars(select(JournalLine).order_by(JournalLine.line)).all()
    assert (first.line, first.foreign_amount, first.foreign_currency) == (1, Decimal(10), "EUR")
    assert (first.rate, len(first.text), first.customer_id) == (
        Decimal("11.2345"),
        200,
        books.customer_id,
    )
    assert (first.shipment_id, first.expected_id, first.charge_id) == (7, 8, 9)
    assert (first.service_month, second.service_month) == (OCTOBER, None)
    assert (second.line, second.foreign_amount, second.foreign_currency) == (2, None, "")


def test_a_closed_month_an_unknown_account_and_a_use_without_one_are_refused_by_name(
    books: Books, session: Session
) -> None:
    close(session, books, OCTOBER)
    with pytest.raises(MonthClosed, match="2026-10 is closed"):
        posted(session, books, by_hand("a", "5710", "2440", "1.00", DAY))
    with pytest.raises(UnknownAccount, match="9998"):
        posted(session, books, by_hand("b", "9998", "2440", "1.00", NOVEMBER))
    early = VoucherLine(use=Use.FREIGHT_COST, amount=Decimal(1))
    other = VoucherLine(use=None, account="2440", amount=Decimal(-1))
    voucher = Voucher(
        key="c",
        series=Series.BILLS,
        posting=Posting.BILL,
        on=date(2019, 1, 1),
        text="early",
        lines=(early, other),
    )
    with pytest.raises(NoAccountFor, match="freight_cost"):
        posted(session, books, voucher)
