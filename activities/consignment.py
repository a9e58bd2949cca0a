"""What a carrier is told of a parcel, gathered from the record: order, addresses, dimensions.

Also whether it may be told at all: an unsafe battery has no ordinary parcel, in either direction.
"""

import uuid
from collections.abc import Sequence
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
from rules.battery import is_unsafe, require_ordinary_label
from rules.battery_marks import Package, Packing, marks_of
from rules.case_debts import open_debts
from rules.case_state import CaseState, PendingErrand
from rules.case_values import DebtState
from rules.case_words import Direction
from rules.errors import DeskError
from rules.payers import payer_of
from rules.terms import Terms
from runtime.payloads import from_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """One leg of a case, ready to be ordered at a carrier; or barred, with the refusal."""

    case: Case
    leg: Leg
    order: ShipmentOrder
    locale: str
    desk: str
    barred: DeskError | None = None


def gather(session: Session, case: Case, errand: PendingErrand, service: str) -> Consignment:
    """Everything the carrier needs for the errand's leg, under the errand's business key."""
    state, terms = from_plain(CaseState, case.snapshot), Terms.from_json(case.terms)
    direction = Direction(errand.details["direction"])
    tenant = session.get_one(Tenant, case.tenant_id)
    contact = session.get_one(Contact, (case.tenant_id, case.contact_id))
    home, depot = user_address(session, case, contact), depot_address(session, tenant)
    models = models_in(session, case, state, direction)
    return Consignment(
        case=case,
        leg=leg_of(session, case, direction, int(errand.details["attempt"])),
        order=ShipmentOrder(
            reference=f"{tenant.code}/{case.number}/{errand.key}",
            direction=direction,
            service=service,
            sender=depot if direction is Direction.OUTBOUND else home,
            recipient=home if direction is Direction.OUTBOUND else depot,
            parcel=parcel_of(models) if models else part_parcel(session, state.part),
            payer=payer_of(terms, state.remedy, f"freight_{direction}").value,
        ),
        locale=contact.locale,
        desk=tenant.name,
        barred=barred(state, direction, models),
    )


def barred(
    state: CaseState, direction: Direction, models: Sequence[DeviceModel]
) -> DeskError | None:
    """Why no ordinary parcel may carry it: the battery of the case, or the size of any in the box.

    What comes back needs a battery that is known to be sound. A replacement always goes; the
    user's own unit does not go home while something is known against its battery.
    """
    try:
        if direction is Direction.RETURN or (state.sends_its_own and is_unsafe(state.battery)):
            require_ordinary_label(state.battery)
        marks_of([package_of(models)])
    except DeskError as refusal:
        return refusal
    return None


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


def models_in(
    session: Session, case: Case, state: CaseState, direction: Direction
) -> list[DeviceModel]:
    """The model of each unit in the box: what goes out, or everything that is owed back."""
    if direction is Direction.OUTBOUND:
        units = [state.replacement_unit]
    else:
        owed = [debt.unit for debt in open_debts(state) if debt.state is DebtState.OPEN]
        units = owed or [state.owed_unit or ("" if state.part else state.device_unit)]
    return [model_of(session, case, unit) for unit in units if unit]


def model_of(session: Session, case: Case, unit_id: str) -> DeviceModel:
    """The model of a unit."""
    unit = session.get_one(Unit, (case.tenant_id, uuid.UUID(unit_id)))
    return session.get_one(DeviceModel, (case.tenant_id, unit.model_id))


def parcel_of(models: Sequence[DeviceModel]) -> CarrierParcel:
    """One box with these units on top of each other, and its battery mark."""
    return CarrierParcel(
        weight_g=sum(model.weight_g for model in models),
        length_mm=max(model.length_mm for model in models),
        width_mm=max(model.width_mm for model in models),
        height_mm=sum(model.height_mm for model in models),
        contents=", ".join(dict.fromkeys(model.name for model in models)),
        battery_mark=needs_mark(models),
    )


def needs_mark(models: Sequence[DeviceModel]) -> bool:
    """Whether the box needs the mark; of one that is barred nothing is printed at all."""
    try:
        return any(marks_of([package_of(models)]))
    except DeskError:
        return True


def package_of(models: Sequence[DeviceModel]) -> Package:
    """The box as the rules on batteries see it: one battery in each device that has any."""
    powered = [model for model in models if model.battery_class is not BatteryClass.NONE]
    beside = any(model.battery_class is BatteryClass.WITH_EQUIPMENT for model in powered)
    inside = Packing.IN_EQUIPMENT if powered else Packing.NONE
    return Package(
        packing=Packing.WITH_EQUIPMENT if beside else inside,
        batteries=len(powered),
        battery_wh=max((m.battery_wh for m in powered if m.battery_wh is not None), default=None),
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
