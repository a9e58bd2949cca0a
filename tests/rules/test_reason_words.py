import string
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest

from rules.dates_in_words import days_listed, full_date, weekday_date
from rules.decision import Cost, Verdict
from rules.figures import Figures
from rules.fulfilment import Payer, RepairedGoesTo
from rules.plain_words import days_listed as plain_days_listed
from rules.plain_words import weekday_date as plain_weekday_date
from rules.question import DeviceOnRecord
from rules.readings import DayRule, Expiry, LateCoverage, PurchaseDay
from rules.reason_words import VOCABULARIES, language_of, say_decision, say_reason
from rules.reasons import Reason, ReasonCode, because
from rules.service_words import (
    Asker,
    Cause,
    ChannelKind,
    Measure,
    Need,
    Requirement,
    ScopeFact,
)
from tests.rules.entitling import (
    ACCIDENTS,
    OVER,
    PACKAGE,
    a_tier,
    decided,
    some_terms,
    warranty,
)

#: Said by a promise in its own words, or together at the end.
ELSEWHERE = {
    ReasonCode.REGISTERED,
    ReasonCode.DEFECT_IDENTIFIED,
    ReasonCode.UNIT_EXPECTED,
    ReasonCode.BEFORE_CUTOFF,
    ReasonCode.NOT_BEFORE_CUTOFF,
    ReasonCode.DAY_SKIPPED,
    ReasonCode.COUNTED_FROM,
    ReasonCode.DELIVERED_BY,
    ReasonCode.SHIPPED_BY,
    ReasonCode.READING,
}
LANGUAGES = sorted(VOCABULARIES)
READINGS: Mapping[str, type[StrEnum]] = {
    "expiry": Expiry,
    "purchase_day": PurchaseDay,
    "day_rule": DayRule,
    "late_coverage": LateCoverage,
}


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", sorted(set(ReasonCode) - ELSEWHERE))
def test_every_reason_of_a_decision_is_said_in_four_languages_with_the_same_facts(
    code: ReasonCode,
) -> None:
    wanted = placeholders(VOCABULARIES["en"].reasons[code])
    for language in LANGUAGES:
        assert placeholders(VOCABULARIES[language].reasons[code]) == wanted, language
    assert len({VOCABULARIES[language].reasons[code] for language in LANGUAGES}) > 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_word_a_decision_can_use(language: str) -> None:
    words = VOCABULARIES[language]
    assert set(words.reasons) == set(ReasonCode) - ELSEWHERE
    kinds: list[tuple[object, type[StrEnum]]] = [
        (words.verdicts, Verdict),
        (words.measures, Measure),
        (words.askers, Asker),
        (words.channels, ChannelKind),
        (words.scope_facts, ScopeFact),
        (words.requirements, Requirement),
        (words.payers, Payer),
        (words.places, RepairedGoesTo),
    ]
    for known, kind in kinds:
        assert isinstance(known, Mapping)
        assert set(known) == set(kind)
    read = {(name, value.value) for name, kind in READINGS.items() for value in kind}
    assert set(words.readings) == read
    assert set(words.costs) == set(VOCABULARIES["en"].costs)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("sv_SE", "sv"), ("fr-FR", "fr"), ("ro", "ro"), ("EN_us", "en"), ("de_DE", "en"), ("", "en")],
)
def test_the_language_is_that_of_the_locale_or_english(locale: str, language: str) -> None:
    assert language_of(locale) == language


@pytest.mark.parametrize(
    ("language", "written", "first"),
    [
        ("en", "6 June 2025", "1 May 2026"),
        ("sv", "6 juni 2025", "1 maj 2026"),
        ("fr", "6 juin 2025", "1er mai 2026"),
        ("ro", "6 iunie 2025", "1 mai 2026"),
    ],
)
def test_days_are_written_as_the_language_writes_them(
    language: str, written: str, first: str
) -> None:
    assert full_date(date(2025, 6, 6), language) == written
    assert full_date(date(2026, 5, 1), language) == first


def test_english_days_are_those_of_the_promises() -> None:
    days = [date(2025, month, day) for month in range(1, 13) for day in (1, 28)]
    for day in days:
        assert weekday_date(day) == plain_weekday_date(day)
        assert weekday_date(day, seen_from=day) == plain_weekday_date(day, seen_from=day)
    for run in (days[:1], days[:2], days[1:4], days[1:3]):
        assert days_listed(run) == plain_days_listed(run)


