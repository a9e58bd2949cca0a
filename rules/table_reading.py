"""A CSV that a person or a supplier sends, read row by row, or refused with what to do.

The file is refused as a whole (a DeskError) when its rows cannot be trusted: too large, no text,
columns missing, quotes out of order. What is wrong with one row is a RowProblem of that row.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.table_columns import Column, headings_of, known_in, place_columns
from rules.table_limits import LIMITS, TableLimits, TooManyColumns, TooManyRows
from rules.table_text import HEADER_WITHIN, TableEmpty, encoding_of, lines_of

#: In the order in which they win when the header line does not decide.
DELIMITERS = (",", ";", "\t")
#: A problem repeats so many characters of the cell.
SAID = 80
#: No column known and one cell.
_UNSPLIT = (0, 1)
_ONE_TOO_MANY = (
    "The row has more cells than the header. Put a cell that holds a separator into quotes."
)


class CellNeverEnds(DeskError):
    """A cell of the table does not end."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, line: int) -> None:
        super().__init__(
            f"The row that begins on line {line} has a cell that is not closed where it ends, or "
            "is far too long. Close its quotes, and double a quote that belongs to the text: "
            '"14"" screen".',
            line=line,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row that can be judged: the line it begins on, and its cells as written by column name.

    Every known column of the file is there; a cell the row does not have is empty.
    """

    line: int
    cells: Mapping[str, str]

    def problem(self, column: str, what_to_do: str) -> "RowProblem":
        """What somebody who judges the row finds wrong with one of its cells."""
        return _problem(self.line, column, self.cells.get(column, ""), what_to_do)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """Why a row is not taken: its line, the column, what the cell says (cut), what to do.

    The column is empty when the row as a whole is wrong.
    """

    line: int
    column: str
    said: str
    what_to_do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose header is understood; `unread` are the headings nobody asked for."""

    content: bytes = field(repr=False)
    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    places: Mapping[str, int]
    required: tuple[str, ...]
    header_line: int
    limits: TableLimits

    @property
    def unread(self) -> tuple[str, ...]:
        """The headings of the columns that are left out."""
        known = set(self.places.values())
        return tuple(
            heading for at, heading in enumerate(self.headings) if heading and at not in known
        )

    def rows(self) -> Iterator[TableRow | RowProblem]:
        """Every row that is not blank, in order, from the first at each call; one in memory.

        A row with problems yields each of them and no TableRow. Raises CellNeverEnds, LineTooLong,
        TooManyLines, TooManyRows and TooManyColumns when it comes to them.
        """
        count = 0
        for line, cells in _records(self.content, self.encoding, self.delimiter, self.limits):
            if line <= self.header_line or _blank(cells):
                continue
            count += 1
            if count > self.limits.rows:
                raise TooManyRows(line, self.limits)
            yield from _judged(self, line, cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """The first line that is not blank, split at a delimiter."""

    line: int
    delimiter: str
    headings: tuple[str, ...]


def read_table(content: bytes, columns: Sequence[Column], limits: TableLimits = LIMITS) -> Table:
    """The table with its header understood: delimiter, encoding, and where each column stands.

    Raises TableTooBig, TableEmpty, NotATable, TableNotText, CellNeverEnds, LineTooLong,
    TooManyLines, TooManyColumns, ColumnTwice and ColumnsMissing.
    """
    encoding = encoding_of(content, limits)
    header = _find_header(content, encoding, columns, limits)
    return Table(
        content=content,
        encoding=encoding,
        delimiter=header.delimiter,
        headings=header.headings,
        places=place_columns(header.headings, columns),
        required=tuple(column.name for column in columns if column.required),
        header_line=header.line,
        limits=limits,
    )


def _find_header(
    content: bytes, encoding: str, columns: Sequence[Column], limits: TableLimits
) -> _Header:
    """The header split so that most columns are known; if none is, into the most cells.

    Quotes may fail to pair at the wrong delimiter; they do at the right one if no other splits.
    """
    found: dict[tuple[int, int], _Header] = {}
    broken: CellNeverEnds | None = None
    for delimiter in DELIMITERS:
        try:
            header = _header(content, encoding, delimiter, limits)
        except CellNeverEnds as wrong:
            broken = broken or wrong
        else:
            headings = header.headings
            found.setdefault((known_in(headings, columns), len(headings)), header)
    if broken and max(found, default=_UNSPLIT) <= _UNSPLIT:
        raise broken
    return found[max(found)]


def _header(content: bytes, encoding: str, delimiter: str, limits: TableLimits) -> _Header:
    for line, cells in _records(content, encoding, delimiter, limits):
        headings = headings_of(cells, line=line, limits=limits)
        if headings:
            return _Header(line=line, delimiter=delimiter, headings=headings)
        if line >= HEADER_WITHIN:
            break
    raise TableEmpty


def _records(
    content: bytes, encoding: str, delimiter: str, limits: TableLimits
) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line of the file it begins on; cells may have line ends in them.

    After a broken quote it is unknown where the next record begins, so nothing more is read.
    """
    reader = csv.reader(lines_of(content, encoding, limits), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise CellNeverEnds(line) from wrong
        yield line, cells


def _blank(cells: Sequence[str]) -> bool:
    return not any(cell.strip() for cell in cells)


def _judged(table: Table, line: int, cells: list[str]) -> Iterator[TableRow | RowProblem]:
    problems = list(_problems(table, line, cells))
    yield from problems
    if not problems:
        known = {name: _cell(cells, place) for name, place in table.places.items()}
        yield TableRow(line=line, cells=known)


def _problems(table: Table, line: int, cells: list[str]) -> Iterator[RowProblem]:
    extra = [cell for cell in cells[len(table.headings) :] if cell.strip()]
    if extra and len(cells) > table.limits.columns:
        raise TooManyColumns(line, len(cells), table.limits)
    if extra:
        yield _problem(line, "", extra[0], _ONE_TOO_MANY)
    for heading, cell in zip(table.headings, cells, strict=False):
        if len(cell.encode()) > table.limits.cell:
            yield _problem(line, heading, cell, f"Shorten it to {table.limits.cell} bytes.")
    for name in table.required:
        cell = _cell(cells, table.places[name])
        if not cell.strip():
            yield _problem(line, name, cell, f"Fill in {name}: every row needs it.")


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _problem(line: int, column: str, cell: str, what_to_do: str) -> RowProblem:
    said = " ".join(cell[: SAID * 4].split())
    said = said if len(said) <= SAID else f"{said[:SAID]}…"
    return RowProblem(line=line, column=column, said=said, what_to_do=what_to_do)
