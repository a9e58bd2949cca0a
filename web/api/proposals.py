"""Cost proposals of a case: what a repair would cost, until when it stands, what was answered."""

from datetime import datetime
from decimal import Decimal

from fastapi import APIRouter, Request

from desk.proposals import list_proposals
from rules.case_values import ProposalState
from web.api.answers import Answer
from web.api.headers import Number
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/cases", tags=["cases"])


class CostLine(Answer):
    """One line of a proposal; the price is for one, without VAT."""

    text: str
    quantity: Decimal
    unit_price: Decimal


class CostProposal(Answer):
    """A proposal, such as P1; `otherwise` is where a unit goes that is not repaired."""

    number: str
    case: str
    serial: str
    device: str
    lines: tuple[CostLine, ...]
    amount: Decimal
    currency: str
    reason: str
    state: ProposalState
    made_at: datetime
    made_by: str
    valid_until: datetime
    answered_at: datetime | None
    answered_by: str
    otherwise: str


class CostProposalList(Answer):
    """The proposals of a case, the first first."""

    items: tuple[CostProposal, ...]


@router.get("/{number}/proposals", operation_id="listProposals")
async def list_the_proposals(request: Request, actor: Signed, number: Number) -> CostProposalList:
    """The case's cost proposals; they are made and answered as decisions on the case."""
    found = await ask(list_proposals, request.app.state.database, actor, number)
    return CostProposalList.model_validate({"items": found})
