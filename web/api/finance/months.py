"""Months of the books: their checklist, close, approval and re-opening."""

from datetime import UTC, date, datetime

from fastapi import APIRouter, Depends, Request

from desk.finance.month_view import list_months, month_view, recount
from desk.finance.months import approve_month, ask_close, ask_reopen, confirm_reopen
from web.api.finance.month_answers import (
    DecisionBody,
    Month,
    Months,
    MonthStands,
    OfMonth,
    Recounted,
    ReopenBody,
)
from web.api.headers import Key
from web.api.words import business_time, json_only
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/finance/months", tags=["finance"])
JSON = [Depends(json_only)]


@router.get("", operation_id="listMonths")
async def list_the_months(request: Request, actor: Signed) -> Months:
    """Months of the books, newest first."""
    found = await ask(list_months, request.app.state.database, actor, datetime.now(UTC))
    return Months.model_validate(found)


@router.get("/{month}", operation_id="readMonth")
async def read_a_month(request: Request, actor: Signed, month: OfMonth) -> Month:
    """One month: its checklist with amounts, its story and what its closes kept."""
    now = datetime.now(UTC)
    found = await ask(month_view, request.app.state.database, actor, first_of(month), now)
    return Month.model_validate(found)


@router.get("/{month}/recount", operation_id="recountMonth")
async def recount_a_month(request: Request, actor: Signed, month: OfMonth) -> Recounted:
    """The figures of the last close counted once more from the record."""
    found = await ask(recount, request.app.state.database, actor, first_of(month))
    return Recounted.model_validate(found)


@router.post("/{month}/close", operation_id="closeMonth", dependencies=JSON)
async def close_a_month(
    request: Request, actor: Signed, month: OfMonth, body: DecisionBody, key: Key
) -> MonthStands:
    """Have the month closed as soon as another person has approved it."""
    at = business_time(request, body.at) or datetime.now(UTC)
    answer = await ask(ask_close, request.app.state.database, actor, first_of(month), key, at)
    return MonthStands.model_validate(answer)


@router.post("/{month}/approval", operation_id="approveMonth", dependencies=JSON)
async def approve_a_month(
    request: Request, actor: Signed, month: OfMonth, body: DecisionBody, key: Key
) -> MonthStands:
    """Approve the month as it stands; then its statements are issued and it is posted."""
    at = business_time(request, body.at) or datetime.now(UTC)
    answer = await ask(approve_month, request.app.state.database, actor, first_of(month), key, at)
    return MonthStands.model_validate(answer)


@router.post("/{month}/reopening", operation_id="askToReopenMonth", dependencies=JSON)
async def ask_to_reopen_a_month(
    request: Request, actor: Signed, month: OfMonth, body: ReopenBody, key: Key
) -> MonthStands:
    """Ask, with a reason, for a closed month to be opened again."""
    at = business_time(request, body.at) or datetime.now(UTC)
    database, first = request.app.state.database, first_of(month)
    answer = await ask(ask_reopen, database, actor, first, body.because, key, at)
    return MonthStands.model_validate(answer)


@router.post("/{month}/reopening/confirmation", operation_id="reopenMonth", dependencies=JSON)
async def reopen_a_month(
    request: Request, actor: Signed, month: OfMonth, body: DecisionBody, key: Key
) -> MonthStands:
    """Open it again, as the second person; what its close kept stays."""
    at = business_time(request, body.at) or datetime.now(UTC)
    answer = await ask(confirm_reopen, request.app.state.database, actor, first_of(month), key, at)
    return MonthStands.model_validate(answer)


def first_of(month: str) -> date:
    """The first day of a month written YYYY-MM."""
    return date.fromisoformat(f"{month}-01")
