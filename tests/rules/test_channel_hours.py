from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.business_time import closing_after, is_open, next_opening
from rules.channel_hours import ChannelHours, hours_of_channel, say_hours
from rules.channel_words import CHANNEL_WORDS
from rules.reason_words import VOCABULARIES
from rules.service_words import Asker, ChannelKind
from tests.programmes.facts.asking import ATEA, EXER, OPSWAT, Sold, sold

PREMIUM = sold(EXER, "premium")
#: What a contract with a site across the ocean sets: the same hours there, and its holidays.
AMERICAN = {"zone": "America/New_York", "holidays": "US-government"}
SILVER = sold(OPSWAT, "silver", **AMERICAN)
YEAR = (datetime(2026, 1, 1), datetime(2027, 1, 1))  # noqa: DTZ001 - hypothesis adds the zone


def hours(
    contract: Sold, kind: ChannelKind, at: datetime, who: Asker = Asker.END_CUSTOMER
) -> ChannelHours:
    found = hours_of_channel(contract.terms, contract.calendars, kind, who, at)
    assert found is not None
    return found


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def test_at_lunch_the_phone_is_closed_until_the_afternoon() -> None:
    found = hours(PREMIUM, ChannelKind.PHONE, PREMIUM.at("2026-03-02 13:00"))
    assert (found.open_now, found.opens_at, found.closes_at) == (
        False,
        utc("2026-03-02T13:00"),
        None,
    )
    assert (found.calendar, found.timezone) == ("cst", "Europe/Paris")
    assert found.calendar_hash == PREMIUM.calendars["cst"].hash
    assert found.source == "Charte du CST, Accès: « Support Premium uniquement »"


@pytest.mark.parametrize(
    ("at", "opens", "closes"),
    [
        ("2026-03-02 08:59", "2026-03-02T08:00", None),
        ("2026-03-02 09:00", None, "2026-03-02T11:30"),
        ("2026-03-02 12:29", None, "2026-03-02T11:30"),
        ("2026-03-02 12:30", "2026-03-02T13:00", None),
        ("2026-03-02 14:00", None, "2026-03-02T17:00"),
        ("2026-03-06 18:00", "2026-03-09T08:00", None),
        ("2026-05-07 18:00", "2026-05-11T07:00", None),  # 8 May is a holiday, then a weekend
    ],
)
def test_the_phone_opens_and_closes_by_its_calendar(
    at: str, opens: str | None, closes: str | None
) -> None:
    found = hours(PREMIUM, ChannelKind.PHONE, PREMIUM.at(at))
    assert found.opens_at == (utc(opens) if opens else None)
    assert found.closes_at == (utc(closes) if closes else None)
    assert found.open_now is (opens is None)


def test_cases_are_taken_in_the_hours_of_the_contracts_zone() -> None:
    late_in_bucharest = utc("2026-07-02T19:00")
    found = hours(SILVER, ChannelKind.PORTAL, late_in_bucharest)
    assert (found.open_now, found.closes_at) == (True, utc("2026-07-03T00:00"))
    assert found.timezone == "America/New_York"
    at_home = hours(sold(OPSWAT, "silver"), ChannelKind.PORTAL, late_in_bucharest)
    assert (at_home.open_now, at_home.opens_at) == (False, utc("2026-07-03T05:00"))
    assert found.calendar_hash != at_home.calendar_hash


def test_the_contracts_holidays_close_the_channel() -> None:
    observed = hours(SILVER, ChannelKind.PORTAL, utc("2026-07-03T14:00"))
    assert observed.opens_at == utc("2026-07-06T12:00")


@given(at=st.datetimes(*YEAR, timezones=st.just(UTC)))
def test_day_and_night_is_never_closed(at: datetime) -> None:
    found = hours(sold(OPSWAT, "platinum"), ChannelKind.PHONE, at)
    assert (found.open_now, found.opens_at, found.closes_at) == (True, None, None)


def test_weekdays_day_and_night_close_once_on_friday_at_midnight() -> None:
    gold = sold(OPSWAT, "gold")
    found = hours(gold, ChannelKind.CHAT, gold.at("2026-03-03 23:30"))
    assert found.closes_at == utc("2026-03-06T22:00")


