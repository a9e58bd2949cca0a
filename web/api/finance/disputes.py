"""Disputes with carriers: listed, read, opened, answered, withdrawn; and the rules of claims."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from desk.actors import Actor
from desk.finance.claim_rules import list_claim_rules, set_claim_rule
from desk.finance.dispute_list import DisputeFilter, bill_meant, list_disputes
from desk.finance.dispute_view import PacketPart, dispute_page, packet_file
from desk.finance.disputes import (
    AnswerForm,
    HandInForm,
    WithdrawForm,
    answer_dispute,
    hand_in_dispute,
    open_dispute,
    withdraw_dispute,
)
from desk.request_keys import Answer
from runtime.database import Database
from web.api.finance.dispute_answers import (
    AnswerBody,
    ClaimRuleBody,
    ClaimRules,
    ClaimRuleSet,
    Dispute,
    DisputeList,
    DisputeStands,
    HandInBody,
    OpenBody,
    WithdrawBody,
)
from web.api.headers import Key, Number, shown_inline
from web.api.words import Body, business_time, json_only
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/finance", tags=["finance"])
Narrowed = Annotated[str, Query(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
JSON = [Depends(json_only)]


@router.get("/disputes", operation_id="listDisputes")
async def list_the_disputes(
    request: Request,
    actor: Signed,
    carrier: Narrowed = "",
    bill: Narrowed = "",
    before: Narrowed = "",
    *,
    open: bool = False,  # noqa: A002 - the word in the address
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> DisputeList:
    """Disputes, newest first; `open` leaves out those of which nothing is to come."""
    wanted = DisputeFilter(carrier=carrier, bill=bill, open_only=open, before=before)
    database = request.app.state.database
    found = await ask(list_disputes, database, actor, wanted=wanted, limit=limit)
    return DisputeList.model_validate(found)


@router.post("/disputes", operation_id="openDispute", status_code=201, dependencies=JSON)
async def open_a_dispute(
    request: Request, actor: Signed, body: OpenBody, key: Key
) -> DisputeStands:
    """Claim charges of one bill, once per key; its workflow mails the claim."""
    at = business_time(request, body.at) or datetime.now(UTC)
    answer = await ask(opened, request.app.state.database, actor, body, key, at)
    return DisputeStands.model_validate(answer)


@router.get("/disputes/{number}", operation_id="readDispute")
async def read_a_dispute(request: Request, actor: Signed, number: Number) -> Dispute:
    """One dispute with its charges and its story."""
    found = await ask(dispute_page, request.app.state.database, actor, number)
    return Dispute.model_validate(found)


@router.get("/disputes/{number}/packet", operation_id="readDisputePacket", response_class=Response)
async def read_the_packet(
    request: Request, actor: Signed, number: Number, part: PacketPart = PacketPart.PAPER
) -> Response:
    """The claim as it was mailed: the document, or as `part=csv` the table."""
    found = await ask(packet_file, request.app.state.database, actor, number, part)
    headers = {"Content-Disposition": shown_inline(found.file_name)}
    return Response(found.content, media_type=found.media_type, headers=headers)


@router.post("/disputes/{number}/answer", operation_id="answerDispute", dependencies=JSON)
async def answer_a_dispute(
    request: Request, actor: Signed, number: Number, body: AnswerBody, key: Key
) -> DisputeStands:
    """Write down what the carrier answers."""
    form = AnswerForm(number=number, **said(body))
    return await changed(request, actor, answer_dispute, form, key, body.at)


@router.post("/disputes/{number}/handed-in", operation_id="handInDispute", dependencies=JSON)
async def hand_in_a_dispute(
    request: Request, actor: Signed, number: Number, body: HandInBody, key: Key
) -> DisputeStands:
    """Write down that a person handed the claim in."""
    form = HandInForm(number=number, **said(body))
    return await changed(request, actor, hand_in_dispute, form, key, body.at)


@router.post("/disputes/{number}/withdrawal", operation_id="withdrawDispute", dependencies=JSON)
async def withdraw_a_dispute(
    request: Request, actor: Signed, number: Number, body: WithdrawBody, key: Key
) -> DisputeStands:
    """Take the claim back; the carrier is told if it has got it."""
    form = WithdrawForm(number=number, **said(body))
    return await changed(request, actor, withdraw_dispute, form, key, body.at)


@router.get("/claim-rules", operation_id="listClaimRules")
async def list_the_rules(request: Request, actor: Signed) -> ClaimRules:
    """How each carrier takes claims."""
    found = await ask(list_claim_rules, request.app.state.database, actor)
    return ClaimRules.model_validate({"items": found})


@router.post("/claim-rules", operation_id="setClaimRule", status_code=201, dependencies=JSON)
async def set_a_rule(
    request: Request, actor: Signed, body: ClaimRuleBody, key: Key
) -> ClaimRuleSet:
    """Put a rule on record that holds from its first day; none is ever changed."""
    now = datetime.now(UTC)
    answer = await ask(set_claim_rule, request.app.state.database, actor, body.form(), key, now)
    return ClaimRuleSet.model_validate(answer)


def opened(database: Database, actor: Actor, body: OpenBody, key: str, at: datetime) -> Answer:
    """The dispute on the bill that is meant."""
    bill = bill_meant(database, actor, body.bill)
    return open_dispute(
        database, actor, bill, body.charges, body.because, key, at, pay_mode=body.pay_mode
    )


def said(body: Body) -> dict[str, Any]:
    """What the body says but for its time."""
    return body.model_dump(exclude={"at"})


async def changed(
    request: Request,
    actor: Actor,
    act: Callable[..., Answer],
    form: object,
    key: str,
    at: datetime | None,
) -> DisputeStands:
    """How the dispute stands after the change, which is made once per key."""
    now = business_time(request, at) or datetime.now(UTC)
    answer = await ask(act, request.app.state.database, actor, form, key, now)
    return DisputeStands.model_validate(answer)