def test_a_decision_is_said_in_order_verdict_reasons_conditions_costs_readings() -> None:
    figures = Figures(surcharge=Decimal(250), hourly_rate=Decimal("120.50"))
    sentences = say_decision(
        decided(some_terms(a_tier(expired=PACKAGE), figures=figures), run=OVER)
    )
    assert sentences == (
        "Not covered; possible now: advice and quote.",
        (
            "The contract expired on 2 March 2026; the request was made on 2 March 2026 "
            "[expired services]."
        ),
        "We say so at once and free of charge [expired services].",
        "The request was made on 2 March 2026 (Europe/Stockholm) [example 3, Gold].",
        "Condition: To be bought: upgrade to the current release [expired services].",
        "Condition: To be bought: renewal of the contract [expired services].",
        "Condition: To be bought: hours for a system audit [expired services].",
        "Condition: Renewing an expired contract costs a surcharge [expired services].",
        "Condition: Work starts once the purchase order is approved [expired services].",
        (
            "To be paid: upgrade to the current release by quote; renewal of the contract by "
            "quote; hours for a system audit 120.50 SEK per hour; surcharge 250 SEK."
        ),
        "Readings: a ticket on the expiry date is not covered.",
    )


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        (
            "sv",
            "Omfattas: utbyte mot likvärdig enhet.",
            (
                "Tolkningar: garantin räknas från faktura eller leverans; årsdagen är sista dagen "
                "som omfattas; ett ärende på utgångsdagen omfattas inte."
            ),
        ),
        (
            "fr",
            "Couvert : remplacement à l'identique.",
            (
                "Lectures : la garantie court de la facture ou de l'expédition ; le jour "
                "anniversaire est le dernier jour couvert ; un ticket du jour d'expiration n'est "
                "pas couvert."
            ),
        ),
        (
            "ro",
            "Acoperit: înlocuire cu un produs identic.",
            (
                "Interpretări: garanția curge de la factură sau expediere; ziua aniversară este "
                "ultima zi acoperită; un tichet din ziua expirării nu este acoperit."
            ),
        ),
    ],
)
def test_a_covered_device_is_said_in_the_requesters_language(
    language: str, first: str, last: str
) -> None:
    sentences = say_decision(decided(a_tier(coverage=(warranty(),)), need=Need.HARDWARE), language)
    assert (sentences[0], sentences[-1]) == (first, last)


def test_a_decision_that_allows_nothing_says_only_that() -> None:
    found = replace(decided(a_tier()), verdict=Verdict.NOT_COVERED, measures=())
    assert say_decision(found)[0] == "Not covered."
    assert say_decision(found, "ro")[0] == "Neacoperit."


def test_a_text_of_the_programme_is_said_in_its_language_else_in_english() -> None:
    row = warranty(exclusions=(replace(ACCIDENTS, text={"en": "Accidents.", "sv": "Olyckor."}),))
    found = decided(a_tier(coverage=(row,)), need=Need.HARDWARE, cause=Cause.ACCIDENT)
    assert say_decision(found, "sv")[1] == "Undantag c: Olyckor [clause c]."
    assert say_decision(found, "fr")[1] == "Exclusion c : Accidents [clause c]."
    only = because(ReasonCode.REMINDER, text_ro="Scoateți cartela.")
    assert say_reason(only, "en") == "Please note: Scoateți cartela."


def test_lists_of_words_are_translated_and_joined() -> None:
    reason = Reason(
        code=ReasonCode.CHANNEL_CLOSED,
        facts={"tier": "Gold", "channel": "chat", "channels": "email, phone, portal"},
    )
    assert say_reason(reason, "fr") == (
        "Gold n'est pas accessible par : chat ; veuillez utiliser : e-mail, téléphone et "
        "plateforme."
    )


def test_what_costs_nothing_is_not_listed() -> None:
    found = decided(a_tier(coverage=(warranty(),)), need=Need.HARDWARE)
    assert not any(sentence.startswith("To be paid") for sentence in say_decision(found))
    paid = replace(found, costs=(*found.costs, Cost(what="freight", amount=None, currency="SEK")))
    assert "Att betala: frakt enligt offert." in say_decision(paid, "sv")


def test_the_readings_are_listed_in_the_languages_own_way() -> None:
    found = decided(a_tier(), device=DeviceOnRecord())
    for language in LANGUAGES:
        heading = VOCABULARIES[language].reading.partition("{")[0]
        assert say_decision(found, language)[-1].startswith(heading)
