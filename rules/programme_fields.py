"""How names that point elsewhere in a programme are read: they must exist there."""

from collections.abc import Collection

from rules.fields import FieldInvalid, Parser, Path, text


def calendar_of(calendars: Collection[str]) -> Parser:
    """A parser for the name of one of these calendars."""
    return known_name(calendars, "calendar")


def known_name(names: Collection[str], kind: str) -> Parser:
    """A parser for one of these names; the refusal lists them."""

    def parse(value: object, path: Path) -> str:
        name = text(value, path)
        if name in names:
            return name
        listed = ", ".join(names) or "none"
        raise FieldInvalid(path, f"there is no {kind} {name!r}.", f"The {kind}s are: {listed}.")

    return parse
