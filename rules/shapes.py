"""Frozen dataclasses read strictly from plain data: their fields, types and defaults rule."""

import re
from collections.abc import Collection, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from rules.fields import (
    FieldInvalid,
    Parser,
    Path,
    choice,
    count,
    day,
    flag,
    instant,
    mapping,
    maybe,
    read_fields,
    sequence,
    text,
    wall_time,
)

Shape = TypeVar("Shape")
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")

#: A whole number from one up; a plain int may be zero.
Count: TypeAlias = Annotated[int, count]


def read_shape(kind: type[Shape], data: object, path: Path) -> Shape:
    """The dataclass that a mapping describes; a field with a default may be left out.

    Raises UnknownKey, MissingKey and FieldInvalid, each with the place.
    """
    return kind(**read_fields(data, path, parsers_of(kind), optional=optional_of(kind)))


def revise(value: Shape, data: object, path: Path, *, fixed: Collection[str] = ()) -> Shape:
    """The value with the named fields changed, deep into the values it is made of.

    `fixed` names fields that may not be changed here: they are unknown keys.
    """
    kind = type(value)
    parsers = {key: parser for key, parser in parsers_of(kind).items() if key not in fixed}
    inner = {key: _reviser(value, key, parsers[key]) for key in parsers}
    changes = read_fields(data, path, inner, optional=inner)
    return replace(value, **changes)  # type: ignore[type-var]


def _reviser(value: object, key: str, parser: Parser) -> Parser:
    known = getattr(value, key)
    if is_dataclass(known) and not isinstance(known, type):
        return lambda data, path: (
            revise(known, data, path) if data is not None else parser(data, path)
        )
    return parser


def parsers_of(kind: type) -> dict[str, Parser]:
    """How each field of a dataclass is read, by its type."""
    return _parsers(kind)


def optional_of(kind: type) -> frozenset[str]:
    """The fields that have a default."""
    return _optional(kind)


@lru_cache(maxsize=256)
def _parsers(kind: type) -> dict[str, Parser]:
    hints = get_type_hints(kind, include_extras=True)
    return {part.name: _field_parser(part, hints[part.name]) for part in _given(kind)}


@lru_cache(maxsize=256)
def _optional(kind: type) -> frozenset[str]:
    return frozenset(part.name for part in _given(kind) if _has_default(part))


def _given(kind: type) -> tuple[Field[Any], ...]:
    return tuple(part for part in fields(kind) if part.init)


def _has_default(part: Field[Any]) -> bool:
    return part.default is not MISSING or part.default_factory is not MISSING


def _field_parser(part: Field[Any], hint: Any) -> Parser:  # noqa: ANN401 - any type hint
    if hint is str and _has_default(part):
        return any_text
    return parser_for(hint)


def parser_for(hint: Any) -> Parser:  # noqa: ANN401, PLR0911 - one return per kind of hint
    """The parser for one type hint; a mapping of values with an `id` takes it from the key."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return inner[1]  # type: ignore[no-any-return]
    if origin in {Union, UnionType}:
        return maybe(parser_for(next(part for part in inner if part is not NoneType)))
    if origin is tuple:
        return _tuple_of(parser_for(inner[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_of(inner[1])
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return choice(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda data, path: read_shape(hint, data, path)
    return _SCALARS[hint]


def _tuple_of(item: Parser) -> Parser:
    return lambda data, path: tuple(
        item(value, (*path, at)) for at, value in enumerate(sequence(data, path))
    )


def _mapping_of(hint: Any) -> Parser:  # noqa: ANN401 - any type hint
    item = parser_for(hint)
    named = is_dataclass(hint) and "id" in {part.name for part in fields(hint)}

    def parse(data: object, path: Path) -> dict[str, Any]:
        found = {}
        for key, value in mapping(data, path).items():
            given = {"id": key, **mapping(value, (*path, key))} if named else value
            found[key] = item(given, (*path, key))
        return found

    return parse


def any_text(value: object, path: Path) -> str:
    """The value as text, which may be empty."""
    if isinstance(value, str):
        return value
    raise FieldInvalid(path, f"{value!r} is not a text.", "Write words, or a number in quotes.")


def whole(value: object, path: Path) -> int:
    """The value as a whole number from nought up."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise FieldInvalid(path, f"{value!r} is not a whole number from 0 up.", "Write 0, 1, 2.")


def decimal(value: object, path: Path) -> Decimal:
    """The value as an exact decimal, written as a whole number or a text such as "19.50"."""
    written = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(written, str) and _DECIMAL.fullmatch(written):
        try:
            return Decimal(written)
        except InvalidOperation as wrong:  # pragma: no cover - the pattern lets none through
            raise FieldInvalid(path, f"{value!r} is no decimal.", 'Write "19.50".') from wrong
    raise FieldInvalid(path, f"{value!r} is not a decimal.", 'Write it in quotes, as "19.50".')


def percentage(value: object, path: Path) -> Decimal:
    """The value as an exact decimal from 0 to 100."""
    found = decimal(value, path)
    if 0 <= found <= 100:  # noqa: PLR2004 - per cent
        return found
    raise FieldInvalid(path, f"{value!r} is no percentage.", 'Write "0" to "100", as "8".')


#: A share in per cent, as `percentage` reads it.
Percent: TypeAlias = Annotated[Decimal, percentage]
_SCALARS: dict[Any, Parser] = {
    str: text,
    int: whole,
    bool: flag,
    Decimal: decimal,
    date: day,
    time: wall_time,
    datetime: instant,
}
