"""What a tier sells, in plain English: ways in, targets, coverage, remedies and its price."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum

from rules.coverage_terms import Coverage, Exclusion, Extension, Price, Sale
from rules.programme import GroundRules, Tier
from rules.service_terms import Access, Channel, Target, Words
from rules.service_words import ClockStart, Commitment, Unit
from rules.working_calendar import ALL_DAY, Calendar
from web.console.service_words import ASKERS, CHANNELS, COMMITMENTS, MEASURES, NEEDS

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
METRICS = {"response": "Answer", "resolution": "Solution"}
#: The readings a target may have of its own, as they continue its sentence.
OWN_READINGS = {
    "hours": "counted as",
    "day_reading": "a day ends at",
    "lunch": "the gap at midday is",
    "boundary": "what runs out at closing is due",
    "met": "met by",
}
#: What each reading answers.
ANSWERS: dict[str, dict[str, str]] = {
    "boundary": {"closing": "then", "next_opening": "at the next opening"},
    "met": {"time_used": "the time used", "due_instant": "the due instant alone"},
    "hours": {
        "working": "working time inside the windows",
        "working_days": "clock hours of working days",
        "elapsed": "elapsed time",
    },
    "day_reading": {"same_time": "the same local time", "end_of_day": "the end of the day's work"},
    "lunch": {"excluded": "no working time", "counted": "working time"},
    "expiry": {"before_date": "not covered", "through_date": "covered"},
    "day_rule": {"anniversary": "its anniversary", "day_before": "the day before its anniversary"},
    "purchase_day": {
        "invoice_else_shipment": "the invoice, else the shipment",
        "activation": "activation",
    },
    "late_coverage": {"cut_short": "cut short", "refuse_sale": "not sold"},
    "severity_change": {"original_start": "the original start", "restart": "the change"},
    "pause_states": {
        "waiting_for_customer": "the customer is awaited",
        "waiting_for_manufacturer": "the manufacturer is awaited",
    },
    "first_reply": {"human": "a person's", "any": "anybody's, a machine's too"},
    "stock_rounding": {"up": "up", "half_up": "half up"},
    "non_business_day": {
        "count_after": "counts from that day",
        "roll_forward": "counts as the next working day",
    },
}
PER = {"user_month": "user and month", "contract": "contract", "hour": "hour"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line of a list: what it is about, what holds, its calendar if any, and its source."""

    about: str
    says: str
    source: str = ""
    calendar: str = ""
    word: str = ""


def english(words: Words, otherwise: str = "") -> str:
    """The English text, else that of the document's own language."""
    return words.get("en") or next(iter(words.values()), otherwise)


def plain(word: str) -> str:
    """A code without its underscores."""
    return word.replace("_", " ")


def week_of(calendar: Calendar) -> Iterator[tuple[str, str]]:
    """Each run of weekdays with the same hours, such as Mon to Fri and 09:00-17:00."""
    start = 0
    for at in range(1, len(WEEKDAYS) + 1):
        if at < len(WEEKDAYS) and calendar.weekly[at] == calendar.weekly[start]:
            continue
        run = WEEKDAYS[start] if at == start + 1 else f"{WEEKDAYS[start]} to {WEEKDAYS[at - 1]}"
        windows = calendar.weekly[start]
        whole = "24 hours" if windows == ALL_DAY else " and ".join(map(str, windows))
        yield run, whole or "closed"
        start = at


def hours_words(calendar: Calendar) -> str:
    """The week in one line."""
    if calendar.always_open or all(windows == ALL_DAY for windows in calendar.weekly):
        return "at any time" if calendar.holidays is None else "24 hours but on holidays"
    week = [f"{days} {hours}" for days, hours in week_of(calendar) if hours != "closed"]
    return f"{', '.join(week)} ({calendar.zone})"


def channel_told(row: Channel, calendars: Mapping[str, Calendar]) -> Told:
    """A way in, its hours and for whom."""
    known = calendars.get(row.calendar or "")
    said = [hours_words(known) if known else "no hours are stated"]
    said += [f"for: {', '.join(ASKERS[who] for who in row.who)}"] if row.who else []
    said += [row.address] if row.address else []
    said += [] if row.counts_as_response else ["what it answers is no response"]
    return Told(
        about=CHANNELS[row.kind],
        says="; ".join(said),
        source=row.source,
        calendar=row.calendar or "",
    )


def access_told(row: Access) -> Told:
    """Who may ask, and on what condition."""
    says = "when the reseller asks for it" if row.needs_reseller_request else "may ask"
    return Told(about=ASKERS[row.who], says=says, source=row.source)


