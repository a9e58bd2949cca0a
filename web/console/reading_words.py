"""How sentences that can be read two ways are read, with the number of each question."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from rules.programme import Tier
from rules.readings import Readings
from web.console.offer_words import ANSWERS, value_words

#: The question each reading answers, and the numbers it has in the guide to the programmes.
QUESTIONS: dict[str, tuple[str, str]] = {
    "boundary": ("A budget that runs out at closing time is due", "A9"),
    "met": ("A target is met by", "A9"),
    "hours": ("Hours are counted as", "A2 A3 A4 A5"),
    "day_reading": ("A working day ends at", "A6"),
    "lunch": ("The gap at midday is", "A8"),
    "expiry": ("A ticket on the expiry date is", "A18"),
    "day_rule": ("The last covered day of a term is", "A19"),
    "purchase_day": ("A warranty counts from", "A20"),
    "late_coverage": ("A contract that outlasts the maximum is", "A21"),
    "severity_change": ("Another severity counts from", "A29"),
    "pause_states": ("A clock stands still while", "A29"),
    "first_reply": ("A first reply is", "A28"),
    "stock_rounding": ("A share of the fleet is rounded", "A24"),
    "warn_at_percent": ("The board warns after so much of the time, in percent", ""),
    "swap.cutoff_inclusive": ("The cutoff itself is in time", "A10"),
    "swap.non_business_day": ("A registration on a day off", "A11"),
    "swap.recipient_calendar": ("A delivery day is also one of the recipient's calendar", "A17"),
    "advance_replacement.non_business_day": ("A defect identified on a day off", "A15"),
    "returns.remind_after_days": ("The return is asked for again after days", "A25"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One reading: the question, how it is answered, and the numbers of the ambiguity."""

    name: str
    question: str
    answer: str
    numbers: tuple[str, ...]


def readings_told(readings: Readings, offer: Tier | None = None) -> Iterator[Read]:
    """Every reading with its value; those of a tier's own remedies too."""
    for one in fields(readings):
        yield read(one.name, getattr(readings, one.name))
    for name in QUESTIONS:
        holder, _, attribute = name.partition(".")
        terms = getattr(offer, holder) if attribute and offer is not None else None
        if terms is not None:
            yield read(name, getattr(terms, attribute))


def read(name: str, value: object) -> Read:
    """The reading in words."""
    question, numbers = QUESTIONS.get(name, (name.replace("_", " "), ""))
    said = answer(name.rpartition(".")[2], value)
    return Read(name=name, question=question, answer=said, numbers=tuple(numbers.split()))


def answer(name: str, value: object) -> str:
    """The value in words; yes or no; never, for an empty list."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value in (None, ()):
        return "never" if value == () else "no"
    if isinstance(value, tuple):
        return ", ".join(answer(name, one) for one in value)
    return ANSWERS.get(name, {}).get(str(value)) or value_words(value)
