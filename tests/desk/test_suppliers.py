from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text

from activities.pool_prices import best_offer
from desk.actors import Actor
from desk.order_refusals import (
    PriceImpossible,
    SupplierIncomplete,
    SupplierKnown,
    UnknownSupplier,
)
from desk.refusals import NotAllowed, UnknownModel
from desk.supplier_prices import PriceForm, record_price
from desk.suppliers import SupplierForm, add_supplier, change_supplier, list_suppliers
from models.orders import Supplier
from models.parties import Role
from runtime.database import Database
from tests.builders import TestDesk
from tests.pools import open_a_pool

TREY = SupplierForm(
    code="trey",
    name="Trey Wholesale AB",
    email="orders@trey.example",
    locale="sv",
    lead_days=12,
)
PRICE = PriceForm(
    supplier="trey",
    model="PHONE-X2",
    price=Decimal("4990.00"),
    currency="SEK",
    valid_from=date(2026, 11, 1),
    pack=4,
    least=8,
)


def added(record: Database, desk: TestDesk, key: str = "one", **changes: Any) -> dict[str, Any]:
    return add_supplier(record, desk.clerk, replace(TREY, **changes), key)


def priced(record: Database, desk: TestDesk, key: str = "one", **changes: Any) -> dict[str, Any]:
    return record_price(record, desk.clerk, replace(PRICE, **changes), key)


def test_a_supplier_is_added_once_per_key_and_listed_with_its_prices(
    shared_record: Database, desk: TestDesk
) -> None:
    assert added(shared_record, desk) == added(shared_record, desk) == {"supplier": "trey"}
    priced(shared_record, desk)
    [supplier] = list_suppliers(shared_record, desk.clerk)
    assert (supplier.code, supplier.locale, supplier.lead_days) == ("trey", "sv", 12)
    [price] = supplier.prices
    assert (price.model, price.pack, price.least) == ("PHONE-X2", 4, 8)
    assert price.price == Decimal(4990)


def test_a_supplier_that_is_known_is_changed_and_not_added(
    shared_record: Database, desk: TestDesk
) -> None:
    added(shared_record, desk)
    with pytest.raises(SupplierKnown, match="Change it"):
        added(shared_record, desk, "two")
    change_supplier(shared_record, desk.clerk, replace(TREY, lead_days=None), "three")
    assert list_suppliers(shared_record, desk.clerk)[0].lead_days is None
    with pytest.raises(UnknownSupplier):
        change_supplier(shared_record, desk.clerk, replace(TREY, code="nobody"), "four")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"code": " "}, "code"),
        ({"name": ""}, "name"),
        ({"email": "orders at trey"}, "e-mail"),
        ({"lead_days": 0}, "lead time"),
        ({"lead_days": 731}, "lead time"),
    ],
)
def test_a_supplier_no_order_could_be_sent_to_is_refused(
    shared_record: Database, desk: TestDesk, wrong: dict[str, Any], told: str
) -> None:
    with pytest.raises(SupplierIncomplete, match=told):
        added(shared_record, desk, **wrong)
    assert list_suppliers(shared_record, desk.clerk) == ()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"price": Decimal(0)}, "no price"),
        ({"price": Decimal(-1)}, "no price"),
        ({"price": Decimal("NaN")}, "no price"),
        ({"price": Decimal("1e9")}, "no price"),
        ({"price": Decimal("1.00001")}, "4 decimals"),
        ({"currency": "kr"}, "three letters"),
        ({"valid_until": date(2026, 10, 1)}, "before it begins"),
        ({"pack": 0}, "at least one"),
        ({"least": -8}, "at least one"),
    ],
)
def test_a_price_that_nobody_asks_is_refused(
    shared_record: Database, desk: TestDesk, wrong: dict[str, Any], told: str
) -> None:
    added(shared_record, desk)
    with pytest.raises(PriceImpossible, match=told):
        priced(shared_record, desk, **wrong)


def test_a_price_names_a_supplier_and_a_model_that_are_known(
    shared_record: Database, desk: TestDesk
) -> None:
    with pytest.raises(UnknownSupplier):
        priced(shared_record, desk)
    added(shared_record, desk)
    with pytest.raises(UnknownModel):
        priced(shared_record, desk, model="PHONE-X9")


def test_the_price_of_a_day_is_corrected_and_the_newest_that_holds_counts(
    shared_record: Database, desk: TestDesk
) -> None:
    added(shared_record, desk)
    priced(shared_record, desk, "typo", price=Decimal("499.00"))
    priced(shared_record, desk, "right")
    dearer = {"price": Decimal("5190.00"), "valid_from": date(2026, 12, 1)}
    priced(shared_record, desk, "december", **dearer)
    [supplier] = list_suppliers(shared_record, desk.clerk)
    assert [price.price for price in supplier.prices] == [5190, 4990]
    pool = open_a_pool(shared_record, desk.tenant_id)
    with shared_record.as_tenant(desk.tenant_id) as session:
        for day, price in ((date(2026, 11, 30), 4990), (date(2026, 12, 1), 5190)):
            offer = best_offer(session, desk.tenant_id, pool.model_id, day)
            assert offer is not None
            assert offer.price == price


def test_a_new_price_has_the_pools_of_the_model_checked(
    shared_record: Database, desk: TestDesk
) -> None:
    pool = open_a_pool(shared_record, desk.tenant_id)
    with shared_record.as_tenant(desk.tenant_id) as session:
        session.execute(text("DELETE FROM pool_checks"))
    priced(shared_record, desk, price=Decimal("4500.00"))
    with shared_record.as_tenant(desk.tenant_id) as session:
        asked = session.execute(text("SELECT pool_id FROM pool_checks")).scalars().all()
    assert asked == [pool.pool_id]


def test_finance_sees_suppliers_and_changes_none(shared_record: Database, desk: TestDesk) -> None:
    added(shared_record, desk)

    def person(role: Role) -> Actor:
        return replace(desk.clerk, role=role)

    assert len(list_suppliers(shared_record, person(Role.FINANCE))) == 1
    with pytest.raises(NotAllowed):
        add_supplier(shared_record, person(Role.FINANCE), replace(TREY, code="other"), "k")
    with pytest.raises(NotAllowed):
        list_suppliers(shared_record, person(Role.CUSTOMER))
    with shared_record.as_tenant(desk.tenant_id) as session:
        assert session.scalars(select(Supplier.code)).all() == ["trey"]
