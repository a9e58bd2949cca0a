"""What a contract promises, as sentences in the reader's language."""

from collections.abc import Iterator

from rules.coverage_terms import Coverage
from rules.programme import Tier
from rules.readings import Readings
from rules.reason_words import VOCABULARIES
from rules.service_terms import Target
from rules.service_words import Commitment, Measure, Unit
from rules.target_wordings import TARGET_WORDINGS
from rules.target_words import with_number
from rules.terms import Terms
from web.portal.words import Phrases, phrases_in

#: The part of a tier that stands for each measure.
SOLD = {
    "swap": Measure.SWAP,
    "advance_replacement": Measure.ADVANCE_REPLACEMENT,
    "repair": Measure.REPAIR,
    "on_site": Measure.ON_SITE,
    "software": Measure.SOFTWARE_DELIVERY,
    "referral": Measure.REFERRAL,
}
#: From here on Romanian puts "de" between a number and its noun.
MANY = 20


def promised_lines(terms: Terms, language: str) -> tuple[str, ...]:
    """Times, replacements, what is included and what is covered; never empty."""
    phrases = phrases_in(language)
    lines = (
        *(target_line(phrases, terms, target) for target in terms.offer.targets),
        *replacement_lines(phrases, terms.offer),
        *included(phrases, terms.offer),
        *(line for row in terms.offer.coverage for line in coverage_lines(phrases, row)),
    )
    return lines or (phrases.say("contract.nothing"),)


def target_line(phrases: Phrases, terms: Terms, target: Target) -> str:
    """Such as First answer (S1, S2): 4 working hours of calendar office."""
    labels = terms.ground.severities
    severities = [labels[name].label.get(phrases.language, name) for name in target.severities]
    subjects = [*severities, *(phrases.word("need", need) for need in target.needs)]
    facts = {
        "metric": phrases.word("metric", target.metric),
        "amount": amount(phrases, terms.readings, target),
    }
    if not subjects:
        return phrases.say("contract.target", **facts)
    return phrases.say("contract.target_for", subjects=", ".join(subjects), **facts)


def amount(phrases: Phrases, readings: Readings, target: Target) -> str:
    """The target's time in the words its explanation uses."""
    words = TARGET_WORDINGS[phrases.language]
    if target.commitment is not Commitment.GUARANTEED:
        return words.untimed[target.commitment]
    day_reading, hours = target.day_reading or readings.day_reading, target.hours or readings.hours
    reading = (hours if target.unit is Unit.HOUR else day_reading).value
    number = with_number(target.amount or 0, words.hours_and_days[reading], phrases.language)
    return words.amounts[reading].format(amount=number, calendar=target.calendar)


def replacement_lines(phrases: Phrases, tier: Tier) -> Iterator[str]:
    """When a replacement is delivered or shipped (facts 40, 58)."""
    if tier.swap is not None:
        days = tier.swap.deliver_after_days
        cutoff = f"{tier.swap.cutoff:%H:%M}"
        name = "contract.swap_1" if days == 1 else "contract.swap"
        yield phrases.say(name, cutoff=cutoff, days=counted(phrases, days))
    if tier.advance_replacement is not None:
        days = tier.advance_replacement.ship_within_days
        name = "contract.dispatch_1" if days == 1 else "contract.dispatch"
        yield phrases.say(name, days=counted(phrases, days))


def included(phrases: Phrases, tier: Tier) -> Iterator[str]:
    """Everything that may be done, in one line."""
    names = VOCABULARIES[phrases.language].measures
    sold = [names[measure] for part, measure in SOLD.items() if getattr(tier, part) is not None]
    if tier.remote is not None and (tier.remote.view or tier.remote.change):
        sold.append(names[Measure.REMOTE_SESSION])
    if sold:
        yield phrases.say("contract.helps", measures=", ".join(sold))


def coverage_lines(phrases: Phrases, row: Coverage) -> Iterator[str]:
    """How long devices are covered."""
    measure = VOCABULARIES[phrases.language].measures[row.measure]
    if row.with_contract:
        yield phrases.say("contract.coverage_contract", measure=measure)
    elif row.base_months is not None:
        months = counted(phrases, row.base_months)
        yield phrases.say("contract.coverage", measure=measure, months=months)
    if row.max_total_months is not None:
        yield phrases.say("contract.coverage_most", months=counted(phrases, row.max_total_months))


def counted(phrases: Phrases, number: int) -> str:
    """The number as it stands before its noun."""
    takes_de = phrases.language == "ro" and (number % 100 == 0 or number % 100 >= MANY)
    return f"{number} de" if takes_de else str(number)
