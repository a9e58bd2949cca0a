"""Instants as a requester reads them: in the programme's zone and the reader's language."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.dates_in_words import weekday_date
from rules.plain_words import clock_time
from rules.target_wordings import TARGET_WORDINGS
from web.portal.words import phrases_in

_MIDNIGHT = time(0)


def moment(at: datetime, zone: str, language: str) -> str:
    """Such as Tue 24 November 2026 13:52."""
    local = at.astimezone(ZoneInfo(zone))
    day = weekday_date(local.date(), language)
    return TARGET_WORDINGS[language].moment.format(day=day, clock=clock_time(local))


def due(at: datetime, zone: str, language: str) -> str:
    """A promised instant: midnight is the end of the day before, which is what was promised."""
    local = at.astimezone(ZoneInfo(zone))
    if local.time() != _MIDNIGHT:
        return moment(at, zone, language)
    day = weekday_date((local - timedelta(minutes=1)).date(), language)
    return phrases_in(language).say("promise.end_of", day=day)
