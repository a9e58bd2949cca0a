"""A pool's page, the form that opens one, and those that change one."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from desk.actors import Actor
from desk.pool_keeping import change_pool, count_fleet, open_pool
from desk.pool_models import add_model, discontinue_model
from desk.pool_moves import pool_moves
from desk.pool_page import pool_page
from rules.errors import DeskError, Kind
from runtime.database import Database
from web.asking import ask
from web.console.pages import key_of, new_key, show, wants_fragment
from web.console.pool_fields import (
    Sent,
    end_form,
    fleet_form,
    model_form,
    pool_form,
    size_form,
)
from web.console.pool_words import KINDS, ORDERS, OWNERS, PROMPTS
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
LONGEST_CURSOR = 200
Done = dict[str, Any]


def fleet(database: Database, actor: Actor, code: str, sent: Sent, key: str) -> Done:
    """Count the fleet of a model."""
    return count_fleet(database, actor, code, fleet_form(sent), key)


def models(database: Database, actor: Actor, code: str, sent: Sent, key: str) -> Done:
    """Let the pool hold a model."""
    return add_model(database, actor, code, model_form(sent), key)


def size(database: Database, actor: Actor, code: str, sent: Sent, key: str) -> Done:
    """Set the pool's limits."""
    return change_pool(database, actor, code, size_form(sent), key)


def discontinued(database: Database, actor: Actor, code: str, sent: Sent, key: str) -> Done:
    """Let another model follow one that is no longer made."""
    return discontinue_model(database, actor, code, end_form(sent), key)


class PoolChange(StrEnum):
    """What may be changed, as the form's address names it."""

    FLEET = "fleet"
    MODELS = "models"
    SIZE = "size"
    DISCONTINUED = "discontinued"


CHANGES: Mapping[PoolChange, Callable[[Database, Actor, str, Sent, str], Done]] = {
    PoolChange.FLEET: fleet,
    PoolChange.MODELS: models,
    PoolChange.SIZE: size,
    PoolChange.DISCONTINUED: discontinued,
}


@router.get("/pools/new")
async def new_pool(request: Request, actor: Signed) -> Response:
    """The form that opens a pool."""
    actor.require("manage pools")
    return show(request, "new_pool.html", actor, typed={}, key=new_key(), wrong="")


@router.post("/pools/new")
async def open_a_pool(request: Request, actor: Signed) -> Response:
    """The new pool's page, or the form again with what to correct."""
    typed = await typed_in(request)
    key = key_of(typed.get("key", ""))
    try:
        form = pool_form(Sent(typed=typed))
        done = await ask(open_pool, request.app.state.database, actor, form, key)
    except DeskError as refusal:
        wrong, status = told(refusal)
        return show(
            request, "new_pool.html", actor, status=status, typed=typed, key=key, wrong=wrong
        )
    return RedirectResponse(f"/pools/{done['pool']}", HTTPStatus.SEE_OTHER)


@router.get("/pools/{code}")
async def one_pool(request: Request, actor: Signed, code: str, cursor: str = "") -> Response:
    """The whole page, or its changing part for a screen that asks again."""
    return await page_of(request, actor, code, cursor=cursor)


@router.post("/pools/{code}/{change}")
async def change_one_pool(
    request: Request, actor: Signed, code: str, change: PoolChange
) -> Response:
    """The page once it is done, or again with what to correct; once per key."""
    typed = await typed_in(request)
    key = key_of(typed.get("key", ""))
    try:
        sent = Sent(typed=typed)
        await ask(CHANGES[change], request.app.state.database, actor, code, sent, key)
    except DeskError as refusal:
        wrong, status = told(refusal)
        again = {**typed, "change": change.value}
        return await page_of(request, actor, code, typed=again, key=key, wrong=wrong, status=status)
    return RedirectResponse(f"/pools/{code}", HTTPStatus.SEE_OTHER)


async def typed_in(request: Request) -> dict[str, str]:
    """The form's fields as text."""
    return {name: str(value).strip() for name, value in (await request.form()).items()}


def told(refusal: DeskError) -> tuple[str, int]:
    """What to correct, with the status; who may not at all is sent away."""
    if refusal.kind in {Kind.FORBIDDEN, Kind.UNSIGNED}:
        raise refusal
    return f"{refusal.title}. {refusal.detail}", status_of(type(refusal))


async def page_of(
    request: Request,
    actor: Actor,
    code: str,
    *,
    cursor: str = "",
    status: int = 200,
    **form: Any,  # noqa: ANN401 - what the page's forms hold
) -> Response:
    """The pool with its movements, and its forms as they were typed."""
    database, before = request.app.state.database, cursor[:LONGEST_CURSOR] or None
    view = await ask(pool_page, database, actor, code, datetime.now(UTC))
    moves = await ask(pool_moves, database, actor, code, cursor=before)
    return show(
        request,
        "_pool.html" if wants_fragment(request) else "pool.html",
        actor,
        status=status,
        pool=view,
        moves=moves,
        held=[(one.line.model, one.line.model) for one in view.models],
        **{"typed": {"change": ""}, "key": new_key(), "wrong": "", **form},
        prompts=PROMPTS,
        orders=ORDERS,
        kinds=KINDS,
        owners=OWNERS,
    )
