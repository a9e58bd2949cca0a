"""A message that came in by mail, read into a value; hostile bytes become a named trouble."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from enum import StrEnum

from rules.mail_parts import (
    MailPart,
    PartsTooMany,
    clean,
    header,
    parts_of,
    sender_of,
    words_of_html,
)

LARGEST_MAIL = 25 * 1024 * 1024  # bytes
#: Enough for the headers of a message that is too large to be read.
HEAD = 64 * 1024
LONGEST_TEXT = 100_000  # characters
LONGEST_ID = 200
MOST_FIELDS, LONGEST_VALUE = 100, 2_000

_CASE_NUMBER = re.compile(r"\b[A-Z]{2}-[0-9]{4}-[0-9]{6}\b")
_FIELD = re.compile(r"[ \t*-]{0,8}(\w[\w /()&'-]{1,60}?)[ \t]{0,8}:[ \t]{0,8}(\S.*)")
#: Where a reply stops being the sender's own: what mail programs put before the old message.
_OLD_MESSAGE = re.compile(
    r"(-{2,} ?(original message|ursprungligt meddelande|message d'origine|mesaj original)"
    r"|_{10,}\s*$)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_NOT_BY_HAND = frozenset({"bulk", "junk", "list", "auto_reply"})
_MACHINES = ("mailer-daemon@", "postmaster@", "noreply@", "no-reply@", "donotreply@")
_AUTOMATIC_HEADERS = ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "X-Loop")


class MailTrouble(StrEnum):
    """Why a message is kept for a person instead of being worked on."""

    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    NESTED_TOO_DEEP = "nested_too_deep"
    NO_SENDER = "no_sender"
    BAD_CHARSET = "bad_charset"
    HTML_ONLY = "html_only"
    NO_TEXT = "no_text"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAttachment:
    """A file that came with a message, as its sender named and declared it."""

    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRead:
    """What a message says. `text` is the sender's own, without the message it answers.

    `fields` are its lines `Name: value` by their names in snake case. An `automatic` message is
    never answered automatically. `trouble` of None means it can be worked on.
    """

    message_id: str
    sender: str
    subject: str
    text: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    case_number: str = ""
    attachments: tuple[MailAttachment, ...] = ()
    automatic: bool = False
    trouble: MailTrouble | None = None


def read_mail(raw: bytes) -> MailRead:
    """The message in these bytes, whatever they are: it never raises."""
    if len(raw) > LARGEST_MAIL:
        return _head_of(raw, MailTrouble.TOO_LARGE)
    try:
        return _read(BytesParser(policy=policy.compat32).parsebytes(raw), raw)
    # The standard parser breaks on hostile bytes in ways it does not list, recursion included.
    except Exception:  # noqa: BLE001 - a message must never stop the ones behind it
        return _head_of(raw, MailTrouble.UNREADABLE)


def ticket_of(mail: MailRead, names: Iterable[str]) -> dict[str, str]:
    """The fields a programme asks for, by its own names; a longer name in the mail counts too."""
    found = {}
    for name in names:
        fitting = [key for key in mail.fields if key == name or key.startswith(f"{name}_")]
        if fitting:
            found[name] = mail.fields[min(fitting, key=len)]
    return found


def says_system_down(mail: MailRead, phrase: str) -> bool:
    """True when subject or text holds the phrase, whatever dashes and capitals it is written in."""
    wanted = _words(phrase)
    return bool(wanted.strip()) and any(
        wanted in _words(said) for said in (mail.subject, mail.text)
    )


def _head_of(raw: bytes, trouble: MailTrouble) -> MailRead:
    """What the headers alone say, for a message whose parts are not looked at."""
    try:
        head = BytesHeaderParser(policy=policy.compat32).parsebytes(raw[:HEAD])
        return _headed(head, raw, trouble=trouble)
    except Exception:  # noqa: BLE001 - as above
        return MailRead(message_id=_hash_id(raw), sender="", subject="", trouble=trouble)


def _read(message: Message, raw: bytes) -> MailRead:
    try:
        parts = tuple(parts_of(message))
    except PartsTooMany:
        return _headed(message, raw, trouble=MailTrouble.NESTED_TOO_DEEP)
    text, trouble = _text_of(parts)
    own = own_words(text)
    return _headed(
        message,
        raw,
        text=own,
        fields=fields_in(own),
        attachments=tuple(_attachment(part) for part in parts if part.attached),
        trouble=trouble,
    )


def _headed(
    message: Message,
    raw: bytes,
    *,
    text: str = "",
    fields: Mapping[str, str] | None = None,
    attachments: tuple[MailAttachment, ...] = (),
    trouble: MailTrouble | None = None,
) -> MailRead:
    sender, subject = sender_of(message), header(message, "Subject")
    if not sender and trouble not in {MailTrouble.TOO_LARGE, MailTrouble.UNREADABLE}:
        trouble = MailTrouble.NO_SENDER
    return MailRead(
        message_id=_identity(message, raw),
        sender=sender,
        subject=subject,
        text=text,
        fields=fields or {},
        case_number=case_number_in(subject),
        attachments=attachments,
        automatic=is_automatic(message, sender),
        trouble=trouble,
    )


def case_number_in(subject: str) -> str:
    """The one case a subject names; '' for none, or for several that cannot all be meant."""
    numbers = set(_CASE_NUMBER.findall(subject.upper()))
    return numbers.pop() if len(numbers) == 1 else ""


def own_words(text: str) -> str:
    """The text up to the message it answers, without quoted lines."""
    kept = []
    for line in text[:LONGEST_TEXT].split("\n"):
        if _OLD_MESSAGE.match(line):
            break
        if not line.startswith(">"):
            kept.append(line.rstrip())
    return "\n".join(kept).strip()


def fields_in(text: str) -> dict[str, str]:
    """The lines `Name: value` by their names in snake case; of two the first counts."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        if len(found) < MOST_FIELDS and (match := _FIELD.fullmatch(line)):
            found.setdefault(_snake(match[1]), match[2].strip()[:LONGEST_VALUE])
    return {name: value for name, value in found.items() if name}


