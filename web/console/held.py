"""The page of held units: passed into their pools or failed, by scan or from the list."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from desk.actors import Actor
from desk.pool_units import pool_units_table
from desk.quality_hold import HoldForm, held_units, judge_held, last_judged
from desk.scan_page import ScanLine
from rules.errors import DeskError, Kind
from web.api.attachments import offered
from web.api.held_units import JudgementBody, PoolCode
from web.api.words import business_time
from web.asking import ask
from web.console.pages import key_of, new_key, show, wants_fragment
from web.console.scan import BURST_GAP, red
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
#: The big word of a refusal.
WORDS = {
    "not-held": "NOT HELD",
    "judged-before": "JUDGED",
    "finding-missing": "SAY WHY",
    "unreadable-scan": "UNREADABLE",
}


@router.get("/held")
async def held(request: Request, actor: Signed) -> Response:
    """Everything that waits to be judged, the oldest first."""
    return await held_page(request, actor, {})


@router.post("/held")
async def judge(request: Request, actor: Signed) -> Response:
    """The page, or just its answer for a script, with what became of the unit on top."""
    sent = {name: str(value).strip() for name, value in (await request.form()).items()}
    key, code = key_of(sent.pop("key", "")), sent.get("code", "")
    said = {name: sent[name] for name in ("decision", "finding", "at") if sent.get(name)}
    try:
        body = JudgementBody.model_validate(said)
        form = HoldForm(
            units=(code,),
            passed=body.decision == "passed",
            finding=body.finding,
            at=business_time(request, body.at),
        )
        answer = await ask(judge_held, request.app.state.database, actor, form, key)
    except ValidationError:
        text = "A field holds what it cannot hold. Choose passed or failed and scan again."
        return await held_page(request, actor, sent, red(code, "UNREADABLE", text))
    except DeskError as refusal:
        if refusal.kind in {Kind.FORBIDDEN, Kind.UNSIGNED}:
            raise
        return await not_judged(request, actor, sent, refusal)
    return await held_page(request, actor, sent, ScanLine(**answer["said"]))


async def not_judged(
    request: Request, actor: Actor, sent: dict[str, str], refusal: DeskError
) -> Response:
    """A red word; a record that is away keeps nothing, and the problem page says so."""
    if refusal.kind is Kind.UNAVAILABLE:
        raise refusal
    word = WORDS.get(refusal.code, "REFUSED")
    status = 200 if wants_fragment(request) else status_of(type(refusal))
    line = red(sent.get("code", ""), word, refusal.detail)
    return await held_page(request, actor, sent, line, status=status)


async def held_page(
    request: Request,
    actor: Actor,
    sent: dict[str, str],
    verdict: ScanLine | None = None,
    *,
    status: int = 200,
) -> Response:
    """The station with the list as the record has it now."""
    database = request.app.state.database
    return show(
        request,
        "_held.html" if wants_fragment(request) else "held.html",
        actor,
        status=status,
        units=await ask(held_units, database, actor),
        lines=await ask(last_judged, database, actor),
        verdict=verdict,
        sent=sent,
        key=new_key(),
        gap=BURST_GAP,
        business_time=request.app.state.settings.business_time,
    )


@router.get("/pools/{code}/units.csv")
async def units_of_the_pool(request: Request, actor: Signed, code: PoolCode) -> Response:
    """The pool's units as a table to save."""
    table = await ask(pool_units_table, request.app.state.database, actor, code)
    headers = {"Content-Disposition": offered(f"{code}-units.csv")}
    return Response(table, media_type="text/csv", headers=headers)
