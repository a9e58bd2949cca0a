"""Owed units: how late each is, where its clock stands, and what happens next."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Request

from desk.overdue import Standing, owed_returns
from web.api.answers import Answer
from web.api.words import Code
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/overdue", tags=["overdue"])


class UsableLabel(Answer):
    """The return label the customer can use now."""

    tracking_no: str
    valid_until: datetime | None


class OwedLine(Answer):
    """One unit that is owed; days overdue are the customer's own, none while it is in time."""

    customer: str
    case: str
    serial: str
    why: str
    since: datetime
    due_on: date
    days_overdue: int
    standing: Standing
    paused_by: tuple[str, ...]
    extra_days: int
    next_step: str
    next_at: datetime
    label: UsableLabel | None
    charge: str
    amount: Decimal | None
    currency: str


class OwedList(Answer):
    """Owed units whose return clock has begun, the one that is most overdue first."""

    items: tuple[OwedLine, ...]


@router.get("", operation_id="listOverdue")
async def list_owed_units(
    request: Request,
    actor: Signed,
    *,
    customer: Annotated[Code, Query(description="A customer's code.")] = "",
) -> OwedList:
    """The owed units of all customers, or of one."""
    found = await ask(
        owed_returns, request.app.state.database, actor, datetime.now(UTC), customer=customer
    )
    return OwedList.model_validate({"items": found})
