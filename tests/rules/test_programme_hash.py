from dataclasses import replace

from rules.programme_hash import content_of, hash_of
from tests.rules.calendars import holidays, programme, swap_terms, swedish_calendar


def test_the_hash_names_what_a_programme_says() -> None:
    usual = programme()
    assert hash_of(usual) == hash_of(programme())
    assert len(hash_of(usual)) == 64
    tiers = {**usual.tiers, "swap": replace(usual.tier("swap"), swap=swap_terms(calendar="ro"))}
    assert hash_of(replace(usual, tiers=tiers)) != hash_of(usual)
    assert hash_of(replace(usual, version="4")) != hash_of(usual)


def test_another_holiday_changes_the_hash_and_a_list_nobody_uses_does_not() -> None:
    usual = programme()
    fewer = {**usual.calendars, "se": swedish_calendar(holidays=holidays({}))}
    assert hash_of(replace(usual, calendars=fewer)) != hash_of(usual)
    more_lists = {"by-hand": holidays({"2026-01-01": "New Year's Day"})}
    assert hash_of(replace(usual, holiday_lists=more_lists)) == hash_of(usual)


def test_the_content_names_a_calendars_list_instead_of_repeating_it() -> None:
    calendars = content_of(programme())["calendars"]
    expected = holidays({}).id
    assert calendars["se"]["holidays"]["frozen"] == expected
    assert set(calendars["se"]["holidays"]) == {"frozen", "sha256"}
