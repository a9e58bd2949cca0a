"""The page of spares on customers' sites: counted at every look, moved by those who may."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from desk.actors import Actor
from desk.site_stock import SpareForm, list_spares, place_spares, take_spares_back
from rules.errors import DeskError, Kind
from web.asking import ask
from web.console.pages import key_of, new_key, show
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
#: More serials than this are moved in several goes.
MOST_SERIALS = 200


@router.get("/spares")
async def spares(request: Request, actor: Signed) -> Response:
    """What lies on which site."""
    return await spares_page(request, actor, {}, new_key())


@router.post("/spares")
async def move_spares(request: Request, actor: Signed) -> Response:
    """The page once they are moved, or the form again with what to correct."""
    typed = {name: str(value).strip() for name, value in (await request.form()).items()}
    key = key_of(typed.get("key", ""))
    serials = tuple(typed.get("serials", "").replace(",", " ").split())[:MOST_SERIALS]
    if not serials or not typed.get("customer"):
        wrong = "Name the customer and at least one serial number."
        return await spares_page(request, actor, typed, key, wrong=wrong, status=422)
    act = take_spares_back if typed.get("way") == "back" else place_spares
    form = SpareForm(customer=typed["customer"], serials=serials)
    try:
        await ask(act, request.app.state.database, actor, form, key)
    except DeskError as refusal:
        if refusal.kind in {Kind.FORBIDDEN, Kind.UNSIGNED}:
            raise
        wrong = f"{refusal.title}. {refusal.detail}"
        status = status_of(type(refusal))
        return await spares_page(request, actor, typed, key, wrong=wrong, status=status)
    return RedirectResponse("/spares", HTTPStatus.SEE_OTHER)


async def spares_page(
    request: Request,
    actor: Actor,
    typed: dict[str, str],
    key: str,
    *,
    wrong: str = "",
    status: int = 200,
) -> Response:
    """The table, and the form for those who may move spares."""
    levels = await ask(list_spares, request.app.state.database, actor)
    return show(
        request,
        "spares.html",
        actor,
        status=status,
        levels=levels,
        typed=typed,
        key=key,
        wrong=wrong,
    )
