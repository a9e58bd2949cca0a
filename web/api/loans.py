"""Loans: which unit is with whom, why still, and until when."""

from datetime import datetime

from fastapi import APIRouter, Request

from desk.loans import list_loans
from rules.case_loan import WhyOut
from web.api.answers import Answer
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/loans", tags=["loans"])


class LoanLine(Answer):
    """A unit on loan; `device` is the user's own, `due` the last day once it was asked back."""

    case: str
    customer: str
    serial: str
    model: str
    device: str
    since: datetime | None
    why: WhyOut
    due: datetime | None
    overdue: bool


class LoanList(Answer):
    """Loans of open cases, overdue ones first."""

    items: tuple[LoanLine, ...]


@router.get("", operation_id="listLoans")
async def list_the_loans(request: Request, actor: Signed, *, overdue: bool = False) -> LoanList:
    """The loans the caller may see; with `overdue` only those past their last day."""
    found = await ask(list_loans, request.app.state.database, actor, overdue=overdue)
    return LoanList.model_validate({"items": found})
