"""What a broken device gets: repair, like for like, advance replacement, swap, loan, a visit."""

from collections.abc import Iterator
from dataclasses import replace

from rules.decision import Cost
from rules.entitling_asked import Asked, Finding, merge, said, spoken
from rules.entitling_coverage import class_needed, fits_class, swap_measure, under_warranty
from rules.entitling_expired import contract_runs
from rules.fulfilment import AdvanceReplacementTerms, OnSiteTerms, Payer, RepairTerms, SwapTerms
from rules.reasons import Reason, ReasonCode
from rules.service_words import Measure


def hardware(asked: Asked) -> Finding:
    """The remedies of a broken device: by its warranty, and by what the contract adds to it."""
    warranty, contract = under_warranty(asked), contract_runs(asked)
    sold = _sold(asked, warranty)
    if contract.refusals:
        return _without_contract(asked, warranty, contract, sold)
    if warranty.granted:
        whole = merge(warranty, _around(asked, warranty), contract, sold)
        return replace(whole, covered_until=warranty.covered_until)
    if set(sold.measures) - _NO_REMEDY or (sold.measures and not warranty.refusals):
        return merge(sold, contract, warranty.softened())
    refused = warranty if warranty.refusals else Finding(refusals=(_no_remedy(asked),))
    return merge(refused, contract, sold)


def _without_contract(asked: Asked, warranty: Finding, contract: Finding, sold: Finding) -> Finding:
    """A warranty of the device holds whatever the contract; the rest needs one that runs."""
    if warranty.granted:
        return merge(warranty, _around(asked, warranty))
    by_contract = sold.measures or any(row.with_contract for row in asked.offer.coverage)
    return merge(warranty, contract) if by_contract or not warranty.refusals else warranty


def on_site(asked: Asked) -> Finding:
    """A technician for the classes it is sold for, where eligible, after the part (fact 42)."""
    terms, found = asked.offer.on_site, hardware(asked)
    if terms is None:
        return merge(Finding(refusals=(_not_sold(asked, Measure.ON_SITE),)), found)
    refusals = tuple(_no_visit(asked, terms))
    if refusals or not found.granted:
        return merge(Finding(refusals=refusals), found)
    visit = Finding(
        reasons=(_included(asked, Measure.ON_SITE, terms.source),),
        conditions=tuple(_before_visit(asked, terms)),
        measures=(Measure.ON_SITE,),
    )
    return merge(visit, found)


def _no_visit(asked: Asked, terms: OnSiteTerms) -> Iterator[Reason]:
    if not fits_class(terms.product_classes, asked):
        classes = ", ".join(terms.product_classes)
        yield said(ReasonCode.ON_SITE_CLASSES, terms.source, classes=classes)
    if terms.eligibility_asked and asked.question.site_eligible is False:
        yield said(ReasonCode.SITE_NOT_ELIGIBLE, terms.source)


def _before_visit(asked: Asked, terms: OnSiteTerms) -> Iterator[Reason]:
    yield from class_needed(terms.product_classes, asked, terms.source)
    if terms.eligibility_asked and asked.question.site_eligible is None:
        yield said(ReasonCode.SITE_TO_BE_ASKED, terms.source)
    if terms.after_part_arrival and not asked.question.part_arrived:
        yield said(ReasonCode.PART_TO_ARRIVE, terms.source)


def _sold(asked: Asked, warranty: Finding) -> Finding:
    """What the contract gives besides the rows of the coverage."""
    offer, named = asked.offer, {row.measure for row in asked.offer.coverage}
    covered = not offer.coverage or warranty.granted
    found = []
    if offer.swap and not named & {Measure.SWAP, Measure.LOAN}:
        found.append(_swap(asked, offer.swap))
    if offer.advance_replacement and Measure.ADVANCE_REPLACEMENT not in named and covered:
        found.append(_advance(asked, offer.advance_replacement))
    if offer.repair and _repair_measure(offer.repair) not in named and covered:
        found.append(_repair(asked, offer.repair))
    outside = Finding() if offer.coverage else _outside_warranty(asked)
    return merge(*found, _referral(asked), outside)


def _around(asked: Asked, warranty: Finding) -> Finding:
    """How what the warranty grants is carried out."""
    offer, found = asked.offer, []
    if offer.advance_replacement and Measure.ADVANCE_REPLACEMENT in warranty.measures:
        found.append(_advance(asked, offer.advance_replacement))
    if offer.repair and _repair_measure(offer.repair) in warranty.measures:
        found.append(_way_of_repair(asked, offer.repair))
    if offer.swap and set(warranty.measures) & {Measure.SWAP, Measure.LOAN}:
        found.append(_swap(asked, offer.swap))
    return merge(*found)