def target_told(row: Target, ground: GroundRules) -> Told:
    """A target with its figure, or the word for having none."""
    worst = [english(ground.severities[one].label, one) for one in row.severities]
    for_what = [*worst, *(NEEDS[need] for need in row.needs)] or ["every severity"]
    return Told(
        about=f"{METRICS[row.metric]}: {', '.join(for_what)}",
        says=amount_words(row),
        source=row.source,
        calendar=row.calendar or "",
        word=COMMITMENTS[row.commitment],
    )


def amount_words(row: Target) -> str:
    """Such as 12 hours, read as working hours, from the identified defect."""
    if row.commitment is not Commitment.GUARANTEED:
        return ""
    unit = "hour" if row.unit is Unit.HOUR else "working day"
    said = [f"{row.amount} {unit}{'s' if row.amount != 1 else ''}"]
    for name, question in OWN_READINGS.items():
        reading: StrEnum | None = getattr(row, name)
        said += [f"{question} {ANSWERS[name][reading.value]}"] if reading else []
    late = row.starts_at is ClockStart.DEFECT_IDENTIFIED
    return "; ".join([*said, *(["from the identified defect"] if late else [])])


def coverage_told(row: Coverage) -> Told:
    """What is covered of which products, for how long, and at what cost."""
    about = ", ".join(map(plain, row.product_classes)) or "every product"
    return Told(about=about, says="; ".join(coverage_facts(row)), source=row.source)


def coverage_facts(row: Coverage) -> Iterator[str]:
    """Each fact of a row of coverage."""
    yield MEASURES[row.measure]
    base = f"{row.base_months} months" if row.base_months else "the standard term of the product"
    yield f"base warranty {base}"
    if row.with_contract:
        yield "as long as the contract runs"
    yield from (extension_words(one) for one in row.extensions)
    if row.max_total_months:
        yield f"at most {row.max_total_months} months from purchase"
    if row.max_per_product:
        yield "at most as the product's bulletin says"
    if row.commitment is not Commitment.NONE:
        yield COMMITMENTS[row.commitment]
    if row.needs_confirmed_defect:
        yield "once the defect is confirmed"
    cost = row.cost_to_customer
    yield "cost on request" if cost is None else "no cost" if not cost else f"costs {cost}"


def extension_words(row: Extension) -> str:
    """Months that can be bought, and for which products not."""
    but = f", not for {', '.join(map(plain, row.excluded_classes))}" if row.excluded_classes else ""
    return f"{row.months} months more, bought within the {row.buy_within.value} warranty{but}"


def exclusion_told(row: Exclusion) -> Told:
    """A cause that is not covered, and what lifts that."""
    unless = f"; unless {plain(row.unless.value)}" if row.unless else ""
    return Told(about=row.code, says=f"{english(row.text)}{unless}", source=row.source)


def remedies_told(offer: Tier) -> Iterator[Told]:
    """What may be done under the tier, with its own terms."""
    named = {
        "swap": "Swap",
        "advance_replacement": "Advance replacement",
        "repair": "Repair",
        "on_site": "On-site repair",
        "software": "Software delivery",
        "referral": "Referral to a workshop",
        "remote": "Remote session",
    }
    for name, about in named.items():
        row = getattr(offer, name)
        if row is not None:
            yield Told(about=about, says="; ".join(facts_of(row)), source=row.source)


def facts_of(row: object) -> Iterator[str]:
    """The fields of a value that say something."""
    for name in row.__dataclass_fields__:  # type: ignore[attr-defined]
        value = getattr(row, name)
        if name in {"source", "tiers", "id"} or value in (None, "", ()) or value is False:
            continue
        yield plain(name) if value is True else f"{plain(name)}: {value_words(value)}"


def value_words(value: object) -> str:
    """A value of a term as a person writes it."""
    if isinstance(value, tuple):
        return ", ".join(value_words(one) for one in value)
    if isinstance(value, Mapping):
        return mapping_words(value)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    parts = hasattr(value, "__dataclass_fields__")
    return f"({'; '.join(facts_of(value))})" if parts else plain(str(value))


def mapping_words(value: Mapping[str, object]) -> str:
    """A text in one of its languages, or each name with what holds for it."""
    texts = {name: one for name, one in value.items() if isinstance(one, str)}
    if len(texts) == len(value):
        return english(texts)
    return "; ".join(f"{plain(name)} {value_words(one)}" for name, one in value.items())


def sale_told(sale: Sale, currency: str) -> Told:
    """How the tier is sold."""
    said = list(facts_of(sale))
    said = [one for one in said if not one.startswith("price")]
    said += [price_words(sale.price, currency)] if sale.price else []
    return Told(about="Sold", says="; ".join(said), source=sale.source)


def price_words(price: Price, currency: str) -> str:
    """Such as about 39 SEK for each user and month."""
    about = "about " if price.approximate else ""
    each = PER.get(price.per, plain(price.per))
    return f"{about}{value_words(price.amount)} {currency} for each {each}"
