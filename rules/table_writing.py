"""Tables written as CSV that opens as a table, and in which no cell becomes a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

#: What a cell may be made of; a datetime is a date, a StrEnum a str.
Cell: TypeAlias = str | int | Decimal | date | None
#: What makes a spreadsheet calculate instead of show, in both widths; blanks before it are skipped.
_FORMULA = re.compile("[\\s\ufeff\u200b\u2060]*[=+\\-@\uff1d\uff0b\uff0d\uff20]")
_BLANK_STARTS = ("\t", "\r", "\n")
#: By the delimiter that is written: where another list separator would begin a cell.
_OTHER_STARTS = {
    ",": re.compile(r"([;\t\r\n])"),
    ";": re.compile(r"([,\t\r\n])"),
    "\t": re.compile(r"([,;\r\n])"),
}
_MARK = "'"


def write_table(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, delimiter: str = ","
) -> bytes:
    """The table in UTF-8 with its mark and CRLF line ends, every cell made safe.

    `delimiter` is a comma, a semicolon or a tab.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([safe_cell(cell, delimiter) for cell in header])
    for row in rows:
        writer.writerow([safe_cell(cell, delimiter) for cell in row])
    return written.getvalue().encode("utf-8-sig", errors="replace")


def safe_cell(value: Cell, delimiter: str = ",") -> str:
    """The value as text that no spreadsheet takes for a formula; NUL is left out.

    A text that begins with = + - @, a tab or a line end, also after blanks, gets an apostrophe.
    So does what begins with = + - @ after a line end or another delimiter within the text: a
    spreadsheet with another list separator begins a cell there. Numbers stay numbers; days are
    ISO 8601.
    """
    match value:
        case None:
            return ""
        case Decimal() if value.is_finite():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case int():
            return str(value)
    text = str(value).replace("\0", "")
    marked = "".join(_marked(part) for part in _OTHER_STARTS[delimiter].split(text))
    return f"{_MARK}{marked}" if marked.startswith(_BLANK_STARTS) else marked


def _marked(part: str) -> str:
    return f"{_MARK}{part}" if _FORMULA.match(part) else part
