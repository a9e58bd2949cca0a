"""The terms of a case: a programme's tier under the contract's settings, frozen and storable."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rules.fields import Parser, choice, maybe, read_fields, text, text_map, to_plain
from rules.programme import (
    AdvanceReplacementTerms,
    Expiry,
    Programme,
    ReturnTerms,
    SwapMode,
    SwapTerms,
    Tier,
    find_calendar,
)
from rules.programme_fields import (
    ADVANCE_FIELDS,
    RETURN_FIELDS,
    SWAP_FIELDS,
    calendar_of,
    read_advance,
    read_return,
    read_swap,
    some_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed when the case opened; `calendar_hashes` names calendars by content."""

    programme: str
    version: str
    tier: str
    tier_label: str
    timezone: str
    locale: str
    currency: str
    expiry: Expiry
    swap: SwapTerms | None
    advance_replacement: AdvanceReplacementTerms | None
    returns: ReturnTerms
    calendar_hashes: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """The terms as plain data, as `from_json` reads them."""
        return to_plain(self)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: object) -> "Terms":
        """The terms that were stored; raises FieldInvalid with the place."""
        return cls(**read_fields(data, ("terms",), _TERMS_FIELDS))


_TERMS_FIELDS: dict[str, Parser] = {
    **dict.fromkeys(
        ("programme", "version", "tier", "tier_label", "timezone", "locale", "currency"), text
    ),
    "expiry": choice(Expiry),
    "swap": maybe(read_swap),
    "advance_replacement": maybe(read_advance),
    "returns": read_return,
    "calendar_hashes": text_map,
}


def terms_under(
    programme: Programme, tier_id: str, settings: Mapping[str, object] | None = None
) -> Terms:
    """The tier's terms with the contract's settings applied.

    Settings: `return`; with a swap also `mode`, `swap`, `recipient_calendar`; with an advance
    replacement also `advance_replacement`; with either `depot_calendar`. Raises TierUnknown,
    FieldInvalid, UnknownKey (which names the keys that exist) and CalendarUnknown.
    """
    tier = programme.tier(tier_id)
    parsers = _setting_parsers(programme, tier)
    wanted = read_fields(settings or {}, ("settings",), parsers, optional=parsers)
    swap, advance = _swap_under(tier, wanted), _advance_under(tier, wanted)
    return Terms(
        programme=programme.id,
        version=programme.version,
        tier=tier.id,
        tier_label=tier.label,
        timezone=programme.timezone,
        locale=programme.locale,
        currency=programme.currency,
        expiry=programme.expiry,
        swap=swap,
        advance_replacement=advance,
        returns=replace(tier.returns, **wanted.get("return", {})),
        calendar_hashes=_hashes(programme, swap, advance),
    )


def _setting_parsers(programme: Programme, tier: Tier) -> dict[str, Parser]:
    parsers: dict[str, Parser] = {"return": some_of(RETURN_FIELDS)}
    calendar = calendar_of(programme.calendars)
    if tier.swap:
        parsers["mode"] = choice(SwapMode)
        parsers["recipient_calendar"] = maybe(calendar)
        parsers["swap"] = some_of(SWAP_FIELDS, without=("mode", "calendar", "recipient_calendar"))
    if tier.advance_replacement:
        parsers["advance_replacement"] = some_of(ADVANCE_FIELDS, without=("calendar",))
    if tier.swap or tier.advance_replacement:
        parsers["depot_calendar"] = calendar
    return parsers


def _swap_under(tier: Tier, wanted: Mapping[str, Any]) -> SwapTerms | None:
    if tier.swap is None:
        return None
    named = {
        "mode": "mode",
        "depot_calendar": "calendar",
        "recipient_calendar": "recipient_calendar",
    }
    changes = {field: wanted[key] for key, field in named.items() if key in wanted}
    return replace(tier.swap, **wanted.get("swap", {}), **changes)


def _advance_under(tier: Tier, wanted: Mapping[str, Any]) -> AdvanceReplacementTerms | None:
    if tier.advance_replacement is None:
        return None
    changes = {"calendar": wanted["depot_calendar"]} if "depot_calendar" in wanted else {}
    return replace(tier.advance_replacement, **wanted.get("advance_replacement", {}), **changes)


def _hashes(
    programme: Programme, swap: SwapTerms | None, advance: AdvanceReplacementTerms | None
) -> dict[str, str]:
    names = [advance.calendar] if advance else []
    if swap:
        names += [swap.calendar, *filter(None, [swap.recipient_calendar])]
    return {name: find_calendar(programme.calendars, name).hash for name in sorted(set(names))}
