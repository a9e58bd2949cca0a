"""Which files may hang on a case: judged by what is in them, then by their name."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rules.errors import DeskError, Kind

LARGEST = 10 * 1024 * 1024  # bytes, as the record's own check
LONGEST_NAME = 200
#: Claims that say nothing: a browser or a mail program did not know the file.
UNDECIDED = frozenset({"", "application/octet-stream", "binary/octet-stream"})
#: What browsers and mail programs call the kinds that are text inside.
TEXT_CLAIMS = frozenset(
    {
        "application/csv",
        "application/json",
        "application/vnd.ms-excel",
        "application/xml",
        "text/csv",
        "text/json",
        "text/plain",
        "text/x-log",
        "text/xml",
    }
)
#: Bytes no text holds: every control but tab, line feed, form feed, return and escape.
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"


class AttachmentEmpty(DeskError):
    """The file is empty."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, file_name: str) -> None:
        super().__init__(f"{file_name} has no content. Save it again and attach it.")


class AttachmentTooLarge(DeskError):
    """The file is too large."""

    kind: ClassVar[Kind] = Kind.TOO_LARGE

    def __init__(self, file_name: str, size: int) -> None:
        super().__init__(
            f"{file_name} has {size} bytes; {LARGEST} are allowed. Compress or split it.",
            size=size,
            allowed=LARGEST,
        )


class AttachmentKindNotAllowed(DeskError):
    """This kind of file may not be attached."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, file_name: str, why: str) -> None:
        kinds = ", ".join(sorted({ending for kind in KINDS for ending in kind.endings}))
        super().__init__(f"{file_name} {why}. Attach one of: {kinds}.", file=file_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentKind:
    """A kind of file: how its names end, what it is called, and what its content has to be."""

    media_type: str
    endings: tuple[str, ...]
    claims: frozenset[str]
    fits: Callable[[bytes], bool]


def judge_attachment(file_name: str, claimed: str, content: bytes) -> AttachmentKind:
    """The kind of a file, by its content and its name; a claim may only agree with them.

    Raises AttachmentEmpty, AttachmentTooLarge and AttachmentKindNotAllowed.
    """
    if not content:
        raise AttachmentEmpty(file_name)
    if len(content) > LARGEST:
        raise AttachmentTooLarge(file_name, len(content))
    kind = next((one for one in KINDS if file_name.casefold().endswith(one.endings)), None)
    if kind is None:
        raise AttachmentKindNotAllowed(file_name, "has a name of no allowed kind")
    if not kind.fits(content):
        raise AttachmentKindNotAllowed(file_name, "does not hold what its name says")
    declared = claimed.partition(";")[0].strip().casefold()
    if declared not in UNDECIDED | kind.claims:
        raise AttachmentKindNotAllowed(file_name, f"is declared as {declared[:80]}")
    return kind


def plain_name(file_name: str) -> str:
    """The bare name: no folder, nothing unprintable, at most 200 characters, its ending kept."""
    bare = re.split(r"[/\\]", file_name)[-1]
    shown = "".join(letter for letter in bare if letter.isprintable()).strip(" .")
    if len(shown) > LONGEST_NAME:
        shown = shown[: LONGEST_NAME - 20] + shown[-20:]
    return shown or "file"


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks)


def _is_text(content: bytes) -> bool:
    if content.startswith(_UTF16):
        return _decodes(content, "utf-16")
    return _CONTROLS.search(content) is None


def _is_json(content: bytes) -> bool:
    if not _is_text(content):
        return False
    try:
        json.loads(content.removeprefix(_UTF8_MARK))
    except (ValueError, RecursionError):
        return False
    return True


def _is_xml(content: bytes) -> bool:
    return _is_text(content) and _opening(content).startswith("<")


def _opening(content: bytes) -> str:
    encoding = "utf-16" if content.startswith(_UTF16) else "utf-8-sig"
    return content[:400].decode(encoding, errors="replace").lstrip()


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


#: The kinds in the order their endings are looked for.
KINDS = (
    AttachmentKind(
        media_type="image/png",
        endings=(".png",),
        claims=frozenset({"image/png", "image/x-png"}),
        fits=_starts(b"\x89PNG\r\n\x1a\n"),
    ),
    AttachmentKind(
        media_type="image/jpeg",
        endings=(".jpg", ".jpeg"),
        claims=frozenset({"image/jpeg", "image/jpg", "image/pjpeg"}),
        fits=_starts(b"\xff\xd8\xff"),
    ),
    AttachmentKind(
        media_type="application/pdf",
        endings=(".pdf",),
        claims=frozenset({"application/pdf", "application/x-pdf"}),
        fits=_starts(b"%PDF-"),
    ),
    AttachmentKind(
        media_type="application/zip",
        endings=(".zip",),
        claims=frozenset({"application/zip", "application/x-zip-compressed", "multipart/x-zip"}),
        fits=_starts(b"PK\x03\x04", b"PK\x05\x06"),
    ),
    AttachmentKind(
        media_type="application/gzip",
        endings=(".tar.gz", ".tgz"),
        claims=frozenset(
            {
                "application/gzip",
                "application/x-compressed",
                "application/x-compressed-tar",
                "application/x-gzip",
                "application/x-gtar",
                "application/x-tar",
            }
        ),
        fits=_starts(b"\x1f\x8b\x08"),
    ),
    AttachmentKind(
        media_type="application/json", endings=(".json",), claims=TEXT_CLAIMS, fits=_is_json
    ),
    AttachmentKind(
        media_type="application/xml", endings=(".xml",), claims=TEXT_CLAIMS, fits=_is_xml
    ),
    AttachmentKind(media_type="text/csv", endings=(".csv",), claims=TEXT_CLAIMS, fits=_is_text),
    AttachmentKind(
        media_type="text/plain",
        endings=(".txt", ".log", ".cfg", ".conf"),
        claims=TEXT_CLAIMS,
        fits=_is_text,
    ),
)
