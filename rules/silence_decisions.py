"""What a person may decide of a silent parcel, when, and what has to be said."""

from collections.abc import Callable

from rules.case_facts import Told
from rules.case_refusals import WrongStage
from rules.case_roads import under_way
from rules.case_state import CaseState, Fact
from rules.case_words import Direction
from rules.decision_words import REASON, needs


def may_declare_lost(state: CaseState) -> str:
    """Only what a carrier has can be lost."""
    moving = any(under_way(state, leg) is not None for leg in Direction)
    return needs(moving, "a parcel that a carrier has")


def check_leg(state: CaseState, fact: Fact) -> None:
    """Refuse to give up a parcel on a leg where none is under way."""
    leg = fact.details["leg"]
    if under_way(state, leg) is None:
        raise WrongStage(state, fact.told, f"a parcel that a carrier has on its {leg} leg")


SILENCE_ANSWERS: dict[Told, dict[str, tuple[str, ...]]] = {
    Told.DECLARED_LOST: {"leg": tuple(leg.value for leg in Direction), "because": REASON},
}
SILENCE_ALLOWED: dict[Told, Callable[[CaseState], str]] = {Told.DECLARED_LOST: may_declare_lost}
SILENCE_DETAILED: dict[Told, Callable[[CaseState, Fact], None]] = {Told.DECLARED_LOST: check_leg}
