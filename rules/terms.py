"""The terms of a case: a programme's tier under the contract's settings, frozen and storable."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from rules.errors import DeskError
from rules.fields import FieldInvalid, Parser, Path, choice, maybe, read_fields, to_plain
from rules.figures import Figures
from rules.fulfilment import (
    AdvanceReplacementTerms,
    ReturnTerms,
    SwapMode,
    SwapStockTerms,
    SwapTerms,
)
from rules.programme import GroundRules, Programme, Tier, find_calendar
from rules.programme_fields import calendar_of
from rules.readings import Expiry, Readings
from rules.service_terms import Target
from rules.service_words import Metric
from rules.shapes import parsers_of, read_shape, revise
from rules.windows import find_zone
from rules.working_calendar import Calendar

#: What a contract may set of a target; its amount is the programme's.
TARGET_READINGS = ("hours", "day_reading", "boundary", "lunch", "met")
_FIGURES = tuple(part.name for part in fields(Figures))


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed when the case opened; `calendar_hashes` names calendars by content."""

    programme: str
    version: str
    tier: str
    timezone: str
    locale: str
    currency: str
    offer: Tier
    ground: GroundRules
    readings: Readings
    figures: Figures
    calendar_hashes: Mapping[str, str]

    @property
    def tier_label(self) -> str:
        """The tier's name as the document writes it."""
        return self.offer.label

    @property
    def expiry(self) -> Expiry:
        """Whether the expiry date itself is covered."""
        return self.readings.expiry

    @property
    def swap(self) -> SwapTerms | None:
        """The terms of a swap, if the tier has one."""
        return self.offer.swap

    @property
    def advance_replacement(self) -> AdvanceReplacementTerms | None:
        """The terms of an advance replacement, if the tier has one."""
        return self.offer.advance_replacement

    @property
    def returns(self) -> ReturnTerms:
        """How a defective unit comes back."""
        return self.offer.returns

    def to_json(self) -> dict[str, Any]:
        """The terms as plain data, as `from_json` reads them."""
        return to_plain(self)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: object) -> "Terms":
        """The terms that were stored; raises FieldInvalid with the place."""
        return read_shape(cls, data, ("terms",))


def terms_under(
    programme: Programme, tier_id: str, settings: Mapping[str, object] | None = None
) -> Terms:
    """The tier's terms with the contract's settings applied.

    Settings: `return`, `policies`, `targets` and the figures of `rules.figures`; with a swap also
    `mode`, `swap`, `recipient_calendar`; with an advance replacement also `advance_replacement`;
    with either `depot_calendar`; with a swap stock `swap_stock`. Raises TierUnknown, FieldInvalid,
    UnknownKey (which names the keys that exist) and CalendarUnknown. Whether every open figure is
    set is asked of `rules.figures.require_figures`, when a contract is made.
    """
    tier = programme.tier(tier_id)
    parsers = _setting_parsers(programme, tier)
    wanted = read_fields(settings or {}, ("settings",), parsers, optional=parsers)
    figures = Figures(**{key: wanted[key] for key in _FIGURES if key in wanted})
    offer = replace(
        tier,
        swap=_swap_under(tier, wanted),
        advance_replacement=_advance_under(tier, wanted),
        returns=wanted.get("return", tier.returns),
        targets=_targets_under(tier, wanted.get("targets", {})),
    )
    return Terms(
        programme=programme.id,
        version=programme.version,
        tier=tier.id,
        timezone=programme.timezone,
        locale=programme.locale,
        currency=programme.currency,
        offer=offer,
        ground=replace(programme.ground, swap_stock=_stock_under(programme, wanted)),
        readings=wanted.get("policies", programme.readings),
        figures=figures,
        calendar_hashes=_hashes(programme, offer, figures),
    )


def calendars_under(programme: Programme, figures: Figures) -> dict[str, Calendar]:
    """The programme's calendars; with a zone or holidays of the contract, in those.

    Depot calendars named by a swap or an advance replacement keep the zone of their depot.
    """
    depots = {name for tier in programme.tiers.values() for name in _depots(tier)}
    return {
        name: calendar if name in depots else _in_zone(programme, calendar, figures)
        for name, calendar in programme.calendars.items()
    }


def _in_zone(programme: Programme, calendar: Calendar, figures: Figures) -> Calendar:
    holidays = programme.holiday_lists[figures.holidays] if figures.holidays else calendar.holidays
    if (figures.zone or calendar.zone, holidays) == (calendar.zone, calendar.holidays):
        return calendar
    return replace(calendar, zone=figures.zone or calendar.zone, holidays=holidays)


