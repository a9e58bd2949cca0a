"""The milestones a story waits for; a case restarted from the record walks past those behind it."""

from rules.case_state import CaseState
from rules.case_words import Bench, Inbound, Outbound, Stage
from rules.service_words import Metric

GONE = frozenset({Outbound.ON_ITS_WAY, Outbound.DELIVERED})


def assessed(state: CaseState) -> bool:
    """The questions are answered or the diagnosis is made."""
    return state.stage is not Stage.ASSESSING


def promised(state: CaseState) -> bool:
    """The promise is made and watched."""
    return state.promise_due is not None


def answered(state: CaseState) -> bool:
    """Somebody has answered the customer, if an answer is counted at all."""
    response = state.clocks.get(Metric.RESPONSE)
    return response is None or not response.open


def came_in(state: CaseState) -> bool:
    """The device that is to be repaired is in hand."""
    return state.inbound is Inbound.RECEIVED


def judged(state: CaseState) -> bool:
    """The bench has said what becomes of the device."""
    return state.bench is not Bench.NONE


def packed(state: CaseState) -> bool:
    """A unit passed the pack scan."""
    return state.outbound in {Outbound.PACKED, Outbound.LABELLED, *GONE}


def handed_over(state: CaseState) -> bool:
    """The carrier has the parcel."""
    return state.outbound in GONE


def delivered(state: CaseState) -> bool:
    """The replacement is with the customer."""
    return state.outbound is Outbound.DELIVERED


def visited(state: CaseState) -> bool:
    """The technician has repaired the device."""
    return state.stage is Stage.RETURNING


def balanced(state: CaseState) -> bool:
    """Both legs are settled: only a case that has ended is balanced."""
    return state.ended
