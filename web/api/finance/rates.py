"""Rate cards: loaded, listed, read; and what a parcel would cost by them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import Field

from desk.finance.rate_list import list_cards, list_fuel, load_rates, read_card
from desk.finance.rate_quote import MOST_GRAMS, MOST_MM, QuoteForm, quote
from rules.finance.freight_words import Applies, ChargeClass, RateSide, SurchargeBasis, Way
from web.api.answers import Answer
from web.api.words import Body, Code, json_only
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1", tags=["finance"])
JSON = [Depends(json_only)]
Named = Annotated[str, Path(max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]
Millimetres = Annotated[int, Field(ge=0, le=MOST_MM)]


class RatesBody(Body):
    """A file of rates as YAML: a card, fuel percentages, or both."""

    text: Annotated[str, Field(min_length=1, max_length=900_000)]
    file: Code = "rates.yaml"


class RatesLoaded(Answer):
    """What is on record now; nothing is new the second time."""

    code: str
    version: str
    valid_from: date | None
    cards: int
    fuel_weeks: int


class CardLine(Answer):
    """One version of a rate card; `customer` is empty for everybody's."""

    code: str
    version: str
    side: RateSide
    carrier: str
    customer: str
    currency: str
    valid_from: date
    valid_until: date | None
    loaded_at: datetime
    loaded_by: str


class Cards(Answer):
    """Every version of every card."""

    items: tuple[CardLine, ...]


class FuelLine(Answer):
    """A fuel percentage from a day on."""

    side: RateSide
    carrier: str
    valid_from: date
    percent: Decimal


class Fuel(Answer):
    """Every fuel percentage on record."""

    items: tuple[FuelLine, ...]


class Zone(Answer):
    """A country and the beginning of its postcodes."""

    country: str
    prefix: str
    zone: str


class Break(Answer):
    """The price up to and with so many grams."""

    up_to_g: int
    amount: Decimal


class Lane(Answer):
    """The prices of a service one way into a zone, lightest first."""

    service: str
    way: Way
    zone: str
    breaks: tuple[Break, ...]


class SurchargeRow(Answer):
    """What is added to the freight."""

    code: str
    text: str
    basis: SurchargeBasis
    amount: Decimal
    applies: Applies
    least: Decimal | None
    most: Decimal | None
    fuelled: bool


class Markup(Answer):
    """So many per cent on what the carrier asks."""

    percent: Decimal
    least: Decimal | None
    most: Decimal | None


class WholeCard(Answer):
    """One version of a card with everything in it; amounts are without VAT."""

    code: str
    version: str
    side: RateSide
    carrier: str
    customer: str
    account: str
    currency: str
    valid_from: date
    valid_until: date | None
    divisor: int
    step_g: int
    markup: Markup | None
    zones: tuple[Zone, ...]
    rates: tuple[Lane, ...]
    surcharges: tuple[SurchargeRow, ...]
    packaging: dict[str, Decimal]


class QuoteBody(Body):
    """A parcel that nobody has booked: grams, millimetres, the customer's place and a day."""

    side: RateSide = RateSide.BUY
    carrier: Code
    service: Code
    way: Way = Way.OUTBOUND
    country: str = Field(pattern="^[A-Z]{2}$")
    postcode: Code = ""
    weight_g: int = Field(ge=1, le=MOST_GRAMS)
    on: date
    length_mm: Millimetres = 0
    width_mm: Millimetres = 0
    height_mm: Millimetres = 0
    battery: bool = False
    customer: Code = ""


class Charge(Answer):
    """One charge that would be expected; `percent` is fuel's."""

    charge_class: ChargeClass
    code: str
    amount: Decimal
    percent: Decimal | None


class Quote(Answer):
    """What the parcel would cost without VAT, by which card."""

    card: str
    version: str
    currency: str
    zone: str
    chargeable_g: int
    charges: tuple[Charge, ...]
    net: Decimal


@router.get("/rate-cards", operation_id="listRateCards")
async def list_the_cards(request: Request, actor: Signed) -> Cards:
    """Every version of every card, the newest of each first."""
    found = await ask(list_cards, request.app.state.database, actor)
    return Cards.model_validate({"items": found})


@router.post("/rate-cards", operation_id="loadRateCard", status_code=201, dependencies=JSON)
async def load_a_card(request: Request, actor: Signed, body: RatesBody) -> RatesLoaded:
    """Put a file's card and fuel on record; the same file again changes nothing."""
    database = request.app.state.database
    found = await ask(load_rates, database, actor, body.text, body.file)
    return RatesLoaded.model_validate(found)


@router.get("/rate-cards/{code}/{version}", operation_id="readRateCard")
async def read_a_card(request: Request, actor: Signed, code: Named, version: Named) -> WholeCard:
    """One version of a card with everything in it."""
    found = await ask(read_card, request.app.state.database, actor, code, version)
    return WholeCard.model_validate(found)


@router.get("/fuel-rates", operation_id="listFuelRates")
async def list_the_fuel(request: Request, actor: Signed) -> Fuel:
    """Every fuel percentage by carrier, the newest first."""
    found = await ask(list_fuel, request.app.state.database, actor)
    return Fuel.model_validate({"items": found})


@router.post("/rate-quotes", operation_id="quoteParcel", dependencies=JSON)
async def quote_a_parcel(request: Request, actor: Signed, body: QuoteBody) -> Quote:
    """What a parcel would cost on a day; nothing is written."""
    form = QuoteForm(**body.model_dump())
    found = await ask(quote, request.app.state.database, actor, form)
    return Quote.model_validate(found)
