"""Units that leave a pool for another one or for the customer, and exchanges of a generation."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from desk.generation_exchange import ExchangeForm, exchange_generation
from desk.shelf_ground import UnitChoice
from desk.shelf_refusals import MOST_UNITS
from desk.taking_out import TakeOutForm, take_out_units
from desk.transfers import TransferForm, transfer_units
from web.api.answers import Answer
from web.api.headers import Key
from web.api.pools import PoolCode
from web.api.words import Body, BusinessTime, Code, Line, Prose, Serial, business_time, json_only
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/pools", tags=["pools"])
JSON = [Depends(json_only)]


class ChosenUnits(Body):
    """Units by serial or IMEI, or so many free ones of a model; never both."""

    serials: Annotated[tuple[Serial, ...], Field(max_length=MOST_UNITS)] = ()
    model: Code = ""
    quantity: Annotated[int, Field(ge=0, le=MOST_UNITS)] = 0
    at: BusinessTime | None = None

    def choice(self) -> UnitChoice:
        """As the desk takes it (NothingChosen)."""
        return UnitChoice(serials=self.serials, model=self.model, quantity=self.quantity)


class TransferBody(ChosenUnits):
    """The pool that gets them."""

    to_pool: Code
    because: Prose = ""


class Transferred(Answer):
    """What was moved; how many cases that waited got a unit."""

    moved: int
    serials: tuple[str, ...]
    from_pool: str
    to_pool: str
    granted: int


class TakeOutBody(ChosenUnits):
    """Why the customer takes them out, and who fetched them."""

    because: Prose
    fetched_by: Line


class TakenOut(Answer):
    """What the customer took out, and its place they are in now."""

    taken: int
    serials: tuple[str, ...]
    pool: str
    place: str


class ExchangeBody(Body):
    """The model that is no longer made."""

    model: Code
    at: BusinessTime | None = None


class ExchangeAsked(Answer):
    """What the customer is asked to order in the model's place."""

    pool: str
    model: str
    offered: str
    number: int
    quantity: int


@router.post("/{code}/transfers", operation_id="transferUnits", dependencies=JSON)
async def transfer_the_units(
    request: Request, actor: Signed, code: PoolCode, body: TransferBody, key: Key
) -> Transferred:
    """Move free units to another pool of the customer, all or none, once per key."""
    form = TransferForm(
        source=code,
        target=body.to_pool,
        units=body.choice(),
        because=body.because,
        at=business_time(request, body.at),
    )
    answer = await ask(transfer_units, request.app.state.database, actor, form, key)
    return Transferred.model_validate(answer)


@router.post("/{code}/taken-out", operation_id="takeOutUnits", dependencies=JSON)
async def take_the_units_out(
    request: Request, actor: Signed, code: PoolCode, body: TakeOutBody, key: Key
) -> TakenOut:
    """Hand free units out to the customer, all or none, once per key."""
    form = TakeOutForm(
        pool=code,
        units=body.choice(),
        fetched_by=body.fetched_by,
        because=body.because,
        at=business_time(request, body.at),
    )
    answer = await ask(take_out_units, request.app.state.database, actor, form, key)
    return TakenOut.model_validate(answer)


@router.post(
    "/{code}/exchanges", operation_id="exchangeGeneration", status_code=201, dependencies=JSON
)
async def ask_for_an_exchange(
    request: Request, actor: Signed, code: PoolCode, body: ExchangeBody, key: Key
) -> ExchangeAsked:
    """Ask the customer to renew a model with its successor, once per key."""
    form = ExchangeForm(pool=code, model=body.model, at=business_time(request, body.at))
    answer = await ask(exchange_generation, request.app.state.database, actor, form, key)
    return ExchangeAsked.model_validate(answer)
