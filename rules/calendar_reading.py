"""Calendars read strictly from plain data: a programme file or a stored snapshot."""

from datetime import date
from typing import Any

from rules.errors import DeskError
from rules.fields import (
    FieldInvalid,
    MissingKey,
    Parser,
    Path,
    choice,
    flag,
    mapping,
    maybe,
    read_fields,
    sequence,
    text,
    wall_time,
)
from rules.fields import day as read_day
from rules.frozen_holidays import FrozenHolidays
from rules.half_days import BEFORE_HOLIDAY, HalfDay
from rules.windows import Window
from rules.working_calendar import ALL_DAY, WEEKDAYS, Calendar, Overnight

_LEAP_YEAR = 2024


def read_calendar(
    data: object,
    path: Path = ("calendar",),
    *,
    holidays: Parser = FrozenHolidays.from_json,
) -> Calendar:
    """The calendar in plain data, as `Calendar.to_json` writes it; raises FieldInvalid.

    `holidays` turns the value below that key into a frozen list. `always_open: true` stands for
    24/7 and takes the place of `weekly`, `holidays` and `half_days`.
    """
    values = read_fields(
        data,
        path,
        {
            "id": text,
            "timezone": text,
            "weekly": _weekly,
            "holidays": maybe(holidays),
            "overrides": _overrides,
            "also": lambda parts, at: tuple(
                read_calendar(part, (*at, n)) for n, part in enumerate(sequence(parts, at))
            ),
            "half_days": _half_days,
            "overnight": choice(Overnight),
            "always_open": flag,
        },
        optional=_OPTIONAL,
    )
    _check_always_open(values, path)
    try:
        return Calendar(zone=values.pop("timezone"), **values)
    except DeskError as wrong:
        raise FieldInvalid(path, "this calendar cannot be used.", wrong.detail) from wrong


_OPTIONAL = ("weekly", "holidays", "overrides", "also", "half_days", "overnight", "always_open")


def _check_always_open(values: dict[str, Any], path: Path) -> None:
    """Without `weekly` a calendar has to be always open, and then nothing else may close it."""
    if not values.get("always_open"):
        if "weekly" not in values:
            raise MissingKey((*path, "weekly"))
        return
    everything = (ALL_DAY,) * len(WEEKDAYS)
    if values.setdefault("weekly", everything) != everything:
        raise _contradiction((*path, "weekly"))
    for key in ("holidays", "half_days"):
        if values.get(key):
            raise _contradiction((*path, key))


def _contradiction(path: Path) -> FieldInvalid:
    return FieldInvalid(
        path, "this calendar says it is always open.", "Leave this out, or leave out always_open."
    )


def _half_days(value: object, path: Path) -> tuple[HalfDay, ...]:
    return tuple(_half_day(item, (*path, at)) for at, item in enumerate(sequence(value, path)))


def _half_day(value: object, path: Path) -> HalfDay:
    values = read_fields(value, path, {"day": _day_rule, "close": wall_time})
    close = values["close"]
    return HalfDay(day=values["day"], close=close.hour * 60 + close.minute)


def _day_rule(value: object, path: Path) -> str:
    """A day of every year as MM-DD, or `before_holiday`."""
    rule = text(value, path)
    if rule != BEFORE_HOLIDAY and not _is_month_day(rule):
        remedy = f'Write "04-30", or {BEFORE_HOLIDAY}.'
        raise FieldInvalid(path, f"{rule!r} is no day of the year.", remedy)
    return rule


def _is_month_day(rule: str) -> bool:
    try:
        return date.fromisoformat(f"{_LEAP_YEAR}-{rule}").strftime("%m-%d") == rule
    except ValueError:
        return False


def _weekly(value: object, path: Path) -> tuple[tuple[Window, ...], ...]:
    days = read_fields(value, path, dict.fromkeys(WEEKDAYS, _windows), optional=WEEKDAYS)
    return tuple(days.get(name, ()) for name in WEEKDAYS)


def _overrides(value: object, path: Path) -> dict[date, tuple[Window, ...]]:
    return {
        read_day(key, (*path, key)): _windows(windows, (*path, key))
        for key, windows in mapping(value, path).items()
    }


def _windows(value: object, path: Path) -> tuple[Window, ...]:
    return tuple(_window(item, (*path, at)) for at, item in enumerate(sequence(value, path)))


def _window(value: object, path: Path) -> Window:
    edges = sequence(value, path)
    if len(edges) != 2:  # noqa: PLR2004 - from and to
        raise FieldInvalid(path, "a window has two edges.", 'Write ["09:00", "17:00"].')
    try:
        return Window.between(text(edges[0], path), text(edges[1], path))
    except DeskError as wrong:
        raise FieldInvalid(path, "this window cannot be read.", wrong.detail) from wrong
