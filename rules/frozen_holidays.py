"""A list of public holidays as it stood on the day it was frozen, with its origin and its hash."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from rules.errors import DeskError, Kind
from rules.fields import Path, count, mapping, read_fields, text
from rules.fields import day as read_day


class HolidaysNotFrozen(DeskError):
    """The holidays of that year are not known."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self, holidays: "FrozenHolidays", day: date) -> None:
        super().__init__(
            f"The holiday list {holidays.id} covers {holidays.first_year} to {holidays.last_year}, "
            f"not {day.isoformat()}. Freeze the list again with more years.",
            holidays=holidays.id,
            day=day.isoformat(),
        )


class HolidayListAltered(DeskError):
    """A holiday list is not the one that was frozen."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, holidays: "FrozenHolidays", expected: str) -> None:
        super().__init__(
            f"The holiday list {holidays.id} has the hash {holidays.sha256}, expected {expected}. "
            "Restore the file, or freeze it again and state the new hash where it is used.",
            holidays=holidays.id,
            found=holidays.sha256,
            expected=expected,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenHolidays:
    """Days with their names from first_year to last_year, both included, and who computed them."""

    id: str
    library: str
    version: str
    first_year: int
    last_year: int
    days: Mapping[date, str]
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", dict(sorted(self.days.items())))
        object.__setattr__(self, "sha256", _hash_of(self))

    def __hash__(self) -> int:
        return hash(self.sha256)

    def name_of(self, day: date) -> str | None:
        """The holiday's name or None; raises HolidaysNotFrozen outside the frozen years."""
        if not self.first_year <= day.year <= self.last_year:
            raise HolidaysNotFrozen(self, day)
        return self.days.get(day)

    def to_json(self) -> dict[str, Any]:
        """The list as plain data, as `from_json` reads it."""
        return {
            "id": self.id,
            "library": self.library,
            "version": self.version,
            "first_year": self.first_year,
            "last_year": self.last_year,
            "sha256": self.sha256,
            "days": {day.isoformat(): name for day, name in self.days.items()},
        }

    @classmethod
    def from_json(cls, data: object, path: Path = ("holidays",)) -> "FrozenHolidays":
        """The list that was written; raises HolidayListAltered when its hash says otherwise."""
        values = read_fields(data, path, _PARSERS)
        expected = values.pop("sha256")
        holidays = cls(**values)
        holidays.must_be(expected)
        return holidays

    def must_be(self, expected: str) -> None:
        """Raise HolidayListAltered unless the list has that hash."""
        if self.sha256 != expected:
            raise HolidayListAltered(self, expected)


def _hash_of(holidays: FrozenHolidays) -> str:
    """Names and years count; the library's version does not: it changes no working day."""
    content = {
        "first_year": holidays.first_year,
        "last_year": holidays.last_year,
        "days": {day.isoformat(): name for day, name in holidays.days.items()},
    }
    return sha256_of(content)


def sha256_of(content: object) -> str:
    """The SHA-256 in hex of plain data in canonical JSON: sorted keys, no blanks, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _named_days(value: object, path: Path) -> dict[date, str]:
    return {
        read_day(key, (*path, key)): text(name, (*path, key))
        for key, name in mapping(value, path).items()
    }


_PARSERS = {
    "id": text,
    "library": text,
    "version": text,
    "first_year": count,
    "last_year": count,
    "sha256": text,
    "days": _named_days,
}
