"""Customers of the programmes without a swap, and the tickets and repairs they open."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from desk.asked import RequestForm
from desk.devices import DeviceForm
from desk.founding import (
    ContractForm,
    ModelForm,
    UnitForm,
    add_contract,
    add_customer,
    add_model,
    shelve_units,
)
from desk.intake import CaseForm
from models.devices import BatteryClass
from rules.battery import BatteryState
from rules.case_words import Remedy
from rules.service_words import Asker, ChannelKind, Need, ScopeFact
from runtime.database import Database
from tests.builders import CONTACT, FOUNDED, HOME

SWITCH = ModelForm(
    code="SWITCH-S8",
    name="Switch S8",
    weight_g=3100,
    length_mm=440,
    width_mm=300,
    height_mm=60,
    battery_class=BatteryClass.NONE,
    product_class="switch",
)
#: What the programmes leave open, as a contract under each might fill it in.
OPEN_FIGURES: dict[str, dict[str, Any]] = {
    "exer_cst": {},
    "opswat": {},
    "smartoptics_smart_care": {"products": {"switch": {"standard_term_months": 24}}},
    "emetrotel_assurance": {
        "surcharge": "150",
        "hourly_rate": "95",
        "products": {
            name: {"max_total_months": 60}
            for name in (
                *("galaxy_mini", "ucx250", "ucx450", "ucx1000"),
                *("digital_gateway", "infinity_telephone"),
            )
        },
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A customer and its contract; `settings` are added to what the programme leaves open."""

    code: str
    programme: str
    tier: str
    locale: str = "en"
    settings: dict[str, Any] = field(default_factory=dict)


BRASSERIE = Served(code="brasserie", programme="exer_cst", tier="premium", locale="fr")
BISTRO = Served(code="bistro", programme="exer_cst", tier="maintenance", locale="fr")
FIBRA = Served(code="fibra", programme="smartoptics_smart_care", tier="smart_care")
DIALTONE = Served(code="dialtone", programme="emetrotel_assurance", tier="standard")


def serve(record: Database, tenant_id: uuid.UUID, *served: Served, spares: int = 2) -> None:
    """Found the customers with a contract each; the provider's shelf holds a few spares."""
    with record.as_tenant(tenant_id) as session:
        switch = add_model(session, tenant_id, SWITCH)
        shelve_units(
            session,
            switch,
            [UnitForm(serial=f"SPARE-{n}") for n in range(1, spares + 1)],
            None,
            FOUNDED,
        )
        for one in served:
            customer = add_customer(session, tenant_id, one.code, one.code.title(), one.locale)
            form = ContractForm(
                number=f"C-{one.code}",
                programme=one.programme,
                tier=one.tier,
                settings={**OPEN_FIGURES[one.programme], **one.settings},
                starts_on=date(2026, 1, 1),
                ends_on=date(2029, 1, 1),
            )
            add_contract(session, customer, form)


def a_ticket(customer: str, serial: str, at: datetime, **asked: Any) -> CaseForm:
    """A request for help with a device."""
    usual: dict[str, Any] = {
        "need": Need.INCIDENT,
        "who": Asker.RESELLER,
        "channel": ChannelKind.PORTAL,
        "scope": dict.fromkeys(ScopeFact, True),
        "registered": True,
        "ticket": {
            "end_customer_name": "Nordlicht",
            "system_type_and_host_id": "UCX250 4711",
            "software_release": "7.1",
            "call_scenario": "No dial tone after a restart.",
        },
    }
    return CaseForm(
        customer=customer,
        remedy=Remedy.SUPPORT,
        device=DeviceForm(serial=serial, model=SWITCH.code),
        contact=CONTACT,
        address=HOME,
        fault="It does not answer any more.",
        request=RequestForm(**(usual | asked)),
        at=at,
    )


def a_repair(customer: str, serial: str, at: datetime, **asked: Any) -> CaseForm:
    """A device that comes in for repair."""
    usual = {"need": Need.HARDWARE, "defect_confirmed": True, "severity": ""}
    form = a_ticket(customer, serial, at, **(usual | asked))
    return replace(form, remedy=Remedy.REPAIR, battery=BatteryState.OK)
