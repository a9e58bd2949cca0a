"""Builders of calendars and terms for the tests of this room, with hand-written holidays."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from rules.frozen_holidays import FrozenHolidays
from rules.fulfilment import (
    AdvanceReplacementTerms,
    LabelPlace,
    Payer,
    ReturnStart,
    ReturnTerms,
    SwapMode,
    SwapTerms,
)
from rules.programme import Programme, Tier
from rules.windows import Window
from rules.working_calendar import Calendar, NonBusinessDay

STOCKHOLM = "Europe/Stockholm"
BUCHAREST = "Europe/Bucharest"

# Copied by hand from printed calendars, not from a library.
SWEDEN = {
    "2025-06-06": "National Day",
    "2025-06-20": "Midsummer Eve",
    "2025-12-24": "Christmas Eve",
    "2025-12-25": "Christmas Day",
    "2025-12-26": "Second Day of Christmas",
    "2025-12-31": "New Year's Eve",
    "2026-01-01": "New Year's Day",
    "2026-01-06": "Epiphany",
    "2026-04-03": "Good Friday",
    "2026-04-06": "Easter Monday",
    "2026-05-01": "May Day",
    "2026-05-14": "Ascension Day",
    "2026-06-19": "Midsummer Eve",
    "2026-12-24": "Christmas Eve",
    "2026-12-25": "Christmas Day",
    "2026-12-31": "New Year's Eve",
    "2027-01-01": "New Year's Day",
    "2027-01-06": "Epiphany",
}
ROMANIA = {
    "2025-12-25": "Christmas Day",
    "2025-12-26": "Christmas Day",
    "2026-01-01": "New Year's Day",
    "2026-01-02": "New Year's Day",
    "2026-01-06": "Epiphany",
    "2026-01-07": "Saint John the Baptist",
    "2026-06-01": "Children's Day; Pentecost",
    "2026-11-30": "Saint Andrew's Day",
    "2026-12-01": "National Day",
}


def windows(*written: str) -> tuple[Window, ...]:
    return tuple(Window.between(*item.split("-")) for item in written)


def weekdays(*written: str) -> tuple[tuple[Window, ...], ...]:
    return (windows(*written),) * 5 + ((), ())


def every_day(*written: str) -> tuple[tuple[Window, ...], ...]:
    return (windows(*written),) * 7


def holidays(days: dict[str, str], first_year: int = 2024, last_year: int = 2028) -> FrozenHolidays:
    return FrozenHolidays(
        id="by-hand",
        library="pencil",
        version="1",
        first_year=first_year,
        last_year=last_year,
        days={date.fromisoformat(day): name for day, name in days.items()},
    )


def calendar(**changes: Any) -> Calendar:
    """Monday to Friday 9 to 17 in Stockholm without holidays, unless told otherwise."""
    given = {"id": "plain", "zone": STOCKHOLM, "weekly": weekdays("09:00-17:00")}
    return Calendar(**(given | changes))


def swedish_calendar(**changes: Any) -> Calendar:
    return calendar(**({"id": "se", "holidays": holidays(SWEDEN)} | changes))


def romanian_calendar(**changes: Any) -> Calendar:
    given = {"id": "ro", "zone": BUCHAREST, "holidays": holidays(ROMANIA)}
    return calendar(**(given | changes))


def swap_terms(**changes: Any) -> SwapTerms:
    usual = SwapTerms(
        cutoff=time(14),
        cutoff_inclusive=False,
        non_business_day=NonBusinessDay.ROLL_FORWARD,
        deliver_after_days=1,
        calendar="se",
        recipient_calendar=None,
        mode=SwapMode.SWAP,
        needs_definite_fault=True,
    )
    return replace(usual, **changes)


def advance_terms(**changes: Any) -> AdvanceReplacementTerms:
    usual = AdvanceReplacementTerms(
        ship_within_days=2,
        non_business_day=NonBusinessDay.COUNT_AFTER,
        calendar="ro",
        needs_diagnosis=True,
        paid_by=Payer.VENDOR,
    )
    return replace(usual, **changes)


def return_terms(**changes: Any) -> ReturnTerms:
    usual = ReturnTerms(
        label=LabelPlace.ENCLOSED,
        slip_required=True,
        paid_by=Payer.CUSTOMER,
        remind_after_days=(),
        review_after_days=None,
        starts_at=ReturnStart.DELIVERED,
    )
    return replace(usual, **changes)


def programme(**changes: Any) -> Programme:
    """Tiers: plain has no remedy, swap has a swap, appliance an advance replacement."""
    tiers = [
        Tier(
            id="plain", label="Plain", swap=None, advance_replacement=None, returns=return_terms()
        ),
        Tier(
            id="swap",
            label="Swap",
            swap=swap_terms(),
            advance_replacement=None,
            returns=return_terms(),
        ),
        Tier(
            id="appliance",
            label="Appliance",
            swap=None,
            advance_replacement=advance_terms(),
            returns=return_terms(slip_required=False, paid_by=Payer.VENDOR),
        ),
    ]
    usual = Programme(
        id="example",
        version="3",
        vendor="Example",
        timezone=STOCKHOLM,
        locale="sv_SE",
        currency="SEK",
        calendars={"se": swedish_calendar(), "ro": romanian_calendar()},
        tiers={tier.id: tier for tier in tiers},
    )
    return replace(usual, **changes)


def local(written: str, zone: str = STOCKHOLM, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone), fold=fold)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written + "+00:00")
