"""Sample data: one provider and a customer under each programme, with devices and stock."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.contract_rows import follow_again
from desk.finance.duties import give_duty
from desk.founding import (
    ContractForm,
    ModelForm,
    UnitForm,
    add_contract,
    add_customer,
    add_model,
    found_tenant,
    shelve_units,
    unit_row,
)
from desk.people import add_account, handle_of, normal_email
from desk.people_to_reach import AddressForm
from desk.request_keys import database_clock
from desk.safety import train_account
from models.cases import Case
from models.contracts import Contract
from models.devices import BatteryClass, DeviceModel, Unit
from models.locations import Location, Place, StockMove
from models.parties import Customer, Role, StaffAccount
from models.stock import place_of
from programmes.sample_contracts import SampleContract, sample_contracts
from rules.finance.money_words import FinanceDuty
from rules.imei import imei_check_digit
from runtime.database import Database
from runtime.places import Places, generated_secret
from runtime.settings import BadSetting, Settings

TENANT = "acme"
PHONES, POOL = 400, 32
KIOSKS, KIOSK_STOCK = 24, 6
FIREWALLS = 12
LENDERS, LOANS = 40, 4
#: The serial numbers' beginnings: the customers' devices, and what stands ready for them.
PHONE, POOL_PHONE, KIOSK, SPARE_KIOSK, FIREWALL = "PH", "PL", "KI", "SK", "FW"
LENT_PHONE, LOAN_PHONE, KEPT_PHONE = "LP", "LL", "WG"
#: A type allocation code that the GSM Association keeps for tests.
TEST_TAC = "00100100"
DEPOT = AddressForm(
    name="Acme Depå", street="Lagervägen 4", postcode="195 61", city="Arlandastad", country="SE"
)
PHONE_MODEL = ModelForm(
    code="PHONE-X2",
    name="Phone X2",
    weight_g=420,
    length_mm=180,
    width_mm=110,
    height_mm=60,
    battery_class=BatteryClass.IN_EQUIPMENT,
)
KIOSK_MODEL = ModelForm(
    code="KIOSK-K1",
    name="Kiosk K1",
    weight_g=9500,
    length_mm=450,
    width_mm=350,
    height_mm=200,
    battery_class=BatteryClass.NONE,
)
FIREWALL_MODEL = ModelForm(
    code="FIREWALL-F7",
    name="Firewall F7",
    weight_g=3200,
    length_mm=440,
    width_mm=300,
    height_mm=60,
    battery_class=BatteryClass.NONE,
)
PEOPLE = (
    (Role.DESK, "desk@acme.example", "Desk Clerk", ""),
    (Role.ADMIN, "admin@acme.example", "Desk Admin", ""),
    (Role.FINANCE, "finance@acme.example", "Finance Clerk", ""),
    (Role.FINANCE, "importer@acme.example", "Finance Importer", ""),
    (Role.FINANCE, "approver@acme.example", "Finance Approver", ""),
    (Role.FINANCE, "closer@acme.example", "Finance Closer", ""),
    (Role.CUSTOMER, "customer@fabrikam.example", "Fabrikam Contact", "fabrikam"),
)

#: Who of finance brings in, approves and closes: three persons.
DUTIES = {
    "importer@acme.example": FinanceDuty.IMPORTER,
    "approver@acme.example": FinanceDuty.APPROVER,
    "closer@acme.example": FinanceDuty.CLOSER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """How to sign in at the demo."""

    role: Role
    email: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The desk of the demo, its clerk, who decides on money, and everybody's way in."""

    clerk: Actor
    admin: Actor
    finance: Actor
    logins: tuple[Login, ...]


def lay_sample(settings: Settings, database: Database, year: int) -> Sample:
    """The sample desk, made where it is missing; contracts run from the year before for four."""
    if not settings.database_url:
        raise BadSetting("The demo founds a tenant: give it the database as its owner.")
    tenant_id = found_tenant(settings.database_url, TENANT, "Acme Support Center", "SE", DEPOT)
    with database.as_tenant(tenant_id) as session:
        if session.scalars(select(Customer.id).limit(1)).first() is None:
            found_customers(session, tenant_id, year)
    logins = tuple(login_for(settings.places, role, email) for role, email, _, _ in PEOPLE)
    with database.as_tenant(tenant_id) as session:
        for login, (_, _, name, customer) in zip(logins, PEOPLE, strict=True):
            open_account(session, tenant_id, login, name, customer)
        train_account(session, PEOPLE[0][1], date(year + 3, 1, 1))
        clerk = actor_of(session, tenant_id, Role.DESK)
        admin = actor_of(session, tenant_id, Role.ADMIN)
        finance = actor_of(session, tenant_id, Role.FINANCE)
        follow_contracts(session, clerk)
    return Sample(clerk=clerk, admin=admin, finance=finance, logins=logins)


def follow_contracts(session: Session, clerk: Actor) -> None:
    """Every contract's workflow looks at its dates, once the relay has told it."""
    for contract in session.scalars(select(Contract).where(Contract.quiet_since.is_(None))):
        follow_again(session, clerk, contract, database_clock(session))


def login_for(places: Places, role: Role, email: str) -> Login:
    """A password of this data folder alone, the same at every run."""
    secret = generated_secret(places.secrets, "demo_password")
    return Login(role=role, email=email, password=f"{role}-{secret[:10]}")


