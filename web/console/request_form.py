"""What is asked, as a clerk types it: need, severity, who asks, and the ticket's own fields."""

from collections.abc import Mapping
from typing import Any

from desk.agreed import usual_request
from desk.asked import RequestForm
from rules.case_words import Remedy
from rules.terms import Terms
from web.console.offer_words import english
from web.console.service_words import ASKERS, CHANNELS, NEEDS

FIELDS = (
    "request.need",
    "request.topic",
    "request.severity",
    "request.who",
    "request.channel",
    "request.ticket",
    "request.system_down",
)
#: How far an emergency has come, and what that says of the note and the call.
SYSTEM_DOWN: Mapping[str, dict[str, bool]] = {
    "yes": {"system_down": True},
    "noted": {"system_down": True, "emergency_noted": True},
    "called": {"system_down": True, "emergency_noted": True, "emergency_called": True},
}
DOWN_WORDS = (
    ("", "No"),
    ("yes", "Yes"),
    ("noted", "Yes, and the ticket carries the phrase"),
    ("called", "Yes, the phrase is there and they called"),
)
LINES_EXPECTED = "Write each line as name=value."


def request_said(typed: Mapping[str, str], terms: Terms | None) -> dict[str, Any] | None:
    """The request for the API's body; None when the form says no more than its remedy.

    What was left open is whoever may ask, through what is open, for what the remedy usually means.
    """
    ticket = ticket_of(typed["request.ticket"])
    said = {name: typed[f"request.{name}"] for name in ("topic", "severity")}
    chosen = {name: typed[f"request.{name}"] for name in ("need", "who", "channel")}
    down = SYSTEM_DOWN.get(typed["request.system_down"], {})
    if not (ticket or down or any(said.values()) or any(chosen.values())):
        return None
    usual = usual_for(typed, terms)
    for name, value in chosen.items():
        chosen[name] = value or getattr(usual, name).value
    definite = {"yes": True, "no": False}.get(typed["definite_fault"])
    return {**said, **chosen, **down, "ticket": ticket, "definite_fault": definite}


def usual_for(typed: Mapping[str, str], terms: Terms | None) -> RequestForm:
    """What intake takes a form to mean that says only its remedy."""
    remedies = set(Remedy)
    remedy = Remedy(typed["remedy"]) if typed["remedy"] in remedies else Remedy.SUPPORT
    return RequestForm() if terms is None else usual_request(remedy, None, terms.offer)


def ticket_of(lines: str) -> dict[str, str]:
    """The fields of the ticket by name; a line without a value says nothing."""
    pairs = (line.partition("=") for line in lines.splitlines())
    said = {name.strip(): value.strip() for name, _, value in pairs}
    return {name: value for name, value in said.items() if name and value}


def wrong_lines(typed: Mapping[str, str]) -> dict[str, str]:
    """What can be said of the ticket's lines at first sight."""
    lines = [line for line in typed["request.ticket"].splitlines() if line.strip()]
    return {} if all("=" in line for line in lines) else {"request.ticket": LINES_EXPECTED}


def request_choices(terms: Terms | None) -> dict[str, Any]:
    """What the form offers: of the chosen contract's own words, else of what all share."""
    ground = terms.ground if terms else None
    severities = sorted(ground.severities.values(), key=lambda one: one.rank) if ground else []
    topics = ground.topics.values() if ground else []
    required = ground.intake.required_fields if ground else ()
    return {
        "remedy": usual_remedy(terms),
        "needs": [("", "what the remedy usually means"), *NEEDS.items()],
        "askers": [("", "whoever may ask"), *ASKERS.items()],
        "channels": [("", "what is open"), *CHANNELS.items()],
        "down": DOWN_WORDS,
        "severities": [
            ("", "not said"),
            *(
                (one.id, severity_words(english(one.label, one.id), one.definition))
                for one in severities
            ),
        ],
        "topics": [("", "not said"), *((one.id, english(one.label, one.id)) for one in topics)],
        "required": required,
        "blank": "\n".join(f"{name}=" for name in required),
        "emergency": ground.intake.emergency if ground else None,
    }


def usual_remedy(terms: Terms | None) -> Remedy:
    """What a new case is most often for: what is sent at once where that is sold, else help."""
    if terms is None or terms.swap:
        return Remedy.SWAP
    return Remedy.ADVANCE_REPLACEMENT if terms.advance_replacement else Remedy.SUPPORT


def severity_words(label: str, definition: Mapping[str, str]) -> str:
    """A severity with its definition, where the document has one."""
    return f"{label}: {english(definition)}" if definition else label
