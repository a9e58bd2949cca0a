"""A small desk to test against: one tenant, a phone customer with a pool, an appliance customer."""

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from desk.actors import Actor
from desk.devices import DeviceForm
from desk.founding import (
    ContractForm,
    ModelForm,
    UnitForm,
    add_contract,
    add_customer,
    add_model,
    found_tenant,
    shelve_units,
)
from desk.intake import CaseForm
from desk.people_to_reach import AddressForm, ContactForm
from models.devices import BatteryClass
from models.parties import Role
from rules.battery import BatteryState
from rules.case_words import Remedy
from runtime.database import Database

FOUNDED = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
DEPOT = AddressForm(
    name="Swapdesk Depå",
    street="Lagervägen 4",
    postcode="195 61",
    city="Arlandastad",
    country="SE",
)
HOME = AddressForm(
    name="Fabrikam AB",
    street="Storgatan 12",
    postcode="111 51",
    city="Stockholm",
    country="SE",
)
PHONE = ModelForm(
    code="PHONE-X2",
    name="Phone X2",
    weight_g=420,
    length_mm=180,
    width_mm=110,
    height_mm=60,
    battery_class=BatteryClass.IN_EQUIPMENT,
)
KIOSK = ModelForm(
    code="KIOSK-K1",
    name="Kiosk K1",
    weight_g=9500,
    length_mm=450,
    width_mm=350,
    height_mm=200,
    battery_class=BatteryClass.NONE,
)
CONTACT = ContactForm(name="Service Contact", email="service@fabrikam.example", locale="sv")
RETURN_DAYS = {
    "return": {
        "remind_after_days": [5, 10],
        "review_after_days": 14,
        # The receipt itself settles these customers' cases; the bench has tests of its own.
        "care": {"bench": {"inspected": False}},
    }
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TestDesk:
    """What a test needs to ask the desk for things."""

    tenant_id: uuid.UUID
    tenant: str
    clerk: Actor

    __test__ = False


def pool_phones(count: int, *, first: int = 1) -> list[UnitForm]:
    """Phones with serials POOL-0001 and on."""
    return [UnitForm(serial=f"POOL-{n:04d}") for n in range(first, first + count)]


def found_desk(
    owner_url: str, record: Database, *, code: str = "acme", phones: int = 3
) -> TestDesk:
    """One desk with customers `fabrikam` (phones, PROF) and `northwind` (appliances)."""
    tenant_id = found_tenant(owner_url, code, "Acme Support Center", "SE", DEPOT)
    with record.as_tenant(tenant_id) as session:
        fabrikam = add_customer(session, tenant_id, "fabrikam", "Fabrikam AB", "sv")
        northwind = add_customer(session, tenant_id, "northwind", "Northwind SRL", "ro")
        terms: dict[str, Any] = {"starts_on": date(2026, 1, 1), "ends_on": date(2029, 1, 1)}
        add_contract(
            session,
            fabrikam,
            ContractForm(
                number="C-100",
                programme="atea_smartservice",
                tier="prof",
                settings={**RETURN_DAYS, "repair_return_to": "stock"},
                **terms,
            ),
        )
        add_contract(
            session,
            northwind,
            ContractForm(
                number="C-200",
                programme="opswat",
                tier="hardware",
                settings=RETURN_DAYS,
                **terms,
            ),
        )
        phone = add_model(session, tenant_id, PHONE)
        kiosk = add_model(session, tenant_id, KIOSK)
        shelve_units(session, phone, pool_phones(phones), fabrikam, FOUNDED)
        shelve_units(session, kiosk, [UnitForm(serial="KIOSK-0001")], None, FOUNDED)
    clerk = Actor(tenant_id=tenant_id, tenant=code, name="clerk@acme.example", role=Role.DESK)
    return TestDesk(tenant_id=tenant_id, tenant=code, clerk=clerk)


def a_swap(serial: str = "BROKEN-1", **changes: object) -> CaseForm:
    """A swap of a phone with a definite fault and a sound battery."""
    form = CaseForm(
        customer="fabrikam",
        remedy=Remedy.SWAP,
        device=DeviceForm(serial=serial, model="PHONE-X2"),
        contact=CONTACT,
        address=HOME,
        fault="The screen stays black.",
        definite_fault=True,
        battery=BatteryState.OK,
    )
    return replace(form, **changes)  # type: ignore[arg-type]


def an_advance_replacement(serial: str = "DEAD-KIOSK-1", **changes: object) -> CaseForm:
    """An advance replacement of an appliance, still to be diagnosed."""
    form = CaseForm(
        customer="northwind",
        remedy=Remedy.ADVANCE_REPLACEMENT,
        device=DeviceForm(serial=serial, model="KIOSK-K1"),
        contact=ContactForm(name="Contact RO", email="it@northwind.example", locale="ro"),
        address=replace(HOME, name="Northwind SRL", city="Timișoara", country="RO"),
        fault="It does not start.",
        battery=BatteryState.OK,
    )
    return replace(form, **changes)  # type: ignore[arg-type]
