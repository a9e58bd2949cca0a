"""What a carrier is told of a parcel, gathered from the record: order, addresses, dimensions."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from carriers.port import Address as CarrierAddress
from carriers.port import Parcel as CarrierParcel
from carriers.port import ShipmentOrder
from models.cases import Case
from models.devices import BatteryClass, DeviceModel, Part, Unit
from models.legs import Leg
from models.parties import Address, Contact, Tenant
from rules.case_state import CaseState, PendingErrand
from rules.case_words import Direction
from rules.payers import payer_of
from rules.terms import Terms
from runtime.payloads import from_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """One leg of a case, ready to be ordered at a carrier."""

    case: Case
    leg: Leg
    order: ShipmentOrder
    locale: str
    desk: str


def gather(session: Session, case: Case, errand: PendingErrand, service: str) -> Consignment:
    """Everything the carrier needs for the errand's leg, under the errand's business key."""
    state, terms = from_plain(CaseState, case.snapshot), Terms.from_json(case.terms)
    direction = Direction(errand.details["direction"])
    tenant = session.get_one(Tenant, case.tenant_id)
    contact = session.get_one(Contact, (case.tenant_id, case.contact_id))
    home, depot = user_address(session, case, contact), depot_address(session, tenant)
    out = direction is Direction.OUTBOUND
    unit_id = state.replacement_unit if out else state.owed_unit
    return Consignment(
        case=case,
        leg=leg_of(session, case, direction, int(errand.details["attempt"])),
        order=ShipmentOrder(
            reference=f"{tenant.code}/{case.number}/{errand.key}",
            direction=direction,
            service=service,
            sender=depot if out else home,
            recipient=home if out else depot,
            parcel=(
                part_parcel(session, state.part)
                if state.part
                else parcel_of(session, case, unit_id)
            ),
            payer=payer_of(terms, state.remedy, f"freight_{direction}").value,
        ),
        locale=contact.locale,
        desk=tenant.name,
    )


def leg_of(session: Session, case: Case, direction: Direction, attempt: int) -> Leg:
    """The leg's row, which the step that owed the errand wrote."""
    return session.scalars(
        select(Leg).where(
            Leg.case_id == case.id, Leg.direction == direction, Leg.attempt == attempt
        )
    ).one()


def user_address(session: Session, case: Case, contact: Contact) -> CarrierAddress:
    """Where the user is."""
    address = session.get_one(Address, (case.tenant_id, case.address_id))
    return CarrierAddress(
        name=address.name or contact.name,
        street=address.street,
        postcode=address.postcode,
        city=address.city,
        country=address.country,
        phone=contact.phone,
        email=contact.email,
    )


def depot_address(session: Session, tenant: Tenant) -> CarrierAddress:
    """Where parcels leave from and come back to."""
    depot = session.get_one(Address, (tenant.id, tenant.depot))
    return CarrierAddress(
        name=depot.name,
        street=depot.street,
        postcode=depot.postcode,
        city=depot.city,
        country=depot.country,
    )


def parcel_of(session: Session, case: Case, unit_id: str) -> CarrierParcel:
    """The box of one unit of its model; one phone in its box needs no battery mark (SP 188)."""
    unit = session.get_one(Unit, (case.tenant_id, uuid.UUID(unit_id)))
    model = session.get_one(DeviceModel, (case.tenant_id, unit.model_id))
    return CarrierParcel(
        weight_g=model.weight_g,
        length_mm=model.length_mm,
        width_mm=model.width_mm,
        height_mm=model.height_mm,
        contents=model.name,
        battery_mark=model.battery_class is BatteryClass.WITH_EQUIPMENT,
    )


def part_parcel(session: Session, code: str) -> CarrierParcel:
    """The box of one part."""
    part = session.scalars(select(Part).where(Part.code == code)).one()
    return CarrierParcel(
        weight_g=part.weight_g,
        length_mm=part.length_mm,
        width_mm=part.width_mm,
        height_mm=part.height_mm,
        contents=part.name,
        battery_mark=False,
    )
