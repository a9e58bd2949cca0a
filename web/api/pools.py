"""Pools: levels against targets a page at a time, one pool in full, and its movements."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from desk.actors import Actor
from desk.pool_board import PoolFilter, list_pools, record_version
from desk.pool_moves import pool_moves
from desk.pool_page import pool_page
from rules.pool_words import OrderState, PoolWord, PromptKind, PromptState
from runtime.database import Database
from web.api.answers import Answer
from web.api.headers import KnownTag, tagged
from web.api.words import Code, Line
from web.asking import ask
from web.shared_answers import SharedAnswers
from web.sign_in import Signed

router = APIRouter(prefix="/v1/pools", tags=["pools"])
PoolCode = Annotated[str, Path(max_length=40, pattern=r"^[!-~]+$", description="The pool's code.")]
Cursor = Annotated[str | None, Query(max_length=200, pattern="^[A-Za-z0-9_-]+$")]
Limit = Annotated[int, Query(ge=1, le=100)]
written: SharedAnswers[bytes] = SharedAnswers()


class PoolPrompt(Answer):
    """The newest question about a model."""

    number: int
    state: PromptState
    quantity: int
    opened_at: datetime
    ended_at: datetime | None


class PoolModelLevel(Answer):
    """One model: each part of its level, what is counted of it, and what it should be.

    `counted` is what the pool has or will have; `run_out_on` is null where it lasts two years.
    """

    model: str
    name: str
    available: int
    reserved: int
    waiting: int
    on_loan: int
    in_transit: int
    on_bench: int
    at_repair: int
    on_hold: int
    ordered: int
    expected_on: date | None
    counted: int
    target: int
    short: int
    base: int
    swaps_a_month: Decimal
    run_out_on: date | None
    discontinued_on: date | None
    prompt: PoolPrompt | None


class PoolLevels(Answer):
    """A pool with the levels of its models; `today` is the day of its programme."""

    code: str
    name: str
    customer: str
    site: str
    family: str
    owner: str
    today: date
    run_out_on: date | None
    expected_on: date | None
    models: tuple[PoolModelLevel, ...]


class PoolList(Answer):
    """Pools by code, and the cursor of the next page; null on the last.

    A page of those below target may be short although more follow: `looked_at` were counted.
    """

    items: tuple[PoolLevels, ...]
    next: str | None
    looked_at: int


class PoolQuestion(Answer):
    """A question to the customer; money without VAT."""

    model: str
    number: int
    kind: PromptKind
    state: PromptState
    quantity: int
    unit_price: Decimal | None
    currency: str
    opened_at: datetime
    ended_at: datetime | None


class PoolOrder(Answer):
    """An order to a supplier for the pool."""

    number: str
    state: OrderState
    quantity: int
    given_up: int
    placed_at: datetime
    expected_on: date


class PoolFleet(Answer):
    """How many devices of a model are installed from a day on."""

    model: str
    devices: int
    counts_from: date
    source: str


class PoolStory(Answer):
    """One sentence of the pool's story."""

    at: datetime
    actor: str
    word: PoolWord
    sentence: str


class PoolDetail(PoolLevels):
    """One pool with its limits, why its target, its fleet, questions, orders and story."""

    contract: str
    shelf: str
    postcodes: tuple[str, ...]
    percent: Decimal
    floor: int
    ceiling: int | None
    lead_days: int | None
    target: int
    target_because: str
    advice: str
    fleet: tuple[PoolFleet, ...]
    prompts: tuple[PoolQuestion, ...]
    orders: tuple[PoolOrder, ...]
    story: tuple[PoolStory, ...]
    opened_at: datetime
    closed_at: datetime | None


class PoolMovement(Answer):
    """One movement of a unit, with the number of the case or order it belongs to."""

    at: datetime
    serial: str
    model: str
    source: str
    target: str
    case: str
    order: str


class PoolMovements(Answer):
    """Movements, newest first, and the cursor of the next page; null on the last."""

    items: tuple[PoolMovement, ...]
    next: str | None


@router.get("", operation_id="listPools", response_model=PoolList)
async def list_the_pools(  # noqa: PLR0913 - one parameter for each field of the filter
    request: Request,
    actor: Signed,
    *,
    cursor: Cursor = None,
    limit: Limit = 50,
    customer: Annotated[Code, Query(description="A customer's code.")] = "",
    text: Annotated[Line, Query(description="Part of a code, name, site or customer.")] = "",
    open_prompt: bool = False,
    below_target: bool = False,
) -> Response:
    """A page of open pools, counted now; a customer's person sees its own."""
    wanted = PoolFilter(
        customer=customer, text=text, open_prompt=open_prompt, below_target=below_target
    )
    database: Database = request.app.state.database
    asked = {"wanted": wanted, "cursor": cursor, "limit": limit}
    body = await ask(page_of, database, actor, asked)
    return Response(body, media_type="application/json")


def page_of(database: Database, actor: Actor, asked: dict[str, Any]) -> bytes:
    """The page as JSON, worked out once for all who ask for it at the same time."""
    now = datetime.now(UTC)

    def version() -> str:
        return f"{record_version(database, actor)}/{datetime.now(UTC):%Y-%m-%dT%H:%M}"

    def make() -> bytes:
        page = list_pools(database, actor, now, **asked)
        return PoolList.model_validate(page).model_dump_json().encode()

    return written.answer((actor, *asked.values()), version, make)


@router.get("/{code}", operation_id="readPool", response_model=PoolDetail)
async def read_a_pool(
    request: Request, actor: Signed, code: PoolCode, if_none_match: KnownTag = None
) -> Response:
    """The pool as of now; its ETag answers 304 while nothing has changed."""
    view = await ask(pool_page, request.app.state.database, actor, code, datetime.now(UTC))
    own = PoolLevels.model_validate(view.line).model_dump()
    more = {name: getattr(view, name) for name in PoolDetail.model_fields if name not in own}
    return tagged(PoolDetail.model_validate({**own, **more}), if_none_match)


@router.get("/{code}/moves", operation_id="listPoolMoves")
async def list_the_moves(
    request: Request,
    actor: Signed,
    code: PoolCode,
    *,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PoolMovements:
    """The movements of the pool's units, newest first."""
    read = partial(pool_moves, cursor=cursor, limit=limit)
    page = await ask(read, request.app.state.database, actor, code)
    return PoolMovements.model_validate(page)
