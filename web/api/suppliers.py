"""Suppliers and their prices: listed, added, changed, priced."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import Field

from desk.supplier_prices import PriceForm, record_price
from desk.suppliers import SupplierForm, add_supplier, change_supplier, list_suppliers
from web.api.answers import Answer
from web.api.headers import Key
from web.api.words import Body, Code, Email, Line, json_only
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/suppliers", tags=["orders"])
SupplierCode = Annotated[str, Path(max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]
Price = Annotated[Decimal, Field(gt=0, lt=10_000_000, decimal_places=4)]


class SupplierPrice(Answer):
    """What it asks for one device, without VAT, in whole packs and never fewer than `least`."""

    model: str
    price: Decimal
    currency: str
    valid_from: date
    valid_until: date | None
    pack: int
    least: int


class Supplier(Answer):
    """Where devices are ordered; `lead_days` are calendar days from the order to the dock."""

    code: str
    name: str
    email: str
    locale: str
    lead_days: int | None
    prices: tuple[SupplierPrice, ...]


class SupplierList(Answer):
    """Every supplier, by code."""

    items: tuple[Supplier, ...]


class SupplierFields(Body):
    """What may change of a supplier."""

    name: Line = Field(min_length=1)
    email: Email
    locale: str = Field(default="en", max_length=8, pattern="^[A-Za-z_-]+$")
    lead_days: int | None = Field(default=None, ge=1, le=730)


class SupplierBody(SupplierFields):
    """A supplier to add."""

    code: Code = Field(min_length=1)


class PriceBody(Body):
    """A price from a day on; one of the same day is corrected."""

    model: Code
    price: Price
    currency: str = Field(pattern="^[A-Z]{3}$")
    valid_from: date
    valid_until: date | None = None
    pack: int = Field(default=1, ge=1, le=10_000)
    least: int = Field(default=1, ge=1, le=10_000)


class SupplierWritten(Answer):
    """Which supplier was written."""

    supplier: str


class PriceWritten(SupplierWritten):
    """Which price was written."""

    model: str
    price: Decimal


@router.get("", operation_id="listSuppliers")
async def list_the_suppliers(request: Request, actor: Signed) -> SupplierList:
    """Every supplier with its prices, the newest first."""
    found = await ask(list_suppliers, request.app.state.database, actor)
    return SupplierList.model_validate({"items": found})


@router.post("", operation_id="addSupplier", status_code=201, dependencies=[Depends(json_only)])
async def add_a_supplier(
    request: Request, actor: Signed, body: SupplierBody, key: Key
) -> SupplierWritten:
    """Put a supplier on record, once per key."""
    form = SupplierForm(**body.model_dump())
    answer = await ask(add_supplier, request.app.state.database, actor, form, key)
    return SupplierWritten.model_validate(answer)


@router.post("/{code}", operation_id="changeSupplier", dependencies=[Depends(json_only)])
async def change_a_supplier(
    request: Request, actor: Signed, code: SupplierCode, body: SupplierFields, key: Key
) -> SupplierWritten:
    """Replace what is on record of a supplier, once per key."""
    form = SupplierForm(code=code, **body.model_dump())
    answer = await ask(change_supplier, request.app.state.database, actor, form, key)
    return SupplierWritten.model_validate(answer)


@router.post(
    "/{code}/prices",
    operation_id="recordPrice",
    status_code=201,
    dependencies=[Depends(json_only)],
)
async def record_a_price(
    request: Request, actor: Signed, code: SupplierCode, body: PriceBody, key: Key
) -> PriceWritten:
    """Write down what a supplier asks for a model, once per key."""
    form = PriceForm(supplier=code, **body.model_dump())
    answer = await ask(record_price, request.app.state.database, actor, form, key)
    return PriceWritten.model_validate(answer)
