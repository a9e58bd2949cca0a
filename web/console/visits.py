"""The page of visits: what is to be booked, who goes where when, and what came of it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.visits import list_visits
from web.asking import ask
from web.console.pages import show, wants_fragment
from web.console.visit_words import OUTCOMES
from web.sign_in import Signed

router = APIRouter()


@router.get("/visits")
async def visits(request: Request, actor: Signed, case: str = "") -> Response:
    """The whole page, or its tables for a screen that asks again."""
    number = case.strip()[:40]
    board = await ask(list_visits, request.app.state.database, actor, case=number)
    template = "_visits.html" if wants_fragment(request) else "visits.html"
    return show(request, template, actor, board=board, number=number, outcomes=OUTCOMES)
