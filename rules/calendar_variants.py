"""Calendars derived from a calendar by a reading: without gaps at midday, or in whole days."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeAlias

from rules.windows import Window
from rules.working_calendar import ALL_DAY, Calendar, Overnight

_Day: TypeAlias = tuple[Window, ...]


@lru_cache(maxsize=256)
def without_gaps(calendar: Calendar) -> Calendar:
    """The gap between two windows of a day is open too (A8); a half day runs to its close."""
    also = tuple(without_gaps(other) for other in calendar.also)
    return replace(calendar, **_changed(calendar, _joined), also=also)


@lru_cache(maxsize=256)
def whole_days(calendar: Calendar) -> Calendar:
    """Open from midnight to midnight on the calendar's working days, short ones too (A2, A3).

    A day is one of the calendar's zone and a working day of every calendar in `also`. Raises
    EdgeInClockChange where the clock changes at the midnight before or after a working day.
    """
    return _whole(calendar, calendar.zone)


def _whole(calendar: Calendar, zone: str) -> Calendar:
    return replace(
        calendar,
        **_changed(calendar, lambda windows: ALL_DAY if windows else ()),
        zone=zone,
        half_days=(),
        overnight=Overnight.START_DAY,
        also=tuple(_whole(other, zone) for other in calendar.also),
    )


def _changed(calendar: Calendar, change: Callable[[_Day], _Day]) -> dict[str, Any]:
    return {
        "weekly": tuple(change(windows) for windows in calendar.weekly),
        "overrides": {day: change(windows) for day, windows in calendar.overrides.items()},
    }


def _joined(windows: _Day) -> _Day:
    """Each window up to the next one's start: a window lasts a day at most, also over midnight."""
    stretched = (
        Window(opens=first.opens, closes=second.opens) for first, second in pairwise(windows)
    )
    return (*stretched, *windows[-1:])
