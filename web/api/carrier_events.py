"""Carriers' pushes: verified on the raw bytes, kept, answered at once."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request

from desk.carrier_events import take_events
from web.api.answers import EventsTaken
from web.asking import ask

router = APIRouter(prefix="/v1/carrier-events", tags=["carriers"])
RAW = {"requestBody": {"required": True, "content": {"application/json": {}}}}
Carrier = Annotated[str, Path(max_length=40, pattern="^[a-z0-9_-]+$")]


@router.post("/{carrier}", status_code=202, operation_id="takeCarrierEvents", openapi_extra=RAW)
async def take_carrier_events(request: Request, carrier: Carrier) -> EventsTaken:
    """Keep signed tracking events, each once; a repeat counts nothing as new."""
    state = request.app.state
    raw, headers = await request.body(), dict(request.headers)
    now = datetime.now(UTC)
    new = await ask(take_events, state.database, state.carriers, carrier, headers, raw, now)
    return EventsTaken(new=new)
