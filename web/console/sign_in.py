"""The sign-in page, and the way out."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from rules.errors import DeskError, Kind
from web.console.pages import show
from web.problems import HEADERS, status_of
from web.sign_in import enter, leave, signed_in_or_none

router = APIRouter()
#: Longer than any address or password we accept; what is longer is cut, and so refused.
LONGEST = 300
#: Refusals a person can do something about on this very page.
ANSWERED_HERE = {Kind.UNSIGNED, Kind.TOO_MANY, Kind.UNAVAILABLE}


@router.get("/sign-in")
async def sign_in_form(request: Request, next: str = "/") -> Response:  # noqa: A002 - its name in links
    """The form; who is signed in already goes on."""
    if await signed_in_or_none(request) is not None:
        return RedirectResponse(own_path(next), HTTPStatus.SEE_OTHER)
    return show(request, "sign_in.html", None, next=own_path(next), email="", refusal=None)


@router.post("/sign-in")
async def sign_in(
    request: Request,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - its name in links
) -> Response:
    """In with the right password; otherwise the form again, saying what to do."""
    onward = RedirectResponse(own_path(next), HTTPStatus.SEE_OTHER)
    try:
        await enter(request, onward, email[:LONGEST], password[:LONGEST])
    except DeskError as refusal:
        if refusal.kind not in ANSWERED_HERE:
            raise
        return refused(request, refusal, email, next)
    return onward


def refused(request: Request, refusal: DeskError, email: str, wanted: str) -> Response:
    """The form again, with the refusal and the address that was typed."""
    status = status_of(type(refusal))
    page = show(
        request,
        "sign_in.html",
        None,
        status=status,
        next=own_path(wanted),
        email=email[:LONGEST],
        refusal=refusal,
    )
    page.headers.update(HEADERS.get(status, {}))
    return page


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Out, and to the sign-in page."""
    onward = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    await leave(request, onward)
    return onward


def own_path(wanted: str) -> str:
    """The page asked for before signing in, if it is one of ours."""
    foreign = not wanted.startswith("/") or wanted.startswith(("//", "/\\"))
    return "/" if foreign or not wanted.isprintable() else wanted
