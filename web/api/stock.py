"""Stock as it stands, counted when asked."""

from fastapi import APIRouter, Request

from desk.board import stock_levels
from web.api.answers import Answer
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/stock", tags=["stock"])


class Level(Answer):
    """Units of one model at one place; only what stands free on a shelf is available."""

    place: str
    kind: str
    model: str
    available: int
    reserved: int
    total: int


class StockList(Answer):
    """Every place that holds a unit, shelves first."""

    items: tuple[Level, ...]


@router.get("", operation_id="readStock")
async def read_the_stock(request: Request, actor: Signed) -> StockList:
    """Units by place and model; a customer's person sees its own."""
    levels = await ask(stock_levels, request.app.state.database, actor)
    return StockList.model_validate({"items": levels})
