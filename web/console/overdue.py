"""The overdue board: units that customers owe, how late they are, and what happens next."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.overdue import owed_returns, standing_words
from web.asking import ask
from web.console.pages import show, wants_fragment
from web.sign_in import Signed

router = APIRouter()
LONGEST_CODE = 40


@router.get("/overdue")
async def overdue(request: Request, actor: Signed, customer: str = "") -> Response:
    """The whole page, or its table for a screen that asks again; the latest unit comes first."""
    customer = customer.strip()[:LONGEST_CODE]
    found = await ask(
        owed_returns, request.app.state.database, actor, datetime.now(UTC), customer=customer
    )
    return show(
        request,
        "_overdue.html" if wants_fragment(request) else "overdue.html",
        actor,
        returns=found,
        customer=customer,
        standing=standing_words,
    )
