from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.accrual_report import accrual_report
from activities.finance.accruals import accrue
from activities.finance.bill_charges import ChargesNotAgreed
from activities.finance.bill_posting import BillNotApproved, post_bill
from activities.finance.exchange import NoExchangeRate
from activities.finance.posting import UnknownAccount
from models.finance.bills import CarrierBill
from models.finance.ledger import JournalEntry, JournalLine
from rules.finance.freight_words import BillState, ChargeClass, ExpectedState, PayMode, Verdict
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
from tests.finance_claims import a_claim, give_back

LAST = date(2026, 10, 31)


def kronor(**accounts: str) -> dict[str, Decimal]:
    return {name[1:]: Decimal(amount) for name, amount in accounts.items()}


def post_it(session: Session, bill: CarrierBill, on: date = LAST) -> JournalEntry | None:
    return post_bill(session, bill.id, on=on, at=NOW, by=CLOSER)


def accrue_all(session: Session, books: Books) -> int:
    return accrue(session, books.tenant_id, LAST, at=NOW, by=CLOSER)


def test_an_exact_bill_clears_its_accrual_and_owes_its_gross(
    books: Books, session: Session
) -> None:
    expected = an_expected(session, books, "100.00")
    assert accrue_all(session, books) == 1
    assert balances(session) == kronor(a2990="-100.00", a5710="100.00")
    bill = an_approved_bill(session, books, [Billed(net="100.00", expected=expected)])
    entry = post_it(session, bill)
    assert entry is not None
    assert (entry.series, entry.fiscal_year, entry.number, entry.posted_on) == ("L", 2026, 1, LAST)
    assert balances(session) == kronor(a2440="-125.00", a2641="25.00", a5710="100.00")
    session.refresh(expected)
    assert (expected.state, bill.state) == (ExpectedState.MATCHED, BillState.POSTED)
    assert post_it(session, bill) is None


def test_what_was_not_accrued_is_accrued_first_with_its_own_voucher(
    books: Books, session: Session
) -> None:
    never_scanned = an_expected(session, books, "80.00", on=None)
    bill = an_approved_bill(session, books, [Billed(net="80.00", expected=never_scanned)])
    post_it(session, bill)
    assert balances(session) == kronor(a2440="-100.00", a2641="20.00", a5710="80.00")
    kinds = session.scalars(select(JournalEntry.series).order_by(JournalEntry.series)).all()
    assert kinds == ["A", "L"]
    session.refresh(never_scanned)
    assert (never_scanned.state, never_scanned.accrued_on) == (ExpectedState.MATCHED, LAST)


def test_a_difference_goes_to_the_account_of_its_rule_or_the_usual_one(
    books: Books, session: Session
) -> None:
    charges = [
        Billed(net="101.50", expected=an_expected(session, books, "100.00"), account="3740"),
        Billed(net="90.00", expected=an_expected(session, books, "100.00"), verdict=Verdict.UNDER),
    ]
    post_it(session, an_approved_bill(session, books, charges))
    assert balances(session) == kronor(
        a2440="-239.38", a2641="47.88", a3740="1.50", a5710="200.00", a5712="-10.00"
    )


def test_what_was_not_expected_is_cost_of_its_kind_and_a_paid_return_accrues_no_more(
    books: Books, session: Session
) -> None:
    unscanned = an_expected(session, books, "60.00", on=None)
    charges = [
        Billed(net="40.00", verdict=Verdict.DUTY, charge_class=ChargeClass.DUTY),
        Billed(net="15.00", verdict=Verdict.ACCOUNT_FEE, charge_class=ChargeClass.FEE),
        Billed(net="60.00", verdict=Verdict.RETURN_ON_SCAN, expected=unscanned),
        Billed(net="33.00", verdict=Verdict.UNKNOWN, agreed="0.00"),
    ]
    post_it(session, an_approved_bill(session, books, charges))
    # VAT of 37.00 less the share of what is not paid: 37.00 x 33 / 148 = 8.25.
    assert balances(session) == kronor(
        a2440="-143.75", a2641="28.75", a5710="60.00", a5711="15.00", a5720="40.00"
    )
    session.refresh(unscanned)
    assert unscanned.state is ExpectedState.MATCHED


