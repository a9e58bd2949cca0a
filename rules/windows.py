"""Working windows of a day in local wall time, and where their edges stand in UTC."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import ClassVar
from zoneinfo import ZoneInfo

from rules.errors import DeskError, Kind

DAY_MINUTES = 24 * 60
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


class UnknownZone(DeskError):
    """There is no such time zone."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, zone: str) -> None:
        super().__init__(
            f"{zone!r} is no IANA time zone. Write one such as Europe/Stockholm.", zone=zone
        )


class BadWindow(DeskError):
    """A working window cannot be read."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, opens: str, closes: str) -> None:
        super().__init__(
            f"The window {opens}-{closes} cannot be read. Write two different times as HH:MM; "
            "24:00 ends a day, an end before the start runs into the next day.",
            opens=opens,
            closes=closes,
        )


class WindowsOverlap(DeskError):
    """Two working windows of one day overlap."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, first: "Window", second: "Window") -> None:
        super().__init__(
            f"The windows {first} and {second} of one day overlap. Join or separate them.",
            first=str(first),
            second=str(second),
        )


class EdgeInClockChange(DeskError):
    """A working window starts or ends inside an hour that the clock skips or repeats."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, edge: datetime, zone: str) -> None:
        super().__init__(
            f"{edge:%Y-%m-%d %H:%M} in {zone} is skipped or happens twice. Move the edge of the "
            "window out of that hour, or give that date windows of its own.",
            edge=edge.isoformat(),
            zone=zone,
        )


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Window:
    """Minutes after local midnight: opens in 0..1439, closes at most 24 hours later."""

    opens: int
    closes: int

    @classmethod
    def between(cls, opens: str, closes: str) -> "Window":
        """The window between two HH:MM texts; raises BadWindow."""
        if (
            not _CLOCK.fullmatch(opens)
            or not _CLOCK.fullmatch(closes)
            or opens in (closes, "24:00")
        ):
            raise BadWindow(opens, closes)
        start, end = _minutes(opens), _minutes(closes)
        return cls(opens=start, closes=end if end > start else end + DAY_MINUTES)

    def to_json(self) -> list[str]:
        """The two edges as HH:MM, as `between` reads them."""
        past_midnight = self.closes > DAY_MINUTES
        return [clock_of(self.opens), clock_of(self.closes - DAY_MINUTES * past_midnight)]

    def __str__(self) -> str:
        return "-".join(self.to_json())


def in_order(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The windows of one day, earliest first; raises WindowsOverlap."""
    ordered = tuple(sorted(windows))
    for first, second in pairwise(ordered):
        if second.opens < first.closes:
            raise WindowsOverlap(first, second)
    return ordered


def parts_of_the_day(windows: Iterable[Window]) -> tuple[tuple[Window, ...], tuple[Window, ...]]:
    """The windows cut at midnight: what lies on the day, and what lies on the next."""
    ordered = tuple(windows)
    today = tuple(
        Window(opens=window.opens, closes=min(window.closes, DAY_MINUTES)) for window in ordered
    )
    rest = tuple(
        Window(opens=0, closes=window.closes - DAY_MINUTES)
        for window in ordered
        if window.closes > DAY_MINUTES
    )
    return today, rest


def clock_of(minutes: int) -> str:
    """Minutes after midnight as HH:MM."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def find_zone(zone: str) -> ZoneInfo:
    """The time zone of that IANA name; raises UnknownZone."""
    try:
        return ZoneInfo(zone)
    except (OSError, ValueError, LookupError) as wrong:
        raise UnknownZone(zone) from wrong


def open_spans(
    days: Sequence[tuple[date, tuple[Window, ...]]], zone: str
) -> list[tuple[datetime, datetime]]:
    """The windows of consecutive days as merged [from, to) spans of UTC instants.

    Windows that touch are merged in wall time first, so that a calendar that never closes has no
    edge in the hours the clock changes. Raises EdgeInClockChange.
    """
    tz = find_zone(zone)
    walls: list[tuple[datetime, datetime]] = []
    for day, windows in days:
        midnight = datetime.combine(day, time.min)
        for window in windows:
            start = midnight + timedelta(minutes=window.opens)
            end = midnight + timedelta(minutes=window.closes)
            if walls and start <= walls[-1][1]:
                walls[-1] = (walls[-1][0], max(walls[-1][1], end))
            else:
                walls.append((start, end))
    return [(_edge(start, tz), _edge(end, tz)) for start, end in walls]


@lru_cache(maxsize=64)
def clock_changes(zone: str, first_year: int, last_year: int) -> tuple[date, ...]:
    """The local days of those years, both included, on which the offset of the zone changes."""
    tz = find_zone(zone)
    day, end, changes = date(first_year, 1, 1), date(last_year, 12, 31), []
    offset = _offset_at_midnight(day, tz)
    while day <= end:
        following = _offset_at_midnight(day + timedelta(days=1), tz)
        if following != offset:
            changes.append(day)
        day, offset = day + timedelta(days=1), following
    return tuple(changes)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _offset_at_midnight(day: date, tz: ZoneInfo) -> timedelta | None:
    return datetime.combine(day, time.min, tzinfo=tz).utcoffset()


def _edge(wall: datetime, tz: ZoneInfo) -> datetime:
    if not _is_clear(wall, tz):
        raise EdgeInClockChange(wall, tz.key)
    return wall.replace(tzinfo=tz).astimezone(UTC)


def _is_clear(wall: datetime, tz: ZoneInfo) -> bool:
    """True when the wall time names one instant; the first minute of a skipped hour does."""
    step = _fold_step(wall, tz)
    if step > timedelta(0):
        return _fold_step(wall - timedelta(minutes=1), tz) == timedelta(0)
    return step == timedelta(0)


def _fold_step(wall: datetime, tz: ZoneInfo) -> timedelta:
    """Zero for an ordinary wall time, positive in a skipped hour, negative in a repeated one."""
    first = wall.replace(tzinfo=tz, fold=0).utcoffset() or timedelta(0)
    second = wall.replace(tzinfo=tz, fold=1).utcoffset() or timedelta(0)
    return second - first
