"""Moments as documents write them: the day in words, the wall time, and the zone it is in."""

from datetime import datetime
from typing import ClassVar

from documents.language import Language
from rules.dates_in_words import full_date
from rules.errors import DeskError, Kind


class MomentWithoutZone(DeskError):
    """The moment does not say in which zone it is."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, what: str) -> None:
        super().__init__(f"The {what} has no zone; give an aware date and time.", what=what)


def moment_in(language: Language, moment: datetime, *, what: str = "moment") -> str:
    """Such as 9 June 2025 14:05 CEST (UTC+02:00); raises MomentWithoutZone."""
    if moment.utcoffset() is None:
        raise MomentWithoutZone(what)
    offset = f"UTC{moment.isoformat()[-6:]}"
    name = f"{moment:%Z}"
    # Many zones have no name but their offset.
    zone = f"{name} ({offset})" if name.isalpha() and name != "UTC" else offset
    return f"{full_date(moment.date(), language)} {moment:%H:%M} {zone}"
