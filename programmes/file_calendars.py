"""The calendars of a programme file, with the frozen holiday lists they name."""

import json
from functools import lru_cache
from pathlib import Path as FilePath

from rules.calendar_reading import read_calendar
from rules.errors import DeskError
from rules.fields import FieldInvalid, Path, mapping, read_fields, text
from rules.frozen_holidays import FrozenHolidays
from rules.windows import find_zone
from rules.working_calendar import Calendar

FROZEN = FilePath(__file__).parent / "frozen"


def read_calendars(value: object, path: Path) -> dict[str, Calendar]:
    """Calendars by name; the name is the id."""
    return {
        name: read_calendar(
            {"id": name, **mapping(calendar, (*path, name))}, (*path, name), holidays=_holidays
        )
        for name, calendar in mapping(value, path).items()
    }


def holiday_lists() -> dict[str, FrozenHolidays]:
    """Every frozen list by its name."""
    return {file.stem: _frozen_list(file) for file in sorted(FROZEN.glob("*.json"))}


def zone_name(value: object, path: Path) -> str:
    """The value as an IANA time zone."""
    zone = text(value, path)
    try:
        find_zone(zone)
    except DeskError as wrong:
        raise FieldInvalid(path, f"{zone!r} is no time zone.", wrong.detail) from wrong
    return zone


def _holidays(value: object, path: Path) -> FrozenHolidays:
    """The frozen list a file names, which must still have the hash the file states."""
    wanted = read_fields(value, path, {"frozen": text, "sha256": text})
    file = {file.stem: file for file in FROZEN.glob("*.json")}.get(wanted["frozen"])
    if file is None:
        problem = f"there is no frozen list {wanted['frozen']}."
        remedy = "Add it to programmes/freeze.py and run python -m programmes.freeze."
        raise FieldInvalid((*path, "frozen"), problem, remedy)
    try:
        holidays = _frozen_list(file)
        holidays.must_be(wanted["sha256"])
    except DeskError as wrong:
        raise FieldInvalid((*path, "sha256"), "the list has changed.", wrong.detail) from wrong
    return holidays


@lru_cache(maxsize=64)
def _frozen_list(file: FilePath) -> FrozenHolidays:
    return FrozenHolidays.from_json(json.loads(file.read_text(encoding="utf-8")), (file.name,))
