"""The page from which a pool's units are moved: to another pool, to the customer, or exchanged."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from desk.actors import Actor
from desk.generation_exchange import ExchangeForm, exchange_generation
from desk.pool_page import pool_page
from desk.request_keys import Answer
from desk.shelf_ground import UnitChoice
from desk.taking_out import TakeOutForm, take_out_units
from desk.transfers import TransferForm, transfer_units
from rules.errors import DeskError
from runtime.database import Database
from web.api.pools import PoolCode
from web.asking import ask
from web.console.pages import key_of, new_key, show
from web.console.pool import told, typed_in
from web.console.pool_fields import Sent
from web.sign_in import Signed

router = APIRouter()
Act = Callable[[Database, Actor, str, Sent, str], Answer]


def chosen(sent: Sent, act: str) -> UnitChoice:
    """The units as they were typed: serials with blanks or commas between, or a model and a count.

    Raises NothingChosen and FieldUnreadable.
    """
    serials = tuple(sent.typed.get(f"{act}.serials", "").replace(",", " ").split())
    return UnitChoice(
        serials=serials,
        model="" if serials else sent.text(f"{act}.model"),
        quantity=0 if serials else sent.whole_or_none(f"{act}.quantity", "How many") or 0,
    )


def transfer(database: Database, actor: Actor, code: str, sent: Sent, key: str) -> Answer:
    """To another pool."""
    form = TransferForm(
        source=code,
        target=sent.text("transfer.to_pool"),
        units=chosen(sent, "transfer"),
        because=sent.text("transfer.because"),
    )
    return transfer_units(database, actor, form, key)


def take_out(database: Database, actor: Actor, code: str, sent: Sent, key: str) -> Answer:
    """To the customer."""
    form = TakeOutForm(
        pool=code,
        units=chosen(sent, "take_out"),
        fetched_by=sent.text("take_out.fetched_by"),
        because=sent.text("take_out.because"),
    )
    return take_out_units(database, actor, form, key)


def exchange(database: Database, actor: Actor, code: str, sent: Sent, key: str) -> Answer:
    """A question to the customer."""
    form = ExchangeForm(pool=code, model=sent.text("exchange.model"))
    return exchange_generation(database, actor, form, key)


ACTS: Mapping[str, Act] = {"transfer": transfer, "take_out": take_out, "exchange": exchange}


@router.get("/pools/{code}/move")
async def moving(request: Request, actor: Signed, code: PoolCode) -> Response:
    """The forms."""
    actor.require("manage pools")
    return await move_page(request, actor, code, {}, new_key())


@router.post("/pools/{code}/move")
async def move(request: Request, actor: Signed, code: PoolCode) -> Response:
    """The pool's page once it is done, or the forms again with what to correct; once per key."""
    typed = await typed_in(request)
    key, act = key_of(typed.get("key", "")), ACTS.get(typed.get("act", ""), transfer)
    try:
        await ask(act, request.app.state.database, actor, code, Sent(typed=typed), key)
    except DeskError as refusal:
        wrong, status = told(refusal)
        return await move_page(request, actor, code, typed, key, wrong=wrong, status=status)
    return RedirectResponse(f"/pools/{code}", HTTPStatus.SEE_OTHER)


async def move_page(
    request: Request,
    actor: Actor,
    code: str,
    typed: Mapping[str, str],
    key: str,
    *,
    wrong: str = "",
    status: int = 200,
) -> Response:
    """The pool with its forms as they were typed."""
    view = await ask(pool_page, request.app.state.database, actor, code, datetime.now(UTC))
    held = [(one.line.model, f"{one.line.model}, {one.line.available} free") for one in view.models]
    ended = [
        (one.line.model, f"{one.line.model}, by {one.successor}")
        for one in view.models
        if one.successor
    ]
    return show(
        request,
        "move.html",
        actor,
        status=status,
        pool=view.line,
        held=held,
        ended=ended,
        typed={"act": "", **typed},
        key=key,
        wrong=wrong,
    )
