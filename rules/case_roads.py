"""A parcel on the road: its scans, how long it may be silent, and the claim for it."""

from dataclasses import replace
from datetime import datetime, timedelta

from rules.case_days import wait_days
from rules.case_journeys import Road, Search
from rules.case_state import CaseState, Turn
from rules.case_words import Carried, Direction, Enter, Errand, Inbound, Outbound

#: What proves that a parcel is where its carrier can find it, and still on its way.
SIGNS_OF_LIFE = frozenset(
    {
        Carried.HANDED_OVER,
        Carried.IN_TRANSIT,
        Carried.OUT_FOR_DELIVERY,
        Carried.AT_PICKUP_POINT,
        Carried.DELIVERY_ATTEMPTED,
        Carried.REFUSED,
        Carried.RETURNING,
        Carried.EXCEPTION,
    }
)
#: What proves that the carrier has, or had, the parcel.
HELD = (SIGNS_OF_LIFE - {Carried.EXCEPTION}) | {
    Carried.DELIVERED,
    Carried.RETURNED,
    Carried.LOST,
}
GOING_OUT = frozenset({Outbound.ON_ITS_WAY, Outbound.RECALLING, Outbound.COMING_BACK})


def parcel_key(direction: str, attempt: int) -> str:
    """How a parcel is called in its case, such as outbound/1."""
    return f"{direction}/{attempt}"


def road_of(state: CaseState, direction: str, attempt: int) -> Road | None:
    """The parcel's journey, once its carrier has had it."""
    return state.back.roads.get(parcel_key(direction, attempt))


def under_way(state: CaseState, direction: str) -> int | None:
    """The attempt whose parcel a carrier has now on this leg."""
    if direction == Direction.OUTBOUND:
        return state.attempt if state.outbound in GOING_OUT else None
    if state.inbound is not Inbound.ON_ITS_WAY:
        return None
    return state.back.travels or state.return_attempt


def enter_road(turn: Turn, direction: str, attempt: int, units: tuple[str, ...]) -> None:
    """The carrier's first scan of the parcel: from now on it may not be silent for long."""
    at = turn.fact.at
    keep_road(turn, direction, attempt, Road(units=units, first=at, newest=at))
    watch(turn, direction, at)


def keep_road(turn: Turn, direction: str, attempt: int, road: Road) -> None:
    """The parcel's journey stands so now."""
    turn.keep(roads={**turn.state.back.roads, parcel_key(direction, attempt): road})


def note_scan(turn: Turn, direction: str, attempt: int, said: Carried) -> None:
    """One more scan, in whatever order it is told: the newest begins the waiting anew."""
    road, at = road_of(turn.state, direction, attempt), turn.fact.at
    if road is None:
        return
    first, newest = min(road.first, at), max(road.newest, at)
    keep_road(turn, direction, attempt, replace(road, first=first, newest=newest))
    if at > road.newest and under_way(turn.state, direction) == attempt:
        end_search(turn, direction, attempt)
        if said in SIGNS_OF_LIFE:
            watch(turn, direction, at)


def watch(turn: Turn, direction: str, since: datetime) -> None:
    """A parcel that shows no sign of life for so many days is looked for."""
    care = turn.state.plan.care.parcels
    wait_days(turn, since, {f"{direction}_silence": silent_days(turn, direction)}, care.days)


def silent_days(turn: Turn, direction: str) -> int:
    """How many days a parcel of this leg may be silent, as the terms say."""
    care = turn.state.plan.care.parcels
    out = direction == Direction.OUTBOUND
    return care.outbound_silent_after if out else care.return_silent_after


def spoke_since(turn: Turn, direction: str, road: Road) -> bool:
    """True when a wait that was counted from an earlier scan ends too soon."""
    return turn.fact.at < road.newest + timedelta(days=silent_days(turn, direction))


def stand(turn: Turn, direction: str, attempt: int, search: Search) -> None:
    """The search for the parcel stands so now."""
    turn.keep(searches={**turn.state.back.searches, parcel_key(direction, attempt): search})


def search_of(state: CaseState, direction: str, attempt: int) -> Search:
    """How far the search for the parcel is."""
    return state.back.searches.get(parcel_key(direction, attempt), Search.NONE)


def end_search(turn: Turn, direction: str, attempt: int) -> None:
    """The parcel has been seen: nobody has to look for it any more."""
    turn.stop_waiting(*(f"{direction}_{what}" for what in ("silence", "lost", "claim")))
    if search_of(turn.state, direction, attempt) is Search.ASKED:
        stand(turn, direction, attempt, Search.NONE)
        turn.tell("seen_again", leg=direction)


def file_claim(turn: Turn, direction: str, attempt: int) -> None:
    """Ask the carrier to pay for the parcel, once; its limit counts from the hand-over."""
    key, road = parcel_key(direction, attempt), road_of(turn.state, direction, attempt)
    turn.stop_waiting(f"{direction}_claim")
    if key in turn.state.back.claims:
        return
    turn.keep(claims=(*turn.state.back.claims, key))
    turn.send(Errand.CLAIM, f"{key}/claim", **parcel_details(direction, attempt, road))


def parcel_details(direction: str, attempt: int, road: Road | None) -> dict[str, str]:
    """What an errand about a parcel has to know."""
    return {
        "direction": direction,
        "attempt": str(attempt),
        "handed_over": road.first.isoformat() if road else "",
        "units": " ".join(unit for unit in road.units if unit) if road else "",
    }


def write_search(turn: Turn, direction: str, attempt: int, **what: str) -> None:
    """The record keeps what was asked of the carrier, and what became of it."""
    turn.enter(Enter.CLAIM, direction=direction, attempt=str(attempt), **what)
