"""A programme's content as plain data, and the hash that names it."""

from typing import Any

from rules.fields import to_plain
from rules.frozen_holidays import sha256_of
from rules.programme import Programme
from rules.shapes import parsers_of
from rules.working_calendar import Calendar

#: Calendars are told in their own way; the lists a contract may choose from are nobody's terms.
_NOT_TERMS = ("calendars", "holiday_lists")


def hash_of(programme: Programme) -> str:
    """The SHA-256 in hex of all a programme says, its calendars by their own hashes.

    Comments, the order of keys and holiday lists that no calendar uses do not count.
    """
    calendars = {name: calendar.hash for name, calendar in programme.calendars.items()}
    return sha256_of({**_terms_of(programme), "calendars": calendars})


def content_of(programme: Programme) -> dict[str, Any]:
    """All a programme says as plain data, each calendar with its holiday list's name and hash."""
    calendars = {name: _calendar(one) for name, one in programme.calendars.items()}
    return {**_terms_of(programme), "calendars": calendars}


def _terms_of(programme: Programme) -> dict[str, Any]:
    named = [name for name in parsers_of(Programme) if name not in _NOT_TERMS]
    return {name: to_plain(getattr(programme, name)) for name in named}


def _calendar(calendar: Calendar) -> dict[str, Any]:
    plain = calendar.to_json()
    frozen = calendar.holidays
    plain["holidays"] = frozen and {"frozen": frozen.id, "sha256": frozen.sha256}
    return {**plain, "also": [_calendar(other) for other in calendar.also]}
