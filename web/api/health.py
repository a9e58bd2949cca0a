"""Whether the desk works, and what a refusal's address stands for."""

import asyncio
from typing import Annotated

import anyio
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from sqlalchemy import text

from runtime.database import Database, RecordUnavailable, Role
from web.api.answers import Answer
from web.asking import ask
from web.problems import UnknownProblem, known_refusals, status_of

router = APIRouter(tags=["health"])
HEALTH_PATIENCE = 2.0  # seconds; who asks whether all is well soon gives up


class Health(Answer):
    """ok, degraded (decisions must wait) or down, and each part: ok or down."""

    status: str
    database: str
    temporal: str


class RefusalKnown(Answer):
    """What a problem's type stands for."""

    type: str
    code: str
    title: str
    status: int


@router.get("/healthz", operation_id="readHealth", responses={503: {"model": Health}})
async def read_health(request: Request, response: Response) -> Health:
    """200 while the database answers (Temporal may be down: degraded), else 503."""
    state = request.app.state
    database, temporal = await asyncio.gather(record_answers(state.database), state.door.answers())
    response.status_code = 200 if database else 503
    status = "down" if not database else "ok" if temporal else "degraded"
    return Health(status=status, database=word(database), temporal=word(temporal))


async def record_answers(database: Database) -> bool:
    """True when the database answers within two seconds."""
    try:
        with anyio.fail_after(HEALTH_PATIENCE):
            return await ask(look, database)
    except (RecordUnavailable, TimeoutError):
        return False


def look(database: Database) -> bool:
    """One round trip."""
    with database.as_role(Role.APP) as session:
        return session.execute(text("SELECT true")).scalar_one() is True


def word(answers: bool) -> str:  # noqa: FBT001 - a fact becomes its word
    """Ok or down."""
    return "ok" if answers else "down"


@router.get("/problems/{code}", operation_id="describeProblem")
async def describe_problem(
    request: Request, code: Annotated[str, Path(max_length=80, pattern="^[a-z0-9-]+$")]
) -> RefusalKnown:
    """What the type of a problem stands for."""
    for refusal in known_refusals():
        named = refusal.revive("", {})
        if named.code == code:
            address = f"{request.app.state.settings.public_url.rstrip('/')}/problems/{code}"
            return RefusalKnown(
                type=address, code=code, title=named.title, status=status_of(refusal).value
            )
    raise UnknownProblem
