"""The story of a case in plain English: one sentence for each audit word and its details."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.plain_words import clock_time, weekday_date


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryEntry:
    """One sentence of a story: what happened, when, and who said so."""

    at: datetime
    actor: str
    word: str
    sentence: str


SENTENCES: Mapping[str, str] = {
    "opened": "The case was opened for {remedy}.",
    "answered": "The control questions were answered; a definite fault: {definite_fault}.",
    "diagnosed": "The device was diagnosed; defective: {defective}.",
    "advised": "No definite fault: the customer was given advice, and the case ended.",
    "promised": "A promise was made, due {due_at}.",
    "battery_answered": "The battery is {battery}.",
    "return_blocked": "The way back is blocked: the battery is {battery}.",
    "unit_reserved": "Unit {serial} was reserved.",
    "part_wanted": "Part {serial} is to be packed.",
    "another_part_came": "Part {serial} came in, and the case waits for none: place it by hand.",
    "waiting_for_unit": "No unit was free; the case waits in promise order.",
    "unit_taken_back": "Unit {serial} was given to an earlier promise.",
    "packed": "Unit {serial} was packed.",
    "pack_refused": "Unit {serial} may not be packed: {because}.",
    "slip_printed": "The service slip was printed.",
    "label_booked": "The {leg} label was booked under tracking number {tracking}.",
    "label_refused": "The carrier refused the {leg} label: {because}.",
    "label_voided": "The {leg} label was taken back.",
    "void_refused": "The carrier would not take the {leg} label back: {because}.",
    "send_again": "The desk sent the replacement again.",
    "handed_over": "The carrier has the replacement.",
    "delivered": "The replacement was delivered.",
    "coming_back": "The replacement is coming back undelivered ({carrier_said}).",
    "replacement_home": "The undelivered replacement is back on the shelf.",
    "replacement_owed_back": "Cancelled too late to stop: the replacement is owed back.",
    "parcel_lost": "The carrier lost the parcel; another unit was asked for.",
    "recall_asked": "The carrier was asked to turn the parcel round.",
    "recall_accepted": "The carrier turns the parcel round.",
    "recall_refused": "The carrier cannot turn the parcel round: {because}.",
    "promise_kept": "The promise was kept (due {due_at}).",
    "promise_missed": "The promise was missed (due {due_at}).",
    "promise_overdue": "The promised moment passed without proof of its being kept.",
    "reminded": "Reminder {number} of the owed unit was sent.",
    "return_accepted": "The carrier accepted the returning parcel.",
    "return_arrived": "The returning parcel is at the dock.",
    "return_lost": "The carrier lost the returning parcel.",
    "received": "Unit {serial} was received.",
    "late_return": "Unit {serial} came back after the case had ended.",
    "another_unit_came": "Another unit, {serial}, came in its place and went to quarantine.",
    "return_waived": "The return was waived: {because}.",
    "cancel_asked": "Cancellation was asked for: {because}.",
    "cancelled": "The case was cancelled.",
    "closed": "Both legs are settled; the case was closed.",
    "replied": "An answer went to the customer; from a person: {human}.",
    "customer_asked": "The customer was asked: {text}",
    "customer_answered": "The customer answered.",
    "remote_session": "A remote session to {kind} the system took {minutes} minutes.",
    "severity_set": "The severity is {severity} now; before, it was {before}.",
    "escalated": "The manufacturer has the problem under {reference}; asked again on {follow_up}.",
    "manufacturer_answered": "The manufacturer answered.",
    "software_sent": "Software was sent: {text}.",
    "software_acknowledged": "The software is in place.",
    "referred": "The customer was referred to {text}; with a service bag: {service_bag}.",
    "resolved": "It was solved: {text} The case was closed.",
    "bench_done": "The bench has judged the unit: {outcome}.",
    "repaired_to_stock": "The repaired unit went to its owner's stock.",
    "disposition_set": "What becomes of the unit was decided: {disposition}.",
    "lost_for_good": "The carrier lost the parcel; nothing is sent in its place.",
    "clock_set": "The {metric} is due {due_at}.",
    "clock_untimed": "No time is promised for the {metric} ({commitment}).",
    "clock_recounted": "The {metric} was counted again ({why}) and is due {due_at}.",
    "clock_paused": "The {metric} clock stands still after {used} of working time.",
    "clock_warning": "Early warning: the {metric} is due {due_at}.",
    "clock_overdue": "The {metric} has not come by its due time, {due_at}.",
    "clock_met": "The {metric} came in time, after {used} of working time.",
    "clock_breached": "The {metric} came too late, after {used} of working time.",
    "clock_answered": "The {metric} came; no time was promised for it.",
    "still_waiting": "The deadline '{deadline}' passed; a person should look.",
    "after_the_end": "After the end the case was told '{told}'; nothing changed.",
}
#: What is added when a detail says something.
FOLLOWED_BY: Mapping[str, Mapping[str, str]] = {
    "diagnosed": {"note": " Note: {note}"},
    "packed": {"instead_of": " It went instead of {instead_of}."},
    "send_again": {"note": " Note: {note}"},
    "replied": {"text": " It said: {text}"},
    "customer_answered": {"note": " {note}"},
    "remote_session": {"note": " {note}"},
    "manufacturer_answered": {"note": " {note}"},
    "software_acknowledged": {"note": " {note}"},
    "bench_done": {"text": " {text}"},
    "disposition_set": {"because": " {because}"},
}
CARRIER = "carrier:"
MOMENTS = ("due_at",)


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
