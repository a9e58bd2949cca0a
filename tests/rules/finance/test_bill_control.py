from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rules.finance.bill_control import (
    ChargesRead,
    Outcome,
    SameNumber,
    judge_bill,
    whole_fingerprint,
    with_total,
)
from rules.finance.bills_read import BillRead

amounts = st.integers(min_value=-(10**9), max_value=10**9).map(lambda one: Decimal(one) / 100)
READ = BillRead(
    account="A", number="1", issued_on=date(2026, 10, 31), currency="SEK", net=None, vat=None
)


def found(net: Decimal, vat: str = "0.00") -> ChargesRead:
    return ChargesRead(charges=2, net=net, vat=Decimal(vat), fingerprint="f")


@given(net=amounts, off=amounts)
def test_item_1_a_bill_loads_if_and_only_if_it_ties_to_the_cent(net: Decimal, off: Decimal) -> None:
    judged = judge_bill(replace(READ, net=net + off), found(net), None)
    assert (judged.outcome is Outcome.LOAD) == (off == 0)
    assert bool(judged.because) == (off != 0)


@given(net=amounts, vat=amounts, off=amounts)
def test_a_total_with_vat_ties_as_well(net: Decimal, vat: Decimal, off: Decimal) -> None:
    judged = judge_bill(replace(READ, gross=net + vat + off, vat=vat), found(net), None)
    assert (judged.outcome is Outcome.LOAD) == (off == 0)
    if off == 0:
        assert (judged.net, judged.vat, judged.gross) == (net, vat, net + vat)


def test_vat_in_rows_of_its_own_is_the_bills() -> None:
    judged = judge_bill(replace(READ, gross=Decimal("125.00")), found(Decimal(100), "25.00"), None)
    assert (judged.outcome, judged.vat) == (Outcome.LOAD, Decimal("25.00"))


def test_a_bill_without_any_total_waits_unless_somebody_types_it_or_looks() -> None:
    charges = found(Decimal("97.90"))
    assert judge_bill(READ, charges, None).outcome is Outcome.QUARANTINE
    typed = with_total(READ, Decimal("97.90"))
    assert judge_bill(typed, charges, None).outcome is Outcome.LOAD
    assert judge_bill(READ, charges, None, released=True).outcome is Outcome.LOAD
    assert with_total(replace(READ, net=Decimal(1)), Decimal(2)).net == Decimal(1)


def test_the_same_again_is_known_and_another_is_never_let_over_it() -> None:
    read, charges = replace(READ, net=Decimal("97.90")), found(Decimal("97.90"))
    same = SameNumber(fingerprint="f", bill="7")
    assert judge_bill(read, charges, same).outcome is Outcome.KNOWN
    other = SameNumber(fingerprint="g", bill="7")
    for released in (False, True):
        judged = judge_bill(read, charges, other, released=released)
        assert judged.outcome is Outcome.QUARANTINE
        assert "bill 7" in judged.because


def test_the_head_counts_in_the_fingerprint() -> None:
    charges = found(Decimal("97.90"))
    one = whole_fingerprint(replace(READ, net=Decimal("97.90")), charges).fingerprint
    other = whole_fingerprint(replace(READ, net=Decimal("200.00")), charges).fingerprint
    assert one != other
    assert one == whole_fingerprint(replace(READ, net=Decimal("97.90")), charges).fingerprint
