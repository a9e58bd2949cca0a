from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules.pools import PoolLevel
from rules.refill import (
    AskedFor,
    FigureImpossible,
    OrderSize,
    RefillReason,
    Shortage,
    Surplus,
    judge_refill,
)


def level(available: int, *, target: int = 32, **counts: Any) -> PoolLevel:
    return PoolLevel(pool="P1", model="X2", available=available, target=target, **counts)


def quantity(
    stock: PoolLevel,
    *,
    need: int = 0,
    ask_below: str = "100",
    size: OrderSize | None = None,
) -> int | None:
    found = judge_refill(stock, need=need, ask_below=Decimal(ask_below), size=size)
    return found.quantity if isinstance(found, Shortage) else None


def codes(found: object) -> list[AskedFor]:
    assert isinstance(found, Shortage)
    return [reason.code for reason in found.because]


@pytest.mark.parametrize(
    ("stock", "need", "asked"),
    [
        # 400 phones, 8 %: 32.
        (level(32), 0, None),
        (level(31), 0, 1),
        (level(0), 0, 32),
        # What comes home or is ordered is not asked for again.
        (level(20, on_loan=2, in_transit=4, on_bench=3, at_repair=2, on_hold=1), 0, None),
        (level(20, ordered=12), 0, None),
        (level(20, ordered=11), 0, 1),
        # Who waits for a unit will take one.
        (level(0, waiting=3, ordered=30), 0, 5),
        # More is needed in the lead time than the target.
        (level(32), 40, 8),
        (level(30), 32, 2),
        (level(0, target=0), 0, None),
        (level(0, target=0), 3, 3),
    ],
)
def test_what_is_lacking_is_asked_for(stock: PoolLevel, need: int, asked: int | None) -> None:
    assert quantity(stock, need=need) == asked


@pytest.mark.parametrize(
    ("available", "ask_below", "asked"),
    [
        (24, "75", None),
        (23, "75", 9),
        # 12.5 % of 32 are 4; 12.6 % are 4.03.
        (4, "12.5", None),
        (4, "12.6", 28),
        (0, "0", None),
    ],
)
def test_a_pool_above_the_share_of_its_target_is_left_alone(
    available: int, ask_below: str, asked: int | None
) -> None:
    assert quantity(level(available), ask_below=ask_below) == asked


def test_the_need_of_the_lead_time_is_asked_for_whatever_the_share() -> None:
    assert quantity(level(5), need=6, ask_below="0") == 27


@pytest.mark.parametrize(
    ("available", "least", "pack", "asked", "why"),
    [
        (31, 1, 1, 1, []),
        (31, 5, 1, 5, [AskedFor.LEAST_ORDER]),
        (31, 1, 10, 10, [AskedFor.WHOLE_PACKS]),
        (22, 5, 10, 10, []),
        (20, 5, 10, 20, [AskedFor.WHOLE_PACKS]),
        (31, 12, 10, 20, [AskedFor.LEAST_ORDER, AskedFor.WHOLE_PACKS]),
        (31, 20, 10, 20, [AskedFor.LEAST_ORDER]),
    ],
)
def test_an_order_has_whole_packs_and_the_suppliers_least(
    available: int, least: int, pack: int, asked: int, why: list[AskedFor]
) -> None:
    found = judge_refill(level(available), need=0, size=OrderSize(least=least, pack=pack))
    assert isinstance(found, Shortage)
    assert found.quantity == asked
    assert codes(found) == [AskedFor.BELOW_TARGET, *why]


def test_the_reasons_have_their_figures() -> None:
    assert judge_refill(level(28, waiting=1), need=30, size=OrderSize(least=4, pack=6)) == Shortage(
        quantity=6,
        because=(
            RefillReason(
                code=AskedFor.BELOW_TARGET, facts={"level": "27", "goal": "32", "missing": "5"}
            ),
            RefillReason(
                code=AskedFor.BELOW_NEED, facts={"level": "27", "goal": "30", "missing": "3"}
            ),
            RefillReason(code=AskedFor.WHOLE_PACKS, facts={"pack": "6"}),
        ),
    )


