"""Spares on customers' sites: counted, placed and taken back."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from desk.site_stock import SpareForm, list_spares, place_spares, take_spares_back
from web.api.answers import Answer
from web.api.headers import Key
from web.api.words import Body, BusinessTime, Code, Serial, business_time, json_only
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/spares", tags=["stock"])


class Spares(Answer):
    """The spares of one model on one customer's site."""

    customer: str
    place: str
    model: str
    count: int
    serials: tuple[str, ...]


class SparesList(Answer):
    """Spares on site, by customer and model."""

    items: tuple[Spares, ...]


class SparesBody(Body):
    """Units by serial or IMEI; `way` is out, from the pool to the site, or back."""

    customer: Code
    way: Literal["out", "back"]
    serials: Annotated[tuple[Serial, ...], Field(min_length=1, max_length=200)]
    at: BusinessTime | None = None


class SparesMoved(Answer):
    """How many units were moved, and how many cases got one at once."""

    moved: int
    from_place: str
    to_place: str
    granted: int


@router.get("", operation_id="listSpares")
async def list_the_spares(request: Request, actor: Signed) -> SparesList:
    """What lies on the sites the caller may see."""
    levels = await ask(list_spares, request.app.state.database, actor)
    return SparesList.model_validate({"items": levels})


@router.post("", operation_id="moveSpares", dependencies=[Depends(json_only)])
async def move_the_spares(
    request: Request, actor: Signed, body: SparesBody, key: Key
) -> SparesMoved:
    """Move units between a customer's pool and its site, all of them or none, once per key."""
    act = place_spares if body.way == "out" else take_spares_back
    at = business_time(request, body.at)
    form = SpareForm(customer=body.customer, serials=body.serials, at=at)
    answer = await ask(act, request.app.state.database, actor, form, key)
    return SparesMoved.model_validate(answer)
