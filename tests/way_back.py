"""Customers whose contracts follow a unit to the end: the bench, charges, loans, working days."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from desk.devices import DeviceForm
from desk.founding import ContractForm, UnitForm, add_contract, add_customer, shelve_units
from desk.intake import CaseForm
from models.devices import DeviceModel
from runtime.database import Database
from tests.builders import FOUNDED, PHONE, a_swap

#: A unit that does not come back: reminded, escalated, charged; days after delivery.
CHASED: dict[str, Any] = {
    "remind_after_days": [5, 10],
    "due_after_days": 10,
    "escalate_after_days": 12,
    "charge_after_days": 20,
    "review_after_days": 30,
    "charge": "450.00",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneCustomer:
    """A customer with a pool of phones; `returns` is what its contract says below `return`."""

    code: str
    returns: dict[str, Any] = field(default_factory=lambda: dict(CHASED))
    settings: dict[str, Any] = field(default_factory=dict)
    phones: int = 6
    locale: str = "sv"


ADATUM = PhoneCustomer(code="adatum")
LITWARE = PhoneCustomer(code="litware", settings={"mode": "lend"})
PROSEWARE = PhoneCustomer(
    code="proseware",
    returns={**CHASED, "days": "working", "care": {"bench": {"no_fault": "fee"}}},
)


def serve_phones(record: Database, tenant_id: uuid.UUID, *customers: PhoneCustomer) -> None:
    """Found the customers, each with a contract and a pool: ADATUM-0001 and on."""
    with record.as_tenant(tenant_id) as session:
        phone = session.scalars(select(DeviceModel).where(DeviceModel.code == PHONE.code)).one()
        for one in customers:
            customer = add_customer(session, tenant_id, one.code, one.code.title(), one.locale)
            form = ContractForm(
                number=f"C-{one.code}",
                programme="atea_smartservice",
                tier="prof",
                settings={"return": one.returns, "repair_return_to": "stock", **one.settings},
                starts_on=date(2026, 1, 1),
                ends_on=date(2029, 1, 1),
            )
            add_contract(session, customer, form)
            serials = [f"{one.code.upper()}-{n:04d}" for n in range(1, one.phones + 1)]
            units = [UnitForm(serial=serial) for serial in serials]
            shelve_units(session, phone, units, customer, FOUNDED)


def a_phone_swap(customer: PhoneCustomer, serial: str, at: datetime, **changes: Any) -> CaseForm:
    """A swap with a definite fault and a sound battery for one of these customers."""
    device = DeviceForm(serial=serial, model=PHONE.code)
    return replace(a_swap(serial, at=at), customer=customer.code, device=device, **changes)


#: What a technician states of a wipe.
WIPE = {
    "method": "purge",
    "technique": "factory reset with cryptographic erase",
    "tool": "recovery mode, system 18.2",
    "verification": "set-up screen, no user data found",
}
