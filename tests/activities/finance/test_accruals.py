from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.finance.accrual_report import accrual_report, accrued_charges
from activities.finance.accruals import accrue
from activities.finance.bill_posting import post_bill
from activities.finance.reversals import post_reversal
from models.finance.bills import CarrierBill
from models.finance.ledger import JournalEntry, JournalLine
from models.finance.shipments import ExpectedCharge
from rules.finance.freight_words import BillState, ChargeClass, ExpectedState, PayMode, Verdict
from rules.finance.money_words import Posting
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
    close,
)
from tests.finance_claims import a_claim
from tests.finance_hand import post_by_hand

LAST = date(2026, 10, 31)
FIRST = date(2026, 10, 1)


def run(session: Session, books: Books, through: date = LAST) -> int:
    return accrue(session, books.tenant_id, through, at=NOW, by=CLOSER)


def test_item_8_the_report_is_the_sum_of_unmatched_expected_and_ties_to_the_ledger(
    books: Books, session: Session
) -> None:
    a_rate(session, books, "EUR", date(2026, 10, 12), "11.2345")
    for amount in ("99.00", "14.68", "2.25"):
        an_expected(session, books, amount)
    an_expected(session, books, "7.77", currency="EUR")
    matched = an_expected(session, books, "50.00")
    run(session, books)
    bill = an_approved_bill(session, books, [Billed(net="50.00", expected=matched)])
    post_bill(session, bill.id, on=LAST, at=NOW, by=CLOSER)
    report = accrual_report(session, LAST)
    # 99.00 + 14.68 + 2.25 + 7.77 x 11.2345 = 87.29
    assert (report.charges, report.expected) == (4, Decimal("203.22"))
    assert (report.ledger, report.difference, report.ties) == (Decimal("203.22"), Decimal(0), True)
    assert balances(session)["2990"] == -report.ledger
    assert accrual_report(session, LAST) == report
    rows = accrued_charges(session, LAST)
    assert sum(row.own for row in rows) == report.expected
    assert [row.currency for row in rows] == ["SEK", "SEK", "SEK", "EUR"]


def test_item_8_the_report_of_an_earlier_day_is_what_it_was_on_that_day(
    books: Books, session: Session
) -> None:
    expected = an_expected(session, books, "100.00")
    run(session, books)
    before = accrual_report(session, LAST)
    bill = an_approved_bill(session, books, [Billed(net="100.00", expected=expected)])
    post_bill(session, bill.id, on=date(2026, 11, 5), at=NOW, by=CLOSER)
    assert accrual_report(session, LAST) == before
    assert accrual_report(session, date(2026, 11, 5)).expected == 0
    assert accrual_report(session, date(2026, 10, 30)).charges == 0


def test_item_8_a_repeated_run_posts_nothing_and_only_what_came_since(
    books: Books, session: Session
) -> None:
    an_expected(session, books, "10.00")
    assert (run(session, books), run(session, books)) == (1, 0)
    an_expected(session, books, "20.00")
    an_expected(session, books, "30.00", on=date(2026, 11, 2))
    assert (run(session, books), run(session, books)) == (1, 0)
    assert balances(session)["2990"] == Decimal("-30.00")
    keys = session.scalars(select(JournalEntry.key).order_by(JournalEntry.number)).all()
    assert keys == ["accrual/2026-10/1", "accrual/2026-10/2"]


def test_a_month_has_a_voucher_on_its_last_day_and_a_closed_one_in_the_open_month(
    books: Books, session: Session
) -> None:
    close(session, books, OCTOBER)
    an_expected(session, books, "10.00", on=date(2026, 9, 30))
    an_expected(session, books, "20.00", on=date(2026, 10, 3))
    an_expected(session, books, "30.00", on=date(2026, 11, 2))
    assert run(session, books, date(2026, 11, 20)) == 3
    entries = session.scalars(select(JournalEntry).order_by(JournalEntry.number)).all()
    days = [date(2026, 9, 30), NOVEMBER, date(2026, 11, 20)]
    assert [entry.posted_on for entry in entries] == days
    late = select(JournalLine.service_month).where(JournalLine.entry_id == entries[1].id)
    assert set(session.scalars(late)) == {OCTOBER}


