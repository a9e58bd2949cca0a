"""The page of suppliers: who they are, what they ask, and forms to change either."""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from desk.actors import Actor
from desk.request_keys import Answer
from desk.supplier_prices import PriceForm, record_price
from desk.suppliers import SupplierForm, add_supplier, change_supplier, list_suppliers
from rules.errors import DeskError, Kind
from runtime.database import Database
from web.asking import ask
from web.console.order_words import (
    LANGUAGES,
    Typed,
    a_day,
    a_number,
    a_price,
    form_fields,
    if_given,
)
from web.console.pages import key_of, new_key, show
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
LONGEST = 254


@router.get("/suppliers")
async def suppliers(request: Request, actor: Signed) -> Response:
    """Every supplier with its prices."""
    return await suppliers_page(request, actor, {})


@router.post("/suppliers")
async def write_supplier(request: Request, actor: Signed) -> Response:
    """The page once it is written, or the form again with what to correct."""
    typed = form_fields((await request.form()).items(), LONGEST)
    write = WRITERS.get(typed.get("what", ""), add)
    try:
        await ask(write, request.app.state.database, actor, typed, key_of(typed.get("key", "")))
    except DeskError as refusal:
        if refusal.kind in {Kind.FORBIDDEN, Kind.UNSIGNED}:
            raise
        return await suppliers_page(request, actor, typed, refusal)
    return RedirectResponse("/suppliers", HTTPStatus.SEE_OTHER)


async def suppliers_page(
    request: Request, actor: Actor, typed: Typed, refusal: DeskError | None = None
) -> Response:
    """The list, and the forms for those who manage orders."""
    found = await ask(list_suppliers, request.app.state.database, actor)
    return show(
        request,
        "suppliers.html",
        actor,
        status=int(status_of(type(refusal))) if refusal else HTTPStatus.OK,
        suppliers=found,
        languages=LANGUAGES,
        typed=typed,
        refusal=refusal,
        key=new_key(),
    )


def add(database: Database, actor: Actor, typed: Typed, key: str) -> Answer:
    """A new supplier."""
    return add_supplier(database, actor, supplier_form(typed), key)


def change(database: Database, actor: Actor, typed: Typed, key: str) -> Answer:
    """A known supplier, written anew."""
    return change_supplier(database, actor, supplier_form(typed), key)


def price(database: Database, actor: Actor, typed: Typed, key: str) -> Answer:
    """A price from a day on."""
    form = PriceForm(
        supplier=typed.get("supplier", ""),
        model=typed.get("model", ""),
        price=a_price(typed, "price", "Price"),
        currency=typed.get("currency", "").upper(),
        valid_from=a_day(typed, "valid_from", "From"),
        valid_until=(
            a_day(typed, "valid_until", "Until") if if_given(typed, "valid_until") else None
        ),
        pack=a_number(typed, "pack", "In packs of") if if_given(typed, "pack") else 1,
        least=a_number(typed, "least", "At least") if if_given(typed, "least") else 1,
    )
    return record_price(database, actor, form, key)


WRITERS: dict[str, Callable[[Database, Actor, Typed, str], Answer]] = {
    "add": add,
    "change": change,
    "price": price,
}


def supplier_form(typed: Typed) -> SupplierForm:
    """The supplier as the form says it."""
    days = a_number(typed, "lead_days", "Lead time") if if_given(typed, "lead_days") else None
    return SupplierForm(
        code=typed.get("code", ""),
        name=typed.get("name", ""),
        email=typed.get("email", ""),
        locale=typed.get("locale", "en"),
        lead_days=days,
    )
