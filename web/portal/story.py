"""The story of a ticket as its requester reads it; what concerns the desk alone is left out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from desk.own_tickets import TicketLine
from web.portal.words import Phrases

#: Told under their own word; the others below need a closer look.
PLAIN = frozenset(
    {
        "opened",
        "answered",
        "advised",
        "diagnosed",
        "waiting_for_unit",
        "customer_asked",
        "severity_set",
        "escalated",
        "manufacturer_answered",
        "software_sent",
        "software_acknowledged",
        "referred",
        "resolved",
        "repaired_to_stock",
        "handed_over",
        "delivered",
        "coming_back",
        "parcel_lost",
        "return_accepted",
        "received",
        "return_waived",
        "cancel_asked",
        "cancelled",
        "closed",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of the story and its instant."""

    at: datetime
    said: str


def story_told(phrases: Phrases, lines: Iterable[TicketLine]) -> Iterator[Sentence]:
    """The lines meant for the requester, in order."""
    for line in lines:
        name = phrase_of(line)
        if name:
            said = phrases.said[f"story.{name}"].format_map(Details(line.details))
            yield Sentence(at=line.at, said=said)


class Details(dict[str, str]):
    """The details of a line; one that is missing reads as a dash."""

    def __missing__(self, name: str) -> str:
        return "-"


def phrase_of(line: TicketLine) -> str:
    """The phrase for a line, or nothing for what is not the requester's business."""
    said = line.details
    if line.word in PLAIN:
        return line.word
    if line.word == "replied":
        if said.get("human") != "yes":
            return ""
        return "replied" if said.get("text") else "replied_briefly"
    if line.word == "customer_answered":
        return "customer_answered" if said.get("note") else "customer_answered_briefly"
    if line.word == "remote_session":
        return "remote_change" if said.get("kind") == "change" else "remote_view"
    return said.get("outcome", "") if line.word == "bench_done" else ""
