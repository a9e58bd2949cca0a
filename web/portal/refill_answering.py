"""How a refill prompt is answered on a page, whichever door its reader came through."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from pydantic import TypeAdapter, ValidationError

from desk.prompt_answers import PromptChoice
from desk.prompt_view import LinkedPrompt, Standing
from rules.errors import DeskError
from rules.pool_orders import PromptOutcome
from rules.prompt_answers import AnswerUnclear, NotTaken
from web.api.words import BusinessTime, business_time
from web.asking import ask, ask_story
from web.console.pages import key_of, new_key
from web.portal.refill_form import ANSWER, FIELD_OF, RefillForm, because, errors_in, read_form
from web.portal.refill_told import told
from web.portal.words import phrases_in
from web.problems import HEADERS, status_of

#: What a page is answered with when there was nothing left to answer.
OVER: Mapping[str, HTTPStatus] = {
    Standing.EXPIRED: HTTPStatus.GONE,
    Standing.WITHDRAWN: HTTPStatus.GONE,
    Standing.REVOKED: HTTPStatus.GONE,
}
#: Refusals that leave the form to be filled in again; all others come too late.
STILL_OPEN = frozenset({*FIELD_OF, NotTaken.ABOVE_LIMIT, NotTaken.NO_PRICE})

Draw = Callable[[LinkedPrompt, HTTPStatus, Mapping[str, Any]], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Where somebody reads a prompt: its address, and how it is looked at, answered and drawn."""

    address: str
    look: Callable[[datetime | None], LinkedPrompt]
    answer: Callable[[PromptChoice, str, datetime | None], Coroutine[Any, Any, PromptOutcome]]
    draw: Draw


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was sent, under its key, and the phrases of what is wrong with it."""

    form: RefillForm = field(default_factory=RefillForm)
    key: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


NOTHING = Typed()


async def show_prompt(seat: Seat) -> Response:
    """The page as the record has the prompt now."""
    found = await ask(seat.look, None)
    return page(seat, found, status=OVER.get(found.standing, HTTPStatus.OK))


async def answer_prompt(request: Request, seat: Seat) -> Response:
    """Back to the page once the answer is taken; a double click is one answer."""
    sent = {name: str(value) for name, value in (await request.form()).items()}
    typed = Typed(form=read_form(sent), key=key_of(sent.get("key", "")))
    try:
        at = moment_of(request, sent.get("at", "").strip())
    except ValidationError:
        return unread(seat, await ask(seat.look, None), typed)
    found = await ask(seat.look, at)
    if found.answerable and (errors := errors_in(typed.form, found.today)):
        return page(seat, found, replace(typed, errors=errors))
    if not typed.form.answer:
        return page(seat, found, status=OVER.get(found.standing, HTTPStatus.CONFLICT))
    return await take(seat, found, typed, at)


async def take(seat: Seat, found: LinkedPrompt, typed: Typed, at: datetime | None) -> Response:
    """Hand the answer on, and say what became of it."""
    try:
        outcome = await ask_story(lambda: seat.answer(typed.form.choice(), typed.key, at))
    except AnswerUnclear:
        return unread(seat, found, typed)
    except DeskError as refusal:
        return not_known(seat, found, typed, refusal)
    if outcome.taken:
        return RedirectResponse(seat.address, HTTPStatus.SEE_OTHER)
    return await not_taken(seat, outcome, typed.form, at)


def moment_of(request: Request, at: str) -> datetime | None:
    """The answer's business time in demo and test mode; without one it is now."""
    said: datetime | None = TypeAdapter(BusinessTime).validate_python(at) if at else None
    return business_time(request, said)


async def not_taken(
    seat: Seat, outcome: PromptOutcome, form: RefillForm, at: datetime | None
) -> Response:
    """Why nothing was changed, beside the field it is about or above what was decided instead."""
    found, why = await ask(seat.look, at), outcome.because
    if found.answerable and why in STILL_OPEN:
        wrong = {FIELD_OF.get(why, ANSWER): because(why)}
        return page(seat, found, Typed(form=form, errors=wrong))
    status = OVER.get(found.standing, HTTPStatus.CONFLICT)
    return page(seat, found, Typed(problem=because(why)), status=status)


def unread(seat: Seat, found: LinkedPrompt, typed: Typed) -> Response:
    """What no page of ours sends is not an answer."""
    return page(seat, found, replace(typed, errors={ANSWER: "refill.error.unread"}))


def not_known(seat: Seat, found: LinkedPrompt, typed: Typed, refusal: DeskError) -> Response:
    """Nobody knows whether it arrived: the form stays with its key, to be sent again."""
    status = status_of(type(refusal))
    kept = replace(typed, problem="refill.not_known")
    answer = page(seat, found, kept, status=status)
    answer.headers.update(HEADERS.get(status, {}))
    return answer


def page(
    seat: Seat,
    found: LinkedPrompt,
    typed: Typed = NOTHING,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """The prompt with its form; errors are answered with status 422."""
    say = phrases_in(found.language).say
    values = {
        "found": found,
        "prompt": found.prompt,
        "told": told(found),
        "form": fresh_form(found) if typed.form == RefillForm() else typed.form,
        "errors": {field: say(name) for field, name in typed.errors.items()},
        "problem": typed.problem,
        "key": typed.key or new_key(),
        "address": seat.address,
    }
    unfit = HTTPStatus.UNPROCESSABLE_ENTITY if typed.errors else status
    return seat.draw(found, unfit, values)


def fresh_form(found: LinkedPrompt) -> RefillForm:
    """The form before anything is typed: what is asked, and nothing chosen."""
    return RefillForm(quantity=str(found.prompt.quantity), model=found.prompt.offered.code)
