"""How fast a swap stock is used, what the lead time takes of it, and the day it runs out.

The rate is what was seen, blended with what was expected before anything was seen: (expected +
seen swaps) / (expected + seen days), in exact fractions. A year has 365 days here, a month 30.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil, floor
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.swap_stock import FleetNegative

DAYS_A_MONTH = 30
DAYS_A_YEAR = 365
#: Further ahead than this many days nobody is told that a stock runs out.
HORIZON_DAYS = 730
_WHOLE = 100
_HUNDREDTH = Decimal("0.01")
_TENTH = Decimal("0.1")
#: From so many swaps a month on, tenths are not told.
_TOLD_WHOLE = 10


class SwapsNegative(DeskError):
    """Swaps are not counted below zero."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, swaps: int) -> None:
        super().__init__(f"{swaps} is no number of swaps. Give 0 or more.", swaps=swaps)


class ObservedBackwards(DeskError):
    """The time of observation ends before it begins."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, since: date, until: date) -> None:
        super().__init__(
            f"Swaps cannot be counted from {since} to {until}. Give the earlier day first.",
            since=since.isoformat(),
            until=until.isoformat(),
        )


class PriorImpossible(DeskError):
    """Nothing can be expected from these figures."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, percent_a_year: Decimal, days: int) -> None:
        super().__init__(
            f"{percent_a_year} % of the fleet a year, weighed as {days} days, is no expectation. "
            "Give a percentage of 0 or more and 0 days or more.",
            percent_a_year=str(percent_a_year),
            days=days,
        )


class ArrivalNegative(DeskError):
    """Fewer than no devices cannot arrive."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, day: date, quantity: int) -> None:
        super().__init__(
            f"{quantity} devices cannot arrive on {day}. Give 0 or more.", quantity=quantity
        )


class LeadTimeNegative(DeskError):
    """A delivery takes no negative time."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, days: int) -> None:
        super().__init__(f"{days} is no lead time. Give 0 calendar days or more.", days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Swaps counted from the day `since` up to, without, the day `until`.

    Raises SwapsNegative and ObservedBackwards.
    """

    swaps: int
    since: date
    until: date

    def __post_init__(self) -> None:
        if self.swaps < 0:
            raise SwapsNegative(self.swaps)
        if self.until < self.since:
            raise ObservedBackwards(self.since, self.until)

    @property
    def days(self) -> int:
        """How long was looked, in calendar days."""
        return (self.until - self.since).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What is expected of a fleet before anything is seen, weighed as so many days of seeing it.

    `percent_a_year` of the installed base needs a swap in a year. Raises PriorImpossible.
    """

    percent_a_year: Decimal = Decimal(12)
    days: int = 90

    def __post_init__(self) -> None:
        percent = self.percent_a_year
        if not percent.is_finite() or percent < 0 or self.days < 0:
            raise PriorImpossible(percent, self.days)

    def swaps(self, fleet: int) -> Fraction:
        """The swaps that a fleet of so many is expected to need in the prior's days."""
        return fleet * Fraction(self.percent_a_year) * self.days / (_WHOLE * DAYS_A_YEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Devices that come into the stock on a day; raises ArrivalNegative."""

    day: date
    quantity: int

    def __post_init__(self) -> None:
        if self.quantity < 0:
            raise ArrivalNegative(self.day, self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What stands free today, negative when more wait than stand there, and what is to arrive."""

    free: int
    arrivals: Sequence[Arrival] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a stock faces, and what that was reckoned from.

    `swaps_a_month` is the rate per 30 days, rounded half up to hundredths; `need` are the swaps
    of the lead time, rounded up; `run_out_on` is the first day on which somebody waits, None when
    that is beyond `until`. Both follow from the exact rate.
    """

    swaps_a_month: Decimal
    need: int
    lead_days: int
    run_out_on: date | None
    today: date
    until: date
    fleet: int
    demand: Demand
    prior: Prior = field(default_factory=Prior)

    def facts(self) -> dict[str, str]:
        """What the sentences of `forecast_words` name, as text that can be kept with a prompt."""
        facts = {
            "swaps": str(told_rate(self.swaps_a_month)),
            "need": str(self.need),
            "lead_days": str(self.lead_days),
            "run_out_on": self.run_out_on.isoformat() if self.run_out_on else "",
            "today": self.today.isoformat(),
            "until": self.until.isoformat(),
            "seen": str(self.demand.swaps),
            "seen_days": str(self.demand.days),
            "fleet": str(self.fleet),
            "percent": f"{self.prior.percent_a_year.normalize():f}",
            "prior_days": str(self.prior.days),
        }
        return {name: fact for name, fact in facts.items() if fact}


def forecast_need(
    demand: Demand,
    supply: Supply,
    *,
    fleet: int,
    lead_days: int,
    today: date,
    prior: Prior | None = None,
    horizon_days: int = HORIZON_DAYS,
) -> Forecast:
    """The need of the lead time and the day the stock runs out; all days are calendar days.

    Raises FleetNegative and LeadTimeNegative.
    """
    if fleet < 0:
        raise FleetNegative(fleet)
    if lead_days < 0:
        raise LeadTimeNegative(lead_days)
    prior = prior or Prior()
    rate = rate_a_day(demand, prior, fleet)
    return Forecast(
        swaps_a_month=_rounded(rate * DAYS_A_MONTH),
        need=ceil(rate * lead_days),
        lead_days=lead_days,
        run_out_on=run_out_day(supply, rate, today=today, horizon_days=horizon_days),
        today=today,
        until=today + timedelta(days=horizon_days),
        fleet=fleet,
        demand=demand,
        prior=prior,
    )


def rate_a_day(demand: Demand, prior: Prior, fleet: int) -> Fraction:
    """The swaps of a day: expected and seen together; no time at all is taken as one day."""
    return (prior.swaps(fleet) + demand.swaps) / max(1, prior.days + demand.days)


def run_out_day(
    supply: Supply, rate: Fraction, *, today: date, horizon_days: int = HORIZON_DAYS
) -> date | None:
    """The first day the stock cannot serve, None at a rate of 0 or beyond the horizon.

    Arrivals are there in the morning of their day, overdue ones today. What arrives after the
    stock has run out does not undo that.
    """
    if not rate:
        return None
    lasts = max(0, floor(_reached(supply, rate, today) / rate))
    return today + timedelta(days=lasts) if lasts <= horizon_days else None


def told_rate(swaps_a_month: Decimal) -> Decimal:
    """The rate as people are told it: below 10 to the tenth, from there whole, never a false 0."""
    if swaps_a_month >= _TOLD_WHOLE:
        return swaps_a_month.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    told = swaps_a_month.quantize(_TENTH, rounding=ROUND_HALF_UP)
    told = max(told, _TENTH) if swaps_a_month else told
    return told.quantize(Decimal(1)) if told == told.to_integral_value() else told


def _reached(supply: Supply, rate: Fraction, today: date) -> int:
    """What stands there today, and all that arrives before it is used up."""
    level = supply.free + sum(one.quantity for one in supply.arrivals if one.day <= today)
    later = (one for one in supply.arrivals if one.day > today)
    for arrival in sorted(later, key=lambda one: one.day):
        if level < rate * (arrival.day - today).days:
            break
        level += arrival.quantity
    return level


def _rounded(number: Fraction) -> Decimal:
    """The exact number in hundredths, half up; a rate above 0 is at least a hundredth."""
    hundredths = floor(number * _WHOLE + Fraction(1, 2)) or bool(number)
    return hundredths * _HUNDREDTH
