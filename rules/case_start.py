"""The first state of a case: what intake knows of it, under what its terms say."""

from dataclasses import replace
from datetime import timedelta

from rules.case_state import CaseState, ReturnPlan
from rules.case_words import Remedy
from rules.fulfilment import LabelPlace, RepairedGoesTo, SwapMode
from rules.service_words import Need
from rules.terms import Terms

#: The workflow opens the case; until it has, the case itself is due for a look.
OPEN_WITHIN = timedelta(hours=1)
#: What is asked for where intake does not say.
USUAL_NEED = {
    Remedy.SUPPORT: Need.INCIDENT,
    Remedy.REPAIR: Need.HARDWARE,
    Remedy.ON_SITE: Need.ON_SITE,
}


def start_case(known: CaseState, terms: Terms) -> CaseState:
    """What intake knows, completed by the terms: way back, repair, sessions and severities.

    A case with a need has the clocks its terms give for it; a swap or an advance replacement
    without one has none.
    """
    usual = USUAL_NEED.get(known.remedy)
    return replace(
        known,
        need=known.need or (usual.value if usual else ""),
        plan=return_plan(terms),
        needs_finding=needs_finding(known.remedy, terms),
        severities=tuple(terms.ground.severities),
        remote_kinds=remote_kinds(terms),
        repaired_to=repaired_to(terms),
        visit_after_part=terms.offer.on_site is None or terms.offer.on_site.after_part_arrival,
        deadlines={"opening": known.opened_at + OPEN_WITHIN},
    )


def needs_finding(remedy: Remedy, terms: Terms) -> bool:
    """Whether control questions or a diagnosis come before the replacement, as the terms say."""
    if remedy is Remedy.SWAP and terms.swap is not None:
        return terms.swap.needs_definite_fault
    if remedy is Remedy.ADVANCE_REPLACEMENT and terms.advance_replacement is not None:
        return terms.advance_replacement.needs_diagnosis
    return True


def return_plan(terms: Terms) -> ReturnPlan:
    """What the terms say of the way back, and what the replacement is for its user."""
    returns = terms.returns
    return ReturnPlan(
        remind_after_days=returns.remind_after_days,
        review_after_days=returns.review_after_days or ReturnPlan().review_after_days,
        label_in_box=returns.label is LabelPlace.ENCLOSED,
        slip=returns.slip_required,
        lends=terms.swap is not None and terms.swap.mode is SwapMode.LEND,
        starts_at=returns.starts_at,
        days=returns.days,
        due_after_days=returns.due_after_days,
        escalate_after_days=returns.escalate_after_days,
        charge_after_days=returns.charge_after_days,
        charge=returns.charge,
        longest_extension_days=returns.longest_extension_days,
        currency=terms.currency,
        care=returns.care,
    )


def remote_kinds(terms: Terms) -> tuple[str, ...]:
    """What a remote session may be: a look, a change, or neither (facts 8, 17, 52).

    A change that needs prepaid hours is possible here; drawing the hours refuses it when there
    are none.
    """
    remote = terms.offer.remote
    if remote is None:
        return ()
    change = remote.change or remote.change_with_prepaid
    return ("view",) * remote.view + ("change",) * change


def repaired_to(terms: Terms) -> RepairedGoesTo:
    """Where a repaired unit goes: as the contract says, else as the programme does (fact 60)."""
    repair = terms.offer.repair
    sold = repair.returned_to if repair else None
    return terms.figures.repair_return_to or sold or RepairedGoesTo.USER
