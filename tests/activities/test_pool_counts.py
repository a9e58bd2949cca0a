"""A pool counted from its units."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from activities.pool_counts import count_pools
from models.pools import FleetCount, Pool
from rules.pools import PoolLevel
from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.pools import PoolCustomer, TestPool, open_a_pool

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(empty_database: str, record: Database) -> TestDesk:
    return found_desk(empty_database, record)


def level(record: Database, desk: TestDesk, pool: TestPool) -> PoolLevel:
    with record.as_tenant(desk.tenant_id) as session:
        row = session.get_one(Pool, (desk.tenant_id, pool.pool_id))
        (counted,) = count_pools(session, [row], NOW)
        return counted.models[0].level


def test_four_hundred_phones_need_thirty_two(record: Database, desk: TestDesk) -> None:
    found = level(record, desk, open_a_pool(record, desk.tenant_id))
    assert (found.base, found.target, found.available, found.counted) == (400, 32, 32, 32)


def test_a_later_count_of_the_fleet_does_not_hold_before_its_day(
    record: Database, desk: TestDesk
) -> None:
    pool = open_a_pool(record, desk.tenant_id, PoolCustomer(fleet=401))
    assert level(record, desk, pool).target == 33
    with record.as_tenant(desk.tenant_id) as session:
        for devices, day in ((100, date(2026, 11, 24)), (250, date(2026, 11, 23))):
            session.add(
                FleetCount(
                    tenant_id=desk.tenant_id,
                    pool_id=pool.pool_id,
                    model_id=pool.model_id,
                    devices=devices,
                    counts_from=day,
                    recorded_at=NOW,
                    recorded_by="clerk",
                )
            )
    assert level(record, desk, pool).target == 20


def test_whatever_lowers_a_level_asks_for_a_check_of_its_pool_alone(
    record: Database, desk: TestDesk
) -> None:
    pool = open_a_pool(record, desk.tenant_id)
    other = open_a_pool(record, desk.tenant_id, PoolCustomer(code="tailspin"))
    with record.as_tenant(desk.tenant_id) as session:
        session.execute(text("DELETE FROM pool_checks"))
        session.execute(
            text(
                "UPDATE units SET location_id = (SELECT id FROM locations WHERE code = 'SCRAP')"
                " WHERE serial LIKE 'CONTOSO-%'"
            )
        )
        asked = session.execute(text("SELECT pool_id FROM pool_checks")).scalars().all()
    assert asked == [pool.pool_id]
    assert pool.pool_id != other.pool_id
    assert level(record, desk, pool).available == 0
