"""The pages of counts: those of a pool's shelf, and one with its scan field and differences."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from desk.actors import Actor
from desk.request_keys import Answer
from desk.scan_page import ScanLine
from desk.stocktake_closing import CloseCountForm, Explanation, close_count
from desk.stocktake_view import count_page, shelf_counts
from desk.stocktakes import (
    CancelCountForm,
    CountScanForm,
    OpenCountForm,
    cancel_count,
    open_count,
    scan_into_count,
)
from rules.errors import DeskError, Kind
from runtime.database import Database
from web.api.headers import Number
from web.api.pools import PoolCode
from web.asking import ask
from web.console.count_words import FOLLOWS, KINDS, STATES
from web.console.pages import key_of, new_key, show, wants_fragment
from web.console.pool import told, typed_in
from web.console.scan import BURST_GAP, red
from web.sign_in import Signed

router = APIRouter()
#: Fields of a form with an explanation for each difference.
MOST_FIELDS = 15_000
#: The big word of a refusal.
WORDS = {"count-ended": "CLOSED", "unreadable-scan": "UNREADABLE", "code-too-long": "TOO LONG"}
Sent = Mapping[str, str]


@router.get("/pools/{code}/count")
async def counts_of_a_pool(request: Request, actor: Signed, code: PoolCode) -> Response:
    """The counts of the pool's shelf, and the form that opens one."""
    return await shelf_page(request, actor, code)


@router.post("/pools/{code}/count")
async def open_a_count(request: Request, actor: Signed, code: PoolCode) -> Response:
    """The new count's page, or the list with what stands against it."""
    typed = await typed_in(request)
    key = key_of(typed.get("key", ""))
    try:
        form = OpenCountForm(pool=code)
        answer = await ask(open_count, request.app.state.database, actor, form, key)
    except DeskError as refusal:
        wrong, status = told(refusal)
        return await shelf_page(request, actor, code, wrong=wrong, status=status)
    return RedirectResponse(f"/counts/{answer['number']}", HTTPStatus.SEE_OTHER)


async def shelf_page(
    request: Request, actor: Actor, code: str, *, wrong: str = "", status: int = 200
) -> Response:
    """The list with its form."""
    found = await ask(shelf_counts, request.app.state.database, actor, code)
    return show(
        request,
        "counts.html",
        actor,
        status=status,
        counts=found,
        states=STATES,
        wrong=wrong,
        key=new_key(),
    )


@router.get("/counts/{number}")
async def one_count(request: Request, actor: Signed, number: Number) -> Response:
    """The count with its scan field and its differences."""
    return await page_of(request, actor, number)


@router.post("/counts/{number}/scan")
async def scan(request: Request, actor: Signed, number: Number) -> Response:
    """The page, or just its answer for a script, with the verdict on top."""
    sent = await typed_in(request)
    key, code = key_of(sent.get("key", "")), sent.get("code", "")
    try:
        form = CountScanForm(number=number, code=code)
        answer = await ask(scan_into_count, request.app.state.database, actor, form, key)
    except DeskError as refusal:
        if refusal.kind is Kind.UNAVAILABLE or refusal.code == "unknown-count":
            raise
        _, status = told(refusal)
        verdict = red(code, WORDS.get(refusal.code, "REFUSED"), refusal.detail)
        shown = HTTPStatus.OK if wants_fragment(request) else status
        return await page_of(request, actor, number, verdict, status=shown)
    said = {name: str(answer[name]) for name in ("code", "word", "colour", "text")}
    return await page_of(request, actor, number, ScanLine(**said, case=""))


@router.post("/counts/{number}")
async def end_a_count(request: Request, actor: Signed, number: Number) -> Response:
    """The closed or cancelled count, or its page again with what to explain; once per key."""
    form = await request.form(max_fields=MOST_FIELDS)
    sent = {name: str(value).strip() for name, value in form.items()}
    key, act = key_of(sent.get("key", "")), ENDS.get(sent.get("act", ""), close)
    try:
        await ask(act, request.app.state.database, actor, number, sent, key)
    except DeskError as refusal:
        if refusal.code == "unknown-count":
            raise
        wrong, status = told(refusal)
        return await page_of(request, actor, number, sent=sent, wrong=wrong, status=status)
    return RedirectResponse(f"/counts/{number}", HTTPStatus.SEE_OTHER)


def close(database: Database, actor: Actor, number: str, sent: Sent, key: str) -> Answer:
    """With an explanation of each difference."""
    explanations = tuple(
        Explanation(
            code=code,
            text=sent.get(f"why.{place}", ""),
            misplaced=f"aside.{place}" in sent,
        )
        for place, code in numbered(sent)
    )
    form = CloseCountForm(number=number, explanations=explanations)
    return close_count(database, actor, form, key)


def cancel(database: Database, actor: Actor, number: str, sent: Sent, key: str) -> Answer:
    """With a reason."""
    form = CancelCountForm(number=number, because=sent.get("because", ""))
    return cancel_count(database, actor, form, key)


ENDS: Mapping[str, Callable[[Database, Actor, str, Sent, str], Answer]] = {
    "close": close,
    "cancel": cancel,
}


def numbered(sent: Sent) -> list[tuple[str, str]]:
    """The codes of a form with the numbers their fields go by."""
    codes = ((name.partition("."), value) for name, value in sent.items())
    return [(number, value) for (word, _, number), value in codes if word == "code"]


async def page_of(
    request: Request,
    actor: Actor,
    number: str,
    verdict: ScanLine | None = None,
    *,
    sent: Sent | None = None,
    wrong: str = "",
    status: int = 200,
) -> Response:
    """The count as the record has it now, its forms as they were typed."""
    typed = sent or {}
    return show(
        request,
        "_count.html" if wants_fragment(request) else "count.html",
        actor,
        status=status,
        count=await ask(count_page, request.app.state.database, actor, number),
        verdict=verdict,
        why={code: typed.get(f"why.{place}", "") for place, code in numbered(typed)},
        aside={code for place, code in numbered(typed) if f"aside.{place}" in typed},
        wrong=wrong,
        kinds=KINDS,
        follows=FOLLOWS,
        states=STATES,
        new_key=new_key,
        gap=BURST_GAP,
    )
