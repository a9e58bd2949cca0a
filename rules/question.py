"""What is asked of a contract: the request, the device and the run of the contract as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from rules.service_words import Asker, Cause, ChannelKind, Need, ScopeFact
from rules.shapes import Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a requester or the desk says of a request; what nobody said stays unknown.

    `ticket` holds the fields the requester filled in by their names in the programme's intake.
    `scope` holds what is known of the device; a fact that is missing is unknown, not false.
    `registered` says whether the manufacturer's registry knows the device (None: not looked up).
    `handler_citizenship` and `handler_location` are ISO country codes of whoever would handle it.
    The note of an emergency counts as made when the ticket holds its phrase. `order_approved` is
    that of an expired contract's package. `under_warranty` is the maker's warranty, where the
    programme itself covers no device.
    """

    need: Need
    topic: str = ""
    who: Asker = Asker.END_CUSTOMER
    channel: ChannelKind = ChannelKind.PORTAL
    severity: str = ""
    reseller_asked: bool = False
    ticket: Mapping[str, str] = field(default_factory=dict)
    system_down: bool = False
    emergency_noted: bool = False
    emergency_called: bool = False
    scope: Mapping[ScopeFact, bool] = field(default_factory=dict)
    registered: bool | None = None
    cause: Cause = Cause.UNKNOWN
    caused_by_material: bool = False
    defect_confirmed: bool = False
    definite_fault: bool | None = None
    site_eligible: bool | None = None
    part_arrived: bool = False
    under_warranty: bool | None = None
    handler_citizenship: str = ""
    handler_location: str = ""
    order_approved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Request):
    """A request as it is judged: asked at an instant, with the balance of hours bought ahead."""

    asked_at: datetime
    prepaid_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtExtension:
    """Months of extended warranty and the day they were bought."""

    months: Count
    bought_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceOnRecord:
    """What is known of a device's class and dates; dates that are None are unknown."""

    product_class: str = ""
    invoiced_on: date | None = None
    shipped_on: date | None = None
    activated_on: date | None = None
    extensions: tuple[BoughtExtension, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRun:
    """From when until when a contract runs; `ends_on` is its expiry date, None runs on."""

    starts_on: date
    ends_on: date | None
