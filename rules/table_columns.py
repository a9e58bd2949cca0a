"""The header line of a table: which column stands where, whatever it is called exactly."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rules.dates_in_words import listed
from rules.errors import DeskError, Kind
from rules.table_limits import TableLimits, TooManyColumns

#: What does not count in a name: blanks of every kind, marks of order and width, _ and -.
_BETWEEN = re.compile(r"[\s_\-\ufeff\u200b-\u200f\u2010\u2011\u2060]+")
_SHOWN = 40
_MOST_SHOWN = 20


class ColumnsMissing(DeskError):
    """Columns of the table are missing."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, missing: Sequence["Column"], header: Sequence[str]) -> None:
        names = [column.spoken for column in missing]
        super().__init__(
            f"The header line lacks: {'; '.join(names)}. It has: {_shown(header)}. Write the "
            "missing names into the first line, between commas, semicolons or tabs.",
            missing=[column.name for column in missing],
        )


class ColumnTwice(DeskError):
    """Two columns of the table mean the same."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, column: "Column", headings: Sequence[str]) -> None:
        super().__init__(
            f"{listed([_short(heading) for heading in headings])} are all read as {column.name}. "
            "Delete or rename all but one.",
            column=column.name,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that is asked for: its name here, and what else people write above it.

    A required column has to be there and every row has to fill it.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = True

    @property
    def names(self) -> frozenset[str]:
        """Everything it may be called, as `plain_heading` writes it."""
        return frozenset(plain_heading(name) for name in (self.name, *self.synonyms))

    @property
    def spoken(self) -> str:
        """The name with what else is understood."""
        return f"{self.name} (or {', '.join(self.synonyms)})" if self.synonyms else self.name


def plain_heading(written: str) -> str:
    """A heading without what people do not see: case, blanks, hyphens, marks, kinds of accents."""
    composed = unicodedata.normalize("NFKC", written).casefold()
    return _BETWEEN.sub(" ", composed).strip()


def headings_of(cells: Sequence[str], *, line: int, limits: TableLimits) -> tuple[str, ...]:
    """The cells of a header line as written, without the empty ones at its end; () for no header.

    A header has a letter or a digit. Raises TooManyColumns.
    """
    written = list(cells)
    while written and not written[-1].strip():
        written.pop()
    if len(written) > limits.columns:
        raise TooManyColumns(line, len(written), limits)
    headings = tuple(cell.strip("\ufeff \t\r\n") for cell in written)
    return headings if any(map(str.isalnum, "".join(headings))) else ()


def known_in(headings: Sequence[str], columns: Sequence[Column]) -> int:
    """How many of the columns are named."""
    plain = {plain_heading(heading) for heading in headings}
    return sum(not plain.isdisjoint(column.names) for column in columns)


def place_columns(headings: Sequence[str], columns: Sequence[Column]) -> Mapping[str, int]:
    """Where each known column stands, from 0; raises ColumnTwice and ColumnsMissing.

    Columns nobody asked for are left out.
    """
    found = {column.name: _places(column, headings) for column in columns}
    for column in columns:
        if len(found[column.name]) > 1:
            raise ColumnTwice(column, [headings[place] for place in found[column.name]])
    missing = [column for column in columns if column.required and not found[column.name]]
    if missing:
        raise ColumnsMissing(missing, headings)
    return {name: places[0] for name, places in found.items() if places}


def _places(column: Column, headings: Sequence[str]) -> list[int]:
    names = column.names
    return [at for at, heading in enumerate(headings) if plain_heading(heading) in names]


def _shown(header: Sequence[str]) -> str:
    more = f" and {len(header) - _MOST_SHOWN} more" if len(header) > _MOST_SHOWN else ""
    return ", ".join(_short(heading) for heading in header[:_MOST_SHOWN]) + more


def _short(heading: str) -> str:
    plain = " ".join(heading.split()) or "(no name)"
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"
