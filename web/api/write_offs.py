"""Write-offs: listed, proposed by one person, confirmed or refused by another."""

from datetime import datetime
from functools import partial
from typing import Literal

from fastapi import APIRouter, Depends, Request

from desk.write_off_list import list_write_offs
from desk.write_offs import DecideForm, ProposeForm, decide_write_off, propose_write_off
from rules.pool_words import WriteOffState
from web.api.answers import Answer
from web.api.headers import Key
from web.api.held_units import UnitNumber
from web.api.words import Body, BusinessTime, Prose, Serial, business_time, json_only
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/write-offs", tags=["stock"])
JSON = [Depends(json_only)]


class WriteOffSeen(Answer):
    """A unit, why it should leave the books, and who said what; `own` is yours."""

    serial: str
    model: str
    place: str
    reason: str
    state: WriteOffState
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None
    decided_by: str
    remark: str
    own: bool


class WriteOffList(Answer):
    """Those that wait first, then those decided, the newest first."""

    items: tuple[WriteOffSeen, ...]


class WriteOffBody(Body):
    """A unit to be written off."""

    serial: Serial
    reason: Prose
    at: BusinessTime | None = None


class WriteOffDecision(Body):
    """The second person's word; a refusal says why in its remark."""

    decision: Literal["confirmed", "refused"]
    remark: Prose = ""
    at: BusinessTime | None = None


class WriteOffStands(Answer):
    """How the write-off stands."""

    serial: str
    state: WriteOffState


@router.get("", operation_id="listWriteOffs")
async def list_the_write_offs(
    request: Request, actor: Signed, *, waiting: bool = False
) -> WriteOffList:
    """What waits for a second person, and what was decided."""
    read = partial(list_write_offs, waiting_only=waiting)
    found = await ask(read, request.app.state.database, actor)
    return WriteOffList.model_validate({"items": found})


@router.post("", operation_id="proposeWriteOff", status_code=201, dependencies=JSON)
async def propose_a_write_off(
    request: Request, actor: Signed, body: WriteOffBody, key: Key
) -> WriteOffStands:
    """Propose to write a unit off, once per key."""
    at = business_time(request, body.at)
    form = ProposeForm(serial=body.serial, reason=body.reason, at=at)
    answer = await ask(propose_write_off, request.app.state.database, actor, form, key)
    return WriteOffStands.model_validate(answer)


@router.post("/{serial}/decision", operation_id="decideWriteOff", dependencies=JSON)
async def decide_a_write_off(
    request: Request, actor: Signed, serial: UnitNumber, body: WriteOffDecision, key: Key
) -> WriteOffStands:
    """Confirm or refuse what another person proposed, once per key."""
    form = DecideForm(
        serial=serial,
        confirmed=body.decision == "confirmed",
        remark=body.remark,
        at=business_time(request, body.at),
    )
    answer = await ask(decide_write_off, request.app.state.database, actor, form, key)
    return WriteOffStands.model_validate(answer)
