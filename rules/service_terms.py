"""Service as a programme sells it: severities, channels, intake, targets and who may ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from rules.business_time import Boundary
from rules.readings import DayReading, Hours, Lunch, Met
from rules.service_words import (
    Asker,
    ChannelKind,
    ClockStart,
    Commitment,
    Metric,
    Need,
    Quantity,
    ScopeFact,
    Unit,
)
from rules.shapes import Count

#: A text in several languages, by two-letter code.
Words: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """How bad it is; rank 1 is the worst."""

    id: str
    rank: Count
    label: Words
    definition: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Something a programme helps with under a name of its own; a tier has it or has it not."""

    id: str
    need: Need
    label: Words
    tiers: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way in, for these tiers, open in this calendar (None: no hours are stated).

    `tiers` and `who` that are empty mean all. What comes through a channel that does not count as
    a response never stops a response clock (A28).
    """

    kind: ChannelKind
    source: str
    tiers: tuple[str, ...] = ()
    who: tuple[Asker, ...] = ()
    calendar: str | None = None
    counts_as_response: bool = True
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """What a requester adds to the ticket and calls when the system is down (fact 13)."""

    phrase: str
    call: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a ticket must say, what is wanted with it, and what opens one without a person.

    `escalates_to_manufacturer`: whoever answers first may hand the case on (facts 45, 46).
    """

    required_fields: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    emergency: Emergency | None = None
    alert_tiers: tuple[str, ...] = ()
    escalates_to_manufacturer: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A response or resolution target; empty tiers or severities mean all.

    A guaranteed target has an amount, a unit and a calendar; no other kind has an instant. The
    readings that are None are the programme's.
    """

    metric: Metric
    source: str
    tiers: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    commitment: Commitment = Commitment.GUARANTEED
    amount: Count | None = None
    unit: Unit | None = None
    calendar: str | None = None
    starts_at: ClockStart = ClockStart.TICKET_RECEIVED
    hours: Hours | None = None
    day_reading: DayReading | None = None
    boundary: Boundary | None = None
    lunch: Lunch | None = None
    met: Met | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may ask under these tiers; a requester no row allows has to go through `send_to`."""

    who: Asker
    source: str
    tiers: tuple[str, ...] = ()
    needs_reseller_request: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What must hold of the device for help to be given (facts 24, 53)."""

    required: tuple[ScopeFact, ...] = ()
    registry_check: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """Where, and by whose citizens alone, a tier's cases may be handled (fact 37, A14)."""

    tiers: tuple[str, ...]
    citizenship: str
    location: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteHelp:
    """Looking into a system from afar, and changing it (facts 8, 17, 28, 52)."""

    source: str
    tiers: tuple[str, ...] = ()
    view: bool = True
    change: bool = False
    change_with_prepaid: bool = False
    blocked_when_expired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepaid:
    """Hours bought ahead: the packs, what they are needed for, and the step they are drawn in."""

    packs_hours: tuple[Count, ...]
    covers: tuple[Need, ...]
    source: str
    step_minutes: Count = 1
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Figures a document leaves open: a contract under these tiers has to set them."""

    quantities: tuple[Quantity, ...]
    source: str
    tiers: tuple[str, ...] = ()
