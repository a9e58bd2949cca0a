"""The pages of orders to suppliers: a list with a form to place one, and one with its story."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

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
from rules.errors import DeskError, Kind
from runtime.database import Database
from web.api.headers import Number, shown_inline
from web.asking import ask
from web.console.order_words import (
    OWNERS,
    STATES,
    Typed,
    a_day,
    a_number,
    a_price,
    form_fields,
    if_given,
)
from web.console.pages import key_of, new_key, show, wants_fragment
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
LONGEST = 200
#: Refusals that are a page of their own; all others stand beside the form.
ELSEWHERE = {Kind.FORBIDDEN, Kind.UNSIGNED}


@router.get("/orders")
async def orders(request: Request, actor: Signed) -> Response:
    """Every order, newest first; `?coming=1` shows those still to come."""
    return await orders_page(request, actor, {})


@router.post("/orders")
async def place(request: Request, actor: Signed) -> Response:
    """The new order's page, or the form again with what to correct."""
    typed = await typed_in(request)
    key = key_of(typed.get("key", ""))
    try:
        answer = await ask(placed, request.app.state.database, actor, typed, key)
    except DeskError as refusal:
        if refusal.kind in ELSEWHERE:
            raise
        return await orders_page(request, actor, typed, refusal)
    return RedirectResponse(f"/orders/{answer['number']}", HTTPStatus.SEE_OTHER)


@router.get("/orders/{number}")
async def order(request: Request, actor: Signed, number: Number) -> Response:
    """One order."""
    return await one_order(request, actor, number, {})


@router.get("/orders/{number}/paper")
async def paper(request: Request, actor: Signed, number: Number) -> Response:
    """The order as a PDF, as it was sent last."""
    found = await ask(order_paper, request.app.state.database, actor, number)
    headers = {"Content-Disposition": shown_inline(found.file_name)}
    return Response(found.content, media_type="application/pdf", headers=headers)


@router.post("/orders/{number}")
async def change(request: Request, actor: Signed, number: Number) -> Response:
    """The order's page once it is changed, or the form again with what to correct."""
    typed = await typed_in(request)
    act, key = CHANGES.get(typed.get("act", ""), confirm), key_of(typed.get("key", ""))
    try:
        await ask(act, request.app.state.database, actor, number, typed, key)
    except DeskError as refusal:
        if refusal.kind in ELSEWHERE or refusal.code == "unknown-order":
            raise
        return await one_order(request, actor, number, typed, refusal)
    return RedirectResponse(f"/orders/{number}", HTTPStatus.SEE_OTHER)


async def typed_in(request: Request) -> Typed:
    """What the form sends, each field cut to what any may hold."""
    return form_fields((await request.form()).items(), LONGEST)


async def orders_page(
    request: Request, actor: Actor, typed: Typed, refusal: DeskError | None = None
) -> Response:
    """The list, and the form for those who manage orders."""
    asked = request.query_params
    wanted = OrderFilter(
        pool=asked.get("pool", ""),
        supplier=asked.get("supplier", ""),
        coming_only=asked.get("coming") == "1",
        before=asked.get("before", ""),
    )
    found = await ask(
        list_orders, request.app.state.database, actor, datetime.now(UTC), wanted=wanted
    )
    return show(
        request,
        "_orders.html" if wants_fragment(request) else "orders.html",
        actor,
        status=int(status_of(type(refusal))) if refusal else HTTPStatus.OK,
        page=found,
        wanted=wanted,
        states=STATES,
        typed=typed,
        refusal=refusal,
        key=new_key(),
    )


async def one_order(
    request: Request,
    actor: Actor,
    number: str,
    typed: Typed,
    refusal: DeskError | None = None,
) -> Response:
    """The order as the record has it now, with a refusal above its forms."""
    now = datetime.now(UTC)
    found = await ask(order_page, request.app.state.database, actor, number, now)
    return show(
        request,
        "order.html",
        actor,
        status=int(status_of(type(refusal))) if refusal else HTTPStatus.OK,
        order=found,
        states=STATES,
        owners=OWNERS,
        typed=typed,
        refusal=refusal,
        new_key=new_key,
    )


def placed(database: Database, actor: Actor, typed: Typed, key: str) -> Answer:
    """An order of one line, on behalf of the customer's decision."""
    given = if_given(typed, "unit_price")
    line = LineForm(
        model=typed.get("model", ""),
        quantity=a_number(typed, "quantity", "How many"),
        unit_price=a_price(typed, "unit_price", "Price of one") if given else None,
    )
    form = PlaceForm(
        pool=typed.get("pool", ""),
        supplier=typed.get("supplier", ""),
        lines=(line,),
        customer_reference=typed.get("customer_reference", ""),
        currency=typed.get("currency", "").upper(),
        rented=typed.get("rented") == "yes",
    )
    return place_by_hand(database, actor, form, key)


def confirm(database: Database, actor: Actor, number: str, typed: Typed, key: str) -> Answer:
    """The supplier's confirmation."""
    day, reference = a_day(typed, "expected_on", "Day"), typed.get("supplier_reference", "")
    form = ConfirmForm(number=number, expected_on=day, supplier_reference=reference)
    return confirm_order(database, actor, form, key)


def expect(database: Database, actor: Actor, number: str, typed: Typed, key: str) -> Answer:
    """Another day."""
    day, because = a_day(typed, "expected_on", "Day"), typed.get("because", "")
    form = ExpectForm(number=number, expected_on=day, because=because)
    return expect_another_day(database, actor, form, key)


def cancel(database: Database, actor: Actor, number: str, typed: Typed, key: str) -> Answer:
    """The end of the order."""
    form = CancelForm(number=number, because=typed.get("because", ""))
    return cancel_order(database, actor, form, key)


def give_up(database: Database, actor: Actor, number: str, typed: Typed, key: str) -> Answer:
    """The rest of a line is not waited for."""
    given = if_given(typed, "quantity")
    form = GiveUpForm(
        number=number,
        line=a_number(typed, "line", "Line"),
        because=typed.get("because", ""),
        quantity=a_number(typed, "quantity", "How many") if given else None,
    )
    return give_up_rest(database, actor, form, key)


def substitute(database: Database, actor: Actor, number: str, typed: Typed, key: str) -> Answer:
    """Another model comes for the rest of a line."""
    given = if_given(typed, "unit_price")
    form = SubstituteForm(
        number=number,
        line=a_number(typed, "line", "Line"),
        model=typed.get("model", ""),
        unit_price=a_price(typed, "unit_price", "Price of one") if given else None,
        customer_reference=typed.get("customer_reference", ""),
    )
    return substitute_model(database, actor, form, key)


CHANGES: dict[str, Callable[[Database, Actor, str, Typed, str], Answer]] = {
    "confirm": confirm,
    "expect": expect,
    "cancel": cancel,
    "give_up": give_up,
    "substitute": substitute,
}
