"""A user's own unit goes home from the bench, on an outbound leg of its own."""

from rules.case_bench import turn_job
from rules.case_opening import request_unit
from rules.case_state import CaseState, Turn
from rules.case_values import Job, JobState
from rules.case_words import Enter, Outbound, Remedy

#: Nothing else is on its way out, so that the leg is free.
LEG_IS_FREE = frozenset({Outbound.DELIVERED, Outbound.CANCELLED})


def may_go_home(state: CaseState) -> bool:
    """True when no other unit of the case is on its way out or home."""
    return not state.homeward and state.outbound in LEG_IS_FREE


def go_home(turn: Turn, job: Job) -> None:
    """Exactly this unit is held, packed and sent: nobody else can be given it."""
    turn_job(turn, job.unit, state=JobState.GOING_HOME, asked=False)
    # A case that was cancelled has nothing left to stop: this parcel has to arrive.
    turn.become(homeward=job.unit, attempt=turn.state.attempt + 1, cancel_wanted=False)
    if turn.state.remedy is Remedy.ADVANCE_REPLACEMENT:
        # It was ours from its receipt on; what goes home is its user's again.
        turn.enter(Enter.OWN, unit_id=job.unit, owner="customer")
    turn.tell("goes_home", serial=job.serial)
    request_unit(turn)
