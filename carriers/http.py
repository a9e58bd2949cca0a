"""The one place that speaks HTTP: every call ends within its deadline and its byte limit.

Each call opens a fresh connection, so an order is never lost on one that had gone stale, and the
caller learns the one thing that matters: whether the request can have reached the other side.
"""

import logging
import socket
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any, NoReturn, cast
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError

from carriers.errors import AnswerLost, CarrierUnreachable
from carriers.watch import Watch

BODY_BYTES = 5_000_000
CHUNK_BYTES = 65_536
SHORTEST_HIDDEN = 3
USER_AGENT = "swapdesk"
HIDDEN = "[hidden]"
log = logging.getLogger(__name__)
# Its lines hold whole addresses, and some carriers want their key in the query.
logging.getLogger("urllib3").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds for the whole call and for connecting, and bytes of body after decompression.

    `authorities` is a PEM file to trust instead of the usual certificate authorities.
    """

    total: float = 20.0
    connect: float = 3.0
    body_bytes: int = BODY_BYTES
    authorities: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request; only its method, host and path are ever shown."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)

    @property
    def host(self) -> str:
        """Host and port, without the credentials an address may carry."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    def shown(self) -> str:
        """The call as a log may show it: no query, no credentials."""
        return f"{self.method} {self.host}{urlsplit(self.url).path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, whole: status, headers in lower case, the decompressed body."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


def ask(call: Call, limits: Limits | None = None) -> Answer:
    """The answer to one call, redirects and environment proxies not followed.

    Raises `CarrierUnreachable` when nothing was sent, `AnswerLost` when the other side may have
    acted: too late, broken off or too large.
    """
    limits = limits or Limits()
    started = time.monotonic()
    with Watch(total=limits.total, connect=limits.connect) as watch:
        try:
            answer = _exchange(call, limits, watch)
        except (requests.RequestException, HTTPError, HTTPException, OSError) as trouble:
            # Their texts may repeat the query or a header, so only their class is told on.
            _refuse(call, watch, type(trouble).__name__)
        if watch.expired:  # a body without a length ends "well" when its socket is shut
            _refuse(call, watch, "late")
    spent = round((time.monotonic() - started) * 1000)
    size = len(answer.body)
    log.debug("%s -> %s in %s ms, %s bytes", call.shown(), answer.status, spent, size)
    return answer


def redact(text: str, hidden: Iterable[str]) -> str:
    """The text without any of the hidden words, in whatever case they are written."""
    for word in sorted({word.strip() for word in hidden}, key=len, reverse=True):
        if len(word) < SHORTEST_HIDDEN:
            continue
        lowered, place = word.casefold(), 0
        while (place := text.casefold().find(lowered, place)) >= 0:
            text = f"{text[:place]}{HIDDEN}{text[place + len(word) :]}"
            place += len(HIDDEN)
    return text


def _refuse(call: Call, watch: Watch, trouble: str) -> NoReturn:
    late = f"no whole answer came within {watch.total:g} seconds"
    why = late if watch.expired else f"the connection failed ({trouble})"
    log.warning("%s: %s", call.shown(), why)
    if watch.connected:
        raise AnswerLost(call.host, why) from None
    raise CarrierUnreachable(call.host, why) from None


def _exchange(call: Call, limits: Limits, watch: Watch) -> Answer:
    with requests.Session() as session:
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, _WatchedAdapter(watch))
        reply = session.request(
            call.method,
            call.url,
            headers={"User-Agent": USER_AGENT, "Connection": "close", **call.headers},
            data=call.body,
            stream=True,
            allow_redirects=False,
            timeout=(limits.connect, watch.backstop),
            verify=str(limits.authorities) if limits.authorities else True,
        )
        with reply:
            headers = {name.lower(): value for name, value in reply.headers.items()}
            body = _whole_body(call, reply, limits.body_bytes)
        return Answer(status=reply.status_code, headers=headers, body=body)


def _whole_body(call: Call, reply: requests.Response, most: int) -> bytes:
    body = bytearray()
    for chunk in reply.raw.stream(CHUNK_BYTES, decode_content=True):
        body += chunk
        if len(body) > most:
            raise AnswerLost(call.host, f"answered with more than {most} bytes")
    return bytes(body)


class _Watched(HTTPConnection):
    """A connection whose socket is shut at the deadline of its call."""

    def __init__(self, *args: Any, watch: Watch, **options: Any) -> None:  # noqa: ANN401 - urllib3's own
        super().__init__(*args, **options)
        self._watch = watch

    def _new_conn(self) -> socket.socket:
        return self._watch.open(self._dns_host, self.port or self.default_port)

    def connect(self) -> None:
        super().connect()
        self._watch.connected = True


class _WatchedTLS(_Watched, HTTPSConnection):
    """The same under TLS: connected only when the certificate was accepted."""


class _WatchedAdapter(HTTPAdapter):
    """Gives every connection of one session the watch of its call."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        super().__init__(max_retries=0)

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> HTTPConnectionPool:  # noqa: ANN401 - requests' own
        found = super().get_connection_with_tls_context(*args, **options)
        pool = cast("HTTPConnectionPool", found)  # an adapter without proxies makes no other
        pool.ConnectionCls = _WatchedTLS if pool.scheme == "https" else _Watched
        pool.conn_kw["watch"] = self._watch
        return pool
