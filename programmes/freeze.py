"""Freezes public holidays: `python -m programmes.freeze` rewrites the lists in `frozen/`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import holidays

from rules.frozen_holidays import FrozenHolidays

FROZEN = Path(__file__).parent / "frozen"
FIRST_YEAR, LAST_YEAR = 2020, 2040


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayList:
    """What the library is asked for: a country, its kinds of days, its own options."""

    id: str
    country: str
    categories: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)


# Sweden: eves are holidays in fact, not by law. The default for Sundays changes between versions.
LISTS = (
    HolidayList(
        id="SE-public-de_facto",
        country="SE",
        categories=("public", "de_facto"),
        options={"include_sundays": False},
    ),
    # The same without the eves, for contracts that count them as working days.
    HolidayList(
        id="SE-public", country="SE", categories=("public",), options={"include_sundays": False}
    ),
    HolidayList(id="FR-public", country="FR", categories=("public",)),
    HolidayList(id="RO-public", country="RO", categories=("public",)),
    HolidayList(id="US-government", country="US", categories=("government",)),
)


def freeze(wanted: HolidayList) -> FrozenHolidays:
    """The list as the installed library computes it, in English whatever the machine speaks."""
    found = holidays.country_holidays(
        wanted.country,
        years=range(FIRST_YEAR, LAST_YEAR + 1),
        categories=wanted.categories,
        language="en_US",
        **wanted.options,
    )
    inside = {day: name for day, name in found.items() if FIRST_YEAR <= day.year <= LAST_YEAR}
    return FrozenHolidays(
        id=wanted.id,
        library="holidays",
        version=version("holidays"),
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        days=inside,
    )


def write_lists(folder: Path = FROZEN) -> None:
    """Write every list as one JSON file, one day a line."""
    for wanted in LISTS:
        content = json.dumps(freeze(wanted).to_json(), indent=1, ensure_ascii=False)
        (folder / f"{wanted.id}.json").write_text(content + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_lists()
