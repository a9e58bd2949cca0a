"""The work list of charges that wait for a person, one decision each, with keys or without."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from desk.actors import Actor
from desk.finance.disputes import open_dispute
from desk.finance.exceptions import ExceptionFilter, list_exceptions
from desk.finance.tolerances import list_tolerances
from desk.finance.verdicts import BILLED, EXPECTED, Decision, confirm_shipment, decide_charge
from desk.request_keys import Answer
from rules.errors import DeskError, Kind
from runtime.database import Database
from web.asking import ask
from web.console.finance.bill_words import VERDICTS
from web.console.order_words import Typed, form_fields
from web.console.pages import key_of, new_key, show
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
LONGEST = 2000
LARGEST = 2**63 - 1
_COUNT = re.compile(r"[0-9]{1,19}")
#: Refusals that are a page of their own; all others stand above the list.
ELSEWHERE = {"not-allowed"}
NARROWED = ("verdict", "carrier", "bill", "after")


@router.get("/finance/exceptions")
async def exceptions(request: Request, actor: Signed) -> Response:
    """What waits, oldest first."""
    return await work_list(request, actor, dict(request.query_params), {})


@router.post("/finance/exceptions")
async def decide(request: Request, actor: Signed) -> Response:
    """The list after the decision, or with what stands against it."""
    typed = form_fields((await request.form()).items(), LONGEST)
    act, key = ACTS.get(typed.get("act", ""), agree), key_of(typed.get("key", ""))
    try:
        await ask(act, request.app.state.database, actor, typed, key)
    except DeskError as refusal:
        if refusal.kind is Kind.UNSIGNED or refusal.code in ELSEWHERE:
            raise
        return await work_list(request, actor, typed, typed, refusal)
    narrowed = urlencode({name: typed[name] for name in NARROWED if typed.get(name)})
    return RedirectResponse(f"/finance/exceptions?{narrowed}", HTTPStatus.SEE_OTHER)


async def work_list(
    request: Request,
    actor: Actor,
    asked: Typed,
    typed: Typed,
    refusal: DeskError | None = None,
) -> Response:
    """The list, with a refusal above it."""
    wanted = ExceptionFilter(
        verdict=asked.get("verdict", ""),
        carrier=asked.get("carrier", ""),
        bill=asked.get("bill", ""),
        after=a_count(asked.get("after", "")),
    )
    database = request.app.state.database
    return show(
        request,
        "exceptions.html",
        actor,
        status=int(status_of(type(refusal))) if refusal else HTTPStatus.OK,
        page=await ask(list_exceptions, database, actor, wanted),
        tolerances=await ask(list_tolerances, database, actor),
        wanted=wanted,
        verdicts=VERDICTS,
        typed=typed,
        refusal=refusal,
        new_key=new_key,
    )


def a_count(written: str) -> int:
    """The number that was written; of anything else the first."""
    return min(int(written), LARGEST) if _COUNT.fullmatch(written) else 0


def agree(database: Database, actor: Actor, typed: Typed, key: str) -> Answer:
    """The amount is paid as it was billed."""
    return decided(database, actor, typed, BILLED, key)


def as_expected(database: Database, actor: Actor, typed: Typed, key: str) -> Answer:
    """What was expected is paid."""
    return decided(database, actor, typed, EXPECTED, key)


def decided(database: Database, actor: Actor, typed: Typed, agreed: str, key: str) -> Answer:
    """What is paid of the charge."""
    decision = Decision(agreed=agreed, because=typed.get("because", ""))
    charge = a_count(typed.get("charge", ""))
    return decide_charge(database, actor, charge, decision, key, datetime.now(UTC))


def confirm(database: Database, actor: Actor, typed: Typed, key: str) -> Answer:
    """The suggested shipment is the charge's."""
    charge, shipment = a_count(typed.get("charge", "")), a_count(typed.get("shipment", ""))
    because, now = typed.get("because", ""), datetime.now(UTC)
    return confirm_shipment(database, actor, charge, shipment, because, key, now)


def bill_id_of(typed: Typed) -> uuid.UUID:
    """The bill the form names; of anything else none there is."""
    try:
        return uuid.UUID(typed.get("bill_id", ""))
    except ValueError:
        return uuid.UUID(int=0)


def dispute(database: Database, actor: Actor, typed: Typed, key: str) -> Answer:
    """The charge is claimed back."""
    charge, because = a_count(typed.get("charge", "")), typed.get("because", "")
    bill, now = bill_id_of(typed), datetime.now(UTC)
    return open_dispute(database, actor, bill, [charge], because, key, now)


ACTS: dict[str, Callable[[Database, Actor, Typed, str], Answer]] = {
    "agree": agree,
    "expected": as_expected,
    "dispute": dispute,
    "confirm": confirm,
}
