"""Cases: opened, listed, read and decided."""

import uuid
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import Response

from desk.actors import Actor
from desk.board import ALL, CaseView, list_cases, read_document, view_case
from desk.decisions import decide
from desk.intake import open_case
from rules.case_orders import DecisionAnswer
from web.api.answers import CaseDetail, CaseList, DecisionTaken, Receipt
from web.api.bodies import CaseBody, DecisionBody
from web.api.headers import Key, Number, entity_tag, shown_inline, unchanged
from web.api.words import Line, json_only
from web.asking import ask, ask_story
from web.sign_in import Signed

router = APIRouter(prefix="/v1/cases", tags=["cases"])
SEES_PRICES = frozenset({"desk", "finance", "admin"})
JSON_BODY = [Depends(json_only)]


@router.post("", status_code=201, operation_id="openCase", dependencies=JSON_BODY)
async def open_a_case(
    request: Request, response: Response, actor: Signed, body: CaseBody, key: Key
) -> Receipt:
    """Register a case: its promise and reason are in the answer; works while Temporal is down."""
    receipt = await ask(open_case, request.app.state.database, actor, body.form(request), key)
    response.headers["Location"] = f"/v1/cases/{receipt['number']}"
    return Receipt.model_validate(receipt)


@router.get("", operation_id="listCases")
async def list_the_cases(
    request: Request,
    actor: Signed,
    *,
    cursor: Annotated[str | None, Query(max_length=200, pattern="^[A-Za-z0-9_-]+$")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    state: Annotated[str, Query(max_length=40, description="open, all or a stage.")] = ALL,
    text: Annotated[Line, Query(description="Part of a number, serial, IMEI or customer.")] = "",
) -> CaseList:
    """The cases the caller may see, newest first."""
    database = request.app.state.database
    page = await ask(list_cases, database, actor, cursor=cursor, limit=limit, only=state, text=text)
    return CaseList.model_validate(page)


@router.get("/{number}", operation_id="readCase", response_model=CaseDetail)
async def read_a_case(
    request: Request,
    actor: Signed,
    number: Number,
    if_none_match: Annotated[str | None, Header(max_length=1000)] = None,
) -> Response:
    """Everything known of one case; its ETag answers 304 while nothing has changed."""
    view = await ask(view_case, request.app.state.database, actor, number)
    body = detail_of(view, actor).model_dump_json().encode()
    tag = entity_tag(body)
    if unchanged(if_none_match, tag):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(body, media_type="application/json", headers={"ETag": tag})


def detail_of(view: CaseView, actor: Actor) -> CaseDetail:
    """The case as the caller may see it; nothing is said of prices to a customer's person."""
    line = {name: getattr(view.row, name) for name in type(view.row).__dataclass_fields__}
    parts = {name: getattr(view, name) for name in type(view).__dataclass_fields__}
    detail = CaseDetail.model_validate(
        {**line, **parts, "defective": view.device, "device": line["device"]}
    )
    return detail if actor.role in SEES_PRICES else without_prices(detail)


def without_prices(detail: CaseDetail) -> CaseDetail:
    """The same case with every label's price left out."""
    plain = detail.model_dump()
    for leg in plain["legs"]:
        for parcel in leg["parcels"]:
            parcel["labels"] = [{**one, "price": None} for one in parcel["labels"]]
    return CaseDetail.model_validate(plain)


@router.post("/{number}/decisions", operation_id="decideCase", dependencies=JSON_BODY)
async def decide_a_case(
    request: Request, actor: Signed, number: Number, body: DecisionBody, key: Key
) -> DecisionTaken:
    """Take a decision once per key; 503 means not known: repeat it with the same key."""
    state = request.app.state
    form = body.form(request)
    taken: DecisionAnswer = await ask_story(
        partial(decide, state.database, state.door, actor, number, form, key)
    )
    return DecisionTaken.model_validate(taken)


@router.get(
    "/{number}/documents/{document}",
    operation_id="readDocument",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "The document itself."}},
)
async def read_a_document(
    request: Request, actor: Signed, number: Number, document: uuid.UUID
) -> Response:
    """A label or slip of the case, to be shown or printed."""
    content, media_type, name = await ask(
        read_document, request.app.state.database, actor, number, document
    )
    headers = {"Content-Disposition": shown_inline(name)}
    return Response(content, media_type=media_type, headers=headers)
