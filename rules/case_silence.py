"""A parcel that is silent: looked for at its carrier, claimed in time, given up in the end."""

from collections.abc import Callable
from datetime import datetime, timedelta

from rules.case_days import wait_days
from rules.case_facts import Told
from rules.case_found import absorb_unit, hear_given_up
from rules.case_journeys import Search
from rules.case_lost import lose_parcel
from rules.case_return import lose_return
from rules.case_roads import (
    end_search,
    file_claim,
    parcel_details,
    parcel_key,
    road_of,
    search_of,
    spoke_since,
    stand,
    under_way,
    watch,
    write_search,
)
from rules.case_state import Turn
from rules.case_words import Direction, Enter, Errand

__all__ = ["SILENCE_DEADLINES", "SILENCE_RULES", "absorb_unit", "hear_given_up"]

#: A claim is filed this long before the carrier's last day, though the search still runs.
CLAIM_BEFORE = timedelta(days=2)


def fall_silent(turn: Turn, name: str) -> None:
    """No scan for as long as the terms allow: the carrier looks for the parcel."""
    direction = name.partition("_")[0]
    attempt = under_way(turn.state, direction)
    road = None if attempt is None else road_of(turn.state, direction, attempt)
    if attempt is None or road is None:
        return
    if spoke_since(turn, direction, road):
        watch(turn, direction, road.newest)
    elif search_of(turn.state, direction, attempt) is not Search.ASKED:
        search_parcel(turn, direction, attempt)


def search_parcel(turn: Turn, direction: str, attempt: int) -> None:
    """Ask the carrier, tell whoever waits for the parcel, and say until when it is looked for."""
    key, care = parcel_key(direction, attempt), turn.state.plan.care.parcels
    stand(turn, direction, attempt, Search.ASKED)
    write_search(turn, direction, attempt)
    # Searched for twice, it is two errands: each has its instant in its key.
    errand = f"{key}/trace/{turn.fact.at:%Y%m%dT%H%M%S}"
    road = road_of(turn.state, direction, attempt)
    turn.send(Errand.TRACE, errand, **parcel_details(direction, attempt, road))
    if direction == Direction.OUTBOUND:
        turn.enter(Enter.WRITE, letter="parcel_searched", part=str(attempt))
    turn.tell("parcel_silent", leg=direction)
    wait_days(turn, turn.fact.at, {f"{direction}_lost": care.lost_after_trace}, care.days)


def traced(turn: Turn) -> None:
    """The carrier looks for the parcel."""
    direction, attempt = parcel_said(turn)
    turn.tell("parcel_traced", leg=direction, reference=turn.say("trace_no"))
    write_search(turn, direction, attempt, trace_no=turn.say("trace_no"))
    mind_the_limit(turn, direction, attempt)


def trace_refused(turn: Turn) -> None:
    """The carrier does not look for it: it knows where it is, or a person has to ask."""
    direction, attempt = parcel_said(turn)
    turn.tell("trace_refused", leg=direction, because=turn.say("because"))
    write_search(turn, direction, attempt, refusal=turn.say("because"))
    if turn.say("at_its_end") and searching(turn, direction, attempt):
        # An event was missed: it is read from the carrier's own list, else asked for again.
        end_search(turn, direction, attempt)
        watch(turn, direction, turn.fact.at)
    else:
        mind_the_limit(turn, direction, attempt)


def mind_the_limit(turn: Turn, direction: str, attempt: int) -> None:
    """Claim in time, though the search still runs; at once where the limit is close or unknown."""
    if not turn.say("claim_by") or not searching(turn, direction, attempt):
        return
    due = datetime.fromisoformat(turn.say("claim_by")) - CLAIM_BEFORE
    if due <= turn.fact.at:
        file_claim(turn, direction, attempt)
    else:
        turn.wait_until(f"{direction}_claim", due)


def searching(turn: Turn, direction: str, attempt: int) -> bool:
    """True while the parcel is looked for."""
    return search_of(turn.state, direction, attempt) is Search.ASKED


def claim_in_time(turn: Turn, name: str) -> None:
    """The carrier's limit is near: the claim is filed while the parcel is still looked for."""
    direction = name.partition("_")[0]
    attempt = under_way(turn.state, direction)
    if attempt is not None and searching(turn, direction, attempt):
        file_claim(turn, direction, attempt)


def search_in_vain(turn: Turn, name: str) -> None:
    """The carrier has found nothing in time: the parcel counts as lost."""
    direction = name.partition("_")[0]
    attempt = under_way(turn.state, direction)
    if attempt is not None and searching(turn, direction, attempt):
        turn.tell("search_in_vain", leg=direction)
        lose(turn, direction)


def declare_lost(turn: Turn) -> None:
    """A person has decided that the parcel is lost."""
    turn.tell("declared_lost", leg=turn.say("leg"), because=turn.say("because"))
    lose(turn, turn.say("leg"))


def lose(turn: Turn, direction: str) -> None:
    """Give the leg's parcel up."""
    if direction == Direction.OUTBOUND:
        lose_parcel(turn)
    else:
        lose_return(turn)


def claim_filed(turn: Turn) -> None:
    """The carrier has the claim in its books."""
    direction, attempt = parcel_said(turn)
    turn.tell("claim_filed", leg=direction, reference=turn.say("claim_no"))
    write_search(turn, direction, attempt, claim_no=turn.say("claim_no"))


def claim_refused(turn: Turn) -> None:
    """The carrier does not pay: a person reads why."""
    direction, attempt = parcel_said(turn)
    turn.tell("claim_refused", leg=direction, because=turn.say("because"))
    write_search(turn, direction, attempt, refusal=turn.say("because"))


def parcel_said(turn: Turn) -> tuple[str, int]:
    """The parcel that the carrier's answer is about."""
    return turn.say("direction"), int(turn.say("attempt", "0"))


SILENCE_RULES: dict[Told, Callable[[Turn], None]] = {
    Told.TRACED: traced,
    Told.TRACE_REFUSED: trace_refused,
    Told.CLAIM_FILED: claim_filed,
    Told.CLAIM_REFUSED: claim_refused,
    Told.DECLARED_LOST: declare_lost,
}
SILENCE_DEADLINES: dict[str, Callable[[Turn, str], None]] = {
    "outbound_silence": fall_silent,
    "return_silence": fall_silent,
    "outbound_lost": search_in_vain,
    "return_lost": search_in_vain,
    "outbound_claim": claim_in_time,
    "return_claim": claim_in_time,
}
