"""A walk through data along a JSON Schema: what the data breaks, with the place."""

import re
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]

KINDS: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "null": type(None),
}
TOLD = {"$schema", "title", "description", "$defs"}
CHECKED = {
    *("$ref", "type", "enum", "anyOf", "pattern", "minimum", "items", "minItems", "maxItems"),
    *("uniqueItems", "properties", "required", "additionalProperties", "propertyNames"),
    "maximum",
}


def breaches(schema: dict[str, Any], data: object) -> list[str]:
    """The places that break the schema; none for data that fits."""
    return [".".join(map(str, path)) for path in _broken(schema, data, (), schema["$defs"])]


def _broken(schema: dict[str, Any], data: Any, path: Path, defs: dict[str, Any]) -> Iterator[Path]:
    unknown = set(schema) - TOLD - CHECKED
    assert not unknown, f"the walk does not know {unknown}"
    if "$ref" in schema:
        yield from _broken(defs[schema["$ref"].removeprefix("#/$defs/")], data, path, defs)
    if "anyOf" in schema:
        tried = [list(_broken(one, data, path, defs)) for one in schema["anyOf"]]
        if all(tried):
            yield max((places[0] for places in tried), key=len)
    if not _is_kind(schema, data) or not _fits(schema, data):
        yield path
        return
    if isinstance(data, dict):
        yield from _broken_object(schema, data, path, defs)
    if isinstance(data, list) and "items" in schema:
        for at, item in enumerate(data):
            yield from _broken(schema["items"], item, (*path, at), defs)


def _is_kind(schema: dict[str, Any], data: object) -> bool:
    kind = schema.get("type")
    if kind is None:
        return True
    return isinstance(data, KINDS[kind]) and (kind == "boolean" or not isinstance(data, bool))


def _fits(schema: dict[str, Any], data: Any) -> bool:
    limits: dict[str, Any] = {
        "enum": lambda words: data in words,
        "pattern": lambda pattern: not isinstance(data, str) or re.search(pattern, data),
        "minimum": lambda least: data >= least,
        "maximum": lambda most: data <= most,
        "minItems": lambda least: len(data) >= least,
        "maxItems": lambda most: len(data) <= most,
        "uniqueItems": lambda _: len(set(data)) == len(data),
    }
    return all(limit(schema[key]) for key, limit in limits.items() if key in schema)


def _broken_object(
    schema: dict[str, Any], data: dict[str, Any], path: Path, defs: dict[str, Any]
) -> Iterator[Path]:
    properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    for key in schema.get("required", ()):
        if key not in data:
            yield (*path, key)
    for key, value in data.items():
        if "propertyNames" in schema:
            yield from _broken(schema["propertyNames"], key, (*path, key), defs)
        if key in properties:
            yield from _broken(properties[key], value, (*path, key), defs)
        elif others is False:
            yield (*path, key)
        elif isinstance(others, dict):
            yield from _broken(others, value, (*path, key), defs)
