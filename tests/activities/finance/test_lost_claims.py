from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from activities.finance.bill_posting import post_bill
from activities.finance.lost_claims import post_lost_claims
from rules.finance.freight_words import DisputeState, PayMode, Verdict
from tests.finance_books import (
    CLOSER,
    NOW,
    Billed,
    Books,
    an_approved_bill,
    an_expected,
    balances,
)
from tests.finance_claims import a_claim, end

LAST = date(2026, 10, 31)


def test_what_a_lost_claim_held_becomes_cost_once_and_an_open_one_stays(
    books: Books, session: Session
) -> None:
    charges = [
        Billed(net="120.00", expected=an_expected(session, books, "100.00"), verdict=Verdict.OVER),
        Billed(net="107.00", expected=an_expected(session, books, "100.00"), verdict=Verdict.OVER),
    ]
    bill = an_approved_bill(session, books, charges)
    lost = a_claim(session, bill, "20.00", PayMode.PAY_AND_CLAIM)
    a_claim(session, bill, "7.00", PayMode.PAY_AND_CLAIM, line=2)
    post_bill(session, bill.id, on=LAST, at=NOW, by=CLOSER)
    assert balances(session)["1790"] == Decimal("27.00")
    end(session, lost, DisputeState.REJECTED)
    runs = [post_lost_claims(session, books.tenant_id, LAST, at=NOW, by=CLOSER) for _ in range(2)]
    assert runs == [1, 0]
    assert balances(session)["1790"] == Decimal("7.00")
    assert balances(session)["5712"] == Decimal("20.00")
