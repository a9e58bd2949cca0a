from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules.forecast import (
    Arrival,
    ArrivalNegative,
    Demand,
    Forecast,
    LeadTimeNegative,
    ObservedBackwards,
    Prior,
    PriorImpossible,
    Supply,
    SwapsNegative,
    forecast_need,
    rate_a_day,
    run_out_day,
    told_rate,
)
from rules.swap_stock import FleetNegative

TODAY = date(2026, 5, 1)
NO_PRIOR = Prior(percent_a_year=Decimal(0), days=0)


def seen(swaps: int, days: int) -> Demand:
    return Demand(swaps=swaps, since=TODAY - timedelta(days=days), until=TODAY)


def supply(free: int, *arrivals: tuple[int, int]) -> Supply:
    """Arrivals as (days from today, quantity)."""
    return Supply(
        free=free,
        arrivals=tuple(
            Arrival(day=TODAY + timedelta(days=days), quantity=quantity)
            for days, quantity in arrivals
        ),
    )


def forecast(
    demand: Demand,
    stock: Supply,
    *,
    fleet: int = 400,
    lead_days: int = 12,
    prior: Prior = NO_PRIOR,
    horizon_days: int = 730,
) -> Forecast:
    return forecast_need(
        demand,
        stock,
        fleet=fleet,
        lead_days=lead_days,
        today=TODAY,
        prior=prior,
        horizon_days=horizon_days,
    )


@pytest.mark.parametrize(
    ("swaps", "days", "free", "rate", "need", "out_in"),
    [
        # 27 in 90 days are 0.3 a day: 12 days need 3.6, and 4 last 13.33 days.
        (27, 90, 4, "9", 4, 13),
        # 1 a day: 5 last exactly five days, so the sixth day begins without any.
        (30, 30, 5, "30", 12, 5),
        # 0.1 a day: 12 days need 1.2; 1 lasts ten days.
        (9, 90, 1, "3", 2, 10),
        # 1 in 90 days: 30/90 of one a month, 12/90 of one in the lead time.
        (1, 90, 3, "0.33", 1, 270),
        # Nothing left, or fewer than nothing: today.
        (27, 90, 0, "9", 4, 0),
        (27, 90, -2, "9", 4, 0),
        # Never used: never empty, and nothing is needed.
        (0, 90, 0, "0", 0, None),
    ],
)
def test_a_stock_is_forecast_from_what_was_seen(
    swaps: int, days: int, free: int, rate: str, need: int, out_in: int | None
) -> None:
    found = forecast(seen(swaps, days), supply(free))
    assert found.swaps_a_month == Decimal(rate)
    assert found.need == need
    assert found.run_out_on == (None if out_in is None else TODAY + timedelta(days=out_in))


def test_a_new_customer_is_forecast_from_what_is_expected() -> None:
    # 12 % of 400 are 48 a year: 48/365 a day, 3.945 in 30 days; 12 days need 1.578; 32 last 243.3.
    found = forecast(seen(0, 0), supply(32), prior=Prior())
    assert found.swaps_a_month == Decimal("3.95")
    assert found.need == 2
    assert found.run_out_on == date(2026, 12, 30)


def test_what_was_seen_and_what_was_expected_are_weighed_by_their_days() -> None:
    # 365 devices at 12 % break 0.12 a day: 10.8 in the prior's 90 days. With 9.2 in 10 more days
    # there would be 0.2 a day; 9 seen make 19.8 in 100 days.
    assert rate_a_day(seen(9, 10), Prior(), 365) == Fraction("0.198")
    # After a year of seeing 1 a day the prior has become small: 375.8 in 455 days.
    assert rate_a_day(seen(365, 365), Prior(), 365) == Fraction("375.8") / 455


def test_the_prior_is_data_that_changes_the_forecast() -> None:
    heavier = Prior(percent_a_year=Decimal(24), days=90)
    assert forecast(seen(0, 30), supply(8), prior=heavier).need == 3
    assert forecast(seen(0, 30), supply(8), prior=Prior()).need == 2