def test_another_charge_for_a_parcel_is_cost_that_leads_to_the_same_case_and_scan(
    books: Books, session: Session
) -> None:
    expected = an_expected(session, books, "100.00")
    charges = [
        Billed(net="100.00", expected=expected),
        Billed(net="30.00", shipment_id=expected.shipment_id, verdict=Verdict.ADJUSTMENT),
    ]
    post_it(session, an_approved_bill(session, books, charges))
    assert balances(session) == kronor(a2440="-162.50", a2641="32.50", a5710="130.00")
    of_parcel = select(JournalLine.amount).where(
        JournalLine.shipment_id == expected.shipment_id, JournalLine.account == "5710"
    )
    assert sorted(session.scalars(of_parcel)) == [Decimal("30.00"), Decimal("100.00")]


def test_what_is_paid_and_claimed_lies_apart_until_a_credit_takes_it_back(
    books: Books, session: Session
) -> None:
    expected = an_expected(session, books, "100.00")
    bill = an_approved_bill(
        session, books, [Billed(net="120.00", expected=expected, verdict=Verdict.OVER)]
    )
    claim = a_claim(session, bill, "20.00", PayMode.PAY_AND_CLAIM)
    post_it(session, bill)
    assert balances(session) == kronor(
        a1790="20.00", a2440="-150.00", a2641="30.00", a5710="100.00"
    )
    credit = an_approved_bill(session, books, [Billed(net="-20.00", verdict=Verdict.CREDIT)])
    give_back(session, claim, credit, "20.00")
    post_it(session, credit)
    assert balances(session) == kronor(a2440="-125.00", a2641="25.00", a5710="100.00")


def test_what_is_claimed_and_not_paid_is_not_booked_and_neither_is_its_credit(
    books: Books, session: Session
) -> None:
    expected = an_expected(session, books, "100.00")
    over = Billed(net="120.00", expected=expected, verdict=Verdict.OVER, agreed="100.00")
    bill = an_approved_bill(session, books, [over])
    claim = a_claim(session, bill, "20.00", PayMode.SHORT_PAY)
    post_it(session, bill)
    paid = kronor(a2440="-125.00", a2641="25.00", a5710="100.00")
    assert balances(session) == paid
    credit = an_approved_bill(session, books, [Billed(net="-20.00", verdict=Verdict.CREDIT)])
    give_back(session, claim, credit, "20.00")
    assert post_it(session, credit) is None
    assert (credit.state, balances(session)) == (BillState.POSTED, paid)


def test_a_charge_that_is_claimed_as_a_whole_stays_accrued_at_the_expected_amount(
    books: Books, session: Session
) -> None:
    expected = an_expected(session, books, "100.00")
    accrue_all(session, books)
    wrong = Billed(net="120.00", expected=expected, verdict=Verdict.WRONG_ACCOUNT, agreed=None)
    bill = an_approved_bill(session, books, [wrong])
    a_claim(session, bill, "120.00", PayMode.PAY_AND_CLAIM)
    post_it(session, bill)
    assert balances(session) == kronor(
        a1790="120.00", a2440="-150.00", a2641="30.00", a2990="-100.00", a5710="100.00"
    )
    report = accrual_report(session, LAST)
    assert (report.expected, report.difference) == (Decimal("100.00"), Decimal(0))


def test_a_credit_before_its_disputed_bill_is_posted_ends_at_the_same_books(
    books: Books, session: Session
) -> None:
    expected = an_expected(session, books, "100.00")
    bill = an_approved_bill(
        session, books, [Billed(net="120.00", expected=expected, verdict=Verdict.OVER)]
    )
    claim = a_claim(session, bill, "20.00", PayMode.PAY_AND_CLAIM)
    credit = an_approved_bill(session, books, [Billed(net="-20.00", verdict=Verdict.CREDIT)])
    give_back(session, claim, credit, "20.00")
    post_it(session, credit)
    post_it(session, bill)
    assert balances(session) == kronor(a2440="-125.00", a2641="25.00", a5710="100.00")


