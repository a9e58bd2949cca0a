from decimal import Decimal

from rules.finance.freight_words import (
    ChargeClass,
    Needs,
    Verdict,
)
from tests.charges import a_line
from tests.matching import LATER, Walk, surcharge


def test_item_6_a_value_on_its_limit_is_let_pass_with_reason_and_account(walk: Walk) -> None:
    walk.tolerate()
    on, beyond, below = walk.ship(), walk.ship(), walk.ship()
    bill = walk.bill(
        a_line("101.00", on.tracking),
        a_line("101.01", beyond.tracking),
        a_line("89.00", below.tracking),
    )
    walk.match(bill)
    found = walk.verdicts(bill)
    assert [one.verdict for one in found] == [
        Verdict.TOLERANCE,
        Verdict.OVER,
        Verdict.TOLERANCE,
    ]
    assert [(one.reason, one.account, one.agreed) for one in found] == [
        ("small_over", "5711", Decimal("101.00")),
        ("", "", None),
        ("small_under", "5712", Decimal("89.00")),
    ]


def test_item_6_the_first_rule_by_sequence_that_fits_is_the_one_that_judges(walk: Walk) -> None:
    walk.tolerate(sequence=20, up_amount=Decimal(100), up_percent=Decimal(100))
    walk.tolerate(sequence=10, charge_class=ChargeClass.FREIGHT, up_amount=Decimal(0))
    parcel = walk.ship()
    assert walk.judged(
        a_line("100.00", parcel.tracking), surcharge("3.00", parcel.tracking, "security")
    ) == [Verdict.OVER, Verdict.TOLERANCE]


def test_item_6_any_needs_one_limit_only(walk: Walk) -> None:
    walk.tolerate(up_amount=Decimal("0.10"), up_percent=Decimal(10), needs=Needs.ANY)
    parcel = walk.ship()
    assert walk.judged(a_line("105.00", parcel.tracking)) == [Verdict.TOLERANCE]


def test_item_6_a_bill_is_let_off_so_much_and_no_more(walk: Walk) -> None:
    walk.tolerate(document_cap=Decimal("3.00"))
    parcels = [walk.ship() for _ in range(4)]
    nets = ("101.00", "90.00", "100.00", "100.00")
    bill = walk.bill(*(a_line(net, one.tracking) for net, one in zip(nets, parcels, strict=True)))
    walk.match(bill)
    assert walk.words(bill) == [
        Verdict.TOLERANCE,
        Verdict.TOLERANCE,
        Verdict.TOLERANCE,
        Verdict.OVER,
    ]
    walk.match(bill, at=LATER)
    assert walk.words(bill)[-1] is Verdict.OVER