def test_swaps_without_any_day_are_taken_as_those_of_one_day() -> None:
    assert rate_a_day(seen(3, 0), NO_PRIOR, 400) == 3


@pytest.mark.parametrize(
    ("arrivals", "out_in"),
    [
        # Half a swap a day, 5 on the shelf: empty on the morning of day 10.
        ([], 10),
        ([(10, 2)], 14),
        ([(11, 2)], 10),
        ([(3, 1), (11, 2)], 16),
        ([(11, 2), (3, 1)], 16),
        # The second comes in time only because of the first.
        ([(9, 5), (19, 5)], 30),
        ([(21, 5), (9, 5)], 20),
        # Due before today and not here yet: expected today.
        ([(-4, 1)], 12),
        ([(0, 1)], 12),
        ([(5, 0)], 10),
    ],
)
def test_what_arrives_in_time_is_counted(arrivals: list[tuple[int, int]], out_in: int) -> None:
    found = run_out_day(supply(5, *arrivals), Fraction(1, 2), today=TODAY)
    assert found == TODAY + timedelta(days=out_in)


def test_a_delivery_of_today_serves_those_who_wait_today() -> None:
    assert run_out_day(supply(-2, (0, 4)), Fraction(1, 2), today=TODAY) == date(2026, 5, 5)
    assert run_out_day(supply(-2, (1, 4)), Fraction(1, 2), today=TODAY) == TODAY


def test_nobody_is_told_of_a_day_beyond_the_horizon() -> None:
    rate = Fraction(1, 10)
    on_the_last_day = run_out_day(supply(3), rate, today=TODAY, horizon_days=30)
    assert on_the_last_day == TODAY + timedelta(days=30)
    assert run_out_day(supply(3), rate, today=TODAY, horizon_days=29) is None
    assert run_out_day(supply(73), rate, today=TODAY) == TODAY + timedelta(days=730)
    assert run_out_day(supply(74), rate, today=TODAY) is None


@pytest.mark.parametrize(
    ("rate", "told"),
    [
        ("0", "0"),
        ("0.01", "0.1"),
        ("0.34", "0.3"),
        ("0.95", "1"),
        ("9", "9"),
        ("9.44", "9.4"),
        ("9.96", "10"),
        ("10.49", "10"),
        ("10.50", "11"),
        ("120", "120"),
    ],
)
def test_a_rate_is_told_as_people_say_it(rate: str, told: str) -> None:
    assert str(told_rate(Decimal(rate))) == told


def test_the_smallest_rate_is_not_told_as_none() -> None:
    found = forecast(seen(1, 90_000), supply(1), horizon_days=90_000)
    assert found.swaps_a_month == Decimal("0.01")
    assert found.facts()["swaps"] == "0.1"


def test_a_forecast_keeps_the_facts_it_was_reckoned_from() -> None:
    found = forecast(seen(27, 90), supply(4), prior=Prior(percent_a_year=Decimal("0.0"), days=90))
    assert found.facts() == {
        "swaps": "4.5",
        "need": "2",
        "lead_days": "12",
        "run_out_on": "2026-05-27",
        "today": "2026-05-01",
        "until": "2028-04-30",
        "seen": "27",
        "seen_days": "90",
        "fleet": "400",
        "percent": "0",
        "prior_days": "90",
    }
    assert "run_out_on" not in forecast(seen(0, 90), supply(4)).facts()


