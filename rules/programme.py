"""A service programme as frozen values: its calendars, its tiers and what each tier promises."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.working_calendar import Calendar, NonBusinessDay


class SwapMode(StrEnum):
    """Whether the user lends the replacement or keeps it; decided with the customer (fact 59)."""

    LEND = "lend"
    SWAP = "swap"


class Payer(StrEnum):
    """Who pays a transport."""

    VENDOR = "vendor"
    CUSTOMER = "customer"


class LabelPlace(StrEnum):
    """How the return label reaches the user: in the box of the replacement, or when asked for."""

    ENCLOSED = "enclosed"
    ON_REQUEST = "on_request"


class ReturnStart(StrEnum):
    """The event that starts the return clock."""

    DELIVERED = "delivered"


class Expiry(StrEnum):
    """Whether a ticket opened on the expiry date itself is covered (A18; the default says no)."""

    BEFORE_DATE = "before_date"
    THROUGH_DATE = "through_date"


class TierUnknown(DeskError):
    """The programme has no such tier."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, programme: "Programme", tier: str) -> None:
        tiers = ", ".join(programme.tiers)
        super().__init__(
            f"{programme.id} has no tier {tier!r}. Use one of: {tiers}.",
            programme=programme.id,
            tier=tier,
        )


class CalendarUnknown(DeskError):
    """There is no calendar of that name."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, calendar: str, known: Mapping[str, Calendar]) -> None:
        names = ", ".join(known) or "none"
        super().__init__(
            f"There is no calendar {calendar!r}. The calendars are: {names}.", calendar=calendar
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapTerms:
    """Registered before the cutoff, delivered so many working days later (fact 58; A10, A11, A17).

    The cutoff is wall time in the depot calendar's zone; a delivery day is a working day of
    `calendar` (the depot) and, where named, of `recipient_calendar`.
    """

    cutoff: time
    cutoff_inclusive: bool
    non_business_day: NonBusinessDay
    deliver_after_days: int
    calendar: str
    recipient_calendar: str | None
    mode: SwapMode
    needs_definite_fault: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceReplacementTerms:
    """Shipped within so many depot working days of the identified defect (fact 40; A15)."""

    ship_within_days: int
    non_business_day: NonBusinessDay
    calendar: str
    needs_diagnosis: bool
    paid_by: Payer


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTerms:
    """How the defective unit comes back; days are calendar days after the start event.

    No reminder is published, so none is the default (A25). `review_after_days` is when a
    person looks at a unit that has not come back; None means never.
    """

    label: LabelPlace
    slip_required: bool
    paid_by: Payer
    remind_after_days: tuple[int, ...]
    review_after_days: int | None
    starts_at: ReturnStart


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A level of a programme; a remedy that is None is not sold with it."""

    id: str
    label: str
    swap: SwapTerms | None
    advance_replacement: AdvanceReplacementTerms | None
    returns: ReturnTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A published service programme; `timezone` decides on which day a ticket was opened."""

    id: str
    version: str
    vendor: str
    timezone: str
    locale: str
    currency: str
    expiry: Expiry
    calendars: Mapping[str, Calendar]
    tiers: Mapping[str, Tier]

    def tier(self, tier_id: str) -> Tier:
        """The tier of that id; raises TierUnknown."""
        if tier_id not in self.tiers:
            raise TierUnknown(self, tier_id)
        return self.tiers[tier_id]


def find_calendar(calendars: Mapping[str, Calendar], name: str) -> Calendar:
    """The calendar of that name; raises CalendarUnknown."""
    if name not in calendars:
        raise CalendarUnknown(name, calendars)
    return calendars[name]
