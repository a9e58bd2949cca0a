"""Waiting for days: calendar days here, working days by the record, which has the calendars."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from rules.case_state import Turn
from rules.case_values import Standstill
from rules.case_words import Enter
from rules.way_back_terms import DayKind

#: Details of a counting order that name no deadline.
NO_DEADLINES = frozenset({"at", "since", "stood"})


def wait_days(
    turn: Turn,
    since: datetime,
    days: Mapping[str, int],
    kind: DayKind,
    stood: Sequence[Standstill] = (),
) -> None:
    """Set a deadline under each name, so many days after the instant, standstills left out.

    Calendar days are hours of 24 each; a working day during which it stood still does not count.
    """
    if not days:
        return
    if kind is DayKind.CALENDAR:
        idle = sum((one.ended_at - one.began_at for one in stood), timedelta())
        for name, count in days.items():
            turn.wait_until(name, since + idle + timedelta(days=count))
        return
    counts = {name: str(count) for name, count in days.items()}
    still = " ".join(f"{one.began_at.isoformat()}/{one.ended_at.isoformat()}" for one in stood)
    turn.keep(counting=tuple({**dict.fromkeys(turn.state.back.counting), **days}))
    turn.enter(Enter.COUNT_DAYS, since=since.isoformat(), stood=still, **counts)


def read_stood(text: str) -> tuple[Standstill, ...]:
    """The standstills of a counting order."""
    pairs = [one.split("/") for one in text.split()]
    return tuple(
        Standstill(began_at=datetime.fromisoformat(begun), ended_at=datetime.fromisoformat(ended))
        for begun, ended in pairs
    )


def take_days(turn: Turn) -> None:
    """The record counted working days: each name that is still awaited has its instant now."""
    counting = turn.state.back.counting
    for name, instant in turn.fact.details.items():
        if name in counting:
            turn.wait_until(name, datetime.fromisoformat(instant))
