"""Silent and lost parcels: what is looked for, and what was claimed."""

from datetime import datetime

from fastapi import APIRouter, Request

from desk.searches import Standing, parcel_claims, silent_parcels
from rules.case_words import Direction
from web.api.answers import Answer
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/parcels", tags=["parcels"])


class ParcelLine(Answer):
    """A parcel that was looked for; `lost_on` is when it is given up, empty once it was."""

    case: str
    customer: str
    direction: Direction
    attempt: int
    carrier: str
    tracking_no: str
    standing: Standing
    last_seen: datetime | None
    lost_on: datetime | None
    trace_no: str
    claim_no: str
    refusal: str
    claimed_at: datetime | None
    found_at: datetime | None


class ParcelList(Answer):
    """Parcels that were looked for."""

    items: tuple[ParcelLine, ...]


@router.get("/silent", operation_id="listSilentParcels")
async def list_the_silent(request: Request, actor: Signed) -> ParcelList:
    """The parcels that are looked for now, the one that is given up soonest first."""
    found = await ask(silent_parcels, request.app.state.database, actor)
    return ParcelList.model_validate({"items": found})


@router.get("/claims", operation_id="listParcelClaims")
async def list_the_claims(request: Request, actor: Signed) -> ParcelList:
    """The parcels that are lost or were claimed, found ones too; newest case first."""
    found = await ask(parcel_claims, request.app.state.database, actor)
    return ParcelList.model_validate({"items": found})
