"""The story of a case in plain English: one sentence for each audit word and its details."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.sentences import (
    bench,
    case,
    loans,
    parcels,
    proposals,
    receiving,
    safety,
    visits,
    way_back,
)
from rules.plain_words import clock_time, weekday_date


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryEntry:
    """One sentence of a story: what happened, when, and who said so."""

    at: datetime
    actor: str
    word: str
    sentence: str


SENTENCES: Mapping[str, str] = {
    **case.SENTENCES,
    **way_back.SENTENCES,
    **receiving.SENTENCES,
    **bench.SENTENCES,
    **proposals.SENTENCES,
    **parcels.SENTENCES,
    **loans.SENTENCES,
    **visits.SENTENCES,
    **safety.SENTENCES,
}
#: What is added when a detail says something.
FOLLOWED_BY: Mapping[str, Mapping[str, str]] = {
    **case.FOLLOWED_BY,
    **way_back.FOLLOWED_BY,
    **receiving.FOLLOWED_BY,
    **bench.FOLLOWED_BY,
    **proposals.FOLLOWED_BY,
    **parcels.FOLLOWED_BY,
    **loans.FOLLOWED_BY,
    **visits.FOLLOWED_BY,
    **safety.FOLLOWED_BY,
}
CARRIER = "carrier:"
MOMENTS = ("due_at", "begins_at", "ends_at")


def tell(word: str, details: Mapping[str, object], zone: str) -> str:
    """The sentence for a word; one nobody has written yet is printed with its details."""
    said = Said({name: readable(name, value, zone) for name, value in details.items()})
    if word.startswith(CARRIER):
        return carrier_sentence(word.removeprefix(CARRIER), said)
    sentence = SENTENCES.get(word)
    if sentence is None:
        return unknown_sentence(word, said)
    more = [text for name, text in FOLLOWED_BY.get(word, {}).items() if said.get(name)]
    return "".join([sentence, *more]).format_map(said)


class Said(dict[str, str]):
    """The details of a story line; one that is missing reads as a dash."""

    def __missing__(self, name: str) -> str:
        return "-"


def readable(name: str, value: object, zone: str) -> str:
    """A detail as a person writes it: moments in the case's zone, words without underscores."""
    said = str(value)
    if name in MOMENTS:
        return due(datetime.fromisoformat(said), zone)
    plain_word = said.replace("_", "").isalpha() and said.islower()
    return said.replace("_", " ") if plain_word else said


def due(at: datetime, zone: str) -> str:
    """Such as Mon 9 June 2025 17:00; midnight is the end of the day before, as it was promised."""
    local = at.astimezone(ZoneInfo(zone))
    if local.time() == time(0):
        return f"the end of {weekday_date(local.date() - timedelta(days=1))}"
    return f"{weekday_date(local.date())} {clock_time(local)}"


def carrier_sentence(status: str, said: Said) -> str:
    """What the carrier said of a parcel, and where it said so."""
    where = f" in {said['place']}" if said.get("place") else ""
    leg = said.get("leg") or "unknown"
    return f"The carrier says of the {leg} parcel: {status.replace('_', ' ')}{where}."


def unknown_sentence(word: str, said: Said) -> str:
    """A word without a sentence of its own, with whatever came with it."""
    facts = ", ".join(f"{name} {value}" for name, value in sorted(said.items()) if value)
    plain = word.replace("_", " ").replace(":", ": ")
    return f"{plain[:1].upper()}{plain[1:]}{f' ({facts})' if facts else ''}."
