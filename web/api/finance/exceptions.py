"""Charges that wait for a person: listed, decided, confirmed; and the tolerance rules."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from desk.finance.exceptions import ExceptionFilter, list_exceptions
from desk.finance.tolerances import list_tolerances, set_tolerance
from desk.finance.verdicts import Decision, confirm_shipment, decide_charge
from rules.finance.freight_words import Verdict
from web.api.finance.exception_answers import (
    MOST,
    ChargeStands,
    ConfirmBody,
    DecideBody,
    Exceptions,
    OfCharge,
    ToleranceBody,
    Tolerances,
    ToleranceSet,
)
from web.api.headers import Key
from web.api.words import business_time, json_only
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/finance", tags=["finance"])
JSON = [Depends(json_only)]
Narrowed = Annotated[str, Query(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]


@router.get("/exceptions", operation_id="listExceptions")
async def list_the_exceptions(
    request: Request,
    actor: Signed,
    verdict: Verdict | None = None,
    carrier: Narrowed = "",
    bill: Narrowed = "",
    after: Annotated[int, Query(ge=0, lt=MOST)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Exceptions:
    """What carriers billed and nobody has agreed, with what is suggested."""
    wanted = ExceptionFilter(verdict=verdict or "", carrier=carrier, bill=bill, after=after)
    found = await ask(list_exceptions, request.app.state.database, actor, wanted, limit=limit)
    return Exceptions.model_validate(found)


@router.post("/charges/{charge}/decision", operation_id="decideCharge", dependencies=JSON)
async def decide_a_charge(
    request: Request, actor: Signed, charge: OfCharge, body: DecideBody, key: Key
) -> ChargeStands:
    """Agree what is paid of a charge, once per key; the verdict before stays on record."""
    at = business_time(request, body.at) or datetime.now(UTC)
    decision = Decision(agreed=body.agreed, because=body.because, verdict=body.verdict or "")
    database = request.app.state.database
    answer = await ask(decide_charge, database, actor, charge, decision, key, at)
    return ChargeStands.model_validate(answer)


@router.post("/charges/{charge}/shipment", operation_id="confirmShipment", dependencies=JSON)
async def confirm_a_shipment(
    request: Request, actor: Signed, charge: OfCharge, body: ConfirmBody, key: Key
) -> ChargeStands:
    """Say which shipment a charge is for, once per key; the rules judge it anew."""
    at = business_time(request, body.at) or datetime.now(UTC)
    database, because = request.app.state.database, body.because
    answer = await ask(confirm_shipment, database, actor, charge, body.shipment, because, key, at)
    return ChargeStands.model_validate(answer)


@router.get("/tolerances", operation_id="listTolerances")
async def list_the_tolerances(request: Request, actor: Signed) -> Tolerances:
    """How far a charge may differ and still be paid, rule by rule."""
    found = await ask(list_tolerances, request.app.state.database, actor)
    return Tolerances.model_validate({"items": found})


@router.post("/tolerances", operation_id="setTolerance", status_code=201, dependencies=JSON)
async def set_a_tolerance(
    request: Request, actor: Signed, body: ToleranceBody, key: Key
) -> ToleranceSet:
    """Set a rule for bills issued from its first day; none is ever changed."""
    now = datetime.now(UTC)
    answer = await ask(set_tolerance, request.app.state.database, actor, body.form(), key, now)
    return ToleranceSet.model_validate(answer)
