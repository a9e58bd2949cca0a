from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rules.coverage_terms import Coverage
from rules.decision import Cost, Decision, Verdict
from rules.figures import Figures, ProductFigures
from rules.fulfilment import BillingTerms, Payer
from rules.programme import GroundRules
from rules.question import BoughtExtension, ContractRun, DeviceOnRecord
from rules.readings import DayRule, Readings
from rules.reasons import ReasonCode
from rules.service_words import Cause, Commitment, Measure, Need
from tests.rules.calendars import advance_terms, local, swap_terms
from tests.rules.entitling import (
    A_YEAR_MORE,
    ACCIDENTS,
    CONSUMABLES,
    OVER,
    PACKAGE,
    SYSTEM,
    a_tier,
    asks,
    decided,
    says,
    some_terms,
    the,
    warranty,
)


def broken(row: Coverage, **question: Any) -> Decision:
    return decided(a_tier(coverage=(row,)), need=Need.HARDWARE, **question)


def test_a_device_is_covered_up_to_its_last_day_and_not_after() -> None:
    last = broken(warranty(), asked_at=local("2026-05-01 23:59"))
    assert (last.verdict, last.measures) == (Verdict.COVERED, (Measure.LIKE_FOR_LIKE,))
    assert last.covered_until == date(2026, 5, 1)
    assert the(last, ReasonCode.COVERED_UNTIL).facts["source"] == "one year of warranty"
    after = broken(warranty(), asked_at=local("2026-05-02 00:00"))
    assert (after.verdict, after.measures) == (Verdict.NOT_COVERED, (Measure.ADVICE,))
    assert the(after, ReasonCode.OUT_OF_WARRANTY).facts["day"] == "2026-05-01"
    early = broken(warranty(), asked_at=local("2025-04-30 12:00"))
    assert says(early, ReasonCode.NOT_YET_COVERED)


def test_the_readings_that_decided_are_named() -> None:
    terms = some_terms(
        a_tier(coverage=(warranty(),)), readings=Readings(day_rule=DayRule.DAY_BEFORE)
    )
    found = decided(terms, need=Need.HARDWARE, asked_at=local("2026-05-01 10:00"))
    assert found.verdict is Verdict.NOT_COVERED
    read = {
        one.facts["name"]: one.facts["value"]
        for one in found.reasons
        if one.code is ReasonCode.READING
    }
    assert read["day_rule"] == "day_before"
    assert read["purchase_day"] == "invoice_else_shipment"


def test_the_warranty_of_a_device_holds_whatever_its_support_contract() -> None:
    held = broken(warranty(), run=OVER)
    assert (held.verdict, held.measures) == (Verdict.COVERED, (Measure.LIKE_FOR_LIKE,))
    carried = broken(warranty(base_months=6, with_contract=True), run=OVER)
    assert carried.verdict is Verdict.NOT_COVERED
    assert says(carried, ReasonCode.CONTRACT_OVER)
    assert broken(warranty(base_months=6, with_contract=True)).verdict is Verdict.COVERED


def test_a_refused_warranty_says_nothing_of_a_contract_it_does_not_need() -> None:
    refused = broken(warranty(exclusions=(ACCIDENTS,)), run=OVER, cause=Cause.ACCIDENT)
    assert says(refused, ReasonCode.EXCLUDED)
    assert not says(refused, ReasonCode.CONTRACT_OVER)


def test_a_contract_without_an_end_covers_as_long_as_it_runs() -> None:
    run = ContractRun(starts_on=date(2025, 1, 1), ends_on=None)
    found = broken(warranty(with_contract=True), run=run, asked_at=local("2040-01-01 10:00"))
    assert says(found, ReasonCode.COVERED_WITHOUT_END)
    assert found.covered_until is None
    capped = broken(warranty(with_contract=True, max_total_months=84), run=run)
    assert the(capped, ReasonCode.CUT_SHORT).facts["day"] == "2032-05-01"
    assert capped.covered_until == date(2032, 5, 1)


def test_unknown_dates_class_and_term_are_conditions() -> None:
    undated = broken(warranty(), device=DeviceOnRecord(product_class="system"))
    assert undated.verdict is Verdict.CONDITIONAL
    assert asks(undated, ReasonCode.PURCHASE_DAY_NEEDED)
    classless = broken(warranty(), device=replace(SYSTEM, product_class=""))
    assert the(classless, ReasonCode.CLASS_NEEDED).facts["classes"] == "system, telephone"
    termless = broken(warranty(base_months=None))
    assert asks(termless, ReasonCode.TERM_NEEDED)
    figures = Figures(products={"system": ProductFigures(standard_term_months=24)})
    tier = a_tier(coverage=(warranty(base_months=None),))
    named = decided(some_terms(tier, figures=figures), need=Need.HARDWARE)
    assert (named.verdict, named.covered_until) == (Verdict.COVERED, date(2027, 5, 1))


def test_a_class_no_row_names_is_not_covered() -> None:
    found = broken(warranty(), device=replace(SYSTEM, product_class="toaster"))
    assert found.verdict is Verdict.NOT_COVERED
    assert the(found, ReasonCode.CLASS_NOT_COVERED).facts == {
        "source": "one year of warranty",
        "product": "toaster",
        "classes": "system, telephone",
    }
    anything = broken(warranty(product_classes=()), device=replace(SYSTEM, product_class="toaster"))
    assert anything.verdict is Verdict.COVERED


