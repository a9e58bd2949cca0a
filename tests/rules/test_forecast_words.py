from datetime import date, timedelta
from decimal import Decimal

import pytest

from rules.forecast import Demand, Prior, Supply, forecast_need
from rules.forecast_words import FORECAST_WORDS, basis_sentence, forecast_sentence
from rules.reason_words import VOCABULARIES

TODAY = date(2026, 5, 1)


def facts(
    swaps: int = 27,
    days: int = 90,
    *,
    free: int = 4,
    lead_days: int = 12,
    today: date = TODAY,
    prior_days: int = 0,
) -> dict[str, str]:
    return forecast_need(
        Demand(swaps=swaps, since=today - timedelta(days=days), until=today),
        Supply(free=free),
        fleet=400,
        lead_days=lead_days,
        today=today,
        prior=Prior(percent_a_year=Decimal("12.5"), days=prior_days),
    ).facts()


def test_the_forecast_is_said_in_every_language_of_the_house() -> None:
    assert set(FORECAST_WORDS) == set(VOCABULARIES)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "At 9 swaps a month and 12 days' lead time you will run out on 14 May."),
        ("sv", "Med 9 utbyten i månaden och 12 dagars leveranstid tar lagret slut den 14 maj."),
        (
            "fr",
            (
                "Avec 9 échanges par mois et un délai de livraison de 12 jours, le stock sera "
                "épuisé le 14 mai."
            ),
        ),
        (
            "ro",
            (
                "La un ritm de 9 înlocuiri pe lună și cu un termen de livrare de 12 zile, stocul "
                "se va epuiza pe 14 mai."
            ),
        ),
    ],
)
def test_the_customer_reads_when_the_stock_runs_out(language: str, said: str) -> None:
    assert forecast_sentence(facts(), language) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "At 0.5 swaps a month and 1 day's lead time the stock lasts beyond 30 April 2028."),
        (
            "sv",
            (
                "Med 0,5 utbyten i månaden och 1 dags leveranstid räcker lagret längre än till den "
                "30 april 2028."
            ),
        ),
        (
            "fr",
            (
                "Avec 0,5 échange par mois et un délai de livraison de 1 jour, le stock suffira "
                "au-delà du 30 avril 2028."
            ),
        ),
        (
            "ro",
            (
                "La un ritm de 0,5 înlocuiri pe lună și cu un termen de livrare de 1 zi, stocul "
                "ajunge și după 30 aprilie 2028."
            ),
        ),
    ],
)
def test_a_stock_that_lasts_is_said_to_last(language: str, said: str) -> None:
    assert forecast_sentence(facts(3, 180, free=32, lead_days=1), language) == said


def test_a_day_of_another_year_has_its_year() -> None:
    said = forecast_sentence(facts(today=date(2026, 12, 20)))
    assert said.endswith("you will run out on 2 January 2027.")


def test_large_numbers_are_counted_as_the_language_counts_them() -> None:
    said = forecast_sentence(facts(60, lead_days=21), "ro")
    assert "20 de înlocuiri pe lună" in said
    assert "de livrare de 21 de zile" in said
    assert "1,5 échange par mois" in forecast_sentence(facts(9, 180), "fr")
    assert "2,5 échanges par mois" in forecast_sentence(facts(15, 180), "fr")
    assert "1 échange par mois" in forecast_sentence(facts(6, 180), "fr")


@pytest.mark.parametrize(
    ("language", "today", "unused"),
    [
        ("en", "you run out today.", "No swaps are expected, so the stock does not run out."),
        ("sv", "tar lagret slut i dag.", "Inga utbyten väntas, så lagret tar inte slut."),
        (
            "fr",
            "le stock s'épuise aujourd'hui.",
            "Aucun échange n'est attendu : le stock ne s'épuise pas.",
        ),
        (
            "ro",
            "stocul se epuizează astăzi.",
            "Nu se așteaptă nicio înlocuire, deci stocul nu se epuizează.",
        ),
    ],
)
def test_an_empty_and_an_unused_stock_have_their_own_words(
    language: str, today: str, unused: str
) -> None:
    assert forecast_sentence(facts(free=0), language).endswith(today)
    assert forecast_sentence(facts(0), language) == unused


@pytest.mark.parametrize(
    ("language", "both", "seen", "expected"),
    [
        (
            "en",
            (
                "Reckoned from 27 swaps in 90 days, and from the 12.5% of 400 devices expected in "
                "a year, weighed as 90 days."
            ),
            "Reckoned from 27 swaps in 90 days.",
            "Reckoned from the 12.5% of 400 devices expected in a year; nothing is counted yet.",
        ),
        (
            "sv",
            (
                "Beräknat på 27 utbyten under 90 dagar och på de 12,5 % av 400 enheter som väntas "
                "på ett år, inräknade som 90 dagar."
            ),
            "Beräknat på 27 utbyten under 90 dagar.",
            "Beräknat på de 12,5 % av 400 enheter som väntas på ett år; inget är räknat ännu.",
        ),
        (
            "fr",
            (
                "Calculé d'après 27 échanges en 90 jours, et d'après les 12,5 % de 400 appareils "
                "attendus en un an, comptés comme 90 jours."
            ),
            "Calculé d'après 27 échanges en 90 jours.",
            (
                "Calculé d'après les 12,5 % de 400 appareils attendus en un an ; rien n'est encore "
                "compté."
            ),
        ),
        (
            "ro",
            (
                "Calculat din 27 de înlocuiri în 90 de zile și din cele 12,5% din 400 de "
                "dispozitive așteptate într-un an, socotite ca 90 de zile."
            ),
            "Calculat din 27 de înlocuiri în 90 de zile.",
            (
                "Calculat din cele 12,5% din 400 de dispozitive așteptate într-un an; încă nu s-a "
                "numărat nimic."
            ),
        ),
    ],
)
def test_what_the_rate_was_reckoned_from_is_said(
    language: str, both: str, seen: str, expected: str
) -> None:
    assert basis_sentence(facts(prior_days=90), language) == both
    assert basis_sentence(facts(), language) == seen
    assert basis_sentence(facts(0, 0, prior_days=90), language) == expected
