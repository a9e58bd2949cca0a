"""Working time counted minute by minute on a wall clock; shares nothing with the engine but values.

What the oracle knows of a calendar it reads from the calendar's fields: weekly windows, holidays,
half days, overrides, whose hours a shift over midnight has, and the calendars in `also`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache, partial
from itertools import accumulate
from zoneinfo import ZoneInfo

from rules.half_days import BEFORE_HOLIDAY
from rules.windows import DAY_MINUTES, Window
from rules.working_calendar import Calendar, Overnight

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Every minute of some days: `work[n]` minutes are open before minute n."""

    start: datetime
    work: Sequence[int]

    @property
    def last(self) -> int:
        return len(self.work) - 1

    def at(self, minute: int) -> datetime:
        return self.start + minute * MINUTE

    def elapsed(self, first: int, last: int) -> timedelta:
        return (self.work[last] - self.work[first]) * MINUTE

    def due(self, first: int, minutes: int) -> int | None:
        """The first minute before which so many were open, if it is among those walked."""
        wanted = self.work[first] + minutes
        return next((n for n in range(first, self.last + 1) if self.work[n] == wanted), None)

    def opening(self, first: int) -> int | None:
        """The first open minute from there on, if it is among those walked."""
        return next((n for n in range(first, self.last) if self.work[n + 1] > self.work[n]), None)


def walk(which: Calendar, start: datetime, days: int) -> Walk:
    """Walks so many days of minutes from a UTC instant."""
    stamps = [start + n * MINUTE for n in range(days * DAY_MINUTES)]
    flags = [list(open_at(one, stamps)) for one in which.parts()]
    both = (all(each) for each in zip(*flags, strict=True))
    return Walk(start=start, work=(0, *accumulate(both)))


def open_at(one: Calendar, stamps: Sequence[datetime]) -> Iterator[bool]:
    """Whether that calendar alone is open in each minute, as the clock on its wall says."""
    zone, dial = ZoneInfo(one.zone), cache(partial(wall_minutes, one))
    for stamp in stamps:
        wall = stamp.astimezone(zone)
        yield dial(wall.date())[wall.hour * 60 + wall.minute]


def wall_minutes(one: Calendar, today: date) -> Sequence[bool]:
    """The 1440 minutes of a wall clock's day, whether the day has them once, twice or not."""
    return [open_minute(one, today, past) for past in range(DAY_MINUTES)]


def open_minute(one: Calendar, today: date, past: int) -> bool:
    own = shortened(one, today, past) and any(
        each.opens <= past < each.closes for each in dated(one, today)
    )
    return own or spilled(one, today, past)


def dated(one: Calendar, day: date) -> Sequence[Window]:
    if day in one.overrides:
        return one.overrides[day]
    return () if holiday(one, day) else one.weekly[day.weekday()]


def spilled(one: Calendar, today: date, past: int) -> bool:
    """The part after midnight of what began yesterday."""
    before = today - DAY
    if one.overnight is Overnight.START_DAY:
        # A half day ends before midnight, and so does its shift.
        windows = () if before not in one.overrides and halves(one, before) else dated(one, before)
        return any(past + DAY_MINUTES < each.closes for each in windows)
    if today in one.overrides or holiday(one, today) or not shortened(one, today, past):
        return False
    windows = one.overrides.get(before, one.weekly[before.weekday()])
    return any(past + DAY_MINUTES < each.closes for each in windows)


def shortened(one: Calendar, day: date, past: int) -> bool:
    """True before a half day's close, and on every day that is none."""
    return day in one.overrides or all(past < close for close in halves(one, day))


@lru_cache(maxsize=256)
def halves(one: Calendar, day: date) -> list[int]:
    rules = {f"{day:%m-%d}"} | ({BEFORE_HOLIDAY} if holiday(one, day + DAY) else set())
    return [half.close for half in one.half_days if half.day in rules]


def holiday(one: Calendar, day: date) -> bool:
    return one.holidays is not None and day in one.holidays.days
