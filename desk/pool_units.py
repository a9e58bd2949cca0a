"""A pool's units as a table: what stands where, and what it counts as there."""

from desk.actors import Actor
from desk.pool_finding import find_pool
from models.pool_units import units_of_pool
from rules.table_writing import write_table
from runtime.database import Database

HEADER = ("serial", "imei", "imei2", "model", "batch", "owner", "place", "state")


def pool_units_table(database: Database, actor: Actor, code: str) -> bytes:
    """The pool's units as CSV, by model and serial; a customer's person reads its own pools only.

    Raises NotAllowed and UnknownPool.
    """
    actor.require("see stock")
    with database.as_tenant(actor.tenant_id) as session:
        units = units_of_pool(session, find_pool(session, actor, code).id)
    rows = [
        (
            *(unit.serial, unit.imei, unit.imei2, unit.model),
            *(unit.batch, unit.owner.value, unit.place, unit.state),
        )
        for unit in units
    ]
    return write_table(HEADER, rows)
