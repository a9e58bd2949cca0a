"""The answer to a question about coverage: a verdict, what may be done, and why."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rules.fields import to_plain
from rules.reasons import Reason
from rules.service_words import Measure
from rules.shapes import read_shape


class Verdict(StrEnum):
    """Covered, covered once conditions are met, or not covered."""

    COVERED = "covered"
    CONDITIONAL = "conditional"
    NOT_COVERED = "not_covered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the requester pays in the programme's currency; an amount of None is quoted.

    `what` is a measure, a requirement or one of freight, packaging, device and surcharge; an
    amount with a `per` is a rate, such as for each hour.
    """

    what: str
    amount: Decimal | None
    currency: str
    per: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Made once when a case opens and carried to its end.

    `measures` are what may be done now, or once every condition is met. Each reason and condition
    names its source among its facts. `asked_on` is the day in the programme's zone;
    `covered_until` is the last covered day of what decided, None when it has no end.
    """

    programme: str
    version: str
    tier: str
    asked_at: datetime
    asked_on: date
    verdict: Verdict
    measures: tuple[Measure, ...]
    conditions: tuple[Reason, ...]
    reasons: tuple[Reason, ...]
    covered_until: date | None = None
    costs: tuple[Cost, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The decision as plain data, as `from_json` reads it."""
        return to_plain(self)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: object) -> "Decision":
        """The decision that was stored; raises FieldInvalid with the place."""
        return read_shape(cls, data, ("decision",))
