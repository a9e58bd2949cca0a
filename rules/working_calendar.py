"""Which days are working days, and when they are open: a frozen value with a stable hash."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from rules.errors import DeskError, Kind
from rules.frozen_holidays import FrozenHolidays, sha256_of
from rules.half_days import HalfDay, check_half_days, shortened
from rules.windows import (
    DAY_MINUTES,
    Window,
    clock_changes,
    find_zone,
    in_order,
    open_spans,
    parts_of_the_day,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALL_DAY = (Window(opens=0, closes=DAY_MINUTES),)
_FIRST_CHECKED_YEAR, _LAST_CHECKED_YEAR = 2020, 2040
# No weekly pattern pauses for longer than this unless it never resumes.
_LONGEST_PAUSE_DAYS = 400


class NonBusinessDay(StrEnum):
    """How counting starts on a day off: from that day, or as if it were the next working day."""

    COUNT_AFTER = "count_after"
    ROLL_FORWARD = "roll_forward"


class Overnight(StrEnum):
    """Whose hours a window over midnight has: those of its first day, or of each date (A32)."""

    START_DAY = "start_day"
    CALENDAR_DAY = "calendar_day"


class Closure(StrEnum):
    """Why a day is not a working day."""

    REST_DAY = "rest_day"
    HOLIDAY = "holiday"
    CLOSED = "closed"


class NoWorkingTime(DeskError):
    """The calendar has no working time left."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, calendar: "Calendar", after: date) -> None:
        super().__init__(
            f"The calendar {calendar.id} has no working time after {after.isoformat()}. "
            "Give it weekly windows, or check the calendars it is combined with.",
            calendar=calendar.id,
            after=after.isoformat(),
        )


