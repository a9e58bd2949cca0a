"""The bench page: its units oldest first, what comes next, and the decisions beside each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from desk.actors import Actor
from desk.alarms import alarms_at
from desk.bench import DECISIONS, BenchUnit, bench_units
from desk.unit_history import unit_history
from rules.case_facts import Told
from rules.errors import DeskError, Kind
from web.api.headers import Number
from web.asking import ask
from web.console import bench_words
from web.console.case import take
from web.console.decision_forms import DecisionForm, tailored
from web.console.decision_shapes import DecisionWords
from web.console.pages import key_of, new_key, show
from web.problems import HEADERS, status_of
from web.sign_in import Signed

router = APIRouter()
Code = Annotated[str, Path(max_length=64, pattern=r"^[!-~]+$")]
Scanned = Annotated[str, Query(max_length=128)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One unit on the page, with a form for each decision it can take."""

    unit: BenchUnit
    forms: tuple[DecisionForm, ...]


@router.get("/bench")
async def bench(request: Request, actor: Signed, serial: Scanned = "") -> Response:
    """Every unit, or the scanned one alone with its forms open."""
    return await bench_page(request, actor, serial=serial.strip())


async def bench_page(
    request: Request,
    actor: Actor,
    *,
    serial: str = "",
    refused: DecisionForm | None = None,
    case: str = "",
    status: int = 200,
) -> Response:
    """The page as the record has it now, with a refused decision still in its form."""
    database = request.app.state.database
    units = await ask(bench_units, database, actor)
    alarms = await ask(alarms_at, database, actor, datetime.now(UTC))
    found = [one for one in units if serial.upper() in {"", one.serial}]
    if refused is not None:
        serial = refused.typed.get("serial", "")
    cards = [Card(unit=one, forms=forms_of(actor, one, case, refused)) for one in found]
    return show(
        request,
        "bench.html",
        actor,
        status=status,
        count=len(units),
        cards=cards,
        alarms=alarms,
        serial=serial,
        bench=bench_words,
        business_time=request.app.state.settings.business_time,
    )


def forms_of(
    actor: Actor, unit: BenchUnit, case: str, refused: DecisionForm | None
) -> tuple[DecisionForm, ...]:
    """A form for each decision this unit can take, with its own choices; the refused one first."""
    if not actor.may("decide"):
        return ()
    fresh = [
        DecisionForm(decision=told, words=words_for(told, unit), key=new_key(), typed={})
        for told in unit.decisions
    ]
    mine = refused is not None and (unit.case, unit.serial) == (case, refused.typed.get("serial"))
    if refused is not None and mine:
        again = replace(refused, words=words_for(refused.decision, unit))
        fresh = [again, *(form for form in fresh if form.decision is not refused.decision)]
    return tuple(fresh)


def words_for(told: Told, unit: BenchUnit) -> DecisionWords:
    """The decision's form without the serial, which the page knows, and with the unit's choices."""
    words = bench_words.BENCH[told]
    asked = tuple(one for one in words.questions if one is not bench_words.SERIAL)
    clauses = [("", "not excluded"), *((one, one) for one in unit.exclusions)]
    choices = {
        "destination": [(one.value, bench_words.DESTINATIONS[one]) for one in unit.destinations],
        "exclusion": clauses if unit.exclusions else [],
    }
    return tailored(replace(words, questions=asked), choices)


@router.post("/bench/{number}/decisions")
async def decide_at_bench(request: Request, actor: Signed, number: Number) -> Response:
    """Back to the bench once it is decided; refused, the page says why beside the unit."""
    sent = {name: str(value).strip() for name, value in (await request.form()).items()}
    told = next((one for one in DECISIONS if one == sent.get("decision")), None)
    if told is None:
        return RedirectResponse("/bench", HTTPStatus.SEE_OTHER)
    form = form_sent(told, sent)
    try:
        await take(request, actor, number, form)
    except ValidationError:
        unread = replace(form, problem="The time or an answer cannot be read.")
        return await bench_page(request, actor, refused=unread, case=number, status=422)
    except DeskError as refusal:
        if refusal.kind in {Kind.MISSING, Kind.FORBIDDEN, Kind.UNSIGNED}:
            raise
        return await say_refusal(request, actor, number, replace(form, refusal=refusal))
    return RedirectResponse("/bench", HTTPStatus.SEE_OTHER)


def form_sent(told: Told, sent: Mapping[str, str]) -> DecisionForm:
    """What was typed, under the key it was sent with."""
    key = key_of(sent.get("key", ""))
    return DecisionForm(decision=told, words=bench_words.BENCH[told], key=key, typed=sent)


async def say_refusal(request: Request, actor: Actor, number: str, form: DecisionForm) -> Response:
    """The page with the refusal; the key stays, so pressing again repeats and never doubles."""
    status = status_of(type(form.refusal)) if form.refusal else HTTPStatus.CONFLICT
    page = await bench_page(request, actor, refused=form, case=number, status=status)
    page.headers.update(HEADERS.get(status, {}))
    return page


@router.get("/units/{code}")
async def unit(request: Request, actor: Signed, code: Code) -> Response:
    """The history of one unit."""
    history = await ask(unit_history, request.app.state.database, actor, code)
    return show(request, "unit.html", actor, unit=history, bench=bench_words)
