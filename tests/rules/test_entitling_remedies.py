from datetime import date
from typing import Any

import pytest

from rules.decision import Verdict
from rules.figures import Figures
from rules.fulfilment import (
    BillingTerms,
    OnSiteTerms,
    Payer,
    ReferralTerms,
    RepairedGoesTo,
    RepairTerms,
    SwapMode,
)
from rules.programme import GroundRules
from rules.reasons import ReasonCode
from rules.service_words import Measure, Need
from tests.rules.calendars import advance_terms, local, swap_terms
from tests.rules.entitling import (
    OVER,
    SYSTEM,
    a_tier,
    asks,
    codes,
    decided,
    says,
    some_terms,
    the,
    warranty,
)

BROKEN: dict[str, Any] = {"need": Need.HARDWARE, "definite_fault": True, "defect_confirmed": True}
REPAIR = RepairTerms(paid_by=Payer.VENDOR, source="repair")
VISIT = OnSiteTerms(product_classes=("system",), source="on site")
ADVANCE_ROW = warranty(measure=Measure.ADVANCE_REPLACEMENT, needs_confirmed_defect=True)


@pytest.mark.parametrize(
    ("mode", "measure"), [(SwapMode.SWAP, Measure.SWAP), (SwapMode.LEND, Measure.LOAN)]
)
def test_a_definite_fault_gets_a_swap_or_a_loan_by_the_mode(
    mode: SwapMode, measure: Measure
) -> None:
    found = decided(a_tier(swap=swap_terms(mode=mode, source="swap")), **BROKEN)
    assert (found.verdict, found.measures) == (Verdict.COVERED, (measure,))
    assert the(found, ReasonCode.MEASURE_INCLUDED).facts["source"] == "swap"
    assert found.covered_until == date(2026, 12, 30), "the last day of a ticket"


def test_a_fault_not_yet_established_is_a_condition_and_none_at_all_exchanges_nothing() -> None:
    tier = a_tier(swap=swap_terms())
    open_question = decided(tier, need=Need.HARDWARE)
    assert open_question.verdict is Verdict.CONDITIONAL
    assert asks(open_question, ReasonCode.DEFINITE_FAULT_NEEDED)
    none = decided(tier, need=Need.HARDWARE, definite_fault=False)
    assert Measure.SWAP not in none.measures
    assert none.verdict is Verdict.NOT_COVERED
    assert says(none, ReasonCode.NO_DEFINITE_FAULT)
    free = a_tier(swap=swap_terms(needs_definite_fault=False))
    assert decided(free, need=Need.HARDWARE).verdict is Verdict.COVERED


def test_devices_freight_and_packaging_of_a_swap_are_billed_as_the_programme_says() -> None:
    billing = BillingTerms(source="billing", devices_billed_separately=True)
    terms = some_terms(a_tier(swap=swap_terms()), ground=GroundRules(billing=billing))
    assert [cost.what for cost in decided(terms, **BROKEN).costs] == [
        "device",
        "freight",
        "packaging",
    ]
    kind = BillingTerms(
        source="billing", freight_paid_by=Payer.VENDOR, packaging_paid_by=Payer.VENDOR
    )
    terms = some_terms(a_tier(swap=swap_terms()), ground=GroundRules(billing=kind))
    assert decided(terms, **BROKEN).costs == ()
    assert decided(a_tier(swap=swap_terms()), **BROKEN).costs == ()


def test_outside_the_makers_warranty_the_repair_is_quoted_beside_the_swap() -> None:
    billing = BillingTerms(source="billed", out_of_warranty_paid_by=Payer.CUSTOMER)
    tier = a_tier(swap=swap_terms(), repair=REPAIR)
    terms = some_terms(tier, ground=GroundRules(billing=billing))
    outside = decided(terms, **BROKEN, under_warranty=False)
    assert outside.measures == (Measure.SWAP, Measure.REPAIR, Measure.QUOTE)
    assert the(outside, ReasonCode.BILLED_DIRECTLY).facts["source"] == "billed"
    inside = decided(terms, **BROKEN, under_warranty=True)
    assert inside.measures == (Measure.SWAP, Measure.REPAIR)


def test_a_swap_needs_a_contract_that_runs() -> None:
    assert decided(a_tier(swap=swap_terms()), run=OVER, **BROKEN).verdict is Verdict.NOT_COVERED


def test_a_tier_without_replacements_refers_to_who_can_help() -> None:
    referral = ReferralTerms(
        source="workshop", service_bag=True, reminders=({"en": "Take out the SIM card."},)
    )
    found = decided(a_tier(referral=referral), **BROKEN)
    assert (found.verdict, found.measures) == (Verdict.COVERED, (Measure.REFERRAL,))
    assert says(found, ReasonCode.SERVICE_BAG)
    assert the(found, ReasonCode.REMINDER).facts["text_en"] == "Take out the SIM card."
    bare = decided(a_tier(referral=ReferralTerms(source="workshop")), **BROKEN)
    assert not says(bare, ReasonCode.SERVICE_BAG)


def test_a_tier_without_any_remedy_says_so() -> None:
    found = decided(a_tier(), **BROKEN)
    assert (found.verdict, found.measures) == (Verdict.NOT_COVERED, (Measure.ADVICE,))
    assert says(found, ReasonCode.MEASURE_NOT_IN_TIER)


