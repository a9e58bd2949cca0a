"""A new ticket: first under which contract, then what is wanted; the answer comes at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from desk.actors import Actor
from desk.contract_refusals import ContractNotFound
from desk.entitlement_check import check_entitlement
from desk.intake import open_case
from desk.own_person import Person
from desk.programme_page import contract_terms
from desk.refusals import NotCovered
from desk.ticket_choices import (
    TicketChoices,
    contracts_to_ask_under,
    ticket_choices,
)
from rules.errors import DeskError, Kind
from web.asking import ask
from web.console.pages import key_of, new_key
from web.portal.decided import Decided, decided, turned_away
from web.portal.pages import in_words, missing, options, person_of, refusal_status, show
from web.portal.promised import promised_lines
from web.portal.ticket_form import (
    NEEDS,
    at_first,
    at_first_sight,
    check_body,
    field_errors,
    place_of,
    ticket_body,
    typed_in,
)
from web.portal.words import phrases_in
from web.sign_in import Signed

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The form as it stands: what was typed, what is wrong with it, and what was decided."""

    choices: TicketChoices
    typed: Mapping[str, str]
    key: str
    errors: Mapping[str, str] = field(default_factory=dict)
    decided: Decided | None = None
    other: str = ""
    status: int = 200


@router.get("/my/new")
async def new_ticket(request: Request, actor: Signed, contract: str = "") -> Response:
    """The form under the named or only contract, else the contracts to choose from."""
    if actor.customer_id is None:
        return RedirectResponse("/cases/new", HTTPStatus.SEE_OTHER)
    person, database = await person_of(request, actor), request.app.state.database
    if not contract:
        offered = await ask(contracts_to_ask_under, database, actor)
        if len(offered) != 1:
            return show(request, "new.html", actor, person, offered=offered)
        contract = offered[0].number
    try:
        choices = await ask(ticket_choices, database, actor, contract[:40])
    except ContractNotFound:
        return missing(request, actor, person)
    sheet = Sheet(choices=choices, typed=at_first(choices), key=new_key())
    return await sheet_page(request, actor, person, sheet)


@router.post("/my/new")
async def register(request: Request, actor: Signed) -> Response:
    """The new ticket, or the form again with the decision or what to correct."""
    sent = await request.form()
    person = await person_of(request, actor)
    number = str(sent.get("contract", ""))[:40]
    try:
        choices = await ask(ticket_choices, request.app.state.database, actor, number)
    except ContractNotFound:
        return missing(request, actor, person)
    typed, key = typed_in(sent, choices), key_of(str(sent.get("key", "")))
    opening = sent.get("step") != "check"
    phrases = phrases_in(person.language)
    wrong = at_first_sight(typed, choices, phrases, opening=opening)
    sheet = Sheet(choices=choices, typed=typed, key=key, errors=wrong, status=422 if wrong else 200)
    if wrong:
        return await sheet_page(request, actor, person, sheet)
    try:
        if opening:
            return await opened(request, actor, person, sheet)
        return await checked(request, actor, person, sheet)
    except ValidationError as unread:
        errors = field_errors(unread, phrases)
        return await sheet_page(request, actor, person, revised(sheet, errors, 422))
    except DeskError as refusal:
        return await refused(request, actor, person, sheet, refusal)


async def opened(request: Request, actor: Actor, person: Person, sheet: Sheet) -> Response:
    """The ticket's own page, once it is registered."""
    form = ticket_body(sheet.typed, sheet.choices, person).form(request)
    receipt = await ask(open_case, request.app.state.database, actor, form, sheet.key)
    return RedirectResponse(f"/my/tickets/{receipt['number']}", HTTPStatus.SEE_OTHER)


async def checked(request: Request, actor: Actor, person: Person, sheet: Sheet) -> Response:
    """The form with what would be decided; nothing is kept."""
    form = check_body(sheet.typed, sheet.choices, person).form(request)
    found = decided(await ask(check_entitlement, request.app.state.database, actor, form))
    return await sheet_page(request, actor, person, revised(sheet, {}, 200, decision=found))


async def refused(
    request: Request, actor: Actor, person: Person, sheet: Sheet, refusal: DeskError
) -> Response:
    """The form with the refusal at its field or above; the key stays."""
    if refusal.kind in {Kind.FORBIDDEN, Kind.UNSIGNED} and not place_of(refusal):
        raise refusal
    status = refusal_status(refusal)
    if isinstance(refusal, NotCovered):
        decision = turned_away(refusal)
        return await sheet_page(
            request, actor, person, revised(sheet, {}, status, decision=decision)
        )
    told = in_words(phrases_in(person.language), refusal)
    other = str(refusal.facts.get("case", ""))
    errors = {place_of(refusal): told}
    return await sheet_page(request, actor, person, revised(sheet, errors, status, other=other))


def revised(
    sheet: Sheet,
    errors: Mapping[str, str],
    status: int,
    *,
    decision: Decided | None = None,
    other: str = "",
) -> Sheet:
    """The same form with what came of it."""
    return Sheet(
        choices=sheet.choices,
        typed=sheet.typed,
        key=sheet.key,
        errors=errors,
        decided=decision,
        other=other,
        status=status,
    )


async def sheet_page(request: Request, actor: Actor, person: Person, sheet: Sheet) -> Response:
    """The form."""
    phrases, choices = phrases_in(person.language), sheet.choices
    database = request.app.state.database
    held = await ask(contract_terms, database, actor, choices.contract.number)
    offered = await ask(contracts_to_ask_under, database, actor)
    return show(
        request,
        "ticket_form.html",
        actor,
        person,
        status=sheet.status,
        focus_on=next(iter(sheet.errors), ""),
        sheet=sheet,
        several=len(offered) > 1,
        choices=choices,
        needs=options(phrases, "need", NEEDS),
        models=[("", phrases.say("new.model_known")), *choices.models],
        wanted=[phrases.word("field", name) for name in choices.wanted],
        promises=promised_lines(held.terms, person.language),
    )
