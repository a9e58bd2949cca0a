"""The form for a new case: every refusal is shown at the field it speaks of."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from desk.actors import Actor
from desk.case_form import Choices, case_choices
from desk.intake import open_case
from desk.loans import overdue_notices
from desk.refusals import NoDevice
from rules.errors import DeskError, Kind
from rules.imei import BadImei, read_imei
from rules.terms import Terms
from web.api.bodies import CaseBody
from web.asking import ask
from web.console import request_form
from web.console.pages import key_of, new_key, show
from web.console.words import LANGUAGES
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
#: The fields of the form, by the place they have in the API's body.
PARTS = ("device", "contact", "address")
FIELDS = (
    "customer",
    "contract",
    "remedy",
    "device.serial",
    "device.imei",
    "device.model",
    "fault",
    "definite_fault",
    "battery",
    "contact.name",
    "contact.email",
    "contact.phone",
    "contact.locale",
    "address.name",
    "address.street",
    "address.postcode",
    "address.city",
    "address.country",
    "at",
    *request_form.FIELDS,
)
#: Where a refusal is shown; any other one is shown above the form.
PLACE = {
    "bad-imei": "device.imei",
    "no-device": "device.serial",
    "unreadable-scan": "device.serial",
    "device-has-open-case": "device.serial",
    "device-is-replacement": "device.serial",
    "unknown-model": "device.model",
    "unknown-customer": "customer",
    "no-running-contract": "customer",
    "unknown-contract": "contract",
    "contract-expired": "contract",
    "contract-not-started": "contract",
    "remedy-not-in-programme": "remedy",
    "severity-unknown": "request.severity",
    "topic-unknown": "request.topic",
    "business-time-refused": "at",
}
#: The same for what a label or slip could not print, by what the refusal calls it.
PRINTED = {
    "address": "address.street",
    "contact name": "contact.name",
    "fault": "fault",
    "serial number": "device.serial",
}
STRANGE = "This has characters that cannot be used here."
MISSING = "Fill this in."
REQUIRED = (
    "customer",
    "fault",
    "contact.name",
    "contact.email",
    "address.name",
    "address.street",
    "address.postcode",
    "address.city",
    "address.country",
)
#: What a clerk is told where the reader's own words would puzzle.
EXPECTED = {
    "contact.email": "This is not an e-mail address.",
    "remedy": "Choose one.",
    "battery": "Choose one.",
    "address.country": "Give two letters, such as SE.",
    "at": "Give a date and time with its zone, such as 2026-11-23T13:52:00+01:00.",
}


@router.get("/cases/new")
async def new_case(
    request: Request, actor: Signed, contract: str = "", customer: str = ""
) -> Response:
    """An empty form with a key of its own, in the words of the named contract."""
    typed = {"contract": contract.strip()[:40], "customer": customer.strip()[:40]}
    return await form_page(request, actor, typed, {}, new_key())


@router.post("/cases/new")
async def register(request: Request, actor: Signed) -> Response:
    """The new case's page, or the form again with what to correct."""
    sent = await request.form()
    typed = {name: str(sent.get(name, "")).strip() for name in FIELDS}
    key = key_of(str(sent.get("key", "")))
    if sent.get("choose"):
        return await form_page(request, actor, typed, {}, key)
    if wrong := at_first_sight(typed):
        return await form_page(request, actor, typed, wrong, key)
    choices = await choices_for(request, actor, typed)
    try:
        form = read(typed, choices.terms).form(request)
        receipt = await ask(open_case, request.app.state.database, actor, form, key)
    except ValidationError as unread:
        return await form_page(request, actor, typed, field_errors(unread), key)
    except DeskError as refusal:
        if refusal.kind in {Kind.FORBIDDEN, Kind.UNSIGNED} and refusal.code not in PLACE:
            raise
        return await refused(request, actor, typed, refusal, key)
    return RedirectResponse(f"/cases/{receipt['number']}", HTTPStatus.SEE_OTHER)


