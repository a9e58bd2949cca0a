"""Orders to suppliers as the API answers and takes them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from rules.pool_words import OrderState, PoolWord
from web.api.answers import Answer
from web.api.words import Body, BusinessTime, Code, Line

Price = Annotated[Decimal, Field(gt=0, lt=10_000_000, decimal_places=4)]
Reference = Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
Quantity = Annotated[int, Field(ge=1, le=10_000)]


class OrderLine(Answer):
    """An order in a list; `late` when its expected day has passed and something is missing."""

    number: str
    state: OrderState
    supplier: str
    supplier_name: str
    customer: str
    pool: str
    ordered: int
    received: int
    missing: int
    expected_on: date
    late: bool
    placed_at: datetime


class OrderList(Answer):
    """Orders, newest first, and the `before` of the next page; null on the last."""

    items: tuple[OrderLine, ...]
    next: str | None


class LineOfOrder(Answer):
    """A line: what was ordered, given up, received, and what is still to come."""

    line: int
    model: str
    model_name: str
    instead_of: str
    ordered: int
    given_up: int
    received: int
    missing: int
    unit_price: Decimal
    amount: Decimal


class OrderStory(Answer):
    """One sentence of the order's story."""

    at: datetime
    actor: str
    word: PoolWord
    sentence: str


class Order(Answer):
    """One order with its lines and its story; `total` is without VAT."""

    number: str
    state: OrderState
    supplier: str
    supplier_name: str
    customer: str
    pool: str
    owner: str
    prompt: int | None
    customer_reference: str
    supplier_reference: str
    placed_at: datetime
    sent_at: datetime | None
    confirmed_at: datetime | None
    expected_on: date
    late: bool
    late_told_for: date | None
    next_at: datetime | None
    cancelled_because: str
    currency: str
    total: Decimal
    lines: tuple[LineOfOrder, ...]
    story: tuple[OrderStory, ...]


class OrderStands(Answer):
    """How an order stands after what was asked."""

    number: str
    state: OrderState
    expected_on: date


class LineBody(Body):
    """So many devices of a model; without a price the supplier's own holds."""

    model: Code
    quantity: Quantity
    unit_price: Price | None = None


class PlaceBody(Body):
    """An order on behalf of the customer's decision, under its reference."""

    pool: Code
    supplier: Code
    lines: Annotated[tuple[LineBody, ...], Field(min_length=1, max_length=20)]
    customer_reference: Reference = ""
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""
    lead_days: int | None = Field(default=None, ge=1, le=730)
    rented: bool = False
    at: BusinessTime | None = None


class ConfirmBody(Body):
    """The supplier's confirmation."""

    expected_on: date
    supplier_reference: Reference = ""
    at: BusinessTime | None = None


class ExpectBody(Body):
    """Another day."""

    expected_on: date
    because: Line = ""
    at: BusinessTime | None = None


class CancelBody(Body):
    """Why nothing of it is wanted any more."""

    because: Line
    at: BusinessTime | None = None


class GiveUpBody(Body):
    """How many of a line are not waited for any more; left out, all that are missing."""

    line: int
    because: Line
    quantity: Quantity | None = None
    at: BusinessTime | None = None


class SubstituteBody(Body):
    """The model that comes instead; a price above the approved one needs the customer's word."""

    line: int
    model: Code
    unit_price: Price | None = None
    customer_reference: Reference = ""
    at: BusinessTime | None = None