def test_a_fleet_that_shrinks_leaves_a_surplus_and_asks_nothing() -> None:
    assert judge_refill(level(32, target=20), need=0) == Surplus(quantity=12, goal=20)
    assert judge_refill(level(18, target=16, ordered=14), need=24) == Surplus(quantity=8, goal=24)


def test_what_a_whole_pack_leaves_over_is_no_surplus() -> None:
    packs = OrderSize(pack=10)
    assert judge_refill(level(41), need=0, size=packs) is None
    assert judge_refill(level(42), need=0, size=packs) == Surplus(quantity=10, goal=32)


@pytest.mark.parametrize(
    ("stock", "need", "ask_below"),
    [
        (level(0, target=-1), 0, "100"),
        (level(0), -1, "100"),
        (level(0), 0, "-1"),
        (level(0), 0, "100.01"),
        (level(0), 0, "NaN"),
    ],
)
def test_impossible_figures_are_refused(stock: PoolLevel, need: int, ask_below: str) -> None:
    with pytest.raises(FigureImpossible, match=r"Give 0 (or more|to 100 per cent)\."):
        judge_refill(stock, need=need, ask_below=Decimal(ask_below))


@pytest.mark.parametrize("size", [{"least": 0}, {"pack": 0}, {"pack": -3}])
def test_an_order_of_nothing_is_refused(size: dict[str, int]) -> None:
    with pytest.raises(FigureImpossible, match=r"Give 1 or more\."):
        OrderSize(**size)


counts = some.integers(0, 60)
levels = some.builds(
    level,
    counts,
    target=counts,
    waiting=counts,
    on_loan=counts,
    in_transit=counts,
    at_repair=counts,
    ordered=counts,
)
sizes = some.builds(OrderSize, least=some.integers(1, 40), pack=some.integers(1, 25))
shares = some.decimals(0, 100, places=1)


@given(levels, counts, shares, sizes)
def test_once_the_asked_quantity_is_ordered_nothing_is_asked_and_nothing_too_many(
    stock: PoolLevel, need: int, ask_below: Decimal, size: OrderSize
) -> None:
    found = judge_refill(stock, need=need, ask_below=ask_below, size=size)
    if isinstance(found, Shortage):
        ordered = replace(stock, ordered=stock.ordered + found.quantity)
        received = replace(stock, available=stock.available + found.quantity)
        for after in (ordered, received):
            assert judge_refill(after, need=need, ask_below=ask_below, size=size) is None


@given(levels, counts, shares, sizes)
def test_what_is_asked_is_enough_positive_and_not_a_pack_more(
    stock: PoolLevel, need: int, ask_below: Decimal, size: OrderSize
) -> None:
    found = judge_refill(stock, need=need, ask_below=ask_below, size=size)
    goal = max(stock.target, need)
    if stock.counted >= goal:
        assert not isinstance(found, Shortage)
    if isinstance(found, Shortage):
        assert found.quantity % size.pack == 0
        assert found.quantity >= size.least
        assert found.because
        assert stock.counted + found.quantity >= goal
        one_less = found.quantity - size.pack
        assert one_less < size.least or stock.counted + one_less < goal
    if isinstance(found, Surplus):
        assert 0 < found.quantity == stock.counted - goal


@given(levels, counts, shares)
def test_a_fuller_pool_is_never_asked_for_more(
    stock: PoolLevel, need: int, ask_below: Decimal
) -> None:
    fuller = replace(stock, available=stock.available + 1)
    before = judge_refill(stock, need=need, ask_below=ask_below)
    after = judge_refill(fuller, need=need, ask_below=ask_below)
    if isinstance(after, Shortage):
        assert isinstance(before, Shortage)
        assert after.quantity < before.quantity
