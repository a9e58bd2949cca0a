"""The options that say what is asked of the desk, and the request they make."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any

import typer

from desk.asked import RequestForm
from rules.reason_words import VOCABULARIES
from rules.service_words import Asker, ChannelKind, Need, ScopeFact

SaidNeed = Annotated[
    Need | None, typer.Option("--need", help="What is wanted (default: as the remedy means).")
]
SaidTopic = Annotated[str, typer.Option("--topic", help="A subject of the programme.")]
SaidSeverity = Annotated[str, typer.Option("--severity", help="One of the programme's severities.")]
SaidAsker = Annotated[Asker | None, typer.Option("--who", help="Who asks (default: whoever may).")]
SaidChannel = Annotated[
    ChannelKind | None, typer.Option("--channel", help="Through what (default: what is open).")
]
SaidFields = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="NAME=VALUE", help="A field of the ticket; repeatable."),
]
SystemDown = Annotated[bool | None, typer.Option("--system-down", help="The system is down.")]
ResellerAsked = Annotated[
    bool | None, typer.Option("--reseller-asked", help="The reseller asked for it.")
]
DefectConfirmed = Annotated[
    bool | None, typer.Option("--defect-confirmed", help="A defect is confirmed.")
]
ScopeHolds = Annotated[
    bool | None, typer.Option("--scope-holds", help="The device meets every condition of scope.")
]
OrderApproved = Annotated[
    bool | None, typer.Option("--order-approved", help="The order is approved.")
]
Registered = Annotated[
    bool | None,
    typer.Option("--registered/--not-registered", help="Is it in the maker's registry?"),
]
Language = Annotated[
    str, typer.Option(metavar="CODE", help="en, sv, fr or ro: the decision's language.")
]
#: Every condition of scope holds.
IN_SCOPE = dict.fromkeys(ScopeFact, True)
#: How an option looks that was left out; a no is said.
UNSAID: tuple[object, ...] = (None, "", {})


def request_said(said: Mapping[str, Any], usual: Callable[[], RequestForm]) -> RequestForm | None:
    """What the options say, the rest as is usual; None when no option says anything."""
    given = {name: value for name, value in said.items() if value not in UNSAID}
    return replace(usual(), **given) if given else None


def language_said(code: str) -> str:
    """The code of a language there are words for."""
    if code not in VOCABULARIES:
        raise typer.BadParameter(f"'{code}' is none of {', '.join(VOCABULARIES)}.")
    return code
