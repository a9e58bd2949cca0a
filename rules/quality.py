"""A customer's month in figures: what a quality report says, as values that can be stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from rules.case_values import Finding
from rules.fields import to_plain
from rules.pools import PoolLevel
from rules.shapes import read_shape

_WHOLE = Decimal(100)
_TENTH = Decimal("0.1")


class PromiseEnd(StrEnum):
    """What became of a promise that was due in the month."""

    KEPT = "kept"
    MISSED = "missed"
    OPEN = "open"
    REMADE = "remade"
    WITHDRAWN = "withdrawn"


class MissedBecause(StrEnum):
    """Why a promise was missed, as far as the record knows; the first that fits is the reason."""

    NO_UNIT = "no_unit"
    FAULT_OPEN = "fault_open"
    PACKED_LATE = "packed_late"
    NO_LABEL = "no_label"
    SCANNED_LATE = "scanned_late"
    PARCEL_LOST = "parcel_lost"
    TURNED_BACK = "turned_back"
    CARRIER_LATE = "carrier_late"
    NOT_KNOWN = "not_known"


class Span(StrEnum):
    """What is timed, in elapsed hours, nights and weekends included.

    Dispatch and delivery run from the registration to the first hand-over and the first delivery
    of a replacement; return from that delivery to the first receipt of what was owed.
    """

    DISPATCH = "dispatch"
    DELIVERY = "delivery"
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTaken:
    """How long it took where it ended in the month, in hours to one place; None where never.

    `ninetieth_hours` is the 90th percentile: nine of ten took no longer. Both are interpolated
    between neighbours, as PostgreSQL's percentile_cont does.
    """

    span: Span
    count: int
    median_hours: Decimal | None = None
    ninetieth_hours: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedPromise:
    """One promise that was missed: of which case, due when, and why."""

    case: str
    kind: str
    due_at: datetime
    because: MissedBecause


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityReport:
    """One customer's local month.

    Cases are those registered in it; promises those due in it, a promise for its last day
    included; findings, times and freight units are what happened in it; debts are those open at
    its end, and `pools` stood so at `counted_at`.
    """

    customer: str
    customer_name: str
    month: date
    timezone: str
    counted_at: datetime
    cases: int
    by_programme: Mapping[str, int]
    by_severity: Mapping[str, int]
    by_model: Mapping[str, int]
    by_finding: Mapping[str, int]
    promises: Mapping[str, int]
    missed_because: Mapping[str, int]
    missed: tuple[MissedPromise, ...]
    times: tuple[TimeTaken, ...]
    open_debts: Mapping[str, int]
    oldest_debt: datetime | None
    freight: Mapping[str, int]
    pools: tuple[PoolLevel, ...] = ()

    @property
    def inspected(self) -> int:
        """How many inspections there were."""
        return sum(self.by_finding.values())

    @property
    def no_fault_percent(self) -> Decimal | None:
        """Of all inspections, how many found no fault, in percent to one place."""
        return percent(self.by_finding.get(Finding.NO_FAULT_FOUND, 0), self.inspected)

    @property
    def kept_percent(self) -> Decimal | None:
        """Of the promises that were kept or missed, how many were kept, in percent."""
        kept, missed = (self.promises.get(end, 0) for end in (PromiseEnd.KEPT, PromiseEnd.MISSED))
        return percent(kept, kept + missed)

    @property
    def owed(self) -> int:
        """How many units were owed at the month's end."""
        return sum(self.open_debts.values())

    def to_json(self) -> dict[str, Any]:
        """The report as plain data, as `from_json` reads it."""
        return to_plain(self)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: object) -> "QualityReport":
        """The report that was stored; raises FieldInvalid with the place."""
        return read_shape(cls, data, ("report",))


def percent(part: int, whole: int) -> Decimal | None:
    """The share in percent, rounded half up to one place; None of nothing."""
    if whole == 0:
        return None
    return (_WHOLE * part / whole).quantize(_TENTH, rounding=ROUND_HALF_UP)
