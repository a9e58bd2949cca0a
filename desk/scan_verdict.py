"""What a scan is answered with at its station: one big word, a colour, and what to do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.cases import Case


class Station(StrEnum):
    """Where a scan is made."""

    PACK = "pack"
    RECEIPT = "receipt"


class Colour(StrEnum):
    """What the screen shows behind the word."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Consequence(StrEnum):
    """What follows from a scan: a fact for its case, custody without a case, or nothing."""

    TOLD = "told"
    KEPT = "kept"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanForm:
    """What was scanned where; the case is needed only to pack another unit than the reserved."""

    station: Station
    code: str
    case: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer at the station; `sent_by_us` says how the unit left us, where it is not owed."""

    word: str
    colour: Colour
    text: str
    case: Case | None = None
    follows: Consequence = Consequence.TOLD
    sent_by_us: str = ""
