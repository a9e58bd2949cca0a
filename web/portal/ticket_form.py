"""A ticket as it is typed: read into the API's own bodies, each refusal told at its field."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData

from desk.own_person import Person
from desk.ticket_choices import TicketChoices
from rules.errors import DeskError
from rules.service_words import Need
from web.api.bodies import CaseBody
from web.api.service_bodies import CheckBody
from web.portal.words import Phrases

ADDRESS = ("name", "street", "postcode", "city", "country")
PLAIN = ("serial", "model", "need", "topic", "severity", "fault", "phone", "down", "at")
#: Mandatory fields of the programme, by their names behind this prefix.
OWN = "field."
#: What a requester can want; monitoring is what machines report.
NEEDS = tuple(need.value for need in Need if need is not Need.MONITORING)
#: Where a refusal is shown; any other one is shown above the form.
PLACE = {
    "no-device": "serial",
    "unreadable-scan": "serial",
    "device-has-open-case": "serial",
    "device-is-replacement": "serial",
    "unknown-model": "model",
    "severity-unknown": "severity",
    "topic-unknown": "topic",
    "no-address": "street",
    "business-time-refused": "at",
}
#: The same for what could not be printed, by what the refusal calls it.
PRINTED = {"address": "street", "fault": "fault", "serial number": "serial"}


def typed_in(sent: FormData, choices: TicketChoices) -> dict[str, str]:
    """What was typed, by field, without what the form does not have."""
    names = (*PLAIN, *ADDRESS, *(OWN + name for name in choices.required_fields))
    return {name: str(sent.get(name, "")).strip() for name in names}


def at_first(choices: TicketChoices) -> dict[str, str]:
    """An empty form, with the address that was given last."""
    known = choices.address
    return {name: getattr(known, name) for name in ADDRESS} if known else {}


def at_first_sight(
    typed: Mapping[str, str], choices: TicketChoices, phrases: Phrases, *, opening: bool
) -> dict[str, str]:
    """What is missing; to ask whether it would be covered takes no address and no story."""
    wanted = ["need", *(["severity"] if choices.severities else [])]
    if opening:
        wanted += ["serial", "fault", *ADDRESS, *(OWN + one for one in choices.required_fields)]
    return {name: phrases.say("error.missing") for name in wanted if not typed[name]}


def request_said(typed: Mapping[str, str], choices: TicketChoices) -> dict[str, Any]:
    """The request as the API's body has it; the emergency's phrase is added where it is one."""
    ticket = {name: typed[OWN + name] for name in choices.required_fields if typed[OWN + name]}
    down = typed["down"] == "yes" and choices.emergency is not None
    return {
        "need": typed["need"],
        "topic": typed["topic"],
        "who": choices.asker.value,
        "channel": "portal",
        "severity": typed["severity"],
        "ticket": ticket,
        "system_down": down,
        "emergency_noted": down,
    }


def ticket_body(typed: Mapping[str, str], choices: TicketChoices, person: Person) -> CaseBody:
    """The ticket as the API would be sent it (ValidationError)."""
    request = request_said(typed, choices)
    emergency = choices.emergency
    noted = f"{emergency.phrase}\n" if emergency and request["system_down"] else ""
    return CaseBody.model_validate(
        {
            "customer": choices.contract.customer,
            "contract": choices.contract.number,
            "remedy": "support",
            "device": {"serial": typed["serial"], "model": typed["model"]},
            "contact": {
                "name": person.name,
                "email": person.email,
                "phone": typed["phone"],
                "locale": person.language,
            },
            "address": {name: typed[name] for name in ADDRESS},
            "fault": noted + typed["fault"],
            "request": request,
            "at": typed["at"] or None,
        }
    )


def check_body(typed: Mapping[str, str], choices: TicketChoices, person: Person) -> CheckBody:
    """The same request as a question (ValidationError)."""
    return CheckBody.model_validate(
        {
            "customer": choices.contract.customer,
            "contract": choices.contract.number,
            "serial": typed["serial"],
            "language": person.language,
            "request": request_said(typed, choices),
            "at": typed["at"] or None,
        }
    )


def field_errors(wrong: ValidationError, phrases: Phrases) -> dict[str, str]:
    """One sentence for each field that cannot be read."""
    told: dict[str, str] = {}
    for error in wrong.errors():
        name = str(error["loc"][-1]) if error["loc"] else ""
        if len(error["loc"]) > 1 and error["loc"][-2] == "ticket":
            name = OWN + name
        told.setdefault(name, phrases.say(f"error.{kind_of(error['type'])}"))
    return told


def kind_of(error: str) -> str:
    """The phrase for a kind of mistake."""
    kinds = {"string_pattern_mismatch": "strange", "string_too_long": "long", "enum": "choose"}
    return kinds.get(error, "unread")


def place_of(refusal: DeskError) -> str:
    """The field a refusal speaks of, or nothing for the form as a whole."""
    return PLACE.get(refusal.code, "") or PRINTED.get(str(refusal.facts.get("what", "")), "")
