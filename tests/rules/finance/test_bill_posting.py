import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rules.finance.bill_posting import Accrued, BillToPost, ChargeToPost, bill_voucher
from rules.finance.freight_words import ChargeClass
from rules.finance.money_words import Use
from rules.finance.own_money import Exchange
from rules.finance.vouchers import VoucherUnbalanced

SEK, EUR = Exchange(currency="SEK"), Exchange(currency="EUR", rate=Decimal("11.2345"), own=False)


def a_charge(billed: str, agreed: str | None = None, claimed: str = "0.00") -> ChargeToPost:
    return ChargeToPost(
        charge_id=1,
        charge_class=ChargeClass.FREIGHT,
        billed=Decimal(billed),
        agreed=Decimal(agreed or billed),
        claimed=Decimal(claimed),
    )


def accrued(own: str) -> Accrued:
    return Accrued(
        expected_id=7, account="2990", own=Decimal(own), amount=Decimal(own), exchange=SEK
    )


def a_bill(*charges: ChargeToPost, vat: str = "0.00", exchange: Exchange = SEK) -> BillToPost:
    return BillToPost(
        key="bill/1",
        bill_id=uuid.uuid4(),
        title="practice F-1",
        on=date(2026, 10, 31),
        exchange=exchange,
        net=sum((one.billed for one in charges), Decimal("0.00")),
        vat=Decimal(vat),
        charges=charges,
    )


def posted(bill: BillToPost) -> list[tuple[Use | str, Decimal]]:
    voucher = bill_voucher(bill)
    return [] if voucher is None else [(x.use or x.account, x.amount) for x in voucher.lines]


def test_a_matched_charge_clears_its_accrual_and_books_its_variance() -> None:
    charge = replace(a_charge("104.00"), accrued=accrued("100.00"))
    assert posted(a_bill(charge, vat="26.00")) == [
        ("2990", Decimal("100.00")),
        (Use.FREIGHT_VARIANCE, Decimal("4.00")),
        (Use.INPUT_VAT, Decimal("26.00")),
        (Use.PAYABLES, Decimal("-130.00")),
    ]


def test_what_is_not_paid_takes_its_vat_along() -> None:
    short = replace(a_charge("120.00", "100.00", "20.00"), vat=Decimal("30.00"))
    assert short.disputed == 0
    assert posted(a_bill(short, vat="30.00")) == [
        (Use.FREIGHT_COST, Decimal("100.00")),
        (Use.INPUT_VAT, Decimal("25.00")),
        (Use.PAYABLES, Decimal("-125.00")),
    ]


def test_what_is_paid_and_claimed_is_no_cost() -> None:
    claimed = replace(a_charge("120.00", None, "20.00"), accrued=accrued("100.00"))
    assert (claimed.disputed, claimed.cost, claimed.clears) == (Decimal(20), Decimal(100), True)
    whole = replace(a_charge("120.00", None, "120.00"), accrued=accrued("100.00"))
    assert (whole.disputed, whole.cost, whole.clears) == (Decimal(120), Decimal(0), False)


def test_cents_that_converting_leaves_over_are_exchange_difference() -> None:
    lines = posted(a_bill(*(a_charge("0.05") for _ in range(3)), exchange=EUR))
    # 0.05 EUR is 0.56 each, 0.15 EUR is 1.69.
    assert lines[-2:] == [
        (Use.PAYABLES, Decimal("-1.69")),
        (Use.EXCHANGE_DIFFERENCE, Decimal("0.01")),
    ]


def test_charges_that_are_not_the_bills_net_are_no_voucher_and_nothing_is_none() -> None:
    with pytest.raises(VoucherUnbalanced):
        posted(replace(a_bill(a_charge("10.00")), net=Decimal("10.01")))
    assert posted(a_bill(a_charge("10.00", "0.00"), vat="2.50")) == []
