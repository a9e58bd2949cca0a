"""Calendars read strictly from plain data: a programme file or a stored snapshot."""

from datetime import date

from rules.errors import DeskError
from rules.fields import (
    FieldInvalid,
    Parser,
    Path,
    mapping,
    maybe,
    read_fields,
    sequence,
    text,
)
from rules.fields import day as read_day
from rules.frozen_holidays import FrozenHolidays
from rules.windows import Window
from rules.working_calendar import WEEKDAYS, Calendar


def read_calendar(
    data: object,
    path: Path = ("calendar",),
    *,
    holidays: Parser = FrozenHolidays.from_json,
) -> Calendar:
    """The calendar in plain data, as `Calendar.to_json` writes it; raises FieldInvalid.

    `holidays` turns the value below that key into a frozen list.
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
        },
        optional=("holidays", "overrides", "also"),
    )
    try:
        return Calendar(zone=values.pop("timezone"), **values)
    except DeskError as wrong:
        raise FieldInvalid(path, "this calendar cannot be used.", wrong.detail) from wrong


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
