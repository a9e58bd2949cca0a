"""The sections of a programme file and how they become one frozen programme."""

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any

from rules.calendar_reading import read_calendar
from rules.errors import DeskError
from rules.fields import (
    FieldInvalid,
    MissingKey,
    Parser,
    Path,
    choice,
    mapping,
    read_fields,
    text,
    texts,
)
from rules.frozen_holidays import FrozenHolidays
from rules.programme import AdvanceReplacementTerms, Expiry, Programme, SwapTerms, Tier
from rules.programme_fields import calendar_of, read_advance, read_return, read_swap
from rules.windows import find_zone
from rules.working_calendar import Calendar

FROZEN = FilePath(__file__).parent / "frozen"


def programme_from(data: object) -> Programme:
    """The programme that plain data describes; raises FieldInvalid with the place."""
    sections = read_fields(data, (), _SECTIONS, optional=("policies", "fulfilment"))
    calendars = sections["calendars"]
    offers = _offers(data, calendars, sections["tiers"])
    return Programme(
        **sections["programme"],
        expiry=sections.get("policies", {}).get("expiry", Expiry.BEFORE_DATE),
        calendars=MappingProxyType(calendars),
        tiers=MappingProxyType(
            {
                tier_id: Tier(
                    id=tier_id,
                    label=label,
                    swap=offers["swap"].get(tier_id),
                    advance_replacement=offers["advance_replacement"].get(tier_id),
                    returns=sections["return"],
                )
                for tier_id, label in sections["tiers"].items()
            }
        ),
    )


def _zone(value: object, path: Path) -> str:
    zone = text(value, path)
    try:
        find_zone(zone)
    except DeskError as wrong:
        raise FieldInvalid(path, f"{zone!r} is no time zone.", wrong.detail) from wrong
    return zone


def _calendars(value: object, path: Path) -> dict[str, Calendar]:
    return {
        name: read_calendar(
            {"id": name, **mapping(calendar, (*path, name))}, (*path, name), holidays=_holidays
        )
        for name, calendar in mapping(value, path).items()
    }


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


def _tiers(value: object, path: Path) -> dict[str, str]:
    return {
        tier_id: read_fields(tier, (*path, tier_id), {"label": text})["label"]
        for tier_id, tier in mapping(value, path).items()
    }


def _offers(
    data: object, calendars: Mapping[str, Calendar], tiers: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """Per remedy, the terms of each tier that has it; a remedy left out is sold with no tier."""
    parsers = {
        "swap": _offer(read_swap, calendars, tiers),
        "advance_replacement": _offer(read_advance, calendars, tiers),
    }
    given = mapping(data, ()).get("fulfilment", {})
    found = read_fields(given, ("fulfilment",), parsers, optional=parsers)
    return {remedy: found.get(remedy, {}) for remedy in parsers}


def _offer(
    read: Callable[[object, Path], SwapTerms | AdvanceReplacementTerms],
    calendars: Mapping[str, Calendar],
    tiers: Mapping[str, str],
) -> Parser:
    """A parser for one remedy: the tiers that have it, then its terms."""

    def parse(value: object, path: Path) -> dict[str, SwapTerms | AdvanceReplacementTerms]:
        given = dict(mapping(value, path))
        if "tiers" not in given:
            raise MissingKey((*path, "tiers"))
        sold_with = _known_tiers(given.pop("tiers"), (*path, "tiers"), tiers)
        terms = read(given, path)
        for key in ("calendar", "recipient_calendar"):
            if given.get(key) is not None:
                calendar_of(calendars)(given[key], (*path, key))
        return dict.fromkeys(sold_with, terms)

    return parse


def _known_tiers(value: object, path: Path, tiers: Mapping[str, str]) -> tuple[str, ...]:
    named = texts(value, path)
    for at, tier in enumerate(named):
        if tier not in tiers:
            remedy = f"The tiers are: {', '.join(tiers)}."
            raise FieldInvalid((*path, at), f"there is no tier {tier!r}.", remedy)
    return named


def _section(parsers: Mapping[str, Parser], *, optional: tuple[str, ...] = ()) -> Parser:
    return lambda value, path: read_fields(value, path, parsers, optional=optional)


_SECTIONS: dict[str, Parser] = {
    "programme": _section(
        {
            "id": text,
            "version": text,
            "vendor": text,
            "timezone": _zone,
            "locale": text,
            "currency": text,
        }
    ),
    "policies": _section({"expiry": choice(Expiry)}, optional=("expiry",)),
    "calendars": _calendars,
    "tiers": _tiers,
    # Read again by `_offers`, which needs the calendars and tiers to check the names in it.
    "fulfilment": mapping,
    "return": read_return,
}
