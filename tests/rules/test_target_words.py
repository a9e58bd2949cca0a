"""What a target's explanation says, in each language."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.business_time import Boundary
from rules.readings import DayReading, Hours, Lunch, Met, Readings
from rules.service_words import ClockStart, Commitment
from rules.target_wordings import TARGET_WORDINGS
from rules.target_words import duration_words, with_number
from rules.targets import count_target
from rules.working_calendar import Overnight, intersect
from tests.rules.calendars import calendar, local, romanian_calendar, swedish_calendar, windows
from tests.rules.targets import CALENDARS, PARIS, counted, days, target

FRIDAY_1610 = local("2026-07-10 16:10", PARIS)
LANGUAGES = ("en", "sv", "fr", "ro")


TWELVE_HOURS = {
    "en": (
        "Received Fri 10 July 2026 16:10 in Paris; 12 working hours of calendar lunch; "
        "1 h 50 min on Fri 10 July; weekend; 7 h 30 min on Mon 13 July; "
        "holiday: 14 July (National Day); 2 h 40 min on Wed 15 July; "
        "due Wed 15 July 11:40. "
        "Readings: met as long as no more counted time has passed; "
        "time that runs out at closing is due at closing; breaks during the day do not count."
    ),
    "sv": (
        "Mottaget fre 10 juli 2026 kl. 16:10 i Paris; 12 arbetstimmar enligt kalender lunch; "
        "1 h 50 min fre 10 juli; helg; 7 h 30 min mån 13 juli; "
        "helgdag: 14 juli (National Day); 2 h 40 min ons 15 juli; "
        "klart senast ons 15 juli kl. 11:40. "
        "Tolkningar: uppfyllt så länge ingen mer räknad tid har gått; "
        "tid som tar slut vid stängning går ut vid stängning; raster under dagen räknas inte."
    ),
    "fr": (
        "Reçu le ven. 10 juillet 2026 à 16:10 (heure de Paris); "
        "12 heures ouvrées du calendrier lunch; 1 h 50 min le ven. 10 juillet; week-end; "
        "7 h 30 min le lun. 13 juillet; jour férié : 14 juillet (National Day); "
        "2 h 40 min le mer. 15 juillet; échéance le mer. 15 juillet à 11:40. "
        "Lectures retenues : tenu tant qu'aucun temps compté de plus ne s'est écoulé; "
        "un délai qui s'achève à la fermeture échoit à la fermeture; "
        "les pauses de la journée ne comptent pas."
    ),
    "ro": (
        "Primit vineri 10 iulie 2026, ora 16:10 (ora din Paris); "
        "12 ore lucrătoare din calendarul lunch; 1 h 50 min vineri 10 iulie; weekend; "
        "7 h 30 min luni 13 iulie; sărbătoare legală: 14 iulie (National Day); "
        "2 h 40 min miercuri 15 iulie; termen: miercuri 15 iulie, ora 11:40. "
        "Interpretări: respectat cât timp nu s-a mai scurs timp numărat; "
        "un termen care se încheie la închidere expiră la închidere; "
        "pauzele din timpul zilei nu se numără."
    ),
}


@pytest.mark.parametrize(("language", "expected"), TWELVE_HOURS.items())
def test_twelve_working_hours_over_a_weekend_and_a_holiday(language: str, expected: str) -> None:
    assert counted(target(), FRIDAY_1610).explain(language) == expected


def test_a_language_without_words_gets_english() -> None:
    found = counted(target(), FRIDAY_1610)
    assert found.explain("de") == found.explain("en") == found.explain()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("commitment", [c for c in Commitment if c is not Commitment.GUARANTEED])
def test_without_a_guarantee_the_explanation_promises_no_time(
    language: str, commitment: Commitment
) -> None:
    soft = target(None, None, unit=None, commitment=commitment)
    said = counted(soft, FRIDAY_1610, zone=PARIS).explain(language)
    assert TARGET_WORDINGS[language].untimed[commitment] in said
    assert "Paris" in said
    assert TARGET_WORDINGS[language].readings not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reading_has_words(language: str) -> None:
    words = TARGET_WORDINGS[language]
    read_so = [
        *(("boundary", value, target(boundary=value)) for value in Boundary),
        *(("met", value, target(met=value)) for value in Met),
        *(("lunch", value, target(lunch=value)) for value in Lunch),
    ]
    for name, value, wanted in read_so:
        assert words.meanings[name, value] in counted(wanted, FRIDAY_1610).explain(language)
    for hours in Hours:
        assert counted(target(hours=hours), FRIDAY_1610).explain(language)
    for reading in DayReading:
        assert counted(days(1, "lunch", day_reading=reading), FRIDAY_1610).explain(language)


def test_readings_that_do_not_matter_are_not_told() -> None:
    said = counted(target(12, "always", hours=Hours.ELAPSED), FRIDAY_1610).explain()
    assert said == (
        "Received Fri 10 July 2026 17:10 in Bucharest; 12 hours, day and night; "
        "due Sat 11 July 05:10. Readings: met as long as no more counted time has passed."
    )


def test_holidays_in_a_row_are_named_and_a_long_stretch_is_summed() -> None:
    said = counted(target(72, "office"), local("2026-12-18 09:00")).explain()
    assert (
        "8 h on Fri 18 December; weekend; 24 h from Mon 21 December to Wed 23 December; "
        "holidays: 24 December (Christmas Eve), 25 December (Christmas Day), weekend; "
        "24 h from Mon 28 December to Wed 30 December; "
        "holidays: 31 December (New Year's Eve), 1 January (New Year's Day), weekend; "
        "16 h from Mon 4 January 2027 to Tue 5 January 2027; due Tue 5 January 2027 17:00"
    ) in said


def test_a_pause_a_defect_and_a_late_opening_are_told() -> None:
    again = local("2026-07-13 15:00", PARIS)
    paused = counted(target(), FRIDAY_1610, used=timedelta(hours=1), counted_from=again).explain()
    assert "counted again from Mon 13 July 15:00, 1 h having been used" in paused
    assert (
        counted(target(starts_at=ClockStart.DEFECT_IDENTIFIED), FRIDAY_1610)
        .explain("fr")
        .startswith("Défaut constaté le ven. 10 juillet")
    )
    evening = local("2026-07-10 20:00", PARIS)
    assert "counted from Mon 13 July 09:00" in counted(days(1, "lunch"), evening).explain()


def test_closed_days_rest_days_and_other_calendars_are_told_apart() -> None:
    closed = calendar(
        id="closed", weekly=(windows("09:00-17:00"),) * 2 + ((),) + (windows("09:00-17:00"),) * 4
    )
    closed = replace(closed, overrides={local("2026-11-24 00:00").date(): ()})
    calendars = {"both": replace(intersect(closed, romanian_calendar()), id="both")}
    said = count_target(
        target(24, "both"),
        readings=Readings(),
        calendars=calendars,
        started_at=local("2026-11-23 09:00"),
    ).explain()
    assert "closed: 24 November, day off: 25 November" in said
    assert "weekend in calendar ro, holidays: 30 November (Saint Andrew's Day)" in said


def test_a_shift_divided_between_its_dates_is_told() -> None:
    nights = swedish_calendar(id="nights", overnight=Overnight.CALENDAR_DAY)
    said = count_target(
        target(1, "nights"),
        readings=Readings(),
        calendars={"nights": nights},
        started_at=local("2026-11-23 09:00"),
    )
    assert "a shift over midnight is divided between its dates" in said.explain()


def test_a_repeated_hour_is_told_by_its_letters() -> None:
    said = counted(target(1, "always"), local("2026-10-25 03:30", "Europe/Bucharest", fold=1))
    assert "03:30 EET" in said.explain()


def test_numbers_take_the_form_their_language_wants() -> None:
    forms = ("{n} oră", "{n} ore", "{n} de ore")
    said = [with_number(n, forms, "ro") for n in (1, 2, 19, 20, 72, 100, 101, 119, 120)]
    assert said == [
        *("1 oră", "2 ore", "19 ore", "20 de ore", "72 de ore"),
        *("100 de ore", "101 ore", "119 ore", "120 de ore"),
    ]
    assert with_number(24, forms, "sv") == "24 ore"


@pytest.mark.parametrize(
    ("seconds", "said"), [(6600, "1 h 50 min"), (3600, "1 h"), (300, "5 min"), (7, "7 s")]
)
def test_amounts_of_time_are_hours_and_minutes(seconds: int, said: str) -> None:
    assert duration_words(seconds) == said


def test_every_calendar_of_the_tests_can_be_explained_in_every_language() -> None:
    for name in CALENDARS:
        for language in LANGUAGES:
            assert "{" not in counted(target(40, name), FRIDAY_1610).explain(language)
