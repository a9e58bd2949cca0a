from datetime import date, timedelta

import pytest

from rules.business_time import closing_of, due, next_opening
from rules.working_calendar import NoWorkingTime, intersect
from tests.rules.calendars import calendar, every_day, local, swedish_calendar, weekdays

LUNCH = calendar(zone="Europe/Paris", weekly=weekdays("09:00-12:30", "14:00-18:00"))
NIGHTS = calendar(weekly=every_day("22:00-06:00"))
OFFICE = swedish_calendar()


def test_the_next_opening_is_now_when_it_is_open() -> None:
    assert next_opening(OFFICE, local("2026-11-23 12:00")) == local("2026-11-23 12:00")
    assert next_opening(OFFICE, local("2026-11-23 17:00")) == local("2026-11-24 09:00")
    assert next_opening(OFFICE, local("2026-12-23 20:00")) == local("2026-12-28 09:00")


def test_a_day_ends_with_its_last_window_in_every_calendar() -> None:
    assert closing_of(LUNCH, date(2026, 11, 23)) == local("2026-11-23 18:00", LUNCH.zone)
    assert closing_of(NIGHTS, date(2026, 11, 23)) == local("2026-11-24 06:00")
    early = calendar(id="early", weekly=weekdays("08:00-15:00"))
    both = intersect(OFFICE, early)
    assert closing_of(both, date(2026, 11, 23)) == local("2026-11-23 15:00")
    with pytest.raises(NoWorkingTime):
        closing_of(OFFICE, date(2026, 12, 25))


def test_more_calendars_than_are_kept_still_count_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rules.business_time._MOST_TABLES", 4)
    start = local("2026-11-23 09:00")
    for n in range(10):
        assert due(calendar(id=f"c{n}"), start, timedelta(hours=9)) == local("2026-11-24 10:00")
