"""Charges that wait for finance; each is decided on its case with `charge_decided`."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Request

from desk.charges import proposed_charges
from rules.case_values import ChargeKind
from web.api.answers import Answer
from web.api.words import Code
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/charges", tags=["charges"])


class ChargeLine(Answer):
    """A proposed charge; `kind` and `about` name it in the decision, `what` is for people."""

    case: str
    customer: str
    kind: ChargeKind
    about: str
    what: str
    amount: Decimal | None
    currency: str
    proposed_at: datetime


class ChargeList(Answer):
    """Proposed charges, the oldest first."""

    items: tuple[ChargeLine, ...]


@router.get("", operation_id="listCharges")
async def list_the_charges(
    request: Request,
    actor: Signed,
    *,
    customer: Annotated[Code, Query(description="A customer's code.")] = "",
) -> ChargeList:
    """The charges that are put before finance, of all customers or of one."""
    found = await ask(proposed_charges, request.app.state.database, actor, customer=customer)
    return ChargeList.model_validate({"items": found})
