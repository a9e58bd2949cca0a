"""Whether anybody is there on a channel, and from or until when, by its calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rules.business_time import closing_after, is_open, next_opening
from rules.channel_words import CHANNEL_WORDS
from rules.dates_in_words import weekday_date
from rules.plain_words import clock_time, place_of
from rules.programme import find_calendar
from rules.service_terms import Channel
from rules.service_words import Asker, ChannelKind
from rules.terms import Terms
from rules.working_calendar import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelHours:
    """A channel at a moment; instants are in UTC.

    `opens_at` is the next opening of a closed channel, `closes_at` the end of an open one's stretch
    (a lunch break ends it too); a channel that never closes has neither.
    """

    kind: ChannelKind
    asked_at: datetime
    open_now: bool
    opens_at: datetime | None
    closes_at: datetime | None
    timezone: str
    calendar: str
    calendar_hash: str
    source: str


def hours_of_channel(
    terms: Terms,
    calendars: Mapping[str, Calendar],
    kind: ChannelKind,
    who: Asker,
    at: datetime,
) -> ChannelHours | None:
    """The hours of the channel this asker has (facts 30 to 33 and 44), or None without any.

    Raises CalendarUnknown, NaiveMoment, HolidaysNotFrozen and, when it never opens, NoWorkingTime.
    """
    row = channel_for(terms, kind, who)
    if row is None or row.calendar is None:
        return None
    calendar = find_calendar(calendars, row.calendar)
    open_now = is_open(calendar, at)
    return ChannelHours(
        kind=kind,
        asked_at=at.astimezone(UTC),
        open_now=open_now,
        opens_at=None if open_now else next_opening(calendar, at),
        closes_at=closing_after(calendar, at) if open_now else None,
        timezone=calendar.zone,
        calendar=row.calendar,
        calendar_hash=calendar.hash,
        source=row.source,
    )


def channel_for(terms: Terms, kind: ChannelKind, who: Asker) -> Channel | None:
    """The tier's channel of that kind for this asker, or None where it has none."""
    rows = [row for row in terms.offer.channels if row.kind is kind]
    return next((row for row in rows if not row.who or who in row.who), None)


def say_hours(hours: ChannelHours, language: str = "en") -> str:
    """Open until when, closed until when, or never closed, with its source in brackets."""
    source = " ".join(hours.source.split())
    return f"{_state(hours, language)} [{source}]."


def _state(hours: ChannelHours, language: str) -> str:
    words = CHANNEL_WORDS[language]
    channel = words.channels[hours.kind]
    turns_at = hours.closes_at if hours.open_now else hours.opens_at
    if turns_at is None:
        return words.always.format(channel=channel)
    zone = ZoneInfo(hours.timezone)
    local, today = turns_at.astimezone(zone), hours.asked_at.astimezone(zone).date()
    return (words.until if hours.open_now else words.opens).format(
        channel=channel,
        day=weekday_date(local.date(), language, seen_from=today),
        clock=clock_time(local),
        place=place_of(hours.timezone),
    )
