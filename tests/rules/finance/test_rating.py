from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rules.fields import FieldInvalid
from rules.finance.freight_words import Applies, RateSide, SurchargeBasis, Way
from rules.finance.rate_card_reading import read_rates
from rules.finance.rate_cards import (
    Break,
    Card,
    FuelWeek,
    Lane,
    Markup,
    SurchargeRow,
    ZoneRow,
    card_on,
    postcode_key,
)
from rules.finance.rating import NotRated, Rated, ToRate, Unrated, mark_up, rate

DAY = date(2026, 11, 10)


def a_card(**changes: Any) -> Card:
    given = {
        "code": "any",
        "version": "1",
        "side": RateSide.BUY,
        "carrier": "practice",
        "currency": "SEK",
        "valid_from": date(2026, 1, 1),
        "divisor": 5000,
        "step_g": 500,
        "zones": (
            ZoneRow(country="SE", zone="inland"),
            ZoneRow(country="SE", prefix="1", zone="city"),
            ZoneRow(country="SE", prefix="19", zone="suburb"),
        ),
        "rates": tuple(
            Lane(
                service="express",
                way=Way.OUTBOUND,
                zone=zone,
                breaks=(
                    Break(up_to_g=1000, amount=Decimal(price)),
                    Break(up_to_g=5000, amount=Decimal(price) * 2),
                ),
            )
            for zone, price in (("inland", 30), ("city", 10), ("suburb", 20))
        ),
    }
    return Card(**{**given, **changes})


def a_parcel(**changes: Any) -> ToRate:
    given = {
        "service": "express",
        "way": Way.OUTBOUND,
        "country": "SE",
        "postcode": "11151",
        "weight_g": 900,
        "length_mm": 0,
        "width_mm": 0,
        "height_mm": 0,
        "battery": False,
        "on": DAY,
    }
    return ToRate(**{**given, **changes})


def net(card: Card, *fuel: FuelWeek, **changes: Any) -> str:
    found = rate(card, fuel, a_parcel(**changes))
    return str(found.net) if isinstance(found, Rated) else found.why.value


@pytest.mark.parametrize(
    ("postcode", "price"),
    [("98100", "30.00"), ("11151", "10.00"), ("19561", "20.00"), ("1", "10.00"), ("", "30.00")],
)
def test_item_5_the_longest_beginning_of_a_postcode_decides_the_zone(
    postcode: str, price: str
) -> None:
    assert net(a_card(), postcode=postcode) == price


@pytest.mark.parametrize(
    ("grams", "price"),
    # Rounded up to 500 g; each break is (from, to].
    [(1, "10.00"), (501, "10.00"), (1000, "10.00"), (1001, "20.00"), (5000, "20.00")],
)
def test_item_5_a_break_holds_up_to_and_with_its_weight(grams: int, price: str) -> None:
    assert net(a_card(), weight_g=grams) == price


@pytest.mark.parametrize(
    ("sides", "grams"),
    # 100 x 100 x 250 mm is 2.5 litres: half a kilogram at 5000; a cubic millimetre more, a step.
    [((100, 100, 250), 500), ((1, 1, 2_500_001), 1000), ((400, 300, 100), 2500), ((0, 9, 9), 500)],
)
def test_item_5_the_larger_of_weight_and_volume_counts(
    sides: tuple[int, int, int], grams: int
) -> None:
    length, width, height = sides
    parcel = a_parcel(weight_g=100, length_mm=length, width_mm=width, height_mm=height)
    found = rate(a_card(), (), parcel)
    assert isinstance(found, Rated)
    assert found.chargeable_g == grams


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"country": "NO"}, "no_zone"),
        ({"service": "freight"}, "no_service"),
        ({"way": Way.RETURN}, "no_service"),
        ({"weight_g": 5001}, "too_heavy"),
    ],
)
def test_a_parcel_without_a_price_says_why(changes: dict[str, Any], why: str) -> None:
    assert net(a_card(), **changes) == why


def test_without_a_card_nothing_has_a_price() -> None:
    assert rate(None, (), a_parcel()) == NotRated(why=Unrated.NO_CARD)


def a_surcharge(basis: SurchargeBasis, amount: str, **changes: Any) -> SurchargeRow:
    given = {"code": "one", "text": "One", "applies": Applies.ALWAYS}
    return SurchargeRow(basis=basis, amount=Decimal(amount), **{**given, **changes})


@pytest.mark.parametrize(
    ("row", "price"),
    [
        (a_surcharge(SurchargeBasis.FIXED, "5"), "15.00"),
        (a_surcharge(SurchargeBasis.PERCENT, "12.5"), "11.25"),
        (a_surcharge(SurchargeBasis.PER_KG, "0.95"), "10.95"),
        # 0.125 of 1 kg: half a cent goes up.
        (a_surcharge(SurchargeBasis.PER_KG, "0.125"), "10.13"),
        (a_surcharge(SurchargeBasis.PER_KG, "0.95", least=Decimal(2)), "12.00"),
        (a_surcharge(SurchargeBasis.PERCENT, "90", most=Decimal(4)), "14.00"),
        (a_surcharge(SurchargeBasis.FIXED, "-3"), "7.00"),
        (a_surcharge(SurchargeBasis.FIXED, "5", applies=Applies.RETURN), "10.00"),
        (a_surcharge(SurchargeBasis.FIXED, "5", applies=Applies.BATTERY), "10.00"),
        (a_surcharge(SurchargeBasis.FIXED, "5", applies=Applies.NAMED), "10.00"),
    ],
)
def test_item_5_surcharges_are_counted_by_their_basis(row: SurchargeRow, price: str) -> None:
    assert net(a_card(surcharges=(row,))) == price


