"""The headers and parts of a message as clean text and bytes, whatever state they came in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.header import Header, decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser

DEEPEST = 20
MOST_PARTS = 200
LONGEST_ADDRESS = 254
#: Controls no reader shows; tab and line feed stay.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
#: An address as the record can keep and compare it: one @, nothing blank.
_ADDRESS = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")


class PartsTooMany(Exception):
    """The message has more parts, or nests them deeper, than any person writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPart:
    """A part that holds no others: its type, its file name or '', and whether it was attached."""

    media_type: str
    file_name: str
    attached: bool
    message: Message

    @property
    def content(self) -> bytes:
        """The decoded bytes."""
        if self.message.is_multipart():
            return self.message.as_bytes()
        decoded = self.message.get_payload(decode=True)
        return decoded if isinstance(decoded, bytes) else b""

    @property
    def charset(self) -> str:
        """What the part says its text is written in; UTF-8 where it says nothing."""
        return self.message.get_content_charset() or "utf-8"


def parts_of(message: Message) -> Iterator[MailPart]:
    """Every part that holds no others, in order; an attached message is one part.

    Raises PartsTooMany.
    """
    waiting = [(message, 0)]
    for _ in range(MOST_PARTS):
        if not waiting:
            return
        part, depth = waiting.pop()
        if depth > DEEPEST:
            raise PartsTooMany
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            inner = part.get_payload()
            children = inner if isinstance(inner, list) else []
            waiting += [
                (child, depth + 1) for child in reversed(children) if isinstance(child, Message)
            ]
        else:
            yield described(part)
    raise PartsTooMany


def described(part: Message) -> MailPart:
    """The part with its name; a part that names a file is an attachment."""
    name = shown(str(part.get_filename() or ""))
    kind = part.get_content_type()
    if kind.startswith("message/") and not name:
        name = "message.eml"
    disposition = str(part.get("Content-Disposition", "")).strip().casefold()
    attached = bool(name) or disposition.startswith("attachment")
    return MailPart(media_type=kind, file_name=name, attached=attached, message=part)


def header(message: Message, name: str) -> str:
    """The first header of that name, decoded, on one line; '' when there is none."""
    found = message.get_all(name, [])
    return decoded_words(found[0]) if found else ""


def decoded_words(value: Header | str) -> str:
    """The value with its encoded words decoded; as it came where they cannot be."""
    try:
        return shown(str(make_header(decode_header(value))))
    except (LookupError, ValueError, MessageError):
        return shown(str(value))


def sender_of(message: Message) -> str:
    """The one address the message says it is from, folded; '' for none, several or a strange one.

    Only the address counts: what a display name claims does not.
    """
    found = message.get_all("From", [])
    if len(found) != 1:
        return ""
    addresses = [address for _, address in getaddresses([str(found[0])]) if address]
    if len(addresses) != 1 or len(addresses[0]) > LONGEST_ADDRESS:
        return ""
    address = clean(addresses[0]).casefold()
    return address if _ADDRESS.fullmatch(address) and address.isprintable() else ""


def clean(text: str) -> str:
    """The text without what the record cannot hold or a reader cannot see."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return _CONTROLS.sub("\ufffd", lines)


def shown(text: str) -> str:
    """The text on one line, each run of blanks a single one, without invisible letters."""
    line = " ".join(clean(text).split())
    return "".join(letter for letter in line if letter.isprintable())


class _Words(HTMLParser):
    """Collects what a browser would show; scripts, styles and comments are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self.hidden += 1
        elif tag in {"br", "p", "div", "tr", "li"}:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self.hidden = max(0, self.hidden - 1)

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def words_of_html(page: str) -> str:
    """The words a page shows, for a person to read; never markup."""
    reader = _Words()
    reader.feed(page)
    reader.close()
    return clean("".join(reader.words)).strip()
