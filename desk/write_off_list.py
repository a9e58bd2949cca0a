"""Write-offs in a list: what waits for a second person, and what was decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, select

from desk.actors import Actor
from desk.unit_history import names_in
from desk.write_offs import WRITE_OFF
from models.devices import DeviceModel, Unit
from models.locations import Location
from models.stocktakes import WriteOff
from rules.pool_words import WriteOffState
from runtime.database import Database

MOST_LISTED: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOffLine:
    """A unit, why it should go, and who said what; `own` was proposed by who is looking."""

    serial: str
    model: str
    place: str
    reason: str
    state: WriteOffState
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None
    decided_by: str
    remark: str
    own: bool


def list_write_offs(
    database: Database, actor: Actor, *, waiting_only: bool = False
) -> tuple[WriteOffLine, ...]:
    """The write-offs that wait, and those decided, the newest first (NotAllowed)."""
    actor.require(WRITE_OFF)
    tenant = WriteOff.tenant_id
    query = (
        select(WriteOff, Unit.serial, DeviceModel.code, Location.code)
        .join(Unit, and_(Unit.tenant_id == tenant, Unit.id == WriteOff.unit_id))
        .join(DeviceModel, and_(DeviceModel.tenant_id == tenant, DeviceModel.id == Unit.model_id))
        .join(Location, and_(Location.tenant_id == tenant, Location.id == Unit.location_id))
        .order_by(WriteOff.decided_at.desc().nulls_first(), WriteOff.proposed_at.desc())
        .limit(MOST_LISTED)
    )
    if waiting_only:
        query = query.where(WriteOff.state == WriteOffState.PROPOSED)
    with database.as_tenant(actor.tenant_id) as session:
        names = names_in(session)
        return tuple(
            WriteOffLine(
                serial=serial,
                model=model,
                place=place,
                reason=row.reason,
                state=row.state,
                proposed_at=row.proposed_at,
                proposed_by=names.get(row.proposed_by, row.proposed_by),
                decided_at=row.decided_at,
                decided_by=names.get(row.decided_by, row.decided_by),
                remark=row.remark,
                own=row.proposed_by == actor.name,
            )
            for row, serial, model, place in session.execute(query)
        )
