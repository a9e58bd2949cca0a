"""Instants as a person at the desk reads them: short, in the case's own zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.case_clocks import in_hours
from rules.plain_words import clock_time, weekday_date

_MIDNIGHT = time(0)


def day_words(at: datetime, zone: str, now: datetime) -> str:
    """Such as today, tomorrow or Tue 24 Nov; the year only when it is another one."""
    day = at.astimezone(ZoneInfo(zone)).date()
    today = now.astimezone(ZoneInfo(zone)).date()
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days)
    return near or short(weekday_date(day, seen_from=today))


def short(day: str) -> str:
    """A day in words with its month cut to three letters."""
    weekday, number, month, *year = day.split()
    return " ".join([weekday, number, month[:3], *year])


def moment(at: datetime, zone: str, now: datetime) -> str:
    """Such as tomorrow 13:52."""
    return f"{day_words(at, zone, now)} {clock_time(at.astimezone(ZoneInfo(zone)))}"


def due(at: datetime, zone: str, now: datetime) -> str:
    """A deadline in words: midnight is the end of the day before, which is what was promised."""
    if at.astimezone(ZoneInfo(zone)).time() == _MIDNIGHT:
        return f"end of {day_words(at - timedelta(minutes=1), zone, now)}"
    return moment(at, zone, now)


def whole(at: datetime, zone: str) -> str:
    """Everything there is to say, for a tooltip: 2026-11-24 13:52:00 Europe/Stockholm."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S} {zone}"


def day(on: date) -> str:
    """Such as Mon 9 June 2025."""
    return weekday_date(on)


def spent(used: timedelta) -> str:
    """Working time, such as 12 h 30 min."""
    return in_hours(used)
