"""What a person may decide of a dead replacement and of a visit, when, and what has to be said."""

from collections.abc import Callable
from datetime import datetime

from rules.battery import BatteryState
from rules.case_dead_on_arrival import arrival_ends, is_in_time, may_be_dead
from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete
from rules.case_state import CaseState, Fact
from rules.case_visit import visit_ahead
from rules.case_words import Outbound, Remedy, Stage
from rules.decision_words import TEXT, needs
from rules.errors import DeskError
from rules.visit_values import VisitOutcome

#: What a technician may report; the desk itself moves a visit or calls it off.
REPORTS = (
    VisitOutcome.FIXED,
    VisitOutcome.WRONG_PART,
    VisitOutcome.CUSTOMER_ABSENT,
    VisitOutcome.NOT_FIXED,
)
#: Outcomes for which the part has to be on site.
WITH_PART = frozenset({VisitOutcome.FIXED, VisitOutcome.WRONG_PART})
AN_INSTANT = "Give an instant with its offset, such as 2026-12-01T09:00+01:00."


class DeadOnArrivalTooLate(DeskError):
    """The time to call this replacement dead on arrival is over."""

    def __init__(self, state: CaseState, ends: datetime) -> None:
        terms = state.plan.care.dead_on_arrival
        since = "its delivery" if terms.from_delivery else "its shipment"
        super().__init__(
            f"The replacement of case {state.number} could be called dead on arrival within "
            f"{terms.within_days} days of {since}, until {ends.isoformat(timespec='minutes')}. "
            "Open a new case for it.",
            case=state.number,
            ends=ends.isoformat(),
        )


class PartNotOnSite(DeskError):
    """The part has not arrived on site."""

    def __init__(self, state: CaseState) -> None:
        super().__init__(
            f"Part {state.part} of case {state.number} is {state.outbound}. Wait until its "
            "delivery is confirmed: a technician comes only after that.",
            case=state.number,
            part=state.part,
            outbound=state.outbound,
        )


class NoVisitWindow(DeskError):
    """This is no window for a visit."""

    def __init__(self, because: str) -> None:
        super().__init__(because)


def check_dead(state: CaseState, fact: Fact) -> None:
    """Refuse a replacement that left, or came, too long ago (DeadOnArrivalTooLate)."""
    ends = arrival_ends(state)
    if ends is not None and not is_in_time(state, fact.at):
        raise DeadOnArrivalTooLate(state, ends)


def check_window(state: CaseState, fact: Fact) -> None:
    """Refuse a visit before the part is there, and a window that is none or is over.

    Raises PartNotOnSite, DecisionIncomplete and NoVisitWindow.
    """
    begins, ends = instant(fact, "begins_at"), instant(fact, "ends_at")
    if state.visit_after_part and state.outbound is not Outbound.DELIVERED:
        raise PartNotOnSite(state)
    if ends <= begins:
        raise NoVisitWindow("The visit ends before it begins. Correct the window.")
    if ends <= fact.at:
        raise NoVisitWindow("The window is over already. Give one that is still to come.")


def instant(fact: Fact, name: str) -> datetime:
    """The instant said under this name (DecisionIncomplete unless it has an offset)."""
    try:
        said = datetime.fromisoformat(fact.details[name].strip())
    except ValueError as wrong:
        raise DecisionIncomplete(fact.told, f"'{name}'", AN_INSTANT) from wrong
    if said.tzinfo is None:
        raise DecisionIncomplete(fact.told, f"'{name}'", AN_INSTANT)
    return said


def check_report(state: CaseState, fact: Fact) -> None:
    """Refuse a repair without the part on site, and a wrong part without the right one's code."""
    outcome = VisitOutcome(fact.details["outcome"])
    if outcome in WITH_PART and state.outbound is not Outbound.DELIVERED:
        raise PartNotOnSite(state)
    if outcome is VisitOutcome.WRONG_PART and not fact.details.get("part", "").strip():
        raise DecisionIncomplete(fact.told, "'part'", "Give the code of the part that is needed.")


def may_book(state: CaseState) -> str:
    """A technician is still to come."""
    open_now = state.remedy is Remedy.ON_SITE and not state.cancel_wanted
    ahead = state.stage in {Stage.REPLACING, Stage.VISITING}
    return needs(open_now and ahead, "an on-site repair that is not done")


VISIT_ANSWERS: dict[Told, dict[str, tuple[str, ...]]] = {
    Told.DEAD_ON_ARRIVAL: {
        # The customer has the unit in hand: there is no reason not to know its battery.
        "battery": tuple(one.value for one in BatteryState if one is not BatteryState.UNKNOWN)
    },
    Told.VISIT_BOOKED: {"begins_at": TEXT, "ends_at": TEXT},
    Told.VISIT_DONE: {"outcome": tuple(one.value for one in REPORTS), "note": TEXT},
}
VISIT_ALLOWED: dict[Told, Callable[[CaseState], str]] = {
    Told.DEAD_ON_ARRIVAL: lambda s: needs(
        may_be_dead(s), "a delivered replacement with a serial number"
    ),
    Told.VISIT_BOOKED: may_book,
    Told.VISIT_DONE: lambda s: needs(
        not s.cancel_wanted and visit_ahead(s) is not None, "a visit that is booked"
    ),
}
VISIT_DETAILED: dict[Told, Callable[[CaseState, Fact], None]] = {
    Told.DEAD_ON_ARRIVAL: check_dead,
    Told.VISIT_BOOKED: check_window,
    Told.VISIT_DONE: check_report,
}
