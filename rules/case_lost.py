"""A parcel that is lost on its way out: given up, claimed, and made good."""

from rules.case_bench import end_job
from rules.case_journeys import Journey, Search
from rules.case_legs import move_replacement, turn_leg, void_return
from rules.case_loan import lose_own
from rules.case_opening import request_unit
from rules.case_roads import GOING_OUT, file_claim, parcel_key, stand, write_search
from rules.case_state import CaseState, Turn
from rules.case_words import Bench, Direction, Enter, Outbound, Stage


def give_up(
    turn: Turn, direction: str, attempt: int, unit: str, *, withdrawn: bool = False
) -> None:
    """Remember a parcel that was given up, and its unit: it may turn up yet."""
    journey = Journey(direction=direction, attempt=attempt, unit=unit, withdrawn=withdrawn)
    turn.keep(given_up=(*turn.state.back.given_up, journey))


def given_up(state: CaseState, direction: str, attempt: int) -> tuple[Journey, ...]:
    """What was in a parcel that was given up, unit by unit."""
    known = (direction, attempt)
    return tuple(one for one in state.back.given_up if (one.direction, one.attempt) == known)


def find_journey(turn: Turn, journey: Journey) -> None:
    """What was given up is found: the search and its claim say so."""
    rest = tuple(one for one in turn.state.back.given_up if one != journey)
    turn.keep(given_up=rest)
    if parcel_key(journey.direction, journey.attempt) in turn.state.back.searches:
        stand(turn, journey.direction, journey.attempt, Search.NONE)
        write_search(turn, journey.direction, journey.attempt, found="yes")


def find_unit(turn: Turn, unit: str) -> None:
    """A unit of a parcel that was given up is in hand."""
    for journey in turn.state.back.given_up:
        if unit and journey.unit == unit:
            find_journey(turn, journey)


def lose_parcel(turn: Turn) -> None:
    """The parcel is lost: it is claimed, and what was in it is made good unless nobody waits."""
    if turn.state.outbound not in GOING_OUT:
        return
    attempt = turn.state.attempt
    move_replacement(turn, "lost", "lost")
    give_up(turn, Direction.OUTBOUND, attempt, turn.state.replacement_unit)
    turn.enter(Enter.FINISH_REQUEST, attempt=str(attempt))
    turn_leg(turn, Direction.OUTBOUND, attempt, "lost")
    turn.stop_waiting("outbound")
    turn.keep(shipped_at=None)
    stand(turn, Direction.OUTBOUND, attempt, Search.LOST)
    write_search(turn, Direction.OUTBOUND, attempt)
    file_claim(turn, Direction.OUTBOUND, attempt)
    if turn.state.cancel_wanted or turn.state.bench in {Bench.NOT_COVERED, Bench.WITHDRAWN}:
        lose_for_good(turn)
    elif not lose_own(turn):
        make_good(turn)
        replace_lost(turn)


def lose_for_good(turn: Turn) -> None:
    """Nobody waits for what was lost: the case ends once the claim is filed."""
    turn.tell("lost_for_good")
    if turn.state.cancel_wanted:
        turn.enter(Enter.WRITE, letter="case_cancelled")
    turn.become(outbound=Outbound.CANCELLED, promise_open=False)
    turn.stop_waiting("promise", "review")
    void_return(turn)


def make_good(turn: Turn) -> None:
    """The user's own unit that was lost is replaced by one of the provider's."""
    if turn.state.bench is Bench.REPAIRED:
        turn.become(bench=Bench.REPLACED, stage=Stage.REPLACING)
    elif turn.state.homeward:
        end_job(turn, turn.state.homeward)
        turn.become(homeward="", stage=Stage.REPLACING)


def lost_own(state: CaseState) -> bool:
    """True when what goes out makes good for the user's own unit, lost on its way home."""
    own = (Direction.OUTBOUND, state.device_unit)
    return any((one.direction, one.unit) == own for one in state.back.given_up)


def replace_lost(turn: Turn) -> None:
    """Another unit goes under the same promise, or the desk decides, as the terms say."""
    attempt = turn.state.attempt
    if not turn.state.plan.care.parcels.second_unit:
        turn.tell("lost_undecided")
        turn.become(outbound=Outbound.NONE, replacement_unit="")
        return
    turn.tell("parcel_lost")
    turn.enter(Enter.WRITE, letter="another_unit_goes", part=str(attempt))
    turn.become(attempt=attempt + 1, replacement_unit="")
    request_unit(turn)
