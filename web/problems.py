"""Refusals as application/problem+json (RFC 9457), the same at every door."""

import secrets
import traceback
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from http import HTTPStatus
from typing import Any, ClassVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.refusals import KeyMissing
from rules.errors import DeskError, Kind
from runtime.log import get_logger

PROBLEM = "application/problem+json"
STATUS: Mapping[Kind, HTTPStatus] = {
    Kind.MALFORMED: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.MISSING: HTTPStatus.NOT_FOUND,
    Kind.CONFLICT: HTTPStatus.CONFLICT,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.UNSIGNED: HTTPStatus.UNAUTHORIZED,
    Kind.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Kind.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}
#: What a program should do next; seconds for Retry-After.
HEADERS: Mapping[HTTPStatus, Mapping[str, str]] = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": 'Bearer realm="swapdesk"'},
    HTTPStatus.TOO_MANY_REQUESTS: {"Retry-After": "900"},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": "5"},
}
MEMBERS = ("type", "title", "status", "detail", "code")
KEY_HEADER = "Idempotency-Key"
MOST_ERRORS = 50
OTHERS = "site-packages"

log = get_logger(__name__)


class NotJson(DeskError):
    """The body is not sent as JSON."""

    kind: ClassVar[Kind] = Kind.MALFORMED
    status: ClassVar[HTTPStatus] = HTTPStatus.UNSUPPORTED_MEDIA_TYPE

    def __init__(self) -> None:
        super().__init__("Send 'Content-Type: application/json' and a JSON body.")


class HeadersTooLarge(DeskError):
    """The request's headers are too large."""

    kind: ClassVar[Kind] = Kind.TOO_LARGE
    status: ClassVar[HTTPStatus] = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE

    def __init__(self, allowed: int) -> None:
        super().__init__(f"Send at most {allowed} bytes of headers.", allowed=allowed)


class RequestInvalid(DeskError):
    """The request is not what the API describes."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, errors: Sequence[Mapping[str, Any]]) -> None:
        told = [
            {"pointer": pointer(error["loc"]), "detail": str(error["msg"])}
            for error in errors[:MOST_ERRORS]
        ]
        super().__init__("Correct what 'errors' points to and send it again.", errors=told)


class UnknownProblem(DeskError):
    """No refusal has this code."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self) -> None:
        super().__init__("Take the address from a problem's 'type'.")


def pointer(place: Sequence[str | int]) -> str:
    """Where in the request: a JSON pointer into the body, or such as `query:limit`."""
    where, *steps = place or ("body",)
    if where != "body":
        return f"{where}:{'.'.join(map(str, steps))}"
    return "#" + "".join(f"/{str(one).replace('~', '~0').replace('/', '~1')}" for one in steps)


def status_of(refusal: type[DeskError]) -> HTTPStatus:
    """The status a refusal is answered with."""
    own: HTTPStatus | None = getattr(refusal, "status", None)
    return own or STATUS[refusal.kind]


def known_refusals(root: type[DeskError] = DeskError) -> Iterator[type[DeskError]]:
    """Every refusal this process can give."""
    for kind in root.__subclasses__():
        yield kind
        yield from known_refusals(kind)


def problem_of(request: Request, refusal: DeskError) -> Response:
    """The refusal as a problem: its facts are members, its code the end of its type."""
    status = status_of(type(refusal))
    told = {name: plain(value) for name, value in refusal.facts.items() if name not in MEMBERS}
    return problem(
        request,
        status,
        type=f"{request.app.state.settings.public_url.rstrip('/')}/problems/{refusal.code}",
        code=refusal.code,
        title=refusal.title,
        detail=refusal.detail,
        **told,
    )


def problem(request: Request, status: HTTPStatus, **members: Any) -> Response:  # noqa: ANN401 - any JSON
    """A problem+json answer, or the console's page about it where a person looks."""
    headers = dict(HEADERS.get(status, {}))
    body = {"type": "about:blank", "status": status.value, **members}
    page = getattr(request.app.state, "problem_page", None)
    if page is not None and wants_page(request):
        shown: Response = page(request, body)
        shown.headers.update({k: v for k, v in headers.items() if k not in shown.headers})
        return shown
    return JSONResponse(body, status, headers, media_type=PROBLEM)


def wants_page(request: Request) -> bool:
    """True when a browser asks for a page, and not for the API."""
    return not request.url.path.startswith("/v1/") and "text/html" in request.headers.get(
        "accept", ""
    )


def plain(value: Any) -> Any:  # noqa: ANN401 - any value becomes JSON
    """A fact as JSON has it."""
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


async def refuse_invalid(request: Request, error: Exception) -> Response:
    """What the API's description does not allow; a missing key is refused by its name."""
    wrong = error.errors() if isinstance(error, RequestValidationError) else []
    missing = {("header", KEY_HEADER)} & {tuple(e["loc"]) for e in wrong if e["type"] == "missing"}
    return problem_of(request, KeyMissing() if missing else RequestInvalid(wrong))


async def refuse_http(request: Request, error: Exception) -> Response:
    """The framework's own refusals: no such path, wrong method."""
    code = error.status_code if isinstance(error, HTTPException) else 500
    status = HTTPStatus(code)
    answer = problem(request, status, title=status.phrase, detail=status.description)
    answer.headers.update((error.headers if isinstance(error, HTTPException) else None) or {})
    return answer


def unexpected(request: Request, error: Exception) -> Response:
    """A fault of ours: an id for the asker, the place for the log, and no contents for anybody."""
    known_by = secrets.token_hex(8)
    frames = [
        one for one in traceback.extract_tb(error.__traceback__) if OTHERS not in one.filename
    ]
    log.error(
        "unexpected",
        problem=known_by,
        error=type(error).__name__,
        route=getattr(request.scope.get("route"), "path", ""),
        at=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]],
    )
    return problem(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        title="Something went wrong here",
        detail="It is our fault, and it is in our log. Tell us the id if it happens again.",
        id=known_by,
    )


def answer_to(request: Request, error: Exception) -> Response:
    """A named refusal by its name, anything else as a fault of ours."""
    if isinstance(error, DeskError):
        return problem_of(request, error)
    return unexpected(request, error)


class Answering:
    """Turns every exception below it into a problem, unless an answer has begun."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer from below, or the problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as error:
            if begun:
                raise
            answer = answer_to(Request(scope, receive), error)
            await answer(scope, receive, send)
