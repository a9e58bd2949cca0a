"""Plain data read strictly into typed values, or refused with the place that is wrong."""

import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

from rules.errors import DeskError, Kind

Path: TypeAlias = tuple[str | int, ...]
Parser: TypeAlias = Callable[[object, Path], Any]


class FieldInvalid(DeskError):
    """A value is not of its kind."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, path: Path, problem: str, remedy: str) -> None:
        place = ".".join(str(step) for step in path)
        super().__init__(f"{place}: {problem} {remedy}", path=place)
        self.path = path
        self.problem = problem
        self.remedy = remedy


class UnknownKey(FieldInvalid):
    """A key is not known here."""

    def __init__(self, path: Path, known: Collection[str]) -> None:
        close = difflib.get_close_matches(str(path[-1]), list(known), n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        keys = ", ".join(sorted(known)) or "none"
        super().__init__(path, "this key is not known here.", f"The keys are: {keys}.{hint}")


class MissingKey(FieldInvalid):
    """A mandatory value is missing."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "this value is mandatory and missing.", f"Add {path[-1]}.")


def read_fields(
    data: object,
    path: Path,
    parsers: Mapping[str, Parser],
    *,
    optional: Collection[str] = (),
) -> dict[str, Any]:
    """The parsed values of a mapping; raises UnknownKey, MissingKey and FieldInvalid."""
    given = mapping(data, path)
    for key in given:
        if key not in parsers:
            raise UnknownKey((*path, key), parsers)
    for key in parsers:
        if key not in given and key not in optional:
            raise MissingKey((*path, key))
    return {key: parsers[key](value, (*path, key)) for key, value in given.items()}


def mapping(value: object, path: Path) -> Mapping[str, object]:
    """The value as a mapping with text keys."""
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return value
    raise FieldInvalid(path, "this is not a mapping.", "Write keys with values below it.")


def sequence(value: object, path: Path) -> list[object]:
    """The value as a list."""
    if isinstance(value, list | tuple):
        return list(value)
    raise FieldInvalid(path, "this is not a list.", "Write it as [first, second].")


def text(value: object, path: Path) -> str:
    """The value as text that is not empty."""
    if isinstance(value, str) and value.strip():
        return value
    raise FieldInvalid(path, f"{value!r} is not a text.", "Write words, or a number in quotes.")


def flag(value: object, path: Path) -> bool:
    """The value as true or false."""
    if isinstance(value, bool):
        return value
    raise FieldInvalid(path, f"{value!r} is neither true nor false.", "Write true or false.")


def count(value: object, path: Path) -> int:
    """The value as a whole number of at least one."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    raise FieldInvalid(path, f"{value!r} is not a whole number from 1 up.", "Write 1, 2, 3.")


def rising_counts(value: object, path: Path) -> tuple[int, ...]:
    """The value as whole numbers, each larger than the one before; the list may be empty."""
    numbers = tuple(count(item, (*path, at)) for at, item in enumerate(sequence(value, path)))
    if list(numbers) == sorted(set(numbers)):
        return numbers
    raise FieldInvalid(path, "the numbers do not rise.", "Write each day once, earliest first.")


def wall_time(value: object, path: Path) -> time:
    """The value as a time of day written HH:MM."""
    try:
        return datetime.strptime(text(value, path), "%H:%M").time()  # noqa: DTZ007 - a wall time
    except ValueError as wrong:
        raise FieldInvalid(path, f"{value!r} is not a time.", 'Write "14:00".') from wrong


def day(value: object, path: Path) -> date:
    """The value as a calendar day written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text(value, path))
    except ValueError as wrong:
        raise FieldInvalid(path, f"{value!r} is not a day.", 'Write "2026-12-23".') from wrong


def instant(value: object, path: Path) -> datetime:
    """The value as an aware moment in ISO 8601."""
    try:
        moment = datetime.fromisoformat(text(value, path))
    except ValueError as wrong:
        raise FieldInvalid(path, f"{value!r} is not a moment.", "Write ISO 8601.") from wrong
    if moment.tzinfo is None:
        raise FieldInvalid(path, "this moment has no offset.", "End it with +00:00.")
    return moment


def texts(value: object, path: Path) -> tuple[str, ...]:
    """The value as a list of texts."""
    return tuple(text(item, (*path, at)) for at, item in enumerate(sequence(value, path)))


def text_map(value: object, path: Path) -> dict[str, str]:
    """The value as texts under text keys."""
    return {key: text(item, (*path, key)) for key, item in mapping(value, path).items()}


def choice(options: type[StrEnum]) -> Parser:
    """A parser that accepts only the members of an enumeration."""

    def parse(value: object, path: Path) -> StrEnum:
        try:
            return options(text(value, path))
        except ValueError as wrong:
            words = ", ".join(option.value for option in options)
            raise FieldInvalid(path, f"{value!r} is not known.", f"Use {words}.") from wrong

    return parse


def maybe(parser: Parser) -> Parser:
    """A parser that also accepts nothing."""
    return lambda value, path: None if value is None else parser(value, path)


def to_plain(value: object) -> Any:  # noqa: ANN401 - any JSON value
    """The value as plain JSON data: values become mappings, states texts, moments ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: to_plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value
