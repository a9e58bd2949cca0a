import pytest

from rules.promise_vocabulary import PROMISE_WORDS
from rules.promises import Promise, promise_delivery, promise_dispatch
from rules.reason_words import VOCABULARIES
from tests.rules.calendars import (
    BUCHAREST,
    advance_terms,
    calendar,
    holidays,
    local,
    romanian_calendar,
    swap_terms,
    swedish_calendar,
)

CALENDARS = {
    "se": swedish_calendar(),
    "ro": romanian_calendar(),
    "fi": calendar(id="fi", zone="Europe/Helsinki", holidays=holidays({"2026-12-07": "Bro"})),
}


def delivery(registered: str, **terms: object) -> Promise:
    return promise_delivery(
        registered_at=local(registered), swap=swap_terms(**terms), calendars=CALENDARS
    )


def dispatch(identified: str) -> Promise:
    return promise_dispatch(
        identified_at=local(identified, BUCHAREST), advance=advance_terms(), calendars=CALENDARS
    )


def test_english_is_what_a_promise_is_explained_in_unless_asked_otherwise() -> None:
    promise = delivery("2025-06-05 13:52")
    assert promise.explain() == promise.explain("en") == promise.explanation
    assert set(PROMISE_WORDS) == set(VOCABULARIES)


@pytest.mark.parametrize(
    ("language", "explained"),
    [
        (
            "sv",
            (
                "Registrerat tors 5 juni 2025 13:52 i Stockholm, före 14:00; 6 juni är helgdag "
                "(National Day), sedan en helg; levereras mån 9 juni. Tolkningar: exakt 14:00:00 "
                "är för sent; en ledig dag räknas som nästa arbetsdag; arbetsdagar enligt "
                "kalendern se."
            ),
        ),
        (
            "fr",
            (
                "Enregistré le jeu. 5 juin 2025 à 13:52 à Stockholm, avant 14:00 ; le 6 juin est "
                "férié (National Day), puis un week-end ; livré le lun. 9 juin. Lectures : "
                "14:00:00 précises, c'est trop tard ; un jour chômé compte comme le jour ouvré "
                "suivant ; jours ouvrés du calendrier se."
            ),
        ),
        (
            "ro",
            (
                "Înregistrat joi 5 iunie 2025, ora 13:52, la Stockholm, înainte de 14:00; 6 iunie "
                "este zi liberă (National Day), apoi un weekend; livrat luni 9 iunie. "
                "Interpretări: exact 14:00:00 este prea târziu; o zi liberă se socotește ca "
                "următoarea zi lucrătoare; zilele lucrătoare ale calendarului se."
            ),
        ),
    ],
)
def test_a_delivery_is_explained_in_the_requesters_language(language: str, explained: str) -> None:
    assert delivery("2025-06-05 13:52").explain(language) == explained


@pytest.mark.parametrize(
    ("language", "explained"),
    [
        (
            "sv",
            (
                "Felet fastställt ons 31 december 2025 10:00 i Bucharest; 1 och 2 januari är "
                "helgdagar (New Year's Day), sedan en helg, sedan 6 och 7 januari är helgdagar "
                "(Epiphany, Saint John the Baptist); skickas senast tors 8 januari 2026, 2 "
                "arbetsdagar senare."
            ),
        ),
        (
            "fr",
            (
                "Défaut identifié le mer. 31 décembre 2025 à 10:00 à Bucharest ; les 1er et 2 "
                "janvier sont fériés (New Year's Day), puis un week-end, puis les 6 et 7 janvier "
                "sont fériés (Epiphany, Saint John the Baptist) ; expédié au plus tard le jeu. 8 "
                "janvier 2026, 2 jours ouvrés après."
            ),
        ),
        (
            "ro",
            (
                "Defect identificat miercuri 31 decembrie 2025, ora 10:00, la Bucharest; 1 și 2 "
                "ianuarie sunt zile libere (New Year's Day), apoi un weekend, apoi 6 și 7 ianuarie "
                "sunt zile libere (Epiphany, Saint John the Baptist); expediat cel târziu joi 8 "
                "ianuarie 2026, după 2 zile lucrătoare."
            ),
        ),
    ],
)
def test_a_dispatch_is_explained_in_the_requesters_language(language: str, explained: str) -> None:
    assert dispatch("2025-12-31 10:00").explain(language).startswith(explained)


@pytest.mark.parametrize(
    ("language", "late", "calendars"),
    [
        ("sv", "inte före 14:00; en helg; räknas som mån 7 december", "kalendern se och fi"),
        ("fr", "pas avant 14:00 ; un week-end ; compté comme le lun. 7", "calendrier se et fi"),
        ("ro", "nu înainte de 14:00; un weekend; se socotește ca luni 7", "calendarului se și fi"),
    ],
)
def test_a_late_registration_for_two_calendars_is_explained_in_every_language(
    language: str, late: str, calendars: str
) -> None:
    promise = delivery("2026-12-05 15:00", recipient_calendar="fi")
    assert late in promise.explain(language)
    assert calendars in promise.explain(language)
