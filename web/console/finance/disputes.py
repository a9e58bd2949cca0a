"""The pages of disputes: a list with what will expire, and one dispute with its story."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from desk.actors import Actor
from desk.finance.claim_rules import list_claim_rules
from desk.finance.dispute_list import DisputeFilter, bill_meant, charges_on, list_disputes
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
from rules.errors import DeskError, Kind
from rules.finance.freight_words import PayMode
from runtime.database import Database
from web.api.headers import Number, shown_inline
from web.asking import ask
from web.console.finance.dispute_words import ANSWERS, PAY_MODES, STATES, TONES, VERDICTS
from web.console.order_words import FieldUnreadable, Typed, a_price, form_fields, if_given
from web.console.pages import key_of, new_key, show, wants_fragment
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
LONGEST = 2000
#: Refusals that are a page of their own; all others stand beside the form.
ELSEWHERE = {Kind.FORBIDDEN, Kind.UNSIGNED}
WORDS = {"states": STATES, "tones": TONES, "verdicts": VERDICTS, "pay_modes": PAY_MODES}


@router.get("/finance/disputes")
async def disputes(request: Request, actor: Signed) -> Response:
    """Every dispute, newest first; `?open=1` shows those of which something is to come."""
    return await disputes_page(request, actor, {})


@router.post("/finance/disputes")
async def open_one(request: Request, actor: Signed) -> Response:
    """The new dispute's page, or the form again with what to correct."""
    typed = await typed_in(request)
    key = key_of(typed.get("key", ""))
    try:
        answer = await ask(opened, request.app.state.database, actor, typed, key)
    except DeskError as refusal:
        if refusal.kind in ELSEWHERE:
            raise
        return await disputes_page(request, actor, typed, refusal)
    return RedirectResponse(f"/finance/disputes/{answer['number']}", HTTPStatus.SEE_OTHER)


@router.get("/finance/disputes/{number}")
async def dispute(request: Request, actor: Signed, number: Number) -> Response:
    """One dispute."""
    return await one_dispute(request, actor, number, {})


@router.get("/finance/disputes/{number}/packet")
async def packet(
    request: Request, actor: Signed, number: Number, part: PacketPart = PacketPart.PAPER
) -> Response:
    """The claim as it was mailed: the document or the table."""
    found = await ask(packet_file, request.app.state.database, actor, number, part)
    headers = {"Content-Disposition": shown_inline(found.file_name)}
    return Response(found.content, media_type=found.media_type, headers=headers)


@router.post("/finance/disputes/{number}")
async def change(request: Request, actor: Signed, number: Number) -> Response:
    """The dispute's page once it is changed, or the form again with what to correct."""
    typed = await typed_in(request)
    act, key = CHANGES.get(typed.get("act", ""), answered), key_of(typed.get("key", ""))
    try:
        await ask(act, request.app.state.database, actor, number, typed, key)
    except DeskError as refusal:
        if refusal.kind in ELSEWHERE or refusal.code == "unknown-dispute":
            raise
        return await one_dispute(request, actor, number, typed, refusal)
    return RedirectResponse(f"/finance/disputes/{number}", HTTPStatus.SEE_OTHER)


async def typed_in(request: Request) -> Typed:
    """What the form sends, each field cut to what any may hold."""
    return form_fields((await request.form()).items(), LONGEST)


async def disputes_page(
    request: Request, actor: Actor, typed: Typed, refusal: DeskError | None = None
) -> Response:
    """The list, the claim rules, and the form for whoever may open a dispute."""
    asked, database = request.query_params, request.app.state.database
    wanted = DisputeFilter(
        carrier=asked.get("carrier", ""),
        bill=asked.get("bill", ""),
        open_only=asked.get("open") == "1",
        before=asked.get("before", ""),
    )
    found = await ask(list_disputes, database, actor, wanted=wanted)
    return show(
        request,
        "_disputes.html" if wants_fragment(request) else "disputes.html",
        actor,
        status=int(status_of(type(refusal))) if refusal else HTTPStatus.OK,
        page=found,
        rules=await ask(list_claim_rules, database, actor),
        wanted=wanted,
        words_of=WORDS,
        typed=typed,
        refusal=refusal,
        key=new_key(),
    )


async def one_dispute(
    request: Request, actor: Actor, number: str, typed: Typed, refusal: DeskError | None = None
) -> Response:
    """The dispute as the record has it now, with a refusal above its forms."""
    found = await ask(dispute_page, request.app.state.database, actor, number)
    return show(
        request,
        "dispute.html",
        actor,
        status=int(status_of(type(refusal))) if refusal else HTTPStatus.OK,
        dispute=found,
        words_of=WORDS,
        answers=ANSWERS,
        typed=typed,
        refusal=refusal,
        new_key=new_key,
    )


def opened(database: Database, actor: Actor, typed: Typed, key: str) -> Answer:
    """A dispute on the lines of a bill, or without any on all that wait and can be claimed."""
    bill = bill_meant(database, actor, typed.get("bill", ""))
    lines = lines_in(typed.get("lines", ""))
    charges = charges_on(database, actor, bill, lines) if lines else []
    because, mode = typed.get("because", ""), PayMode.PAY_AND_CLAIM
    if typed.get("pay_mode") == PayMode.SHORT_PAY:
        mode = PayMode.SHORT_PAY
    now = datetime.now(UTC)
    return open_dispute(database, actor, bill, charges, because, key, now, pay_mode=mode)


def lines_in(written: str) -> set[int]:
    """Lines such as 3, 7 and 12 (FieldUnreadable)."""
    numbers = written.replace(",", " ").replace(";", " ").split()
    if not all(one.isdecimal() and one.isascii() for one in numbers):
        raise FieldUnreadable("Lines", written, "numbers of lines such as 3, 7")
    return {int(one) for one in numbers}


def answered(database: Database, actor: Actor, number: str, typed: Typed, key: str) -> Answer:
    """What the carrier answers."""
    amount = a_price(typed, "amount", "Amount") if if_given(typed, "amount") else None
    form = AnswerForm(
        number=number,
        answer=typed.get("answer", ""),
        amount=amount,
        reference=typed.get("reference", "")[:80],
        because=typed.get("because", ""),
    )
    return answer_dispute(database, actor, form, key, datetime.now(UTC))


def handed_in(database: Database, actor: Actor, number: str, typed: Typed, key: str) -> Answer:
    """A person has handed the claim in."""
    form = HandInForm(number=number, reference=typed.get("reference", "")[:80])
    return hand_in_dispute(database, actor, form, key, datetime.now(UTC))


def withdrawn(database: Database, actor: Actor, number: str, typed: Typed, key: str) -> Answer:
    """The claim is taken back."""
    form = WithdrawForm(number=number, because=typed.get("because", ""))
    return withdraw_dispute(database, actor, form, key, datetime.now(UTC))


CHANGES: dict[str, Callable[[Database, Actor, str, Typed, str], Answer]] = {
    "answer": answered,
    "hand_in": handed_in,
    "withdraw": withdrawn,
}
