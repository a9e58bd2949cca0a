"""Would it be covered? The answer in words, before any ticket exists; for the desk, too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from desk.actors import Actor
from desk.contract_refusals import ContractNotFound
from desk.entitlement_check import check_entitlement
from desk.own_person import Person
from desk.ticket_choices import TicketChoices, contracts_to_ask_under, ticket_choices
from rules.errors import DeskError, Kind
from rules.reason_words import VOCABULARIES
from rules.service_words import Asker, Cause, ChannelKind
from web.api.service_bodies import CheckBody
from web.asking import ask
from web.portal.decided import Decided, decided
from web.portal.pages import in_words, missing, options, person_of, refusal_status, show
from web.portal.ticket_form import NEEDS, OWN, PLACE, field_errors
from web.portal.words import LANGUAGES, phrases_in
from web.sign_in import Signed

router = APIRouter()
FIELDS = ("serial", "product_class", "need", "topic", "severity", "language", "down", "at")
#: What only the desk's own people can say.
FOR_THE_DESK = ("who", "channel", "registered", "definite_fault", "defect_confirmed", "cause")
SCOPE = "scope."
YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The form as it stands: what was typed, what is wrong with it, and what was found."""

    choices: TicketChoices
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    found: Decided | None = None


@router.get("/check")
async def check_page(request: Request, actor: Signed, contract: str = "") -> Response:
    """The contracts to choose from, or the form under one of them."""
    person, database = await person_of(request, actor), request.app.state.database
    offered = await ask(contracts_to_ask_under, database, actor)
    if not contract and len(offered) == 1:
        contract = offered[0].number
    if not contract:
        return show(request, "check.html", actor, person, offered=offered)
    try:
        choices = await ask(ticket_choices, database, actor, contract[:40])
    except ContractNotFound:
        return missing(request, actor, person)
    sheet = Sheet(choices=choices, typed={"language": person.language})
    return await form_page(request, actor, person, sheet)


@router.post("/check")
async def check(request: Request, actor: Signed) -> Response:
    """The form again with the answer; nothing is kept."""
    sent = {name: str(value).strip() for name, value in (await request.form()).items()}
    person, database = await person_of(request, actor), request.app.state.database
    try:
        choices = await ask(ticket_choices, database, actor, sent.get("contract", "")[:40])
    except ContractNotFound:
        return missing(request, actor, person)
    typed = typed_in(sent, actor, choices)
    phrases = phrases_in(person.language)
    try:
        form = body_of(typed, choices).form(request)
        found = decided(await ask(check_entitlement, database, actor, form))
    except ValidationError as unread:
        sheet = Sheet(choices=choices, typed=typed, errors=field_errors(unread, phrases))
        return await form_page(request, actor, person, sheet, status=422)
    except DeskError as refusal:
        if refusal.kind in {Kind.FORBIDDEN, Kind.UNSIGNED} and refusal.code not in PLACE:
            raise
        wrong = {PLACE.get(refusal.code, ""): in_words(phrases, refusal)}
        sheet = Sheet(choices=choices, typed=typed, errors=wrong)
        return await form_page(request, actor, person, sheet, status=refusal_status(refusal))
    sheet = Sheet(choices=choices, typed=typed, found=found)
    return await form_page(request, actor, person, sheet)


def typed_in(sent: Mapping[str, str], actor: Actor, choices: TicketChoices) -> dict[str, str]:
    """What was typed, by field; what only the desk can say is not read from anybody else."""
    names = [*FIELDS, *(OWN + one for one in choices.required_fields)]
    if actor.customer_id is None:
        names += [*FOR_THE_DESK, *(SCOPE + one for one in choices.scope)]
    return {name: sent.get(name, "") for name in names}


def body_of(typed: Mapping[str, str], choices: TicketChoices) -> CheckBody:
    """The question as the API would be sent it (ValidationError)."""
    said = {name: typed[name] for name in ("need", "topic", "severity")}
    known = {
        name: YES_NO[typed[name]]
        for name in ("registered", "definite_fault", "defect_confirmed")
        if typed.get(name) in YES_NO
    }
    scope = {one: YES_NO.get(typed.get(SCOPE + one, "")) for one in choices.scope}
    request: dict[str, Any] = {
        **said,
        **known,
        "who": typed.get("who") or choices.asker.value,
        "channel": typed.get("channel") or ChannelKind.PORTAL.value,
        "cause": typed.get("cause") or Cause.UNKNOWN.value,
        "ticket": {
            name: typed[OWN + name] for name in choices.required_fields if typed[OWN + name]
        },
        "system_down": typed["down"] == "yes",
        "scope": {one.value: holds for one, holds in scope.items() if holds is not None},
    }
    return CheckBody.model_validate(
        {
            "customer": choices.contract.customer,
            "contract": choices.contract.number,
            "serial": typed["serial"],
            "product_class": typed["product_class"],
            "language": typed["language"],
            "request": request,
            "at": typed["at"] or None,
        }
    )


async def form_page(
    request: Request, actor: Actor, person: Person, sheet: Sheet, *, status: int = 200
) -> Response:
    """The form with what was typed, and the answer below it."""
    phrases, words = phrases_in(person.language), VOCABULARIES[person.language]
    choices = sheet.choices
    offered = await ask(contracts_to_ask_under, request.app.state.database, actor)
    return show(
        request,
        "check_form.html",
        actor,
        person,
        status=status,
        focus_on=next(iter(sheet.errors), ""),
        several=len(offered) > 1,
        choices=choices,
        typed=sheet.typed,
        errors=sheet.errors,
        decided=sheet.found,
        of_the_desk=actor.customer_id is None,
        needs=options(phrases, "need", NEEDS),
        languages=options(phrases, "language", LANGUAGES),
        classes=[("", phrases.say("check.any")), *((one, one) for one in choices.product_classes)],
        askers=[(one.value, words.askers[one]) for one in Asker],
        channels=[(one.value, words.channels[one]) for one in ChannelKind],
        causes=options(phrases, "cause", tuple(Cause)),
        facts=[(SCOPE + one, words.scope_facts[one]) for one in choices.scope],
    )
