"""How large a table that somebody sends may be, and the refusals of what is larger."""

from dataclasses import dataclass
from typing import ClassVar

from rules.errors import DeskError, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLimits:
    """The largest table: bytes of the file, rows below the header, columns, bytes of a cell.

    A cell is measured in UTF-8, whatever the file is written in. `lines` counts the blank ones
    too, of which a spreadsheet may write as many as it has rows.
    """

    size: int = 10 * 1024 * 1024
    rows: int = 50_000
    columns: int = 200
    cell: int = 10 * 1024
    lines: int = 1_048_576

    @property
    def line(self) -> int:
        """More characters than this no line has whose columns and cells keep the limits."""
        return self.columns * (self.cell + 3)


LIMITS = TableLimits()


class TableTooBig(DeskError):
    """The file is too big."""

    kind: ClassVar[Kind] = Kind.TOO_LARGE

    def __init__(self, size: int, limits: TableLimits) -> None:
        super().__init__(
            f"The file has {size} bytes; {limits.size} are allowed. Split it into several files, "
            "each with the header line.",
            size=size,
            allowed=limits.size,
        )


class TooManyRows(DeskError):
    """The table has too many rows."""

    kind: ClassVar[Kind] = Kind.TOO_LARGE

    def __init__(self, line: int, limits: TableLimits) -> None:
        super().__init__(
            f"With line {line} the table has more than {limits.rows} rows. Split it into several "
            "files, each with the header line.",
            line=line,
            allowed=limits.rows,
        )


class TooManyColumns(DeskError):
    """The table has too many columns."""

    kind: ClassVar[Kind] = Kind.TOO_LARGE

    def __init__(self, line: int, columns: int, limits: TableLimits) -> None:
        super().__init__(
            f"Line {line} has {columns} columns; {limits.columns} are allowed. Delete the columns "
            "that are not asked for.",
            line=line,
            columns=columns,
            allowed=limits.columns,
        )


class TooManyLines(DeskError):
    """The file has too many lines."""

    kind: ClassVar[Kind] = Kind.TOO_LARGE

    def __init__(self, limits: TableLimits) -> None:
        super().__init__(
            f"The file has more than {limits.lines} lines, blank ones included. Delete the blank "
            "lines and send it again.",
            allowed=limits.lines,
        )


class LineTooLong(DeskError):
    """A line of the table is too long."""

    kind: ClassVar[Kind] = Kind.TOO_LARGE

    def __init__(self, line: int, limits: TableLimits) -> None:
        super().__init__(
            f"Line {line} has more than {limits.line} characters. Write one row a line, with at "
            f"most {limits.columns} columns of {limits.cell} bytes.",
            line=line,
            allowed=limits.line,
        )