def test_impossible_figures_are_refused_by_name() -> None:
    with pytest.raises(SwapsNegative, match="-1 is no number of swaps"):
        seen(-1, 30)
    with pytest.raises(ObservedBackwards, match="from 2026-05-01 to 2026-04-30"):
        Demand(swaps=0, since=TODAY, until=TODAY - timedelta(days=1))
    with pytest.raises(ArrivalNegative, match="-3 devices cannot arrive on 2026-05-02"):
        supply(0, (1, -3))
    with pytest.raises(LeadTimeNegative, match="-1 is no lead time"):
        forecast(seen(0, 0), supply(0), lead_days=-1)
    with pytest.raises(FleetNegative):
        forecast(seen(0, 0), supply(0), fleet=-1)
    for percent, days in (("-1", 90), ("NaN", 90), ("Infinity", 90), ("12", -1)):
        with pytest.raises(PriorImpossible):
            Prior(percent_a_year=Decimal(percent), days=days)


demands = some.builds(seen, some.integers(0, 500), some.integers(0, 800))
priors = some.builds(
    Prior, percent_a_year=some.decimals(0, 100, places=2), days=some.integers(0, 400)
)
arriving = some.lists(some.tuples(some.integers(-30, 400), some.integers(0, 50)), max_size=6)


def runs_out(
    demand: Demand, prior: Prior, free: int, arrivals: Sequence[tuple[int, int]]
) -> date | None:
    return forecast(demand, supply(free, *arrivals), prior=prior).run_out_on


def never_sooner(one: date | None, other: date | None) -> bool:
    """True when `one` is the same day as `other`, later, or not in sight."""
    return (one or date.max) >= (other or date.max)


@given(demands, priors, some.integers(-5, 200), arriving, some.integers(1, 200))
def test_more_swaps_never_make_a_stock_last_longer(
    demand: Demand, prior: Prior, free: int, arrivals: list[tuple[int, int]], more: int
) -> None:
    busier = Demand(swaps=demand.swaps + more, since=demand.since, until=demand.until)
    quiet = forecast(demand, supply(free, *arrivals), prior=prior)
    busy = forecast(busier, supply(free, *arrivals), prior=prior)
    assert never_sooner(quiet.run_out_on, busy.run_out_on)
    assert busy.need >= quiet.need
    assert busy.swaps_a_month >= quiet.swaps_a_month


@given(demands, priors, some.integers(-5, 200), arriving, arriving)
def test_an_arrival_never_makes_a_stock_run_out_sooner(
    demand: Demand,
    prior: Prior,
    free: int,
    arrivals: list[tuple[int, int]],
    more: list[tuple[int, int]],
) -> None:
    without = runs_out(demand, prior, free, arrivals)
    assert never_sooner(runs_out(demand, prior, free, [*arrivals, *more]), without)


@given(demands, priors, some.integers(-5, 200), arriving, some.integers(1, 50))
def test_a_fuller_shelf_never_runs_out_sooner(
    demand: Demand, prior: Prior, free: int, arrivals: list[tuple[int, int]], more: int
) -> None:
    without = runs_out(demand, prior, free, arrivals)
    assert never_sooner(runs_out(demand, prior, free + more, arrivals), without)


@given(demands, priors, some.integers(-5, 200), arriving)
def test_the_day_is_the_first_on_which_a_day_by_day_count_fails(
    demand: Demand, prior: Prior, free: int, arrivals: list[tuple[int, int]]
) -> None:
    rate = rate_a_day(demand, prior, 400)
    level: Fraction | int = free
    failed = None
    for day in range(731):
        level += sum(quantity for at, quantity in arrivals if at == day or (day == 0 and at < 0))
        if rate and level < rate:
            failed = TODAY + timedelta(days=day)
            break
        level -= rate
    assert runs_out(demand, prior, free, arrivals) == failed


@given(demands, priors, some.integers(0, 120), some.integers(0, 120))
def test_the_need_never_falls_short_of_the_rate_nor_exceeds_it_by_one(
    demand: Demand, prior: Prior, one: int, other: int
) -> None:
    rate = rate_a_day(demand, prior, 400)
    need = forecast(demand, supply(0), prior=prior, lead_days=one).need
    assert rate * one <= need < rate * one + 1
    longer = forecast(demand, supply(0), prior=prior, lead_days=one + other)
    assert longer.need >= need
