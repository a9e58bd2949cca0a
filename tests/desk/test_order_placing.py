from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from activities.ordering import OrderEmpty, OrderQuantityAbsurd
from desk.order_list import list_orders
from desk.order_placing import LineForm, PlaceForm, place_by_hand
from desk.order_refusals import (
    CurrenciesMixed,
    ModelDiscontinued,
    NoPriceKnown,
    NotWholePacks,
    PoolNotFound,
    TooManyLines,
)
from desk.supplier_prices import PriceForm, record_price
from models.contracts import Contract
from models.pools import PoolModel
from rules.errors import DeskError
from rules.swap_stock import NotForRent, NotTheirsToOrder
from runtime.database import Database
from tests.builders import TestDesk
from tests.desk.order_desk import LATER, X3, key, page
from tests.orders import ORDERED, hold_model, placed
from tests.pools import PoolCustomer, TestPool, open_a_pool


@pytest.fixture
def pool(shared_record: Database, desk: TestDesk) -> TestPool:
    return open_a_pool(shared_record, desk.tenant_id, PoolCustomer(phones=24))


def by_hand(pool: TestPool, **changes: Any) -> PlaceForm:
    form = PlaceForm(
        pool=pool.code,
        supplier="trey",
        lines=(LineForm(model="PHONE-X2", quantity=4),),
        customer_reference="Mail of Monday",
        at=ORDERED,
    )
    return replace(form, **changes)


def test_an_order_by_hand_needs_the_customers_reference_and_is_placed_once(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    with pytest.raises(NotTheirsToOrder, match="decided by: customer, not by: provider"):
        place_by_hand(shared_record, desk.clerk, by_hand(pool, customer_reference=" "), "one")
    answer = place_by_hand(shared_record, desk.clerk, by_hand(pool), "two")
    assert answer == place_by_hand(shared_record, desk.clerk, by_hand(pool), "two")
    found = page(shared_record, desk, str(answer["number"]))
    assert (found.customer_reference, found.prompt, found.owner) == (
        "Mail of Monday",
        None,
        "customer",
    )
    assert (found.total, found.currency) == (Decimal(19960), "SEK")
    assert found.expected_on == date(2026, 12, 5)
    assert len(list_orders(shared_record, desk.clerk, LATER).items) == 1


def test_where_the_programme_lets_the_provider_decide_no_reference_is_needed(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    set_stock(shared_record, desk, pool, refill_decided_by="provider")
    form = by_hand(pool, customer_reference="")
    assert place_by_hand(shared_record, desk.clerk, form, key())["state"] == "placed"


def set_stock(record: Database, desk: TestDesk, pool: TestPool, **terms: Any) -> None:
    """The contract sets terms of its swap stock."""
    with record.as_tenant(desk.tenant_id) as session:
        contract = session.get_one(Contract, (desk.tenant_id, pool.contract_id))
        contract.settings = {**contract.settings, "swap_stock": terms}


def test_devices_are_rented_only_where_the_programme_lets_them(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    form = by_hand(pool, rented=True)
    number = str(place_by_hand(shared_record, desk.clerk, form, key())["number"])
    assert page(shared_record, desk, number).owner == "lessor"
    set_stock(shared_record, desk, pool, may_be_rented=False)
    with pytest.raises(NotForRent):
        place_by_hand(shared_record, desk.clerk, form, key())


def whole_packs(record: Database, desk: TestDesk, pool: TestPool) -> PlaceForm:
    price = PriceForm(
        supplier="trey",
        model="PHONE-X2",
        price=Decimal("4700.00"),
        currency="SEK",
        valid_from=date(2026, 11, 1),
        pack=5,
        least=10,
    )
    record_price(record, desk.clerk, price, key())
    return by_hand(pool, lines=(LineForm(model="PHONE-X2", quantity=12),))


def discontinued(record: Database, desk: TestDesk, pool: TestPool) -> PlaceForm:
    with record.as_tenant(desk.tenant_id) as session:
        session.execute(
            update(PoolModel)
            .where(PoolModel.pool_id == pool.pool_id)
            .values(discontinued_on=date(2026, 11, 1))
        )
    return by_hand(pool)


def no_price(record: Database, desk: TestDesk, pool: TestPool) -> PlaceForm:
    hold_model(record, desk.tenant_id, pool, X3)
    return by_hand(pool, lines=(LineForm(model="PHONE-X3", quantity=1),))


def two_currencies(record: Database, desk: TestDesk, pool: TestPool) -> PlaceForm:
    hold_model(record, desk.tenant_id, pool, X3)
    lines = (
        LineForm(model="PHONE-X2", quantity=1),
        LineForm(model="PHONE-X3", quantity=1, unit_price=Decimal(450)),
    )
    return by_hand(pool, lines=lines, currency="EUR")


def absurd(quantity: int) -> Callable[[Database, TestDesk, TestPool], PlaceForm]:
    def form(_record: Database, _desk: TestDesk, pool: TestPool) -> PlaceForm:
        line = LineForm(model="PHONE-X2", quantity=quantity, unit_price=Decimal(1))
        return by_hand(pool, lines=(line,), currency="SEK")

    return form


@pytest.mark.parametrize(
    ("form", "refusal", "told"),
    [
        (whole_packs, NotWholePacks, "Order 15"),
        (discontinued, ModelDiscontinued, "since 2026-11-01"),
        (no_price, NoPriceKnown, "Record one"),
        (two_currencies, CurrenciesMixed, "EUR, SEK"),
        (absurd(10_001), OrderQuantityAbsurd, "from 1 to 10000"),
        (absurd(-3), NotWholePacks, "Order 1"),
        (lambda *of: by_hand(of[2], lines=()), OrderEmpty, "at least one"),
        (lambda *of: replace(by_hand(of[2]), pool="nowhere"), PoolNotFound, "nowhere"),
        (
            lambda *of: by_hand(of[2], lines=(LineForm(model="PHONE-X2", quantity=1),) * 21),
            TooManyLines,
            "20 do",
        ),
    ],
)
def test_what_cannot_be_ordered_is_refused_by_name_and_takes_no_number(
    shared_record: Database,
    desk: TestDesk,
    pool: TestPool,
    form: Callable[[Database, TestDesk, TestPool], PlaceForm],
    refusal: type[DeskError],
    told: str,
) -> None:
    asked = form(shared_record, desk, pool)
    with pytest.raises(refusal, match=told):
        place_by_hand(shared_record, desk.clerk, asked, key())
    assert list_orders(shared_record, desk.clerk, LATER).items == ()
    assert placed(shared_record, desk.tenant_id, pool).number == "PO-2026-00001"
