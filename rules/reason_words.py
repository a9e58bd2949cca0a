"""Decisions as sentences in the requester's language."""

import string
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from rules.dates_in_words import full_date, listed
from rules.decision import Cost, Decision
from rules.reasons import Reason, ReasonCode
from rules.service_words import Measure, Requirement
from rules.vocabulary import Vocabulary
from rules.words_en import ENGLISH
from rules.words_fr import FRENCH
from rules.words_ro import ROMANIAN
from rules.words_sv import SWEDISH

#: The languages a decision can be said in, by two-letter code.
VOCABULARIES: Mapping[str, Vocabulary] = {
    "en": ENGLISH,
    "sv": SWEDISH,
    "fr": FRENCH,
    "ro": ROMANIAN,
}


def language_of(locale: str) -> str:
    """The language of a locale such as sv_SE; English where there are no words for it."""
    language = locale.replace("-", "_").partition("_")[0].lower()
    return language if language in VOCABULARIES else "en"


def say_decision(decision: Decision, language: str = "en") -> tuple[str, ...]:
    """Verdict and measures; the reasons with their sources; conditions; costs; readings."""
    said = [reason for reason in decision.reasons if reason.code is not ReasonCode.READING]
    return (
        _verdict(decision, language),
        *(say_reason(reason, language) for reason in said),
        *(_condition(reason, language) for reason in decision.conditions),
        *_costs(decision, language),
        *_readings(decision, language),
    )


def say_reason(reason: Reason, language: str = "en") -> str:
    """One reason as a sentence that ends with its source in brackets."""
    return f"{_capital(_words(reason, language))}{_source(reason)}."


def say_measures(measures: tuple[Measure, ...], language: str = "en") -> str:
    """The measures as a list."""
    names = VOCABULARIES[language].measures
    return listed([names[measure] for measure in measures], language)


def _verdict(decision: Decision, language: str) -> str:
    words = VOCABULARIES[language]
    if not decision.measures:
        return f"{words.refused}."
    measures = say_measures(decision.measures, language)
    return f"{words.verdicts[decision.verdict].format(measures=measures)}."


def _condition(reason: Reason, language: str) -> str:
    text = VOCABULARIES[language].condition.format(text=_words(reason, language))
    return f"{text}{_source(reason)}."


def _words(reason: Reason, language: str) -> str:
    template = VOCABULARIES[language].reasons[reason.code]
    names = [name for _, name, _, _ in string.Formatter().parse(template) if name]
    return template.format(**{name: _fact(reason, name, language) for name in names})


def _fact(reason: Reason, name: str, language: str) -> str:
    """A fact in words: translated by its kind, or the programme's own text in the language."""
    given = reason.facts
    own = given.get(f"{name}_{language}") or given.get(f"{name}_en") or given.get(name)
    if own is None:
        own = next((text for key, text in given.items() if key.startswith(f"{name}_")), "")
    translate = _KINDS.get(name)
    return translate(own, language) if translate else own.rstrip(".")


def _listed_words(kind: str) -> Callable[[str, str], str]:
    def translate(values: str, language: str) -> str:
        names: Mapping[str, str] = getattr(VOCABULARIES[language], kind)
        return listed([names[value] for value in values.split(", ")], language)

    return translate


def _named(value: str, language: str) -> str:
    """Names of the programme file, such as classes and fields, without their underscores."""
    return listed(value.replace("_", " ").split(", "), language)


def _day(value: str, language: str) -> str:
    return full_date(date.fromisoformat(value), language)


_KINDS: Mapping[str, Callable[[str, str], str]] = {
    **dict.fromkeys(("day", "starts", "ends", "opened"), _day),
    **dict.fromkeys(("field", "items", "classes", "product", "packs"), _named),
    **dict.fromkeys(("who", "allowed"), _listed_words("askers")),
    **dict.fromkeys(("channel", "channels"), _listed_words("channels")),
    **dict.fromkeys(("measure", "remedy"), _listed_words("measures")),
    "fact": _listed_words("scope_facts"),
    "requirement": _listed_words("requirements"),
    "payer": _listed_words("payers"),
    "place": _listed_words("places"),
}


def _costs(decision: Decision, language: str) -> Iterator[str]:
    words = VOCABULARIES[language]
    paid = [cost for cost in decision.costs if cost.amount != Decimal(0)]
    if paid:
        items = words.between.join(_cost(cost, language) for cost in paid)
        yield f"{words.cost.format(items=items)}."


def _cost(cost: Cost, language: str) -> str:
    words = VOCABULARIES[language]
    names = {**words.costs, **_plain(words.measures), **_plain(words.requirements)}
    amount = words.quoted if cost.amount is None else f"{cost.amount} {cost.currency}"
    rate = words.rate.format(amount=amount, unit=words.units[cost.per]) if cost.per else amount
    return f"{names[cost.what]} {amount if cost.amount is None else rate}"


def _plain(names: Mapping[Measure, str] | Mapping[Requirement, str]) -> dict[str, str]:
    return {key.value: word for key, word in names.items()}


def _readings(decision: Decision, language: str) -> Iterator[str]:
    words = VOCABULARIES[language]
    used = [reason.facts for reason in decision.reasons if reason.code is ReasonCode.READING]
    if used:
        items = words.between.join(words.readings[facts["name"], facts["value"]] for facts in used)
        yield f"{words.reading.format(items=items)}."


def _source(reason: Reason) -> str:
    source = " ".join(reason.facts.get("source", "").split())
    return f" [{source}]" if source else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