class CountNotPositive(DeskError):
    """A promise counts at least one working day and some working time."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, amount: object) -> None:
        super().__init__(f"{amount} cannot be counted. Ask for more than nothing.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """A day without work, why, the holiday's name or '', and the calendar that says so."""

    day: date
    why: Closure
    name: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calendar:
    """Working windows in one zone: Monday first, then holidays, then dated overrides, which win.

    A working day is one on which a window starts. With `start_day` an overnight window goes with
    that day, holiday or not; with `calendar_day` its part after midnight goes with the next date:
    lost when that is a holiday or overridden, kept when only the day it starts on is a holiday.
    Half days shorten the weekly windows. A calendar that is `always_open` has no holidays and no
    half days. `also` lists calendars that must be open too; days and promised instants stay
    those of this calendar's zone. Raises UnknownZone, WindowsOverlap, EdgeInClockChange and
    HalfDayNeverOpens.
    """

    id: str
    zone: str
    weekly: tuple[tuple[Window, ...], ...]
    holidays: FrozenHolidays | None = None
    overrides: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    also: tuple["Calendar", ...] = ()
    half_days: tuple[HalfDay, ...] = ()
    overnight: Overnight = Overnight.START_DAY
    always_open: bool = False
    hash: str = field(init=False)

    def __post_init__(self) -> None:
        if self.always_open:
            object.__setattr__(self, "weekly", (ALL_DAY,) * len(WEEKDAYS))
            object.__setattr__(self, "holidays", None)
            object.__setattr__(self, "half_days", ())
        weekly = tuple(in_order(windows) for windows in self.weekly)
        check_half_days(self.half_days, weekly)
        dated = {day: in_order(self.overrides[day]) for day in sorted(self.overrides)}
        object.__setattr__(self, "weekly", weekly)
        object.__setattr__(self, "overrides", dated)
        object.__setattr__(self, "hash", _hash_of(self))
        _check_edges(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    @property
    def tz(self) -> ZoneInfo:
        """The calendar's time zone."""
        return find_zone(self.zone)

    def own_windows(self, day: date) -> tuple[Window, ...]:
        """The windows that start on that day, `also` left aside; raises HolidaysNotFrozen."""
        usual = () if self.is_holiday(day) else self._short(day, self.weekly[day.weekday()])
        return self.overrides.get(day, usual)

    def hours_of(self, day: date) -> tuple[Window, ...]:
        """The windows counted with that day (A32), `also` left aside; raises HolidaysNotFrozen."""
        windows = self.own_windows(day)
        if self.overnight is Overnight.START_DAY:
            return windows
        today, _ = parts_of_the_day(windows)
        return (*self._spilled_into(day), *today)

    def _spilled_into(self, day: date) -> tuple[Window, ...]:
        if day in self.overrides or self.is_holiday(day):
            return ()
        before = day - timedelta(days=1)
        _, rest = parts_of_the_day(self.overrides.get(before, self.weekly[before.weekday()]))
        return self._short(day, rest)

    def _short(self, day: date, windows: tuple[Window, ...]) -> tuple[Window, ...]:
        closes = [half.close for half in self.half_days if self._is_half(half, day)]
        return shortened(windows, min(closes)) if closes else windows

    def _is_half(self, half: HalfDay, day: date) -> bool:
        return half.falls_on(day, before_holiday=self.is_holiday(day + timedelta(days=1)))

    def is_holiday(self, day: date) -> bool:
        """True when the calendar's own list names that day; raises HolidaysNotFrozen."""
        return bool(self.holidays and self.holidays.name_of(day))

    def day_off(self, day: date) -> DayOff | None:
        """Why that day is no working day here or in `also`, or None; a short day is one."""
        return next((off for part in self.parts() if (off := _own_day_off(part, day))), None)

    def is_working_day(self, day: date) -> bool:
        """True when this calendar and all in `also` open that day; raises HolidaysNotFrozen."""
        return all(part.own_windows(day) for part in self.parts())

    def next_working_day(
        self,
        day: date,
        n: int = 1,
        *,
        non_business_day: NonBusinessDay = NonBusinessDay.COUNT_AFTER,
    ) -> date:
        """The n-th working day after that day; a day off may first roll forward to a working day.

        Raises CountNotPositive, NoWorkingTime and HolidaysNotFrozen.
        """
        if n < 1:
            raise CountNotPositive(n)
        if non_business_day is NonBusinessDay.ROLL_FORWARD:
            day = self.working_day_from(day)
        for _ in range(n):
            day = self.working_day_from(day + timedelta(days=1))
        return day

    def working_day_from(self, day: date) -> date:
        """That day if a working day, else the next; raises NoWorkingTime, HolidaysNotFrozen."""
        last = max(day, self.last_override()) + timedelta(days=_LONGEST_PAUSE_DAYS)
        candidate = day
        while not self.is_working_day(candidate):
            candidate += timedelta(days=1)
            if candidate > last:
                raise NoWorkingTime(self, day)
        return candidate

    def end_of(self, day: date) -> datetime:
        """The instant at which that local day ends, with the zone's offset."""
        return datetime.combine(day + timedelta(days=1), time.min, tzinfo=self.tz)

    def last_override(self) -> date:
        """The last day with windows of its own, here or in `also`; the first day of all if none."""
        return max((day for part in self.parts() for day in part.overrides), default=date.min)

    def parts(self) -> Iterator["Calendar"]:
        """This calendar, then every calendar in `also`, each with its own parts."""
        yield self
        for other in self.also:
            yield from other.parts()

    def to_json(self) -> dict[str, Any]:
        """The calendar as plain data, as `rules.calendar_reading` reads it.

        What a calendar does not use is left out, so that its hash stays what it was.
        """
        new: dict[str, Any] = {
            "half_days": [half.to_json() for half in self.half_days],
            "overnight": self.overnight.value * (self.overnight is not Overnight.START_DAY),
            "always_open": self.always_open,
        }
        return {
            "id": self.id,
            "timezone": self.zone,
            "weekly": {
                name: [window.to_json() for window in windows]
                for name, windows in zip(WEEKDAYS, self.weekly, strict=True)
            },
            "holidays": self.holidays.to_json() if self.holidays else None,
            "overrides": {
                day.isoformat(): [window.to_json() for window in windows]
                for day, windows in self.overrides.items()
            },
            "also": [other.to_json() for other in self.also],
            **{key: value for key, value in new.items() if value},
        }


@lru_cache(maxsize=256)
def intersect(first: Calendar, second: Calendar) -> Calendar:
    """Open only when both are; days are counted in the first one's zone."""
    return replace(first, id=f"{first.id}+{second.id}", also=(*first.also, second))


def _hash_of(calendar: Calendar) -> str:
    content = calendar.to_json()
    content["holidays"] = calendar.holidays.sha256 if calendar.holidays else None
    content["also"] = [other.hash for other in calendar.also]
    return sha256_of(content)


def _own_day_off(calendar: Calendar, day: date) -> DayOff | None:
    if calendar.own_windows(day):
        return None
    why, name = Closure.CLOSED, ""
    if not calendar.weekly[day.weekday()]:
        why = Closure.REST_DAY
    elif calendar.holidays and (holiday := calendar.holidays.name_of(day)):
        why, name = Closure.HOLIDAY, holiday
    return DayOff(day=day, why=why, name=name, calendar=calendar.id)


def _check_edges(calendar: Calendar) -> None:
    """Resolve the windows around every clock change: an unclear edge is found when loading."""
    for change in clock_changes(calendar.zone, _FIRST_CHECKED_YEAR, _LAST_CHECKED_YEAR):
        days = [change + timedelta(days=step) for step in (-1, 0, 1)]
        open_spans([(day, _windows_if_known(calendar, day)) for day in days], calendar.zone)


def _windows_if_known(calendar: Calendar, day: date) -> tuple[Window, ...]:
    known = not calendar.holidays or (
        calendar.holidays.first_year <= day.year <= calendar.holidays.last_year
    )
    return calendar.hours_of(day) if known else calendar.weekly[day.weekday()]