@pytest.mark.parametrize("cause", [cause for cause in Cause if cause is not Cause.UNKNOWN])
def test_an_excluded_cause_is_not_covered_and_names_its_clause(cause: Cause) -> None:
    clause = replace(ACCIDENTS, code="x", causes=(cause,))
    found = broken(warranty(exclusions=(clause,)), cause=cause)
    assert (found.verdict, found.measures) == (Verdict.NOT_COVERED, (Measure.ADVICE,))
    assert the(found, ReasonCode.EXCLUDED).facts == {
        "source": "clause c",
        "clause": "x",
        "text_en": "Accidents",
    }
    assert broken(warranty(exclusions=(clause,))).verdict is Verdict.COVERED


def test_the_unless_clause_lifts_an_exclusion_and_only_its_own() -> None:
    row = warranty(exclusions=(CONSUMABLES, ACCIDENTS))
    worn = broken(row, cause=Cause.CONSUMED)
    assert the(worn, ReasonCode.EXCLUDED).facts["clause"] == "a"
    defect = broken(row, cause=Cause.CONSUMED, caused_by_material=True)
    assert defect.verdict is Verdict.COVERED
    assert the(defect, ReasonCode.EXCLUSION_LIFTED).facts["clause"] == "a"
    dropped = broken(row, cause=Cause.ACCIDENT, caused_by_material=True)
    assert dropped.verdict is Verdict.NOT_COVERED


def test_a_defect_is_confirmed_first_where_the_row_says_so() -> None:
    row = warranty(needs_confirmed_defect=True, commitment=Commitment.BEST_EFFORT)
    found = broken(row)
    assert found.verdict is Verdict.CONDITIONAL
    assert asks(found, ReasonCode.DEFECT_TO_CONFIRM)
    assert says(found, ReasonCode.BEST_EFFORT)
    assert broken(row, defect_confirmed=True).verdict is Verdict.COVERED
    assert not says(broken(warranty()), ReasonCode.BEST_EFFORT)


def test_what_the_row_costs_the_customer_is_told() -> None:
    assert broken(warranty()).costs == (
        Cost(what="like_for_like", amount=Decimal(0), currency="SEK"),
    )
    assert broken(warranty(cost_to_customer=Decimal(40))).costs[0].amount == Decimal(40)


def test_an_extension_is_offered_counted_or_not_sold() -> None:
    row = warranty(extensions=(A_YEAR_MORE,))
    offered = broken(row)
    assert the(offered, ReasonCode.EXTENSION_ON_SALE).facts == {
        "source": "an additional year",
        "months": "12",
        "day": "2026-05-01",
    }
    telephone = broken(row, device=replace(SYSTEM, product_class="telephone"))
    assert the(telephone, ReasonCode.CLASS_NOT_EXTENDABLE).facts["product"] == "telephone"
    assert not says(telephone, ReasonCode.EXTENSION_ON_SALE)
    late = replace(SYSTEM, extensions=(BoughtExtension(months=12, bought_on=date(2026, 5, 2)),))
    ignored = broken(row, device=late, asked_at=local("2026-06-01 10:00"))
    assert ignored.verdict is Verdict.NOT_COVERED
    assert the(ignored, ReasonCode.EXTENSION_NOT_COUNTED).facts["day"] == "2026-05-02"
    in_time = replace(SYSTEM, extensions=(BoughtExtension(months=12, bought_on=date(2026, 5, 1)),))
    held = broken(row, device=in_time, asked_at=local("2026-06-01 10:00"))
    assert (held.verdict, held.covered_until) == (Verdict.COVERED, date(2027, 5, 1))


def test_hardware_beyond_its_warranty_gets_options_or_is_billed_directly() -> None:
    old: dict[str, Any] = {"need": Need.HARDWARE, "asked_at": local("2026-06-01 10:00")}
    options = decided(a_tier(coverage=(warranty(),), expired=PACKAGE), **old)
    assert options.measures == (Measure.ADVICE, Measure.QUOTE)
    assert the(options, ReasonCode.OPTIONS_OFFERED).facts["source"] == "expired services"
    assert Cost(what="repair", amount=None, currency="SEK") in options.costs
    billing = BillingTerms(source="billed", out_of_warranty_paid_by=Payer.CUSTOMER)
    tier = a_tier(coverage=(warranty(),))
    billed = decided(some_terms(tier, ground=GroundRules(billing=billing)), **old)
    assert the(billed, ReasonCode.BILLED_DIRECTLY).facts["payer"] == "customer"
    assert Measure.QUOTE in billed.measures


def test_one_row_that_covers_is_enough() -> None:
    short = warranty(id="short", base_months=1, measure=Measure.REPAIR)
    found = decided(a_tier(coverage=(short, warranty())), need=Need.HARDWARE)
    assert (found.verdict, found.measures) == (Verdict.COVERED, (Measure.LIKE_FOR_LIKE,))


def test_a_row_gives_nothing_the_tier_does_not_sell() -> None:
    row = warranty(measure=Measure.ADVANCE_REPLACEMENT)
    assert decided(a_tier(coverage=(row,)), need=Need.HARDWARE).verdict is Verdict.NOT_COVERED
    tier = a_tier(coverage=(row,), advance_replacement=advance_terms())
    sold = decided(tier, need=Need.HARDWARE, defect_confirmed=True)
    assert sold.measures == (Measure.ADVANCE_REPLACEMENT,)
    swap_row = warranty(measure=Measure.SWAP)
    assert broken(swap_row).verdict is Verdict.NOT_COVERED
    swapped = decided(
        a_tier(coverage=(swap_row,), swap=swap_terms()), need=Need.HARDWARE, definite_fault=True
    )
    assert swapped.measures == (Measure.SWAP,)
