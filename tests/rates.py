"""Rate cards and parcels of every kind, for properties: few words, so that they often meet."""

from datetime import date, timedelta

from hypothesis import strategies as some

from rules.finance.freight_words import Applies, RateSide, SurchargeBasis, Way
from rules.finance.rate_cards import Break, Card, FuelWeek, Lane, SurchargeRow, ZoneRow
from rules.finance.rating import ToRate

DAY = date(2026, 11, 2)
DAYS = some.integers(0, 9).map(lambda days: DAY + timedelta(days=days))
COUNTRIES = some.sampled_from(["SE", "FR"])
POSTCODES = some.text("12", max_size=3)
SERVICES = some.sampled_from(["express", "standard"])
WAYS = some.sampled_from(list(Way))
ZONES = ("near", "far")
AMOUNTS = some.decimals(0, 2000, places=4)
LIMITS = some.none() | some.decimals(0, 60, places=2)


@some.composite
def zones(draw: some.DrawFn) -> tuple[ZoneRow, ...]:
    """Each country and beginning once; mostly all of a country has a zone."""
    whole = draw(some.lists(some.tuples(COUNTRIES, some.just("")), min_size=1, max_size=2))
    parts = draw(some.lists(some.tuples(COUNTRIES, POSTCODES), min_size=1, max_size=8))
    places = dict.fromkeys((*whole, *parts))
    return tuple(
        ZoneRow(country=country, prefix=prefix, zone=draw(some.sampled_from(ZONES)))
        for country, prefix in places
    )


@some.composite
def lanes(draw: some.DrawFn) -> tuple[Lane, ...]:
    """Each service, way and zone once, its weights rising."""
    keys = some.tuples(SERVICES, WAYS, some.sampled_from(ZONES))
    found = []
    for service, way, zone in draw(some.lists(keys, min_size=9, max_size=12, unique=True)):
        weights = draw(some.lists(some.integers(1, 30), min_size=1, max_size=4, unique=True))
        breaks = tuple(
            Break(up_to_g=weight * 500, amount=draw(AMOUNTS)) for weight in sorted(weights)
        )
        found.append(Lane(service=service, way=way, zone=zone, breaks=breaks))
    return tuple(found)


@some.composite
def surcharges(draw: some.DrawFn) -> tuple[SurchargeRow, ...]:
    """Each code once; some take off instead of adding."""
    found = []
    for code in draw(some.lists(some.sampled_from("abc"), max_size=3, unique=True)):
        limits = sorted(one for one in (draw(LIMITS), draw(LIMITS)) if one is not None)
        found.append(
            SurchargeRow(
                code=code,
                text=code,
                basis=draw(some.sampled_from(list(SurchargeBasis))),
                amount=draw(some.decimals(-30, 30, places=4)),
                applies=draw(some.sampled_from(list(Applies))),
                least=limits[0] if limits else None,
                most=limits[1] if len(limits) > 1 else None,
                fuelled=draw(some.booleans()),
            )
        )
    return tuple(found)


@some.composite
def buy_cards(draw: some.DrawFn) -> tuple[Card, ...]:
    """The versions of one carrier's card, each from a day of its own; some have ended."""
    found = []
    for number, day in enumerate(draw(some.lists(DAYS, min_size=1, max_size=3, unique=True))):
        lasts = draw(some.sampled_from([None, None, 3, 12]))
        found.append(
            Card(
                code="any",
                version=str(number),
                side=RateSide.BUY,
                carrier="practice",
                currency="SEK",
                divisor=draw(some.sampled_from([4000, 5000, 6001])),
                step_g=draw(some.sampled_from([1, 100, 500])),
                valid_from=day,
                valid_until=None if lasts is None else day + timedelta(days=lasts),
                zones=draw(zones()),
                rates=draw(lanes()),
                surcharges=draw(surcharges()),
            )
        )
    return tuple(found)


@some.composite
def fuel_weeks(draw: some.DrawFn) -> tuple[FuelWeek, ...]:
    """Each first day once."""
    days = draw(some.lists(DAYS, max_size=3, unique=True))
    percents = some.decimals(0, 40, places=4)
    return tuple(FuelWeek(valid_from=day, percent=draw(percents)) for day in days)


PARCELS = some.builds(
    ToRate,
    service=SERVICES,
    way=WAYS,
    country=COUNTRIES,
    postcode=POSTCODES,
    weight_g=some.integers(1, 9_000),
    length_mm=some.integers(0, 300),
    width_mm=some.integers(0, 400),
    height_mm=some.integers(0, 300),
    battery=some.booleans(),
    on=DAYS,
)
