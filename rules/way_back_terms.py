"""What a contract says of the way back: its days, the bench, proposals, loans, silent parcels.

Every value here is data of a programme or a contract below `return`; the defaults are ours, for
the documents publish none of them (operations.md part 5).
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from rules.fields import rising_counts
from rules.shapes import Count


class DayKind(StrEnum):
    """Whether days are counted by the calendar on the wall or as working days."""

    CALENDAR = "calendar"
    WORKING = "working"


class NoFaultRule(StrEnum):
    """What follows when the bench finds no fault in a returned unit."""

    KEEP = "keep"
    FEE = "fee"
    ASK = "ask"


class Coverer(StrEnum):
    """Who bears the loss of a parcel under our label once its carrier has accepted it."""

    DESK = "desk"
    CUSTOMER = "customer"


class Expiring(StrEnum):
    """What becomes of a unit whose cost proposal was never answered."""

    SEND_BACK = "send_back"
    SCRAP = "scrap"


class WarrantyRule(StrEnum):
    """The warranty of a repaired or replacing unit: the rest, a fresh term, or the longer."""

    REST = "rest"
    FRESH = "fresh"
    LONGER = "longer"


class MissingRule(StrEnum):
    """What follows when an accessory does not come back with its unit."""

    IGNORE = "ignore"
    ASK = "ask"
    CHARGE = "charge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessory:
    """A thing that has to come back with the unit; a charge is in the programme's currency."""

    name: str
    missing: MissingRule = MissingRule.ASK
    charge: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchTerms:
    """What the bench does with a returned unit, and what its findings cost.

    Not `inspected`, the receipt itself settles the case. `answer_within_days` is how long a
    customer has to send the replacement back or pay when the finding is not covered (calendar
    days). Alarms: so many findings of no fault of one unit, or confirmed failures of one model and
    batch within so many days.
    """

    inspected: bool = True
    wiped: bool = True
    no_fault: NoFaultRule = NoFaultRule.KEEP
    no_fault_fee: Decimal | None = None
    no_fault_alarm: Count = 3
    not_covered_charge: Decimal | None = None
    answer_within_days: Count = 10
    failures_alarm: Count = 3
    failures_within_days: Count = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalTerms:
    """How long a cost proposal stands, and what follows when nobody answers; calendar days."""

    valid_days: Count = 14
    remind_after_days: Annotated[tuple[int, ...], rising_counts] = (5, 10)
    expired: Expiring = Expiring.SEND_BACK
    estimate_fee: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadOnArrivalTerms:
    """A replacement that does not work within so many calendar days of its shipment."""

    within_days: Count = 30
    from_delivery: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanTerms:
    """A lent replacement: whether it is kept for good where the user's own cannot be repaired."""

    becomes_swap: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelCare:
    """A parcel without a scan for so many days is traced; silent on, it counts as lost.

    With `second_unit` another unit goes out once the trace has found nothing.
    """

    days: DayKind = DayKind.CALENDAR
    outbound_silent_after: Count = 5
    return_silent_after: Count = 10
    lost_after_trace: Count = 5
    second_unit: bool = True
    bearer: Coverer = Coverer.DESK


@dataclass(frozen=True, slots=True, kw_only=True)
class WarrantyTerms:
    """How long the unit that the customer has afterwards is warranted, in calendar days."""

    rule: WarrantyRule = WarrantyRule.REST
    days: Count = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """Everything below `return` that is not about its first days."""

    bench: BenchTerms = field(default_factory=BenchTerms)
    proposal: ProposalTerms = field(default_factory=ProposalTerms)
    dead_on_arrival: DeadOnArrivalTerms = field(default_factory=DeadOnArrivalTerms)
    loan: LoanTerms = field(default_factory=LoanTerms)
    parcels: ParcelCare = field(default_factory=ParcelCare)
    warranty: WarrantyTerms = field(default_factory=WarrantyTerms)
    accessories: tuple[Accessory, ...] = ()
