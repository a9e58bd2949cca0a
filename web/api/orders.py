"""Orders to suppliers: listed, read, placed by hand, confirmed, changed, cancelled."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from desk.actors import Actor
from desk.order_lines import GiveUpForm, SubstituteForm, give_up_rest, substitute_model
from desk.order_list import OrderFilter, list_orders
from desk.order_placing import LineForm, PlaceForm, place_by_hand
from desk.order_view import order_page, order_paper
from desk.orders import (
    CancelForm,
    ConfirmForm,
    ExpectForm,
    cancel_order,
    confirm_order,
    expect_another_day,
)
from desk.request_keys import Answer
from web.api.headers import Key, Number, shown_inline
from web.api.order_answers import (
    CancelBody,
    ConfirmBody,
    ExpectBody,
    GiveUpBody,
    Order,
    OrderList,
    OrderStands,
    PlaceBody,
    SubstituteBody,
)
from web.api.words import Body, business_time, json_only
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/orders", tags=["orders"])
Narrowed = Annotated[str, Query(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]
JSON = [Depends(json_only)]


@router.get("", operation_id="listOrders")
async def list_the_orders(
    request: Request,
    actor: Signed,
    pool: Narrowed = "",
    supplier: Narrowed = "",
    before: Narrowed = "",
    *,
    coming: bool = False,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> OrderList:
    """Orders, newest first; `coming` leaves out what is complete or cancelled."""
    wanted = OrderFilter(pool=pool, supplier=supplier, coming_only=coming, before=before)
    database, now = request.app.state.database, datetime.now(UTC)
    found = await ask(list_orders, database, actor, now, wanted=wanted, limit=limit)
    return OrderList.model_validate(found)


@router.post("", operation_id="placeOrder", status_code=201, dependencies=JSON)
async def place_an_order(request: Request, actor: Signed, body: PlaceBody, key: Key) -> OrderStands:
    """Order on behalf of the customer's decision, once per key."""
    said = body.model_dump(exclude={"lines", "at"})
    lines = tuple(LineForm(**line.model_dump()) for line in body.lines)
    form = PlaceForm(lines=lines, at=business_time(request, body.at), **said)
    answer = await ask(place_by_hand, request.app.state.database, actor, form, key)
    return OrderStands.model_validate(answer)


@router.get("/{number}", operation_id="readOrder")
async def read_an_order(request: Request, actor: Signed, number: Number) -> Order:
    """One order with its lines and its story."""
    now = datetime.now(UTC)
    found = await ask(order_page, request.app.state.database, actor, number, now)
    return Order.model_validate(found)


@router.get("/{number}/paper", operation_id="readOrderPaper", response_class=Response)
async def read_the_paper(request: Request, actor: Signed, number: Number) -> Response:
    """The order as a PDF, as it was sent last."""
    paper = await ask(order_paper, request.app.state.database, actor, number)
    headers = {"Content-Disposition": shown_inline(paper.file_name)}
    return Response(paper.content, media_type="application/pdf", headers=headers)


@router.post("/{number}/confirmation", operation_id="confirmOrder", dependencies=JSON)
async def confirm_an_order(
    request: Request, actor: Signed, number: Number, body: ConfirmBody, key: Key
) -> OrderStands:
    """Write down the supplier's confirmation with its day."""
    form = ConfirmForm(number=number, **said(request, body))
    return await changed(request, actor, confirm_order, form, key)


@router.post("/{number}/expected-day", operation_id="expectOrder", dependencies=JSON)
async def expect_an_order(
    request: Request, actor: Signed, number: Number, body: ExpectBody, key: Key
) -> OrderStands:
    """Follow the order to another day."""
    form = ExpectForm(number=number, **said(request, body))
    return await changed(request, actor, expect_another_day, form, key)


@router.post("/{number}/cancellation", operation_id="cancelOrder", dependencies=JSON)
async def cancel_an_order(
    request: Request, actor: Signed, number: Number, body: CancelBody, key: Key
) -> OrderStands:
    """Call the order off while nothing of it came."""
    form = CancelForm(number=number, **said(request, body))
    return await changed(request, actor, cancel_order, form, key)


@router.post("/{number}/given-up", operation_id="giveUpRest", dependencies=JSON)
async def give_up_the_rest(
    request: Request, actor: Signed, number: Number, body: GiveUpBody, key: Key
) -> OrderStands:
    """Wait no longer for what a line misses."""
    form = GiveUpForm(number=number, **said(request, body))
    return await changed(request, actor, give_up_rest, form, key)


@router.post("/{number}/substitution", operation_id="substituteModel", dependencies=JSON)
async def substitute_a_model(
    request: Request, actor: Signed, number: Number, body: SubstituteBody, key: Key
) -> OrderStands:
    """Order another model for what a line misses."""
    form = SubstituteForm(number=number, **said(request, body))
    return await changed(request, actor, substitute_model, form, key)


def said(request: Request, body: Body) -> dict[str, Any]:
    """What the body says, its time only where time may be given."""
    told = body.model_dump()
    return {**told, "at": business_time(request, told["at"])}


async def changed(
    request: Request,
    actor: Actor,
    act: Callable[..., Answer],
    form: object,
    key: str,
) -> OrderStands:
    """How the order stands after the change, which is made once per key."""
    answer = await ask(act, request.app.state.database, actor, form, key)
    return OrderStands.model_validate(answer)
