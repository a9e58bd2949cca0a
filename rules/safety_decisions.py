"""Decisions on unsafe batteries and on cases that cannot balance, and what they have to say."""

from collections.abc import Callable
from typing import ClassVar

from rules.battery import (
    BatteryState,
    OnlyTrainedMayClear,
    PathDoesNotFit,
    is_unsafe,
    require_path,
)
from rules.case_danger import WITH_USER
from rules.case_end import in_our_hands
from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete
from rules.case_state import CaseState, Fact
from rules.case_values import Finding, JobState
from rules.case_words import Inbound, Outbound
from rules.decision_words import REASON, TEXT, needs
from rules.errors import DeskError, Kind

#: What a trained person may find.
FINDINGS = (BatteryState.DAMAGED.value, BatteryState.CRITICAL.value, BatteryState.OK.value)
#: A reason for closing what does not balance is more than a word.
SHORTEST_REASON = 10
#: The replacement is not under way: nothing of it is packed, booked or on the road.
AT_REST = frozenset({Outbound.NONE, Outbound.WAITING, Outbound.RESERVED}) | {
    Outbound.DELIVERED,
    Outbound.CANCELLED,
}


class UnitsInHand(DeskError):
    """Units of this case are in our hands."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, state: CaseState, held: tuple[str, ...]) -> None:
        super().__init__(
            f"Case {state.number} still has {', '.join(held)} with us. Decide where each goes, "
            "then close the case.",
            case=state.number,
            held=list(held),
        )


def may_decide_danger(state: CaseState) -> str:
    """Something is known against the battery, and the unit is with the user or on our bench."""
    jobs = [job for job in state.back.jobs if job.state is not JobState.DONE]
    found = any(job.finding is Finding.UNSAFE_BATTERY for job in jobs)
    here = bool(jobs) or state.inbound is Inbound.RECEIVED
    suspected = is_unsafe(state.battery) and (state.inbound in WITH_USER or here)
    return needs(suspected or found, "an unsafe battery, with the user or on the bench")


def check_danger(state: CaseState, fact: Fact) -> None:  # noqa: ARG001 - one shape for all
    """Refuse a path that does not fit the finding (PathDoesNotFit)."""
    path = fact.details.get("path", "").strip()
    require_path(BatteryState(fact.details["battery"].strip()), path)


def check_battery_answer(state: CaseState, fact: Fact) -> None:
    """Refuse to call an unsafe battery sound, or unasked, by an answer alone."""
    said = BatteryState(fact.details["battery"].strip())
    if is_unsafe(state.battery) and not is_unsafe(said):
        raise OnlyTrainedMayClear(state.battery, said)


def may_collect(state: CaseState) -> str:
    """A trained person has arranged the collection."""
    return needs(state.inbound is Inbound.COLLECTING, "a collection a trained person arranged")


def may_close_by_hand(state: CaseState) -> str:
    """Nothing is on its way out, being booked or being drawn."""
    travels = any(parcel.withdrawn for parcel in state.back.given_up)
    rests = state.outbound in AT_REST and not state.pending and not travels
    return needs(
        rests and not state.back.closing,
        "a case of which nothing is on its way out or being booked",
    )


def check_closing(state: CaseState, fact: Fact) -> None:
    """Refuse a reason of a word, and a case that has units in our hands (UnitsInHand)."""
    if len(fact.details["because"].strip()) < SHORTEST_REASON:
        raise DecisionIncomplete(
            fact.told, "'because'", f"Say in at least {SHORTEST_REASON} characters why."
        )
    held = in_our_hands(state)
    if held:
        raise UnitsInHand(state, held)


#: What this file refuses by a name of its own.
SAFETY_REFUSALS = (UnitsInHand, PathDoesNotFit, OnlyTrainedMayClear)
SAFETY_ANSWERS: dict[Told, dict[str, tuple[str, ...]]] = {
    Told.DANGER_DECIDED: {"battery": FINDINGS, "because": REASON},
    Told.DANGER_COLLECTED: {"note": TEXT},
    Told.CLOSED_BY_HAND: {"because": REASON},
}
SAFETY_ALLOWED: dict[Told, Callable[[CaseState], str]] = {
    Told.DANGER_DECIDED: may_decide_danger,
    Told.DANGER_COLLECTED: may_collect,
    Told.CLOSED_BY_HAND: may_close_by_hand,
}
SAFETY_DETAILED: dict[Told, Callable[[CaseState, Fact], None]] = {
    Told.DANGER_DECIDED: check_danger,
    Told.BATTERY_ANSWERED: check_battery_answer,
    Told.CLOSED_BY_HAND: check_closing,
}
