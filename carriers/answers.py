"""Reading a carrier's answer strictly: the right type in the right place, or `AnswerMalformed`."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import TypeAlias

from carriers.errors import AnswerMalformed
from carriers.port import Price

Fields: TypeAlias = Mapping[str, object]

TEXT_LENGTH = 500
AMOUNT = re.compile(r"\d{1,10}(\.\d{1,4})?", re.ASCII)
CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
SECONDS = re.compile(r"\d{1,6}", re.ASCII)
UNSTORABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")  # PostgreSQL takes no NUL, UTF-8 no halves
PDF_MARK = b"%PDF"
LONGEST_WAIT = 3600.0  # a carrier that asks for more is a matter for a person (reliability.md 2.10)


def document(body: bytes) -> Fields:
    """The JSON object of a body in UTF-8."""
    try:
        found = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise AnswerMalformed("body", "JSON in UTF-8") from None
    if not isinstance(found, dict):
        raise AnswerMalformed("body", "a JSON object")
    return found


def part(fields: Fields, name: str) -> Fields:
    """An object inside the object."""
    found = fields.get(name)
    if not isinstance(found, dict):
        raise AnswerMalformed(name, "an object")
    return found


def parts(fields: Fields, name: str) -> tuple[Fields, ...]:
    """A list of objects."""
    found = fields.get(name)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise AnswerMalformed(name, "a list of objects")
    return tuple(found)


def text(fields: Fields, name: str) -> str:
    """A text of 1 to 500 characters; a number is no text, it would lose its zeros."""
    found = fields.get(name)
    fits = isinstance(found, str) and 0 < len(found) <= TEXT_LENGTH
    if not isinstance(found, str) or not fits or UNSTORABLE.search(found):
        raise AnswerMalformed(name, f"a text of 1 to {TEXT_LENGTH} characters")
    return found


def text_or_none(fields: Fields, name: str) -> str | None:
    """As `text`, where null or absence means there is none."""
    return None if fields.get(name) is None else text(fields, name)


def instant(fields: Fields, name: str) -> datetime:
    """An ISO 8601 instant with its offset, in UTC."""
    try:
        found = datetime.fromisoformat(text(fields, name))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise AnswerMalformed(name, "an ISO 8601 instant with its offset")
    return found.astimezone(UTC)


def day_or_none(fields: Fields, name: str) -> date | None:
    """An ISO 8601 date, or None."""
    written = text_or_none(fields, name)
    try:
        return None if written is None else date.fromisoformat(written)
    except ValueError:
        raise AnswerMalformed(name, "an ISO 8601 date") from None


def price_or_none(fields: Fields, name: str) -> Price | None:
    """An amount written as text, never as a float, with its currency; or None."""
    if fields.get(name) is None:
        return None
    price = part(fields, name)
    amount, currency = text(price, "amount"), text(price, "currency")
    if not AMOUNT.fullmatch(amount) or not CURRENCY.fullmatch(currency):
        raise AnswerMalformed(name, "an amount as text and three letters of currency")
    return Price(amount=Decimal(amount), currency=currency)


def pdf_or_none(fields: Fields, name: str) -> bytes | None:
    """A PDF in base64, or None."""
    written = fields.get(name)
    if written is None:
        return None
    if not isinstance(written, str):
        raise AnswerMalformed(name, "a PDF in base64")
    try:
        found = base64.b64decode(written, validate=True)
    except (ValueError, binascii.Error):
        raise AnswerMalformed(name, "a PDF in base64") from None
    if not found.startswith(PDF_MARK):
        raise AnswerMalformed(name, "a PDF in base64")
    return found


def patience(headers: Mapping[str, str]) -> float | None:
    """The seconds a Retry-After header asks for, an hour at most, None when it says nothing.

    A date is measured against the answer's own Date, so no clock of ours is asked.
    """
    wanted = headers.get("retry-after", "").strip()
    if SECONDS.fullmatch(wanted):
        return min(float(wanted), LONGEST_WAIT)
    try:
        until, sent = parsedate_to_datetime(wanted), parsedate_to_datetime(headers.get("date", ""))
        return min(max((until - sent).total_seconds(), 0.0), LONGEST_WAIT)
    except (ValueError, TypeError):
        return None
