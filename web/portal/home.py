"""Where a requester is at home: its own tickets, not the desk's board."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from web.sign_in import signed_in_or_none

HOME = "/my"


class AtHomeElsewhere(Exception):
    """The board's address was asked for by somebody whose own page is another one."""


async def send_home(request: Request) -> None:
    """Raise AtHomeElsewhere for a customer's person at the board."""
    if request.url.path != "/" or request.method != "GET":
        return
    actor = await signed_in_or_none(request)
    if actor is not None and actor.customer_id is not None:
        raise AtHomeElsewhere


async def go_home(request: Request, wanted: Exception) -> Response:  # noqa: ARG001 - Starlette's shape
    """To the requester's own page."""
    return RedirectResponse(HOME, HTTPStatus.SEE_OTHER)
