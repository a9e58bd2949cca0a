from decimal import Decimal
from typing import Any

import pytest

from rules.fulfilment import StockOwner, SwapStockTerms
from rules.readings import Rounding
from rules.swap_stock import (
    FleetNegative,
    KeptByCustomer,
    NotForRent,
    NotTheirsToOrder,
    asks_customer,
    order_backups,
    order_refill,
    pool_size,
    require_kept_here,
)


def stock(percent: str = "8", **changes: Any) -> SwapStockTerms:
    given: dict[str, Any] = {
        "percent": Decimal(percent),
        "owner": StockOwner.CUSTOMER,
        "held_by": "support_center",
        "refill_asked_by": "support_center",
        "refill_decided_by": "customer",
        "source": "a test",
    }
    return SwapStockTerms(**(given | changes))


@pytest.mark.parametrize(
    ("fleet", "percent", "up", "half_up"),
    [
        (400, "8", 32, 32),
        (0, "8", 0, 0),
        (1, "8", 1, 0),
        (6, "8", 1, 0),
        (7, "8", 1, 1),
        (401, "8", 33, 32),
        (406, "8", 33, 32),
        (407, "8", 33, 33),
        # As floating point numbers these are 7.000000000000001 and 0.30000000000000004
        (100, "7", 7, 7),
        (3, "10", 1, 0),
        (25, "2", 1, 1),
        (1, "0.1", 1, 0),
    ],
)
def test_a_share_of_the_fleet_is_exact_and_rounded_as_read(
    fleet: int, percent: str, up: int, half_up: int
) -> None:
    assert pool_size(fleet, stock(percent)) == up
    assert pool_size(fleet, stock(percent), Rounding.HALF_UP) == half_up


@pytest.mark.parametrize("fleet", [-1, -400])
def test_a_negative_fleet_is_refused(fleet: int) -> None:
    with pytest.raises(FleetNegative):
        pool_size(fleet, stock())


def test_only_who_decides_about_the_stock_orders_for_it() -> None:
    order = order_refill(stock(), decided_by="customer")
    assert (order.owner, order.held_by, order.billed_separately) == (
        "customer",
        "support_center",
        True,
    )
    with pytest.raises(NotTheirsToOrder):
        order_refill(stock(), decided_by="support_center")


def test_a_rented_device_belongs_to_the_lessor_where_renting_is_offered() -> None:
    offered = stock(may_be_rented=True)
    assert order_refill(offered, decided_by="customer", rented=True).owner == "lessor"
    assert order_backups(offered, rented=True).owner == "lessor"
    for order in (
        order_backups,
        lambda terms, rented: order_refill(terms, decided_by="customer", rented=rented),
    ):
        with pytest.raises(NotForRent):
            order(stock(), rented=True)


@pytest.mark.parametrize("separate", [True, False])
def test_backup_phones_are_kept_by_the_customer(separate: bool) -> None:  # noqa: FBT001
    order = order_backups(stock(backup_phones_separate=separate))
    assert (order.owner, order.held_by) == ("customer", "customer")
    assert order.billed_separately is separate


@pytest.mark.parametrize(
    ("asked_by", "decided_by", "asked"),
    [
        ("support_center", "customer", True),
        ("provider", "customer", True),
        ("customer", "customer", False),
        ("support_center", "provider", False),
        ("customer", "provider", False),
    ],
)
def test_the_customer_is_asked_by_another_about_what_it_decides_itself(
    asked_by: str,
    decided_by: str,
    asked: bool,  # noqa: FBT001
) -> None:
    terms = stock(refill_asked_by=asked_by, refill_decided_by=decided_by)
    assert asks_customer(terms) is asked


def test_a_stock_that_lies_with_the_customer_is_on_no_shelf_of_the_desk() -> None:
    require_kept_here(stock())
    with pytest.raises(KeptByCustomer, match="spares on the customer's site"):
        require_kept_here(stock(held_by="customer"))