@given(at=st.datetimes(*YEAR, timezones=st.just(UTC)))
def test_a_channel_is_open_up_to_its_closing_and_not_before_its_opening(at: datetime) -> None:
    calendar = PREMIUM.calendars["cst"]
    closes = closing_after(calendar, at)
    assert closes is not None
    assert not is_open(calendar, closes)
    if is_open(calendar, at):
        assert closes > at
        middle = at + (closes - at) / 2
        assert next_opening(calendar, middle) == middle
    else:
        assert closes == at


def test_a_portal_without_stated_hours_says_nothing_of_hours() -> None:
    phones = sold(ATEA, "prof")
    asked = phones.terms, phones.calendars, ChannelKind.PORTAL, Asker.ATTACHED_USER
    assert hours_of_channel(*asked, phones.at("2026-03-02 03:00")) is None


def test_a_channel_the_tier_has_not_or_only_for_others_has_no_hours() -> None:
    noon = utc("2026-03-02T12:00")
    silver, managed = sold(OPSWAT, "silver"), sold(OPSWAT, "managed")
    for contract, kind, who in (
        (silver, ChannelKind.PHONE, Asker.END_CUSTOMER),
        (managed, ChannelKind.ALERT, Asker.END_CUSTOMER),
    ):
        found = hours_of_channel(contract.terms, contract.calendars, kind, who, noon)
        assert found is None
    assert hours(managed, ChannelKind.ALERT, noon, Asker.MONITORING).open_now


@pytest.mark.parametrize(
    ("language", "closed", "open_now", "always"),
    [
        (
            "en",
            "The phone is closed now; it opens Mon 2 March 09:00 in Paris",
            "The phone is open now, until Mon 2 March 12:30 in Paris",
            "The phone is open day and night, every day",
        ),
        (
            "sv",
            "Telefonen är stängd nu; den öppnar mån 2 mars kl. 09:00 i Paris",
            "Telefonen är öppen nu, till mån 2 mars kl. 12:30 i Paris",
            "Telefonen är öppen dygnet runt, alla dagar",
        ),
        (
            "fr",
            "Le téléphone est fermé en ce moment ; il ouvre le lun. 2 mars à 09:00 (heure de Paris)",  # noqa: E501
            "Le téléphone est ouvert en ce moment, jusqu'au lun. 2 mars à 12:30 (heure de Paris)",
            "Le téléphone est ouvert jour et nuit, tous les jours",
        ),
        (
            "ro",
            "Telefonul este închis acum; se deschide luni 2 martie, ora 09:00 (ora din Paris)",
            "Telefonul este deschis acum, până luni 2 martie, ora 12:30 (ora din Paris)",
            "Telefonul este deschis zi și noapte, în fiecare zi",
        ),
    ],
)
def test_the_hours_are_said_in_the_requesters_language(
    language: str, closed: str, open_now: str, always: str
) -> None:
    sunday, monday = PREMIUM.at("2026-03-01 20:00"), PREMIUM.at("2026-03-02 10:00")
    charter = " [Charte du CST, Accès: « Support Premium uniquement »]."
    assert say_hours(hours(PREMIUM, ChannelKind.PHONE, sunday), language) == closed + charter
    assert say_hours(hours(PREMIUM, ChannelKind.PHONE, monday), language) == open_now + charter
    around_the_clock = hours(sold(OPSWAT, "platinum"), ChannelKind.PHONE, monday)
    assert say_hours(around_the_clock, language).startswith(f"{always} [Suport")


def test_the_year_is_said_only_when_it_is_another_one() -> None:
    new_years_eve = hours(PREMIUM, ChannelKind.PHONE, PREMIUM.at("2026-12-31 19:00"))
    assert "opens Mon 4 January 2027 09:00" in say_hours(new_years_eve)


def test_every_language_of_a_decision_has_a_word_for_every_channel() -> None:
    assert set(CHANNEL_WORDS) == set(VOCABULARIES)
    for words in CHANNEL_WORDS.values():
        assert set(words.channels) == set(ChannelKind)
        assert len(set(words.channels.values())) == len(ChannelKind)
