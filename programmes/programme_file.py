"""The sections of a programme file and how they become one frozen programme."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from programmes.file_calendars import holiday_lists, read_calendars, zone_name
from programmes.file_checks import check_names, check_targets
from programmes.file_tiers import Fulfilment, TierHead, resolve_tiers
from rules.coverage_terms import Coverage, Expired, Sale
from rules.fields import MissingKey, Parser, Path, read_fields
from rules.fulfilment import BillingTerms, LabelPlace, Payer, ReturnTerms, SwapStockTerms
from rules.programme import GroundRules, Programme
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
from rules.shapes import optional_of, parsers_of, read_shape
from rules.working_calendar import Calendar

#: For a programme under which nothing travels.
NOTHING_TRAVELS = ReturnTerms(
    label=LabelPlace.ON_REQUEST, slip_required=False, paid_by=Payer.CUSTOMER
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Which programme this is, from which document, and in which zone, language and money."""

    id: str
    version: str
    vendor: str
    timezone: str
    locale: str
    currency: str
    document: str = ""
    binding: bool = True
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """A programme file as written; rows that name no tier hold for all of them."""

    programme: Head
    calendars: Mapping[str, Calendar]
    tiers: Mapping[str, TierHead]
    policies: Readings = field(default_factory=Readings)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    channels: tuple[Channel, ...] = ()
    intake: Intake = field(default_factory=Intake)
    targets: tuple[Target, ...] = ()
    access: tuple[Access, ...] = ()
    scope: Scope = field(default_factory=Scope)
    handling: tuple[Handling, ...] = ()
    remote: tuple[RemoteHelp, ...] = ()
    prepaid: Prepaid | None = None
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    fulfilment: Fulfilment = field(default_factory=Fulfilment)
    returns: ReturnTerms | None = None
    swap_stock: SwapStockTerms | None = None
    expired: tuple[Expired, ...] = ()
    sales: tuple[Sale, ...] = ()
    billing: BillingTerms | None = None
    open: tuple[Open, ...] = ()


def programme_from(data: object) -> Programme:
    """The programme that plain data describes; raises FieldInvalid with the place."""
    sections = read_sections(data)
    check_names(sections)
    check_targets(sections.targets)
    head = sections.programme
    return Programme(
        id=head.id,
        version=head.version,
        vendor=head.vendor,
        timezone=head.timezone,
        locale=head.locale,
        currency=head.currency,
        readings=sections.policies,
        calendars=MappingProxyType(dict(sections.calendars)),
        tiers=MappingProxyType(resolve_tiers(sections, _returns(sections))),
        ground=_ground(sections),
        holiday_lists=MappingProxyType(holiday_lists()),
    )


def read_sections(data: object) -> Sections:
    """The sections of a file, each read strictly; raises FieldInvalid."""
    values = read_fields(data, (), SECTION_PARSERS, optional=_OPTIONAL)
    if "return" in values:
        values["returns"] = values.pop("return")
    return Sections(**values)


def _returns(sections: Sections) -> ReturnTerms:
    if sections.returns is not None:
        return sections.returns
    if sections.fulfilment.moves_things:
        raise MissingKey(("return",))
    return NOTHING_TRAVELS


def _ground(sections: Sections) -> GroundRules:
    head = sections.programme
    return GroundRules(
        document=head.document,
        binding=head.binding,
        valid_from=head.valid_from,
        valid_to=head.valid_to,
        severities=sections.severities,
        intake=sections.intake,
        scope=sections.scope,
        prepaid=sections.prepaid,
        swap_stock=sections.swap_stock,
        billing=sections.billing,
        topics=sections.topics,
    )


def _head(value: object, path: Path) -> Head:
    head = read_shape(Head, value, path)
    zone_name(head.timezone, (*path, "timezone"))
    return head


def _section_parsers() -> dict[str, Parser]:
    parsers: dict[str, Any] = dict(parsers_of(Sections))
    parsers["return"] = parsers.pop("returns")
    return {**parsers, "programme": _head, "calendars": read_calendars}


SECTION_PARSERS: dict[str, Parser] = _section_parsers()
_OPTIONAL = (optional_of(Sections) - {"returns"}) | {"return"}
