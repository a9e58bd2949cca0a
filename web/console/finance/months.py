"""The home of finance: the month as a checklist with amounts, and what people decide of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from desk.actors import Actor
from desk.finance.month_view import list_months, month_view
from desk.finance.months import approve_month, ask_close, ask_reopen, confirm_reopen
from desk.request_keys import Answer
from rules.errors import DeskError, Kind
from runtime.database import Database
from web.asking import ask
from web.console.finance.month_words import EVENTS, HOLDS, MARKS, ROOMS, STATES, STEPS
from web.console.order_words import Typed, form_fields
from web.console.pages import key_of, new_key, show
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
OfMonth = Annotated[str, Path(pattern="^20[0-9]{2}-(0[1-9]|1[0-2])$")]
LONGEST = 2000


@router.get("/finance")
async def home(request: Request, actor: Signed) -> Response:
    """The month that is due to be closed, the months before it, and finance's other pages."""
    found = await ask(list_months, request.app.state.database, actor, datetime.now(UTC))
    return await month_page(request, actor, first_of(found.due))


@router.get("/finance/months/{month}")
async def one_month(request: Request, actor: Signed, month: OfMonth) -> Response:
    """One month."""
    return await month_page(request, actor, first_of(month))


@router.post("/finance/months/{month}")
async def decide(request: Request, actor: Signed, month: OfMonth) -> Response:
    """The month's page after the decision, or with what stands against it."""
    typed = form_fields((await request.form()).items(), LONGEST)
    act, key = ACTS.get(typed.get("act", ""), asked), key_of(typed.get("key", ""))
    try:
        await ask(act, request.app.state.database, actor, first_of(month), typed, key)
    except DeskError as refusal:
        if refusal.kind is Kind.UNSIGNED or refusal.code == "not-allowed":
            raise
        return await month_page(request, actor, first_of(month), refusal)
    return RedirectResponse(f"/finance/months/{month}", HTTPStatus.SEE_OTHER)


async def month_page(
    request: Request, actor: Actor, first: date, refusal: DeskError | None = None
) -> Response:
    """The checklist, with a refusal above its buttons."""
    database, now = request.app.state.database, datetime.now(UTC)
    found = await ask(month_view, database, actor, first, now)
    months = await ask(list_months, database, actor, now)
    return show(
        request,
        "finance.html",
        actor,
        status=int(status_of(type(refusal))) if refusal else HTTPStatus.OK,
        found=found,
        months=months,
        words_of={"states": STATES, "steps": STEPS, "marks": MARKS, "holds": HOLDS, "did": EVENTS},
        rooms=ROOMS,
        refusal=refusal,
        new_key=new_key,
    )


def first_of(month: str) -> date:
    """The first day of a month written YYYY-MM."""
    return date.fromisoformat(f"{month}-01")


def asked(database: Database, actor: Actor, month: date, _: Typed, key: str) -> Answer:
    """The close is asked for."""
    return ask_close(database, actor, month, key, datetime.now(UTC))


def approved(database: Database, actor: Actor, month: date, _: Typed, key: str) -> Answer:
    """The month is approved."""
    return approve_month(database, actor, month, key, datetime.now(UTC))


def reopening(database: Database, actor: Actor, month: date, typed: Typed, key: str) -> Answer:
    """A re-opening is asked for."""
    because = typed.get("because", "")
    return ask_reopen(database, actor, month, because, key, datetime.now(UTC))


def reopened(database: Database, actor: Actor, month: date, _: Typed, key: str) -> Answer:
    """A second person confirms it."""
    return confirm_reopen(database, actor, month, key, datetime.now(UTC))


ACTS: dict[str, Callable[[Database, Actor, date, Typed, str], Answer]] = {
    "close": asked,
    "approve": approved,
    "reopen": reopening,
    "confirm": reopened,
}
