"""The certificate of a wipe, in the contact's language."""

import hashlib
import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from temporalio import activity

from activities.shipping import at_of, effect_key
from activities.step import head
from documents.printable import NAME_LIMIT
from documents.wipe_certificate import WipeCertificate as Certificate
from documents.wipe_certificate import draw_wipe_certificate
from models.bench import WipeCertificate
from models.cases import Case
from models.devices import DeviceModel, Unit
from models.papers import Document, Paper
from models.parties import Contact, Customer, Tenant
from models.visits import name_behind
from rules.case_bench import job_of
from rules.case_destinations import goes_to_user
from rules.case_facts import Told
from rules.case_orders import ErrandOrder
from rules.case_state import CaseState, Fact
from rules.sanitization import BackedUp, WipeRecord
from runtime.database import Database
from runtime.payloads import from_plain

#: What the record does not know.
NOT_SAID = "-"


class WipePapers:
    """The activity that draws wipe certificates."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @activity.defn(name="print_certificate")
    def print_certificate(self, order: ErrandOrder) -> Fact:
        """The certificate of one wipe as a document of the case, drawn once."""
        with self.database.as_tenant(uuid.UUID(order.case.tenant_id)) as session:
            case = head(session, order.case)
            wipe = wipe_of(session, order)
            content = draw_wipe_certificate(certificate_of(session, case, wipe))
            session.execute(
                insert(Document)
                .values(
                    tenant_id=case.tenant_id,
                    id=uuid.uuid4(),
                    key=effect_key(order),
                    kind=Paper.WIPE_CERTIFICATE,
                    case_id=case.id,
                    media_type="application/pdf",
                    sha256=hashlib.sha256(content).hexdigest(),
                    content=content,
                    made_at=at_of(order),
                )
                .on_conflict_do_nothing()
            )
            number = wipe.number
        paper = f"{Paper.WIPE_CERTIFICATE} {number}"
        return Fact(
            told=Told.PAPER_PRINTED,
            key=effect_key(order),
            at=at_of(order),
            by="desk",
            details={"errand": order.errand.key, "paper": paper},
        )


def wipe_of(session: Session, order: ErrandOrder) -> WipeCertificate:
    """The wipe that the errand names."""
    key = f"{order.case.number}/{order.errand.details['wipe']}"
    return session.scalars(select(WipeCertificate).where(WipeCertificate.key == key)).one()


def certificate_of(session: Session, case: Case, wipe: WipeCertificate) -> Certificate:
    """What the certificate says, from the record."""
    unit = session.get_one(Unit, (case.tenant_id, wipe.unit_id))
    model = session.get_one(DeviceModel, (case.tenant_id, unit.model_id))
    tenant = session.get_one(Tenant, case.tenant_id)
    return Certificate(
        certificate_number=wipe.number,
        issuer=tenant.name,
        case_number=case.number,
        manufacturer=NOT_SAID,
        model=model.name,
        serial=unit.serial,
        imei=unit.imei or None,
        media_type=model.product_class or NOT_SAID,
        backed_up=BackedUp.UNKNOWN,
        wipe=WipeRecord(
            method=wipe.method,
            technique=wipe.technique,
            tool=wipe.tool,
            verification=wipe.verification,
        ),
        destination=destination_of(session, case, wipe, tenant),
        performed_by=name_behind(session, wipe.by)[:NAME_LIMIT],
        role=NOT_SAID,
        performed_at=wipe.at,
        notes=wipe.note,
        locale=session.get_one(Contact, (case.tenant_id, case.contact_id)).locale,
    )


def destination_of(session: Session, case: Case, wipe: WipeCertificate, tenant: Tenant) -> str:
    """Whose hands the unit goes to: its user's organisation, or our own."""
    state = from_plain(CaseState, case.snapshot)
    job = job_of(state, str(wipe.unit_id))
    home = wipe.method.leaves_a_device and not (job and job.destroyed) and goes_to_user(state)
    if not home:
        return tenant.name
    return session.get_one(Customer, (case.tenant_id, case.customer_id)).name
