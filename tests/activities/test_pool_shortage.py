"""What a pool lacks, judged from its level, what it was used for, and what suppliers offer."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from activities.pool_counts import count_pools
from activities.pool_prices import Offer, best_offer
from activities.pool_shortage import Watched, watch_pools
from models.locations import RequestState, UnitRequest
from models.orders import Supplier, SupplierPrice
from models.pools import Pool, PoolModel
from rules.refill import AskedFor, Shortage, Surplus
from runtime.database import Database
from tests.builders import FOUNDED, TestDesk, found_desk
from tests.desk.case_walk import CaseWalk
from tests.pool_moves import another_model, hold_also, take
from tests.pools import PoolCustomer, TestPool, open_a_pool
from tests.way_back import PhoneCustomer, a_phone_swap

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
TODAY = NOW.date()


@pytest.fixture
def desk(empty_database: str, record: Database) -> TestDesk:
    return found_desk(empty_database, record)


def watched(record: Database, desk: TestDesk, pool: TestPool) -> dict[uuid.UUID, Watched]:
    with record.as_tenant(desk.tenant_id) as session:
        row = session.get_one(Pool, (desk.tenant_id, pool.pool_id))
        found = watch_pools(session, count_pools(session, [row], NOW))
        return {model: one for (_, model), one in found.items()}


def handed_out(record: Database, desk: TestDesk, pool: TestPool, days: list[date]) -> None:
    """Requests that got their unit, asked for at noon of each of these days."""
    walk = CaseWalk(database=record, desk=desk)
    swap = a_phone_swap(PhoneCustomer(code=pool.customer), "BROKEN-1", NOW)
    case = walk.ref(walk.open(swap, begin=False)).case_id
    with record.as_tenant(desk.tenant_id) as session:
        for number, day in enumerate(days):
            at = datetime(day.year, day.month, day.day, 12, 0, tzinfo=NOW.tzinfo)
            session.add(
                UnitRequest(
                    tenant_id=desk.tenant_id,
                    key=f"seen/{number}",
                    case_id=uuid.UUID(case),
                    shelf_id=pool.shelf_id,
                    model_id=pool.model_id,
                    promised_for=at,
                    requested_at=at,
                    state=RequestState.DONE,
                )
            )


def set_on_model(record: Database, desk: TestDesk, pool: TestPool, **values: object) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        query = "SELECT id FROM pool_models WHERE model_id = :model"
        found = session.execute(text(query), {"model": pool.model_id}).scalar_one()
        row = session.get_one(PoolModel, (desk.tenant_id, found))
        for name, value in values.items():
            setattr(row, name, value)


def price(
    record: Database, desk: TestDesk, model: uuid.UUID, amount: str, **changes: object
) -> uuid.UUID:
    """A price of a supplier of its own."""
    code = f"s-{uuid.uuid4().hex[:8]}"
    with record.as_tenant(desk.tenant_id) as session:
        supplier = Supplier(
            tenant_id=desk.tenant_id,
            id=uuid.uuid4(),
            code=code,
            name=code,
            email=f"orders@{code}.example",
            locale="sv",
            lead_days=3,
            added_at=FOUNDED,
        )
        session.add(supplier)
        session.flush()
        usual = {"currency": "SEK", "valid_from": date(2026, 1, 1)}
        session.add(
            SupplierPrice(
                tenant_id=desk.tenant_id,
                supplier_id=supplier.id,
                model_id=model,
                price=Decimal(amount),
                recorded_at=FOUNDED,
                recorded_by="clerk",
                **(usual | changes),
            )
        )
        return supplier.id


def offer(record: Database, desk: TestDesk, model: uuid.UUID, day: date = TODAY) -> Offer | None:
    with record.as_tenant(desk.tenant_id) as session:
        return best_offer(session, desk.tenant_id, model, day, "SEK")


def test_forty_five_swaps_in_half_a_year_are_the_rate_that_the_need_follows_from(
    record: Database, desk: TestDesk
) -> None:
    # (400 * 12 % * 90 / 365 + 45) / (90 + 180) = 0.2105 a day: 6.32 a month, 2.5 in 12 days.
    pool = open_a_pool(record, desk.tenant_id)
    days = [TODAY - timedelta(days=3 * n + 1) for n in range(45)]
    handed_out(record, desk, pool, days)
    forecast = watched(record, desk, pool)[pool.model_id].forecast
    assert (forecast.demand.swaps, forecast.demand.days) == (45, 180)
    assert (forecast.swaps_a_month, forecast.need) == (Decimal("6.32"), 3)


def test_swaps_of_today_and_of_more_than_half_a_year_ago_are_not_in_the_rate(
    record: Database, desk: TestDesk
) -> None:
    pool = open_a_pool(record, desk.tenant_id)
    first = TODAY - timedelta(days=180)
    handed_out(record, desk, pool, [TODAY, first, first - timedelta(days=1)])
    assert watched(record, desk, pool)[pool.model_id].forecast.demand.swaps == 1


def test_a_young_model_is_observed_since_it_was_added(record: Database, desk: TestDesk) -> None:
    pool = open_a_pool(record, desk.tenant_id)
    set_on_model(record, desk, pool, added_at=NOW - timedelta(days=10))
    assert watched(record, desk, pool)[pool.model_id].forecast.demand.days == 10


def test_a_need_above_the_target_is_asked_for(record: Database, desk: TestDesk) -> None:
    pool = open_a_pool(record, desk.tenant_id, PoolCustomer(fleet=50, phones=4))
    handed_out(record, desk, pool, [TODAY - timedelta(days=n) for n in range(1, 171)])
    found = watched(record, desk, pool)[pool.model_id]
    assert isinstance(found.verdict, Shortage)
    assert [one.code for one in found.verdict.because] == [AskedFor.BELOW_NEED]
    assert found.verdict.quantity == found.forecast.need - 4 > 0


def test_the_lead_time_is_the_pools_else_the_suppliers(record: Database, desk: TestDesk) -> None:
    pool = open_a_pool(record, desk.tenant_id)
    assert watched(record, desk, pool)[pool.model_id].forecast.lead_days == 12
    with record.as_tenant(desk.tenant_id) as session:
        session.get_one(Pool, (desk.tenant_id, pool.pool_id)).lead_days = 30
    assert watched(record, desk, pool)[pool.model_id].forecast.lead_days == 30


def test_without_a_supplier_the_contracts_lead_time_holds(record: Database, desk: TestDesk) -> None:
    unpriced = PoolCustomer(price=None, refill={"lead_days": 21})
    pool = open_a_pool(record, desk.tenant_id, unpriced)
    assert watched(record, desk, pool)[pool.model_id].forecast.lead_days == 21


def test_spare_units_of_a_substitute_are_counted_once_and_only_where_it_is_named(
    record: Database, desk: TestDesk
) -> None:
    pool = open_a_pool(record, desk.tenant_id)
    other = another_model(record, desk, "PHONE-Y2")
    hold_also(record, desk, pool, other, units=3)
    take(record, desk, pool, 5)
    assert short(watched(record, desk, pool)[pool.model_id]) == 5
    set_on_model(record, desk, pool, substitute_id=other)
    found = watched(record, desk, pool)
    assert (short(found[pool.model_id]), found[pool.model_id].covered) == (2, 3)
    assert found[pool.model_id].because()["covered"] == 3


def test_a_successor_is_offered_from_the_day_and_its_spare_units_count(
    record: Database, desk: TestDesk
) -> None:
    pool = open_a_pool(record, desk.tenant_id)
    after = another_model(record, desk, "PHONE-X3")
    hold_also(record, desk, pool, after, units=2)
    supplier = price(record, desk, after, "5490")
    take(record, desk, pool, 6)
    tomorrow = TODAY + timedelta(days=1)
    set_on_model(record, desk, pool, successor_id=after, discontinued_on=tomorrow)
    assert watched(record, desk, pool)[pool.model_id].offered_id == pool.model_id
    set_on_model(record, desk, pool, discontinued_on=TODAY)
    found = watched(record, desk, pool)[pool.model_id]
    assert found.offer is not None
    assert (found.offered_id, found.offer.supplier_id, short(found)) == (after, supplier, 4)


def test_a_smaller_fleet_leaves_a_surplus_and_no_shortage(record: Database, desk: TestDesk) -> None:
    pool = open_a_pool(record, desk.tenant_id, PoolCustomer(fleet=100))
    found = watched(record, desk, pool)[pool.model_id]
    assert found.verdict == Surplus(quantity=24, goal=8)
    assert found.shortage is None


def test_whole_packs_and_least_orders_round_the_quantity_up(
    record: Database, desk: TestDesk
) -> None:
    pool = open_a_pool(record, desk.tenant_id, PoolCustomer(price=None, phones=29))
    price(record, desk, pool.model_id, "4990", pack=4, least=6)
    found = watched(record, desk, pool)[pool.model_id]
    assert short(found) == 8
    assert [one["code"] for one in found.because()["reasons"]] == [
        "below_target",
        "least_order",
        "whole_packs",
    ]


def test_the_cheapest_price_of_the_day_wins_in_the_programmes_currency(
    record: Database, desk: TestDesk
) -> None:
    model = another_model(record, desk, "PHONE-Y2")
    assert offer(record, desk, model) is None
    price(record, desk, model, "410", currency="EUR")
    assert offer(record, desk, model) is not None, "better one in euros than none"
    price(record, desk, model, "4890", valid_until=TODAY - timedelta(days=1))
    price(record, desk, model, "4790", valid_from=TODAY + timedelta(days=1))
    dear = price(record, desk, model, "4990")
    cheap = price(record, desk, model, "4950", valid_until=TODAY)
    best, later = offer(record, desk, model), offer(record, desk, model, TODAY + timedelta(days=2))
    assert best is not None
    assert later is not None
    assert (best.supplier_id, best.price, best.lead_days) == (cheap, Decimal(4950), 3)
    assert later.price == Decimal(4790)
    assert dear != cheap


def test_a_suppliers_newest_price_replaces_its_older_and_cheaper_one(
    record: Database, desk: TestDesk
) -> None:
    model = another_model(record, desk, "PHONE-Y2")
    supplier = price(record, desk, model, "4500")
    with record.as_tenant(desk.tenant_id) as session:
        session.add(
            SupplierPrice(
                tenant_id=desk.tenant_id,
                supplier_id=supplier,
                model_id=model,
                price=Decimal(4700),
                currency="SEK",
                valid_from=date(2026, 11, 1),
                recorded_at=FOUNDED,
                recorded_by="clerk",
            )
        )
    best = offer(record, desk, model)
    assert best is not None
    assert best.price == Decimal(4700)


def short(one: Watched) -> int:
    """How many are asked for; 0 for none."""
    return one.shortage.quantity if one.shortage else 0
