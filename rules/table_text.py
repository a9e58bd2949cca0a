"""The text of a table file: which encoding it is in, its lines, or why it is no text."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.table_limits import LineTooLong, TableLimits, TableTooBig, TooManyLines

#: A header below so many lines is not looked for.
HEADER_WITHIN = 100
#: What Excel and LibreOffice call the file to be sent.
SAVE_AS = "Save it as 'CSV UTF-8' and send that file"
#: The first bytes of files that are often sent instead, and what people call them.
_OTHER_FILES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "an Excel workbook (XLSX) or another ZIP file"),
    (b"PK\x05\x06", "an empty ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (XLS) or another Office file"),
    (b"\x1f\x8b", "a GZIP file"),
    (b"Rar!", "a RAR file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip file"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"{\\rtf", "a text document (RTF)"),
)
_PAGES = re.compile(rb"\s*<(?:\?xml|!doctype|html|table)", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_ENDS = re.compile(r"\r\n?|\n")
_PIECE = 64 * 1024  # bytes


class TableEmpty(DeskError):
    """The file has no header line."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__(
            f"The file, or the first {HEADER_WITHIN} lines of it, are blank. Send one that begins "
            "with the names of its columns."
        )


class NotATable(DeskError):
    """The file is of another kind."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, kind: str) -> None:
        super().__init__(f"This is {kind}. {SAVE_AS}.", found=kind)


class TableNotText(DeskError):
    """The file is not text in UTF-8 or UTF-16."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"Line {line} {why}. {SAVE_AS}.", line=line)


def encoding_of(content: bytes, limits: TableLimits) -> str:
    """The encoding in which the whole file is text: UTF-8, or UTF-16 with its byte order mark.

    Raises TableTooBig, TableEmpty, NotATable and TableNotText.
    """
    if len(content) > limits.size:
        raise TableTooBig(len(content), limits)
    if not content or content.isspace():
        raise TableEmpty
    _require_no_other_kind(content)
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    _require_text(content, encoding)
    return encoding


def lines_of(content: bytes, encoding: str, limits: TableLimits) -> Iterator[str]:
    """The lines with their ends (CRLF, CR or LF), decoded as they are asked for.

    Raises LineTooLong and TooManyLines.
    """
    reader = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    number = 0
    while line := reader.readline(limits.line + 1):
        number += 1
        if len(line) > limits.line:
            raise LineTooLong(number, limits)
        if number > limits.lines:
            raise TooManyLines(limits)
        yield line


def _require_no_other_kind(content: bytes) -> None:
    for opening, kind in _OTHER_FILES:
        if content.startswith(opening):
            raise NotATable(kind)
    if _PAGES.match(content.removeprefix(codecs.BOM_UTF8)):
        raise NotATable("a web page or XML file")


def _require_text(content: bytes, encoding: str) -> None:
    """Decode piece by piece, so that a large file is never held twice."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(content), _PIECE):
        end = start + _PIECE
        try:
            piece = decoder.decode(content[start:end], final=end >= len(content))
        except UnicodeDecodeError as wrong:
            at = min(end, len(content)) - len(wrong.object) + wrong.start
            line = 1 + _ends(content[:at].decode(encoding, errors="replace"))
            raise TableNotText(line, f"holds a letter that is not {_spoken(encoding)}") from wrong
        if "\0" in piece:
            text = content.decode(encoding, errors="replace")
            line = 1 + _ends(text.partition("\0")[0])
            raise TableNotText(line, "holds a NUL byte, which no text does")


def _spoken(encoding: str) -> str:
    return "UTF-16" if encoding == "utf-16" else "UTF-8"


def _ends(text: str) -> int:
    return len(_LINE_ENDS.findall(text))
