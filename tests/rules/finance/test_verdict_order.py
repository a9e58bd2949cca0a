from dataclasses import replace
from decimal import Decimal

import pytest

from rules.finance.freight_words import EXCEPTIONS, SETTLED, ChargeClass, Verdict
from rules.finance.verdict_order import (
    ORDER,
    ChargeFacts,
    ExpectedFacts,
    Repeats,
    ShipmentFacts,
    judge,
)

SHIPMENT = ShipmentFacts(account="100200")
EXPECTED = ExpectedFacts(amount=Decimal("99.00"), currency="SEK", chargeable_g=2500)
EXACT = ChargeFacts(
    charge_class=ChargeClass.FREIGHT,
    net=Decimal("99.00"),
    currency="SEK",
    account="100200",
    billed_g=2500,
    shipment=SHIPMENT,
    expected=EXPECTED,
)
DEARER = replace(EXACT, net=Decimal("120.00"))
FUEL = replace(
    EXACT, charge_class=ChargeClass.FUEL, expected=replace(EXPECTED, percent=Decimal("14.5"))
)


def test_the_amount_that_was_expected_is_exact() -> None:
    assert judge(EXACT) is Verdict.EXACT


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (DEARER, Verdict.OVER),
        (replace(EXACT, net=Decimal("98.99")), Verdict.UNDER),
        (replace(DEARER, within=True), Verdict.TOLERANCE),
        (replace(DEARER, billed_g=2501, within=True), Verdict.RERATED),
        (replace(DEARER, currency="EUR", billed_g=9000), Verdict.CURRENCY),
        (replace(EXACT, repeats=Repeats.SAME, expected=None), Verdict.DUPLICATE),
        (replace(EXACT, repeats=Repeats.OTHER, expected=None), Verdict.ADJUSTMENT),
        (replace(EXACT, shipment=None, expected=None, repeats=Repeats.SAME), Verdict.UNKNOWN),
        (replace(EXACT, shipment=ShipmentFacts(account="900900")), Verdict.WRONG_ACCOUNT),
        (replace(EXACT, shipment=ShipmentFacts(account="")), Verdict.EXACT),
        (replace(EXACT, expected=None), Verdict.SURCHARGE_UNEXPECTED),
        (replace(EXACT, net=Decimal(0), expected=None, shipment=None), Verdict.EXACT),
        (replace(EXACT, net=Decimal(-1), repeats=Repeats.SAME), Verdict.CREDIT),
    ],
)
def test_the_first_question_that_is_true_gives_the_verdict(
    facts: ChargeFacts, verdict: Verdict
) -> None:
    assert judge(facts) is verdict


def test_a_void_label_and_an_unused_return_come_before_the_amount() -> None:
    void = ShipmentFacts(account="100200", voided=True, unused_return=True)
    assert judge(replace(EXACT, shipment=void)) is Verdict.VOID_BILLED
    assert judge(replace(EXACT, shipment=replace(void, voided=False))) is Verdict.RETURN_ON_SCAN


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        (ChargeClass.DUTY, Verdict.DUTY),
        (ChargeClass.TAX, Verdict.DUTY),
        (ChargeClass.FEE, Verdict.ACCOUNT_FEE),
        (ChargeClass.ADJUSTMENT, Verdict.ADJUSTMENT),
    ],
)
def test_what_belongs_to_no_shipment_is_not_unknown(kind: ChargeClass, verdict: Verdict) -> None:
    facts = replace(EXACT, charge_class=kind, shipment=None, expected=None)
    assert judge(facts) is verdict


def test_fuel_that_the_dearer_freight_explains_is_not_another_rate() -> None:
    dearer = replace(FUEL, net=Decimal("106.25"))  # 14.5 % of 50.00 more
    assert judge(dearer) is Verdict.FUEL_RATE
    assert judge(replace(dearer, freight_more=Decimal("50.00"))) is Verdict.OVER
    assert judge(replace(FUEL, net=Decimal("99.02"))) is Verdict.OVER
    assert judge(replace(FUEL, net=Decimal("99.03"))) is Verdict.FUEL_RATE


def test_vat_is_wrong_from_two_cents_on() -> None:
    at_25 = replace(EXACT, vat=Decimal("24.76"), vat_percent=Decimal(25))
    assert judge(at_25) is Verdict.EXACT
    assert judge(replace(at_25, vat=Decimal("24.77"))) is Verdict.VAT


def test_every_verdict_is_settled_or_looked_at_or_unbilled() -> None:
    assert SETTLED | EXCEPTIONS | {Verdict.UNBILLED} == set(Verdict)
    assert {verdict for verdict, _ in ORDER} == SETTLED | EXCEPTIONS
