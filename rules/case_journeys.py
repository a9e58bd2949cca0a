"""The values of a parcel's journey: its scans, the search for it, and that it was given up."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Search(StrEnum):
    """How far the search for a silent parcel is."""

    NONE = "none"
    ASKED = "asked"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A parcel in a carrier's hands: the units in it, its first scan and its newest."""

    units: tuple[str, ...]
    first: datetime
    newest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """An earlier parcel of the case that was given up, and the unit in it; it may turn up yet.

    One that is withdrawn was never handed over: its label is being taken back.
    """

    direction: str
    attempt: int
    unit: str
    withdrawn: bool = False
