"""What a parcel costs by a rate card: zone, chargeable weight, freight, surcharges, fuel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from rules.finance.freight_words import Applies, ChargeClass, SurchargeBasis, Way
from rules.finance.rate_cards import Card, FuelWeek, Lane, Markup, SurchargeRow
from rules.finance.rounding import cents

PER_CENT: Final = Decimal("0.01")
PER_GRAM: Final = Decimal("0.001")


class Unrated(StrEnum):
    """Why a parcel has no price."""

    NO_CARD = "no_card"
    NO_ZONE = "no_zone"
    NO_SERVICE = "no_service"
    TOO_HEAVY = "too_heavy"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRate:
    """What decides the price of one parcel: grams, millimetres, and the day that it was booked.

    `postcode` is as `rules.finance.rate_cards.postcode_key` writes it.
    """

    service: str
    way: Way
    country: str
    postcode: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    battery: bool
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One charge that is expected, in the card's currency; `percent` is fuel's."""

    charge_class: ChargeClass
    code: str
    amount: Decimal
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """What a parcel costs: its zone, the weight that counts, and each charge of its own."""

    zone: str
    chargeable_g: int
    charges: tuple[Charge, ...]

    @property
    def net(self) -> Decimal:
        """The sum of the charges, each rounded half up to the cent."""
        return sum((charge.amount for charge in self.charges), Decimal("0.00"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRated:
    """A parcel without a price, and why."""

    why: Unrated


def rate(card: Card | None, fuel: Sequence[FuelWeek], what: ToRate) -> Rated | NotRated:
    """The parcel's price by that card and the fuel percentages of its carrier and side.

    `models.finance.rating_query` says the same of many parcels at once, in SQL.
    """
    if card is None:
        return NotRated(why=Unrated.NO_CARD)
    zone = zone_of(card, what.country, what.postcode)
    if zone is None:
        return NotRated(why=Unrated.NO_ZONE)
    lane = lane_of(card, what, zone)
    if lane is None:
        return NotRated(why=Unrated.NO_SERVICE)
    grams = chargeable(card, what)
    freight = price_of(lane, grams)
    if freight is None:
        return NotRated(why=Unrated.TOO_HEAVY)
    charges = all_charges(card, fuel, what, freight, grams)
    return Rated(zone=zone, chargeable_g=grams, charges=charges)


def zone_of(card: Card, country: str, postcode: str) -> str | None:
    """The zone of the longest beginning of the postcode that the card knows in the country."""
    rows = [row for row in card.zones if row.country == country and postcode.startswith(row.prefix)]
    found = max(rows, key=lambda row: len(row.prefix), default=None)
    return found.zone if found else None


def lane_of(card: Card, what: ToRate, zone: str) -> Lane | None:
    """The card's prices of the service, that way, into the zone."""
    wanted = (what.service, what.way, zone)
    return next((row for row in card.rates if (row.service, row.way, row.zone) == wanted), None)


def chargeable(card: Card, what: ToRate) -> int:
    """The larger of weight and volume weight in grams, rounded up to the card's step.

    A cubic millimetre divided by the divisor (cubic centimetres for a kilogram) is a gram.
    """
    volume = what.length_mm * what.width_mm * what.height_mm
    steps = -(-max(what.weight_g * card.divisor, volume) // (card.divisor * card.step_g))
    return steps * card.step_g


def price_of(lane: Lane, grams: int) -> Decimal | None:
    """The price of the first break that reaches the weight: each is (from, to]."""
    return next((cents(one.amount) for one in lane.breaks if grams <= one.up_to_g), None)


def all_charges(
    card: Card, fuel: Sequence[FuelWeek], what: ToRate, freight: Decimal, grams: int
) -> tuple[Charge, ...]:
    """Freight, fuel and surcharges by their code; what comes to nothing is not expected."""
    added = [
        (row, surcharge_of(row, freight, grams))
        for row in sorted(card.surcharges, key=lambda row: row.code)
        if applies(row, what)
    ]
    fuelled = freight + sum((amount for row, amount in added if row.fuelled), Decimal(0))
    percent = fuel_on(fuel, what.on)
    burnt = cents(fuelled * (percent or 0) * PER_CENT)
    base = Charge(charge_class=ChargeClass.FREIGHT, code="", amount=freight)
    rest = [
        Charge(charge_class=ChargeClass.FUEL, code="", amount=burnt, percent=percent),
        *(
            Charge(charge_class=ChargeClass.SURCHARGE, code=row.code, amount=amount)
            for row, amount in added
        ),
    ]
    return (base, *(charge for charge in rest if charge.amount))


def applies(row: SurchargeRow, what: ToRate) -> bool:
    """Whether the surcharge is expected; a named one never is."""
    if row.applies is Applies.BATTERY:
        return what.battery
    return row.applies is Applies.ALWAYS or row.applies.value == what.way.value


def surcharge_of(row: SurchargeRow, freight: Decimal, grams: int) -> Decimal:
    """The surcharge by its basis, between its least and most, rounded half up to the cent."""
    counted = {
        SurchargeBasis.FIXED: row.amount,
        SurchargeBasis.PERCENT: freight * row.amount * PER_CENT,
        SurchargeBasis.PER_KG: grams * row.amount * PER_GRAM,
    }[row.basis]
    return cents(within(counted, row.least, row.most))


def within(amount: Decimal, least: Decimal | None, most: Decimal | None) -> Decimal:
    """The amount, or the nearer of the two limits it passes."""
    raised = amount if least is None else max(amount, least)
    return raised if most is None else min(raised, most)


def fuel_on(fuel: Sequence[FuelWeek], day: date) -> Decimal | None:
    """The percentage of the newest week that has begun; None before the first."""
    begun = [week for week in fuel if week.valid_from <= day]
    return max(begun, key=lambda week: week.valid_from).percent if begun else None


def mark_up(cost: Decimal, markup: Markup) -> Decimal:
    """What a customer is asked for that cost: so many per cent more, within the limits.

    Least and most are of what is added. Rounded half up to the cent.
    """
    return cents(cost + within(cost * markup.percent * PER_CENT, markup.least, markup.most))