def is_automatic(message: Message, sender: str) -> bool:
    """True for what a machine sent: replies on leave, delivery reports, lists, bulk (RFC 3834)."""
    submitted = header(message, "Auto-Submitted").partition(";")[0].strip().casefold()
    return (
        submitted not in {"", "no"}
        or header(message, "Precedence").casefold() in _NOT_BY_HAND
        or any(message.get(name) is not None for name in _AUTOMATIC_HEADERS)
        or header(message, "Return-Path") == "<>"
        or message.get_content_type() == "multipart/report"
        or sender.startswith(_MACHINES)
    )


def _text_of(parts: tuple[MailPart, ...]) -> tuple[str, MailTrouble | None]:
    plain = [part for part in parts if part.media_type == "text/plain" and not part.attached]
    pages = [part for part in parts if part.media_type == "text/html" and not part.attached]
    text, right = _decoded(plain)
    if text.strip():
        return text, None if right else MailTrouble.BAD_CHARSET
    page, _ = _decoded(pages)
    if page.strip():
        return words_of_html(page[: 10 * LONGEST_TEXT]), MailTrouble.HTML_ONLY
    attached = any(part.attached for part in parts)
    return "", None if attached else MailTrouble.NO_TEXT


def _decoded(parts: list[MailPart]) -> tuple[str, bool]:
    """The parts' text, and whether every letter could be read as the sender declared it."""
    texts, right = [], True
    for part in parts:
        content = part.content
        try:
            texts.append(content.decode(part.charset))
        except (LookupError, ValueError):
            texts.append(content.decode("utf-8", "replace"))
            right = False
    return clean("\n".join(texts)), right


def _attachment(part: MailPart) -> MailAttachment:
    name = part.file_name or "file"
    return MailAttachment(file_name=name, media_type=part.media_type, content=part.content)


def _identity(message: Message, raw: bytes) -> str:
    given = header(message, "Message-ID").strip("<> ")
    return given if 0 < len(given) <= LONGEST_ID else _hash_id(raw)


def _hash_id(raw: bytes) -> str:
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def _snake(name: str) -> str:
    return re.sub(r"[^\w]+", "_", name.casefold()).strip("_")


def _words(said: str) -> str:
    return f" {' '.join(_WORD.findall(said.casefold()))} "
