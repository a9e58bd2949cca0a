"""A voucher of two lines posted by hand, for tests."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from activities.finance.posting import post
from models.finance.ledger import JournalEntry
from rules.finance.money_words import Posting, Series
from rules.finance.vouchers import Voucher, VoucherLine
from tests.finance_books import CLOSER, NOW, Books


def by_hand(
    key: str, debit: str, credit: str, amount: str, on: date, text: str = "by hand"
) -> Voucher:
    """So much from one account to another."""
    return Voucher(
        key=key,
        series=Series.CORRECTIONS,
        posting=Posting.ACCRUAL,
        on=on,
        text=text,
        lines=(
            VoucherLine(use=None, account=debit, amount=Decimal(amount), text=text),
            VoucherLine(use=None, account=credit, amount=-Decimal(amount), text=text),
        ),
    )


def post_by_hand(
    session: Session, books: Books, debit: str, credit: str, amount: str, on: date
) -> JournalEntry | None:
    """Posted under a key of its own."""
    voucher = by_hand(f"{debit}/{credit}/{amount}/{on}", debit, credit, amount, on)
    return post(session, books.tenant_id, voucher, at=NOW, by=CLOSER)