def _setting_parsers(programme: Programme, tier: Tier) -> dict[str, Parser]:
    parsers: dict[str, Parser] = {
        "return": lambda data, path: revise(tier.returns, data, path, fixed=("source",)),
        "policies": lambda data, path: revise(programme.readings, data, path),
        "targets": _target_settings,
        **parsers_of(Figures),
        "zone": _zone,
        "holidays": _one_of(programme.holiday_lists),
    }
    calendar = calendar_of(programme.calendars)
    if tier.swap:
        parsers["mode"] = choice(SwapMode)
        parsers["recipient_calendar"] = maybe(calendar)
        parsers["swap"] = _revised(tier.swap, "mode", "calendar", "recipient_calendar", "source")
    if tier.advance_replacement:
        parsers["advance_replacement"] = _revised(tier.advance_replacement, "calendar", "source")
    if tier.swap or tier.advance_replacement:
        parsers["depot_calendar"] = calendar
    if programme.ground.swap_stock:
        parsers["swap_stock"] = _revised(programme.ground.swap_stock, "source")
    return parsers


def _revised(terms: object, *fixed: str) -> Parser:
    return lambda data, path: revise(terms, data, path, fixed=fixed)


def _zone(value: object, path: Path) -> str:
    try:
        find_zone(str(value))
    except DeskError as wrong:
        raise FieldInvalid(path, f"{value!r} is no time zone.", wrong.detail) from wrong
    return str(value)


def _one_of(known: Mapping[str, object]) -> Parser:
    def parse(value: object, path: Path) -> str:
        if value not in known:
            names = ", ".join(known) or "none"
            raise FieldInvalid(path, f"{value!r} is not known.", f"Use one of: {names}.")
        return str(value)

    return parse


def _target_settings(value: object, path: Path) -> dict[str, dict[str, Any]]:
    readings = {key: parsers_of(Target)[key] for key in TARGET_READINGS}
    parsers: dict[str, Parser] = dict.fromkeys(
        Metric, lambda data, at: read_fields(data, at, readings, optional=readings)
    )
    return read_fields(value, path, parsers, optional=parsers)


def _targets_under(tier: Tier, wanted: Mapping[str, Any]) -> tuple[Target, ...]:
    return tuple(replace(target, **wanted.get(target.metric, {})) for target in tier.targets)


def _swap_under(tier: Tier, wanted: Mapping[str, Any]) -> SwapTerms | None:
    if tier.swap is None:
        return None
    named = {
        "mode": "mode",
        "depot_calendar": "calendar",
        "recipient_calendar": "recipient_calendar",
    }
    changes = {field: wanted[key] for key, field in named.items() if key in wanted}
    terms: SwapTerms = wanted.get("swap", tier.swap)
    return replace(terms, **changes)


def _advance_under(tier: Tier, wanted: Mapping[str, Any]) -> AdvanceReplacementTerms | None:
    if tier.advance_replacement is None:
        return None
    changes = {"calendar": wanted["depot_calendar"]} if "depot_calendar" in wanted else {}
    terms: AdvanceReplacementTerms = wanted.get("advance_replacement", tier.advance_replacement)
    return replace(terms, **changes)


def _stock_under(programme: Programme, wanted: Mapping[str, Any]) -> SwapStockTerms | None:
    stock: SwapStockTerms | None = wanted.get("swap_stock", programme.ground.swap_stock)
    if stock is not None and stock.refill.calendar is not None:
        find_calendar(programme.calendars, stock.refill.calendar)
    return stock


def refill_calendar(terms: Terms, calendars: Mapping[str, Calendar]) -> Calendar:
    """Whose working days a refill prompt waits in: as it says, else those of the way back."""
    stock = terms.ground.swap_stock
    if stock is None or stock.refill.calendar is None:
        return return_calendar(terms, calendars)
    return find_calendar(calendars, stock.refill.calendar)


def return_calendar(terms: Terms, calendars: Mapping[str, Calendar]) -> Calendar:
    """Whose working days the way back counts: as it says, else the depot's, else the first's."""
    named = [terms.returns.calendar, *_depots(terms.offer), *calendars]
    return find_calendar(calendars, str(next(filter(None, named), "")))


def _depots(tier: Tier) -> list[str]:
    """The calendars that dispatch and delivery are counted in."""
    names = [tier.advance_replacement.calendar] if tier.advance_replacement else []
    if tier.swap:
        names += [tier.swap.calendar, *filter(None, [tier.swap.recipient_calendar])]
    return names


def _hashes(programme: Programme, offer: Tier, figures: Figures) -> dict[str, str]:
    calendars = calendars_under(programme, figures)
    named = [row.calendar for row in offer.targets] + [row.calendar for row in offer.channels]
    names = sorted({*_depots(offer), *filter(None, [*named, offer.returns.calendar])})
    return {name: find_calendar(calendars, name).hash for name in names}
