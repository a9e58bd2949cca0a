"""What happens when a unit turns up for a case that has already ended."""

import uuid

from sqlalchemy import select
from temporalio import activity

from activities.step import head
from models.cases import AuditEvent
from models.devices import Unit
from models.exchange import InboxFact, Placement
from models.locations import Place
from models.stock import move_unit, place_of
from rules.case_orders import LateReturn
from runtime.database import Database


class LateReturns:
    """The activities of the late-return story."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @activity.defn(name="settle_late_return")
    def settle_late_return(self, late: LateReturn) -> str:
        """Book the unit's custody onto the bench and tell the ended case's story, once."""
        with self.database.as_tenant(uuid.UUID(late.case.tenant_id)) as session:
            case = head(session, late.case, lock=True)
            fact = session.scalars(
                select(InboxFact).where(InboxFact.key == late.inbox_key).with_for_update()
            ).one()
            if fact.placement is Placement.APPLIED:
                return fact.outcome
            unit = session.get_one(Unit, (case.tenant_id, uuid.UUID(fact.details["unit_id"])))
            move_unit(
                session,
                unit,
                place_of(session, Place.BENCH),
                key=f"{case.number}/late/{fact.id}",
                case_id=case.id,
                at=fact.at,
                actor=fact.actor,
            )
            session.add(
                AuditEvent(
                    tenant_id=case.tenant_id,
                    case_id=case.id,
                    word="late_return",
                    at=fact.at,
                    actor=fact.actor,
                    details={"serial": unit.serial},
                )
            )
            fact.placement, fact.outcome = Placement.APPLIED, "late return"
            return fact.outcome
