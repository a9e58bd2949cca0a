"""What leaves and what comes back: the terms of swaps, replacements, repairs and returns."""

from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from rules.fields import rising_counts
from rules.refill_terms import RefillTerms
from rules.service_terms import Words
from rules.shapes import Count, Percent
from rules.way_back_terms import DayKind, WayBack
from rules.working_calendar import NonBusinessDay


class SwapMode(StrEnum):
    """Whether the user lends the replacement or keeps it; decided with the customer (fact 59)."""

    LEND = "lend"
    SWAP = "swap"


class Payer(StrEnum):
    """Who pays a transport."""

    VENDOR = "vendor"
    CUSTOMER = "customer"


class StockOwner(StrEnum):
    """Whose property a swap stock is; a rented one is its lessor's."""

    CUSTOMER = "customer"
    PROVIDER = "provider"
    LESSOR = "lessor"


class LabelPlace(StrEnum):
    """How the return label reaches the user: in the box of the replacement, or when asked for."""

    ENCLOSED = "enclosed"
    ON_REQUEST = "on_request"


class ReturnStart(StrEnum):
    """The event that starts the return clock: what has to have happened to the replacement."""

    DELIVERED = "delivered"
    SHIPPED = "shipped"
    AUTHORISED = "authorised"


class RepairedGoesTo(StrEnum):
    """Where a repaired device goes; decided with each customer (fact 60)."""

    USER = "user"
    STOCK = "stock"


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapTerms:
    """Registered before the cutoff, delivered so many working days later (fact 58; A10, A11, A17).

    The cutoff is wall time in the depot calendar's zone; a delivery day is a working day of
    `calendar` (the depot) and, where named, of `recipient_calendar`.
    """

    cutoff: time
    deliver_after_days: Count
    calendar: str
    cutoff_inclusive: bool = False
    non_business_day: NonBusinessDay = NonBusinessDay.ROLL_FORWARD
    recipient_calendar: str | None = None
    mode: SwapMode = SwapMode.SWAP
    needs_definite_fault: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceReplacementTerms:
    """Shipped within so many depot working days of the identified defect (fact 40; A15)."""

    ship_within_days: Count
    calendar: str
    paid_by: Payer
    non_business_day: NonBusinessDay = NonBusinessDay.COUNT_AFTER
    needs_diagnosis: bool = True
    #: A depot's dispatch cut-off: a defect identified later counts as the next working day's.
    cutoff: time | None = None
    with_parts: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTerms:
    """How the defective unit comes back, and what follows when it does not.

    All days count from `starts_at`, as calendar days or as working days of `calendar`. No
    reminder, escalation or charge is published, so none is the default (A25).
    `review_after_days` is when a person looks at a unit that has not come back. A `charge` is in
    the programme's currency; without one, finance names it.
    """

    label: LabelPlace
    slip_required: bool
    paid_by: Payer
    remind_after_days: Annotated[tuple[int, ...], rising_counts] = ()
    review_after_days: Count | None = None
    starts_at: ReturnStart = ReturnStart.DELIVERED
    days: DayKind = DayKind.CALENDAR
    calendar: str | None = None
    due_after_days: Count | None = None
    escalate_after_days: Count | None = None
    charge_after_days: Count | None = None
    charge: Decimal | None = None
    longest_extension_days: Count = 30
    care: WayBack = field(default_factory=WayBack)
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairTerms:
    """The device comes in first, then it is repaired or replaced (fact 9).

    `returned_to` of None is decided with each customer: the contract has to say. With
    `like_for_like` it is replaced by its like once the defect is confirmed, not repaired (fact 20).
    """

    paid_by: Payer
    source: str
    returned_to: RepairedGoesTo | None = RepairedGoesTo.USER
    free: bool = True
    like_for_like: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSiteTerms:
    """A technician comes for these classes once the part is on site, where eligible (fact 42)."""

    product_classes: tuple[str, ...]
    source: str
    after_part_arrival: bool = True
    eligibility_asked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftwareTerms:
    """Software or firmware sent electronically, with what accompanies it (facts 1, 17, 43)."""

    source: str
    with_instructions: bool = False
    help_as_appropriate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralTerms:
    """The user is sent to a workshop, with a service bag if wanted (fact 56)."""

    source: str
    service_bag: bool = False
    reminders: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapStockTerms:
    """Devices kept ready: their share of the fleet, whose they are, who decides (facts 61, 62).

    `refill` is how the customer is asked, and when.
    """

    percent: Percent
    owner: StockOwner
    held_by: str
    refill_asked_by: str
    refill_decided_by: str
    source: str
    billed_separately: bool = True
    may_be_rented: bool = False
    backup_phones_separate: bool = False
    few_models_advised: bool = False
    refill: RefillTerms = field(default_factory=RefillTerms)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingTerms:
    """Who pays what besides the fee, and when (facts 64, 65)."""

    source: str
    cycle: str = ""
    freight_paid_by: Payer = Payer.CUSTOMER
    packaging_paid_by: Payer = Payer.CUSTOMER
    devices_billed_separately: bool = False
    out_of_warranty_paid_by: Payer | None = None
    statistics_to: str = ""
