"""The bytes of a carrier's file: their hash, whether they are text, and their lines one by one."""

import codecs
import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final

from rules.finance.bill_refusals import (
    LARGEST_FILE,
    LONGEST_LINE,
    FileEmpty,
    FileNotText,
    FileOfAnotherKind,
    FileTooBig,
    LineEndless,
)

#: Bytes that are read, hashed and stored at once.
PIECE: Final = 1024 * 1024
_KINDS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "an Excel workbook (XLSX) or another ZIP file"),
    (b"PK\x05\x06", "an empty ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (XLS)"),
    (b"\x1f\x8b", "a GZIP file"),
    (b"Rar!", "a RAR file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip file"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"{\\rtf", "a text document (RTF)"),
)
_XML = re.compile(rb"\s*<(?:\?xml|!doctype|[a-z])", re.IGNORECASE)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What a file's bytes are known by."""

    sha256: str
    size: int


def weigh(file: BinaryIO, largest: int = LARGEST_FILE) -> Weighed:
    """The SHA-256 and size of the file, read piece by piece (FileEmpty, FileTooBig)."""
    digest, size, blank = hashlib.sha256(), 0, True
    for piece in pieces(file):
        size += len(piece)
        if size > largest:
            raise FileTooBig(size, largest)
        digest.update(piece)
        blank = blank and not piece.strip()
    if blank:
        raise FileEmpty
    return Weighed(sha256=digest.hexdigest(), size=size)


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The file from its beginning, a mebibyte at a time."""
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def require_table(file: BinaryIO, encoding: str) -> str:
    """The encoding to read the table with; the whole file is text in it.

    Raises FileOfAnotherKind, FileNotText and LineEndless.
    """
    file.seek(0)
    start = file.read(512)
    if kind := other_kind(start):
        raise FileOfAnotherKind(kind, "a CSV table")
    if _XML.match(start.removeprefix(codecs.BOM_UTF8)):
        raise FileOfAnotherKind("an XML file or a web page", "a CSV table")
    if start.startswith(_UTF_16) and encoding != "utf-16":
        hint = "It is UTF-16. Export it as UTF-8, or write encoding: utf-16 in the profile."
        raise FileNotText(1, encoding, hint)
    chosen = "utf-8-sig" if encoding == "utf-8" else encoding
    _require_text(file, chosen, encoding)
    return chosen


def require_xml(file: BinaryIO) -> None:
    """The file begins as XML does (FileOfAnotherKind)."""
    file.seek(0)
    start = file.read(512)
    plain = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if kind := other_kind(start) or ("" if _XML.match(plain) else "no XML"):
        raise FileOfAnotherKind(kind, "XML")


def other_kind(start: bytes) -> str:
    """What the first bytes of a file that is often sent instead say it is; else empty."""
    return next((kind for opening, kind in _KINDS if start.startswith(opening)), "")


def _require_text(file: BinaryIO, codec: str, spoken: str) -> None:
    decoder = codecs.getincrementaldecoder(codec)()
    line, open_line = 1, 0
    for piece in pieces(file):
        try:
            text = decoder.decode(piece)
        except UnicodeDecodeError as wrong:
            raise FileNotText(line + _ends(wrong), spoken, _hint(spoken)) from wrong
        if "\0" in text:
            line += text.partition("\0")[0].count("\n")
            raise FileNotText(line, "text", "It holds a NUL byte. Fetch the file again.")
        end = max(text.rfind("\n"), text.rfind("\r"))
        open_line = len(text) - end if end >= 0 else open_line + len(text)
        line += text.count("\n")
        if open_line > LONGEST_LINE:
            raise LineEndless(line)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as wrong:
        raise FileNotText(line, spoken, "The file was cut off: fetch it again.") from wrong


def _ends(wrong: UnicodeDecodeError) -> int:
    return wrong.object[: wrong.start].count(b"\n")


def _hint(encoding: str) -> str:
    if encoding == "utf-8":
        return (
            "It looks like Windows-1252. Export the file as UTF-8, or write encoding: cp1252 in "
            "the profile."
        )
    return "Export the file as UTF-8, and write encoding: utf-8 in the profile."


@contextmanager
def text_lines(file: BinaryIO, encoding: str) -> Iterator[Iterator[str]]:
    """The lines of the text with their ends, from the beginning; the file stays open."""
    file.seek(0)
    reader = io.TextIOWrapper(file, encoding, newline="")
    try:
        yield reader
    finally:
        reader.detach()
