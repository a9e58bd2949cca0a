import pytest

from rules.case_words import Remedy
from rules.fulfilment import BillingTerms, Payer, RepairTerms
from rules.payers import payer_of
from rules.programme import GroundRules, Tier
from rules.terms import Terms
from tests.rules.calendars import advance_terms, return_terms
from tests.rules.entitling import a_tier, some_terms

VENDOR, CUSTOMER = Payer.VENDOR, Payer.CUSTOMER
EVENTS = ("freight_outbound", "freight_return", "packaging")


def terms_of(tier: Tier, freight: Payer = CUSTOMER, packaging: Payer = CUSTOMER) -> Terms:
    billing = BillingTerms(source="billing", freight_paid_by=freight, packaging_paid_by=packaging)
    return some_terms(tier, ground=GroundRules(document="Charter", billing=billing))


@pytest.mark.parametrize("remedy", Remedy)
@pytest.mark.parametrize("payer", Payer)
def test_the_way_back_is_paid_as_the_return_says_whatever_the_remedy(
    remedy: Remedy, payer: Payer
) -> None:
    [other] = set(Payer) - {payer}
    tier = a_tier(
        returns=return_terms(paid_by=payer),
        advance_replacement=advance_terms(paid_by=other),
        repair=RepairTerms(paid_by=other, source="repair"),
    )
    assert payer_of(terms_of(tier, other, other), remedy, "freight_return") is payer


@pytest.mark.parametrize("event", ["freight_outbound", "packaging"])
def test_a_repair_goes_home_as_its_own_terms_say(event: str) -> None:
    tier = a_tier(repair=RepairTerms(paid_by=VENDOR, source="repair"))
    assert payer_of(terms_of(tier), Remedy.REPAIR, event) is VENDOR


@pytest.mark.parametrize("event", EVENTS)
def test_a_repair_without_terms_of_its_own_is_paid_as_returns_are(event: str) -> None:
    tier = a_tier(returns=return_terms(paid_by=VENDOR))
    assert payer_of(terms_of(tier), Remedy.REPAIR, event) is VENDOR


@pytest.mark.parametrize("event", ["freight_outbound", "packaging"])
def test_an_advance_replacement_goes_out_as_its_own_terms_say(event: str) -> None:
    terms = terms_of(a_tier(advance_replacement=advance_terms(paid_by=VENDOR)))
    assert payer_of(terms, Remedy.ADVANCE_REPLACEMENT, event) is VENDOR
    assert payer_of(terms, Remedy.SWAP, event) is CUSTOMER


def test_freight_and_packaging_of_a_swap_may_have_two_payers() -> None:
    terms = terms_of(a_tier(), freight=VENDOR)
    assert payer_of(terms, Remedy.SWAP, "freight_outbound") is VENDOR
    assert payer_of(terms, Remedy.SWAP, "packaging") is CUSTOMER
    swapped = terms_of(a_tier(), packaging=VENDOR)
    assert payer_of(swapped, Remedy.SWAP, "freight_outbound") is CUSTOMER
    assert payer_of(swapped, Remedy.SWAP, "packaging") is VENDOR


@pytest.mark.parametrize("event", ["freight_outbound", "packaging"])
def test_where_no_terms_name_a_payer_the_customer_pays(event: str) -> None:
    terms = some_terms(a_tier(returns=return_terms(paid_by=VENDOR)))
    assert payer_of(terms, Remedy.SWAP, event) is CUSTOMER
