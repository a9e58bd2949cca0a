"""The values of a visit to a customer's site: its window, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class VisitOutcome(StrEnum):
    """What came of a technician's visit; the desk itself may move one or call it off."""

    FIXED = "fixed"
    WRONG_PART = "wrong_part"
    CUSTOMER_ABSENT = "customer_absent"
    NOT_FIXED = "not_fixed"
    MOVED = "moved"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A technician's visit: its number and window."""

    number: int
    begins_at: datetime
    ends_at: datetime
    done: bool = False
