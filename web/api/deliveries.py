"""Deliveries for orders: units received one by one or by the supplier's file, and judged."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, Request, UploadFile
from pydantic import Field

from desk.deliveries import (
    DeliveredForm,
    DeliveryForm,
    ImportForm,
    import_delivery,
    receive_delivery,
)
from rules.pool_words import OrderState
from web.api.answers import Answer
from web.api.bodies import LONGEST_CODE
from web.api.headers import Key, Number
from web.api.words import Body, BusinessTime, Code, Serial, business_time, json_only
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1", tags=["stock"])
Note = Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
#: More units than this come as a file.
MOST_UNITS = 2000


class DeliveredBody(Body):
    """A unit as its box says; the model or the line only where the order leaves it open."""

    serial: Serial
    imei: Code = ""
    imei2: Code = ""
    model: Code = ""
    batch: Code = ""
    line: Annotated[int, Field(ge=1, le=10_000)] | None = None


class DeliveryBody(Body):
    """What came under one delivery note; `all_or_nothing` refuses all when one unit is wrong."""

    note: Annotated[Note, Field(min_length=1)]
    units: Annotated[tuple[DeliveredBody, ...], Field(min_length=1, max_length=MOST_UNITS)]
    all_or_nothing: bool = True
    dry_run: bool = False
    at: BusinessTime | None = None


class UnitScanBody(Body):
    """A scan of the console's station for deliveries."""

    order: Code = ""
    note: Note = ""
    code: str = Field(default="", max_length=LONGEST_CODE, pattern=r"^[^\x00]*$")
    model: Code = ""
    at: BusinessTime | None = None


class ImportBody(Body):
    """What is said beside a file; an order that is named is the only one received."""

    order: Code = ""
    note: Note = ""
    all_or_nothing: bool = True
    dry_run: bool = False
    at: BusinessTime | None = None


class WrongRow(Answer):
    """Why a row was not taken; `said` is what stands in the column."""

    line: int
    column: str
    said: str
    what_to_do: str


class DeliveryTaken(Answer):
    """Rows taken, known before, and not taken; how many cases got a unit; how each order stands.

    `good` rows may be taken; one wrong row keeps them from it unless good ones are asked for.
    `problems` are the first 200 of the rows that are wrong.
    """

    received: int
    good: int
    already: int
    refused: int
    granted: int
    dry_run: bool
    orders: dict[str, OrderState]
    problems: tuple[WrongRow, ...]


@router.post(
    "/orders/{number}/deliveries",
    operation_id="receiveDelivery",
    dependencies=[Depends(json_only)],
)
async def receive_a_delivery(
    request: Request, actor: Signed, number: Number, body: DeliveryBody, key: Key
) -> DeliveryTaken:
    """Book units in for the order, once per key; units that came before stay as they are."""
    form = DeliveryForm(
        order=number,
        note=body.note,
        units=tuple(DeliveredForm(**unit.model_dump()) for unit in body.units),
        all_or_nothing=body.all_or_nothing,
        dry_run=body.dry_run,
        at=business_time(request, body.at),
    )
    answer = await ask(receive_delivery, request.app.state.database, actor, form, key)
    return DeliveryTaken.model_validate(answer)


@router.post("/deliveries/import", operation_id="importDelivery")
async def import_a_delivery(
    request: Request,
    actor: Signed,
    key: Key,
    file: Annotated[UploadFile, File(description="CSV: at most 10 MiB and 50,000 rows.")],
    said: Annotated[ImportBody, Query()],
) -> DeliveryTaken:
    """Book a supplier's file in; the same file again changes nothing."""
    form = ImportForm(
        content=await file.read(),
        order=said.order,
        note=said.note,
        all_or_nothing=said.all_or_nothing,
        dry_run=said.dry_run,
        at=business_time(request, said.at),
    )
    answer = await ask(import_delivery, request.app.state.database, actor, form, key)
    return DeliveryTaken.model_validate(answer)
