"""The note that lies with a unit whose battery is unsafe, for whoever collects it."""

import hashlib
import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from temporalio import activity

from activities.shipping import at_of, effect_key
from activities.step import head
from documents.danger_note import DangerNote, draw_danger_note
from documents.printable import NAME_LIMIT
from models.cases import AuditEvent, Case
from models.devices import DeviceModel, Unit
from models.papers import Document, Paper
from models.parties import Contact, Tenant
from models.visits import DangerDecision, name_behind
from rules.battery import BatteryState
from rules.case_facts import Told
from rules.case_orders import ErrandOrder
from rules.case_state import Fact
from runtime.database import Database


class DangerPapers:
    """The activity that draws danger notes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @activity.defn(name="print_danger_note")
    def print_danger_note(self, order: ErrandOrder) -> Fact:
        """The note of one decision as a document of the case, drawn once."""
        part = order.errand.details["part"]
        with self.database.as_tenant(uuid.UUID(order.case.tenant_id)) as session:
            case = head(session, order.case)
            content = draw_danger_note(note_of(session, case, part))
            session.execute(
                insert(Document)
                .values(
                    tenant_id=case.tenant_id,
                    id=uuid.uuid4(),
                    key=effect_key(order),
                    kind=Paper.DANGER_NOTE,
                    case_id=case.id,
                    media_type="application/pdf",
                    sha256=hashlib.sha256(content).hexdigest(),
                    content=content,
                    made_at=at_of(order),
                )
                .on_conflict_do_nothing()
            )
        return Fact(
            told=Told.PAPER_PRINTED,
            key=effect_key(order),
            at=at_of(order),
            by="desk",
            details={"errand": order.errand.key, "paper": Paper.DANGER_NOTE.value, "part": part},
        )


def note_of(session: Session, case: Case, part: str) -> DangerNote:
    """What the note says, from the record: the decision's words, and the device's."""
    decision = session.scalars(
        select(DangerDecision).where(
            DangerDecision.case_id == case.id, DangerDecision.key.endswith(part)
        )
    ).one()
    contact = session.get_one(Contact, (case.tenant_id, case.contact_id))
    unit = session.get_one(Unit, (case.tenant_id, case.device_unit_id))
    return DangerNote(
        case_number=case.number,
        issuer=session.get_one(Tenant, case.tenant_id).name,
        device=session.get_one(DeviceModel, (case.tenant_id, unit.model_id)).name,
        serial=unit.serial,
        state=BatteryState(decision.battery),
        decided_by=name_behind(session, decision.by)[:NAME_LIMIT],
        decided_at=decision.at,
        collection=collection_told(session, case, part),
        locale=contact.locale,
    )


def collection_told(session: Session, case: Case, part: str) -> str:
    """How the unit is collected, as it was written into the story for the customer."""
    told = session.scalars(
        select(AuditEvent.details["text"].astext).where(
            AuditEvent.case_id == case.id, AuditEvent.details["part"].astext == part
        )
    ).first()
    return told or ""
