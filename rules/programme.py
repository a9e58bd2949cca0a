"""A service programme as frozen values: its calendars, its tiers and what each tier promises."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from rules.coverage_terms import Coverage, Expired, Sale
from rules.errors import DeskError, Kind
from rules.frozen_holidays import FrozenHolidays
from rules.fulfilment import (
    AdvanceReplacementTerms,
    BillingTerms,
    OnSiteTerms,
    ReferralTerms,
    RepairTerms,
    ReturnTerms,
    SoftwareTerms,
    SwapStockTerms,
    SwapTerms,
)
from rules.readings import Readings
from rules.service_terms import (
    Access,
    Channel,
    Handling,
    Intake,
    Open,
    Prepaid,
    RemoteHelp,
    Scope,
    Severity,
    Target,
    Topic,
)
from rules.shapes import Count
from rules.working_calendar import Calendar


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
class Tier:
    """A level of a programme with everything sold with it; what is None is not sold with it.

    `includes` names the tiers whose rows this one has too.
    """

    id: str
    label: str
    returns: ReturnTerms
    includes: tuple[str, ...] = ()
    triage_level: Count | None = None
    swap: SwapTerms | None = None
    advance_replacement: AdvanceReplacementTerms | None = None
    repair: RepairTerms | None = None
    on_site: OnSiteTerms | None = None
    software: SoftwareTerms | None = None
    referral: ReferralTerms | None = None
    remote: RemoteHelp | None = None
    handling: Handling | None = None
    expired: Expired | None = None
    sale: Sale | None = None
    alerts: bool = False
    topics: Mapping[str, Topic] = field(default_factory=dict)
    channels: tuple[Channel, ...] = ()
    targets: tuple[Target, ...] = ()
    access: tuple[Access, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    open: tuple[Open, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundRules:
    """What holds for every tier; `binding` is false for a document that calls itself so."""

    document: str = ""
    binding: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    severities: Mapping[str, Severity] = field(default_factory=dict)
    intake: Intake = field(default_factory=Intake)
    scope: Scope = field(default_factory=Scope)
    prepaid: Prepaid | None = None
    swap_stock: SwapStockTerms | None = None
    billing: BillingTerms | None = None
    #: Every topic the programme knows, also those a tier has not.
    topics: Mapping[str, Topic] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A published service programme; `timezone` decides on which day a ticket was opened."""

    id: str
    version: str
    vendor: str
    timezone: str
    locale: str
    currency: str
    calendars: Mapping[str, Calendar]
    tiers: Mapping[str, Tier]
    readings: Readings = field(default_factory=Readings)
    ground: GroundRules = field(default_factory=GroundRules)
    #: Lists a contract may choose from where the document names no holidays.
    holiday_lists: Mapping[str, FrozenHolidays] = field(default_factory=dict)

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