def _swap(asked: Asked, terms: SwapTerms) -> Finding:
    """A swap or a loan once the fault is definite (facts 58, 59)."""
    measure, source = swap_measure(asked) or Measure.SWAP, terms.source or asked.contract
    definite = asked.question.definite_fault
    if terms.needs_definite_fault and definite is False:
        return Finding(reasons=(said(ReasonCode.NO_DEFINITE_FAULT, source),))
    asking = terms.needs_definite_fault and definite is None
    return Finding(
        reasons=(_included(asked, measure, source),),
        conditions=(said(ReasonCode.DEFINITE_FAULT_NEEDED, source),) if asking else (),
        measures=(measure,),
        costs=tuple(_swap_costs(asked)),
    )


def _swap_costs(asked: Asked) -> Iterator[Cost]:
    """Devices, freight and packaging that are billed besides the fee (fact 64)."""
    billing = asked.terms.ground.billing
    if billing is None:
        return
    billed = {
        "device": billing.devices_billed_separately,
        "freight": billing.freight_paid_by is Payer.CUSTOMER,
        "packaging": billing.packaging_paid_by is Payer.CUSTOMER,
    }
    yield from (asked.cost(what) for what, paid in billed.items() if paid)


def _advance(asked: Asked, terms: AdvanceReplacementTerms) -> Finding:
    """A replacement that leaves before the defective unit is back (facts 40, 41)."""
    source = terms.source or asked.contract
    asking = terms.needs_diagnosis and not asked.question.defect_confirmed
    return Finding(
        reasons=(_included(asked, Measure.ADVANCE_REPLACEMENT, source), _transport(terms, source)),
        conditions=(said(ReasonCode.DEFECT_TO_CONFIRM, source),) if asking else (),
        measures=(Measure.ADVANCE_REPLACEMENT,),
        costs=(asked.cost("freight"),) if terms.paid_by is Payer.CUSTOMER else (),
    )


def _transport(terms: AdvanceReplacementTerms | RepairTerms, source: str) -> Reason:
    return said(ReasonCode.TRANSPORT_PAID_BY, source, payer=terms.paid_by.value)


def _repair(asked: Asked, terms: RepairTerms) -> Finding:
    measure = _repair_measure(terms)
    included = _included(asked, measure, terms.source)
    costs = () if terms.free else (asked.cost(measure.value),)
    found = Finding(reasons=(included,), measures=(measure,), costs=costs)
    return merge(found, _way_of_repair(asked, terms))


def _repair_measure(terms: RepairTerms) -> Measure:
    return Measure.LIKE_FOR_LIKE if terms.like_for_like else Measure.REPAIR


def _way_of_repair(asked: Asked, terms: RepairTerms) -> Finding:
    """The device comes in first unless something is sent; where it then goes (fact 60)."""
    facts, source = [_transport(terms, terms.source)], terms.source
    if not asked.offer.swap and not asked.offer.advance_replacement:
        facts.insert(0, said(ReasonCode.DEVICE_COMES_IN_FIRST, source))
    place = terms.returned_to or asked.terms.figures.repair_return_to
    if place and not terms.like_for_like:
        facts.append(said(ReasonCode.REPAIRED_GOES_TO, source, place=place.value))
    return Finding(reasons=tuple(facts))


def _referral(asked: Asked) -> Finding:
    """The user is helped to a workshop (fact 56)."""
    terms = asked.offer.referral
    if terms is None:
        return Finding()
    source = terms.source
    bag = (said(ReasonCode.SERVICE_BAG, source),) if terms.service_bag else ()
    reminders = [
        said(ReasonCode.REMINDER, source, **spoken("text", one)) for one in terms.reminders
    ]
    included = _included(asked, Measure.REFERRAL, source)
    return Finding(reasons=(included, *bag, *reminders), measures=(Measure.REFERRAL,))


def _outside_warranty(asked: Asked) -> Finding:
    """Who pays outside the maker's warranty; it is quoted once that is known (fact 65)."""
    billing = asked.terms.ground.billing
    if billing is None or billing.out_of_warranty_paid_by is None:
        return Finding()
    payer = billing.out_of_warranty_paid_by.value
    found = Finding(reasons=(said(ReasonCode.BILLED_DIRECTLY, billing.source, payer=payer),))
    if asked.question.under_warranty is not False:
        return found
    return replace(found, measures=(Measure.QUOTE,), costs=(asked.cost(Measure.REPAIR.value),))


#: What helps a requester on without mending or replacing anything.
_NO_REMEDY = {Measure.REFERRAL, Measure.QUOTE}


def _included(asked: Asked, measure: Measure, source: str) -> Reason:
    tier = asked.terms.tier_label
    return said(ReasonCode.MEASURE_INCLUDED, source, measure=measure.value, tier=tier)


def _not_sold(asked: Asked, measure: Measure) -> Reason:
    tier = asked.terms.tier_label
    return said(ReasonCode.MEASURE_NOT_IN_TIER, asked.contract, measure=measure.value, tier=tier)


def _no_remedy(asked: Asked) -> Reason:
    """Named after what the requester lacks: something in place of the broken device."""
    return _not_sold(asked, Measure.SWAP)
