"""A whole programme as plain data and back: its calendars and holiday lists frozen inside."""

from typing import Any

from rules.calendar_reading import read_calendar
from rules.fields import Path, mapping, read_fields, to_plain
from rules.frozen_holidays import FrozenHolidays
from rules.programme import Programme
from rules.shapes import optional_of, parsers_of
from rules.working_calendar import Calendar


def programme_to_json(programme: Programme) -> dict[str, Any]:
    """The programme as plain data, as `programme_from_json` reads it."""
    frozen = ("calendars", "holiday_lists")
    plain = {
        name: to_plain(getattr(programme, name))
        for name in parsers_of(Programme)
        if name not in frozen
    }
    for name in frozen:
        plain[name] = {key: one.to_json() for key, one in getattr(programme, name).items()}
    return plain


def programme_from_json(data: object, path: Path = ("programme",)) -> Programme:
    """The programme that was written; raises FieldInvalid with the place."""
    parsers = {**parsers_of(Programme), "calendars": _calendars, "holiday_lists": _lists}
    return Programme(**read_fields(data, path, parsers, optional=optional_of(Programme)))


def _calendars(data: object, path: Path) -> dict[str, Calendar]:
    return {name: read_calendar(one, (*path, name)) for name, one in mapping(data, path).items()}


def _lists(data: object, path: Path) -> dict[str, FrozenHolidays]:
    return {
        name: FrozenHolidays.from_json(one, (*path, name))
        for name, one in mapping(data, path).items()
    }