def test_each_kind_of_charge_has_its_cost_account(books: Books, session: Session) -> None:
    for charge_class in (ChargeClass.FUEL, ChargeClass.SURCHARGE, ChargeClass.DUTY):
        an_expected(session, books, "10.00", charge_class=charge_class)
    an_expected(session, books, "0.00")
    assert run(session, books) == 3
    ten = Decimal("10.00")
    assert balances(session) == {"2990": -3 * ten, "5710": ten, "5711": ten, "5720": ten}


def test_a_line_posted_by_hand_shows_as_a_difference(books: Books, session: Session) -> None:
    an_expected(session, books, "10.00")
    run(session, books)
    post_by_hand(session, books, "2990", "5710", "3.00", LAST)
    report = accrual_report(session, LAST)
    assert (report.difference, report.ties) == (Decimal("-3.00"), False)


Step = Callable[[Session, Books], object]


def scan_one(amount: int, session: Session, books: Books) -> None:
    an_expected(session, books, f"{Decimal(amount) / 100:.2f}", on=FIRST + timedelta(amount % 31))


def bill_one(off: int, session: Session, books: Books, *, claim: bool = False) -> None:
    """A bill for the first that is owed and not billed, its price off by so many cents."""
    billed = select(JournalLine.expected_id).where(JournalLine.charge_id.is_not(None))
    free = select(ExpectedCharge).where(
        ExpectedCharge.state == ExpectedState.ACCRUED,
        ExpectedCharge.id.not_in(billed.where(JournalLine.expected_id.is_not(None))),
        ~select(CarrierBill.id).where(CarrierBill.state == BillState.APPROVED).exists(),
    )
    expected = session.scalars(free.order_by(ExpectedCharge.id).limit(1)).one_or_none()
    if expected is None:
        return
    net = expected.amount + Decimal(off) / 100
    verdict = Verdict.OVER if off else Verdict.EXACT
    bill = an_approved_bill(
        session, books, [Billed(net=f"{net:.2f}", expected=expected, verdict=verdict)]
    )
    if claim and net > 0:
        a_claim(
            session, bill, f"{max(Decimal(off) / 100, Decimal('0.01')):.2f}", PayMode.PAY_AND_CLAIM
        )
    post_bill(session, bill.id, on=LAST, at=NOW, by=CLOSER)


def reverse_last(posting: Posting, session: Session, _: Books) -> None:
    """Take the last entry of a kind back, unless something rests on it."""
    taken = select(JournalEntry.reverses_id).where(JournalEntry.reverses_id.is_not(None))
    entry = session.scalars(
        select(JournalEntry)
        .where(JournalEntry.posting == posting, JournalEntry.id.not_in(taken))
        .order_by(JournalEntry.number.desc())
        .limit(1)
    ).one_or_none()
    uncleared = session.scalar(select(func.count()).where(JournalEntry.posting == Posting.BILL))
    if entry is not None and (posting is Posting.BILL or not uncleared):
        post_reversal(session, entry.id, LAST, "a mistake", at=NOW, by=CLOSER)


def post_again(session: Session, _: Books) -> None:
    """Bills that were taken back are posted anew."""
    for bill_id in session.scalars(
        select(CarrierBill.id).where(CarrierBill.state == BillState.APPROVED)
    ).all():
        post_bill(session, bill_id, on=LAST, at=NOW, by=CLOSER)


STEPS = st.one_of(
    st.builds(partial, st.just(scan_one), st.integers(1, 50_000)),
    st.builds(partial, st.just(bill_one), st.integers(0, 900)),
    st.builds(partial, st.just(partial(bill_one, claim=True)), st.integers(0, 900)),
    st.just(run),
    st.just(post_again),
    st.builds(partial, st.just(reverse_last), st.sampled_from([Posting.BILL, Posting.ACCRUAL])),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_item_8_it_ties_to_the_cent_after_any_order_of_scans_runs_bills_claims_and_reversals(
    books: Books, steps: list[Step]
) -> None:
    with books.record.as_tenant(books.tenant_id) as session:
        first: Step = partial(scan_one, 4711)
        for step in [first, *steps]:
            step(session, books)
            report = accrual_report(session, LAST)
            assert report.difference == 0
            assert -report.ledger == balances(session).get("2990", 0)
        run(session, books)
        owed = session.scalar(
            select(func.coalesce(func.sum(ExpectedCharge.amount), 0)).where(
                ExpectedCharge.state == ExpectedState.ACCRUED
            )
        )
        assert accrual_report(session, LAST).expected == owed
        session.rollback()
