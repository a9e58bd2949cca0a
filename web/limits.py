"""What a request may weigh and where it may come from, and the headers every answer has."""

import re
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rules.errors import DeskError, Kind
from web.problems import HeadersTooLarge

LARGEST_BODY = 1_000_000  # bytes
#: A form around a file of ten megabytes: the largest attachment, and the largest table.
LARGEST_UPLOAD = 11_000_000  # bytes
UPLOADS = ("/attachments", "/deliveries/import", "/finance/bill-files", "/finance/bills/import")
DEEPEST_JSON = 32
LARGEST_HEADERS = 32_768  # bytes, all names and values together
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"same-origin", "none"})
#: A string, ended or not, or one bracket; a string always matches whole, so this stays linear.
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)

SAFE: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
#: The interactive description loads its own script from outside; demo and test mode only.
DOCS_POLICY = (
    "default-src 'self' 'unsafe-inline' https://cdn.jsdelivr.net https://fastapi.tiangolo.com; "
    "img-src 'self' data: https://fastapi.tiangolo.com; frame-ancestors 'none'"
)
ONE_YEAR = "max-age=31536000; includeSubDomains"


class BodyTooLarge(DeskError):
    """The request's body is too large."""

    kind: ClassVar[Kind] = Kind.TOO_LARGE

    def __init__(self, allowed: int = LARGEST_BODY) -> None:
        super().__init__(f"Send at most {allowed} bytes.", allowed=allowed)


class JsonTooDeep(DeskError):
    """The JSON is nested too deeply."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__(f"Nest at most {DEEPEST_JSON} levels.", allowed=DEEPEST_JSON)


class ForeignSite(DeskError):
    """This request was sent by another web site."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN

    def __init__(self) -> None:
        super().__init__("Send it from the desk's own pages, or with an API key.")


class Gate:
    """Refuses what is too large, too deep or sent by another site, before anything reads it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, or raise the refusal for `Answering` above."""
        if scope["type"] == "http":
            refuse_large_headers(scope)
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self.app(scope, receive, send)
        else:
            await self.let_in(scope, receive, send)

    async def let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A request that wants to change something."""
        headers = Headers(scope=scope)
        refuse_foreign_site(headers)
        body = await whole_body(headers, receive, largest(scope["path"]))
        if body is None:  # the sender hung up
            return
        if "json" in headers.get("content-type", ""):
            refuse_deep_json(body)
        await self.app(scope, replay(body, receive), send)


def refuse_large_headers(scope: Scope) -> None:
    """Raise HeadersTooLarge above 32 KiB."""
    if sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST_HEADERS:
        raise HeadersTooLarge(LARGEST_HEADERS)


def refuse_foreign_site(headers: Headers) -> None:
    """Raise ForeignSite for what a browser sends for another site's page.

    A page cannot set Authorization there, and where it is set no cookie counts. Browsers before
    Sec-Fetch-Site send Origin; programs send neither.
    """
    if "authorization" in headers:
        return
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        foreign = site not in OWN_SITE
    else:
        foreign = origin is not None and urlsplit(origin).netloc != headers.get("host")
    if foreign:
        raise ForeignSite


def largest(path: str) -> int:
    """What a request to that path may weigh, in bytes."""
    return LARGEST_UPLOAD if path.endswith(UPLOADS) else LARGEST_BODY


async def whole_body(
    headers: Headers, receive: Receive, allowed: int = LARGEST_BODY
) -> bytes | None:
    """The body in one piece, None when the sender hung up; raises BodyTooLarge while reading."""
    announced = headers.get("content-length", "0")
    if announced.isdigit() and int(announced[:12]) > allowed:
        raise BodyTooLarge(allowed)
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > allowed:
            raise BodyTooLarge(allowed)
        more = message.get("more_body", False)
    return bytes(body)


def replay(body: bytes, receive: Receive) -> Receive:
    """The body again as one message; then whatever comes next, such as the hang-up."""
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again


def refuse_deep_json(body: bytes) -> None:
    """Raise JsonTooDeep above 32 levels, without building anything."""
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(body):
        mark = found[0]
        if mark in {b"[", b"{"}:
            depth += 1
        elif mark in {b"]", b"}"}:
            depth -= 1
        if depth > DEEPEST_JSON:
            raise JsonTooDeep


class SafeHeaders:
    """Adds the security headers to every answer; nothing is stored unless the answer allows it."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.extra = {"Strict-Transport-Security": ONE_YEAR} if secure else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer with what it does not say itself."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**SAFE, **self.extra, **stored(scope["path"])}.items():
                    headers.setdefault(name, value)
                if scope["path"] == "/docs":
                    headers["Content-Security-Policy"] = DOCS_POLICY
            await send(message)

        await self.app(scope, receive, sending)


def stored(path: str) -> Mapping[str, str]:
    """Only the console's own files may be kept by a browser, checked again each time."""
    return {"Cache-Control": "no-cache" if path.startswith("/static/") else "no-store"}
