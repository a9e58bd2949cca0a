"""The page of silent parcels: what is looked for, what was claimed, what turned up again."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.searches import parcel_claims, silent_parcels
from web.asking import ask
from web.console.pages import show, wants_fragment
from web.console.parcel_words import LEGS, STANDINGS
from web.sign_in import Signed

router = APIRouter()


@router.get("/searches")
async def searches(request: Request, actor: Signed) -> Response:
    """The whole page, or its tables for a screen that asks again."""
    database = request.app.state.database
    silent = await ask(silent_parcels, database, actor)
    claims = await ask(parcel_claims, database, actor)
    template = "_searches.html" if wants_fragment(request) else "searches.html"
    return show(
        request, template, actor, silent=silent, claims=claims, standings=STANDINGS, legs=LEGS
    )
