"""The pages of rate cards: the list, one card with its breaks, and what a parcel would cost."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from desk.actors import Actor
from desk.finance.rate_list import list_cards, list_fuel, read_card
from desk.finance.rate_quote import Quote, QuoteForm, quote
from rules.errors import DeskError, Kind
from rules.finance.freight_words import RateSide, Way
from web.asking import ask
from web.console.order_words import Typed, a_day, a_number, form_fields, if_given
from web.console.pages import show
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
LONGEST = 80
Named = Annotated[str, Path(max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]
SIDES: Final = {RateSide.BUY: "carriers ask of us", RateSide.SELL: "we ask of customers"}
WAYS: Final = {Way.OUTBOUND: "to the customer", Way.RETURN: "back", Way.TRANSFER: "between sites"}
BASES: Final = {"fixed": "", "percent": "% of the freight", "per_kg": "for a kilogram"}
APPLIES: Final = {
    "always": "every parcel",
    "outbound": "to the customer",
    "return": "back",
    "battery": "with batteries",
    "named": "only when it happens",
}


@router.get("/finance/rates")
async def rates(request: Request, actor: Signed) -> Response:
    """Every card and fuel percentage, and the form that asks what a parcel would cost.

    The form's fields are in the address, so that an answer can be sent to somebody.
    """
    typed = form_fields(request.query_params.items(), LONGEST)
    found, refusal = None, None
    if typed:
        try:
            found = await ask(quote, request.app.state.database, actor, quote_form(typed))
        except DeskError as refused:
            if refused.kind is Kind.FORBIDDEN:
                raise
            refusal = refused
    return await rates_page(request, actor, typed, found, refusal)


@router.get("/finance/rates/{code}/{version}")
async def card(request: Request, actor: Signed, code: Named, version: Named) -> Response:
    """One version of a card with its zones, breaks and surcharges."""
    found = await ask(read_card, request.app.state.database, actor, code, version)
    return show(
        request,
        "rate_card.html",
        actor,
        card=found,
        sides=SIDES,
        ways=WAYS,
        bases=BASES,
        applies=APPLIES,
    )


async def rates_page(
    request: Request,
    actor: Actor,
    typed: Typed,
    found: Quote | None,
    refusal: DeskError | None,
) -> Response:
    """The list with the form, the answer beside it."""
    database = request.app.state.database
    return show(
        request,
        "rates.html",
        actor,
        status=int(status_of(type(refusal))) if refusal else HTTPStatus.OK,
        cards=await ask(list_cards, database, actor),
        fuel=await ask(list_fuel, database, actor),
        quote=found,
        typed=typed,
        refusal=refusal,
        sides=SIDES,
        ways=WAYS,
        today=datetime.now(UTC).date(),
    )


def quote_form(typed: Typed) -> QuoteForm:
    """The parcel as the form says it (FieldUnreadable)."""

    def measure(name: str, label: str) -> int:
        return a_number(typed, name, label) if if_given(typed, name) else 0

    return QuoteForm(
        side=RateSide.SELL if typed.get("side") == RateSide.SELL else RateSide.BUY,
        carrier=typed.get("carrier", ""),
        service=typed.get("service", ""),
        way=Way.RETURN if typed.get("way") == Way.RETURN else Way.OUTBOUND,
        country=typed.get("country", ""),
        postcode=typed.get("postcode", ""),
        weight_g=a_number(typed, "weight_g", "Weight"),
        on=a_day(typed, "on", "Booked on"),
        length_mm=measure("length_mm", "Length"),
        width_mm=measure("width_mm", "Width"),
        height_mm=measure("height_mm", "Height"),
        battery=typed.get("battery") == "yes",
        customer=typed.get("customer", ""),
    )
