"""How a service programme reads on a terminal of 80 columns."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import time
from itertools import groupby
from textwrap import wrap

from rules.coverage_terms import Coverage, Exclusion, Extension
from rules.plain_diff import Difference
from rules.programme import Programme, Tier
from rules.programme_hash import hash_of
from rules.service_terms import Access, Channel, Target, Topic, Words
from rules.service_words import Commitment
from rules.windows import clock_of
from rules.working_calendar import WEEKDAYS, Calendar

WIDTH = 80
REMEDIES = ("swap", "advance_replacement", "repair", "on_site", "software", "referral")
#: What is said elsewhere: the document's words, and the tiers a row was written for.
_UNTOLD = {"source", "tiers", "id"}


def difference_lines(found: Iterable[Difference]) -> list[str]:
    """A line for each value that differs."""
    lines = [f"{one.place}: {value(one.before)} -> {value(one.after)}" for one in found]
    return lines or ["They say the same."]


def value(given: object) -> str:
    """A plain value as a person would write it; what is not there is nothing."""
    if given is None:
        return "nothing"
    return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)


def programme_lines(programme: Programme, tiers: Sequence[Tier]) -> list[str]:
    """Which programme it is, what these tiers have, and how open sentences are read."""
    ground = programme.ground
    document = f', "{ground.document}"' if ground.document else ""
    binding = "" if ground.binding else ", not legally binding"
    place = f"{programme.timezone}, {programme.locale}, {programme.currency}"
    return [
        f"{programme.id} {programme.version}: {programme.vendor}{document}{binding}",
        place,
        f"sha256 {hash_of(programme)}",
        *(line for tier in tiers for line in tier_lines(programme, tier)),
        "",
        "Every tier",
        *ground_lines(programme),
        *part("readings", [words_of(programme.readings)]),
    ]


def tier_lines(programme: Programme, tier: Tier) -> Iterator[str]:
    """Everything that is sold with one tier."""
    yield from ["", f"{tier.label} ({tier.id})"]
    yield from part("includes", [", ".join(tier.includes)] if tier.includes else [])
    level = tier.triage_level
    yield from part("triage", [f"cases start at level {level}"] if level else [])
    yield from part("channels", [channel_words(programme, row) for row in tier.channels])
    yield from part("targets", [target_words(row) for row in tier.targets])
    yield from part("who may ask", [access_words(row) for row in tier.access] or ["anybody"])
    yield from part("alerts", ["open cases"] if tier.alerts else [])
    yield from part("topics", [topic_words(row) for row in tier.topics.values()])
    yield from part("coverage", [coverage_words(row) for row in tier.coverage])
    yield from part("remedies", list(remedy_words(tier)))
    for name in ("remote", "handling", "expired", "sale"):
        terms = getattr(tier, name)
        yield from part(name, [words_of(terms)] if terms else [])
    yield from part("return", [words_of(tier.returns)] if has_returns(tier) else [])
    open_figures = [words(row.quantities) for row in tier.open]
    yield from part("each contract sets", [", ".join(open_figures)] if open_figures else [])


def ground_lines(programme: Programme) -> Iterator[str]:
    """What holds for every tier."""
    ground = programme.ground
    severities = sorted(ground.severities.values(), key=lambda severity: severity.rank)
    yield from part("severities", [", ".join(one.id for one in severities)] if severities else [])
    for name in ("intake", "scope", "prepaid", "swap_stock", "billing"):
        terms = getattr(ground, name)
        yield from part(name.replace("_", " "), [words_of(terms)] if terms else [])


def part(name: str, told: Iterable[str]) -> Iterator[str]:
    """A heading with its lines; nothing when there are none."""
    told = [line for line in told if line]
    if told:
        yield f"  {name}"
    for line in told:
        yield from wrap(
            line,
            WIDTH,
            initial_indent="    ",
            subsequent_indent="      ",
            break_on_hyphens=False,
        )


def channel_words(programme: Programme, row: Channel) -> str:
    """A way in with its hours."""
    calendar = programme.calendars[row.calendar] if row.calendar else None
    hours = f"{row.calendar}: {calendar_words(calendar)}" if calendar else "no hours stated"
    who = f"; for {words(row.who)}" if row.who else ""
    silent = "" if row.counts_as_response else "; its answer is no response"
    address = f"; {row.address}" if row.address else ""
    return f"{row.kind}, {hours}{who}{address}{silent}"


def calendar_words(calendar: Calendar) -> str:
    """Days and hours in the zone, and the holidays and half days they stop for."""
    if calendar.always_open:
        return f"day and night {calendar.zone}"
    days = zip(WEEKDAYS, calendar.weekly, strict=True)
    spans = []
    for windows, group in groupby(days, key=lambda day: day[1]):
        names = [name for name, _ in group]
        if windows:
            span = names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}"
            spans.append(f"{span} {' and '.join(map(str, windows))}")
    holidays = f", not on {calendar.holidays.id}" if calendar.holidays else ""
    short = "".join(f", {half.day} to {clock_of(half.close)}" for half in calendar.half_days)
    return f"{', '.join(spans)} {calendar.zone}{holidays}{short}"


def target_words(row: Target) -> str:
    """A target with its figure, or the word for having none."""
    about = words((*row.severities, *row.needs))
    subject = f"{row.metric} ({about})" if about else str(row.metric)
    if row.commitment is not Commitment.GUARANTEED:
        return f"{subject}: {words((row.commitment,))}, no instant"
    unit = words((row.unit or "",)) + ("s" if row.amount != 1 else "")
    hours = f", read as {words((row.hours,))}" if row.hours else ""
    return f"{subject}: {row.amount} {unit} on {row.calendar}{hours}"


def access_words(row: Access) -> str:
    """Who may ask, and on what condition."""
    asked = " when the reseller asks for it" if row.needs_reseller_request else ""
    return words((row.who,)) + asked


def topic_words(row: Topic) -> str:
    """What is helped with, and which need it is."""
    return f"{row.id}: {in_english(row.label) or row.id} ({words((row.need,))})"


def coverage_words(row: Coverage) -> str:
    """What is covered, for how long, and what is excluded."""
    left_out = ("extensions", "exclusions", "measure")
    exclusions = ", ".join(exclusion_words(one) for one in row.exclusions)
    extensions = ", ".join(extension_words(one) for one in row.extensions)
    return "; ".join(
        [
            f"{row.id}: {words((row.measure,))}",
            words_of(row, *left_out),
            *([f"extensions {extensions}"] if extensions else []),
            *([f"excluded {exclusions}"] if exclusions else []),
        ]
    )


def exclusion_words(row: Exclusion) -> str:
    """A cause that is not covered, and what lifts that."""
    unless = f" unless {words((row.unless,))}" if row.unless else ""
    return f"{row.code} {words(row.causes)}{unless}"


def extension_words(row: Extension) -> str:
    """Months that can be bought, until when, and for which classes not."""
    but = f" but for {words(row.excluded_classes)}" if row.excluded_classes else ""
    return f"{row.months} months bought within {row.buy_within}{but}"


def remedy_words(tier: Tier) -> Iterator[str]:
    """What may be done under the tier, with its terms."""
    for name in REMEDIES:
        if terms := getattr(tier, name):
            told = words_of(terms)
            yield name.replace("_", " ") + (f": {told}" if told else "")


def has_returns(tier: Tier) -> bool:
    """True when a device comes back under some remedy."""
    return any((tier.swap, tier.advance_replacement, tier.repair))


def words_of(row: object, *left_out: str) -> str:
    """The fields of a value that say something, as words."""
    told = []
    for one in fields(row):  # type: ignore[arg-type]
        given = getattr(row, one.name)
        if one.name in {*_UNTOLD, *left_out} or given is False or given in (None, "", ()):
            continue
        name = one.name.replace("_", " ")
        told.append(name if given is True else f"{name} {field_words(given)}")
    return "; ".join(told)


def field_words(given: object) -> str:
    """One field's value in words."""
    if isinstance(given, tuple):
        return ", ".join(field_words(item) for item in given)
    if isinstance(given, Mapping):
        return f'"{in_english(given)}"'
    if isinstance(given, time):
        return f"{given:%H:%M}"
    if hasattr(given, "__dataclass_fields__"):
        return f"({words_of(given)})"
    return str(given)


def in_english(given: Words) -> str:
    """The English words, or those of the first language there is."""
    return given.get("en") or next(iter(given.values()), "")


def words(given: Iterable[object]) -> str:
    """Ids and states as words, with commas."""
    return ", ".join(str(item).replace("_", " ") for item in given)
