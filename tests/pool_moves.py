"""What happens to a pool's units in tests: taken, brought back, and the pool looked at."""

import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.pool_watch import check_due_pools
from models.devices import DeviceModel, Owner, Unit
from models.exchange import OutboxMessage
from models.locations import Location, Place
from models.pools import FleetCount, PoolCheck, PoolModel
from models.prompts import RefillPrompt
from models.stock import free_units, lock_shelf, move_unit, place_of
from runtime.database import Database
from tests.builders import FOUNDED, TestDesk
from tests.pools import TestPool


def soon() -> datetime:
    """An instant by which everything asked until now has settled."""
    return datetime.now(UTC) + timedelta(seconds=5)


def look(record: Database, at: datetime | None = None) -> int:
    """One look of the relay at the pools of all tenants."""
    return check_due_pools(record, at or soon())


def take(record: Database, desk: TestDesk, pool: TestPool, count: int) -> list[str]:
    """Scrap so many free units of the pool, in one transaction; returns their serials."""
    with record.as_tenant(desk.tenant_id) as session:
        lock_shelf(session, desk.tenant_id, pool.shelf_id)
        taken = free_units(session, pool.shelf_id, pool.model_id)[:count]
        assert len(taken) == count, "the pool has fewer units than the test takes"
        scrap = place_of(session, Place.SCRAP)
        return [carry(session, desk, unit, scrap) for unit in taken]


def bring_back(record: Database, desk: TestDesk, pool: TestPool, serials: list[str]) -> None:
    """Put these units onto the pool's shelf again."""
    with record.as_tenant(desk.tenant_id) as session:
        shelf = session.get_one(Location, (desk.tenant_id, pool.shelf_id))
        for unit in session.scalars(select(Unit.id).where(Unit.serial.in_(serials))).all():
            carry(session, desk, unit, shelf)


def carry(session: Session, desk: TestDesk, unit_id: uuid.UUID, to: Location) -> str:
    """One movement of one unit."""
    unit = session.get_one(Unit, (desk.tenant_id, unit_id))
    moved = move_unit(
        session,
        unit,
        to,
        key=f"test/{uuid.uuid4()}",
        case_id=None,
        at=datetime.now(UTC),
        actor="clerk",
    )
    assert moved
    return unit.serial


def prompts(record: Database, desk: TestDesk, pool: TestPool) -> list[RefillPrompt]:
    """Every prompt of the pool, oldest first."""
    with record.as_tenant(desk.tenant_id) as session:
        query = select(RefillPrompt).where(RefillPrompt.pool_id == pool.pool_id)
        return list(session.scalars(query.order_by(RefillPrompt.model_id, RefillPrompt.number)))


def looks_owed(record: Database, desk: TestDesk, prompt: RefillPrompt) -> int:
    """How often the prompt's workflow is to look, its opening included."""
    with record.as_tenant(desk.tenant_id) as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "prompt")).all()
        return sum(row.payload["prompt_id"] == str(prompt.id) for row in rows)


def checks_asked(record: Database, desk: TestDesk) -> int:
    """How many checks of pools wait."""
    with record.as_tenant(desk.tenant_id) as session:
        return len(session.scalars(select(PoolCheck.seq)).all())


def another_model(record: Database, desk: TestDesk, code: str) -> uuid.UUID:
    """A second kind of phone."""
    with record.as_tenant(desk.tenant_id) as session:
        known = session.scalars(select(DeviceModel).where(DeviceModel.code == "PHONE-X2")).one()
        model = DeviceModel(
            tenant_id=desk.tenant_id,
            id=uuid.uuid4(),
            code=code,
            name=code.title(),
            weight_g=known.weight_g,
            length_mm=known.length_mm,
            width_mm=known.width_mm,
            height_mm=known.height_mm,
            battery_class=known.battery_class,
        )
        session.add(model)
        return model.id


def hold_also(
    record: Database,
    desk: TestDesk,
    pool: TestPool,
    model: uuid.UUID,
    *,
    units: int,
    fleet: int = 0,
) -> None:
    """The pool holds this model too, with so many units ALSO-0001 and on, for such a fleet."""
    with record.as_tenant(desk.tenant_id) as session:
        also = {"tenant_id": desk.tenant_id, "pool_id": pool.pool_id, "model_id": model}
        session.add(
            PoolModel(
                **also, shelf_id=pool.shelf_id, customer_id=pool.customer_id, added_at=FOUNDED
            )
        )
        session.add(
            FleetCount(
                **also,
                devices=fleet,
                counts_from=FOUNDED.date(),
                recorded_at=FOUNDED,
                recorded_by="clerk@acme.example",
            )
        )
        session.add_all(
            Unit(
                tenant_id=desk.tenant_id,
                serial=f"ALSO-{number:04d}",
                model_id=model,
                owner=Owner.CUSTOMER,
                owner_customer_id=pool.customer_id,
                location_id=pool.shelf_id,
            )
            for number in range(1, units + 1)
        )
