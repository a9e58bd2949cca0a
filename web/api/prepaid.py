"""Prepaid hours: what is left, and a month's statement."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from desk.prepaid_statement import balance, statement
from web.api.headers import KnownTag, tagged
from web.api.service_answers import PrepaidHours
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/prepaid", tags=["prepaid"])
CustomerCode = Annotated[str, Path(max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]
Month = Annotated[
    str | None,
    Query(
        pattern="^20[0-9]{2}-(0[1-9]|1[0-2])$",
        description="Of the statement, such as 2026-11; left out, this month.",
    ),
]


@router.get("/{customer}", operation_id="readPrepaid", response_model=PrepaidHours)
async def read_prepaid_hours(
    request: Request,
    actor: Signed,
    customer: CustomerCode,
    month: Month = None,
    if_none_match: KnownTag = None,
) -> Response:
    """The balance of all packs and one month's statement, in minutes."""
    now = datetime.now(UTC)
    wanted = date.fromisoformat(f"{month}-01") if month else now.date()
    database = request.app.state.database
    left = await ask(balance, database, actor, customer, now)
    told = await ask(statement, database, actor, customer, wanted)
    parts = {name: getattr(left, name) for name in type(left).__dataclass_fields__}
    return tagged(PrepaidHours.model_validate({**parts, "statement": told}), if_none_match)