def test_a_bill_in_euro_keeps_both_amounts_and_its_exchange_difference(
    books: Books, session: Session
) -> None:
    a_rate(session, books, "EUR", date(2026, 10, 12), "11.00")
    a_rate(session, books, "EUR", date(2026, 10, 30), "11.50")
    expected = an_expected(session, books, "10.00", currency="EUR")
    accrue_all(session, books)
    assert balances(session) == kronor(a2990="-110.00", a5710="110.00")
    bill = an_approved_bill(
        session, books, [Billed(net="10.40", expected=expected)], currency="EUR", vat=Decimal(0)
    )
    post_it(session, bill)
    # 10.40 at Friday's 11.50 is 119.60: 110.00 accrued, 5.00 the currency's, 4.60 the price's.
    assert balances(session) == kronor(a2440="-119.60", a3960="5.00", a5710="110.00", a5712="4.60")
    [owed] = session.scalars(select(JournalLine).where(JournalLine.account == "2440"))
    assert (owed.foreign_amount, owed.foreign_currency, owed.rate) == (
        Decimal("-10.40"),
        "EUR",
        Decimal("11.5"),
    )


def test_a_bill_in_kronor_of_a_price_in_euro_is_compared_at_the_bills_day(
    books: Books, session: Session
) -> None:
    a_rate(session, books, "EUR", date(2026, 10, 12), "11.00")
    a_rate(session, books, "EUR", date(2026, 10, 31), "11.30")
    expected = an_expected(session, books, "10.00", currency="EUR")
    bill = an_approved_bill(
        session, books, [Billed(net="115.00", expected=expected, verdict=Verdict.CURRENCY)]
    )
    post_it(session, bill)
    assert balances(session) == kronor(
        a2440="-143.75", a2641="28.75", a3960="3.00", a5710="110.00", a5712="2.00"
    )


def test_without_a_rate_of_the_last_ten_days_nothing_is_posted(
    books: Books, session: Session
) -> None:
    a_rate(session, books, "EUR", date(2026, 10, 20), "11.00")
    bill = an_approved_bill(session, books, [Billed(net="10.00")], currency="EUR")
    with pytest.raises(NoExchangeRate, match="swapdesk ledger rate EUR 2026-10-31"):
        post_it(session, bill)


def test_late_lines_post_to_the_open_month_and_keep_the_month_they_were_carried_in(
    books: Books, session: Session
) -> None:
    expected = an_expected(session, books, "100.00")
    close(session, books, OCTOBER)
    bill = an_approved_bill(session, books, [Billed(net="100.00", expected=expected)])
    entry = post_it(session, bill)
    assert entry is not None
    assert (entry.month, entry.posted_on) == (NOVEMBER, NOVEMBER)
    months = session.scalars(
        select(JournalLine.service_month).where(JournalLine.expected_id == expected.id)
    ).all()
    assert set(months) == {OCTOBER}


def test_only_an_approved_bill_with_an_agreed_amount_for_every_charge_is_posted(
    books: Books, session: Session
) -> None:
    matched = an_approved_bill(
        session, books, [Billed(net="5.00")], state=BillState.MATCHED, approved_at=None
    )
    with pytest.raises(BillNotApproved):
        post_it(session, matched)
    open_charge = [Billed(net="5.00", verdict=Verdict.UNKNOWN, agreed=None)]
    with pytest.raises(ChargesNotAgreed, match="1 charges"):
        post_it(session, an_approved_bill(session, books, open_charge))
    with pytest.raises(UnknownAccount, match="9999"):
        post_it(session, an_approved_bill(session, books, [Billed(net="5.00", account="9999")]))
