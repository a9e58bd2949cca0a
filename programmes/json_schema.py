"""The format of a programme file as JSON Schema, for editors.

`python -m programmes.json_schema > programmes/programme.schema.json` writes it anew.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from inspect import getdoc
from types import NoneType, UnionType
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from programmes.file_tiers import Fulfilment
from programmes.programme_file import SECTION_PARSERS, Sections
from rules.fields import count, rising_counts
from rules.half_days import BEFORE_HOLIDAY, HalfDay
from rules.programme import Tier
from rules.shapes import optional_of, parsers_of, percentage
from rules.working_calendar import WEEKDAYS, Calendar, Overnight

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_CLOCK = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
_COUNT: Schema = {"type": "integer", "minimum": 1}
_TEXT: Schema = {"type": "string", "pattern": r"\S"}
_ANY_TEXT: Schema = {"type": "string"}

_SCALARS: dict[Any, Schema] = {
    str: _TEXT,
    int: {"type": "integer", "minimum": 0},
    bool: {"type": "boolean"},
    Decimal: {
        "anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}]
    },
    date: {"type": "string", "pattern": _DAY},
    time: {"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9]$"},
}
_ANNOTATED: dict[Any, Schema] = {
    count: _COUNT,
    rising_counts: {"type": "array", "items": _COUNT, "uniqueItems": True},
    percentage: {
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": 100},
            {"type": "string", "pattern": r"^(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)$"},
        ]
    },
}


def programme_schema() -> Schema:
    """The schema of a programme file, from the dataclasses the loader reads it into."""
    shapes: dict[str, Schema] = {}
    hints = get_type_hints(Sections, include_extras=True)
    sections = {"return" if key == "returns" else key: hint for key, hint in hints.items()}
    optional = {"return" if key == "returns" else key for key in optional_of(Sections)}
    return {
        "$schema": DIALECT,
        "title": "Service programme",
        **_object(
            first_line(Sections),
            {key: _of(sections[key], shapes) for key in SECTION_PARSERS},
            required=[key for key in SECTION_PARSERS if key not in optional],
        ),
        "$defs": dict(sorted(shapes.items())),
    }


def schema_text() -> str:
    """The schema as it stands in `programme.schema.json`."""
    return json.dumps(programme_schema(), indent=1, ensure_ascii=False) + "\n"


def first_line(kind: type) -> str:
    """What a class promises, in the first line of its docstring."""
    return (getdoc(kind) or "").partition("\n")[0]


def _of(hint: Any, shapes: dict[str, Schema]) -> Schema:  # noqa: ANN401, PLR0911 - as parser_for
    """The schema of one type hint; the shapes it is made of are added to `shapes`."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _ANNOTATED[inner[1]]
    if origin in {Union, UnionType}:
        wanted = _of(next(part for part in inner if part is not NoneType), shapes)
        return {"anyOf": [wanted, {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _of(inner[0], shapes)}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of_value(inner[1], shapes)}
    if hint is Calendar:
        return _refer("Calendar", _calendar(shapes), shapes)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        words = [option.value for option in hint]
        return _refer(hint.__name__, {"description": first_line(hint), "enum": words}, shapes)
    return _shape(hint, shapes) if is_dataclass(hint) else _SCALARS[hint]


def _of_value(hint: Any, shapes: dict[str, Schema]) -> Schema:  # noqa: ANN401 - any type hint
    """A value of a mapping: its key is its id, so it need not say so again."""
    named = _of(hint, shapes)
    if is_dataclass(hint) and isinstance(hint, type) and hint is not Calendar:
        required = shapes[hint.__name__]["required"]
        shapes[hint.__name__]["required"] = [key for key in required if key != "id"]
    return named


def _shape(kind: Any, shapes: dict[str, Schema]) -> Schema:  # noqa: ANN401 - any dataclass
    """A dataclass as an object that allows its fields and no other key."""
    hints = get_type_hints(kind, include_extras=True)
    properties = {key: _field(kind, key, hints[key], shapes) for key in parsers_of(kind)}
    required = [key for key in properties if key not in optional_of(kind)]
    return _refer(kind.__name__, _object(first_line(kind), properties, required=required), shapes)


def _field(kind: type, key: str, hint: Any, shapes: dict[str, Schema]) -> Schema:  # noqa: ANN401
    if kind is Fulfilment:
        return _offer(key, shapes)
    if hint is str and key in optional_of(kind):
        return _ANY_TEXT
    return _of(hint, shapes)


def _offer(key: str, shapes: dict[str, Schema]) -> Schema:
    """A remedy's terms with the tiers it is sold with beside them."""
    terms = next(part for part in get_args(get_type_hints(Tier)[key]) if part is not NoneType)
    _of(terms, shapes)
    shape = shapes[terms.__name__]
    shape["properties"].setdefault("tiers", {"type": "array", "items": _TEXT})
    shape["required"] = sorted({*shape["required"], "tiers"})
    return {"$ref": f"#/$defs/{terms.__name__}"}


def _calendar(shapes: dict[str, Schema]) -> Schema:
    edge = {"type": "string", "pattern": _CLOCK}
    window = {"type": "array", "items": edge, "minItems": 2, "maxItems": 2}
    windows: Schema = {"type": "array", "items": window}
    days = dict.fromkeys(WEEKDAYS, windows)
    dated = {"type": "object", "propertyNames": {"pattern": _DAY}, "additionalProperties": windows}
    lists = _object(
        "A frozen list of holidays and the hash it must have.",
        {"frozen": _TEXT, "sha256": _TEXT},
        required=["frozen", "sha256"],
    )
    properties = {
        "id": _TEXT,
        "timezone": _TEXT,
        "weekly": _object("Working windows of each weekday.", days, required=[]),
        "holidays": {"anyOf": [lists, {"type": "null"}]},
        "overrides": dated,
        "also": {"type": "array", "items": {"type": "object"}},
        "half_days": {"type": "array", "items": _half_day()},
        "overnight": _of(Overnight, shapes),
        "always_open": {"type": "boolean"},
    }
    either = [{"required": ["weekly"]}, {"required": ["always_open"]}]
    return {**_object(first_line(Calendar), properties, required=["timezone"]), "anyOf": either}


def _half_day() -> Schema:
    rule = {"type": "string", "pattern": f"^([0-9]{{2}}-[0-9]{{2}}|{BEFORE_HOLIDAY})$"}
    properties = {"day": rule, "close": _SCALARS[time]}
    return _object(first_line(HalfDay), properties, required=["day", "close"])


def _object(description: str, properties: Mapping[str, Schema], *, required: list[str]) -> Schema:
    return {
        "description": description,
        "type": "object",
        "additionalProperties": False,
        "properties": dict(properties),
        "required": required,
    }


def _refer(name: str, shape: Schema, shapes: dict[str, Schema]) -> Schema:
    shapes.setdefault(name, shape)
    return {"$ref": f"#/$defs/{name}"}


if __name__ == "__main__":
    sys.stdout.write(schema_text())