def test_an_advance_replacement_waits_for_the_identified_defect_once() -> None:
    tier = a_tier(coverage=(ADVANCE_ROW,), advance_replacement=advance_terms(source="advance"))
    waiting = decided(tier, need=Need.HARDWARE)
    assert codes(waiting.conditions) == [ReasonCode.DEFECT_TO_CONFIRM]
    assert waiting.measures == (Measure.ADVANCE_REPLACEMENT,)
    confirmed = decided(tier, **BROKEN)
    assert confirmed.verdict is Verdict.COVERED
    assert the(confirmed, ReasonCode.TRANSPORT_PAID_BY).facts == {
        "source": "advance",
        "payer": "vendor",
    }


def test_an_advance_replacement_without_a_row_needs_the_contract_and_may_cost_freight() -> None:
    tier = a_tier(advance_replacement=advance_terms(paid_by=Payer.CUSTOMER, needs_diagnosis=False))
    found = decided(tier, need=Need.HARDWARE)
    assert (found.verdict, found.measures) == (Verdict.COVERED, (Measure.ADVANCE_REPLACEMENT,))
    assert [cost.what for cost in found.costs] == ["freight"]
    assert decided(tier, need=Need.HARDWARE, run=OVER).verdict is Verdict.NOT_COVERED


def test_a_repair_takes_the_device_in_first_and_sends_it_where_the_contract_says() -> None:
    row = warranty(measure=Measure.REPAIR)
    found = decided(a_tier(coverage=(row,), repair=REPAIR), **BROKEN)
    assert found.measures == (Measure.REPAIR,)
    assert says(found, ReasonCode.DEVICE_COMES_IN_FIRST)
    assert the(found, ReasonCode.REPAIRED_GOES_TO).facts["place"] == "user"
    by_contract = RepairTerms(paid_by=Payer.VENDOR, source="repair", returned_to=None)
    figures = Figures(repair_return_to=RepairedGoesTo.STOCK)
    terms = some_terms(a_tier(coverage=(row,), repair=by_contract), figures=figures)
    assert the(decided(terms, **BROKEN), ReasonCode.REPAIRED_GOES_TO).facts["place"] == "stock"


def test_a_repair_without_a_row_may_cost_something() -> None:
    paid = RepairTerms(paid_by=Payer.CUSTOMER, source="repair", free=False)
    found = decided(a_tier(repair=paid), **BROKEN)
    assert (found.measures, [cost.what for cost in found.costs]) == ((Measure.REPAIR,), ["repair"])
    assert decided(a_tier(repair=REPAIR), **BROKEN).costs == ()


def test_like_for_like_is_no_repair() -> None:
    like = RepairTerms(paid_by=Payer.CUSTOMER, source="like for like", like_for_like=True)
    found = decided(a_tier(coverage=(warranty(),), repair=like), **BROKEN)
    assert found.measures == (Measure.LIKE_FOR_LIKE,)
    assert says(found, ReasonCode.DEVICE_COMES_IN_FIRST)
    assert not says(found, ReasonCode.REPAIRED_GOES_TO)


def visited(**changes: Any) -> Any:
    tier = a_tier(coverage=(ADVANCE_ROW,), advance_replacement=advance_terms(), on_site=VISIT)
    given: dict[str, Any] = {"need": Need.ON_SITE, "defect_confirmed": True}
    return decided(tier, **(given | changes))


def test_a_technician_comes_after_the_question_and_the_part() -> None:
    found = visited()
    assert found.verdict is Verdict.CONDITIONAL
    assert found.measures == (Measure.ON_SITE, Measure.ADVANCE_REPLACEMENT)
    assert codes(found.conditions) == [ReasonCode.SITE_TO_BE_ASKED, ReasonCode.PART_TO_ARRIVE]
    assert visited(site_eligible=True, part_arrived=True).verdict is Verdict.COVERED


def test_no_technician_comes_where_the_site_is_not_eligible_but_the_replacement_does() -> None:
    found = visited(site_eligible=False)
    assert found.verdict is Verdict.NOT_COVERED
    assert found.measures == (Measure.ADVICE, Measure.ADVANCE_REPLACEMENT)
    assert says(found, ReasonCode.SITE_NOT_ELIGIBLE)


def test_a_technician_comes_only_for_the_classes_named() -> None:
    telephone = visited(
        device=type(SYSTEM)(product_class="telephone", invoiced_on=SYSTEM.invoiced_on)
    )
    assert the(telephone, ReasonCode.ON_SITE_CLASSES).facts["classes"] == "system"
    unknown = visited(device=type(SYSTEM)(invoiced_on=SYSTEM.invoiced_on))
    assert asks(unknown, ReasonCode.CLASS_NEEDED)


def test_nobody_comes_without_a_warranty_or_where_no_visits_are_sold() -> None:
    old = visited(asked_at=local("2026-06-01 10:00"))
    assert (old.verdict, Measure.ON_SITE in old.measures) == (Verdict.NOT_COVERED, False)
    none = decided(a_tier(coverage=(warranty(),)), need=Need.ON_SITE)
    assert the(none, ReasonCode.MEASURE_NOT_IN_TIER).facts["measure"] == "on_site"