def open_account(
    session: Session, tenant_id: uuid.UUID, login: Login, name: str, customer: str
) -> None:
    """The account, unless it is there, with its duty in finance."""
    known = select(StaffAccount.id).where(StaffAccount.email == normal_email(login.email))
    if session.scalars(known).first() is None:
        add_account(session, tenant_id, login.email, name, login.role, customer, login.password)
    if duty := DUTIES.get(login.email):
        account = session.scalars(
            select(StaffAccount).where(StaffAccount.email == normal_email(login.email))
        ).one()
        give_duty(session, account, duty)


def actor_of(session: Session, tenant_id: uuid.UUID, role: Role) -> Actor:
    """The person of that role, in whose name the demo acts."""
    email = next(email for known, email, _, _ in PEOPLE if known is role)
    known = session.scalars(select(StaffAccount).where(StaffAccount.email == email)).one()
    return Actor(tenant_id=tenant_id, tenant=TENANT, name=handle_of(known.id), role=known.role)


def found_customers(session: Session, tenant_id: uuid.UUID, year: int) -> None:
    """The customers with contracts, devices and stock, in the caller's transaction."""
    customers = {
        part: found_customer(session, tenant_id, contract, year)
        for part, contract in sample_contracts().items()
    }
    fabrikam, northwind = customers["phones"], customers["appliances"]
    phone, kiosk = (
        add_model(session, tenant_id, PHONE_MODEL),
        add_model(session, tenant_id, KIOSK_MODEL),
    )
    founded = datetime(year, 1, 2, 9, tzinfo=UTC)
    firewall = add_model(session, tenant_id, FIREWALL_MODEL)
    register(session, firewall, serials(FIREWALL, 1, FIREWALLS), customers["security"], founded)
    register(session, phone, phones(PHONE, 1, PHONES), fabrikam, founded)
    register(session, kiosk, serials(KIOSK, 1, KIOSKS), northwind, founded)
    shelve_units(session, phone, phones(POOL_PHONE, 1, POOL), fabrikam, founded)
    shelve_units(session, kiosk, serials(SPARE_KIOSK, 1, KIOSK_STOCK), None, founded)
    litware = customers["lent_phones"]
    register(session, phone, serials(LENT_PHONE, 1, LENDERS), litware, founded)
    shelve_units(session, phone, serials(LOAN_PHONE, 1, LOANS), litware, founded)
    woodgrove = customers["pool_phones"]
    shelve_units(session, phone, serials(KEPT_PHONE, 1, POOL), woodgrove, founded)


def found_customer(
    session: Session, tenant_id: uuid.UUID, contract: SampleContract, year: int
) -> Customer:
    """A customer with its contract, from the year before for four years."""
    customer = add_customer(session, tenant_id, contract.customer, contract.name, contract.locale)
    customer.is_reseller = contract.is_reseller
    form = ContractForm(
        number=contract.number,
        programme=contract.programme,
        tier=contract.tier,
        starts_on=date(year - 1, 1, 1),
        ends_on=date(year + 3, 1, 1),
        settings=dict(contract.settings),
    )
    add_contract(session, customer, form)
    return customer


def serials(prefix: str, first: int, count: int) -> list[UnitForm]:
    """Units with serials such as KI-0001 and on."""
    return [UnitForm(serial=f"{prefix}-{n:04d}") for n in range(first, first + count)]


def phones(prefix: str, first: int, count: int) -> list[UnitForm]:
    """Phones with serials and IMEIs of the test range; pool phones count from 500,000."""
    start = 500_000 if prefix == POOL_PHONE else 0
    return [
        UnitForm(serial=f"{prefix}-{n:04d}", imei=imei_for_tests(start + n))
        for n in range(first, first + count)
    ]


def imei_for_tests(number: int) -> str:
    """An IMEI of the test range with its check digit."""
    fourteen = f"{TEST_TAC}{number:06d}"
    return fourteen + imei_check_digit(fourteen)


def register(
    session: Session,
    model: DeviceModel,
    units: Iterable[UnitForm],
    customer: Customer,
    at: datetime,
) -> None:
    """Put devices on record where they are: in the customer's hands."""
    place = place_of(session, Place.CUSTOMER, customer.id)
    vendor = place_of(session, Place.VENDOR)
    rows = [unit_row(model, form, place, customer.id) for form in units]
    session.add_all(rows)
    session.flush()
    session.add_all(
        StockMove(
            tenant_id=model.tenant_id,
            key=f"register/{unit.id}",
            unit_id=unit.id,
            from_id=vendor.id,
            to_id=place.id,
            at=at,
            actor="stock",
        )
        for unit in rows
    )
    session.flush()


def working_devices(database: Database, tenant_id: uuid.UUID, prefix: str, count: int) -> list[str]:
    """Serials of devices in use that never had a case; new ones when those on record run out."""
    free = (
        select(Unit.serial)
        .join(Location, and_(Location.tenant_id == Unit.tenant_id, Location.id == Unit.location_id))
        .where(
            Unit.serial.startswith(f"{prefix}-"),
            Location.kind == Place.CUSTOMER,
            ~exists().where(Case.tenant_id == Unit.tenant_id, Case.device_unit_id == Unit.id),
        )
        .order_by(Unit.serial)
        .limit(count)
    )
    with database.as_tenant(tenant_id) as session:
        found = list(session.scalars(free))
        first = numbered(session, prefix) + 1
    return found + [unit.serial for unit in serials(prefix, first, count - len(found))]


def numbered(session: Session, prefix: str) -> int:
    """How many units carry serials of this beginning."""
    query = select(func.count()).select_from(Unit).where(Unit.serial.startswith(f"{prefix}-"))
    return session.scalars(query).one()
