"""Facts of the hardware warranty of the assurance services."""

from datetime import date, timedelta

import pytest

from rules.coverage_days import ClassNotExtendable, ExtensionTooLate, MaximumReached, buy_extension
from rules.decision import Decision, Verdict
from rules.fields import MissingKey
from rules.figures import Figures, require_figures
from rules.question import BoughtExtension, DeviceOnRecord
from rules.reasons import ReasonCode
from rules.service_words import Cause, Commitment, Measure, Metric, Need
from tests.programmes.facts.asking import CLASSES, METRO, Sold, codes, costs, facts_of, sold
from tests.programmes.facts.fact_list import fact

BOUGHT = date(2026, 2, 28)
LAST_DAY = date(2027, 2, 28)
EXTENDABLE = [name for name in CLASSES if name != "infinity_telephone"]


def device(product_class: str = "ucx450", *extended_on: date) -> DeviceOnRecord:
    extensions = tuple(BoughtExtension(months=12, bought_on=day) for day in extended_on)
    return DeviceOnRecord(product_class=product_class, invoiced_on=BOUGHT, extensions=extensions)


def broken(metro: Sold, day: date, what: DeviceOnRecord, **said: object) -> Decision:
    """A device that fails at noon of that day and is confirmed defective."""
    return metro.ask(Need.HARDWARE, f"{day} 12:00", what, defect_confirmed=True, **said)


def extend(what: DeviceOnRecord, today: date) -> int:
    metro = sold(METRO, "hardware")
    [row] = metro.terms.offer.coverage
    terms = metro.terms
    return buy_extension(row, what, metro.run, terms.figures, terms.readings, today).months


@fact("19")
@pytest.mark.parametrize("product_class", CLASSES)
def test_every_class_is_covered_for_a_year_from_purchase(product_class: str) -> None:
    metro = sold(METRO, "hardware")
    last = broken(metro, LAST_DAY, device(product_class))
    assert (last.verdict, last.covered_until) == (Verdict.COVERED, LAST_DAY)
    over = broken(metro, LAST_DAY + timedelta(days=1), device(product_class))
    assert over.verdict is Verdict.NOT_COVERED


@fact("19")
def test_no_other_class_is_covered() -> None:
    other = broken(sold(METRO, "hardware"), BOUGHT, device("sip_client"))
    assert other.verdict is Verdict.NOT_COVERED
    assert ReasonCode.CLASS_NOT_COVERED in codes(other.reasons)


@fact("20")
@pytest.mark.parametrize("tier", ["standard", "hardware"])
def test_a_confirmed_defect_is_replaced_like_for_like_with_best_effort(tier: str) -> None:
    metro = sold(METRO, tier)
    reported = metro.ask(Need.HARDWARE, "2026-11-23 12:00", device())
    assert reported.verdict is Verdict.CONDITIONAL
    assert ReasonCode.DEFECT_TO_CONFIRM in codes(reported.conditions)
    confirmed = broken(metro, date(2026, 11, 23), device())
    assert (confirmed.verdict, confirmed.measures) == (Verdict.COVERED, (Measure.LIKE_FOR_LIKE,))
    assert costs(confirmed) == {"like_for_like": "0 USD"}
    counted = metro.count(Metric.RESPONSE, "2026-11-23 12:00", need=Need.HARDWARE)
    assert (counted.commitment, counted.due_at) == (Commitment.BEST_EFFORT, None)


@fact("21")
@pytest.mark.parametrize("product_class", EXTENDABLE)
def test_a_second_year_can_be_bought_up_to_the_last_covered_day(product_class: str) -> None:
    assert extend(device(product_class), LAST_DAY) == 12
    with pytest.raises(ExtensionTooLate):
        extend(device(product_class), LAST_DAY + timedelta(days=1))
    metro = sold(METRO, "hardware")
    extended = broken(metro, date(2028, 2, 28), device(product_class, LAST_DAY))
    assert extended.verdict is Verdict.COVERED
    late = broken(metro, date(2028, 2, 28), device(product_class, LAST_DAY + timedelta(days=1)))
    assert late.verdict is Verdict.NOT_COVERED


@fact("21")
@pytest.mark.parametrize("product_class", ["infinity_telephone", "sip_client"])
def test_telephone_sets_and_sip_clients_are_not_extended(product_class: str) -> None:
    with pytest.raises(ClassNotExtendable):
        extend(device(product_class), BOUGHT)


@fact("22")
def test_the_longest_warranty_is_the_products_own_and_has_no_default() -> None:
    offer = sold(METRO, "hardware").terms.offer
    with pytest.raises(MissingKey):
        require_figures(offer, Figures(), ("settings",))
    products = {name: {"max_total_months": 18} for name in CLASSES}
    short = sold(METRO, "hardware", products=products)
    within = broken(short, date(2027, 8, 28), device("ucx450", LAST_DAY))
    assert (within.verdict, within.covered_until) == (Verdict.COVERED, date(2027, 8, 28))
    beyond = broken(short, date(2027, 8, 29), device("ucx450", LAST_DAY))
    assert beyond.verdict is Verdict.NOT_COVERED


@fact("22")
def test_nothing_is_sold_past_the_products_maximum() -> None:
    with pytest.raises(MaximumReached):
        products = {name: {"max_total_months": 12} for name in CLASSES}
        metro = sold(METRO, "hardware", products=products)
        [row] = metro.terms.offer.coverage
        terms = metro.terms
        buy_extension(row, device(), metro.run, terms.figures, terms.readings, BOUGHT)


@fact("23")
@pytest.mark.parametrize(
    ("clause", "cause"),
    [
        ("a", Cause.CONSUMED),
        ("b", Cause.OTHER_PRODUCT),
        ("c", Cause.ACCIDENT),
        ("d", Cause.OUTSIDE_GUIDELINES),
        ("e", Cause.UNAUTHORISED_SERVICE),
        ("f", Cause.MODIFIED),
        ("g", Cause.WEAR),
        ("h", Cause.SERIAL_REMOVED),
    ],
)
def test_a_cause_of_the_list_is_not_covered(clause: str, cause: Cause) -> None:
    refused = broken(sold(METRO, "hardware"), BOUGHT, device(), cause=cause)
    assert refused.verdict is Verdict.NOT_COVERED
    assert facts_of(refused.reasons, ReasonCode.EXCLUDED, "clause") == [clause]
    assert Measure.LIKE_FOR_LIKE not in refused.measures


@fact("23")
def test_consumables_alone_are_covered_after_all_when_material_or_workmanship_failed() -> None:
    metro = sold(METRO, "hardware")
    worn = broken(metro, BOUGHT, device(), cause=Cause.CONSUMED, caused_by_material=True)
    assert (worn.verdict, worn.measures) == (Verdict.COVERED, (Measure.LIKE_FOR_LIKE,))
    assert facts_of(worn.reasons, ReasonCode.EXCLUSION_LIFTED, "clause") == ["a"]
    wet = broken(metro, BOUGHT, device(), cause=Cause.ACCIDENT, caused_by_material=True)
    assert wet.verdict is Verdict.NOT_COVERED
