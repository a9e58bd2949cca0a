"""Where two pieces of plain data differ, place by place."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.fields import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place with its value before and after; None where it is missing."""

    place: str
    before: object
    after: object


def differences(before: object, after: object) -> tuple[Difference, ...]:
    """Every place whose value differs, in the order of the data; nothing for equal data."""
    return tuple(_differences(before, after, ()))


def _differences(before: object, after: object, path: Path) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _differences(before.get(key), after.get(key), (*path, key))
    elif isinstance(before, list) and isinstance(after, list):
        for at in range(max(len(before), len(after))):
            yield from _differences(_item(before, at), _item(after, at), (*path, at))
    else:
        yield Difference(place=".".join(map(str, path)), before=before, after=after)


def _item(items: list[object], at: int) -> object:
    return items[at] if at < len(items) else None
