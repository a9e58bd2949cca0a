"""The loan board: which unit is with whom, why still, and until when."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.loans import WHY_WORDS, list_loans
from web.asking import ask
from web.console.pages import show, wants_fragment
from web.sign_in import Signed

router = APIRouter()


@router.get("/loans")
async def loans(request: Request, actor: Signed, only: str = "") -> Response:
    """The whole page, or its table for a screen that asks again; overdue loans come first."""
    overdue = only == "overdue"
    found = await ask(list_loans, request.app.state.database, actor, overdue=overdue)
    template = "_loans.html" if wants_fragment(request) else "loans.html"
    return show(request, template, actor, loans=found, only_overdue=overdue, why=WHY_WORDS)
