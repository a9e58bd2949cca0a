"""Signatures on pushed events, over the raw bytes, in the manner of Standard Webhooks.

The signed text is `id.timestamp.body`, the algorithm HMAC-SHA256, the header
`v1,<base64>`; several signatures may stand in it with spaces between.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from carriers.errors import EventUnreadable, ForgedEvent, SecretTooShort, StaleEvent

ID_HEADER = "webhook-id"
TIMESTAMP_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"
TOLERANCE = timedelta(minutes=5)
SECRET_LENGTH = 16  # 128 bits when the secret is drawn from bytes, and no default word
TIMESTAMP_DIGITS = 12


def sign(*, event_id: str, at: datetime, raw_body: bytes, secret: str) -> dict[str, str]:
    """The three headers that let a receiver verify this body.

    Raises `SecretTooShort`, and `EventUnreadable` for an id with a dot: the same signed bytes
    could be cut into another id, time and body.
    """
    if not event_id or "." in event_id or not event_id.isascii():
        raise EventUnreadable("an event's id is plain text without a dot")
    timestamp = str(int(at.astimezone(UTC).timestamp()))
    return {
        ID_HEADER: event_id,
        TIMESTAMP_HEADER: timestamp,
        SIGNATURE_HEADER: _signature(event_id.encode(), timestamp.encode(), raw_body, secret),
    }


def verify(
    headers: Mapping[str, str], raw_body: bytes, now: datetime, secrets: Sequence[str]
) -> str:
    """The event's id when one of the secrets signed these very bytes within five minutes of now.

    Give two secrets while rotating. Raises `ForgedEvent` or `StaleEvent`.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    event_id, timestamp, signatures = (
        _header(sent, name) for name in (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER)
    )
    expected = [_signature(event_id, timestamp, raw_body, secret).encode() for secret in secrets]
    matches = [
        hmac.compare_digest(mine, theirs) for theirs in signatures.split(b" ") for mine in expected
    ]
    if not any(matches):
        raise ForgedEvent("no signature fits the body")
    _refuse_stale(timestamp, now)
    return event_id.decode()


def _signature(event_id: bytes, timestamp: bytes, raw_body: bytes, secret: str) -> str:
    if len(secret) < SECRET_LENGTH:
        raise SecretTooShort(len(secret), SECRET_LENGTH)
    digest = hmac.new(
        secret.encode(), b".".join((event_id, timestamp, raw_body)), hashlib.sha256
    ).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _header(sent: Mapping[str, str], name: str) -> bytes:
    value = sent.get(name, "")
    if not value or not value.isascii():
        raise ForgedEvent(f"the header {name} is missing or not plain text")
    if name == ID_HEADER and "." in value:
        raise ForgedEvent("the id has a dot")
    return value.encode()


def _refuse_stale(timestamp: bytes, now: datetime) -> None:
    if not timestamp.isdigit() or len(timestamp) > TIMESTAMP_DIGITS:
        raise ForgedEvent("the timestamp is not a number of seconds")
    away = abs(now.astimezone(UTC).timestamp() - int(timestamp))
    if away > TOLERANCE.total_seconds():
        raise StaleEvent(away, TOLERANCE.total_seconds())
