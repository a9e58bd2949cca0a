"""Founding a desk: the tenant, its places, customers, contracts, models and first stock."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.contract_terms import programme_now
from desk.people_to_reach import AddressForm
from models.contracts import Contract
from models.devices import BatteryClass, DeviceModel, Owner, Unit
from models.locations import Location, Place, StockMove
from models.parties import Address, Customer, Tenant
from models.stock import place_of
from rules.figures import require_figures
from rules.imei import read_imei
from rules.scan_text import normal_serial
from rules.service_words import Billing
from rules.terms import terms_under
from runtime.database import Database, Role

SHARED_PLACES = (
    Place.VENDOR,
    Place.DOCK,
    Place.TRANSIT,
    Place.BENCH,
    Place.QUARANTINE,
    Place.REPAIRER,
    Place.LOST,
    Place.SCRAP,
    Place.HARVEST,
    Place.RECEIVING,
)
#: What each customer has of its own, by the prefix of its code: pool, users, spares on site.
OWN_PLACES = {"POOL": Place.SHELF, "AT": Place.CUSTOMER, "SITE": Place.SITE}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelForm:
    """A device model: grams, millimetres, and how its battery travels."""

    code: str
    name: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    battery_class: BatteryClass
    product_class: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractForm:
    """A contract under a programme's tier, with what the programme leaves open and its fee."""

    number: str
    programme: str
    tier: str
    starts_on: date
    ends_on: date
    settings: dict[str, Any]
    contact_id: uuid.UUID | None = None
    term_years: int | None = None
    billing: Billing | None = None
    fee_amount: Decimal | None = None
    fee_currency: str = ""
    fee_approximate: bool = False
    followed_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitForm:
    """A unit as its box says."""

    serial: str
    imei: str = ""
    imei2: str = ""
    #: The production batch, by which repeated failures are counted.
    batch: str = ""


def found_tenant(
    owner_url: str, code: str, name: str, country: str, depot: AddressForm
) -> uuid.UUID:
    """A tenant with its depot, shared places and its own shelf; the same again for a known code.

    Needs the owner's URL: the runtime account may not found tenants. Row security is forced on
    the owner too, so the tenant's own rows are written as the tenant.
    """
    database = Database(owner_url, connections=1)
    with database.as_role(Role.FOUNDER) as session:
        tenant = found_row(session, code, name, country)
    if tenant.depot is None:
        with database.as_tenant(tenant.id) as session:
            address_id = lay_out(session, tenant.id, depot)
        with database.as_role(Role.FOUNDER) as session:
            session.get_one(Tenant, tenant.id).depot = address_id
    database.close()
    return tenant.id


def found_row(session: Session, code: str, name: str, country: str) -> Tenant:
    """The tenant's row, made when it is missing."""
    known = session.scalars(select(Tenant).where(Tenant.code == code)).one_or_none()
    if known is None:
        known = Tenant(id=uuid.uuid4(), code=code, name=name, country=country)
        session.add(known)
        session.flush()
    return known


def lay_out(session: Session, tenant_id: uuid.UUID, depot: AddressForm) -> uuid.UUID:
    """The depot's address and the places every desk has."""
    address = Address(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        name=depot.name,
        street=depot.street,
        postcode=depot.postcode,
        city=depot.city,
        country=depot.country,
    )
    session.add(address)
    session.add_all(
        Location(tenant_id=tenant_id, code=place.value.upper(), kind=place)
        for place in SHARED_PLACES
    )
    session.add(Location(tenant_id=tenant_id, code="SHELF", kind=Place.SHELF))
    session.flush()
    return address.id


def add_customer(
    session: Session, tenant_id: uuid.UUID, code: str, name: str, locale: str
) -> Customer:
    """A customer with its own pool shelf and the place its devices are at."""
    customer = Customer(tenant_id=tenant_id, id=uuid.uuid4(), code=code, name=name, locale=locale)
    session.add(customer)
    session.flush()
    session.add_all(
        Location(
            tenant_id=tenant_id,
            code=f"{prefix}-{code}".upper(),
            kind=kind,
            customer_id=customer.id,
        )
        for prefix, kind in OWN_PLACES.items()
    )
    session.flush()
    return customer


def add_contract(session: Session, customer: Customer, form: ContractForm) -> Contract:
    """A contract, checked against its programme before it is kept."""
    programme = programme_now(session, customer.tenant_id, form.programme)
    terms = terms_under(programme, form.tier, form.settings)
    require_figures(terms.offer, terms.figures, ("settings",))
    contract = Contract(
        tenant_id=customer.tenant_id,
        id=uuid.uuid4(),
        number=form.number,
        customer_id=customer.id,
        programme=form.programme,
        tier=form.tier,
        starts_on=form.starts_on,
        ends_on=form.ends_on,
        settings=form.settings,
        contact_id=form.contact_id,
        term_years=form.term_years,
        billing=form.billing,
        fee_amount=form.fee_amount,
        fee_currency=form.fee_currency,
        fee_approximate=form.fee_approximate,
        followed_from=form.followed_from,
    )
    session.add(contract)
    session.flush()
    return contract


def add_model(session: Session, tenant_id: uuid.UUID, form: ModelForm) -> DeviceModel:
    """A device model."""
    model = DeviceModel(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        code=form.code,
        name=form.name,
        weight_g=form.weight_g,
        length_mm=form.length_mm,
        width_mm=form.width_mm,
        height_mm=form.height_mm,
        battery_class=form.battery_class,
        product_class=form.product_class,
    )
    session.add(model)
    session.flush()
    return model


def shelve_units(
    session: Session,
    model: DeviceModel,
    units: Iterable[UnitForm],
    owner: Customer | None,
    at: datetime,
) -> int:
    """Receive units from the vendor onto the owner's pool, or the provider's own shelf."""
    customer_id = owner.id if owner else None
    shelf = place_of(session, Place.SHELF, customer_id)
    vendor = place_of(session, Place.VENDOR)
    rows = [unit_row(model, form, shelf, customer_id) for form in units]
    session.add_all(rows)
    session.flush()
    session.add_all(
        StockMove(
            tenant_id=model.tenant_id,
            key=f"receive/{unit.id}",
            unit_id=unit.id,
            from_id=vendor.id,
            to_id=shelf.id,
            at=at,
            actor="stock",
        )
        for unit in rows
    )
    session.flush()
    return len(rows)


def unit_row(
    model: DeviceModel, form: UnitForm, place: Location, customer_id: uuid.UUID | None
) -> Unit:
    """A unit of the model, its numbers checked (BadImei)."""
    return Unit(
        tenant_id=model.tenant_id,
        id=uuid.uuid4(),
        serial=normal_serial(form.serial),
        imei=read_imei(form.imei) if form.imei else "",
        imei2=read_imei(form.imei2) if form.imei2 else "",
        batch=form.batch.strip(),
        model_id=model.id,
        owner=Owner.CUSTOMER if customer_id else Owner.PROVIDER,
        owner_customer_id=customer_id,
        location_id=place.id,
    )
