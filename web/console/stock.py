"""The stock page: what stands where, counted at every look."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.board import stock_levels
from web.asking import ask
from web.console.pages import show, wants_fragment
from web.sign_in import Signed

router = APIRouter()


@router.get("/stock")
async def stock(request: Request, actor: Signed) -> Response:
    """The whole page, or its table for a screen that asks again."""
    levels = await ask(stock_levels, request.app.state.database, actor)
    template = "_stock.html" if wants_fragment(request) else "stock.html"
    return show(request, template, actor, levels=levels)