async def choices_for(request: Request, actor: Actor, typed: Mapping[str, str]) -> Choices:
    """What the form offers for the customer and contract that were typed."""
    return await ask(
        case_choices,
        request.app.state.database,
        actor,
        customer=typed.get("customer", ""),
        contract=typed.get("contract", ""),
    )


def read(typed: Mapping[str, str], terms: Terms | None) -> CaseBody:
    """The form as the API's body, so that both doors ask for the same."""
    body: dict[str, Any] = {part: {} for part in PARTS}
    for name, value in typed.items():
        if name in request_form.FIELDS:
            continue
        part, _, field = name.rpartition(".")
        (body[part] if part else body)[field or name] = value
    body["definite_fault"] = {"yes": True, "no": False}.get(typed["definite_fault"])
    body["at"] = typed["at"] or None
    if asked := request_form.request_said(typed, terms):
        body["request"] = asked
    return CaseBody.model_validate(body)


def at_first_sight(typed: Mapping[str, str]) -> dict[str, str]:
    """Everything that can be said without asking the record, all at once."""
    told = {name: MISSING for name in REQUIRED if not typed[name]}
    if not typed["device.serial"] and not typed["device.imei"]:
        told["device.serial"] = NoDevice().detail
    if typed["device.imei"]:
        try:
            read_imei(typed["device.imei"])
        except BadImei as wrong:
            told["device.imei"] = wrong.detail
    return told | request_form.wrong_lines(typed)


def field_errors(wrong: ValidationError) -> dict[str, str]:
    """One sentence for each field that cannot be read."""
    told: dict[str, str] = {}
    for error in wrong.errors():
        name = ".".join(str(step) for step in error["loc"])
        name = "request.ticket" if name.startswith("request.ticket") else name
        strange = error["type"] == "string_pattern_mismatch" and name not in EXPECTED
        told.setdefault(name, STRANGE if strange else EXPECTED.get(name, str(error["msg"])))
    return told


async def refused(
    request: Request, actor: Actor, typed: Mapping[str, str], refusal: DeskError, key: str
) -> Response:
    """The form again, with the refusal at its field or above; the key stays."""
    place = place_of(refusal)
    errors = {place: refusal.detail} if place else {"": f"{refusal.title}. {refusal.detail}"}
    status = status_of(type(refusal))
    if "sentences" in refusal.facts:
        errors = {"": f"{refusal.title}."}
    return await form_page(request, actor, typed, errors, key, status=status, refusal=refusal)


def place_of(refusal: DeskError) -> str:
    """The field a refusal speaks of, or nothing for the form as a whole."""
    if refusal.code == "no-address":
        missing = f"address.{refusal.facts['missing']}"
        return missing if missing in FIELDS else "address.country"
    return PLACE.get(refusal.code, "") or PRINTED.get(str(refusal.facts.get("what", "")), "")


async def form_page(
    request: Request,
    actor: Actor,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    key: str,
    *,
    status: int = 0,
    refusal: DeskError | None = None,
) -> Response:
    """The form; errors are keyed by field, "" is the form itself.

    A refusal may name another case to go to, or the sentences of what was decided.
    """
    facts = refusal.facts if refusal else {}
    choices = await choices_for(request, actor, typed)
    customer = typed.get("customer") or (choices.chosen.customer if choices.chosen else "")
    overdue = await ask(overdue_notices, request.app.state.database, actor, customer)
    return show(
        request,
        "new_case.html",
        actor,
        status=status or (422 if errors else 200),
        typed=typed,
        errors=errors,
        key=key,
        other=str(facts.get("case", "")),
        why=facts.get("sentences", ()),
        choices=choices,
        overdue=overdue,
        asked=request_form.request_choices(choices.terms),
        models=[("", "on record already"), *choices.models],
        languages=[("", "the customer's"), *((one, LANGUAGES[one]) for one in choices.languages)],
        business_time=request.app.state.settings.business_time,
    )
