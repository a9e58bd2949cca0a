"""Who is asking: a session cookie from a browser, an API key from a program."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response

from desk.actors import Actor
from desk.people import actor_of, sign_in, sign_out
from desk.refusals import NotSignedIn
from runtime.settings import Settings
from web.asking import ask

BEARER = "bearer"


def secure(settings: Settings) -> bool:
    """True when browsers reach the desk by https."""
    return settings.public_url.startswith("https://")


def cookie_name(settings: Settings) -> str:
    """The session cookie; behind https its prefix keeps every other host and path away."""
    return "__Host-swapdesk" if secure(settings) else "swapdesk"


def token_of(request: Request) -> str:
    """The caller's secret, or nothing; where Authorization is sent, no cookie counts."""
    given = request.headers.get("authorization")
    if given is not None:
        scheme, _, token = given.partition(" ")
        return token.strip() if scheme.lower() == BEARER else ""
    return request.cookies.get(cookie_name(request.app.state.settings), "")


async def current_actor(request: Request) -> Actor:
    """Who asks (NotSignedIn); looked up once per request, so an ended session ends at once."""
    known: Actor | None = getattr(request.state, "actor", None)
    if known is None:
        token = token_of(request)
        if not token:
            raise NotSignedIn
        known = await ask(actor_of, request.app.state.database, token, datetime.now(UTC))
        request.state.actor = known
    return known


async def signed_in_or_none(request: Request) -> Actor | None:
    """Who asks, or None, for pages that send a stranger to the sign-in page."""
    try:
        return await current_actor(request)
    except NotSignedIn:
        return None


Signed = Annotated[Actor, Depends(current_actor)]


async def enter(request: Request, response: Response, email: str, password: str) -> None:
    """A new session, its cookie set on the response; the session there was before ends.

    Raises SignInRefused, TooManyAttempts and SignInBusy.
    """
    database, now = request.app.state.database, datetime.now(UTC)
    client = request.client.host if request.client else ""
    token, expires_at = await ask(sign_in, database, email, password, client, now)
    await end_session(request)
    response.set_cookie(
        cookie_name(request.app.state.settings),
        token,
        expires=expires_at,
        path="/",
        secure=secure(request.app.state.settings),
        httponly=True,
        samesite="lax",
    )


async def leave(request: Request, response: Response) -> None:
    """End the session and take its cookie away; nobody signed in is no error."""
    await end_session(request)
    settings = request.app.state.settings
    response.delete_cookie(
        cookie_name(settings), path="/", secure=secure(settings), httponly=True, samesite="lax"
    )


async def end_session(request: Request) -> None:
    """The session of the request's cookie is over, whoever has a copy of it."""
    token = request.cookies.get(cookie_name(request.app.state.settings))
    if token:
        await ask(sign_out, request.app.state.database, token, datetime.now(UTC))
