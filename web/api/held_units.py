"""Units in receiving that are judged before they go into their pools, and a pool's units."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response

from desk.pool_units import pool_units_table
from desk.quality_hold import HoldForm, held_units, judge_held
from rules.pool_words import HoldState
from web.api.answers import Answer
from web.api.attachments import offered
from web.api.headers import Key
from web.api.words import Body, BusinessTime, Prose, business_time, json_only
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1", tags=["stock"])
UnitNumber = Annotated[
    str, Path(max_length=64, pattern=r"^[!-~]+$", description="Its serial or IMEI.")
]
PoolCode = Annotated[str, Path(max_length=40, pattern=r"^[!-~]+$")]


class Held(Answer):
    """A unit that waits to be judged, and the delivery it came with."""

    serial: str
    imei: str
    model: str
    customer: str
    pool: str
    order: str
    note: str
    supplier: str
    received_at: datetime


class HeldList(Answer):
    """Units in receiving, the oldest delivery first."""

    items: tuple[Held, ...]


class JudgementBody(Body):
    """Passed goes into the pool; failed is a claim against the supplier and needs a finding."""

    decision: Literal["passed", "failed"]
    finding: Prose = ""
    at: BusinessTime | None = None


class Judged(Answer):
    """Units judged now, and before in the same way; how many cases got one."""

    state: HoldState
    judged: int
    before: int
    granted: int
    pools: tuple[str, ...]


@router.get("/held-units", operation_id="listHeldUnits")
async def list_the_held_units(request: Request, actor: Signed) -> HeldList:
    """What waits to be judged."""
    found = await ask(held_units, request.app.state.database, actor)
    return HeldList.model_validate({"items": found})


@router.post(
    "/held-units/{serial}/decision",
    operation_id="judgeHeldUnit",
    dependencies=[Depends(json_only)],
)
async def judge_the_unit(
    request: Request, actor: Signed, serial: UnitNumber, body: JudgementBody, key: Key
) -> Judged:
    """Pass the unit into its pool or fail it, once per key."""
    form = HoldForm(
        units=(serial,),
        passed=body.decision == "passed",
        finding=body.finding,
        at=business_time(request, body.at),
    )
    answer = await ask(judge_held, request.app.state.database, actor, form, key)
    return Judged.model_validate(answer)


@router.get(
    "/pools/{code}/units.csv",
    operation_id="readPoolUnits",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "Serial, model, place, state."}},
)
async def read_the_units(request: Request, actor: Signed, code: PoolCode) -> Response:
    """The pool's units as a table, counted now."""
    table = await ask(pool_units_table, request.app.state.database, actor, code)
    headers = {"Content-Disposition": offered(f"{code}-units.csv")}
    return Response(table, media_type="text/csv", headers=headers)
