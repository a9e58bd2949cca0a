"""A customer with a pool: 400 phones, so 32 to keep; a supplier, an approver and a price."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.founding import ContractForm, UnitForm, add_contract, add_customer, shelve_units
from models.devices import DeviceModel, Owner
from models.locations import Place
from models.orders import Supplier, SupplierPrice
from models.parties import Contact, Customer
from models.pools import FleetCount, Pool, PoolModel
from models.stock import place_of
from runtime.database import Database
from tests.builders import FOUNDED, PHONE
from tests.way_back import CHASED


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolCustomer:
    """A customer whose pool is watched; `refill` is what its contract says below it."""

    code: str = "contoso"
    fleet: int = 400
    phones: int = 32
    locale: str = "sv"
    refill: dict[str, Any] = field(default_factory=dict)
    returns: dict[str, Any] = field(default_factory=lambda: dict(CHASED))
    floor: int = 0
    ceiling: int | None = None
    approvers: tuple[str, ...] = ("approver",)
    approval_limit: Decimal | None = None
    price: Decimal | None = Decimal("4990.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPool:
    """What a test needs to know of a pool that was laid out."""

    __test__ = False

    customer: str
    customer_id: uuid.UUID
    contract_id: uuid.UUID
    pool_id: uuid.UUID
    model_id: uuid.UUID
    shelf_id: uuid.UUID
    supplier_id: uuid.UUID
    code: str
    approvers: tuple[uuid.UUID, ...]


def open_a_pool(
    record: Database, tenant_id: uuid.UUID, one: PoolCustomer | None = None, at: datetime = FOUNDED
) -> TestPool:
    """The customer with contract, contacts, units CONTOSO-0001 and on, pool, fleet and supplier."""
    wanted = one or PoolCustomer()
    with record.as_tenant(tenant_id) as session:
        phone = session.scalars(select(DeviceModel).where(DeviceModel.code == PHONE.code)).one()
        customer = add_customer(session, tenant_id, wanted.code, wanted.code.title(), wanted.locale)
        contract = add_contract(
            session,
            customer,
            ContractForm(
                number=f"C-{wanted.code}",
                programme="atea_smartservice",
                tier="prof",
                settings={
                    "return": wanted.returns,
                    "repair_return_to": "stock",
                    "swap_stock": {"refill": wanted.refill},
                },
                starts_on=date(2026, 1, 1),
                ends_on=date(2029, 1, 1),
            ),
        )
        shelf = place_of(session, Place.SHELF, customer.id)
        serials = [f"{wanted.code.upper()}-{n:04d}" for n in range(1, wanted.phones + 1)]
        shelve_units(session, phone, [UnitForm(serial=one) for one in serials], customer, FOUNDED)
        pool = Pool(
            tenant_id=tenant_id,
            id=uuid.uuid4(),
            code=f"{wanted.code}-phones",
            name=f"{wanted.code.title()} phones",
            customer_id=customer.id,
            contract_id=contract.id,
            shelf_id=shelf.id,
            family="phones",
            owner=Owner.CUSTOMER,
            floor=wanted.floor,
            ceiling=wanted.ceiling,
            opened_at=at,
        )
        session.add(pool)
        session.flush()
        session.add(
            PoolModel(
                tenant_id=tenant_id,
                pool_id=pool.id,
                model_id=phone.id,
                shelf_id=shelf.id,
                customer_id=customer.id,
                added_at=at,
            )
        )
        session.add(
            FleetCount(
                tenant_id=tenant_id,
                pool_id=pool.id,
                model_id=phone.id,
                devices=wanted.fleet,
                counts_from=date(2026, 1, 1),
                recorded_at=at,
                recorded_by="clerk@acme.example",
            )
        )
        supplier = a_supplier(session, tenant_id, phone, wanted.price, at)
        return TestPool(
            customer=wanted.code,
            customer_id=customer.id,
            contract_id=contract.id,
            pool_id=pool.id,
            model_id=phone.id,
            shelf_id=shelf.id,
            supplier_id=supplier.id,
            code=pool.code,
            approvers=tuple(approver(session, customer, wanted, name) for name in wanted.approvers),
        )


def approver(session: Session, customer: Customer, wanted: PoolCustomer, name: str) -> uuid.UUID:
    """A contact of the customer who decides about its stock."""
    contact = Contact(
        tenant_id=customer.tenant_id,
        id=uuid.uuid4(),
        customer_id=customer.id,
        name=f"{name.title()} {customer.name}",
        email=f"{name}@{customer.code}.example",
        phone="",
        locale=wanted.locale,
        approves_refills=True,
        approval_limit=wanted.approval_limit,
    )
    session.add(contact)
    session.flush()
    return contact.id


def a_supplier(
    session: Session,
    tenant_id: uuid.UUID,
    model: DeviceModel,
    price: Decimal | None,
    at: datetime,
) -> Supplier:
    """The one supplier of these tests, with a price for the model if there is one."""
    known = session.scalars(select(Supplier).where(Supplier.code == "trey")).one_or_none()
    if known is None:
        known = Supplier(
            tenant_id=tenant_id,
            id=uuid.uuid4(),
            code="trey",
            name="Trey Wholesale AB",
            email="orders@trey.example",
            locale="sv",
            lead_days=12,
            added_at=at,
        )
        session.add(known)
        session.flush()
        if price is not None:
            session.add(
                SupplierPrice(
                    tenant_id=tenant_id,
                    supplier_id=known.id,
                    model_id=model.id,
                    price=price,
                    currency="SEK",
                    valid_from=date(2026, 1, 1),
                    recorded_at=at,
                    recorded_by="clerk@acme.example",
                )
            )
            session.flush()
    return known
