"""The service slip that travels with the broken device, in the contact's language."""

import hashlib
import uuid

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from temporalio import activity

from activities.consignment import depot_address
from activities.own_label import lines
from activities.shipping import at_of, effect_key
from activities.step import head
from documents.service_slip import ServiceSlip, draw_service_slip
from models.cases import Case
from models.devices import BatteryClass, DeviceModel, Unit
from models.papers import Document, Paper
from models.parties import Contact, Customer, Tenant
from rules.case_facts import Told
from rules.case_orders import ErrandOrder
from rules.case_state import Fact
from runtime.database import Database


class Papers:
    """The activities that draw documents."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @activity.defn(name="print_slip")
    def print_slip(self, order: ErrandOrder) -> Fact:
        """The slip as a document of the case, drawn once."""
        with self.database.as_tenant(uuid.UUID(order.case.tenant_id)) as session:
            case = head(session, order.case)
            content = draw_service_slip(slip_of(session, case))
            session.execute(
                insert(Document)
                .values(
                    tenant_id=case.tenant_id,
                    id=uuid.uuid4(),
                    key=effect_key(order),
                    kind=Paper.SERVICE_SLIP,
                    case_id=case.id,
                    media_type="application/pdf",
                    sha256=hashlib.sha256(content).hexdigest(),
                    content=content,
                    made_at=at_of(order),
                )
                .on_conflict_do_nothing()
            )
        return Fact(
            told=Told.SLIP_PRINTED,
            key=effect_key(order),
            at=at_of(order),
            by="desk",
            details={"errand": order.errand.key},
        )


def slip_of(session: Session, case: Case) -> ServiceSlip:
    """What the slip says, from the record."""
    tenant = session.get_one(Tenant, case.tenant_id)
    contact = session.get_one(Contact, (case.tenant_id, case.contact_id))
    customer = session.get_one(Customer, (case.tenant_id, case.customer_id))
    unit = session.get_one(Unit, (case.tenant_id, case.device_unit_id))
    model = session.get_one(DeviceModel, (case.tenant_id, unit.model_id))
    return ServiceSlip(
        case_number=case.number,
        customer=customer.name,
        contact=contact.name,
        device_model=model.name,
        serial=unit.serial,
        imei=unit.imei or None,
        fault=case.fault,
        return_address=lines(depot_address(session, tenant)),
        locale=contact.locale,
        sim_reminder=bool(unit.imei),
        battery_warning=model.battery_class is not BatteryClass.NONE,
    )
