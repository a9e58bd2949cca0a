"""The programmes, and the page of one: its tiers in words, its calendars and loaded versions."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.programme_page import ProgrammePage, list_programmes, programme_page
from web.asking import ask
from web.console.offer_view import OfferView, offer_view
from web.console.offer_words import english, hours_words
from web.console.pages import show
from web.sign_in import Signed

router = APIRouter()


@router.get("/programmes")
async def programmes(request: Request, actor: Signed) -> Response:
    """Every programme the actor may look at."""
    lines = await ask(list_programmes, request.app.state.database, actor)
    return show(request, "programmes.html", actor, lines=lines)


@router.get("/programmes/{programme}")
async def programme(request: Request, actor: Signed, programme: str, version: str = "") -> Response:
    """One version of a programme, tier by tier; without a version the one in force."""
    page = await ask(programme_page, request.app.state.database, actor, programme, version)
    return show(
        request,
        "programme.html",
        actor,
        page=page,
        programme=page.programme,
        severities=sorted(page.programme.ground.severities.values(), key=lambda one: one.rank),
        tiers=offers(page),
        english=english,
        hours=hours_words,
    )


def offers(page: ProgrammePage) -> list[OfferView]:
    """Every tier in words."""
    found = page.programme
    return [
        offer_view(tier, found.ground, found.readings, found.calendars, found.currency)
        for tier in found.tiers.values()
    ]