def test_item_5_fuel_is_the_weeks_on_freight_and_fuelled_surcharges() -> None:
    card = a_card(
        surcharges=(
            a_surcharge(SurchargeBasis.FIXED, "5", fuelled=True),
            a_surcharge(SurchargeBasis.FIXED, "100", code="two"),
        )
    )
    weeks = (
        FuelWeek(valid_from=date(2026, 11, 9), percent=Decimal(20)),
        FuelWeek(valid_from=date(2026, 11, 2), percent=Decimal(10)),
    )
    assert net(card, *weeks) == "118.00"
    assert net(card, *weeks, on=date(2026, 11, 8)) == "116.50"
    assert net(card, *weeks, on=date(2026, 11, 1)) == "115.00"


def test_the_newest_card_that_has_begun_holds_until_its_last_day() -> None:
    old, new = a_card(), a_card(valid_from=DAY, valid_until=date(2026, 11, 20))
    assert card_on((old, new), date(2026, 11, 9)) == old
    assert card_on((new, old), date(2026, 11, 20)) == new
    assert card_on((old, new), date(2026, 11, 21)) is None
    assert card_on((old, new), date(2025, 12, 31)) is None


@pytest.mark.parametrize(
    ("cost", "asked"), [("100", "110.00"), ("10", "15.00"), ("1000", "1040.00"), ("55.55", "61.11")]
)
def test_a_markup_is_a_share_within_its_limits(cost: str, asked: str) -> None:
    markup = Markup(percent=Decimal(10), least=Decimal(5), most=Decimal(40))
    assert str(mark_up(Decimal(cost), markup)) == asked


def test_a_postcode_is_compared_without_what_is_written_around_it() -> None:
    assert (postcode_key("111 51"), postcode_key("se-111 51")) == ("11151", "SE11151")


CARD: dict[str, Any] = {
    "code": "any",
    "version": "1",
    "side": "buy",
    "carrier": "practice",
    "currency": "SEK",
    "valid_from": "2026-01-01",
    "zones": [{"country": "SE", "zone": "all"}],
    "rates": [
        {
            "service": "express",
            "way": "outbound",
            "zone": "all",
            "breaks": [{"up_to_g": 1000, "amount": "10"}],
        }
    ],
}
ZONES: list[Any] = CARD["zones"]
LANE: dict[str, Any] = CARD["rates"][0]
FEE = {"code": "a", "text": "A", "basis": "fixed", "amount": "1", "applies": "always"}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"zones": [{"country": "Sweden", "zone": "all"}]}, "card.zones.0.country"),
        ({"zones": [*ZONES, *ZONES]}, "card.zones.1.prefix"),
        ({"rates": [{**LANE, "zone": "none"}]}, "card.rates.0.zone"),
        ({"rates": [LANE, LANE]}, "card.rates.1.service"),
        ({"rates": [{**LANE, "breaks": []}]}, "card.rates.0.breaks"),
        (
            {"rates": [{**LANE, "breaks": LANE["breaks"] * 2}]},
            "card.rates.0.breaks.1.up_to_g",
        ),
        (
            {"rates": [{**LANE, "breaks": [{"up_to_g": 1, "amount": "-1"}]}]},
            "card.rates.0.breaks.0.amount",
        ),
        ({"rates": []}, "card"),
        ({"surcharges": [{**FEE, "least": "2", "most": "1"}]}, "card.surcharges.0.most"),
        ({"surcharges": [FEE, FEE]}, "card.surcharges.1.code"),
        ({"surcharges": [{**FEE, "amount": "0.00001"}]}, "card.surcharges.0.amount"),
        ({"currency": "kr"}, "card.currency"),
        ({"markup": {"percent": "10"}}, "card.markup"),
        ({"side": "sell", "markup": {"percent": "10"}}, "card.markup"),
        ({"packaging": {"": "10"}}, "card.packaging"),
        ({"side": "sell", "account": "1"}, "card.account"),
        ({"valid_until": "2025-12-31"}, "card.valid_until"),
        ({"colour": "red"}, "card.colour"),
    ],
)
def test_a_card_that_contradicts_itself_is_refused_at_its_place(
    changes: dict[str, Any], place: str
) -> None:
    with pytest.raises(FieldInvalid) as refused:
        read_rates({"card": {**CARD, **changes}})
    assert ".".join(map(str, refused.value.path)) == place


def test_a_file_without_a_card_or_fuel_is_refused() -> None:
    with pytest.raises(FieldInvalid, match="neither a card nor fuel"):
        read_rates({})
