"""What comes next in a case if nobody moves."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request

from desk.look_ahead import HORIZON, look_ahead
from rules.foresight import Coming
from web.api.answers import Answer
from web.api.headers import Number
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/cases", tags=["cases"])


class ComingThing(Answer):
    """One letter, reminder, label, charge or alarm; `again` if it comes back until one moves."""

    at: datetime
    what: Coming
    name: str
    sentence: str
    again: bool


class CaseAhead(Answer):
    """Everything to come in a case up to an instant, soonest first, and the zone of its days."""

    number: str
    until: datetime
    timezone: str
    coming: tuple[ComingThing, ...]


@router.get("/{number}/ahead", operation_id="readAhead")
async def read_ahead(
    request: Request,
    actor: Signed,
    number: Number,
    days: Annotated[int, Query(ge=1, le=730, description="How far to look.")] = HORIZON.days,
) -> CaseAhead:
    """What comes by itself if nobody moves; a customer's person sees what reaches the customer."""
    database, now = request.app.state.database, datetime.now(UTC)
    return CaseAhead.model_validate(await ask(look_ahead, database, actor, number, now, days))
