"""What may be decided of a cost proposal, when, and what has to be said."""

from collections.abc import Callable

from rules.case_facts import Told
from rules.case_proposal import OTHERWISE, meant_unit, open_proposal, proposable_units
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_state import CaseState, Fact
from rules.cost_lines import CostLinesUnclear, read_lines
from rules.decision_words import REASON, TEXT, needs

#: What is printed of the reason in every language.
LONGEST_REASON = 400
PROPOSAL_ANSWERS: dict[Told, dict[str, tuple[str, ...]]] = {
    Told.PROPOSAL_MADE: {"lines": TEXT, "reason": REASON},
    Told.PROPOSAL_ANSWERED: {"answer": ("accept", "decline")},
}


def may_propose(state: CaseState) -> str:
    """A unit lies on the bench that is not covered, and no proposal waits for an answer."""
    if open_proposal(state) is not None:
        return "no proposal that still waits for its answer"
    if not state.plan.currency:
        return "terms that name a currency"
    return needs(bool(proposable_units(state)), "a unit on the bench whose repair is not covered")


def may_answer_proposal(state: CaseState) -> str:
    """A proposal waits for its answer, and its unit is still on the bench."""
    proposal = open_proposal(state)
    here = proposal is not None and proposal.unit in proposable_units(state)
    return needs(here, "a cost proposal that waits for its answer")


def check_proposal(state: CaseState, fact: Fact) -> None:
    """Refuse lines that cannot be read, a reason too long to print, and an unclear unit."""
    try:
        read_lines(fact.details["lines"])
    except CostLinesUnclear as unclear:
        raise DecisionIncomplete(fact.told, "'lines' that add up", unclear.detail) from unclear
    if len(fact.details["reason"]) > LONGEST_REASON:
        remedy = f"Say it in {LONGEST_REASON} characters."
        raise DecisionIncomplete(fact.told, "a shorter 'reason'", remedy)
    if not meant_unit(state, fact.details.get("serial", "").strip()):
        raise DecisionIncomplete(fact.told, "'serial'", "Name the unit that is to be repaired.")


def check_proposal_answer(state: CaseState, fact: Fact) -> None:
    """Refuse an answer to another proposal, one that is late, and declining without a choice."""
    proposal = open_proposal(state)
    named = fact.details.get("number", "").strip().upper()
    if proposal is None or named not in {"", proposal.name}:
        raise WrongStage(state, fact.told, f"proposal {named}, which no longer waits")
    if fact.at >= proposal.expires_at:
        raise WrongStage(state, fact.told, f"an answer by {proposal.valid_until:%Y-%m-%d}")
    declined = fact.details["answer"] == "decline"
    if declined and fact.details.get("otherwise", "") not in OTHERWISE:
        raise DecisionIncomplete(fact.told, "'otherwise'", "Give one of: return, scrap.")


PROPOSAL_ALLOWED: dict[Told, Callable[[CaseState], str]] = {
    Told.PROPOSAL_MADE: may_propose,
    Told.PROPOSAL_ANSWERED: may_answer_proposal,
}
PROPOSAL_DETAILED: dict[Told, Callable[[CaseState, Fact], None]] = {
    Told.PROPOSAL_MADE: check_proposal,
    Told.PROPOSAL_ANSWERED: check_proposal_answer,
}
