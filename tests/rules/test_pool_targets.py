"""A pool's target shared out by model; the shares computed by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules.fulfilment import StockOwner, SwapStockTerms
from rules.pool_targets import PoolRule, pool_target, targets_by_model
from rules.readings import Rounding
from rules.swap_stock import FleetNegative, pool_size

MODELS = ("P1", "S9", "X2")


def rule(percent: str = "8", floor: int = 0, ceiling: int | None = None) -> PoolRule:
    stock = SwapStockTerms(
        percent=Decimal(percent),
        owner=StockOwner.CUSTOMER,
        held_by="support_center",
        refill_asked_by="support_center",
        refill_decided_by="customer",
        source="a test",
    )
    return PoolRule(stock=stock, floor=floor, ceiling=ceiling)


def shared(fleet: dict[str, int], given: PoolRule, **weights: str) -> dict[str, int]:
    heavy = {model: Decimal(weight) for model, weight in weights.items()}
    return targets_by_model(fleet, given, heavy)


def test_the_target_is_shared_out_by_the_devices_of_each_model() -> None:
    assert shared({"X2": 300, "S9": 100}, rule()) == {"X2": 24, "S9": 8}
    # 31.2 and 0.8: the one that is left goes to the larger remainder
    assert shared({"X2": 390, "S9": 10}, rule()) == {"X2": 31, "S9": 1}
    # 1.12 are two, one each
    assert shared({"X2": 7, "S9": 7, "P1": 0}, rule()) == {"X2": 1, "S9": 1, "P1": 0}
    assert shared({}, rule()) == {}


def test_a_model_of_double_weight_has_the_share_of_twice_its_devices() -> None:
    # 32 by 100 * 2 and 300 * 1: 12.8 and 19.2
    assert shared({"S9": 100, "X2": 300}, rule(), S9="2") == {"S9": 13, "X2": 19}


@pytest.mark.parametrize(
    ("fleet", "floor", "ceiling", "target"),
    [
        (400, 0, None, 32),
        (400, 40, None, 40),
        (400, 0, 20, 20),
        (400, 40, 20, 20),
        (0, 40, None, 0),
    ],
)
def test_floor_and_ceiling_limit_the_share_of_a_fleet(
    fleet: int, floor: int, ceiling: int | None, target: int
) -> None:
    given = rule(floor=floor, ceiling=ceiling)
    assert pool_target(fleet, given) == target
    assert sum(shared({"X2": fleet}, given).values()) == target


def test_a_negative_fleet_is_refused() -> None:
    with pytest.raises(FleetNegative):
        shared({"X2": 500, "S9": -400}, rule())


@given(
    fleet=some.dictionaries(some.sampled_from(MODELS), some.integers(0, 5000)),
    percent=some.decimals(0, 100, places=2),
    weights=some.dictionaries(some.sampled_from(MODELS), some.decimals("0.01", 100, places=2)),
)
def test_the_models_together_have_the_pool_of_the_fleet(
    fleet: dict[str, int], percent: Decimal, weights: dict[str, Decimal]
) -> None:
    given = rule(str(percent))
    targets = targets_by_model(fleet, given, weights)
    assert sum(targets.values()) == pool_size(sum(fleet.values()), given.stock, Rounding.UP)
    assert all(targets[model] == 0 for model, devices in fleet.items() if devices == 0)
