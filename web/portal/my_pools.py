"""The stock that is kept for the requester's organisation: level, how long it lasts, questions."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from desk.own_pools import OwnModel, UnknownOwnPool, list_own_pools, own_pool
from rules.pools import PoolLevel
from web.asking import ask
from web.portal.pages import missing, person_of, show
from web.portal.refill_told import forecast_told, levels_told
from web.portal.words import phrases_in
from web.sign_in import Signed

router = APIRouter()
PoolCode = Annotated[str, Path(max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]


def level_word(level: PoolLevel) -> str:
    """The name of the phrase that says how full the pool is."""
    if level.free >= level.target:
        return "enough"
    if level.free <= 0:
        return "out"
    return "low_coming" if level.counted >= level.target else "low"


def coming_in(level: PoolLevel) -> int:
    """Everything that is on its way into the pool."""
    return level.coming + level.ordered


def forecast_of(model: OwnModel, language: str) -> tuple[str, ...]:
    """How long the model lasts, in words."""
    return forecast_told(model.forecast, language)


@router.get("/my/pools")
async def my_pools(request: Request, actor: Signed) -> Response:
    """Every pool of one's own; the desk's own people have a board instead."""
    if actor.customer_id is None:
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    person = await person_of(request, actor)
    pools = await ask(list_own_pools, request.app.state.database, actor)
    return show(
        request,
        "my_pools.html",
        actor,
        person,
        pools=pools,
        level_word=level_word,
        coming_in=coming_in,
        forecast_of=forecast_of,
    )


@router.get("/my/pools/{code}")
async def my_pool(request: Request, actor: Signed, code: PoolCode) -> Response:
    """A pool of one's own, model by model."""
    person = await person_of(request, actor)
    try:
        pool = await ask(own_pool, request.app.state.database, actor, code)
    except UnknownOwnPool:
        return missing(request, actor, person, "nav.missing")
    phrases = phrases_in(person.language)
    return show(
        request,
        "my_pool.html",
        actor,
        person,
        pool=pool,
        level_word=level_word,
        forecast_of=forecast_of,
        levels_of=lambda model: tuple(levels_told(phrases, model.level)),
    )
