"""A pool's shelf in tests: a second pool of the customer, where units are, and a second person."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select

from desk.actors import Actor
from desk.pool_forms import PoolForm, PoolModelForm, PoolSize
from desk.pool_keeping import open_pool
from desk.pool_models import add_model
from models.devices import Unit
from models.locations import Location, StockMove
from models.pools import Pool, PoolEvent
from rules.pool_words import PoolWord
from runtime.database import Database
from tests.builders import TestDesk

#: Monday 23 November 2026, ten in the morning in Stockholm.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LUND = "contoso-lund"


def second_pool(record: Database, desk: TestDesk, model: str = "PHONE-X2") -> str:
    """The customer's pool in Lund, which serves postcodes from 22; its shelf's code."""
    form = PoolForm(
        code=LUND,
        name="Lund",
        customer="contoso",
        site="Lund",
        size=PoolSize(postcodes=("22",)),
    )
    shelf = str(open_pool(record, desk.clerk, form, "open-lund")["shelf"])
    if model:
        add_model(record, desk.clerk, LUND, PoolModelForm(model=model), f"lund-{model}")
    return shelf


def colleague(desk: TestDesk) -> Actor:
    """A second person of the desk."""
    return replace(desk.clerk, name="colleague@acme.example")


def place(record: Database, desk: TestDesk, serial: str) -> str:
    """The code of the place the unit is in."""
    with record.as_tenant(desk.tenant_id) as session:
        query = select(Location.code).join(Unit, Unit.location_id == Location.id)
        return session.scalars(query.where(Unit.serial == serial)).one()


def on_shelf(record: Database, desk: TestDesk, shelf: str) -> set[str]:
    """The serials of the units in the place of that code."""
    with record.as_tenant(desk.tenant_id) as session:
        query = select(Unit.serial).join(Location, Unit.location_id == Location.id)
        return set(session.scalars(query.where(Location.code == shelf)))


def moves(record: Database, desk: TestDesk, serial: str) -> int:
    """How often the unit was moved."""
    with record.as_tenant(desk.tenant_id) as session:
        query = select(StockMove.id).join(Unit, Unit.id == StockMove.unit_id)
        return len(session.scalars(query.where(Unit.serial == serial)).all())


def told(record: Database, desk: TestDesk, pool: str, word: PoolWord) -> list[PoolEvent]:
    """The lines with this word in the pool's story."""
    with record.as_tenant(desk.tenant_id) as session:
        query = select(PoolEvent).join(Pool, Pool.id == PoolEvent.pool_id)
        wanted = query.where(Pool.code == pool, PoolEvent.word == word)
        return list(session.scalars(wanted.order_by(PoolEvent.seq)))
