"""Text that can be printed: it comes out literally, or it is refused by name; it is never markup.

Covered scripts are Latin, Greek and Cyrillic with their punctuation, digits, currency and maths
signs (`documents.typeface.covered`). Chinese, Japanese, Korean, Arabic, Hebrew, emoji, control and
direction-changing characters are refused, because the embedded fonts lack or misplace them.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import ClassVar, Final

from documents.typeface import covered
from rules.errors import DeskError, Kind

NAME_LIMIT: Final = 60
ADDRESS_LINE_LIMIT: Final = 60
ADDRESS_LINES_LIMIT: Final = 7
FAULT_LIMIT: Final = 1000
FAULT_LINES_LIMIT: Final = 12
CODE_LIMIT: Final = 28

# A composed character is made of at most this many code points in the covered scripts.
_DECOMPOSED: Final = 4
_SHOWN: Final = 5
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


class UnprintableText(DeskError):
    """The text has characters that our documents cannot print."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, what: str, characters: Iterable[str]) -> None:
        named = [_named(character) for character in dict.fromkeys(characters)]
        more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
        super().__init__(
            f"The {what} has {', '.join(named[:_SHOWN])}{more}; write it with Latin, Greek or"
            " Cyrillic letters, digits and ordinary punctuation.",
            what=what,
            characters=named,
        )


class TextTooLong(DeskError):
    """The text is longer than its place on the document."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, what: str, limit: int, unit: str = "characters") -> None:
        super().__init__(
            f"The {what} is longer than {limit} {unit}; shorten it.",
            what=what,
            limit=limit,
            unit=unit,
        )


def printable(text: str, max_length: int, *, what: str = "text") -> str:
    """The text as one printable line in composed form; raises UnprintableText or TextTooLong."""
    # Composing is slow on endless runs of accents: measure the raw text before touching it.
    if len(text) > max_length * _DECOMPOSED:
        raise TextTooLong(what, max_length)
    composed = unicodedata.normalize("NFC", text).strip(" ")
    if len(composed) > max_length:
        raise TextTooLong(what, max_length)
    if strange := [character for character in composed if character not in covered()]:
        raise UnprintableText(what, strange)
    return composed


def printable_lines(
    text: str, max_length: int, max_lines: int, *, what: str = "text"
) -> tuple[str, ...]:
    """The text's lines without blank ones, tabs as spaces; max_length counts the whole text."""
    if len(text) > max_length * _DECOMPOSED:
        raise TextTooLong(what, max_length)
    written = [line.replace("\t", " ").strip(" ") for line in _LINE_END.split(text)]
    lines = tuple(printable(line, max_length, what=what) for line in written if line)
    if sum(map(len, lines)) > max_length:
        raise TextTooLong(what, max_length)
    if len(lines) > max_lines:
        raise TextTooLong(what, max_lines, "lines")
    return lines


def printable_address(lines: Iterable[str], *, what: str = "address") -> tuple[str, ...]:
    """The printable lines of an address without empty ones; raises as `printable` does."""
    written = tuple(printable(line, ADDRESS_LINE_LIMIT, what=what) for line in lines)
    kept = tuple(line for line in written if line)
    if len(kept) > ADDRESS_LINES_LIMIT:
        raise TextTooLong(what, ADDRESS_LINES_LIMIT, "lines")
    return kept


def scannable(text: str, max_length: int = CODE_LIMIT, *, what: str = "code") -> str:
    """The text as it goes into a barcode: visible ASCII without spaces, or refused by name."""
    if len(text) > max_length:
        raise TextTooLong(what, max_length)
    if strange := [character for character in text if not "!" <= character <= "~"]:
        raise UnprintableText(what, strange)
    return text


def _named(character: str) -> str:
    name = unicodedata.name(character, "without a name")
    shown = f"{character} " if character.isprintable() else ""
    return f"{shown}U+{ord(character):04X} {name}"
